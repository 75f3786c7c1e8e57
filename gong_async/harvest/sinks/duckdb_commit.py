"""
What a commit does to the tables of a DuckDB file.

The tables have no keys, whose indexes DuckDB would hold in memory.  So a subject's rows are
deleted before those that take their place are inserted, but only where it has any: finding the
rows of a table without an index is reading a column of it.

The statements are built of names from :data:`TABLES`; everything from outside is a parameter.
"""
# ruff: noqa: S608

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import define

from gong_async.harvest import values
from gong_async.harvest.schema import TABLES, Row, Table
from gong_async.harvest.sinks.spill import Spill, tables_of
from gong_async.harvest.sinks.table_state import STATE_TABLES
from gong_async.harvest.state import Mark

__all__ = ["Commit", "create_statements"]

_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "real": "DOUBLE"}


def create_statements() -> Iterator[str]:
    """Yield what makes the tables that are missing."""
    for table in TABLES.values():
        columns = ", ".join(f"{column.name} {_TYPES[column.type]}" for column in table.columns)
        yield f"CREATE TABLE IF NOT EXISTS {table.name} ({columns})"
    yield from STATE_TABLES
    yield "CREATE TABLE IF NOT EXISTS gong_state_version (version INTEGER NOT NULL)"


@define(eq=False)
class Commit:
    """
    A commit, within a transaction.

    Args:
        db: A connection of DuckDB's.

        pa: The module pyarrow.
    """

    db: Any
    pa: Any
    staged: Spill
    mark: Mark

    def write(self) -> tuple[dict[str, int], set[str]]:
        """Do it; return the rows written, by table, and the calls that left the output."""
        removed, company = self._removed(), self.mark.company
        if self.mark.exact and self.mark.window is None:
            self._clear()
        for stream in ("calls", "transcripts"):
            self._delete(company, stream, [(call_id,) for call_id in removed])
        for whose, stream, subjects in self.staged.subjects():
            self._delete(whose, stream, subjects)
        written: Counter[str] = Counter()
        for page in self.staged.pages():
            self._delete_quarantined(page.rows["quarantine"])
            for name, rows in page.rows.items():
                if rows:
                    self._insert(TABLES[name], rows)
                    written[name] += len(rows)
        return dict(written), removed

    def _removed(self) -> set[str]:
        """Return the calls of an exact window that were not staged: Gong has them no more."""
        mark, window = self.mark, self.mark.window
        if not mark.exact or window is None or "calls" not in mark.streams:
            return set()
        since, until = values.time(window.since), values.time(window.until)
        found = self.db.execute(
            "SELECT call_id FROM calls WHERE company = ? AND started >= ? AND started < ?"
            " AND (scheduled IS NULL OR scheduled >= ? AND scheduled < ?)"
            " AND (? OR workspace_id = ?)",
            (mark.company, since, until, since, until, window.workspace is None, window.workspace),
        ).fetchall()
        return {call_id for (call_id,) in found} - self.staged.call_ids(mark.company, "calls")

    def _clear(self) -> None:
        for stream in self.mark.streams:
            for table in tables_of(stream):
                self.db.execute(f"DELETE FROM {table.name} WHERE company = ?", (self.mark.company,))
            self.db.execute(
                "DELETE FROM quarantine WHERE company = ? AND stream = ?",
                (self.mark.company, stream),
            )

    def _delete(self, company: str, stream: str, subjects: Sequence[Row]) -> None:
        """Delete all rows of these subjects."""
        if not subjects:
            return
        tables = tables_of(stream)
        names = tables[0].subject
        same = " AND ".join(f"t.{name} = l.{name}" for name in names)
        listed = ", ".join(f"l.{name}" for name in names)
        with self._shown(names, [self.pa.string()] * len(names), subjects) as leaving:
            found = self.db.execute(
                f"SELECT DISTINCT {listed} FROM {leaving} l JOIN {tables[0].name} t ON {same}"
                " WHERE t.company = ?",
                (company,),
            ).fetchall()
        if not found:
            return
        with self._shown(names, [self.pa.string()] * len(names), found) as leaving:
            for table in tables:
                self.db.execute(
                    f"DELETE FROM {table.name} t USING {leaving} l WHERE {same} AND t.company = ?",
                    (company,),
                )

    def _delete_quarantined(self, rows: Sequence[Row]) -> None:
        """Delete records that were set aside before, to be set aside once."""
        for company, stream, problem, record in rows:
            self.db.execute(
                "DELETE FROM quarantine WHERE company = ? AND stream = ?"
                " AND coalesce(record, problem) = ?",
                (company, stream, problem if record is None else record),
            )

    def _insert(self, table: Table, rows: Sequence[Row]) -> None:
        kinds = {"text": self.pa.string(), "integer": self.pa.int64(), "real": self.pa.float64()}
        names = [column.name for column in table.columns]
        types = [kinds[column.type] for column in table.columns]
        listed = ", ".join(names)
        with self._shown(names, types, rows) as shown:
            self.db.execute(f"INSERT INTO {table.name} ({listed}) SELECT {listed} FROM {shown}")

    @contextmanager
    def _shown(
        self, names: Sequence[str], types: Sequence[Any], rows: Sequence[Row]
    ) -> Generator[str]:
        """Show rows to DuckDB as a table; after a failure they go with the transaction."""
        columns = zip(*rows, strict=True)
        arrays = [self.pa.array(each, kind) for each, kind in zip(columns, types, strict=True)]
        self.db.register("gong_shown", self.pa.table(arrays, names=list(names)))
        yield "gong_shown"
        self.db.unregister("gong_shown")
