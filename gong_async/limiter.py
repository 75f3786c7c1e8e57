"""How fast calls may leave.  The only module that knows aiolimiter."""

from __future__ import annotations

import asyncio
from typing import Protocol

from aiolimiter import AsyncLimiter
from attrs import define, field
from attrs.validators import gt, lt

from gong_async.errors import GongError

__all__ = ["Limiter", "PacedLimiter"]

_SLACK = 1.05  # exact thirds of a second fail with 5 ms of jitter, 5 % more stand 50 ms
_GROWTH, _LONGEST, _DECAY = 1.03, 1.3, 0.99


class Limiter(Protocol):
    """Anything that can hold calls back."""

    async def acquire(self) -> None:
        """Wait until one call may leave."""
        ...

    def pause(self, seconds: float) -> None:
        """Gong refused a call: let nothing leave for *seconds*, whoever asks."""
        ...


@define(eq=False)
class PacedLimiter:
    """
    One call at a time, evenly spaced, first come first served; for all tasks of a company.

    aiolimiter's ``AsyncLimiter(3, 1)`` lets six calls into one second; a bucket one call deep
    lets through three at most.  Each refusal widens the gap a little, up to 30 %, and every
    call that leaves lets it shrink back.

    Args:
        rate: Calls a second that Gong grants the company; the gap between two calls is
            ``1.05 / rate`` seconds.  Lower it to leave a share to another integration.
    """

    rate: float = field(default=3.0, validator=[gt(0), lt(float("inf"))])
    gap: float = field(init=False)
    """Seconds between two calls, as of now."""
    _bucket: AsyncLimiter = field(init=False, repr=False)
    _turn: asyncio.Lock = field(init=False, repr=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False, repr=False)
    _closed_until: float = field(default=0.0, init=False, repr=False)
    _last: float = field(default=float("-inf"), init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.gap = self.floor

    @property
    def floor(self) -> float:
        """The shortest gap, in seconds."""
        return _SLACK / self.rate

    async def acquire(self) -> None:
        """Wait for this caller's turn, and for the end of any pause."""
        self._bind()
        async with self._turn:  # aiolimiter alone lets newcomers overtake
            while True:
                await self._bucket.acquire()
                if not await self._wait_at_gate():
                    break
            await self._shrink()
            self._last = asyncio.get_running_loop().time()

    def pause(self, seconds: float) -> None:
        """Close the gate for *seconds*, at least one gap, and widen the gap."""
        now = asyncio.get_running_loop().time()
        self.gap = min(self.gap * _GROWTH, self.floor * _LONGEST)
        self._closed_until = max(self._closed_until, now + max(seconds, self.gap))

    async def _wait_at_gate(self) -> bool:
        """Wait while the gate is closed; tell whether it was."""
        loop, waited = asyncio.get_running_loop(), False
        while (wait := self._closed_until - loop.time()) > 0:
            await asyncio.sleep(wait)
            waited = True
        return waited

    async def _shrink(self) -> None:
        """Move the gap towards its floor, in a new bucket that starts with this call in it."""
        if self._bucket.time_period == self.gap == self.floor:
            return
        excess = (self.gap - self.floor) * _DECAY
        self.gap = self.floor + (excess if excess > self.floor / 1000 else 0.0)
        self._bucket = AsyncLimiter(1, self.gap)
        await self._bucket.acquire()

    def _bind(self) -> None:
        """Belong to the running loop; its clock goes on where the last one's stopped."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        if self._loop is not None and self._loop.is_running():
            raise GongError("this limiter is at work in another event loop; give each its own")
        self._loop, self._turn = loop, asyncio.Lock()
        self._bucket = AsyncLimiter(1, self.gap)
        self._closed_until = max(self._closed_until, self._last + self.gap)
