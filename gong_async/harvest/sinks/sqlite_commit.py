"""
What a commit does to the tables of a SQLite file.

The statements are built of names from :data:`TABLES`; everything from outside is a parameter.
"""
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, groupby
from operator import itemgetter

from attrs import define, field

from gong_async.harvest import values
from gong_async.harvest.schema import TABLES, Row, Table
from gong_async.harvest.sinks.spill import Page, Spill, tables_of
from gong_async.harvest.sinks.sqlite_schema import FOLLOW_INSERTS
from gong_async.harvest.state import Mark
from gong_async.harvest.values import Value

__all__ = ["removed_calls", "replace"]

_VALUES_AT_ONCE = 999
"""Parameters of one statement: as many as SQLite of any age can take."""


def removed_calls(db: sqlite3.Connection, staged: Spill, mark: Mark) -> set[str]:
    """Return the calls of an exact window that were not staged: Gong has them no more."""
    if not mark.exact or mark.window is None or "calls" not in mark.streams:
        return set()
    window, company = mark.window, mark.company
    since, until = values.time(window.since), values.time(window.until)
    found = db.execute(
        "SELECT call_id FROM calls WHERE company = ? AND started >= ? AND started < ?"
        " AND (scheduled IS NULL OR scheduled >= ? AND scheduled < ?)"
        " AND (? IS NULL OR workspace_id = ?)",
        (company, since, until, since, until, window.workspace, window.workspace),
    )
    return {call_id for (call_id,) in found} - staged.call_ids(company, "calls")


def replace(
    db: sqlite3.Connection, staged: Spill, mark: Mark, removed: Iterable[str]
) -> Counter[str]:
    """
    Put what is *staged* in the place of what was there, and delete what *mark* says.

    Belongs into a transaction.

    Args:
        removed: Calls that leave altogether.

    Returns:
        Rows written, by table.
    """
    if mark.exact and mark.window is None:
        for stream in mark.streams:
            _clear(db, mark.company, stream)
    gone: list[Row] = [(call_id,) for call_id in removed]
    _delete(db, mark.company, [*tables_of("calls"), *tables_of("transcripts")], gone)
    written: Counter[str] = Counter()
    sentences = _Sentences(db)
    for page in staged.pages():
        tables = [each for each in tables_of(page.stream) if each.name != "sentences"]
        _delete(db, page.company, tables, page.subjects)
        _delete_quarantined(db, page.rows["quarantine"])
        for name, rows in page.rows.items():
            if name == "sentences":
                sentences.replace(page)
            else:
                _insert(db, TABLES[name], rows)
            if rows:
                written[name] += len(rows)
    sentences.index()
    return written


@define
class _Sentences:
    """
    The sentences of a commit, and the search index over them.

    What has not changed is left alone: a window is read again after its calls have settled, and
    the index takes longer to forget a sentence than to learn it.
    """

    db: sqlite3.Connection
    _before: int | None = field(default=None, init=False)
    """The last row before those of this commit; None as long as it has none."""

    def replace(self, page: Page) -> None:
        """Put the sentences of a page in the place of what was there of its calls."""
        rows = page.rows["sentences"]
        same = self._unchanged(rows)
        changed = [subject for subject in page.subjects if subject[0] not in same]
        _delete(self.db, page.company, [TABLES["sentences"]], changed)
        fresh = [row for row in rows if row[1] not in same] if same else rows
        if fresh and self._before is None:
            # The index follows what others insert by a trigger, one sentence at a time, at
            # several times the cost.  It steps aside within this transaction, seen by nobody.
            self.db.execute("DROP TRIGGER IF EXISTS sentences_fts_insert")
            ((last,),) = self.db.execute("SELECT max(rowid) FROM sentences").fetchall()
            self._before = last or 0
        _insert(self.db, TABLES["sentences"], fresh)

    def index(self) -> None:
        """Let the index take in what was inserted."""
        if self._before is not None:
            self.db.execute(
                "INSERT INTO sentences_fts (rowid, text)"
                " SELECT rowid, text FROM sentences WHERE rowid > ?",
                (self._before,),
            )
            self.db.execute(FOLLOW_INSERTS)

    def _unchanged(self, rows: Sequence[Row]) -> set[Value]:
        """Return the calls whose sentences are there already, word for word."""
        names = ", ".join(column.name for column in TABLES["sentences"].columns)
        stored = (
            f"SELECT {names} FROM sentences WHERE company = ? AND call_id = ?"
            " ORDER BY monologue, sentence"
        )
        return {
            call_id
            for (company, call_id), said in groupby(rows, itemgetter(0, 1))
            if (found := self.db.execute(stored, (company, call_id)).fetchall())
            and found == list(said)
        }


def _clear(db: sqlite3.Connection, company: str, stream: str) -> None:
    for table in tables_of(stream):
        db.execute(f"DELETE FROM main.{table.name} WHERE company = ?", (company,))
    db.execute("DELETE FROM quarantine WHERE company = ? AND stream = ?", (company, stream))


def _delete(
    db: sqlite3.Connection, company: str, tables: Sequence[Table], subjects: Sequence[Row]
) -> None:
    """Delete all rows of these subjects, in one statement a table: the index is slow to begin."""
    if not subjects:
        return
    names = ", ".join(("company", *tables[0].subject))
    db.execute(f"CREATE TEMP TABLE leaving ({names})")
    rows = [(company, *subject) for subject in subjects]
    db.executemany(f"INSERT INTO leaving VALUES ({_marks(rows[0])})", rows)
    for table in tables:
        db.execute(f"DELETE FROM main.{table.name} WHERE ({names}) IN (SELECT * FROM leaving)")
    db.execute("DROP TABLE leaving")


def _delete_quarantined(db: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Delete records that were set aside before, to be set aside once."""
    db.executemany(
        "DELETE FROM quarantine WHERE company = :company AND stream = :stream"
        " AND record IS :record AND (record IS NOT NULL OR problem = :problem)",
        [dict(zip(("company", "stream", "problem", "record"), row, strict=True)) for row in rows],
    )


def _insert(db: sqlite3.Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, many in a statement: that takes half the time."""
    at_once = _VALUES_AT_ONCE // len(table.columns)
    whole = len(rows) - len(rows) % at_once
    each = f"({_marks(table.columns)})"
    names = ", ".join(column.name for column in table.columns)
    insert = f"INSERT INTO main.{table.name} ({names}) VALUES "
    groups = (rows[start : start + at_once] for start in range(0, whole, at_once))
    db.executemany(
        insert + ", ".join([each] * at_once),
        (list(chain.from_iterable(group)) for group in groups),
    )
    db.executemany(insert + each, rows[whole:])


def _marks(of: Sequence[object]) -> str:
    return ", ".join("?" * len(of))
