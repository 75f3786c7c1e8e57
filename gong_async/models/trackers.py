"""Trackers, as they are set up."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._base import schema

__all__ = ["Tracker", "TrackerKeywords"]


@schema("TrackerLanguageKeyword")
@define(kw_only=True)
class TrackerKeywords:
    """
    The words that a tracker looks for, in one language.

    Attributes:
        language: ISO 639-2/B, such as ``eng``; ``mul`` stands for all languages.

        include_related_forms: Whether "organize" finds "organized" too.
    """

    language: str | None = None
    keywords: list[str] = field(factory=list[str])
    include_related_forms: bool | None = None


@schema("KeywordTracker")
@define(kw_only=True)
class Tracker:
    """
    A keyword tracker, as it is set up.

    Attributes:
        tracker_id: The tracker's id.

        affiliation: Whose words count: Anyone, Company or NonCompany.

        said_at: Which part of a call counts: Anytime, First or Last.

        said_at_interval: How much of the call First and Last mean, in *said_at_unit*; None
            for Anytime.

        said_at_unit: ``minutes`` or ``percent``; None for Anytime.

        said_in_topics: The topics that count; empty where all do.

        filter_query: JSON, as text, that says which calls count.

        created: Aware, in the company's offset; the specification has it as text, live
            answers are ISO 8601.

        creator_user_id: None for a tracker that Gong comes with.

        updated: Aware, in the company's offset; the specification has it as text, live
            answers are ISO 8601.

        updater_user_id: None for a tracker that Gong comes with.
    """

    tracker_id: str
    tracker_name: str | None = None
    workspace_id: str | None = None
    language_keywords: list[TrackerKeywords] = field(factory=list[TrackerKeywords])
    affiliation: str | None = None
    part_of_question: bool | None = None
    said_at: str | None = None
    said_at_interval: int | None = None
    said_at_unit: str | None = None
    said_in_topics: list[str] = field(factory=list[str])
    filter_query: str | None = None
    created: datetime | None = None
    creator_user_id: str | None = None
    updated: datetime | None = None
    updater_user_id: str | None = None
