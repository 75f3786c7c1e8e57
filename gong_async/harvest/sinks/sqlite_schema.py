"""What a harvest's SQLite file consists of: the statements that make it."""

from __future__ import annotations

from collections.abc import Iterator

from gong_async.harvest.schema import TABLES, Table

__all__ = ["APPLICATION_ID", "VERSION", "columns", "create_statements"]

APPLICATION_ID = int.from_bytes(b"Gong")
"""Stands in the file's header, so that nobody else's file is taken for a harvest."""

VERSION = 1
"""Of the tables below; stands in the file's header too."""

_STATE = (
    """CREATE TABLE gong_state_intervals (
        company TEXT NOT NULL, workspace TEXT NOT NULL, stream TEXT NOT NULL,
        since TEXT NOT NULL, until TEXT NOT NULL,
        PRIMARY KEY (company, workspace, stream, since)
    ) WITHOUT ROWID""",
    """CREATE TABLE gong_state_scope (
        company TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE gong_state_pending (
        company TEXT NOT NULL, call_id TEXT NOT NULL, workspace TEXT NOT NULL, started TEXT,
        attempts INTEGER NOT NULL, first_seen TEXT NOT NULL,
        PRIMARY KEY (call_id, company)
    ) WITHOUT ROWID""",
)

_SEARCH = (
    """CREATE VIRTUAL TABLE sentences_fts USING fts5 (
        text, content = 'sentences', tokenize = 'unicode61 remove_diacritics 2'
    )""",
    """CREATE TRIGGER sentences_fts_insert AFTER INSERT ON sentences BEGIN
        INSERT INTO sentences_fts (rowid, text) VALUES (new.rowid, new.text);
    END""",
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


def create_statements() -> Iterator[str]:
    """Yield what makes an empty file a harvest's."""
    for table in TABLES.values():
        yield _create(table)
    yield "CREATE INDEX calls_started ON calls (started)"
    yield from (*_STATE, *_SEARCH, _VIEW)
    yield f"PRAGMA application_id = {APPLICATION_ID}"
    yield f"PRAGMA user_version = {VERSION}"


def columns(table: Table) -> str:
    """Return the names of a table's columns, as SQL lists them."""
    return ", ".join(column.name for column in table.columns)


def _create(table: Table) -> str:
    # The search index knows sentences by their rowid.  VACUUM leaves that alone in a table
    # that has an index, as each has through its key.
    lines = [f"{column.name} {column.type.upper()}" for column in table.columns]
    lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    return f"CREATE TABLE {table.name} ({', '.join(lines)})"
