"""What sellers can say became of a call."""

from __future__ import annotations

from gong_async.sim.kinds import KINDS
from gong_async.sim.people import Json

_POSITIVE = ("Meeting booked", "Connected")
_NEGATIVE = ("Not interested",)
_OPTED_OUT = ("Asked not to be called",)


def outcomes() -> list[Json]:
    """All that calls have, and some that none has, as CallOutcomeDto."""
    made = (outcome for kind in KINDS.values() for outcome in kind.outcomes)
    had = [(name, category) for _, category, name in made]
    other = [(name, "Answered") for name in _OPTED_OUT]
    return [_outcome(place, *one) for place, one in enumerate(dict.fromkeys(had + other), 1)]


def _outcome(place: int, name: str, category: str) -> Json:
    answered = category == "Answered"
    return {
        "callOutcome": name,
        "displayOrder": place,
        "connectStatus": "CONNECTED" if answered else "NOT_CONNECTED",
        "sentiment": _sentiment(name),
        "todoAction": "COMPLETE_AND_REMOVE" if name in (*_NEGATIVE, *_OPTED_OUT) else "COMPLETE",
        "automation": "MARK_AS_OPT_OUT" if name in _OPTED_OUT else None,
        "category": "ANSWERED" if answered else "NOT_ANSWERED",
    }


def _sentiment(name: str) -> str:
    if name in _POSITIVE:
        return "POSITIVE"
    return "NEGATIVE" if name in (*_NEGATIVE, *_OPTED_OUT) else "NEUTRAL"
