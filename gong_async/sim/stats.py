"""The company's figures: who did how much, and how they speak."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from gong_async.sim.calls import SimCall
from gong_async.sim.dice import dice
from gong_async.sim.people import Employee, Json, Office
from gong_async.sim.reviews import (
    FEEDBACK,
    HABITS,
    LISTENING,
    SCORING,
    card_for,
    reviewer_id,
)

_Told: TypeAlias = defaultdict[tuple[str, str], list[str]]
_Spans: TypeAlias = Mapping[tuple[date, date], Sequence[SimCall]]
"""Calls by their first day and the day after their last."""

COUNTERS = (
    *("callsAsHost", "callsGaveFeedback", "callsRequestedFeedback", "callsReceivedFeedback"),
    *("ownCallsListenedTo", "othersCallsListenedTo", "callsSharedInternally"),
    *("callsSharedExternally", "callsScorecardsFilled", "callsScorecardsReceived"),
    *("callsAttended", "callsCommentsGiven", "callsCommentsReceived"),
    *("callsMarkedAsFeedbackGiven", "callsMarkedAsFeedbackReceived"),
)


def activity(
    office: Office, calls: Iterable[SimCall], cards: list[Json], user_ids: Collection[str] | None
) -> list[Json]:
    """What became of *calls* as UserActivity: of *user_ids*, else of all who did anything."""
    told = _told(calls, cards)
    return [
        {
            "userId": one.id,
            "userEmailAddress": one.email,
            "userAggregateActivityStats": {name: len(told[one.id, name]) for name in COUNTERS},
        }
        for one in _who(office, told, user_ids)
    ]


def activity_by_day(
    office: Office, days: _Spans, cards: list[Json], user_ids: Collection[str] | None
) -> list[Json]:
    """What became of the calls of *days*, as UserDayByDayActivity; of the same as `activity`."""
    return _by_span(office, days, cards, user_ids, ("userDailyActivityStats", list[str]))


def activity_by_period(
    office: Office, periods: _Spans, cards: list[Json], user_ids: Collection[str] | None
) -> list[Json]:
    """The same of *periods*, counted, as UserAggregateByPeriodActivities."""
    return _by_span(office, periods, cards, user_ids, ("userAggregateActivity", len))


def next_period(day: date, period: str) -> date:
    """The first day of the next ``DAY``, ``WEEK``, ``MONTH``, ``QUARTER`` or ``YEAR``."""
    if period in _DAYS:
        return day + timedelta(days=_DAYS[period] - day.weekday() % _DAYS[period])
    months = _MONTHS[period]
    month = (day.month - 1) // months * months + months
    return date(day.year + month // 12, month % 12 + 1, 1)


_DAYS, _MONTHS = {"DAY": 1, "WEEK": 7}, {"MONTH": 1, "QUARTER": 3, "YEAR": 12}
PERIODS = (*_DAYS, *_MONTHS)


def _by_span(
    office: Office,
    spans: _Spans,
    cards: list[Json],
    user_ids: Collection[str] | None,
    shown: tuple[str, Callable[[list[str]], Any]],
) -> list[Json]:
    """What became of the calls of *spans*, *shown* under a name, in some way."""
    by_span = {span: _told(calls, cards) for span, calls in spans.items()}
    whole: _Told = defaultdict(list)
    for told in by_span.values():
        for key, ids in told.items():
            whole[key] += ids
    name, show = shown
    return [
        {
            "userId": one.id,
            "userEmailAddress": one.email,
            name: [
                {
                    **{counter: show(told.get((one.id, counter), [])) for counter in COUNTERS},
                    "fromDate": _midnight(office, first),
                    "toDate": _midnight(office, end),
                }
                for (first, end), told in by_span.items()
            ],
        }
        for one in _who(office, whole, user_ids)
    ]


def _who(office: Office, told: _Told, user_ids: Collection[str] | None) -> list[Employee]:
    ids = {user_id for user_id, _ in told} if user_ids is None else user_ids
    return [one for one in office.staff if one.id in ids]


def _midnight(office: Office, day: date) -> str:
    return datetime.combine(day, time(), office.zone).isoformat()


def _told(calls: Iterable[SimCall], cards: list[Json]) -> _Told:
    """The ids of the calls that count, by user and counter; only where there are any."""
    told: _Told = defaultdict(list)
    for call in calls:
        for user_id, counter in _counting(call, cards):
            told[user_id, counter].append(call.id)
    return told


def _counting(call: SimCall, cards: list[Json]) -> Iterator[tuple[str, str]]:
    """For whom *call* counts as what."""
    host, manager = call.host_id, reviewer_id(call)
    yield host, "callsAsHost"
    for guest in call.guests:
        yield guest.id, "callsAttended"
    for habit in HABITS:
        if habit.meets(call):
            if habit.manager_counts:
                yield manager, habit.manager_counts
            if habit.host_counts:
                yield host, habit.host_counts
    if SCORING.meets(call):
        yield host, "callsScorecardsReceived"
        if card_for(call, cards)["reviewMethod"] == "MANUAL":
            yield manager, "callsScorecardsFilled"


def interaction(
    office: Office,
    calls: Iterable[SimCall],
    dates: tuple[date, date],
    user_ids: Collection[str] | None,
) -> list[Json]:
    """How the hosts of *calls* speak, as InteractionStats: a habit, a little different by range."""
    hosts = {call.host_id for call in calls if not call.silent}
    return [
        _manner(office, one, dates)
        for one in office.staff
        if one.id in hosts and (user_ids is None or one.id in user_ids)
    ]


def _manner(office: Office, one: Employee, dates: tuple[date, date]) -> Json:
    habit, mood = dice(office.seed, "manner", one.id), dice(office.seed, one.id, *dates)
    values = {
        "Talk Ratio": habit.uniform(0.35, 0.7),
        "Longest Monologue": habit.uniform(25, 110),
        "Longest Customer Story": habit.uniform(15, 80),
        "Interactivity": habit.uniform(4, 9),
        "Patience": habit.uniform(0.4, 1.8),
        "Question Rate": habit.uniform(6, 24),
    }
    return {
        "userId": one.id,
        "userEmailAddress": one.email,
        "personInteractionStats": [
            {"name": name, "value": round(value * mood.uniform(0.95, 1.05), 4)}
            for name, value in values.items()
        ],
    }


def coaching(office: Office, calls: Iterable[SimCall], manager_id: str) -> list[Json]:
    """How the reports of *manager_id* were coached on *calls*; empty for one without reports."""
    reports = [one for one in office.staff if one.manager_id == manager_id]
    if not reports:
        return []
    hosted: dict[str, list[SimCall]] = {one.id: [] for one in reports}
    for call in calls:
        if call.host_id in hosted:
            hosted[call.host_id].append(call)
    return [
        {
            "manager": _person(office.by_id[manager_id]),
            "directReportsMetrics": [
                {"report": _person(one), "metrics": _metrics(hosted[one.id])} for one in reports
            ],
        }
    ]


def _metrics(calls: list[SimCall]) -> dict[str, list[str]]:
    return {
        "callsAsHost": [call.id for call in calls],
        "callsListenedTo": [call.id for call in calls if LISTENING.meets(call)],
        "callsWithFeedback": [call.id for call in calls if FEEDBACK.meets(call)],
        "callsScored": [call.id for call in calls if SCORING.meets(call)],
    }


def _person(one: Employee) -> Json:
    first, _, last = one.name.partition(" ")
    return {
        "id": one.id,
        "emailAddress": one.email,
        "firstName": first,
        "lastName": last,
        "title": one.title,
    }
