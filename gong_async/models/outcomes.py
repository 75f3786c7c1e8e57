"""The results that a call can be given."""

from __future__ import annotations

from attrs import define

from ._base import OpenEnum, schema

__all__ = [
    "ConnectStatus",
    "DefinedOutcome",
    "OutcomeAutomation",
    "OutcomeCategory",
    "Sentiment",
    "TodoAction",
]


class ConnectStatus(OpenEnum):
    """Whether anybody was reached."""

    CONNECTED = "CONNECTED"
    NOT_CONNECTED = "NOT_CONNECTED"


class Sentiment(OpenEnum):
    """How an outcome feels."""

    POSITIVE = "POSITIVE"
    NEGATIVE = "NEGATIVE"
    NEUTRAL = "NEUTRAL"


class TodoAction(OpenEnum):
    """What becomes of the to-do that a call was made for."""

    COMPLETE = "COMPLETE"
    COMPLETE_AND_REMOVE = "COMPLETE_AND_REMOVE"


class OutcomeAutomation(OpenEnum):
    """What Gong does by itself."""

    MARK_AS_OPT_OUT = "MARK_AS_OPT_OUT"


class OutcomeCategory(OpenEnum):
    """Whether anybody answered."""

    ANSWERED = "ANSWERED"
    NOT_ANSWERED = "NOT_ANSWERED"


@schema("CallOutcomeDto")
@define(kw_only=True)
class DefinedOutcome:
    """
    A result that users can choose at the end of a call.

    Attributes:
        call_outcome: What it is called.

        display_order: Its place among the others.
    """

    call_outcome: str | None = None
    display_order: int | None = None
    connect_status: ConnectStatus | None = None
    sentiment: Sentiment | None = None
    todo_action: TodoAction | None = None
    automation: OutcomeAutomation | None = None
    category: OutcomeCategory | None = None
