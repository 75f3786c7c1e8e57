"""What a harvested database holds, as one digest per table."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

VOLATILE = {("transcripts", "harvested_at")}
"""Columns that tell when a harvest ran, not what Gong has."""


def tables(database: Path) -> dict[str, str]:
    """Return a digest of the rows of each table, in whatever order they lie."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "INSERT INTO sentences_fts(sentences_fts, rank) VALUES ('integrity-check', 1)"
        )
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'gong_state%'"
            " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'sentences_fts%' ORDER BY name"
        ).fetchall()
        return {name: _digest(connection, name) for (name,) in names}


def _digest(connection: sqlite3.Connection, table: str) -> str:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    kept = ", ".join(c for c in columns if (table, c) not in VOLATILE)
    rows = sorted(map(repr, connection.execute(f"SELECT {kept} FROM {table}")))
    return f"{len(rows)} rows, sha256 {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()}"
