"""Activity by days, weeks, months, quarters and years."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest
from caller import Caller

from gong_async.sim import World

BY_PERIOD, WHOLE = "/v2/stats/activity/aggregate-by-period", "/v2/stats/activity/aggregate"
SPAN = {"fromDate": "2026-01-14", "toDate": "2026-05-21"}
BORDERS = {
    "WEEK": ("2026-01-19", "2026-05-18"),
    "MONTH": ("2026-02-01", "2026-05-01"),
    "QUARTER": ("2026-04-01", "2026-04-01"),
    "YEAR": ("2026-05-21", "2026-01-14"),
    "DAY": ("2026-01-15", "2026-05-20"),
}
Json = dict[str, Any]


def day(moment: str) -> str:
    return str(datetime.fromisoformat(moment).date())


async def by_period(gong: Caller, period: str, **filter_: Any) -> list[Json]:
    body = {"filter": {**SPAN, **filter_}, "aggregationPeriod": period}
    pages = await gong.walk_post(BY_PERIOD, body)
    return [one for page in pages for one in page.body["usersAggregateActivity"]]


@pytest.mark.parametrize("period", BORDERS)
async def test_the_periods_make_up_the_whole(gong: Caller, period: str) -> None:
    pages = await gong.walk_post(WHOLE, {"filter": SPAN})
    whole = {
        one["userId"]: one["userAggregateActivityStats"]
        for page in pages
        for one in page.body["usersAggregateActivityStats"]
    }
    users = await by_period(gong, period)
    assert {one["userId"] for one in users} == whole.keys()
    for one in users:
        spans = one["userAggregateActivity"]
        assert [day(spans[0]["fromDate"]), day(spans[-1]["toDate"])] == [*SPAN.values()]
        assert all(a["toDate"] == b["fromDate"] for a, b in pairwise(spans))
        assert (day(spans[0]["toDate"]), day(spans[-1]["fromDate"])) == BORDERS[period]
        total: Counter[str] = Counter()
        for span in spans:
            total.update({name: n for name, n in span.items() if isinstance(n, int)})
        assert total == whole[one["userId"]]


async def test_weeks_begin_on_mondays(gong: Caller, world: World) -> None:
    user_id = world.users[0]["id"]
    (one,) = await by_period(gong, "WEEK", userIds=[user_id])
    assert one["userId"] == user_id
    later = [date.fromisoformat(day(s["fromDate"])) for s in one["userAggregateActivity"][1:]]
    assert {first.weekday() for first in later} == {0}


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ({"filter": SPAN}, 400, "aggregationPeriod: may not be null"),
        (
            {"filter": SPAN, "aggregationPeriod": "HOUR"},
            400,
            "aggregationPeriod: must be one of DAY, WEEK, MONTH, QUARTER, YEAR",
        ),
        (
            {
                "filter": {"fromDate": "1999-01-01", "toDate": "1999-02-01"},
                "aggregationPeriod": "DAY",
            },
            404,
            "User not found",
        ),
    ],
)
async def test_what_does_not_work(gong: Caller, body: Json, status: int, text: str) -> None:
    reply = await gong.post(BY_PERIOD, body)
    assert (reply.status, reply.error) == (status, text)
