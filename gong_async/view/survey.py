"""What a harvest holds on the whole, read from its SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from attrs import frozen

__all__ = ["CallRow", "Count", "Harvest", "read_harvest"]

_LISTED = 20_000
_COUNTED = 12


@frozen
class CallRow:
    """A call of the list, with the names of its participants and of the trackers that heard it."""

    company: str
    call_id: str
    people: list[str]
    trackers: list[str]
    title: str | None
    started: str | None
    duration_s: int | None


@frozen
class Count:
    """In how many calls somebody took part or a tracker heard something; *times* in all."""

    name: str
    calls: int
    times: int


@frozen(kw_only=True)
class Harvest:
    """
    What a harvest holds of one company, or of all.

    Attributes:
        days: How many calls there are of each day of UTC, ``YYYY-MM-DD``.

        rows: The newest calls; those without a time are last.

        people: Those of the own side with the most calls.
    """

    companies: list[str]
    calls: int
    seconds: float
    transcripts: int
    sentences: int
    days: list[tuple[str, int]]
    people: list[Count]
    trackers: list[Count]
    rows: list[CallRow]


_OF = "(:company IS NULL OR company = :company)"
_KNOWN = f"""
    WITH known AS (
        SELECT company, call_id, title, coalesce(started, scheduled) AS started, duration_s
        FROM calls WHERE {_OF}
        UNION ALL SELECT company, call_id, NULL, NULL, NULL FROM transcripts t
        WHERE {_OF} AND NOT EXISTS (
            SELECT 1 FROM calls c WHERE c.company = t.company AND c.call_id = t.call_id
        )
    )
"""  # noqa: S608 - constants, here and below
_TOTALS = f"{_KNOWN} SELECT count(*), total(duration_s) FROM known"  # noqa: S608
_COMPANIES = f"{_KNOWN} SELECT DISTINCT company FROM known ORDER BY company"  # noqa: S608
_ROWS = f"""
    {_KNOWN} SELECT * FROM known ORDER BY started DESC, company, call_id LIMIT {_LISTED}
"""  # noqa: S608
_DAYS = f"""
    {_KNOWN} SELECT substr(started, 1, 10) AS day, count(*) FROM known
    WHERE day IS NOT NULL GROUP BY day ORDER BY day
"""  # noqa: S608
_TRANSCRIPTS = f"SELECT count(*), total(sentences) FROM transcripts WHERE {_OF}"  # noqa: S608
_IN_CALLS = "count(DISTINCT company || ' ' || call_id)"
_PEOPLE = f"""
    SELECT name, {_IN_CALLS} AS calls, count(*) FROM parties
    WHERE {_OF} AND affiliation = 'Internal' AND name IS NOT NULL
    GROUP BY company, coalesce(user_id, name) ORDER BY calls DESC, name LIMIT {_COUNTED}
"""  # noqa: S608
_TRACKERS = f"""
    SELECT name, {_IN_CALLS} AS calls, sum(count) FROM trackers
    WHERE {_OF} AND count > 0 AND name IS NOT NULL
    GROUP BY name ORDER BY calls DESC, name LIMIT {_COUNTED}
"""  # noqa: S608
_WHO = f"""
    SELECT company, call_id, coalesce(name, email_address) AS who FROM parties
    WHERE {_OF} AND who IS NOT NULL ORDER BY affiliation IS 'External', rowid
"""  # noqa: S608
_HEARD = f"""
    SELECT company, call_id, name FROM trackers
    WHERE {_OF} AND count > 0 AND name IS NOT NULL ORDER BY rowid
"""  # noqa: S608


def read_harvest(connection: sqlite3.Connection, company: str | None = None) -> Harvest:
    """Return what there is of *company*, or of all; the newest 20,000 calls one by one."""

    def rows(query: str) -> Iterable[Any]:
        return connection.execute(query, {"company": company})

    who, heard = _by_call(rows(_WHO)), _by_call(rows(_HEARD))
    ((calls, seconds),), ((transcripts, sentences),) = rows(_TOTALS), rows(_TRANSCRIPTS)
    return Harvest(
        companies=[name for (name,) in rows(_COMPANIES)],
        calls=calls,
        seconds=seconds,
        transcripts=transcripts,
        sentences=int(sentences),
        days=list(rows(_DAYS)),
        people=[Count(*row) for row in rows(_PEOPLE)],
        trackers=[Count(*row) for row in rows(_TRACKERS)],
        rows=[
            CallRow(of, call_id, who.get((of, call_id), []), heard.get((of, call_id), []), *head)
            for of, call_id, *head in rows(_ROWS)
        ],
    )


def _by_call(rows: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for company, call_id, name in rows:
        found.setdefault((company, call_id), []).append(name)
    return found
