"""
A harvest in one SQLite file: data, search index and state move in the same transactions.

What is staged waits in temporary tables, a set for each window.  The statements are built
of names from :data:`TABLES` and of integers; everything from outside is a parameter.
"""
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from attrs import define, field

from gong_async.errors import SinkError, StateError
from gong_async.harvest import values
from gong_async.harvest.lock import OutputLock
from gong_async.harvest.schema import TABLES, Row, Rows
from gong_async.harvest.sinks.sqlite_file import advice, check_owner, check_place
from gong_async.harvest.sinks.sqlite_schema import VERSION, columns, create_statements
from gong_async.harvest.state import Committed, Interval, Mark, Pending, Window, merge
from gong_async.harvest.tables import mend
from gong_async.harvest.values import Value

__all__ = ["SqliteSink"]

P = ParamSpec("P")
R = TypeVar("R")

_PER_CALL = ("calls", "transcripts")
_BUSY_S = 10
"""How long another program may hold the file for writing before the harvest gives up."""

_PRAGMAS = (
    "temp_store = FILE",  # staged windows belong on the disk, whatever SQLite was built for
    "cache_size = -32768",  # KiB
    "recursive_triggers = ON",  # rows that REPLACE removes leave the search index too
    "journal_mode = WAL",
    "synchronous = FULL",  # what is marked done stays done, also after a power cut
)


def _told(
    method: Callable[Concatenate[SqliteSink, P], R],
) -> Callable[Concatenate[SqliteSink, P], R]:
    """Make *method* tell what goes wrong in SQLite, or with the file, in our own words."""

    @wraps(method)
    def telling(sink: SqliteSink, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(sink, *args, **kwargs)
        except sqlite3.Error as error:
            problem = advice(error)
        except OSError as error:
            problem = str(error.strerror)
        # Raised out here, so that it drags no exception of SQLite's along.
        raise SinkError(f"{sink.path}: {problem}. What is committed is safe; run again after that")

    return telling


@define
class _Staged:
    """What is staged of a window: the tables that have rows, the calls, the mended texts."""

    tables: set[str] = field(factory=set[str])
    calls: set[tuple[str, Value, Value]] = field(factory=set[tuple[str, Value, Value]])
    mended: int = 0


@define(eq=False)
class SqliteSink:
    """
    A SQLite file with the tables of :data:`~gong_async.harvest.schema.TABLES`.

    Besides them it has ``sentences_fts``, a full-text index that follows every change of
    ``sentences``; ``sentences_named``, a view of sentences with speaker and call; and what
    the harvest remembers, in tables whose names start with ``gong_state``.  Other programs
    may read while a harvest runs: they see whole windows only.

    Args:
        path: The file; made if it is not there.
    """

    path: Path = field(converter=Path)
    _lock: OutputLock = field(init=False, repr=False)
    _db: sqlite3.Connection | None = field(default=None, init=False, repr=False)
    _windows: dict[int, _Staged] = field(factory=dict[int, _Staged], init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._lock = OutputLock(self.path)

    @_told
    def open(self) -> None:
        """Take the file for this process alone; see :meth:`Sink.open`."""
        check_place(self.path)
        self._lock.acquire()
        try:
            check_owner(self.path)
            self._db = sqlite3.connect(
                self.path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
            self._prepare()
            for pragma in _PRAGMAS:
                self._db.execute(f"PRAGMA {pragma}")
        except BaseException:
            self.close()
            raise

    @_told
    def close(self) -> None:
        """Forget what is not committed, and let others write; see :meth:`Sink.close`."""
        db, self._db = self._db, None
        self._windows.clear()
        try:
            if db is not None:
                db.close()
        finally:
            self._lock.release()

    @_told
    def done(self, company: str, workspace: str | None, stream: str) -> list[Interval]:
        """Return what is harvested already; see :meth:`Sink.done`."""
        found = self._connection.execute(
            "SELECT since, until FROM gong_state_intervals"
            " WHERE company = ? AND workspace = ? AND stream = ?",
            (company, workspace or "", stream),
        ).fetchall()
        return merge((self._moment(since), self._moment(until)) for since, until in found)

    @_told
    def scope(self, company: str) -> str | None:
        """Return what :meth:`set_scope` was last told; see :meth:`Sink.scope`."""
        found = self._connection.execute(
            "SELECT digest FROM gong_state_scope WHERE company = ?", (company,)
        ).fetchone()
        return found[0] if found else None

    @_told
    def set_scope(self, company: str, digest: str) -> None:
        """Remember the digest of what is asked of each call; see :meth:`Sink.set_scope`."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO gong_state_scope VALUES (?, ?)", (company, digest))

    @_told
    def stage(self, window_key: int, rows: Rows) -> None:
        """Add the rows of a page to a window that nobody sees yet; see :meth:`Sink.stage`."""
        staged = self._windows.setdefault(window_key, _Staged())
        staged.mended += _mending(rows, lambda whole: self._stage(window_key, staged, whole))

    @_told
    def commit(self, window_key: int, mark: Mark | None = None) -> Committed:
        """Make what was staged visible, and *mark* with it; see :meth:`Sink.commit`."""
        staged = self._windows.get(window_key, _Staged())
        written: dict[str, int] = {}
        with self._transaction() as db:
            for table in TABLES.values():
                if table.stream in staged.tables and table.per_call:
                    _delete_staged(db, table.name, _staging(window_key, table.stream))
            if "transcripts" in staged.tables:
                _delete_staged(db, "gong_state_pending", _staging(window_key, "transcripts"))
            for name in sorted(staged.tables):
                names = columns(TABLES[name])
                written[name] = db.execute(
                    f"INSERT OR REPLACE INTO main.{name} ({names})"
                    f" SELECT {names} FROM {_staging(window_key, name)}"
                ).rowcount
                db.execute(f"DROP TABLE {_staging(window_key, name)}")
            if mark is not None:
                self._apply(db, mark)
        self._windows.pop(window_key, None)
        rows = {name: count for name, count in written.items() if count}
        return Committed(rows=rows, replaced=staged.mended)

    @_told
    def discard(self, window_key: int) -> None:
        """Forget what was staged of a window; see :meth:`Sink.discard`."""
        for name in self._windows.pop(window_key, _Staged()).tables:
            self._connection.execute(f"DROP TABLE {_staging(window_key, name)}")

    @_told
    def replace(self, company: str, table: str, rows: Rows) -> Committed:
        """Put *rows* in the place of a company's rows in *table*; see :meth:`Sink.replace`."""
        target = TABLES[table].name

        def write(whole: Rows) -> None:
            with self._transaction() as db:
                db.execute(f"DELETE FROM {target} WHERE company = ?", (company,))
                db.execute(
                    "DELETE FROM quarantine WHERE company = ? AND stream = ?", (company, target)
                )
                for name in (target, "quarantine"):
                    _insert(db, name, name, whole.get(name, []))

        mended = _mending(rows, write)
        written = {name: len(rows[name]) for name in (target, "quarantine") if rows.get(name)}
        return Committed(rows=written, replaced=mended)

    @_told
    def pending(self, company: str) -> list[Pending]:
        """Return the calls whose transcript is still waited for; see :meth:`Sink.pending`."""
        found = self._connection.execute(
            "SELECT call_id, workspace, started, first_seen, attempts FROM gong_state_pending"
            " WHERE company = ? ORDER BY started DESC, call_id",
            (company,),
        ).fetchall()
        return [
            Pending(
                call_id=call_id,
                workspace=workspace or None,
                started=None if started is None else self._moment(started),
                first_seen=self._moment(first_seen),
                attempts=attempts,
            )
            for call_id, workspace, started, first_seen, attempts in found
        ]

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._db is None:
            raise SinkError(f"{self.path} is not open")
        return self._db

    @contextmanager
    def _transaction(self, begin: str = "BEGIN IMMEDIATE") -> Generator[sqlite3.Connection]:
        db = self._connection
        db.execute(begin)
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # SQLite ends it by itself after some errors
                db.execute("ROLLBACK")
            raise

    def _prepare(self) -> None:
        """
        Make the tables if the file is new.

        That is done before the file is switched to a write-ahead log, so that its own header
        says whose it is, whatever happens next.
        """
        with self._transaction() as db:
            if not db.execute("PRAGMA application_id").fetchone()[0]:
                for statement in create_statements():
                    db.execute(statement)
            version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise StateError(
                f"{self.path} was written by a newer gong-async: its tables are version"
                f" {version}, this one knows {VERSION}; update gong-async"
            )

    def _stage(self, window_key: int, staged: _Staged, rows: Rows) -> None:
        """Stage a page; of the calls that are staged already only this page's rows remain."""
        calls = {(name, row[0], row[1]) for name in _PER_CALL for row in rows.get(name, ())}
        names = [name for name, listed in rows.items() if listed]
        with self._transaction("BEGIN") as db:
            for stream, company, call_id in calls & staged.calls:
                for name in staged.tables:
                    if TABLES[name].stream == stream:
                        db.execute(
                            f"DELETE FROM {_staging(window_key, name)}"
                            " WHERE company = ? AND call_id = ?",
                            (company, call_id),
                        )
            for name in names:
                place = _staging(window_key, name)
                db.execute(f"CREATE TABLE IF NOT EXISTS {place} ({columns(TABLES[name])})")
                _insert(db, name, place, rows[name])
        staged.tables.update(names)
        staged.calls |= calls

    def _apply(self, db: sqlite3.Connection, mark: Mark) -> None:
        if mark.window is not None:
            for stream in mark.streams:
                self._add_done(db, mark.company, mark.window, stream)
        db.executemany(
            "INSERT INTO gong_state_pending"
            " (company, call_id, workspace, started, attempts, first_seen)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET started = excluded.started,"
            " attempts = attempts + excluded.attempts,"
            " first_seen = min(first_seen, excluded.first_seen)",
            [
                (
                    mark.company,
                    call.call_id,
                    call.workspace or "",
                    values.time(call.started),
                    call.attempts,
                    values.time(call.first_seen),
                )
                for call in mark.pending
            ],
        )

    def _add_done(self, db: sqlite3.Connection, company: str, window: Window, stream: str) -> None:
        """Merge a window into what is done; whole days of windows end up as one interval."""
        whose = (company, window.workspace or "", stream)
        done = merge([*self.done(company, window.workspace, stream), (window.since, window.until)])
        db.execute(
            "DELETE FROM gong_state_intervals WHERE company = ? AND workspace = ? AND stream = ?",
            whose,
        )
        db.executemany(
            "INSERT INTO gong_state_intervals VALUES (?, ?, ?, ?, ?)",
            [(*whose, values.time(since), values.time(until)) for since, until in done],
        )

    def _moment(self, stored: str) -> datetime:
        if values.time(stored) != stored:
            raise StateError(
                f"what {self.path} remembers of earlier runs is damaged: {stored!r} is no moment;"
                " restore a copy, or harvest into a new file"
            )
        return datetime.fromisoformat(stored)


def _mending(rows: Rows, write: Callable[[Rows], None]) -> int:
    """Write *rows*; if they hold halves of characters, mend and write them again."""
    try:
        write(rows)
    except UnicodeEncodeError:
        whole, mended = mend(rows)
        write(whole)
        return mended
    return 0


def _staging(window_key: int, table: str) -> str:
    return f"temp.staged_{window_key:d}_{table}"


def _insert(db: sqlite3.Connection, table: str, place: str, rows: list[Row]) -> None:
    names = columns(TABLES[table])
    marks = ", ".join("?" * len(TABLES[table].columns))
    db.executemany(f"INSERT OR REPLACE INTO {place} ({names}) VALUES ({marks})", rows)


def _delete_staged(db: sqlite3.Connection, table: str, staging: str) -> None:
    """Delete the rows of the staged calls."""
    db.execute(
        f"DELETE FROM main.{table}"
        f" WHERE (call_id, company) IN (SELECT call_id, company FROM {staging})"
    )
