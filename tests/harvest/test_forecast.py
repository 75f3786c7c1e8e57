"""What a job will take is told for a few requests, and is about right."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from gong_async.harvest import open_sink
from gong_async.sim import World

from .conftest import Serve
from .remembered import TerseWorld


@pytest.fixture(scope="module")
def world() -> World:
    return TerseWorld(seed=12, calls=1_100)


@pytest.mark.parametrize("size", [100, 3_000])
async def test_a_forecast_is_about_right(serve: Serve, tmp_path: Path, size: int) -> None:
    company = await serve()
    job = company.job(calls_per_window=size)
    plan = await job.plan(company.gong)
    assert plan.spent == company.sim.requests <= 3
    assert plan.calls == 1_100
    report = await company.harvest(tmp_path / "acme.db", calls_per_window=size)
    assert abs(plan.requests - report.requests) <= 0.15 * report.requests
    assert plan.quota_share == plan.requests / 10_000
    assert plan.seconds >= plan.requests / company.gong.limiter.rate


async def test_what_is_there_already_is_not_counted(serve: Serve, tmp_path: Path) -> None:
    company = await serve()
    sink = open_sink(tmp_path / "acme.db")
    half = company.sim.world.start + timedelta(days=90)
    await company.harvest(tmp_path / "acme.db", until=half)
    rest = await company.job().plan(company.gong, sink)
    there = sum(call.when >= half for call in company.sim.world.calls)
    assert abs(rest.calls - there) <= 0.05 * there
    await company.harvest(tmp_path / "acme.db")
    nothing = await company.job().plan(company.gong, sink)
    assert nothing.calls == 0
    assert nothing.requests <= 3
    sink.open()  # nobody has it
    sink.close()


async def test_workspaces_are_counted_one_by_one(serve: Serve) -> None:
    company = await serve()
    spaces = tuple(each["id"] for each in company.sim.world.workspaces)
    plan = await company.job(workspaces=spaces, streams=("calls",)).plan(company.gong)
    assert plan.calls == 1_100
    assert plan.spent == len(spaces)


async def test_a_job_of_lists_counts_no_calls(serve: Serve, tmp_path: Path) -> None:
    company = await serve()
    plan = await company.job(streams=("users", "workspaces")).plan(company.gong)
    report = await company.harvest(tmp_path / "acme.db", streams=("users", "workspaces"))
    assert (plan.calls, plan.requests) == (0, report.requests)


async def test_an_empty_company_takes_next_to_nothing(serve: Serve, world: World) -> None:
    company = await serve(world=world.showing([]))
    plan = await company.job(streams=("calls", "transcripts")).plan(company.gong)
    assert plan.calls == 0
    assert plan.requests <= 2
