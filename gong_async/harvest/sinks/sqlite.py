"""A harvest in one SQLite file, with full-text search."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from attrs import define

from gong_async.harvest.sinks import sqlite_file
from gong_async.harvest.sinks.database import DatabaseSink
from gong_async.harvest.sinks.spill import Spill
from gong_async.harvest.sinks.sqlite_commit import removed_calls, replace
from gong_async.harvest.sinks.sqlite_schema import VERSION, create_statements, migrate_statements
from gong_async.harvest.state import Mark

__all__ = ["SqliteSink"]

_BUSY_S = 10
"""How long another program may hold the file for writing before the harvest gives up."""

_PRAGMAS = (
    "cache_size = -32768",  # KiB
    "journal_mode = WAL",
    "synchronous = FULL",  # what is marked done stays done, also after a power cut
)


@define(eq=False)
class SqliteSink(DatabaseSink[sqlite3.Connection]):
    """
    A SQLite file with the tables of :data:`~gong_async.harvest.schema.TABLES`.

    Besides them it has ``sentences_fts``, a full-text index that follows every change of
    ``sentences``; ``sentences_named``, a view of sentences with speaker and call; and what
    the harvest remembers, in tables whose names start with ``gong_state``.  Other programs
    may read while a harvest runs: they see whole windows only.

    Args:
        path: The file; made if it is not there.
    """

    def _connect(self) -> sqlite3.Connection:
        sqlite_file.check_owner(self.path)
        return sqlite3.connect(
            self.path.absolute(),  # SQLite would take file:acme.db for an address
            timeout=_BUSY_S,
            isolation_level=None,
            check_same_thread=False,
        )

    def _prepare(self, db: sqlite3.Connection) -> None:
        # The tables are made before the file is switched to a write-ahead log, so that its own
        # header says whose it is, whatever happens next.
        with self._transaction():
            ((version,),) = db.execute("PRAGMA user_version").fetchall()
            ((owner,),) = db.execute("PRAGMA application_id").fetchall()
            statements: Iterable[str] = ()
            if not owner:
                statements = create_statements()
            elif version < VERSION:
                statements = migrate_statements()
            for statement in statements:
                db.execute(statement)
        if version > VERSION:
            raise self._newer(version, VERSION)
        for pragma in _PRAGMAS:
            db.execute(f"PRAGMA {pragma}")

    def _begin(self, db: sqlite3.Connection) -> None:
        db.execute("BEGIN IMMEDIATE")

    def _roll_back(self, db: sqlite3.Connection) -> None:
        if db.in_transaction:  # SQLite ends it by itself after some errors
            db.execute("ROLLBACK")

    def _write(
        self, db: sqlite3.Connection, staged: Spill, mark: Mark
    ) -> tuple[dict[str, int], set[str]]:
        removed = removed_calls(db, staged, mark)
        return dict(replace(db, staged, mark, removed)), removed

    def advice(self, error: Exception) -> str:
        return sqlite_file.advice(error) if isinstance(error, sqlite3.Error) else ""
