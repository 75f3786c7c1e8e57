from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import pytest_asyncio

from gong_async import Gong, PacedLimiter
from gong_async.harvest import Harvester, HarvestJob, open_sink
from gong_async.sim import GongSim
from tests.cli.command import Command

Fast = Callable[..., tuple[str, ...]]


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


@pytest.fixture
def in_environment(gong_sim: GongSim, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Be a command in an empty folder, with the credentials of ``gong_sim``."""
    environment = Command(tmp_path, gong_sim).environment()
    monkeypatch.chdir(tmp_path)
    for name in os.environ.keys() - environment.keys():
        monkeypatch.delenv(name)
    for name in environment.keys() - os.environ.keys():
        monkeypatch.setenv(name, environment[name])
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def fast(gong_sim: GongSim, in_environment: None) -> Fast:
    """Let a command that sends many requests take no time: its company has a high limit."""
    company = (
        f'base_url = "{gong_sim.url}"\nrate = 1000\naccess_key = {{env = "GONG_ACCESS_KEY"}}\n'
        'access_key_secret = {env = "GONG_ACCESS_KEY_SECRET"}\n'
    )
    Path("gong.toml").write_text(f"[companies.acme]\n{company}[companies.other]\n{company}")
    return lambda *asked: (*asked, "--config", "gong.toml", "--company", "acme")
