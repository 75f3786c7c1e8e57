from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio

from gong_async import Gong, PacedLimiter
from gong_async.harvest import Harvester, HarvestJob, open_sink
from gong_async.sim import GongSim


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def harvested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a harvest of sixty calls."""
    path = tmp_path_factory.mktemp("harvested") / "acme.db"
    async with (
        GongSim(calls=60, rate=None) as sim,
        Gong(
            access_key="sim-key",
            access_key_secret="sim-secret",
            base_url=sim.url,
            limiter=PacedLimiter(rate=1_000),
        ) as gong,
    ):
        job = HarvestJob(since=sim.world.start, until=sim.world.end)
        report = await Harvester(gong, open_sink(path)).run(job)
    assert report.complete
    return path
