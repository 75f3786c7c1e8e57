"""What is done and what is missing, against sets of moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gong_async.harvest.state import Interval, Window, merge, missing

START = datetime(2025, 1, 1, tzinfo=UTC)

seeded = settings(derandomize=True, deadline=None)

minutes = st.tuples(st.integers(0, 40), st.integers(0, 40))


def interval(pair: tuple[int, int]) -> Interval:
    return START + timedelta(minutes=pair[0]), START + timedelta(minutes=pair[1])


def moments(intervals: list[Interval]) -> set[int]:
    return {
        minute
        for since, until in intervals
        for minute in range(
            (since - START) // timedelta(minutes=1), (until - START) // timedelta(minutes=1)
        )
    }


def tidy(intervals: list[Interval]) -> bool:
    ends = [moment for pair in intervals for moment in pair]
    return all(a < b for a, b in pairwise(ends))


@seeded
@given(st.lists(minutes))
def test_merging_keeps_every_moment_in_the_fewest_intervals(pairs: list[tuple[int, int]]) -> None:
    intervals = [interval(pair) for pair in pairs]
    merged = merge(intervals)
    assert moments(merged) == moments(intervals)
    assert tidy(merged)
    assert merge(reversed(merged)) == merged


@seeded
@given(minutes, st.lists(minutes))
def test_what_is_missing_is_the_rest(pair: tuple[int, int], done: list[tuple[int, int]]) -> None:
    since, until = interval(pair)
    intervals = [interval(each) for each in done]
    gaps = missing(since, until, intervals)
    assert moments(gaps) == moments([(since, until)]) - moments(intervals)
    assert tidy(gaps)
    assert missing(since, until, [*intervals, *gaps]) == []


def test_intervals_that_touch_become_one() -> None:
    assert merge([interval((5, 9)), interval((0, 5))]) == [interval((0, 9))]
    assert merge([interval((5, 9)), interval((0, 4))]) == [interval((0, 4)), interval((5, 9))]


def test_a_window_is_kept_in_utc() -> None:
    zone = timezone(timedelta(hours=2))
    window = Window(None, START.astimezone(zone), START + timedelta(hours=1))
    assert window == Window(None, START, START + timedelta(hours=1))
    assert window.since.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (START.replace(tzinfo=None), START),
        (START, START.replace(tzinfo=None)),
        (START, START),
        (START + timedelta(microseconds=1), START),
    ],
)
def test_a_window_without_a_moment_or_a_zone_is_refused(since: datetime, until: datetime) -> None:
    with pytest.raises(ValueError):
        Window(None, since, until)
