"""Statistics by user, and answered scorecards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from attrs import frozen

from gong_async.sim.answers import RefusedError
from gong_async.sim.arguments import Arguments
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.cursors import Key
from gong_async.sim.route import route
from gong_async.sim.stats import PERIODS

__all__ = ["ROUTES"]

Json = dict[str, Any]
ByUser = Callable[[date, date, list[str] | None], list[Json]]


async def list_activity(backend: Backend, asked: Asked) -> Json:
    """POST /v2/stats/activity/aggregate"""
    rows, name = backend.world.activity, "usersAggregateActivityStats"
    answer = _by_user(backend, asked, rows, name=name, nothing="User not found")
    return {**answer, **_range(backend, asked)}


async def list_activity_by_period(backend: Backend, asked: Asked) -> Json:
    """POST /v2/stats/activity/aggregate-by-period"""
    period = asked.arguments.required_choice("aggregationPeriod", PERIODS)

    def rows(since: date, until: date, user_ids: list[str] | None) -> list[Json]:
        return backend.world.activity_by_period(since, until, period, user_ids)

    return _by_user(backend, asked, rows, name="usersAggregateActivity", nothing="User not found")


async def list_activity_by_day(backend: Backend, asked: Asked) -> Json:
    """POST /v2/stats/activity/day-by-day; each day tells its own time, the answer tells none"""
    rows, name = backend.world.activity_by_day, "usersDetailedActivities"
    return _by_user(backend, asked, rows, name=name, nothing="User not found")


async def list_interaction(backend: Backend, asked: Asked) -> Json:
    """POST /v2/stats/interaction"""
    rows, name = backend.world.interaction, "peopleInteractionStats"
    nothing = "No stats found for the specified period"
    answer = _by_user(backend, asked, rows, name=name, nothing=nothing)
    return {**answer, **_range(backend, asked)}


async def list_answered_scorecards(backend: Backend, asked: Asked) -> Json:
    """POST /v2/stats/activity/scorecards"""
    filter_ = _ScorecardFilter.read(asked.filter())
    found = [row for row in backend.world.answered_scorecards() if filter_.passes(row, backend)]
    page = backend.page(asked, sorted(found, key=_answered_key), _answered_key)
    if not page.items:
        raise RefusedError(404, "Answered scorecards not found")
    return {"records": page.records, "answeredScorecards": page.items}


@frozen
class _ScorecardFilter:
    """Which answered scorecards; dates are half-open, in the company's time zone."""

    called: tuple[date | None, date | None]
    reviewed: tuple[date | None, date | None]
    method: str
    user_ids: list[str] | None
    scorecard_ids: list[str] | None

    @classmethod
    def read(cls, filter_: Arguments) -> _ScorecardFilter:
        return cls(
            called=filter_.days("callFromDate", "callToDate"),
            reviewed=filter_.days("reviewFromDate", "reviewToDate"),
            method=filter_.choice("reviewMethod", ("MANUAL", "AUTOMATIC", "BOTH")),
            user_ids=filter_.texts("reviewedUserIds"),
            scorecard_ids=filter_.texts("scorecardIds"),
        )

    def passes(self, row: Json, backend: Backend) -> bool:
        return (
            self.method in (row["reviewMethod"], "BOTH")
            and (self.user_ids is None or str(row["reviewedUserId"]) in self.user_ids)
            and (self.scorecard_ids is None or str(row["scorecardId"]) in self.scorecard_ids)
            and _within(row["callStartTime"], self.called, backend)
            and _within(row["reviewTime"], self.reviewed, backend)
        )


def _within(moment: str, days: tuple[date | None, date | None], backend: Backend) -> bool:
    day = datetime.fromisoformat(moment).astimezone(backend.zone).date()
    since, until = days
    return (since is None or since <= day) and (until is None or day < until)


def _by_user(backend: Backend, asked: Asked, rows: ByUser, *, name: str, nothing: str) -> Json:
    filter_ = asked.filter()
    since, until = _days(filter_)
    if until > backend.today:
        raise filter_.wrong("toDate", "must not exceed the current day")
    for undocumented in "createdFromDateTime", "createdToDateTime":
        filter_.moment(undocumented)
    found = rows(since, until, filter_.texts("userIds"))
    page = backend.page(asked, sorted(found, key=_user_key), _user_key)
    if not page.items:
        raise RefusedError(404, nothing)
    return {"records": page.records, name: page.items}


def _range(backend: Backend, asked: Asked) -> Json:
    since, until = _days(asked.filter())
    return {
        "fromDateTime": _midnight(since, backend),
        "toDateTime": _midnight(until, backend),
        "timeZone": backend.world.time_zone,
    }


def _days(filter_: Arguments) -> tuple[date, date]:
    filter_.require("fromDate", "toDate")
    since, until = filter_.days("fromDate", "toDate")
    assert since is not None
    assert until is not None
    return since, until


def _midnight(day: date, backend: Backend) -> str:
    return datetime.combine(day, time(), backend.zone).isoformat()


def _answered_key(row: Json) -> Key:
    return (int(row["answeredScorecardId"]),)


def _user_key(row: Json) -> Key:
    return (int(row["userId"]),)


_ANSWERED = (
    "answeredScorecardId scorecardId callId reviewedUserId reviewerUserId editorUserId"
    " questionId questionRevisionId score"
)

ROUTES = (
    route("POST stats/activity/aggregate", "stats:user-actions", list_activity),
    route("POST stats/activity/aggregate-by-period", "stats:user-actions", list_activity_by_period),
    route("POST stats/activity/day-by-day", "stats:user-actions:detailed", list_activity_by_day),
    route("POST stats/interaction", "stats:interaction", list_interaction),
    route(
        "POST stats/activity/scorecards",
        "stats:scorecards",
        list_answered_scorecards,
        integers=_ANSWERED,
    ),
)
