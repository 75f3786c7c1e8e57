"""The months that statistics are asked for by."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gong_async.harvest.streams import months

NOW = datetime(2026, 11, 22, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026-02-01", "2026-03-01", ["2026-02-01 2026-03-01"]),
        ("2026-02-14", "2026-02-15", ["2026-02-01 2026-03-01"]),
        (
            "2025-12-31",
            "2026-02-02",
            ["2025-12-01 2026-01-01", "2026-01-01 2026-02-01", "2026-02-01 2026-03-01"],
        ),
        ("2026-10-30", "2027-05-01", ["2026-10-01 2026-11-01", "2026-11-01 2026-11-22"]),
        ("2026-12-01", "2027-01-01", []),
    ],
)
def test_months_are_whole_but_for_the_present_one(since: str, until: str, found: list[str]) -> None:
    start, end = (datetime.fromisoformat(f"{each}T00:00:00Z") for each in (since, until))
    assert [f"{first} {last}" for first, last in months(start, end, NOW)] == found


def test_no_day_is_asked_for_before_it_is_over_everywhere() -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    for hour, last in ((11, 21), (12, 22), (23, 22)):
        now = NOW.replace(hour=hour)
        assert months(start, now, now) == [(date(2026, 11, 1), date(2026, 11, last))]
    early = datetime(2026, 11, 1, 23, tzinfo=UTC)
    assert months(early, early, early) == []
    assert months(start, early, early) == []


MOMENTS = st.datetimes(
    datetime.fromisoformat("2000-01-02"),
    datetime.fromisoformat("2040-01-01"),
    timezones=st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours))),
)


@settings(derandomize=True, deadline=None)
@given(MOMENTS, MOMENTS, MOMENTS)
def test_months_follow_each_other_and_hold_all_that_is_asked_for(
    since: datetime, until: datetime, now: datetime
) -> None:
    found = months(since, until, now)
    over_everywhere = (now.astimezone(UTC) - timedelta(hours=12)).date()
    for first, last in found:
        assert first.day == 1
        assert first < last <= over_everywhere
        assert last == over_everywhere or last.day == 1
    assert all(a[1] == b[0] for a, b in pairwise(found))
    day = since.astimezone(UTC).date()
    while day < min(until.astimezone(UTC).date(), over_everywhere):
        assert sum(first <= day < last for first, last in found) == 1
        day += timedelta(days=97)
    if found:
        assert found[0][0] <= since.astimezone(UTC).date()
        assert datetime(*found[-1][0].timetuple()[:3], tzinfo=UTC) < until
