"""How Gong's raw records become the rows of :data:`TABLES`.  Pure; no record makes it fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeAlias

from gong_async.harvest.company_tables import company_rows
from gong_async.harvest.parts import items_of, no_rows, object_of, set_aside
from gong_async.harvest.schema import TABLES, Row, Rows
from gong_async.harvest.values import Value, identifier, raw, real, text
from gong_async.shape import encodable, is_list, is_object

__all__ = ["ROWS", "call_id_of", "call_rows", "mend", "transcript_rows"]

RowsOf: TypeAlias = Callable[[str, Iterable[object], str], Rows]
_Record: TypeAlias = Mapping[str, Any]
_Said: TypeAlias = tuple[Value, Value, Value]

_LARGEST = 2**63

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
    found = object_of(record)
    if "metaData" in found:
        return identifier(object_of(found["metaData"]).get("id"))
    return identifier(found.get("callId"))


def call_rows(company: str, records: Iterable[object], _at: str = "") -> Rows:
    """
    Return the rows of raw ``CallData`` records of POST /v2/calls/extensive.

    Of a call that is there twice, the last one counts.  A record without an id goes to
    ``quarantine``; a part that is not the list it should be is only in the call's ``record``.
    """
    rows = no_rows("calls")
    usable: dict[str, tuple[dict[str, Any], str]] = {}
    for record in records:
        found = object_of(record)
        call_id, kept = identifier(object_of(found.get("metaData")).get("id")), raw(record)
        if call_id is None:
            set_aside(rows, company, "calls", "a call without an id", record)
        elif kept is None:
            set_aside(rows, company, "calls", f"call {call_id} is nested too deeply", record)
        else:
            usable[call_id] = (found, kept)
    for call_id, (found, kept) in usable.items():
        brief = text(object_of(found.get("content")).get("brief"))
        meta = TABLES["calls"].read(object_of(found.get("metaData")), company)
        rows["calls"].append((*meta, brief, kept))
        _add_parts(rows, found, company, call_id)
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
    rows = no_rows("transcripts")
    usable: dict[str, list[Row]] = {}
    counts: dict[str, tuple[int, int]] = {}
    for record in records:
        try:
            call_id, monologues = _monologues(record)
            sentences = _sentences(company, call_id, monologues)
        except _UnusableError as problem:
            set_aside(rows, company, "transcripts", str(problem), record)
        else:
            usable[call_id], counts[call_id] = sentences, (len(monologues), len(sentences))
    rows["sentences"] = list(chain.from_iterable(usable.values()))
    rows["transcripts"] = [
        (company, call_id, *count, harvested_at) for call_id, count in counts.items()
    ]
    return rows


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
            whole = tuple([encodable(v) if isinstance(v, str) else v for v in row])
            changed += sum(a != b for a, b in zip(row, whole, strict=True))
            mended[table].append(whole)
    return mended, changed


def _add_parts(rows: Rows, record: _Record, company: str, call_id: str) -> None:
    """Add the rows of the parts of a call."""
    for block, key, table in _LISTS:
        read = table.read
        rows[table.name] += [
            read(item, company, call_id, position)
            for position, item in items_of(object_of(record.get(block)).get(key))
        ]
    read, parties = TABLES["parties"].read, items_of(record.get("parties"))
    rows["parties"] += [read(party, company, call_id) for _, party in parties]
    content = object_of(record.get("content"))
    if outcome := object_of(content.get("callOutcome")):
        rows["outcomes"].append(TABLES["outcomes"].read(outcome, company, call_id, 0))
    for name in ("highlights", "outline"):
        rows[name] += _sectioned(name, content, company, call_id)
    for name, found in (
        ("tracker_occurrences", _occurrences(content)),
        ("interaction_stats", _statistics(object_of(record.get("interaction")))),
        ("crm_objects", _crm_objects(record)),
    ):
        rows[name] += [(company, call_id, position, *row) for position, row in enumerate(found)]


def _sectioned(name: str, content: _Record, company: str, call_id: str) -> Iterator[Row]:
    """Yield the sections of a table, an item a row; one without items is a row as well."""
    read = TABLES[name].read
    for number, section in items_of(content.get(name)):
        about: Row = (text(section.get("title")),)
        if name == "outline":
            start, duration = real(section.get("startTime")), real(section.get("duration"))
            about = (text(section.get("section")), start, duration)
        for item, part in items_of(section.get("items")) or [(0, {})]:
            yield read(part, company, call_id, number, item, *about)


def _occurrences(content: _Record) -> Iterator[Row]:
    """
    Yield when trackers occurred, each occurrence once, with its phrase where Gong names it.

    Gong lists the occurrences of a keyword tracker twice: under the tracker without the
    phrase, and under each phrase.
    """
    read = TABLES["tracker_occurrences"].read
    for _, tracker in items_of(content.get("trackers")):
        tracker_id = identifier(tracker.get("id"))
        told: dict[Row, int] = {}
        for _, phrase in items_of(tracker.get("phrases")):
            said = text(phrase.get("phrase"))
            for _, occurrence in items_of(phrase.get("occurrences")):
                row = read(occurrence)
                told[row] = told.get(row, 0) + 1
                yield (tracker_id, said, *row)
        for _, occurrence in items_of(tracker.get("occurrences")):
            row = read(occurrence)
            if left := told.get(row, 0):
                told[row] = left - 1
            else:
                yield (tracker_id, None, *row)


def _statistics(interaction: _Record) -> Iterator[Row]:
    """Yield Gong's statistics, the seconds of each kind of video, and the counts of questions."""
    for _, statistic in items_of(interaction.get("interactionStats")):
        yield "statistic", text(statistic.get("name")), real(statistic.get("value"))
    for _, video in items_of(interaction.get("video")):
        yield "video_s", text(video.get("name")), real(video.get("duration"))
    questions = object_of(interaction.get("questions"))
    for name, key in (("company", "companyCount"), ("non_company", "nonCompanyCount")):
        if key in questions:
            yield "questions", name, real(questions[key])


def _crm_objects(record: _Record) -> Iterator[Row]:
    """Yield what is linked to the call, without a party, and to each of its parties."""
    read = TABLES["crm_objects"].read
    parties = [(identifier(party.get("id")), party) for _, party in items_of(record.get("parties"))]
    for party_id, owner in ((None, record), *parties):
        for _, context in items_of(owner.get("context")):
            system = text(context.get("system"))
            for _, linked in items_of(context.get("objects")):
                yield read(linked, party_id, system)


def _monologues(record: object) -> tuple[str, list[_Record]]:
    found = object_of(record)
    call_id = identifier(found.get("callId"))
    if call_id is None:
        raise _UnusableError("a transcript without a call id")
    what = f"the transcript of call {call_id}"
    monologues = _listed(found.get("transcript"), what)
    if not all(map(is_object, monologues)):
        raise _UnusableError(f"{what} lists something that is not an object")
    return call_id, monologues


def _sentences(company: str, call_id: str, monologues: list[_Record]) -> list[Row]:
    """Return the rows of all sentences; most of what a harvest computes is computed here."""
    rows: list[Row] = []
    add = rows.append
    for number, monologue in enumerate(monologues):
        speaker, topic = identifier(monologue.get("speakerId")), text(monologue.get("topic"))
        listed = _listed(monologue.get("sentences"), f"a monologue of call {call_id}")
        for position, each in enumerate(listed):
            try:
                start, end, said = each["start"], each["end"], each["text"]
            except (KeyError, TypeError):
                start, end, said = _unusual(each, call_id)
            else:
                if not (
                    said.__class__ is str
                    and start.__class__ is int
                    and end.__class__ is int
                    and 0 <= start <= end < _LARGEST
                ):
                    start, end, said = _unusual(each, call_id)
            add((company, call_id, number, position, speaker, topic, start, end, said))
    return rows


def _unusual(sentence: object, call_id: str) -> _Said:
    """Read a sentence that is not just two times and a text."""
    if not is_object(sentence):
        raise _UnusableError(f"a monologue of call {call_id} lists what is not an object")
    start, end, said = TABLES["sentences"].read(sentence)
    if said is None and sentence.get("text") is not None:
        raise _UnusableError(f"a sentence of call {call_id} that is not text")
    return start, end, said


def _listed(value: object, what: str) -> list[Any]:
    """Return a list; an empty one for null."""
    if value is None:
        return []
    if not is_list(value):
        raise _UnusableError(f"{what} is not a list")
    return value


def _of_company(stream: str) -> RowsOf:
    return lambda company, records, _at: company_rows(stream, company, records)


ROWS: Mapping[str, RowsOf] = MappingProxyType(
    {
        "calls": call_rows,
        "transcripts": transcript_rows,
        **{
            each.stream: _of_company(each.stream)
            for each in TABLES.values()
            if each.stream not in ("calls", "transcripts", "quarantine")
        },
    }
)
"""By stream: company, raw records, and when they were harvested, to rows."""
