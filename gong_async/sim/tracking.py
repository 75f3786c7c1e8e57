"""Which trackers went off in a talk, found in the very words that the transcript tells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from attrs import frozen

from gong_async.sim.catalogue import Tracker
from gong_async.sim.dialogue import Sentence, Talk
from gong_async.sim.people import Json


@frozen
class _Text:
    """A talk as one lower-case text, and whose sentence starts where in it."""

    text: str
    starts: list[int]
    spoken: list[tuple[str, bool, Sentence]]


def tracked(trackers: Iterable[Tracker], talk: Talk, seconds: int) -> list[Json]:
    """*trackers* as TrackerDto: also those that nobody set off."""
    text = _text(talk)
    return [_tracked(tracker, text, seconds) for tracker in trackers]


def _text(talk: Talk) -> _Text:
    spoken = [
        (one.person.speaker_id, one.person.user_id is not None, sentence)
        for one in talk.monologues
        for sentence in one.sentences
    ]
    lines = [sentence.text.lower() for _, _, sentence in spoken]
    starts: list[int] = []
    place = 0
    for line in lines:
        starts.append(place)
        place += len(line) + 1
    return _Text("\n".join(lines), starts, spoken)


def _tracked(tracker: Tracker, text: _Text, seconds: int) -> Json:
    phrases: list[Json] = []
    for phrase in tracker.phrases:
        found = list(_occurrences(tracker, phrase, text, seconds))
        if found:
            phrases.append({"count": len(found), "occurrences": found, "phrase": phrase})
    every = [occurrence for phrase in phrases for occurrence in phrase["occurrences"]]
    every.sort(key=lambda occurrence: float(occurrence["startTime"]))
    return {
        "id": tracker.id,
        "name": tracker.name,
        "count": len(every),
        "type": "SMART" if tracker.smart else "KEYWORD",
        "occurrences": every,
        "phrases": [] if tracker.smart else phrases,
    }


def _occurrences(tracker: Tracker, phrase: str, text: _Text, seconds: int) -> Iterator[Json]:
    for place in _places(text.text, phrase):
        speaker_id, company, sentence = text.spoken[bisect_right(text.starts, place) - 1]
        if tracker.by != "Anyone" and company != (tracker.by == "Company"):
            continue
        if tracker.asked and not sentence.text.endswith("?"):
            continue
        last = tracker.last_minutes
        if last is not None and sentence.start < (seconds - 60 * last) * 1000:
            continue
        yield {"startTime": sentence.start / 1000, "speakerId": speaker_id}


def _places(text: str, phrase: str) -> Iterator[int]:
    """Where *phrase* stands in *text* as whole words."""
    place = text.find(phrase)
    while place >= 0:
        end = place + len(phrase)
        if not (text[place - 1 : place].isalnum() or text[end : end + 1].isalnum()):
            yield place
        place = text.find(phrase, end)
