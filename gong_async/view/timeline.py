"""Who spoke when, and what was talked about when: parts of a call's length.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from attrs import frozen

from gong_async.view.query import Person, Sentence
from gong_async.wording import clock

__all__ = ["Lane", "Speaker", "Timeline", "lay_out", "speakers"]

_SIDES = {"Internal": "in", "External": "ex"}
_HUES = 4
_ACROSS = 150  # characters on a page as wide as it gets
_TICKS = 6  # at most so many and a half
_STEPS_S = (5, 10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200)


@frozen
class Speaker:
    """One who spoke, and the name of a colour: cool on the own side, warm on the other."""

    name: str
    affiliation: str | None
    colour: str


@frozen
class Span:
    """A stretch of the call in per cent of its length, as SVG takes it."""

    x: str
    width: str
    wide: bool
    label: str = ""
    sentence: int = 0


@frozen
class Lane:
    """When somebody spoke, for how many seconds, and what part that is of all speech."""

    speaker: Speaker
    spans: list[Span]
    seconds: float
    share: float


@frozen
class Timeline:
    """
    A call laid out along its length.

    Attributes:
        ticks: Where the axis has a mark, in per cent, and what stands there.
    """

    length_ms: int
    lanes: list[Lane]
    topics: list[Span]
    ticks: list[tuple[str, str]]

    def at(self, ms: int) -> str:
        """Return where in the call a millisecond is, in per cent."""
        return _percent(min(ms, self.length_ms), self.length_ms)


def speakers(people: Iterable[Person], sentences: Iterable[Sentence]) -> dict[str | None, Speaker]:
    """Return who speaks under which id; the ids that no participant has are numbered."""
    known = {each.speaker_id: each for each in reversed(list(people)) if each.speaker_id}
    found: dict[str | None, Speaker] = {}
    taken: dict[str, int] = {}
    unknown = 0
    for speaker_id in dict.fromkeys(each.speaker_id for each in sentences):
        person = known.get(speaker_id) if speaker_id else None
        name = person and (person.name or person.email_address)
        if not name:
            unknown += 1
            name = f"Unknown speaker {unknown}"
        affiliation = person.affiliation if person else None
        side = _SIDES.get(affiliation or "", "un")
        number = taken[side] = taken.get(side, 0) + 1
        found[speaker_id] = Speaker(name, affiliation, f"{side}{(number - 1) % _HUES + 1}")
    return found


def lay_out(
    sentences: Sequence[Sentence], who: dict[str | None, Speaker], duration_s: int | None
) -> Timeline | None:
    """Return the timeline; None if no sentence says when it was said."""
    length = max([(duration_s or 0) * 1_000, *(each.end_ms or 0 for each in sentences)])
    spoken: dict[str | None, list[tuple[int, int]]] = {}
    for (speaker_id, _), group in groupby(sentences, key=lambda s: (s.speaker_id, s.monologue)):
        if span := _extent(list(group)):
            spoken.setdefault(speaker_id, []).append(span)
    if not spoken or not length:
        return None
    totals = {each: sum(b - a for a, b in spans) for each, spans in spoken.items()}
    everything = sum(totals.values()) or 1
    lanes = [
        Lane(
            who[each],
            [_span(*span, length) for span in spoken[each]],
            totals[each] / 1_000,
            totals[each] / everything,
        )
        for each in sorted(spoken, key=lambda each: -totals[each])
    ]
    return Timeline(length, lanes, _topics(sentences, length), _ticks(length))


def _topics(sentences: Sequence[Sentence], length: int) -> list[Span]:
    found: list[Span] = []
    for topic, group in groupby(enumerate(sentences), key=lambda each: each[1].topic):
        listed = list(group)
        extent = _extent([sentence for _, sentence in listed])
        if topic and extent:
            found.append(_span(*extent, length, topic, listed[0][0]))
    return found


def _extent(sentences: Sequence[Sentence]) -> tuple[int, int] | None:
    starts = [each.start_ms for each in sentences if each.start_ms is not None]
    ends = [each.end_ms for each in sentences if each.end_ms is not None]
    return (min(starts), max(ends)) if starts and ends and max(ends) >= min(starts) else None


def _span(start: int, end: int, length: int, label: str = "", sentence: int = 0) -> Span:
    width = end - start
    wide = width / length * _ACROSS > len(label) + 2
    return Span(_percent(start, length), _percent(width, length), wide, label, sentence)


def _ticks(length: int) -> list[tuple[str, str]]:
    seconds = length / 1_000
    step = next((each for each in _STEPS_S if seconds / each <= _TICKS), length // 5_000)
    return [
        (_percent(at * 1_000, length), clock(at)) for at in range(0, int(seconds * 0.96) + 1, step)
    ]


def _percent(part: float, whole: float) -> str:
    return f"{part / whole * 100:.2f}%"
