"""The page of a call."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, TypeAlias

from attrs import frozen

from gong_async.view.links import host_of, moment_link, web_link
from gong_async.view.query import CallRecord, Occurrence, Person, Sentence, Tracker
from gong_async.view.render import render
from gong_async.view.timeline import Speaker, lay_out, speakers

__all__ = ["call_page"]

_TOGETHER = 4  # so many may speak at once

_SentenceAt: TypeAlias = Callable[..., int | None]


@frozen
class Line:
    """
    A sentence on the page.

    Attributes:
        pieces: Its text in parts, each with whether a tracker found it.

        trackers: The names of those that found something in it.
    """

    number: int
    sentence: Sentence
    link: str | None
    pieces: list[tuple[str, bool]]
    trackers: list[str]


@frozen
class Turn:
    """What one speaker says until another one does; *topic* is set where a new one begins."""

    number: int
    speaker: Speaker
    topic: str | None
    lines: list[Line]


@frozen
class Place:
    """Where a tracker found something: the phrase, the millisecond, the number of the sentence."""

    phrase: str | None
    start_ms: int
    sentence: int | None


def call_page(call: CallRecord) -> str:
    """Return a call as HTML: who, when, what about, what was said, and links into Gong."""
    sentence_at = _finder(call.sentences)
    who = speakers(call.people, call.sentences)
    trackers = [(each, _places(each.occurrences, sentence_at)) for each in call.trackers]
    link = web_link(call.url)
    values: dict[str, Any] = {
        "call": call,
        "facts": [fact for fact in (call.direction, call.system, call.media) if fact],
        "link": link,
        "host": host_of(link) if link else None,
        "sides": _sides(call.people),
        "who": who,
        "timeline": lay_out(call.sentences, who, call.duration_s),
        "trackers": trackers,
        "turns": _turns(call.sentences, who, trackers, link),
        "sentence_at": sentence_at,
        "moment": partial(moment_link, link),
    }
    return render("call.html.j2", ("page.js", "call.js"), values)


def _finder(sentences: Sequence[Sentence]) -> _SentenceAt:
    """Return what finds the number of the sentence said at a moment, or of the one before it."""
    starts = ((each.start_ms, number) for number, each in enumerate(sentences))
    timed = sorted((start, number) for start, number in starts if start is not None)

    def sentence_at(at: int | None, speaker_id: str | None = None) -> int | None:
        if at is None:
            return None
        index = bisect_right(timed, (at, len(sentences)))
        before = [number for _, number in timed[max(0, index - _TOGETHER) : index]][::-1]
        for number in before:
            said = sentences[number]
            if (said.end_ms or 0) >= at and speaker_id in (None, said.speaker_id):
                return number
        return before[0] if before else None

    return sentence_at


def _sides(people: Iterable[Person]) -> list[tuple[str, list[Person]]]:
    """Group the participants by what side they are on."""
    sides: dict[str, list[Person]] = {}
    for person in people:
        sides.setdefault(person.affiliation or "Unknown", []).append(person)
    return list(sides.items())


def _places(occurrences: Iterable[Occurrence], sentence_at: _SentenceAt) -> list[Place]:
    return [
        Place(each.phrase, each.start_ms, sentence_at(each.start_ms, each.speaker_id))
        for each in occurrences
        if each.start_ms is not None
    ]


def _turns(
    sentences: Sequence[Sentence],
    who: Mapping[str | None, Speaker],
    trackers: Iterable[tuple[Tracker, list[Place]]],
    link: str | None,
) -> list[Turn]:
    found: dict[int, list[tuple[str, str | None]]] = {}
    for tracker, places in trackers:
        for place in places:
            if place.sentence is not None:
                named = (tracker.name or "(no name)", place.phrase)
                found.setdefault(place.sentence, []).append(named)
    turns: list[Turn] = []
    before: str | None = None
    for (speaker_id, _, topic), group in groupby(enumerate(sentences), key=_turn_of):
        lines = [_line(number, each, link, found.get(number, [])) for number, each in group]
        turns.append(Turn(len(turns), who[speaker_id], topic if topic != before else None, lines))
        before = topic or before
    return turns


def _turn_of(numbered: tuple[int, Sentence]) -> tuple[str | None, int, str | None]:
    sentence = numbered[1]
    return sentence.speaker_id, sentence.monologue, sentence.topic


def _line(
    number: int, sentence: Sentence, link: str | None, found: list[tuple[str, str | None]]
) -> Line:
    return Line(
        number,
        sentence,
        moment_link(link, sentence.start_ms, sentence.end_ms),
        _pieces(sentence.text or "", {phrase for _, phrase in found if phrase}),
        list(dict.fromkeys(name for name, _ in found)),
    )


def _pieces(text: str, phrases: set[str]) -> list[tuple[str, bool]]:
    """Cut *text* so that each of *phrases* is a part by itself."""
    if not phrases:
        return [(text, False)]
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    pattern = "|".join(map(re.escape, longest_first))
    cut = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return [(piece, bool(place % 2)) for place, piece in enumerate(cut) if piece]
