"""A harvest brings all there is, once, and goes on where it was stopped."""

from __future__ import annotations

import asyncio
import math
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gong_async import (
    AuthenticationError,
    ContentSelector,
    Gong,
    OutputLockedError,
    PacedLimiter,
    QuotaExhaustedError,
    ServerError,
    SinkError,
    StateError,
)
from gong_async.harvest import (
    Event,
    Harvester,
    RangePlanned,
    WindowDone,
    WindowRestarted,
    open_sink,
)
from gong_async.sim import Fault, Faults, World

from .conftest import CALLS, Company, Serve
from .digest import assert_holds, tables
from .remembered import TerseWorld


@pytest.fixture(scope="module")
def world() -> World:
    return TerseWorld(seed=3, calls=CALLS)


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def one(database: Path, query: str) -> Any:
    ((value,),) = rows(database, query)
    return value


async def test_everything_there_is_arrives_once(company: Company, tmp_path: Path) -> None:
    database = tmp_path / "acme.db"
    report = await company.harvest(database)
    world = company.sim.world
    spoken = {call.id for call in world.calls if not (call.late or call.silent)}
    ids = [call_id for (call_id,) in rows(database, "SELECT call_id FROM calls")]
    assert sorted(ids) == sorted(call.id for call in world.calls)
    assert {each for (each,) in rows(database, "SELECT call_id FROM transcripts")} == spoken
    assert one(database, "SELECT count(*) FROM users") == len(world.users)
    assert one(database, "SELECT count(*) FROM workspaces") == len(world.workspaces)
    assert report.complete
    assert report.rows["calls"] == len(world.calls)
    assert report.pending == len(world.calls) - len(spoken)


async def test_sentences_are_what_the_company_said(serve: Serve, tmp_path: Path) -> None:
    database = tmp_path / "acme.db"
    company = await serve(world=World(seed=3, calls=60))
    await company.harvest(database)
    assert_holds(database, company.sim)
    world = company.sim.world
    call = next(call for call in world.calls if not (call.late or call.silent))
    said = [
        (place, number, monologue["speakerId"], sentence["text"])
        for place, monologue in enumerate(world.transcript(call)["transcript"])
        for number, sentence in enumerate(monologue["sentences"])
    ]
    assert said == rows(
        database,
        "SELECT monologue, sentence, speaker_id, text FROM sentences"
        f" WHERE call_id = '{call.id}' ORDER BY monologue, sentence",
    )


async def test_a_clean_run_asks_for_little_more_than_it_gets(
    company: Company, tmp_path: Path
) -> None:
    events: list[Event] = []
    report = await company.harvest(tmp_path / "acme.db", events)
    windows = [event for event in events if isinstance(event, WindowDone)]
    pages = sum(math.ceil(event.calls / 100) for event in windows)
    users = math.ceil(len(company.sim.world.users) / 100)
    assert report.requests == company.sim.requests == 2 * pages + users + 1
    assert pages <= math.ceil(CALLS / 100) + len(windows)


async def test_a_large_range_is_cut_into_windows_that_hold_it_all(
    company: Company, tmp_path: Path
) -> None:
    events: list[Event] = []
    report = await company.harvest(tmp_path / "acme.db", events, calls_per_window=40)
    (planned,) = [event for event in events if isinstance(event, RangePlanned)]
    done = [event for event in events if isinstance(event, WindowDone)]
    assert planned.calls == sum(event.calls for event in done) == CALLS
    assert report.windows == len(done) >= CALLS / 100
    assert max(event.calls for event in done) <= 2.5 * 40
    assert_holds(tmp_path / "acme.db", company.sim)


async def test_a_second_run_asks_only_for_what_may_have_changed(
    company: Company, tmp_path: Path
) -> None:
    first = await company.harvest(tmp_path / "acme.db")
    before = tables(tmp_path / "acme.db")
    second = await company.harvest(tmp_path / "acme.db")
    assert second.windows == 0
    assert second.requests <= 5 < first.requests
    assert tables(tmp_path / "acme.db") == before


async def test_a_range_that_grows_is_completed(company: Company, tmp_path: Path) -> None:
    world = company.sim.world
    third = (world.end - world.start) / 3
    grown, whole = tmp_path / "grown.db", tmp_path / "whole.db"
    await company.harvest(grown, since=world.start + third, until=world.end - third)
    await company.harvest(grown)
    await company.harvest(whole)
    assert tables(grown) == tables(whole)


async def test_late_transcripts_are_asked_for_until_they_come(serve: Serve, tmp_path: Path) -> None:
    company = await serve()
    world = company.sim.world
    late = sum(call.late for call in world.calls)
    silent = sum(call.silent and not call.late for call in world.calls)
    first = await company.harvest(tmp_path / "acme.db")
    company.sim.publish_transcripts()
    second = await company.harvest(tmp_path / "acme.db")
    assert late
    assert (first.pending, second.pending) == (late + silent, silent)
    await company.harvest(tmp_path / "at-once.db")
    assert tables(tmp_path / "acme.db") == tables(tmp_path / "at-once.db")


async def test_a_transcript_is_not_waited_for_for_ever(company: Company, tmp_path: Path) -> None:
    await company.harvest(tmp_path / "acme.db")
    report = await company.harvest(tmp_path / "acme.db", max_age=timedelta(0))
    assert report.pending == 0


async def test_what_is_too_young_is_taken_but_asked_for_again(
    company: Company, tmp_path: Path
) -> None:
    old = timedelta(days=20_000)
    first = await company.harvest(tmp_path / "acme.db", look_back=old)
    second = await company.harvest(tmp_path / "acme.db", look_back=old)
    assert min(first.windows, second.windows) > 0
    assert second.rows["calls"] == CALLS
    assert one(tmp_path / "acme.db", "SELECT count(*) FROM calls") == CALLS


async def test_one_workspace_or_all(company: Company, tmp_path: Path) -> None:
    wanted = company.sim.world.workspaces[1]["id"]
    await company.harvest(tmp_path / "acme.db", workspaces=(wanted,))
    found = rows(tmp_path / "acme.db", "SELECT DISTINCT workspace_id FROM calls")
    assert found == [(wanted,)]


@pytest.mark.parametrize("stream", ["calls", "transcripts", "users", "workspaces"])
async def test_each_stream_by_itself(company: Company, tmp_path: Path, stream: str) -> None:
    alone, together = tmp_path / "alone.db", tmp_path / "together.db"
    await company.harvest(alone, streams=(stream,))
    await company.harvest(together)
    assert tables(alone)[stream] == tables(together)[stream]
    others = {"calls", "transcripts", "users", "workspaces"} - {stream}
    assert all(tables(alone)[other].startswith("0 rows") for other in others)


@pytest.mark.parametrize("seed", range(4))
async def test_faults_cost_requests_but_no_rows(serve: Serve, tmp_path: Path, seed: int) -> None:
    calm = await serve()
    stormy = await serve(faults=Faults(rate=0.2, seed=seed, kinds=SURVIVABLE))
    await calm.harvest(tmp_path / "calm.db")
    report = await stormy.harvest(tmp_path / "stormy.db")
    assert report.complete
    assert tables(tmp_path / "stormy.db") == tables(tmp_path / "calm.db")


SURVIVABLE = (
    "429",
    "500",
    "502-html",
    "503-retry-after",
    "reset",
    "disconnect",
    "cut",
    "cut-json",
    "garbled",
    "empty",
    "error-envelope",
    "missing-records",
    "null-list",
)


@pytest.mark.parametrize("kind", ["stale-cursor", "false-404"])
async def test_a_cursor_that_dies_costs_one_window(serve: Serve, tmp_path: Path, kind: str) -> None:
    company = await serve(faults=Faults(plan={2: Fault(kind)}))
    events: list[Event] = []
    report = await company.harvest(tmp_path / "acme.db", events, streams=("calls",))
    assert sum(isinstance(event, WindowRestarted) for event in events) == 1
    assert report.complete
    assert one(tmp_path / "acme.db", "SELECT count(*) FROM calls") == CALLS


async def test_a_window_is_listed_three_times_twice_and_not_once_more(
    serve: Serve, tmp_path: Path
) -> None:
    plan = {n: Fault("stale-cursor") for n in range(1, 12, 2)}
    company = await serve(faults=Faults(plan=plan))
    events: list[Event] = []
    report = await company.harvest(tmp_path / "acme.db", events, streams=("calls",))
    assert len(report.failed) == 1
    assert sum(isinstance(event, WindowRestarted) for event in events) == 5
    assert company.sim.requests == 12
    assert (await company.harvest(tmp_path / "acme.db", streams=("calls",))).complete


async def test_cancelling_keeps_whole_windows(company: Company, tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.db", tmp_path / "cut.db"
    await company.harvest(whole, calls_per_window=20)

    def stop(event: Event) -> None:
        if isinstance(event, WindowDone):
            task.cancel()

    harvester = Harvester(company.gong, open_sink(cut), on_event=stop)
    task = asyncio.ensure_future(harvester.run(company.job(calls_per_window=20)))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert 0 < one(cut, "SELECT count(*) FROM calls") < CALLS
    report = await company.harvest(cut, calls_per_window=20)
    assert report.rows["calls"] < CALLS
    assert tables(cut) == tables(whole)


async def test_a_spent_quota_stops_the_harvest_and_loses_nothing(
    serve: Serve, tmp_path: Path
) -> None:
    poor, rich = await serve(quota=10), await serve()
    options = {"calls_per_window": 20, "walks": 1, "streams": ("calls",)}
    with pytest.raises(QuotaExhaustedError, match="come back at"):
        await poor.harvest(tmp_path / "acme.db", **options)
    done = one(tmp_path / "acme.db", "SELECT count(*) FROM calls")
    assert 0 < done < CALLS
    report = await rich.harvest(tmp_path / "acme.db", **options)
    assert report.rows["calls"] == CALLS - done
    assert_holds(tmp_path / "acme.db", rich.sim, streams=("calls",))


async def test_a_refused_key_costs_one_request(company: Company, tmp_path: Path) -> None:
    limiter = PacedLimiter(rate=2_000)
    settings = {"access_key": "sim-key", "access_key_secret": "wrong", "limiter": limiter}
    async with Gong(base_url=company.sim.url, **settings) as gong:
        with pytest.raises(AuthenticationError):
            await Harvester(gong, open_sink(tmp_path / "acme.db")).run(company.job())
    assert company.sim.requests == 1


async def test_an_outage_ends_the_run(serve: Serve, tmp_path: Path) -> None:
    company = await serve(faults=Faults(rate=1.0, kinds=("500",)))
    report = await company.harvest(tmp_path / "acme.db", streams=("calls",))
    assert not report.complete
    assert [reason for _, reason in report.failed]


async def test_one_broken_list_does_not_stop_the_calls(serve: Serve, tmp_path: Path) -> None:
    company = await serve(lie=lambda seen, _: 500 if seen.path.endswith("/users") else None)
    report = await company.harvest(tmp_path / "acme.db")
    assert [what for what, _ in report.failed] == ["users"]
    assert not report.complete
    assert one(tmp_path / "acme.db", "SELECT count(*) FROM calls") == CALLS


async def test_window_after_window_failing_ends_the_run(serve: Serve, tmp_path: Path) -> None:
    company = await serve(faults=Faults(rate=1.0, kinds=("500",)))
    workspaces = tuple(str(number) for number in range(1, 30))
    options = {"streams": ("calls",), "workspaces": workspaces, "walks": 2}
    with pytest.raises(ServerError):
        await company.harvest(tmp_path / "acme.db", **options)
    assert company.sim.requests <= 6 * (5 + 2)


async def test_no_request_is_made_for_an_output_that_cannot_be_written(
    company: Company, tmp_path: Path
) -> None:
    with pytest.raises(SinkError):
        await company.harvest(tmp_path / "nowhere" / "acme.db")
    assert company.sim.requests == 0


async def test_one_output_takes_one_harvest_at_a_time(company: Company, tmp_path: Path) -> None:
    sink = open_sink(tmp_path / "acme.db")
    sink.open()
    try:
        with pytest.raises(OutputLockedError):
            await company.harvest(tmp_path / "acme.db")
    finally:
        sink.close()
    assert company.sim.requests == 0


async def test_rows_of_another_scope_are_not_mixed_in(company: Company, tmp_path: Path) -> None:
    await company.harvest(tmp_path / "acme.db", streams=("calls",), content=ContentSelector())
    sent = company.sim.requests
    with pytest.raises(StateError, match="other content"):
        await company.harvest(tmp_path / "acme.db")
    assert company.sim.requests == sent


async def test_a_listener_that_fails_does_not_end_the_harvest(
    company: Company, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(event: Event) -> None:
        raise RuntimeError("the listener's own mistake")

    harvester = Harvester(company.gong, open_sink(tmp_path / "acme.db"), on_event=fail)
    assert (await harvester.run(company.job())).complete
    assert "a listener failed" in caplog.text


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"streams": ("calls", "deals")}, "deals"),
        ({"streams": ()}, "at least one stream"),
        ({"workspaces": ()}, "at least one workspace"),
        ({"workspaces": ("../users",)}, "digits"),
        ({"company": "a/b"}, "letters"),
    ],
)
def test_a_job_that_cannot_work_is_refused(
    options: dict[str, Any], hint: str, company: Company
) -> None:
    with pytest.raises(ValueError, match=hint):
        company.job(**options)


def test_a_job_needs_a_time_zone_and_a_range(company: Company) -> None:
    start = company.sim.world.start
    with pytest.raises(ValueError, match="time zone"):
        company.job(since=start.replace(tzinfo=None))
    with pytest.raises(ValueError, match="before"):
        company.job(since=start, until=start)
