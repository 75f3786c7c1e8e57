"""What a harvest's folder holds and what is done: a small SQLite file, the point of commit."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

from attrs import define, field

from gong_async.errors import HarvestError, SinkError, StateError
from gong_async.harvest.sinks.folder_parts import PART_TABLES, STAGING_TABLES, Parts
from gong_async.harvest.sinks.sqlite_file import advice
from gong_async.harvest.sinks.table_state import STATE_INDEX, STATE_TABLES, TableState

__all__ = ["NOT_SQLITE", "Catalog", "sync"]

APPLICATION_ID = int.from_bytes(b"GonF")
VERSION = 1

NOT_SQLITE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

_CUT_OFF = "a harvest was cut off while it wrote; run that again first"

_TABLES = (
    "CREATE TABLE gong_folder (format TEXT NOT NULL, generation INTEGER NOT NULL)",
    *PART_TABLES,
    *STATE_TABLES,
    STATE_INDEX,
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
)

_PRAGMAS = (
    "temp_store = FILE",
    # No log beside the file that might outlive it: whoever puts the previous generation in the
    # place of this one has nothing else to remove.  EXTRA also syncs the folder after a commit;
    # without that a power cut may undo a commit whose files have been renamed.
    "journal_mode = DELETE",
    "synchronous = EXTRA",
)


@define(eq=False)
class Catalog:
    """
    The catalog of a folder.

    What writes belongs into a :meth:`transaction`.

    Args:
        path: The SQLite file.
    """

    path: Path
    _db: sqlite3.Connection | None = field(default=None, init=False, repr=False)

    @property
    def previous(self) -> Path:
        """A copy of the catalog as it was when the last harvest began."""
        return self.path.with_name("state.prev.sqlite")

    @property
    def db(self) -> sqlite3.Connection:
        """The connection."""
        if self._db is None:
            raise SinkError(f"{self.path.parents[1]} is not open")
        return self._db

    @property
    def state(self) -> TableState:
        """What is done and pending."""
        return TableState(self.db, self.path)

    @property
    def parts(self) -> Parts:
        """What is where."""
        return Parts(self.db)

    def open(self, format: str, has_data: Callable[[], bool]) -> None:  # noqa: A002
        """
        Open the file, or make it where none is.

        Args:
            format: What the folder holds, or is to hold.

            has_data: Whether a catalog must have been there; only asked if none is.

        Raises:
            SinkError: If the folder holds another format.

            StateError: If the file is damaged or gone, or a newer version wrote it.
        """
        new = not self.path.exists() or not self.path.stat().st_size
        if not new:
            self._db = self._connect()
            new = self._check(format)
        if new and has_data():
            raise self.damaged()
        if new:
            self._db = self._connect()
            self._create(format)
        for statement in (*(f"PRAGMA {each}" for each in _PRAGMAS), *STAGING_TABLES):
            self.db.execute(statement)

    @contextmanager
    def reading(self) -> Generator[None]:
        """
        Have the file open to read only; a harvest may go on meanwhile.

        Raises:
            SinkError: If it cannot be read now.

            StateError: If the file is damaged, or a newer version wrote it.
        """
        problem: HarvestError | None = None
        try:
            self._db = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
            self._expect_known()
            yield
        except sqlite3.Error as error:
            code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
            told = _CUT_OFF if code == sqlite3.SQLITE_READONLY_ROLLBACK else advice(error)
            damaged = code & 0xFF in NOT_SQLITE
            problem = self.damaged() if damaged else SinkError(f"{self.path}: {told}")
        finally:
            self.close()
        if problem:  # raised out here, so that it drags no other exception along
            raise problem

    def close(self) -> None:
        """Close the file; nothing if it is not open."""
        db, self._db = self._db, None
        if db is not None:
            db.close()

    @contextmanager
    def transaction(self, begin: str = "BEGIN IMMEDIATE") -> Generator[None]:
        """Do all of it or nothing."""
        db = self.db
        db.execute(begin)
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # SQLite ends it by itself after some errors
                db.execute("ROLLBACK")
            raise

    def damaged(self) -> StateError:
        """Say that the file is of no use, and what is."""
        journal = self.path.with_name(self.path.name + "-journal")
        besides = f", remove {journal}," if journal.exists() else ""
        return StateError(
            f"{self.path} is damaged or missing, and was left as it is; put {self.previous},"
            f" the state before the last run, in its place{besides} and run again"
        )

    def _connect(self) -> sqlite3.Connection:
        # By its absolute name: SQLite would take file:acme/ for an address.
        path = self.path.absolute()
        return sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def _create(self, format: str) -> None:  # noqa: A002
        with self.transaction():
            for statement in _TABLES:
                self.db.execute(statement)
            self.db.execute("INSERT INTO gong_folder VALUES (?, 0)", (format,))

    def _check(self, format: str) -> bool:  # noqa: A002
        """Refuse a file that is of no use; return whether it has become empty in a crash."""
        try:
            empty = self.db.execute("PRAGMA page_count").fetchone() == (0,)
            whole = self.db.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in NOT_SQLITE:
                raise
            empty, whole = False, False
        if empty:
            self.close()
            return True
        if not whole:
            raise self.damaged()
        self._expect_known()
        (held,) = self.db.execute("SELECT format FROM gong_folder").fetchone()
        if held != format:
            raise SinkError(
                f"{self.path.parents[1]} holds {held}, and was left as it is; give the format"
                f" {held}, or name another folder"
            )
        return False

    def _expect_known(self) -> None:
        if self.db.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise self.damaged()
        (version,) = self.db.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise StateError(
                f"{self.path} was written by a newer gong-async: its tables are version"
                f" {version}, this one knows {VERSION}; update gong-async"
            )

    # Generations

    def follows_previous(self) -> bool:
        """Whether the file is what came of the copy: false if the copy was put in its place."""
        (generation,) = self.db.execute("SELECT generation FROM gong_folder").fetchone()
        try:
            with closing(
                sqlite3.connect(f"{self.previous.absolute().as_uri()}?mode=ro", uri=True)
            ) as db:
                (before,) = db.execute("SELECT generation FROM gong_folder").fetchone()
        except sqlite3.Error:
            return False
        return bool(generation == before + 1)

    def keep_previous(self) -> int:
        """Copy the file as it is now, and begin the next generation; return its number."""
        copied = self.previous.with_suffix(".tmp")
        copied.unlink(missing_ok=True)
        with closing(sqlite3.connect(copied.absolute())) as copy:
            copy.execute("PRAGMA synchronous = OFF")
            self.db.backup(copy)
        sync(copied)
        copied.replace(self.previous)
        sync(self.path.parent)
        with self.transaction():
            self.db.execute("UPDATE gong_folder SET generation = generation + 1")
        return int(self.db.execute("SELECT generation FROM gong_folder").fetchone()[0])


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
