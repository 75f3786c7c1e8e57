"""What was said in a call."""

from __future__ import annotations

from attrs import define, field

from ._base import schema

__all__ = ["CallTranscript", "Monologue", "Sentence"]


@schema("Sentence")
@define(kw_only=True)
class Sentence:
    """
    One sentence.

    Attributes:
        start: Milliseconds from the start of the call; all else in this API counts seconds.

        end: Milliseconds from the start of the call.
    """

    start: int | None = None
    end: int | None = None
    text: str | None = None


@schema("Monologue")
@define(kw_only=True)
class Monologue:
    """
    One speaker's turn.

    Attributes:
        speaker_id: The ``speaker_id`` of a :class:`Party` of the same call; None where Gong
            could not tell the speaker.

        topic: The topic's name; None where Gong found none.
    """

    speaker_id: str | None = None
    topic: str | None = None
    sentences: list[Sentence] = field(factory=list[Sentence])


@schema("CallTranscript")
@define(kw_only=True)
class CallTranscript:
    """
    The transcript of one call.

    Attributes:
        call_id: The call that was transcribed.

        transcript: The turns, in the order they were spoken.
    """

    call_id: str
    transcript: list[Monologue] = field(factory=list[Monologue])
