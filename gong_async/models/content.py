"""What Gong found in the words of a call."""

from __future__ import annotations

from attrs import define, field

from ._base import OpenEnum, schema

__all__ = [
    "AgendaPart",
    "CallContent",
    "CallOutcome",
    "CallTopic",
    "CallTracker",
    "Highlight",
    "HighlightsSection",
    "KeyPoint",
    "OutlineItem",
    "OutlineSection",
    "TrackerOccurrence",
    "TrackerPhrase",
    "TrackerType",
]


class TrackerType(OpenEnum):
    """Whether a tracker looks for words or for meaning."""

    KEYWORD = "KEYWORD"
    SMART = "SMART"


@schema("StructureDto")
@define(kw_only=True)
class AgendaPart:
    """
    One part of a call's agenda.

    Attributes:
        duration: Seconds.
    """

    name: str | None = None
    duration: int | None = None


@schema("occurrences")
@define(kw_only=True)
class TrackerOccurrence:
    """
    Where in a call a tracker's term came up.

    Attributes:
        start_time: Seconds from the start of the call.

        speaker_id: The ``speaker_id`` of a :class:`Party` of the same call.
    """

    start_time: float | None = None
    speaker_id: str | None = None


@schema("trackerPhrases")
@define(kw_only=True)
class TrackerPhrase:
    """One phrase of a keyword tracker, and where it came up."""

    count: int | None = None
    occurrences: list[TrackerOccurrence] = field(factory=list[TrackerOccurrence])
    phrase: str | None = None


@schema("TrackerDto")
@define(kw_only=True)
class CallTracker:
    """
    How often a tracker's terms came up in a call.

    Attributes:
        id: The ``tracker_id`` of the tracker's definition.

        occurrences: Asked for by their own flag, known for calls since January 2023, and
            empty for a tracker that counts each phrase by itself.

        phrases: The same for each phrase; never for a smart tracker.
    """

    id: str | None = None
    name: str | None = None
    count: int | None = None
    type: TrackerType | None = None
    occurrences: list[TrackerOccurrence] = field(factory=list[TrackerOccurrence])
    phrases: list[TrackerPhrase] = field(factory=list[TrackerPhrase])


@schema("TopicDto")
@define(kw_only=True)
class CallTopic:
    """
    How long a topic was talked about.

    Attributes:
        duration: Seconds.
    """

    name: str | None = None
    duration: int | None = None


@schema("CallOutlineItem")
@define(kw_only=True)
class OutlineItem:
    """
    One point of an outline.

    Attributes:
        start_time: Seconds from the start of the call.
    """

    text: str | None = None
    start_time: float | None = None


@schema("CallOutlineSection")
@define(kw_only=True)
class OutlineSection:
    """
    One section of an outline.

    Attributes:
        section: The section's name.

        start_time: Seconds from the start of the call.

        duration: Seconds.
    """

    section: str | None = None
    start_time: float | None = None
    duration: float | None = None
    items: list[OutlineItem] = field(factory=list[OutlineItem])


@schema("CallHighlightsItem")
@define(kw_only=True)
class Highlight:
    """
    One highlight.

    Attributes:
        start_times: Seconds from the start of the call, one for each place it rests on.
    """

    text: str | None = None
    start_times: list[float] = field(factory=list[float])


@schema("CallHighlightsSection")
@define(kw_only=True)
class HighlightsSection:
    """Highlights under one title, such as the next steps."""

    title: str | None = None
    items: list[Highlight] = field(factory=list[Highlight])


@schema("CallOutcome")
@define(kw_only=True)
class CallOutcome:
    """
    How the call ended, in Gong's judgement.

    Attributes:
        id: A word, such as ``MEETING_BOOKED``, not digits.
    """

    id: str | None = None
    category: str | None = None
    name: str | None = None


@schema("CallKeyPoint")
@define(kw_only=True)
class KeyPoint:
    """One key point."""

    text: str | None = None


@schema("ContentDto")
@define(kw_only=True)
class CallContent:
    """
    What Gong found in the words of a call.

    Short calls, and calls in languages that Gong does not support, have little of it.

    Attributes:
        structure: The parts of the agenda.

        brief: A summary; None or empty text where there is none.
    """

    structure: list[AgendaPart] = field(factory=list[AgendaPart])
    trackers: list[CallTracker] = field(factory=list[CallTracker])
    topics: list[CallTopic] = field(factory=list[CallTopic])
    brief: str | None = None
    outline: list[OutlineSection] = field(factory=list[OutlineSection])
    highlights: list[HighlightsSection] = field(factory=list[HighlightsSection])
    call_outcome: CallOutcome | None = None
    key_points: list[KeyPoint] = field(factory=list[KeyPoint])
