"""What a harvested database holds: as one digest per table, and as the records that it tells."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any

from gong_async.sim import GongSim

Texts = list[tuple[int, int, str]]

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


def assert_holds(
    database: Path,
    sim: GongSim,
    *,
    company: str = "default",
    streams: Collection[str] = ("calls", "transcripts"),
) -> None:
    """Assert that *database* has what *sim* has, each record once, and nothing besides."""
    truth = sim.truth()
    with closing(sqlite3.connect(database)) as connection:
        ids = "SELECT call_id FROM {} WHERE company = ? ORDER BY 1"
        for stream in ("calls", "transcripts"):
            there = getattr(truth, stream) if stream in streams else {}
            found = [each for (each,) in connection.execute(ids.format(stream), (company,))]
            assert found == sorted(there), f"{len(found)} of {len(there)} {stream}"
        records = "SELECT call_id, record FROM calls WHERE company = ?"
        for call_id, record in connection.execute(records, (company,)):
            assert json.loads(record) == truth.calls[call_id]
        said = _said(connection, company)
    told = {each: _texts(record) for each, record in truth.transcripts.items()}
    assert said == ({each: texts for each, texts in told.items() if texts} if said else {})
    assert bool(said) == (any(told.values()) and "transcripts" in streams)


def _said(connection: sqlite3.Connection, company: str) -> dict[str, Texts]:
    said: dict[str, Texts] = {}
    for call_id, *sentence in connection.execute(
        "SELECT call_id, monologue, sentence, text FROM sentences WHERE company = ?"
        " ORDER BY call_id, monologue, sentence",
        (company,),
    ):
        said.setdefault(call_id, []).append(tuple(sentence))
    return said


def _texts(record: dict[str, Any]) -> Texts:
    return [
        (place, number, sentence["text"])
        for place, monologue in enumerate(record["transcript"])
        for number, sentence in enumerate(monologue["sentences"])
    ]


def _digest(connection: sqlite3.Connection, table: str) -> str:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    kept = ", ".join(c for c in columns if (table, c) not in VOLATILE)
    rows = sorted(map(repr, connection.execute(f"SELECT {kept} FROM {table}")))
    return f"{len(rows)} rows, sha256 {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()}"
