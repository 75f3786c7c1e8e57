"""How fast calls may leave.  The only module that knows aiolimiter."""

from __future__ import annotations

import asyncio
import math
import os
from datetime import datetime
from typing import Protocol, runtime_checkable

from aiolimiter import AsyncLimiter
from attrs import define, field
from attrs.validators import gt, lt

from gong_async.errors import GongError
from gong_async.ledger import QuotaLedger
from gong_async.telemetry import quota_left

__all__ = ["Limiter", "PacedLimiter", "QuotaKeeper", "SharedLimiter"]

_SLACK = 1.05  # exact thirds of a second fail with 5 ms of jitter, 5 % more stand 50 ms
_GROWTH, _LONGEST, _DECAY = 1.03, 1.3, 0.99
_LATE, _NOTICED = 0.03, 0.001  # parts of a gap that a call may be late without delaying the next


class Limiter(Protocol):
    """Anything that can hold calls back."""

    @property
    def rate(self) -> float:
        """Calls a second that it lets through at best."""
        ...

    async def acquire(self) -> None:
        """Wait until one call may leave."""
        ...

    def pause(self, seconds: float) -> None:
        """Gong refused a call: let nothing leave for *seconds*, whoever asks."""
        ...


@runtime_checkable
class QuotaKeeper(Protocol):
    """A limiter that remembers, for others too, that Gong said the quota is spent."""

    def exhausted(self, until: datetime | None) -> None:
        """Let nothing leave before *until*, in UTC; None for longer than a date can say."""
        ...


@define(eq=False)
class _Turns:
    """First come, first served in one event loop, with a gap that each refusal widens a little."""

    rate: float = field(default=3.0, validator=[gt(0), lt(float("inf"))])
    gap: float = field(init=False)
    """Seconds between two calls, as of now."""
    _turn: asyncio.Lock = field(init=False, repr=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.gap = self.floor

    @property
    def floor(self) -> float:
        """The shortest gap, in seconds."""
        return _SLACK / self.rate

    def _widen(self) -> None:
        self.gap = min(self.gap * _GROWTH, self.floor * _LONGEST)

    def _narrow(self) -> None:
        excess = (self.gap - self.floor) * _DECAY
        self.gap = self.floor + (excess if excess > self.floor / 1000 else 0.0)

    def _bind(self) -> bool:
        """Belong to the running loop; tell whether that is a new one."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return False
        if self._loop is not None and self._loop.is_running():
            raise GongError("this limiter is at work in another event loop; give each its own")
        self._loop, self._turn = loop, asyncio.Lock()
        return True


@define(eq=False)
class PacedLimiter(_Turns):
    """
    One call at a time, evenly spaced, first come first served; for all tasks of a company.

    aiolimiter's ``AsyncLimiter(3, 1)`` lets six calls into one second; a bucket one call deep
    lets through three at most.  Each refusal widens the gap a little, up to 30 %, and every
    call that leaves lets it shrink back.

    Args:
        rate: Calls a second that Gong grants the company; the gap between two calls is
            ``1.05 / rate`` seconds.  Lower it to leave a share to another integration.
    """

    _bucket: AsyncLimiter = field(init=False, repr=False)
    _closed_until: float = field(default=0.0, init=False, repr=False)
    _last: float = field(default=float("-inf"), init=False, repr=False)

    async def acquire(self) -> None:
        """Wait for this caller's turn, and for the end of any pause."""
        if self._bind():  # the new loop's clock goes on where the last one's stopped
            self._bucket = AsyncLimiter(1, self.gap)
            self._closed_until = max(self._closed_until, self._last + self.gap)
        clock = asyncio.get_running_loop().time
        async with self._turn:  # aiolimiter alone lets newcomers overtake
            due = max(clock(), self._last + self._bucket.time_period)
            await self._bucket.acquire()
            while await self._wait_at_gate():
                due = math.inf  # a pause is over when it is over: nothing is late after one
                await self._bucket.acquire()
            self._last = clock()
            late = min(self._last - due, _LATE * self.gap)
            await self._renew(late if late > _NOTICED * self.gap else 0.0)

    def pause(self, seconds: float) -> None:
        """Close the gate for *seconds*, at least one gap, and widen the gap."""
        self._widen()
        now = asyncio.get_running_loop().time()
        self._closed_until = max(self._closed_until, now + max(seconds, self.gap))

    async def _wait_at_gate(self) -> bool:
        """Wait while the gate is closed; tell whether it was."""
        loop, waited = asyncio.get_running_loop(), False
        while (wait := self._closed_until - loop.time()) > 0:
            await asyncio.sleep(wait)
            waited = True
        return waited

    async def _renew(self, late: float) -> None:
        """
        Move the gap towards its floor, in a new bucket that starts with this call in it.

        Event loops wake a little late each time, so that calls a gap apart would be fewer than
        they may be: the call after one that left *late* keeps to the time it was due.
        """
        if self._bucket.time_period == self.gap == self.floor and not late:
            return
        self._narrow()
        self._bucket = AsyncLimiter(1, self.gap - late)
        await self._bucket.acquire()


@define(eq=False)
class SharedLimiter(_Turns):
    """
    The pace of :class:`PacedLimiter`, kept by all processes of this machine together.

    Within a process the first to come is the first to leave; among processes, the one that
    has waited longest.  A call that is cancelled while it waits is neither sent nor counted.

    Args:
        rate: Calls a second that Gong grants the company; give every process the same.

        ledger: The file of the company, which all these processes name.
    """

    ledger: QuotaLedger = field(kw_only=True)
    _name: str = field(factory=lambda: os.urandom(4).hex(), init=False, repr=False)

    async def acquire(self) -> None:
        """
        Wait for this caller's turn among all processes, and for the end of any pause; count it.

        Raises:
            QuotaExhaustedError: If the ledger's share of today's quota is spent, or if Gong said
                so, to whichever process; before anything is sent.

            ConfigError: If the ledger cannot be opened.

            StateError: If the ledger is damaged, a newer version's, or no ledger at all.
        """
        self._bind()
        async with self._turn:
            since = self.ledger.clock()
            while True:
                wait = self.ledger.ask(self._name, since, self.gap)
                if not wait:
                    break
                await asyncio.sleep(wait)
            self._narrow()
        quota_left(self.ledger.left)

    def pause(self, seconds: float) -> None:
        """Let no process send anything for *seconds*, at least one gap, and widen the gap."""
        self._widen()
        self.ledger.pause(max(seconds, self.gap))

    def exhausted(self, until: datetime | None) -> None:
        """Let no process send anything before *until*."""
        self.ledger.exhaust(until)
        quota_left(self.ledger.left)
