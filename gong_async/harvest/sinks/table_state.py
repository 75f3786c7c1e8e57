"""What a harvest remembers between runs, in three tables of whatever database there is."""
# The statements are built of numbers of question marks; everything else is a parameter.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from attrs import evolve, frozen

from gong_async.errors import StateError
from gong_async.harvest import values
from gong_async.harvest.state import Interval, Mark, Pending, Window, merge

__all__ = ["STATE_INDEX", "STATE_TABLES", "Connection", "TableState"]

STATE_TABLES = (
    """CREATE TABLE IF NOT EXISTS gong_state_intervals (
        company TEXT NOT NULL, workspace TEXT NOT NULL, stream TEXT NOT NULL,
        since TEXT NOT NULL, until TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS gong_state_notes (
        company TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS gong_state_pending (
        company TEXT NOT NULL, call_id TEXT NOT NULL, workspace TEXT NOT NULL, started TEXT,
        attempts INTEGER NOT NULL, first_seen TEXT NOT NULL)""",
)
"""The statements that make the tables where they are missing; no row is ever there twice."""

STATE_INDEX = """CREATE INDEX IF NOT EXISTS gong_state_pending_calls
    ON gong_state_pending (call_id, company)"""
"""Besides, for SQLite, which would read all of a table to find a row; DuckDB is quick at that."""

_IDS_AT_ONCE = 500
_ROWS_AT_ONCE = 150
_PENDING = "call_id, workspace, started, first_seen, attempts"


class Cursor(Protocol):
    """What a statement has found."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left, as tuples."""
        ...


class Connection(Protocol):
    """What connections of SQLite and of DuckDB have in common."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Cursor: ...
    def close(self) -> None: ...


@frozen
class TableState:
    """
    The state of a harvest in a database that has the tables of :data:`STATE_TABLES`.

    What writes belongs into a transaction of the caller's.

    Args:
        db: An open connection.

        path: The database's file, to be named where its state is damaged.
    """

    db: Connection
    path: Path

    def done(self, company: str, workspace: str | None, stream: str) -> list[Interval]:
        """Return what is harvested already; see :meth:`Sink.done`."""
        found = self.db.execute(
            "SELECT since, until FROM gong_state_intervals"
            " WHERE company = ? AND workspace = ? AND stream = ?",
            (company, workspace or "", stream),
        ).fetchall()
        return merge((self._moment(since), self._moment(until)) for since, until in found)

    def notes(self, company: str) -> dict[str, str]:
        """Return all that was noted of *company*; see :meth:`Sink.notes`."""
        found = self.db.execute(
            "SELECT key, value FROM gong_state_notes WHERE company = ? ORDER BY key", (company,)
        ).fetchall()
        return dict(found)

    def note(self, company: str, key: str, value: str) -> None:
        """Keep *value* in the place of what *key* stood for; see :meth:`Sink.note`."""
        self.db.execute(
            "DELETE FROM gong_state_notes WHERE company = ? AND key = ?", (company, key)
        )
        self.db.execute("INSERT INTO gong_state_notes VALUES (?, ?, ?)", (company, key, value))

    def pending(self, company: str) -> list[Pending]:
        """Return the calls whose transcript is still waited for; see :meth:`Sink.pending`."""
        found = self.db.execute(
            f"SELECT {_PENDING} FROM gong_state_pending WHERE company = ?"
            " ORDER BY started DESC NULLS LAST, call_id",
            (company,),
        ).fetchall()
        return [self._pending(row) for row in found]

    def apply(self, mark: Mark, arrived: Iterable[str] = ()) -> None:
        """
        Remember what *mark* says: what is done now, and what is to be waited for.

        Args:
            arrived: The calls whose transcript is waited for no more: it has come, or the call
                has left the output.
        """
        if mark.done is not None:
            for stream in mark.streams:
                self._add_done(mark.company, mark.done, stream)
        self._forget(mark.company, list(arrived))
        if mark.pending:
            self._wait_for(mark.company, mark.pending)

    def _add_done(self, company: str, window: Window, stream: str) -> None:
        """Merge a window into what is done; whole days of windows end up as one interval."""
        whose = (company, window.workspace or "", stream)
        done = merge([*self.done(company, window.workspace, stream), (window.since, window.until)])
        self.db.execute(
            "DELETE FROM gong_state_intervals WHERE company = ? AND workspace = ? AND stream = ?",
            whose,
        )
        for since, until in done:
            self.db.execute(
                "INSERT INTO gong_state_intervals VALUES (?, ?, ?, ?, ?)",
                (*whose, values.time(since), values.time(until)),
            )

    def _forget(self, company: str, call_ids: Sequence[str]) -> None:
        for chosen, some in _chosen(call_ids):
            self.db.execute(
                f"DELETE FROM gong_state_pending WHERE {chosen} AND company = ?", (*some, company)
            )

    def _wait_for(self, company: str, calls: Sequence[Pending]) -> None:
        """Add calls to those that are waited for; what is known of them already is kept."""
        calls = [evolve(call, call_id=_whole(call.call_id)) for call in calls]
        call_ids = [call.call_id for call in calls]
        waiting: dict[str, Pending] = {}
        for chosen, some in _chosen(call_ids):
            found = self.db.execute(
                f"SELECT {_PENDING} FROM gong_state_pending WHERE {chosen} AND company = ?",
                (*some, company),
            ).fetchall()
            waiting |= {row[0]: self._pending(row) for row in found}
        for call in calls:
            before = waiting.get(call.call_id)
            waiting[call.call_id] = call if before is None else _again(before, call)
        self._forget(company, call_ids)
        rows = [
            (
                company,
                call.call_id,
                call.workspace or "",
                values.time(call.started),
                values.time(call.first_seen),
                call.attempts,
            )
            for call in waiting.values()
        ]
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            group = rows[start : start + _ROWS_AT_ONCE]
            self.db.execute(
                f"INSERT INTO gong_state_pending (company, {_PENDING})"
                f" VALUES {', '.join(['(?, ?, ?, ?, ?, ?)'] * len(group))}",
                tuple(chain.from_iterable(group)),
            )

    def _pending(self, row: Sequence[Any]) -> Pending:
        call_id, workspace, started, first_seen, attempts = row
        return Pending(
            call_id=call_id,
            workspace=workspace or None,
            started=None if started is None else self._moment(started),
            first_seen=self._moment(first_seen),
            attempts=attempts,
        )

    def _moment(self, stored: str) -> datetime:
        if values.time(stored) != stored:
            raise StateError(
                f"what {self.path} remembers of earlier runs is damaged: {stored!r} is no moment;"
                " restore a copy, or harvest into a new file"
            )
        return datetime.fromisoformat(stored)


def _again(before: Pending, now: Pending) -> Pending:
    return evolve(
        before,
        started=now.started or before.started,
        first_seen=min(before.first_seen, now.first_seen),
        attempts=before.attempts + now.attempts,
    )


def _whole(call_id: str) -> str:
    """Put U+FFFD in the place of half a character, as the tables have it."""
    return call_id.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _chosen(call_ids: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield conditions, and the ids that belong into them: as many as a statement can take."""
    for start in range(0, len(call_ids), _IDS_AT_ONCE):
        some = call_ids[start : start + _IDS_AT_ONCE]
        yield f"call_id IN ({', '.join('?' * len(some))})", some
