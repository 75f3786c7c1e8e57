"""Several companies share an output; what becomes of one is its own."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gong_async import (
    AuthenticationError,
    Gong,
    OutputLockedError,
    PacedLimiter,
    QuotaExhaustedError,
)
from gong_async.harvest import (
    Event,
    Fleet,
    HarvestReport,
    Member,
    WindowDone,
    open_sink,
)
from gong_async.sim import World

from .conftest import Company, Serve
from .digest import assert_holds
from .remembered import TerseWorld


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [TerseWorld(seed=seed, calls=150 + 60 * seed) for seed in (1, 2, 3)]


def member(company: Company, name: str, **options: object) -> Member:
    return Member(company.gong, company.job(company=name, calls_per_window=50, **options))


async def test_companies_side_by_side(serve: Serve, tmp_path: Path, worlds: list[World]) -> None:
    companies = {f"c{n}": await serve(world=world) for n, world in enumerate(worlds)}
    told: list[tuple[str, Event]] = []
    fleet = Fleet(
        [member(company, name) for name, company in companies.items()],
        open_sink(tmp_path / "all.db"),
        on_event=lambda name, event: told.append((name, event)),
    )
    ends = await fleet.run()
    assert list(ends) == list(companies)
    for name, company in companies.items():
        report = ends[name]
        assert isinstance(report, HarvestReport)
        assert report.complete
        assert report.requests == company.sim.requests
        assert_holds(tmp_path / "all.db", company.sim, company=name)
        assert [event for each, event in told if each == name and isinstance(event, WindowDone)]


async def test_one_company_that_fails_leaves_the_others_alone(
    serve: Serve, tmp_path: Path, worlds: list[World]
) -> None:
    good = await serve(world=worlds[0])
    refused = await serve(world=worlds[1], access_key="another")
    poor = await serve(world=worlds[2], quota=5)
    members = [member(refused, "refused"), member(good, "good"), member(poor, "poor")]
    ends = await Fleet(members, open_sink(tmp_path / "all.db")).run()
    assert isinstance(ends["refused"], AuthenticationError)
    assert isinstance(ends["poor"], QuotaExhaustedError)
    report = ends["good"]
    assert isinstance(report, HarvestReport)
    assert report.complete
    assert_holds(tmp_path / "all.db", good.sim, company="good")
    rich = await serve(world=worlds[2])
    (end,) = (await Fleet([member(rich, "poor")], open_sink(tmp_path / "all.db")).run()).values()
    assert isinstance(end, HarvestReport)
    assert_holds(tmp_path / "all.db", rich.sim, company="poor")


async def test_a_bug_in_one_company_does_not_take_the_output_from_the_others(
    serve: Serve, tmp_path: Path, worlds: list[World]
) -> None:
    """Nobody may go on writing to an output that is closed."""
    good, bad = await serve(world=worlds[0], latency=0.02), await serve(world=worlds[1])
    async with faulty(bad) as gong:
        members = [Member(gong, bad.job(company="bad")), member(good, "good")]
        before = asyncio.all_tasks()
        with pytest.raises(ZeroDivisionError):
            await Fleet(members, open_sink(tmp_path / "all.db")).run()
        left = [task.get_coro() for task in asyncio.all_tasks() - before]
    assert not [each for each in left if "gong_async/harvest" in repr(each)]


class FaultyLimiter(PacedLimiter):
    """A limiter with a bug."""

    async def acquire(self) -> None:
        raise ZeroDivisionError


def faulty(company: Company) -> Gong:
    return Gong(
        access_key="sim-key",
        access_key_secret="sim-secret",
        base_url=company.sim.url,
        limiter=FaultyLimiter(),
    )


async def test_a_fleet_stops(serve: Serve, tmp_path: Path, worlds: list[World]) -> None:
    companies = [await serve(world=world, latency=0.01) for world in worlds]

    def stop(_name: str, event: Event) -> None:
        if isinstance(event, WindowDone):
            fleet.stop()

    members = [member(company, f"c{n}") for n, company in enumerate(companies)]
    fleet = Fleet(members, open_sink(tmp_path / "all.db"), on_event=stop)
    async with asyncio.timeout(20):
        ends = await fleet.run()
    assert any(isinstance(end, HarvestReport) and end.stopped for end in ends.values())
    ends = await Fleet(members, open_sink(tmp_path / "all.db")).run()
    for number, company in enumerate(companies):
        end = ends[f"c{number}"]
        assert isinstance(end, HarvestReport)
        assert end.complete
        assert_holds(tmp_path / "all.db", company.sim, company=f"c{number}")


async def test_what_makes_no_sense_is_refused(company: Company, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one name"):
        Fleet([member(company, "a"), member(company, "a")], open_sink(tmp_path / "all.db"))
    sink = open_sink(tmp_path / "all.db")
    sink.open()
    try:
        with pytest.raises(OutputLockedError):
            await Fleet([member(company, "a")], open_sink(tmp_path / "all.db")).run()
    finally:
        sink.close()
    assert company.sim.requests == 0
