"""A harvest in one DuckDB file."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from attrs import define

from gong_async.errors import ConfigError, SinkError
from gong_async.harvest.sinks.database import DatabaseSink
from gong_async.harvest.sinks.duckdb_commit import Commit, create_statements
from gong_async.harvest.sinks.spill import Spill
from gong_async.harvest.state import Mark

__all__ = ["DuckDbSink", "is_duckdb"]

_VERSION = 1
_MAGIC, _MAGIC_AT = b"DUCK", 8
_HEADERS = 3 * 4096
_BLOCKS = "SELECT used_blocks * block_size FROM pragma_database_size()"
"""What at least follows the headers; DuckDB finds out only when it reads what is missing."""

_SETTINGS = (
    "autoinstall_known_extensions = false",  # nothing is downloaded, and nothing else run
    "autoload_known_extensions = false",
    "memory_limit = '512MB'",  # beyond that it takes to the disk, beside the file
    "threads = 2",
)

_DAMAGED = "it is damaged; restore a copy, or harvest into a new file"

_ADVICE = {
    "ConnectionException": "this program has it open in another way; close that first",
    "Error": _DAMAGED,
    "FatalException": _DAMAGED,
    "InternalException": _DAMAGED,
    "IOException": "it cannot be read or written; check the disk, or restore a copy",
    "OutOfMemoryException": "the disk for temporary files is full, or memory is; free some",
    "SerializationException": _DAMAGED,
}
"""By DuckDB's exceptions."""

_DISK_ADVICE = {
    "Could not set lock": "another program has it open; wait for it, or close it there",
    "File too large": "the disk takes no larger file; check its limits",
    "No space left": "the disk is full; free some space",
    "ermission denied": "it may not be opened; check its permissions and those of its folder",
}
"""By what DuckDB's messages pass on of the operating system's."""


@define(eq=False)
class DuckDbSink(DatabaseSink[Any]):
    """
    A DuckDB file with the tables of :data:`~gong_async.harvest.schema.TABLES`.

    Text is VARCHAR, whole numbers are BIGINT, others DOUBLE.  What the harvest remembers is in
    tables whose names start with ``gong_state``.  While a harvest runs, DuckDB lets no other
    program read the file.

    A call is known by its row in ``calls``, and one's transcript by its row in ``transcripts``:
    who deletes them by hand should delete all that hangs on them.

    Args:
        path: The file; made if it is not there.
    """

    def _connect(self) -> Any:
        duckdb = _modules()[0]
        if self.path.exists() and not self.path.stat().st_size:
            self.path.unlink()  # DuckDB takes nothing for a database but its own
        if self.path.exists():
            self._check_owner(duckdb)
        else:
            self._create(duckdb)
        db = duckdb.connect(_name(self.path))
        for setting in _SETTINGS:
            db.execute(f"SET {setting}")
        return db

    def _create(self, duckdb: Any) -> None:
        """Make the file under another name first: DuckDB does not open one that is half made."""
        new = self.path.with_name(f"{self.path.name}.new")
        new.unlink(missing_ok=True)
        duckdb.connect(_name(new)).close()
        new.replace(self.path)

    def _check_owner(self, duckdb: Any) -> bool:
        """
        Refuse a file that is not a harvest's, without a byte of it being changed.

        Returns:
            Whether a harvest has begun there.
        """
        if not is_duckdb(self.path):
            raise SinkError(f"{self.path} is no DuckDB file; it was left as it is, name another")
        with duckdb.connect(_name(self.path), read_only=True) as db:
            ((blocks,),) = db.execute(_BLOCKS).fetchall()
            if self.path.stat().st_size < _HEADERS + blocks:
                raise SinkError(f"{self.path}: {_DAMAGED}")
            tables = db.execute("SELECT table_name FROM duckdb_tables()").fetchall()
            if tables and ("gong_state_version",) not in tables:
                raise SinkError(
                    f"{self.path} is another program's; it was left as it is, name another one"
                )
            if tables:
                ((version,),) = db.execute("SELECT version FROM gong_state_version").fetchall()
                if version > _VERSION:
                    raise self._newer(version, _VERSION)
            return bool(tables)

    @contextmanager
    def reading(self) -> Generator[Any]:
        """
        Open the harvest to read only, as a connection; no harvest can begin meanwhile.

        Raises:
            SinkError: If it is no harvest's file, or cannot be read, or somebody is writing.

            StateError: If a newer version of this package wrote it.

            ConfigError: If DuckDB is not installed.
        """
        duckdb, _ = _modules()
        problem = ""
        try:
            if not self._check_owner(duckdb):
                raise SinkError(
                    f"{self.path} is empty; fill it with: gong-async harvest {self.path}"
                )
            with duckdb.connect(_name(self.path), read_only=True) as db:
                yield db
        except duckdb.Error as error:
            problem = self.advice(error)
        if problem:  # raised out here, so that it drags no exception of DuckDB's along
            raise SinkError(f"{self.path}: {problem}")

    def _prepare(self, db: Any) -> None:
        with self._transaction():
            for statement in create_statements():
                db.execute(statement)
            if not db.execute("FROM gong_state_version").fetchall():
                db.execute("INSERT INTO gong_state_version VALUES (?)", (_VERSION,))

    def _begin(self, db: Any) -> None:
        db.execute("BEGIN TRANSACTION")

    def _roll_back(self, db: Any) -> None:
        with suppress(_modules()[0].Error):  # DuckDB ends it by itself after some errors
            db.execute("ROLLBACK")

    def _write(self, db: Any, staged: Spill, mark: Mark) -> tuple[dict[str, int], set[str]]:
        return Commit(db, _modules()[1], staged, mark).write()

    def advice(self, error: Exception) -> str:
        duckdb, pyarrow = _modules()
        if not isinstance(error, (duckdb.Error, pyarrow.ArrowException)):
            return ""
        name, said = type(error).__name__, str(error)
        known = (advice for words, advice in _DISK_ADVICE.items() if words in said)
        return next(known, _ADVICE.get(name, f"DuckDB cannot do it ({name})"))


def _name(path: Path) -> str:
    """Name a file so that it is nothing but that: DuckDB looks for md:acme.duckdb in a cloud."""
    return str(path.absolute())


def is_duckdb(path: Path) -> bool:
    """Tell whether what is in a file is DuckDB's."""
    with path.open("rb") as file:
        return file.read(_MAGIC_AT + len(_MAGIC))[_MAGIC_AT:] == _MAGIC


def _modules() -> tuple[Any, Any]:
    """Return duckdb and pyarrow, which bring no types that all their versions share."""
    try:
        return import_module("duckdb"), import_module("pyarrow")
    except ImportError:
        pass
    raise ConfigError(
        'DuckDB needs duckdb and pyarrow: pip install "gong-async[duckdb]", or name a file that'
        " ends with .db"
    )
