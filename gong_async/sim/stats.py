"""The company's figures: who did how much, and how they speak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

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
    counts: dict[str, Counter[str]] = {one.id: Counter() for one in office.staff}
    for call in calls:
        _count(call, cards, counts)
    return [
        {
            "userId": one.id,
            "userEmailAddress": one.email,
            "userAggregateActivityStats": {name: counts[one.id][name] for name in COUNTERS},
        }
        for one in office.staff
        if (one.id in user_ids if user_ids is not None else counts[one.id])
    ]


def _count(call: SimCall, cards: list[Json], counts: dict[str, Counter[str]]) -> None:
    host, manager = counts[call.host_id], counts[reviewer_id(call)]
    host["callsAsHost"] += 1
    for guest in call.guests:
        counts[guest.id]["callsAttended"] += 1
    for habit in HABITS:
        if habit.meets(call):
            if habit.manager_counts:
                manager[habit.manager_counts] += 1
            if habit.host_counts:
                host[habit.host_counts] += 1
    if SCORING.meets(call):
        host["callsScorecardsReceived"] += 1
        if card_for(call, cards)["reviewMethod"] == "MANUAL":
            manager["callsScorecardsFilled"] += 1


def interaction(
    office: Office,
    calls: Iterable[SimCall],
    dates: tuple[date, date],
    user_ids: Collection[str] | None,
) -> list[Json]:
    """How the hosts of *calls* speak, as InteractionStats: a habit, a little different by range."""
    hosts = {call.host_id for call in calls}
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
