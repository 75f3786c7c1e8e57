"""Moments as Gong writes them: aware, with their offset, and None where they are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import define

from gong_async.converters import decode


@define(kw_only=True)
class Talk:
    id: str
    title: str | None = None
    started: datetime | None = None


def read(**fields: Any) -> Talk:
    return decode("anOperation", {"id": "1", **fields}, Talk)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2023-10-17T21:21:31+02:00", datetime(2023, 10, 17, 19, 21, 31, tzinfo=UTC)),
        ("2023-10-17T21:21:31.4Z", datetime(2023, 10, 17, 21, 21, 31, 400_000, tzinfo=UTC)),
        ("2023-10-17T21:21:31.428-07:00", datetime(2023, 10, 18, 4, 21, 31, 428_000, tzinfo=UTC)),
        ("2023-10-17T21:21:31.816562Z", datetime(2023, 10, 17, 21, 21, 31, 816_562, tzinfo=UTC)),
        ("2023-10-17T21:21:31.123456789Z", datetime(2023, 10, 17, 21, 21, 31, 123_456, tzinfo=UTC)),
        ("2023-10-17T21:21:31+0000", datetime(2023, 10, 17, 21, 21, 31, tzinfo=UTC)),
        ("2023-10-17T21:21:31", datetime(2023, 10, 17, 21, 21, 31, tzinfo=UTC)),
        ("2023-10-17", datetime(2023, 10, 17, tzinfo=UTC)),
    ],
)
def test_times_are_aware(text: str, wanted: datetime) -> None:
    started = read(started=text).started
    assert started == wanted
    assert started is not None
    assert started.tzinfo is not None


def test_a_time_keeps_the_offset_that_it_came_with() -> None:
    started = read(started="2023-10-17T21:21:31+02:00").started
    assert started is not None
    assert started.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    "value",
    [
        *("", "null", "soon", "\ud83d", "T000:00:00"),
        *("2023-02-30", "2023-10-17T25:00:00Z", "2016-12-31T23:59:60Z"),
        *(1518863400.0, 1518863400, True, [], {}),
    ],
)
def test_a_time_that_is_none_is_none_and_the_record_is_kept(value: Any) -> None:
    assert read(started=value, title="kept") == Talk(id="1", title="kept")


def test_midnight_at_the_end_of_the_day_is_no_time_or_the_next_day() -> None:
    started = read(started="2023-10-17T24:00:00Z").started
    assert started in (None, datetime(2023, 10, 18, tzinfo=UTC))  # the latter since Python 3.14
