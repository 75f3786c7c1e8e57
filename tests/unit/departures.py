"""Who left a limiter, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from itertools import pairwise

from gong_async.limiter import Limiter
from tests.clock import now

FLOOR = 1.05 / 3
CLOSE = 0.001  # seconds; a turn of the virtual loop takes a microsecond


class Departures:
    """Tasks that come to a limiter, and when each left."""

    def __init__(self, limiter: Limiter) -> None:
        self.limiter = limiter
        self.times: list[float] = []
        self.names: list[int] = []

    async def leave(self, name: int = 0) -> None:
        await self.limiter.acquire()
        self.times.append(now())
        self.names.append(name)

    async def all(self, count: int) -> None:
        async with asyncio.TaskGroup() as tasks:
            for name in range(count):
                tasks.create_task(self.leave(name))

    async def arriving(self, arrivals: Iterable[float]) -> None:
        """Let a task arrive so many seconds after the one before, for each of *arrivals*."""
        async with asyncio.TaskGroup() as tasks:
            for name, wait in enumerate(arrivals):
                if wait:
                    await asyncio.sleep(wait)
                tasks.create_task(self.leave(name))
                await asyncio.sleep(0)

    @property
    def gaps(self) -> list[float]:
        return [later - earlier for earlier, later in pairwise(self.times)]


def busiest_second(times: Sequence[float]) -> int:
    """The most departures in any half-open second, which may start wherever it likes."""
    most = first = 0
    for last, time in enumerate(times):
        while time - times[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most
