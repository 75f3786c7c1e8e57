"""Who said what: the sentences of a transcript with the names of those who spoke."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, field, frozen

from gong_async.models import Affiliation, CallTranscript, Monologue, Party

__all__ = ["CallSpeaker", "Utterance", "speakers_of", "utterances_of"]

_NOBODY_KNOWS = "Unknown speaker"


@frozen(kw_only=True)
class CallSpeaker:
    """
    Who speaks: one voice of a call, whether or not anybody knows whose.

    Two are equal if all but their *party* is; they can be the keys of a dict.

    Attributes:
        label: What to call the speaker, always there and on one line: the name; without one the
            e-mail address; without that ``Speaker 1``, ``Speaker 2``, ... in the order in which
            such speakers first speak.  ``Unknown speaker`` is for everything of which Gong could
            not tell the speaker: that may be several people.

        name: The party's name as Gong has it; None where the call has no such party, or no name.

        affiliation: Whether the speaker belongs to the company; ``UNKNOWN`` where nobody says.

        speaker_id: What the transcript calls the speaker; None for ``Unknown speaker``.

        party: The participant that this is; None where the call has none with that speaker id.
            Of several, the first with a name.
    """

    label: str
    name: str | None = None
    affiliation: Affiliation = Affiliation.UNKNOWN
    speaker_id: str | None = None
    party: Party | None = field(default=None, eq=False, repr=False)

    @property
    def is_internal(self) -> bool:
        """Whether the speaker is known to belong to the company."""
        return self.affiliation == Affiliation.INTERNAL


@frozen(kw_only=True)
class Utterance:
    """
    One sentence, and who said it.

    Attributes:
        text: As Gong has it, empty where it has none: foreign text, which may hold anything.

        start: Milliseconds from the start of the call; None where Gong has no time, or one
            below 0.

        end: Milliseconds from the start of the call; None where Gong has no time, or one below 0
            or before *start*.

        topic: The topic that Gong found here; None where it found none.
    """

    speaker: CallSpeaker
    text: str
    start: int | None = None
    end: int | None = None
    topic: str | None = None

    @property
    def duration(self) -> int:
        """Milliseconds; 0 where either time is missing."""
        return 0 if self.start is None or self.end is None else self.end - self.start


def speakers_of(
    parties: Iterable[Party], transcript: CallTranscript | None
) -> dict[str | None, CallSpeaker]:
    """Return those who speak in *transcript* by their speaker ids, in order of appearance."""
    by_id: dict[str | None, Party] = {}
    for party in sorted(parties, key=lambda one: _name(one) is None):
        by_id.setdefault(party.speaker_id, party)
    found: dict[str | None, CallSpeaker] = {}
    nameless = 0
    for monologue in transcript.transcript if transcript else ():
        speaker_id = monologue.speaker_id or None
        if speaker_id in found:
            continue
        speaker = _speaker(speaker_id, by_id.get(speaker_id) if speaker_id else None)
        if not speaker.label:
            nameless += 1
            speaker = evolve(speaker, label=f"Speaker {nameless}")
        found[speaker_id] = speaker
    return found


def _speaker(speaker_id: str | None, party: Party | None) -> CallSpeaker:
    """Describe a speaker; without a label where only a number is left to call them by."""
    if party is None:
        return CallSpeaker(label="" if speaker_id else _NOBODY_KNOWS, speaker_id=speaker_id)
    name = _name(party)
    return CallSpeaker(
        label=" ".join((name or party.email_address or "").split()),
        name=name,
        affiliation=party.affiliation or Affiliation.UNKNOWN,
        speaker_id=speaker_id,
        party=party,
    )


def _name(party: Party) -> str | None:
    """Return the name as it is, unless nobody could see it."""
    return party.name if party.name and party.name.strip() else None


def utterances_of(
    parties: Sequence[Party], transcript: CallTranscript | None
) -> Iterator[Utterance]:
    """Yield the sentences of *transcript* in its order, each with its speaker."""
    speakers = speakers_of(parties, transcript)
    for monologue in transcript.transcript if transcript else ():
        yield from _said(monologue, speakers[monologue.speaker_id or None])


def _said(monologue: Monologue, speaker: CallSpeaker) -> Iterator[Utterance]:
    for sentence in monologue.sentences:
        start = _time(sentence.start, 0)
        yield Utterance(
            speaker=speaker,
            text=sentence.text or "",
            start=start,
            end=_time(sentence.end, start or 0),
            topic=monologue.topic,
        )


def _time(value: int | None, least: int) -> int | None:
    return value if value is not None and value >= least else None
