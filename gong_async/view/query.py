"""What a harvest knows of a call, read from its SQLite database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from attrs import frozen

from gong_async.shape import is_list

__all__ = [
    "CallRecord",
    "Occurrence",
    "Person",
    "Point",
    "Section",
    "Sentence",
    "Topic",
    "Tracker",
    "companies_with",
    "read_call",
]


@frozen
class Person:
    """A participant; *affiliation* is ``Internal``, ``External``, ``Unknown`` or None."""

    speaker_id: str | None
    name: str | None
    email_address: str | None
    title: str | None
    affiliation: str | None


@frozen
class Sentence:
    """What was said, in milliseconds since the call began; sentences of a monologue share it."""

    monologue: int
    speaker_id: str | None
    topic: str | None
    start_ms: int | None
    end_ms: int | None
    text: str | None


@frozen
class Point:
    """Something worth noting, and the millisecond of the call that it refers to."""

    text: str
    start_ms: int | None


@frozen
class Section:
    """A part of the outline or of the highlights."""

    title: str | None
    start_ms: int | None
    points: list[Point]


@frozen
class Topic:
    """A topic, and for how many seconds it was talked about."""

    name: str | None
    duration_s: float | None


@frozen
class Occurrence:
    """Where a tracker found something; *phrase* is None where Gong does not name it."""

    phrase: str | None
    start_ms: int | None
    speaker_id: str | None


@frozen
class Tracker:
    """A tracker, how often Gong counted it, and the places that Gong lists."""

    name: str | None
    count: int | None
    occurrences: list[Occurrence]


@frozen(kw_only=True)
class CallRecord:
    """A call with all its parts; *started* is UTC text, None stands for what Gong did not say."""

    company: str
    call_id: str
    title: str | None
    started: str | None
    duration_s: int | None
    direction: str | None
    media: str | None
    system: str | None
    purpose: str | None
    url: str | None
    brief: str | None
    workspace: str | None
    people: list[Person]
    sentences: list[Sentence]
    key_points: list[str]
    outline: list[Section]
    highlights: list[Section]
    topics: list[Topic]
    trackers: list[Tracker]


_LONGEST_S = 10**9

_COMPANIES = """
    SELECT company FROM calls WHERE call_id = :call
    UNION SELECT company FROM transcripts WHERE call_id = :call ORDER BY company
"""
_HEAD = """
    SELECT c.title, coalesce(c.started, c.scheduled) AS started, c.duration_s, c.direction,
        c.media, c.system, c.purpose, c.url, c.brief, w.name AS workspace
    FROM (SELECT :company AS company, :call AS call_id)
    LEFT JOIN calls c USING (company, call_id)
    LEFT JOIN workspaces w USING (company, workspace_id)
"""
_PEOPLE = """
    SELECT speaker_id, name, email_address, title, affiliation FROM parties
    WHERE company = :company AND call_id = :call ORDER BY affiliation IS 'External', rowid
"""
_SENTENCES = """
    SELECT monologue, speaker_id, topic, start_ms, end_ms, text FROM sentences
    WHERE company = :company AND call_id = :call ORDER BY monologue, sentence
"""
_KEY_POINTS = """
    SELECT text FROM key_points
    WHERE company = :company AND call_id = :call AND text IS NOT NULL ORDER BY position
"""
_OUTLINE = """
    SELECT section, title, section_start_s, text, start_s FROM outline
    WHERE company = :company AND call_id = :call ORDER BY section, item
"""
_HIGHLIGHTS = """
    SELECT section, title, NULL, text, start_times_s FROM highlights
    WHERE company = :company AND call_id = :call ORDER BY section, item
"""
_TOPICS = """
    SELECT name, duration_s FROM topics
    WHERE company = :company AND call_id = :call AND duration_s > 0 ORDER BY position
"""
_TRACKERS = """
    SELECT tracker_id, name, count FROM trackers
    WHERE company = :company AND call_id = :call AND count > 0 ORDER BY count DESC, position
"""
_OCCURRENCES = """
    SELECT tracker_id, phrase, start_s, speaker_id FROM tracker_occurrences
    WHERE company = :company AND call_id = :call ORDER BY start_s, position
"""


def companies_with(connection: sqlite3.Connection, call_id: str) -> list[str]:
    """Return the names of the companies that have a call of this id, or its transcript."""
    return [name for (name,) in connection.execute(_COMPANIES, {"call": call_id})]


def read_call(connection: sqlite3.Connection, company: str, call_id: str) -> CallRecord:
    """Return all that is known of a call; of one whose transcript alone is there, little."""

    def rows(query: str) -> Iterable[Any]:
        return connection.execute(query, {"company": company, "call": call_id})

    head = connection.execute(_HEAD, {"company": company, "call": call_id})
    names = [column for column, *_ in head.description]
    return CallRecord(
        company=company,
        call_id=call_id,
        **dict(zip(names, head.fetchone(), strict=True)),
        people=[Person(*row) for row in rows(_PEOPLE)],
        sentences=[Sentence(*row) for row in rows(_SENTENCES)],
        key_points=[text for (text,) in rows(_KEY_POINTS)],
        outline=_sections(rows(_OUTLINE)),
        highlights=_sections((*row, _first(times)) for *row, times in rows(_HIGHLIGHTS)),
        topics=[Topic(*row) for row in rows(_TOPICS)],
        trackers=_trackers(rows(_TRACKERS), rows(_OCCURRENCES)),
    )


def _sections(rows: Iterable[Any]) -> list[Section]:
    """Put the points of a section together; one that has none is a row without text."""
    sections: list[Section] = []
    for _, group in groupby(rows, key=lambda row: row[0]):
        listed = list(group)
        _, title, start, *_ = listed[0]
        points = [Point(text, _ms(at)) for *_, text, at in listed if text is not None]
        sections.append(Section(title, _ms(start), points))
    return sections


def _trackers(trackers: Iterable[Any], occurrences: Iterable[Any]) -> list[Tracker]:
    places: dict[str | None, list[Occurrence]] = {}
    for tracker_id, phrase, start, speaker_id in occurrences:
        places.setdefault(tracker_id, []).append(Occurrence(phrase, _ms(start), speaker_id))
    return [Tracker(name, count, places.get(each, [])) for each, name, count in trackers]


def _first(times: str | None) -> object:
    """Return the first of a JSON list; None if there is none."""
    listed = json.loads(times) if times else None
    return listed[0] if is_list(listed) and listed else None


def _ms(seconds: object) -> int | None:
    """Return milliseconds; None for what is no second of any call."""
    if not isinstance(seconds, (int, float)) or not 0 <= seconds < _LONGEST_S:
        return None
    return round(seconds * 1_000)
