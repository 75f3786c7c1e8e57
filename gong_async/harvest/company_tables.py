"""How raw records other than calls and transcripts become rows.  Pure; no record makes it fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gong_async.harvest.parts import items_of, no_rows, object_of, set_aside
from gong_async.harvest.schema import TABLES, Row, Rows, Table
from gong_async.harvest.values import raw

__all__ = ["company_rows"]

_LISTS = {
    "scorecard_questions": "questions",
    "library_calls": "calls",
    "scorecard_answers": "answers",
    "user_interaction_stats": "personInteractionStats",
    "coaching_reports": "directReportsMetrics",
}
"""Where a record has the parts that are the rows of a table."""


def company_rows(stream: str, company: str, records: Iterable[object]) -> Rows:
    """
    Return the rows of raw records of *stream*, as its fetch in ``STREAMS`` yields them.

    Of a subject that is there twice, the last record counts.  A record that does not name its
    subject goes to ``quarantine``; a part that is not the list it should be is only in the
    ``record`` of the subject.
    """
    rows, (head, *others) = no_rows(stream), _tables(stream)
    usable: dict[Row, tuple[Mapping[str, Any], Row]] = {}
    for record in records:
        found, kept = object_of(record), raw(record)
        row = head.read(found, company)
        subject = head.subject_of(row)
        if None in subject:
            lacking = head.subject[subject.index(None)]
            set_aside(rows, company, stream, f"a record without {lacking}", record)
        elif kept is None:
            named = " ".join(map(str, subject))
            set_aside(rows, company, stream, f"{named} is nested too deeply", record)
        else:
            usable[subject] = (found, (*row, kept))
    rows[head.name] = [row for _, row in usable.values()]
    for part in others:
        rows[part.name] = [
            part.read(item, company, *subject, position)
            for subject, (found, _) in usable.items()
            for position, item in items_of(found.get(_LISTS[part.name]))
        ]
    return rows


def _tables(stream: str) -> list[Table]:
    return [each for each in TABLES.values() if each.stream == stream]
