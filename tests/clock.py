"""Hours in milliseconds: an event loop whose clock jumps to its next timer when it is idle."""

from __future__ import annotations

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_TICK = 1e-6  # seconds a turn of the loop takes: a timer re-armed by less would never come


class _NoWaiting(selectors.SelectSelector):
    """Instead of waiting for a timer, move the clock to it."""

    def __init__(self, start: float) -> None:
        super().__init__()
        self.now = start

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("every task waits for another one, and no timer is set")
        if not ready:
            self.now += max(timeout or 0.0, _TICK)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """
    An event loop in which no time passes but that of its timers.

    Not for real sockets, subprocesses or threads: what they do takes no virtual time, so that
    every timeout around them fires at once.
    """

    def __init__(self, start: float = 0.0) -> None:
        self._pace = _NoWaiting(start)
        super().__init__(self._pace)

    def time(self) -> float:
        return self._pace.now

    def pass_by(self, seconds: float) -> None:
        """Be busy for so long: what is due meanwhile is late."""
        self._pace.now += seconds


def run(main: Coroutine[Any, Any, T], *, start: float = 0.0) -> T:
    """Run *main* to its end in a loop of its own whose clock begins at *start*."""
    with asyncio.Runner(loop_factory=lambda: VirtualTimeLoop(start)) as runner:
        return runner.run(main)


def virtual_time(test: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, T]:
    """Make an ``async def`` test run on virtual time; goes below ``@given``."""

    @functools.wraps(test)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        return run(test(*args, **kwargs))

    return wrapper


def now() -> float:
    """Return the time of the running loop, in seconds."""
    return asyncio.get_running_loop().time()
