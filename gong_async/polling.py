"""Asking again and again whether something is over, within a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

__all__ = ["poll"]

T = TypeVar("T")

_FIRST, _LONGEST = 1.0, 30.0  # seconds between two questions; each wait is half as long again


async def poll(
    ask: Callable[[], Awaitable[T]], is_over: Callable[[T], bool], *, within: float
) -> T:
    """
    Ask until it is over; return the last answer.

    Each question waits in the limiter's queue as any request does.  Nothing is left behind
    when the waiting is cancelled.

    Args:
        within: Seconds in all, waits included.

    Raises:
        ValueError: If *within* is not above 0.

        TimeoutError: If it is not over by then; wait again if you like.

        GongError: If asking fails.
    """
    if not within > 0:
        raise ValueError("within must be a number of seconds above 0")
    deadline = asyncio.timeout(within)
    try:
        async with deadline:
            for pause in _pauses():
                answer = await ask()
                if is_over(answer):
                    return answer
                await asyncio.sleep(pause)
    except TimeoutError:
        if not deadline.expired():
            raise
    raise TimeoutError(f"not over after {within:g} s; wait again, or ask later")


def _pauses() -> Iterator[float]:
    pause = _FIRST
    while True:
        yield pause
        pause = min(_LONGEST, pause * 1.5)
