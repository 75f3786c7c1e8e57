"""Calls that Gong has no more leave the output when their time is read again; no others do."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from gong_async.harvest import HarvestReport
from gong_async.sim import World

from .conftest import Company, Serve
from .digest import assert_holds
from .remembered import TerseWorld, starting

DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    """A call a day: small windows have one or none."""
    world = TerseWorld(seed=8, calls=200)
    return starting(world, [world.start + n * DAY for n in range(150)])


async def again(company: Company, database: Path) -> HarvestReport:
    """Read all of it again, by small windows."""
    return await company.harvest(database, since=None, look_back=400 * DAY, calls_per_window=1)


@pytest.fixture
async def company(serve: Serve, tmp_path: Path, world: World) -> Company:
    company = await serve(world=world)
    assert (await company.harvest(tmp_path / "acme.db")).complete
    return company


async def test_deleted_calls_that_were_alone_in_their_windows(
    company: Company, tmp_path: Path
) -> None:
    for call in company.sim.world.calls[20:140:10]:
        company.sim.delete(call.id)
    assert (await again(company, tmp_path / "acme.db")).removed == 12
    assert_holds(tmp_path / "acme.db", company.sim)


async def test_a_company_that_seems_to_have_lost_all_its_calls(
    company: Company, tmp_path: Path
) -> None:
    """An empty range is Gong's answer to many a mistake: what is there stays."""
    for call in list(company.sim.world.calls):
        company.sim.delete(call.id)
    report = await again(company, tmp_path / "acme.db")
    assert (report.removed, report.complete) == (0, True)
