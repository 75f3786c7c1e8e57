"""What Gong says of its calls may be wrong: nothing is lost, nothing doubled, or it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gong_async.harvest import Event, RangePlanned, Window, WindowDone, WindowRestarted
from gong_async.sim import Fault, Faults, World
from gong_async.sim.server import Seen

from .conftest import Lie, Serve
from .digest import assert_holds
from .remembered import TerseWorld, starting

EXTENSIVE, TRANSCRIPT = "/calls/extensive", "/calls/transcript"
CALLS = 600


@pytest.fixture(scope="module")
def world() -> World:
    return TerseWorld(seed=6, calls=CALLS)


def of(seen: Seen) -> tuple[str, str]:
    """The range that a request for calls asks for."""
    return seen.body["filter"]["fromDateTime"], seen.body["filter"]["toDateTime"]


def first_page(seen: Seen) -> bool:
    return seen.path.endswith(EXTENSIVE) and not seen.has_cursor


def span(seen: Seen) -> timedelta:
    since, until = map(datetime.fromisoformat, of(seen))
    return until - since


@pytest.mark.parametrize("calls", [0, 1, 99, 100, 101, 250, 1_234])
@pytest.mark.parametrize("size", [20, 3_000])
async def test_companies_of_any_size(
    serve: Serve, tmp_path: Path, terse: World, calls: int, size: int
) -> None:
    company = await serve(world=terse.showing(terse.calls[:calls]))
    report = await company.harvest(tmp_path / "acme.db", calls_per_window=size)
    assert report.complete
    assert report.rows.get("calls", 0) == calls
    assert_holds(tmp_path / "acme.db", company.sim)


@pytest.mark.parametrize("walks", [1, 2, 12])
async def test_however_many_walk(serve: Serve, tmp_path: Path, walks: int) -> None:
    company = await serve()
    report = await company.harvest(tmp_path / "acme.db", calls_per_window=30, walks=walks)
    assert report.complete
    assert_holds(tmp_path / "acme.db", company.sim)


def together(world: World, _rng: Random) -> list[datetime]:
    return [world.start + timedelta(days=20)] * 350


def at_edges(world: World, _rng: Random) -> list[datetime]:
    return [world.start, *[world.end - timedelta(seconds=1)] * 120, *together(world, _rng)[:130]]


def in_two_seconds(world: World, _rng: Random) -> list[datetime]:
    return [world.start + timedelta(days=9, microseconds=500_000 * n) for n in range(4)] * 60


def in_bursts(world: World, rng: Random) -> list[datetime]:
    days = rng.choices(range(180), k=5)
    return [
        world.start + timedelta(days=rng.choice(days), seconds=rng.randrange(3_600))
        for _ in range(400)
    ]


@pytest.mark.parametrize("moments", [together, at_edges, in_two_seconds, in_bursts])
@pytest.mark.parametrize("size", [25, 100])
async def test_wherever_the_calls_are(
    serve: Serve,
    tmp_path: Path,
    world: World,
    moments: Callable[[World, Random], list[datetime]],
    size: int,
) -> None:
    company = await serve(world=starting(world, moments(world, Random(size))))
    report = await company.harvest(tmp_path / "acme.db", calls_per_window=size)
    assert report.complete
    assert report.requests < 300
    assert_holds(tmp_path / "acme.db", company.sim)


@pytest.mark.parametrize("size", [40, 3_000])
async def test_pages_in_any_order(serve: Serve, tmp_path: Path, size: int) -> None:
    rng = Random(1)

    def shuffle(_seen: Seen, content: dict[str, Any]) -> dict[str, Any] | None:
        for name in ("calls", "callTranscripts"):
            if name in content:
                rng.shuffle(content[name])
                return content
        return None

    company = await serve(lie=shuffle)
    assert (await company.harvest(tmp_path / "acme.db", calls_per_window=size)).complete
    assert_holds(tmp_path / "acme.db", company.sim)


def counts(change: Callable[[int, Seen], int]) -> Lie:
    def lie(seen: Seen, content: dict[str, Any]) -> dict[str, Any] | None:
        if not seen.path.endswith(EXTENSIVE) or "records" not in content:
            return None
        records = content["records"]
        records["totalRecords"] = change(records["totalRecords"], seen)
        return content

    return lie


async def test_a_total_that_is_too_low_hides_nothing(serve: Serve, tmp_path: Path) -> None:
    company = await serve(lie=counts(lambda total, _: total // 3))
    await company.harvest(tmp_path / "acme.db", calls_per_window=40)
    assert_holds(tmp_path / "acme.db", company.sim)


async def test_a_total_that_is_too_high_is_told(serve: Serve, tmp_path: Path) -> None:
    company = await serve(lie=counts(lambda total, _: total + 1))
    report = await company.harvest(tmp_path / "acme.db", calls_per_window=100)
    assert_holds(tmp_path / "acme.db", company.sim)
    assert not report.complete
    assert report.short
    again = await company.harvest(tmp_path / "acme.db", calls_per_window=100)
    assert again.rows["calls"] == CALLS, "what was short is asked for again"


async def test_an_empty_page_of_a_window_that_is_not_is_not_believed(
    serve: Serve, tmp_path: Path
) -> None:
    """Gong counts calls, says that it is done, and shows none."""

    def lie(seen: Seen, content: dict[str, Any]) -> dict[str, Any] | None:
        if seen.path.endswith(EXTENSIVE):
            content["calls"] = []
            content["records"].pop("cursor", None)
            return content
        return None

    company = await serve(lie=lie)
    report = await company.harvest(tmp_path / "acme.db", streams=("calls",))
    assert not report.complete
    assert report.short


async def test_a_total_of_the_range_alone_that_is_wrong_costs_no_calls(
    serve: Serve, tmp_path: Path
) -> None:
    whole = timedelta(days=180)
    for seed, more in enumerate((-50, -1, 1, 50)):
        lie = counts(lambda total, seen, more=more: total + (more if span(seen) == whole else 0))
        company = await serve(lie=lie)
        events: list[Event] = []
        database = tmp_path / f"{seed}.db"
        report = await company.harvest(database, events, calls_per_window=60)
        assert_holds(database, company.sim)
        assert not report.short


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("which", [1, 2, 4])
async def test_a_false_404_for_one_window_is_found_out(
    serve: Serve, tmp_path: Path, which: int, times: int
) -> None:
    """Once is made good; where Gong insists, the report does not claim that all is there."""
    first: list[tuple[str, str]] = []
    denied: Counter[tuple[str, str]] = Counter()

    def lie(seen: Seen, _content: dict[str, Any]) -> int | None:
        if not first_page(seen):
            return None
        first.append(of(seen))
        if of(seen) == first[min(which, len(first) - 1)] != first[0] and denied[of(seen)] < times:
            denied[of(seen)] += 1
            return 404
        return None

    company = await serve(lie=lie)
    report = await company.harvest(tmp_path / "acme.db", calls_per_window=60, walks=2)
    assert denied
    if times == 1:
        assert report.complete
    if report.complete:
        assert_holds(tmp_path / "acme.db", company.sim)
    assert (await company.harvest(tmp_path / "acme.db", calls_per_window=60)).complete
    assert_holds(tmp_path / "acme.db", company.sim)


async def test_a_false_404_for_the_whole_range_is_found_out(serve: Serve, tmp_path: Path) -> None:
    listings = 0

    def lie(seen: Seen, _content: dict[str, Any]) -> int | None:
        nonlocal listings
        listings += first_page(seen)
        return 404 if listings == 1 and first_page(seen) else None

    company = await serve(lie=lie)
    assert (await company.harvest(tmp_path / "acme.db")).complete
    assert_holds(tmp_path / "acme.db", company.sim)


async def test_an_empty_range_costs_two_requests(
    serve: Serve, tmp_path: Path, world: World
) -> None:
    company = await serve(world=world.showing([]))
    report = await company.harvest(tmp_path / "acme.db", streams=("calls", "transcripts"))
    assert report.complete
    assert report.requests == 2
    assert (await company.harvest(tmp_path / "acme.db", streams=("calls",))).requests == 0


@pytest.mark.parametrize("kind", ["stale-cursor", "false-404"])
@pytest.mark.parametrize("size", [150, 3_000])
async def test_cursors_that_die_in_mid_walk(
    serve: Serve, tmp_path: Path, kind: str, size: int
) -> None:
    company = await serve(faults=Faults(plan={n: Fault(kind) for n in range(3, 7)}))
    events: list[Event] = []
    report = await company.harvest(
        tmp_path / "acme.db", events, calls_per_window=size, walks=2, streams=("calls",)
    )
    assert report.complete
    assert any(isinstance(event, WindowRestarted) for event in events)
    assert_holds(tmp_path / "acme.db", company.sim, streams=("calls",))


async def test_calls_that_come_while_walking_are_not_lost_and_none_is_doubled(
    serve: Serve, tmp_path: Path, world: World
) -> None:
    late = [call.id for call in world.calls[5::40]]
    delayed = world.end + timedelta(days=1)
    company = await serve(lie=lambda seen, _: arrive(seen))
    company.sim.now = world.end
    for each in late:
        company.sim.delay(each, delayed)

    def arrive(seen: Seen) -> None:
        if seen.path.endswith(EXTENSIVE) and len(company.asked(EXTENSIVE)) == 4:
            company.sim.now = delayed

    ever = {"look_back": timedelta(days=9_999)}
    await company.harvest(tmp_path / "acme.db", calls_per_window=60, walks=2, **ever)
    company.sim.publish_transcripts()
    await company.harvest(tmp_path / "acme.db", calls_per_window=60, **ever)
    assert_holds(tmp_path / "acme.db", company.sim)


async def test_the_head_of_a_range_counts_if_all_adds_up(
    serve: Serve, tmp_path: Path, world: World
) -> None:
    company = await serve(world=starting(world, [call.when for call in world.calls]))
    events: list[Event] = []
    report = await company.harvest(tmp_path / "acme.db", events, calls_per_window=100)
    assert report.complete
    assert_holds(tmp_path / "acme.db", company.sim)
    since = {of(seen)[0] for seen in company.asked(EXTENSIVE) if not seen.has_cursor}
    asked = [seen for seen in company.asked(EXTENSIVE) if of(seen)[0] == min(since)]
    assert len(asked) == 1, "the first page was not asked for once more"
    (planned,) = [event for event in events if isinstance(event, RangePlanned)]
    assert planned.calls == sum(each.calls for each in events if isinstance(each, WindowDone))


async def test_a_head_that_is_sorted_by_another_time_than_is_filtered_is_not_believed(
    serve: Serve, tmp_path: Path, world: World
) -> None:
    """
    Gong shows calls by their start, but chooses them by when they were planned.

    One call began early and one late around the edge of the head: one comes twice, the other
    not at all, and the sum is as it should be.
    """
    start = world.start
    moments = [start + timedelta(minutes=10 * n) for n in range(CALLS)]
    company = await serve(world=starting(world, moments))
    calls = company.sim.world.calls
    edge = moments[99]
    early, late = calls[97].id, calls[102].id
    company.sim.edit(early, scheduled=(edge + timedelta(seconds=90)).isoformat())
    company.sim.edit(late, scheduled=(edge - timedelta(seconds=90)).isoformat())

    def by_start(seen: Seen, content: dict[str, Any]) -> dict[str, Any] | None:
        if not (first_page(seen) and "records" in content and of(seen)[0] == begin):
            return None
        if content["records"]["totalRecords"] < CALLS:
            return None
        truth = company.sim.truth().calls
        records = sorted(truth.values(), key=lambda each: each["metaData"]["started"])
        content["calls"] = records[:100]
        return content

    company = await serve(lie=by_start, world=company.sim._churn.world)
    begin = world.start.strftime("%Y-%m-%dT%H:%M:%SZ")
    await company.harvest(tmp_path / "acme.db", calls_per_window=100)
    assert_holds(tmp_path / "acme.db", company.sim)


async def test_several_workspaces_one_of_them_empty(
    serve: Serve, tmp_path: Path, world: World
) -> None:
    spaces = tuple(each["id"] for each in world.workspaces)
    calls = [call for call in world.calls if call.workspace_id != spaces[0]]
    company = await serve(world=world.showing(calls))
    report = await company.harvest(tmp_path / "acme.db", workspaces=spaces, calls_per_window=50)
    assert report.complete
    assert_holds(tmp_path / "acme.db", company.sim)


async def test_the_first_request_goes_alone(serve: Serve, tmp_path: Path) -> None:
    company = await serve(latency=0.05)
    spaces = tuple(each["id"] for each in company.sim.world.workspaces)
    await company.harvest(tmp_path / "acme.db", workspaces=spaces, walks=8)
    first, second, *_ = company.sim.log
    assert second.time - first.time >= 0.05


async def test_late_transcripts_that_cannot_be_asked_for_do_not_fail_the_rest(
    serve: Serve, tmp_path: Path
) -> None:
    company = await serve()
    assert (await company.harvest(tmp_path / "acme.db")).pending
    broken = await serve(lie=lambda seen, _: 500 if seen.path.endswith(TRANSCRIPT) else None)
    report = await broken.harvest(tmp_path / "acme.db", max_age=timedelta(days=99_999))
    assert not report.complete
    assert [what for what, _ in report.failed] == ["transcripts"]


async def test_one_request_that_always_fails_is_one_failure(serve: Serve, tmp_path: Path) -> None:
    """A hundred transcripts belong to many small windows: the others go on all the same."""
    poison: list[str] = []

    def lie(seen: Seen, _content: dict[str, Any]) -> int | None:
        if not seen.path.endswith(TRANSCRIPT):
            return None
        if not poison:
            poison.append(seen.body["filter"]["callIds"][0])
        return 500 if poison[0] in seen.body["filter"]["callIds"] else None

    company = await serve(lie=lie)
    report = await company.harvest(tmp_path / "acme.db", calls_per_window=10)
    assert report.failed
    assert report.rows["calls"] >= CALLS - 250


@pytest.mark.parametrize("times", [6, 1_000])
async def test_the_calls_of_a_first_page_are_not_given_up_in_silence(
    serve: Serve, tmp_path: Path, world: World, times: int
) -> None:
    """The transcripts of the first page are asked for before it is known whether it counts."""
    planless = starting(world, [call.when for call in world.calls])
    first, asked = planless.calls[0], 0

    def lie(seen: Seen, _content: dict[str, Any]) -> int | None:
        nonlocal asked
        if not seen.path.endswith(TRANSCRIPT) or first.id not in seen.body["filter"]["callIds"]:
            return None
        asked += 1
        return 500 if asked <= times else None

    company = await serve(lie=lie, world=planless)
    report = await company.harvest(tmp_path / "acme.db", calls_per_window=20)
    assert report.complete == (times == 6)
    if report.complete:
        assert_holds(tmp_path / "acme.db", company.sim)
    else:
        lost = {window for window, _ in report.failed}
        assert any(isinstance(w, Window) and w.since <= first.when < w.until for w in lost)
