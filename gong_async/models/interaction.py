"""How people talked in a call, and what colleagues said about it."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._base import schema

__all__ = [
    "CallCollaboration",
    "CallInteraction",
    "CallInteractionStat",
    "Comment",
    "QuestionCounts",
    "Speaker",
    "VideoSegment",
]


@schema("UserSpeaker")
@define(kw_only=True)
class Speaker:
    """
    How long a participant from the company talked.

    Attributes:
        id: The ``id`` of a :class:`Party` of the same call.

        talk_time: Seconds.
    """

    id: str | None = None
    user_id: str | None = None
    talk_time: float | None = None


@schema("InteractionStatsDto")
@define(kw_only=True)
class CallInteractionStat:
    """
    One figure of the host in this call.

    Attributes:
        name: Such as Talk Ratio, Longest Monologue, Longest Customer Story, Interactivity,
            Patience, Question Rate; Gong may add more.

        value: In the unit that Gong's application shows the figure in.
    """

    name: str | None = None
    value: float | None = None


@schema("VideoInteractionDto")
@define(kw_only=True)
class VideoSegment:
    """
    How long something was shown.

    Attributes:
        name: Browser, Presentation, Webcam, WebcamPrimaryUser, WebcamNonCompany; Gong may
            add more.

        duration: Seconds in all.
    """

    name: str | None = None
    duration: float | None = None


@schema("Questions")
@define(kw_only=True)
class QuestionCounts:
    """How many questions were asked, by people from the company and by others."""

    company_count: int | None = None
    non_company_count: int | None = None


@schema("InteractionMeasuresDto")
@define(kw_only=True)
class CallInteraction:
    """
    How people talked in a call.

    Attributes:
        speakers: People from the company only.

        interaction_stats: The host's figures.
    """

    speakers: list[Speaker] = field(factory=list[Speaker])
    interaction_stats: list[CallInteractionStat] = field(factory=list[CallInteractionStat])
    video: list[VideoSegment] = field(factory=list[VideoSegment])
    questions: QuestionCounts | None = None


@schema("CommentDto")
@define(kw_only=True)
class Comment:
    """
    A public comment on a call.

    Attributes:
        id: The comment's id.

        audio_start_time: Seconds from the start of the call to the part that is meant.

        audio_end_time: Seconds from the start of the call to the end of that part.

        comment: The text; people are tagged as ``@[name](user id)``.

        posted: Aware, in the company's offset.

        in_reply_to: The comment that this one answers; None where it starts a thread.

        during_call: Whether it was written while the call went on.
    """

    id: str | None = None
    audio_start_time: float | None = None
    audio_end_time: float | None = None
    commenter_user_id: str | None = None
    comment: str | None = None
    posted: datetime | None = None
    in_reply_to: str | None = None
    during_call: bool | None = None


@schema("CollaborationDto")
@define(kw_only=True)
class CallCollaboration:
    """What colleagues said about a call."""

    public_comments: list[Comment] = field(factory=list[Comment])
