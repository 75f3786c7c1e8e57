"""A harvested SQLite file, to read only."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from gong_async.cli.exits import UsageError

__all__ = ["companies", "reading"]

_SQLITE = "search and view read SQLite: harvest into a file that ends with .db"


@contextmanager
def reading(path: Path) -> Generator[sqlite3.Connection]:
    """
    Open a harvest to read only; nothing is written, not even beside it.

    Raises:
        UsageError: If there is no such file, or it is no harvest, or it cannot be read.
    """
    _expect_file(path)
    # Without a log beside it nobody is writing, and SQLite need not make one to say so.
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as connection:
            _expect_harvest(connection, path)
            yield connection
    except sqlite3.DatabaseError as error:
        raise UsageError(_trouble(path, error)) from None


def _expect_file(path: Path) -> None:
    if path.is_dir():
        raise UsageError(f"{path} is a folder; {_SQLITE}")
    if not path.is_file():
        raise UsageError(f"there is no file {path}; make one with: gong-async harvest acme.db")


def _trouble(path: Path, error: sqlite3.DatabaseError) -> str:
    from gong_async.harvest.sinks.duckdb import is_duckdb

    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code == sqlite3.SQLITE_NOTADB and is_duckdb(path):
        return f"{path} is DuckDB's; {_SQLITE}"
    return f"{path} cannot be read ({error}); is it a harvest's file?"


def _expect_harvest(connection: sqlite3.Connection, path: Path) -> None:
    query = "SELECT count(*) FROM sqlite_master WHERE name IN ('sentences_named', 'sentences_fts')"
    if connection.execute(query).fetchone() != (2,):
        raise UsageError(f"{path} is not a harvest's file; make one with: gong-async harvest")


def companies(path: Path) -> set[str]:
    """Return the names under which *path* holds rows; raises as :func:`reading` does."""
    with reading(path) as connection:
        rows = connection.execute("SELECT DISTINCT company FROM gong_state_notes")
        return {company for (company,) in rows}
