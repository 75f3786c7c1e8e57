"""How long an answer asks to wait, in whatever way it says so."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gong_async.endpoint import Response
from gong_async.errors import (
    QuotaExhaustedError,
    RateLimitError,
)
from gong_async.verdict import retry_after
from tests.unit.scripted import refusal, verdict

NOON = datetime(2026, 3, 8, 12, 0, 0, tzinfo=UTC)


def told(*values: str, date: str | None = None) -> float | None:
    headers = [("retry-after", value) for value in values]
    if date is not None:
        headers.append(("date", date))
    return retry_after(Response(status=429, headers=tuple(headers)))


@given(st.integers(0, 10**10 - 1))
def test_digits_are_seconds(seconds: int) -> None:
    assert told(str(seconds)) == seconds
    assert told(f"  {seconds} ") == seconds


ABSENT = [
    "",
    " ",
    "-1",
    "-0",
    "+5",
    "0.5",
    "1e3",
    "0x10",
    "1_0",
    "soon",
    "nan",
    "NaN",
    "-inf",
    "5s",
]


@pytest.mark.parametrize(
    "value", [*ABSENT, "٣", "３", "²", "5\0", "1;2", "Sun, 99 Foo 2026 99:99:99"]
)
def test_garbage_counts_as_not_said(value: str) -> None:
    assert told(value) is None
    assert told(value, "3") == told("3", value) == 3.0
    error = verdict(refusal(429, retry_after=value))
    assert type(error) is RateLimitError
    assert error.retry_after is None


def test_nothing_said_is_nothing_said() -> None:
    assert told() is None


@pytest.mark.parametrize("value", ["1000000000", "9999999999", "99999999999", "9" * 5000, "inf"])
def test_ages_are_a_spent_quota_and_not_a_sleep(value: str) -> None:
    wait = told(value)
    assert wait is not None
    assert 10**9 <= wait <= 10**10
    assert isinstance(verdict(refusal(429, retry_after=value)), QuotaExhaustedError)


def test_of_two_headers_the_larger_counts() -> None:
    assert told("1", "5") == told("5", "1") == 5.0


@pytest.mark.parametrize(
    "off", [timedelta(minutes=15), timedelta(minutes=-15), timedelta(days=400)]
)
def test_a_date_counts_against_the_clock_of_the_server(off: timedelta) -> None:
    server = datetime.now(UTC) + off
    until = format_datetime(server + timedelta(seconds=2), usegmt=True)
    assert told(until, date=format_datetime(server, usegmt=True)) == 2.0


@pytest.mark.parametrize(
    "until",
    [
        "Sun, 08 Mar 2026 12:00:09 GMT",
        "Sunday, 08-Mar-26 12:00:09 GMT",
        "Sun Mar  8 12:00:09 2026",
        "Sun, 08 Mar 2026 12:00:09 -0000",
        "Sun, 08 Mar 2026 14:00:09 +0200",
    ],
    ids=["RFC 1123", "RFC 850", "asctime", "no zone", "offset"],
)
def test_every_spelling_of_a_date_is_read(until: str) -> None:
    assert told(until, date=format_datetime(NOON, usegmt=True)) == 9.0


def test_without_a_clock_of_the_server_ours_has_to_do() -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    for date in (None, "garbage"):
        wait = told(until, date=date)
        assert wait is not None
        assert 0 < wait <= 100


def test_a_date_that_is_over_counts_as_not_said() -> None:
    assert told("Sun, 08 Mar 2026 11:59:59 GMT", date=format_datetime(NOON, usegmt=True)) is None
    assert told(format_datetime(NOON, usegmt=True), date=format_datetime(NOON, usegmt=True)) is None


DATELIKE = st.text("0123456789 :,-+SunMarJGMT", max_size=40)


@given(st.lists(st.text() | DATELIKE, max_size=3), st.none() | st.text() | DATELIKE)
@example(["Sun, 08 Mar 2026 12:00:09 +9999999"], None)
@example(["31 Dec 9999 23:59:59 -2359"], "1 Jan 0001 00:00:00 +2359")
@example(["0 0 0 0 0"], None)
def test_whatever_is_said_is_a_wait_or_nothing(values: list[str], date: str | None) -> None:
    wait = told(*values, date=date)
    assert wait is None or 0.0 <= wait < 10**12
    assert wait is None or math.isfinite(wait)
