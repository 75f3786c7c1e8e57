"""How Gong's raw records become the rows of :data:`TABLES`.  Pure; no record makes it fail."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import cast

from gong_async.harvest.schema import TABLES, Row, Rows
from gong_async.harvest.values import identifier, raw, real, text

__all__ = ["call_id_of", "call_rows", "mend", "transcript_rows", "user_rows", "workspace_rows"]

_HALF = re.compile("[\ud800-\udfff]")

_LISTS = tuple(
    (block, key, TABLES[table])
    for block, key, table in (
        ("content", "topics", "topics"),
        ("content", "structure", "structure"),
        ("content", "trackers", "trackers"),
        ("content", "keyPoints", "key_points"),
        ("interaction", "speakers", "speakers"),
        ("collaboration", "publicComments", "comments"),
    )
)
"""Parts that are plain lists: where they are in a call's record, and their table."""


class _UnusableError(ValueError):
    """A record that no rows can be made of; says why."""


def call_id_of(record: object) -> str | None:
    """Return the call's id in a record of calls or of transcripts; None if there is none."""
    found = _object(record)
    if "metaData" in found:
        return identifier(_object(found["metaData"]).get("id"))
    return identifier(found.get("callId"))


def call_rows(company: str, records: Iterable[object]) -> Rows:
    """
    Return the rows of raw ``CallData`` records of POST /v2/calls/extensive.

    Of a call that is there twice, the last one counts.  A record without an id goes to
    ``quarantine``; a part that is not the list it should be is only in the call's ``record``.
    """
    rows = _empty("calls")
    usable: dict[str, tuple[Mapping[str, object], str]] = {}
    for record in records:
        found = _object(record)
        call_id, kept = identifier(_object(found.get("metaData")).get("id")), raw(record)
        if call_id is None:
            _set_aside(rows, company, "calls", "a call without an id", record)
        elif kept is None:
            _set_aside(rows, company, "calls", f"call {call_id} is nested too deeply", record)
        else:
            usable[call_id] = (found, kept)
    for call_id, (found, kept) in usable.items():
        brief = text(_object(found.get("content")).get("brief"))
        meta = _object(found.get("metaData"))
        rows["calls"].append((company, *TABLES["calls"].read(meta), brief, kept))
        for table, part in _parts(found):
            rows[table].append((company, call_id, *part))
    return rows


def transcript_rows(company: str, records: Iterable[object], harvested_at: str) -> Rows:
    """
    Return the rows of raw ``CallTranscript`` records of POST /v2/calls/transcript.

    Of a call that is there twice, the last one counts.  A record goes to ``quarantine`` whole
    if it has no id, if something in it is not the list, object or text it should be: a
    transcript is there in full or not at all.

    Args:
        harvested_at: When they were asked for, as UTC text.
    """
    rows = _empty("transcripts")
    usable: dict[str, list[Row]] = {}
    counts: dict[str, tuple[int, int]] = {}
    for record in records:
        try:
            call_id, monologues = _monologues(record)
            sentences = list(_sentences(company, call_id, monologues))
        except _UnusableError as problem:
            _set_aside(rows, company, "transcripts", str(problem), record)
        else:
            usable[call_id], counts[call_id] = sentences, (len(monologues), len(sentences))
    rows["sentences"] = list(chain.from_iterable(usable.values()))
    rows["transcripts"] = [
        (company, call_id, *count, harvested_at) for call_id, count in counts.items()
    ]
    return rows


def user_rows(company: str, records: Iterable[object]) -> Rows:
    """Return the rows of raw records of GET /v2/users; the last of an id counts."""
    return _snapshot("users", company, records)


def workspace_rows(company: str, records: Iterable[object]) -> Rows:
    """Return the rows of raw records of GET /v2/workspaces; the last of an id counts."""
    return _snapshot("workspaces", company, records)


def mend(rows: Rows) -> tuple[Rows, int]:
    """
    Replace each half of a character, which no file in UTF-8 can hold, by U+FFFD.

    JSON may carry such halves, known as lone surrogates: ``"\\ud83d"``.

    Returns:
        The rows, and the number of texts that were changed.
    """
    mended, changed = dict[str, list[Row]](), 0
    for table, listed in rows.items():
        mended[table] = []
        for row in listed:
            whole = tuple([_HALF.sub("\ufffd", v) if isinstance(v, str) else v for v in row])
            changed += sum(a != b for a, b in zip(row, whole, strict=True))
            mended[table].append(whole)
    return mended, changed


def _snapshot(name: str, company: str, records: Iterable[object]) -> Rows:
    rows = _empty(name)
    usable: dict[str, Row] = {}
    for record in records:
        found = _object(record)
        key, kept = identifier(found.get("id")), raw(record)
        if key is None or kept is None:
            _set_aside(rows, company, name, "no id, or nested too deeply", record)
        else:
            usable[key] = (company, *TABLES[name].read(found), kept)
    rows[name] = list(usable.values())
    return rows


def _empty(stream: str) -> Rows:
    return {t.name: [] for t in TABLES.values() if t.stream in (stream, "quarantine")}


def _set_aside(rows: Rows, company: str, stream: str, problem: str, record: object) -> None:
    rows["quarantine"].append((company, stream, problem, raw(record)))


def _parts(record: Mapping[str, object]) -> Iterator[tuple[str, Row]]:
    """Yield the parts of a call: table and values, without the company and the call's id."""
    for block, key, table in _LISTS:
        for position, item in _items(_object(record.get(block)).get(key)):
            yield table.name, (position, *table.read(item))
    for _, party in _items(record.get("parties")):
        yield "parties", TABLES["parties"].read(party)
    content = _object(record.get("content"))
    if outcome := _object(content.get("callOutcome")):
        yield "outcomes", (0, *TABLES["outcomes"].read(outcome))
    yield from _sectioned(content)
    for name, found in (
        ("tracker_occurrences", _occurrences(content)),
        ("interaction_stats", _statistics(_object(record.get("interaction")))),
        ("crm_objects", _crm_objects(record)),
    ):
        for position, row in enumerate(found):
            yield name, (position, *row)


def _sectioned(content: Mapping[str, object]) -> Iterator[tuple[str, Row]]:
    """Yield highlights and outline, an item a row; a section without items is a row as well."""
    for name in ("highlights", "outline"):
        for number, section in _items(content.get(name)):
            about: Row = (text(section.get("title")),)
            if name == "outline":
                start, duration = real(section.get("startTime")), real(section.get("duration"))
                about = (text(section.get("section")), start, duration)
            nothing: list[tuple[int, Mapping[str, object]]] = [(0, {})]
            for item, part in list(_items(section.get("items"))) or nothing:
                yield name, (number, item, *about, *TABLES[name].read(part))


def _occurrences(content: Mapping[str, object]) -> Iterator[Row]:
    """
    Yield when trackers occurred, each occurrence once, with its phrase where Gong names it.

    Gong lists the occurrences of a keyword tracker twice: under the tracker without the
    phrase, and under each phrase.
    """
    table = TABLES["tracker_occurrences"]
    for _, tracker in _items(content.get("trackers")):
        tracker_id = identifier(tracker.get("id"))
        told: Counter[Row] = Counter()
        for _, phrase in _items(tracker.get("phrases")):
            for _, occurrence in _items(phrase.get("occurrences")):
                row = table.read(occurrence)
                told[row] += 1
                yield (tracker_id, text(phrase.get("phrase")), *row)
        for _, occurrence in _items(tracker.get("occurrences")):
            row = table.read(occurrence)
            if told[row]:
                told[row] -= 1
            else:
                yield (tracker_id, None, *row)


def _statistics(interaction: Mapping[str, object]) -> Iterator[Row]:
    """Yield Gong's statistics, the seconds of each kind of video, and the counts of questions."""
    for _, statistic in _items(interaction.get("interactionStats")):
        yield "statistic", text(statistic.get("name")), real(statistic.get("value"))
    for _, video in _items(interaction.get("video")):
        yield "video_s", text(video.get("name")), real(video.get("duration"))
    questions = _object(interaction.get("questions"))
    for name, key in (("company", "companyCount"), ("non_company", "nonCompanyCount")):
        if key in questions:
            yield "questions", name, real(questions[key])


def _crm_objects(record: Mapping[str, object]) -> Iterator[Row]:
    """Yield what is linked to the call, without a party, and to each of its parties."""
    parties = [(identifier(party.get("id")), party) for _, party in _items(record.get("parties"))]
    for party_id, owner in ((None, record), *parties):
        for _, context in _items(owner.get("context")):
            system = text(context.get("system"))
            for _, linked in _items(context.get("objects")):
                yield (party_id, system, *TABLES["crm_objects"].read(linked))


def _monologues(record: object) -> tuple[str, list[Mapping[str, object]]]:
    found = _object(record)
    call_id = identifier(found.get("callId"))
    if call_id is None:
        raise _UnusableError("a transcript without a call id")
    return call_id, _all_objects(found.get("transcript"), f"the transcript of call {call_id}")


def _sentences(company: str, call_id: str, monologues: list[Mapping[str, object]]) -> Iterator[Row]:
    read, what = TABLES["sentences"].read, f"a monologue of call {call_id}"
    for number, monologue in enumerate(monologues):
        speaker, topic = identifier(monologue.get("speakerId")), text(monologue.get("topic"))
        for position, sentence in enumerate(_all_objects(monologue.get("sentences"), what)):
            start, end, said = read(sentence)
            if said is None and sentence.get("text") is not None:
                raise _UnusableError(f"a sentence of call {call_id} that is not text")
            yield company, call_id, number, position, speaker, topic, start, end, said


def _all_objects(value: object, what: str) -> list[Mapping[str, object]]:
    """Return a list of objects; none for null."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise _UnusableError(f"{what} is not a list")
    listed = cast("list[object]", value)
    if not all(isinstance(each, dict) for each in listed):
        raise _UnusableError(f"{what} lists something that is not an object")
    return cast("list[Mapping[str, object]]", listed)


def _object(value: object) -> Mapping[str, object]:
    """Return an object; an empty one for anything else."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _items(value: object) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield the objects of a list with their places in it; nothing for anything else."""
    if isinstance(value, list):
        for position, each in enumerate(cast("list[object]", value)):
            if isinstance(each, dict):
                yield position, cast("Mapping[str, object]", each)
