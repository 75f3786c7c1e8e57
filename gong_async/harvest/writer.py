"""The one thread that may touch an output, for all the runs that share it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from attrs import define, field

from gong_async.harvest.sinks import Sink

__all__ = ["Writer"]

_IN_HAND = 4  # pages, and commits, that wait for the disk

P = ParamSpec("P")
R = TypeVar("R")


@define(eq=False)
class Writer:
    """``async with Writer(sink) as write:``, then ``await write(sink.commit, ...)``."""

    sink: Sink
    _thread: ThreadPoolExecutor = field(
        factory=lambda: ThreadPoolExecutor(1, "gong-harvest"), init=False, repr=False
    )
    _waiting: int = field(default=0, init=False)
    _moved: asyncio.Event = field(factory=asyncio.Event, init=False, repr=False)
    _keys: count[int] = field(factory=lambda: count(1), init=False, repr=False)

    async def __call__(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run *function* in the sink's thread: what waits for the disk stays out of the loop."""
        loop = asyncio.get_running_loop()
        self._waiting += 1
        try:
            return await loop.run_in_executor(self._thread, partial(function, *args, **kwargs))
        finally:
            self._waiting -= 1
            self._moved.set()

    async def room(self) -> None:
        """Wait until it is of use to ask Gong for more: a slow disk must not fill the memory."""
        while self._waiting > _IN_HAND:
            self._moved.clear()
            await self._moved.wait()

    def new_key(self) -> int:
        """Return a key for a window that is going to be staged."""
        return next(self._keys)

    async def __aenter__(self) -> Self:
        try:
            await self(self.sink.open)
        except BaseException:
            await self._close()  # the thread may have opened it all the same
            raise
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        """Have the thread close the sink, and wait for it however often this is cancelled."""
        closed = asyncio.wrap_future(self._thread.submit(self.sink.close))
        self._thread.shutdown(wait=False)
        cancelled: asyncio.CancelledError | None = None
        while not closed.done():
            try:
                await asyncio.shield(closed)
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            raise cancelled
        closed.result()
