"""A range of times is one of instants, also where clocks are put back and tell a time twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from recorder import Recorder, call
from surface import verbs
from test_calls_made import FULLY, RANGED

from gong_async.resources._base import check_order

VERBS = {str(verb): verb for verb in verbs()}
TIMED = [each for each in RANGED if not each[1].endswith("_date")]
BERLIN = ZoneInfo("Europe/Berlin")
PUT_BACK = datetime(2024, 10, 27, 1, tzinfo=UTC)  # from 3 to 2 o'clock in Berlin
FIRST = datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN)
SECOND = FIRST.replace(fold=1)

seeded = settings(derandomize=True, deadline=None)
INSTANTS = st.integers(-120, 120).map(lambda minutes: PUT_BACK + timedelta(minutes=minutes))
ZONES = st.sampled_from([BERLIN, ZoneInfo("Europe/Paris"), UTC])


@seeded
@given(INSTANTS, INSTANTS, ZONES, ZONES)
def test_the_order_is_that_of_the_instants(
    one: datetime, other: datetime, zone: Any, another: Any
) -> None:
    bounds = {"since": one.astimezone(zone), "until": other.astimezone(another)}
    if one < other:
        check_order(**bounds)
    else:
        with pytest.raises(ValueError, match="since must be before until"):
            check_order(**bounds)


@pytest.mark.parametrize(("name", "since", "until", "others"), TIMED)
def test_an_hour_that_comes_twice_is_a_range(
    name: str, since: str, until: str, others: dict[str, Any]
) -> None:
    recorder = Recorder()
    call(VERBS[name], {since: FIRST, until: SECOND, **others}, recorder)
    assert len(recorder.requests) == 1
    early, late = SECOND - timedelta(minutes=15), FIRST + timedelta(minutes=15)
    with pytest.raises(ValueError, match=f"{since} must be before {until}"):
        call(VERBS[name], {since: early.replace(fold=1), until: late, **others}, recorder)
    assert len(recorder.requests) == 1


@pytest.mark.parametrize("name", ["meetings.CREATE", "meetings.UPDATE"])
def test_a_meeting_may_take_that_hour(name: str) -> None:
    arguments, recorder = FULLY[name][0], Recorder()
    meeting = evolve(arguments["meeting"], start_time=FIRST, end_time=SECOND)
    call(VERBS[name], {**arguments, "meeting": meeting}, recorder)
    assert len(recorder.requests) == 1


def test_the_ends_of_the_calendar_have_an_order_too() -> None:
    first, last = datetime.min.replace(tzinfo=BERLIN), datetime.max.replace(tzinfo=BERLIN)
    check_order(since=first, until=FIRST)
    check_order(since=SECOND, until=last)
    with pytest.raises(ValueError, match="must be before"):
        check_order(since=last, until=first)
