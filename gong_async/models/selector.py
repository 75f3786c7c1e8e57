"""Which parts of a call to ask for."""

from __future__ import annotations

from typing import Self

from attrs import frozen

from ._base import OpenEnum, schema
from .crm import ContextTiming

__all__ = [
    "ContentSelector",
    "ContextLevel",
    "ExposedCollaboration",
    "ExposedContent",
    "ExposedFields",
    "ExposedInteraction",
]


class ContextLevel(OpenEnum):
    """How much of the CRM to ask for: nothing, the objects, or their fields too."""

    NONE = "None"
    BASIC = "Basic"
    EXTENDED = "Extended"


@schema("CallContent")
@frozen(kw_only=True)
class ExposedContent:
    """
    What to ask for of that which Gong found in the words of a call.

    Args:
        structure: The agenda.

        topics: How long each topic was talked about.

        trackers: How often each tracker came up.

        tracker_occurrences: Where each came up, too; only together with *trackers*.

        points_of_interest: Deprecated by Gong, which answers nothing to it.

        brief: The summary.

        outline: The outline.

        highlights: The highlights, with the next steps among them.

        call_outcome: How the call ended.

        key_points: The key points.

    Raises:
        ValueError: If *tracker_occurrences* are asked for without *trackers*.
    """

    structure: bool = False
    topics: bool = False
    trackers: bool = False
    tracker_occurrences: bool = False
    points_of_interest: bool = False
    brief: bool = False
    outline: bool = False
    highlights: bool = False
    call_outcome: bool = False
    key_points: bool = False

    def __attrs_post_init__(self) -> None:
        if self.tracker_occurrences and not self.trackers:
            raise ValueError("tracker_occurrences come only with trackers=True")


@schema("CallInteraction")
@frozen(kw_only=True)
class ExposedInteraction:
    """
    What to ask for of how people talked.

    Args:
        speakers: How long each person from the company talked.

        video: What was shown, and for how long.

        person_interaction_stats: The host's figures, which come as ``interaction_stats``.

        questions: How many questions were asked.
    """

    speakers: bool = False
    video: bool = False
    person_interaction_stats: bool = False
    questions: bool = False


@schema("CallCollaboration")
@frozen(kw_only=True)
class ExposedCollaboration:
    """
    What to ask for of what colleagues said.

    Args:
        public_comments: The public comments.
    """

    public_comments: bool = False


@schema("ExposedFields")
@frozen(kw_only=True)
class ExposedFields:
    """
    The parts of a call to ask for.

    Args:
        parties: The participants.

        content: What Gong found in the words; None asks for nothing of it.

        interaction: How people talked; None asks for nothing of it.

        collaboration: What colleagues said; None asks for nothing of it.

        media: Where the recording can be fetched; takes the scope
            ``api:calls:read:media-url``.
    """

    parties: bool = False
    content: ExposedContent | None = None
    interaction: ExposedInteraction | None = None
    collaboration: ExposedCollaboration | None = None
    media: bool = False


@schema("ContentSelector")
@frozen(kw_only=True)
class ContentSelector:
    """
    Which parts of a call to ask for, besides its metadata.

    ::

        ContentSelector(exposed_fields=ExposedFields(parties=True))
        ContentSelector.everything()

    Args:
        context: How much of the CRM to ask for.

        context_timing: The CRM as it is now, as it was at the call, or both; None for now.
            Only for an extended context.

        exposed_fields: The other parts; None asks for none.

    Raises:
        ValueError: If *context_timing* is given for a context that is not extended.
    """

    context: ContextLevel = ContextLevel.NONE
    context_timing: tuple[ContextTiming, ...] | None = None
    exposed_fields: ExposedFields | None = None

    def __attrs_post_init__(self) -> None:
        if self.context_timing is not None and self.context != ContextLevel.EXTENDED:
            raise ValueError("context_timing goes only with context=ContextLevel.EXTENDED")

    @classmethod
    def everything(cls, *, media: bool = False) -> Self:
        """
        Ask for all that Gong has.

        Args:
            media: Where the recording can be fetched, too; takes the scope
                ``api:calls:read:media-url``.
        """
        return cls(
            context=ContextLevel.EXTENDED,
            context_timing=(ContextTiming.NOW, ContextTiming.TIME_OF_CALL),
            exposed_fields=ExposedFields(
                parties=True,
                content=ExposedContent(
                    structure=True,
                    topics=True,
                    trackers=True,
                    tracker_occurrences=True,
                    brief=True,
                    outline=True,
                    highlights=True,
                    call_outcome=True,
                    key_points=True,
                ),
                interaction=ExposedInteraction(
                    speakers=True, video=True, person_interaction_stats=True, questions=True
                ),
                collaboration=ExposedCollaboration(public_comments=True),
                media=media,
            ),
        )
