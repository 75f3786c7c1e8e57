"""What a harvest tells OpenTelemetry: its rows, and how far behind its output is."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gong_async.harvest import Event, Fleet, HarvestReport, Member, WindowFailed, open_sink
from gong_async.harvest.state import missing
from gong_async.sim.server import Seen
from tests.told import Told

from .conftest import Company, Serve


def lag_until(until: datetime) -> Any:
    """Expect the lag of an output that is whole up to *until*."""
    return pytest.approx((datetime.now(UTC) - until).total_seconds(), abs=30)


async def test_rows_are_counted_as_the_report_counts_them(
    company: Company, tmp_path: Path, told: Told
) -> None:
    report = await company.harvest(tmp_path / "acme.db", company="acme")
    found = told.points()
    rows = {labels["gong.table"]: count for labels, count in found["gong.harvest.rows"]}
    assert rows == report.rows
    for name in ("gong.harvest.rows", "gong.requests", "gong.waits"):
        assert {labels["gong.company"] for labels, _ in found[name]} == {"acme"}
    assert {(span.attributes or {})["gong.company"] for span in told.spans} == {"acme"}


async def test_the_lag_is_that_of_what_was_asked_for(
    company: Company, tmp_path: Path, told: Told
) -> None:
    await company.harvest(tmp_path / "acme.db", company="whole")
    lags = {labels["gong.company"]: lag for labels, lag in told.points()["gong.harvest.lag"]}
    assert lags["whole"] == lag_until(company.sim.world.end)


async def test_a_window_that_fails_holds_the_mark_back(
    serve: Serve, tmp_path: Path, told: Told
) -> None:
    def lie(seen: Seen, _: dict[str, Any]) -> int | None:
        if not seen.path.endswith("/v2/calls/extensive"):
            return None
        since, until = (
            datetime.fromisoformat(seen.body["filter"][name])
            for name in ("fromDateTime", "toDateTime")
        )
        narrow = until - since < timedelta(days=100)
        return 500 if narrow and since <= middle < until else None

    company = await serve(lie=lie)
    world, events = company.sim.world, list[Event]()
    middle = world.start + (world.end - world.start) / 2
    options: dict[str, Any] = {"company": "gappy", "calls_per_window": 30}
    await company.harvest(tmp_path / "acme.db", events, **options)
    (failed,) = [event.window for event in events if isinstance(event, WindowFailed)]
    with closing(open_sink(tmp_path / "acme.db")) as sink:
        sink.open()
        gap, *_ = missing(world.start, world.end, sink.done("gappy", None, "calls"))
    assert gap[0] <= failed.since
    lags = {labels["gong.company"]: lag for labels, lag in told.points()["gong.harvest.lag"]}
    assert lags["gappy"] == lag_until(gap[0])


async def test_the_companies_of_a_fleet_are_told_apart(
    serve: Serve, tmp_path: Path, told: Told
) -> None:
    one, other = await serve(), await serve()
    options: dict[str, Any] = {"streams": ("workspaces",)}
    members = [
        Member(one.gong, one.job(company="one", **options)),
        Member(other.gong, other.job(company="other", **options)),
    ]
    ends = await Fleet(members, open_sink(tmp_path / "acme.db")).run()
    assert all(isinstance(end, HarvestReport) for end in ends.values())
    counts = [(labels["gong.company"], n) for labels, n in told.points()["gong.requests"]]
    assert sorted(counts) == [("one", 1), ("other", 1)]
