"""Whether a file may become a harvest's or is one, and what to do about SQLite's errors."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from gong_async.errors import SinkError
from gong_async.harvest.sinks.sqlite_schema import APPLICATION_ID

__all__ = ["advice", "check_owner"]

_MAGIC = b"SQLite format 3\0"
_APPLICATION_ID_AT = slice(68, 72)

_ADVICE = {
    sqlite3.SQLITE_BUSY: "another program is writing to it; let that finish",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check the permissions of its folder",
    sqlite3.SQLITE_CORRUPT: "it is damaged; restore a copy, or harvest into a new file",
    sqlite3.SQLITE_FULL: "the disk is full, or the one for temporary files; free some space",
    sqlite3.SQLITE_IOERR: "the disk failed; check it",
    sqlite3.SQLITE_LOCKED: "another program is writing to it; let that finish",
    sqlite3.SQLITE_NOTADB: "it is no SQLite file; name another one",
    sqlite3.SQLITE_READONLY: "it is read-only; check its permissions and those of its folder",
}
"""By SQLite's primary result codes."""


def advice(error: sqlite3.Error) -> str:
    """Say what went wrong and what to do, without a word of SQLite's, which may quote data."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    name: str = getattr(error, "sqlite_errorname", type(error).__name__)
    return _ADVICE.get(code & 0xFF, f"SQLite cannot do it ({name})")


def check_owner(path: Path) -> None:
    """
    Refuse a file that is not a harvest's; SQLite may write to a file even to look at it.

    Raises:
        SinkError: If somebody else's bytes are in it.
    """
    if not path.exists() or not path.stat().st_size:
        return
    with path.open("rb") as file:
        header = file.read(100)
    if not header.startswith(_MAGIC):
        raise SinkError(f"{path} is no SQLite file; it was left as it is, name another one")
    if int.from_bytes(header[_APPLICATION_ID_AT]) != APPLICATION_ID:
        raise SinkError(f"{path} is another program's; it was left as it is, name another one")
