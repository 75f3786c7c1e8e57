"""Scorecards: the questions, and how they were answered."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._base import OpenEnum, schema

__all__ = [
    "Answer",
    "AnsweredScorecard",
    "Question",
    "QuestionOption",
    "ReviewMethod",
    "ReviewMethodFilter",
    "Scorecard",
    "ScorecardVisibility",
]


class ReviewMethod(OpenEnum):
    """Whether Gong's AI answered a scorecard, or a person."""

    AUTOMATIC = "AUTOMATIC"
    MANUAL = "MANUAL"


class ReviewMethodFilter(OpenEnum):
    """Which answered scorecards to list."""

    AUTOMATIC = "AUTOMATIC"
    MANUAL = "MANUAL"
    BOTH = "BOTH"


class ScorecardVisibility(OpenEnum):
    """Who may see an answered scorecard."""

    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"
    OPT_IN_USERS = "OPT_IN_USERS"
    MANAGERS = "MANAGERS"
    MANAGERS_AND_REVIEWEE = "MANAGERS_AND_REVIEWEE"


@schema("QuestionOption")
@define(kw_only=True)
class QuestionOption:
    """
    One of the answers to choose from.

    Attributes:
        id: What ``Answer.selected_options`` calls it.
    """

    id: str | None = None
    text: str | None = None


@schema("Question")
@define(kw_only=True)
class Question:
    """
    One question of a scorecard.

    Attributes:
        is_overall: Whether it is the one that judges the call as a whole.

        question_type: Such as ``RANGE``.

        min_range: The lowest score; None for a question without a range.

        max_range: The highest score; None for a question without a range.

        answer_options: The answers to choose from; empty where there is nothing to choose.

        created: Aware, in the company's offset; sent, though not in the specification.

        updated: Aware, in the company's offset; sent, though not in the specification.

        updater_user_id: ``-1`` is Gong itself; sent, though not in the specification.
    """

    question_id: str | None = None
    question_revision_id: str | None = None
    question_text: str | None = None
    is_overall: bool | None = None
    question_type: str | None = None
    answer_guide: str | None = None
    min_range: int | None = None
    max_range: int | None = None
    answer_options: list[QuestionOption] = field(factory=list[QuestionOption])
    created: datetime | None = None
    updated: datetime | None = None
    updater_user_id: str | None = None


@schema("Scorecard")
@define(kw_only=True)
class Scorecard:
    """
    A scorecard, as it is set up.

    Attributes:
        scorecard_id: The scorecard's id.

        updater_user_id: The user who changed it last; ``-1`` is Gong itself.

        created: Aware, in the company's offset.

        updated: Aware, in the company's offset.
    """

    scorecard_id: str
    scorecard_name: str | None = None
    workspace_id: str | None = None
    enabled: bool | None = None
    updater_user_id: str | None = None
    created: datetime | None = None
    updated: datetime | None = None
    review_method: ReviewMethod | None = None
    questions: list[Question] = field(factory=list[Question])


@schema("Answer")
@define(kw_only=True)
class Answer:
    """
    The answer to one question.

    Attributes:
        is_overall: Whether the question is the one that judges the call as a whole.

        score: Between the question's ``min_range`` and ``max_range``; None where it was not
            answered with a score.

        answer_text: None where it was not answered in words.

        selected_options: The ids of the options chosen.
    """

    question_id: str | None = None
    question_revision_id: str | None = None
    is_overall: bool | None = None
    score: int | None = None
    answer_text: str | None = None
    not_applicable: bool | None = None
    selected_options: list[str] = field(factory=list[str])


@schema("AnsweredScorecard")
@define(kw_only=True)
class AnsweredScorecard:
    """
    A scorecard, filled in for one call.

    Attributes:
        answered_scorecard_id: The id of this filling-in, not of the scorecard.

        call_start_time: Aware, in the company's offset.

        reviewed_user_id: The host of the call.

        reviewer_user_id: The user who filled it in; None where Gong's AI did.

        editor_user_id: The user who changed the answers last; None where nobody else did.

        review_time: When it was published; aware, in the company's offset.
    """

    answered_scorecard_id: str
    scorecard_id: str | None = None
    scorecard_name: str | None = None
    call_id: str | None = None
    call_start_time: datetime | None = None
    reviewed_user_id: str | None = None
    reviewer_user_id: str | None = None
    review_method: ReviewMethod | None = None
    editor_user_id: str | None = None
    review_time: datetime | None = None
    visibility_type: ScorecardVisibility | None = None
    answers: list[Answer] = field(factory=list[Answer])
