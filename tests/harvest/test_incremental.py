"""What a run has to ask for, given what earlier runs have brought: pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gong_async.harvest import HarvestJob
from gong_async.harvest.plan import FIRST_RANGE, notes_of, to_do
from gong_async.harvest.state import Interval, merge, missing

NOW = datetime(2026, 3, 1, 3, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
SETTLED = NOW - timedelta(minutes=15)


def night(number: int) -> datetime:
    return NOW + number * DAY


def run(
    job: HarvestJob,
    done: list[Interval],
    notes: dict[str, str],
    now: datetime,
    *,
    place: str | None = None,
    ended: bool = True,
    failing: Sequence[Interval] = (),
) -> list[Interval]:
    """Do what a run does to its output; return what it asked for."""
    asked = to_do(job, place, done, notes, now)
    notes.update(notes_of(job, place, notes, now, ended=False))
    if ended:
        for since, until in asked:
            settled = min(until, job.settled(now))
            done[:] = merge([*done, *missing(since, settled, failing)])
        notes.update(notes_of(job, place, notes, now, ended=True))
    return merge(asked)


def test_the_first_run_asks_for_a_year() -> None:
    assert run(HarvestJob(), [], {}, NOW) == [(SETTLED - FIRST_RANGE, SETTLED)]


def test_a_run_after_one_that_did_not_end_starts_where_that_one_did() -> None:
    done: list[Interval] = []
    notes: dict[str, str] = {}
    run(HarvestJob(), done, notes, NOW, ended=False)
    first = SETTLED - FIRST_RANGE
    assert run(HarvestJob(), done, notes, night(3)) == [(first, SETTLED + 3 * DAY)]


def test_a_run_after_one_that_ended_looks_back_a_week() -> None:
    done: list[Interval] = []
    notes: dict[str, str] = {}
    run(HarvestJob(), done, notes, NOW)
    assert done == [(SETTLED - FIRST_RANGE, NOW - WEEK)]
    assert run(HarvestJob(), done, notes, night(1)) == [(SETTLED - WEEK, SETTLED + DAY)]
    assert run(HarvestJob(), done, notes, night(30)) == [(SETTLED + DAY - WEEK, SETTLED + 30 * DAY)]


def test_how_far_to_look_back_is_the_jobs_choice() -> None:
    done: list[Interval] = []
    notes: dict[str, str] = {}
    run(HarvestJob(), done, notes, NOW)
    job = HarvestJob(look_back=timedelta(0))
    asked = run(job, done, notes, night(1))
    assert asked == [(NOW - WEEK, SETTLED + DAY)], "what was not settled then, and what is new"
    job = HarvestJob(look_back=30 * DAY)
    assert run(job, done, notes, night(2)) == [(SETTLED + DAY - 30 * DAY, SETTLED + 2 * DAY)]


def test_a_gap_that_a_failure_left_is_filled() -> None:
    done: list[Interval] = []
    notes: dict[str, str] = {}
    gap = (NOW - 100 * DAY, NOW - 99 * DAY)
    run(HarvestJob(), done, notes, NOW, failing=[gap])
    assert run(HarvestJob(), done, notes, night(1)) == [gap, (SETTLED - WEEK, SETTLED + DAY)]
    assert run(HarvestJob(), done, notes, night(2)) == [(SETTLED + DAY - WEEK, SETTLED + 2 * DAY)]


def test_an_explicit_range_asks_for_what_is_not_done_of_it() -> None:
    done: list[Interval] = [(NOW - 90 * DAY, NOW - 80 * DAY)]
    job = HarvestJob(since=NOW - 100 * DAY, until=NOW - 70 * DAY)
    assert run(job, done, {}, NOW) == [
        (NOW - 100 * DAY, NOW - 90 * DAY),
        (NOW - 80 * DAY, NOW - 70 * DAY),
    ]
    assert run(job, done, {}, NOW) == []


def test_what_is_too_young_is_not_asked_for() -> None:
    job = HarvestJob(since=NOW - DAY, until=NOW + DAY, settle=timedelta(hours=2))
    assert run(job, [], {}, NOW) == [(NOW - DAY, NOW - timedelta(hours=2))]
    job = HarvestJob(since=NOW - timedelta(minutes=5))
    assert run(job, [], {}, NOW) == []


def test_a_run_without_since_after_one_with_goes_on_from_there() -> None:
    done: list[Interval] = []
    notes: dict[str, str] = {}
    run(HarvestJob(since=NOW - 30 * DAY, until=NOW - 20 * DAY), done, notes, NOW)
    assert run(HarvestJob(), done, notes, NOW) == [(NOW - 27 * DAY, SETTLED)]


def test_an_earlier_range_that_is_asked_for_later_widens_what_is_looked_after() -> None:
    done: list[Interval] = []
    notes: dict[str, str] = {}
    run(HarvestJob(since=NOW - 30 * DAY), done, notes, NOW)
    run(HarvestJob(since=NOW - 90 * DAY, until=NOW - 60 * DAY), done, notes, NOW)
    asked = run(HarvestJob(), done, notes, NOW)
    assert asked == [(NOW - 60 * DAY, NOW - 30 * DAY), (SETTLED - WEEK, SETTLED)]


def test_a_workspace_has_its_own_memory() -> None:
    notes: dict[str, str] = {}
    run(HarvestJob(workspaces=("7",)), [], notes, NOW, place="7")
    assert set(notes) == {"since/7", "until/7"}
    assert run(HarvestJob(), [], notes, NOW) == [(SETTLED - FIRST_RANGE, SETTLED)]


moments = st.integers(0, 400).map(lambda days: NOW - days * DAY)
nights = st.lists(
    st.tuples(
        st.booleans(),
        st.one_of(st.none(), moments),
        st.lists(st.tuples(moments, moments), max_size=2),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=100)
@given(nights)
def test_after_any_nights_a_good_one_leaves_no_gap(
    runs: list[tuple[bool, datetime | None, list[Interval]]],
) -> None:
    """Whatever failed or was broken off: all from the earliest moment on was asked for at last."""
    done: list[Interval] = []
    notes: dict[str, str] = {}
    earliest = None
    for number, (ended, since, failing) in enumerate(runs):
        job = HarvestJob(since=since)
        run(job, done, notes, night(number), ended=ended, failing=failing)
        first = since or (
            night(number) - timedelta(minutes=15) - FIRST_RANGE if not number else None
        )
        earliest = min(each for each in (earliest, first) if each) if earliest or first else None
    last = night(len(runs))
    asked = run(HarvestJob(), done, notes, last)
    assert earliest is not None
    until = last - timedelta(minutes=15)
    assert missing(earliest, until, [*done, *asked]) == []
    week = until - DAY - WEEK
    assert missing(max(week, earliest), until, asked) == [] or not any(e for e, *_ in runs)


@settings(deadline=None, max_examples=100)
@given(nights)
def test_nothing_that_may_still_change_is_done(
    runs: list[tuple[bool, datetime | None, list[Interval]]],
) -> None:
    done: list[Interval] = []
    notes: dict[str, str] = {}
    for number, (ended, since, failing) in enumerate(runs):
        now = night(number)
        asked = run(HarvestJob(since=since), done, notes, now, ended=ended, failing=failing)
        assert all(until <= now - timedelta(minutes=15) for _, until in asked)
        assert all(until <= now - WEEK for _, until in done)
