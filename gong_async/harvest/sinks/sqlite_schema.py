"""What a harvest's SQLite file consists of: the statements that make it."""

from __future__ import annotations

from collections.abc import Iterator

from gong_async.harvest.schema import TABLES, Table
from gong_async.harvest.sinks.table_state import STATE_INDEX, STATE_TABLES

__all__ = [
    "APPLICATION_ID",
    "FOLLOW_INSERTS",
    "VERSION",
    "create_statements",
    "migrate_statements",
]

APPLICATION_ID = int.from_bytes(b"Gong")
"""Stands in the file's header, so that nobody else's file is taken for a harvest."""

VERSION = 2
"""Of the tables below; stands in the file's header too."""

FOLLOW_INSERTS = """CREATE TRIGGER sentences_fts_insert AFTER INSERT ON sentences BEGIN
    INSERT INTO sentences_fts (rowid, text) VALUES (new.rowid, new.text);
END"""
"""Makes the search index follow what others insert; commits do without it for a moment."""

# A ranking asks how long sentences are.  It counts their words then, which adds up to a quarter:
# to keep the counts (columnsize) takes a third of the time that filling the index takes.
_SEARCH = (
    """CREATE VIRTUAL TABLE sentences_fts USING fts5 (
        text, content = 'sentences', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
    )""",
    FOLLOW_INSERTS,
    """CREATE TRIGGER sentences_fts_delete AFTER DELETE ON sentences BEGIN
        INSERT INTO sentences_fts (sentences_fts, rowid, text)
            VALUES ('delete', old.rowid, old.text);
    END""",
    """CREATE TRIGGER sentences_fts_update AFTER UPDATE ON sentences BEGIN
        INSERT INTO sentences_fts (sentences_fts, rowid, text)
            VALUES ('delete', old.rowid, old.text);
        INSERT INTO sentences_fts (rowid, text) VALUES (new.rowid, new.text);
    END""",
)

_VIEW = """CREATE VIEW sentences_named AS
    SELECT s.company, s.call_id, c.title AS call_title, c.started, s.monologue, s.sentence,
        s.speaker_id, (
            SELECT p.name FROM parties p
            WHERE p.call_id = s.call_id AND p.company = s.company AND p.speaker_id = s.speaker_id
        ) AS speaker, s.topic, s.start_ms, s.end_ms, s.text, s.rowid AS rowid
    FROM sentences s LEFT JOIN calls c ON c.call_id = s.call_id AND c.company = s.company"""


_SCOPE_TO_NOTES = (
    "INSERT INTO gong_state_notes SELECT company, 'scope', digest FROM gong_state_scope",
    "DROP TABLE gong_state_scope",
)


def create_statements() -> Iterator[str]:
    """Yield what makes an empty file a harvest's."""
    yield from _tables()
    yield "CREATE INDEX calls_started ON calls (started)"
    yield from (*_SEARCH, _VIEW)
    yield f"PRAGMA application_id = {APPLICATION_ID}"
    yield f"PRAGMA user_version = {VERSION}"


def migrate_statements() -> Iterator[str]:
    """Yield what makes a file of version 1 one of this version."""
    yield from _tables()
    yield from _SCOPE_TO_NOTES
    yield f"PRAGMA user_version = {VERSION}"


def _tables() -> Iterator[str]:
    for table in TABLES.values():
        yield _create(table)
    yield from (*STATE_TABLES, STATE_INDEX)


def _create(table: Table) -> str:
    # The search index knows sentences by their rowid.  VACUUM leaves that alone in a table
    # that has an index, as each has through its key.
    lines = [f"{column.name} {column.type.upper()}" for column in table.columns]
    lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    return f"CREATE TABLE IF NOT EXISTS {table.name} ({', '.join(lines)})"
