"""A simulated company on a real socket, and clients that nothing slows down."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from attrs import frozen

from gong_async import Gong, PacedLimiter, RetryPolicy
from gong_async.harvest import Event, Harvester, HarvestJob, HarvestReport, open_sink
from gong_async.sim import GongSim, World

from .remembered import RememberedWorld

CALLS = 250


@frozen
class Company:
    """A simulator and a client of it."""

    sim: GongSim
    gong: Gong

    def job(self, **options: object) -> HarvestJob:
        settings = {"since": self.sim.world.start, "until": self.sim.world.end, **options}
        return HarvestJob(**settings)

    async def harvest(
        self, database: Path, events: list[Event] | None = None, **options: object
    ) -> HarvestReport:
        listener = None if events is None else events.append
        harvester = Harvester(self.gong, open_sink(database), on_event=listener)
        return await harvester.run(self.job(**options))


Serve = Callable[..., Awaitable[Company]]


@pytest.fixture(scope="session")
def world() -> World:
    return RememberedWorld(seed=3, calls=CALLS)


@pytest.fixture
async def serve(world: World) -> AsyncIterator[Serve]:
    async with AsyncExitStack() as stack:

        async def start(**options: object) -> Company:
            settings = {"world": world, "rate": None, "quota": None, "late_after": 1e9, **options}
            sim = await stack.enter_async_context(GongSim(**settings))
            gong = Gong(
                access_key="sim-key",
                access_key_secret="sim-secret",
                base_url=sim.url,
                limiter=PacedLimiter(rate=2_000),
                retry=RetryPolicy(first_wait=0.001, longest_wait=0.01),
            )
            return Company(sim, await stack.enter_async_context(gong))

        yield start


@pytest.fixture
async def company(serve: Serve) -> Company:
    return await serve()
