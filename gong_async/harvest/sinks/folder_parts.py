"""The parts of a harvest's folder: which file has what, and what a commit changes of that."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from attrs import frozen

from gong_async.harvest import values
from gong_async.harvest.state import Mark

__all__ = ["PART_TABLES", "STAGING_TABLES", "Entry", "File", "Move", "Part", "Parts"]

PART_TABLES = (
    """CREATE TABLE gong_parts (
        part INTEGER PRIMARY KEY, company TEXT NOT NULL, stream TEXT NOT NULL, name TEXT NOT NULL,
        UNIQUE (company, stream, name))""",
    """CREATE TABLE gong_files (
        part INTEGER NOT NULL, folder TEXT NOT NULL, path TEXT NOT NULL UNIQUE,
        length INTEGER NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (part, folder))""",
    """CREATE TABLE gong_subjects (
        company TEXT NOT NULL, stream TEXT NOT NULL, subject TEXT NOT NULL, part INTEGER NOT NULL,
        started TEXT, scheduled TEXT, workspace_id TEXT,
        PRIMARY KEY (company, stream, subject)) WITHOUT ROWID""",
    "CREATE INDEX gong_subjects_part ON gong_subjects (part)",
    """CREATE INDEX gong_subjects_started ON gong_subjects (company, stream, started)
        WHERE started IS NOT NULL""",
    "CREATE TABLE gong_moves (source TEXT, target TEXT NOT NULL)",
)

STAGING_TABLES = (
    """CREATE TEMP TABLE staged (
        window_key INTEGER NOT NULL, stream TEXT NOT NULL, subject TEXT NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL,
        started TEXT, scheduled TEXT, workspace_id TEXT,
        PRIMARY KEY (window_key, stream, subject)) WITHOUT ROWID""",
    """CREATE TEMP TABLE gone (
        part INTEGER NOT NULL, stream TEXT NOT NULL, subject TEXT NOT NULL,
        replaced INTEGER NOT NULL,
        PRIMARY KEY (part, subject)) WITHOUT ROWID""",
)
"""What is staged: each subject with the first and the last page that brought it.  What leaves."""

_REPLACED = """INSERT INTO gone
    SELECT s.part, s.stream, s.subject, 1 FROM temp.staged t CROSS JOIN gong_subjects s
    ON s.company = :company AND s.stream = t.stream AND s.subject = t.subject
    WHERE t.window_key = :key"""
_NOT_STAGED = """NOT EXISTS (SELECT 1 FROM temp.staged t WHERE t.window_key = :key
    AND t.stream = s.stream AND t.subject = s.subject)"""
_LEFT_THE_WINDOW = f"""INSERT OR IGNORE INTO gone
    SELECT s.part, s.stream, s.subject, 0 FROM gong_subjects s
    WHERE s.company = :company AND s.stream = 'calls'
    AND s.started >= :since AND s.started < :until
    AND (s.scheduled IS NULL OR (s.scheduled >= :since AND s.scheduled < :until))
    AND (:workspace IS NULL OR s.workspace_id = :workspace) AND {_NOT_STAGED}"""  # noqa: S608
_LEFT_WITH_THEIR_CALLS = """INSERT OR IGNORE INTO gone
    SELECT s.part, s.stream, s.subject, 0 FROM gone g CROSS JOIN gong_subjects s
    ON s.company = :company AND s.stream = 'transcripts' AND s.subject = g.subject
    WHERE g.stream = 'calls' AND NOT g.replaced"""
_LEFT_THE_LIST = f"""INSERT OR IGNORE INTO gone
    SELECT s.part, s.stream, s.subject, 0 FROM gong_subjects s
    WHERE s.company = :company AND {_NOT_STAGED} AND (s.stream = :stream
    OR (s.stream = 'quarantine' AND s.subject LIKE '["' || :stream || '", %'))"""  # noqa: S608

_UNDO = (
    """INSERT INTO gong_state_intervals SELECT company, workspace, stream, since, :since
        FROM gong_state_intervals WHERE company = :company AND stream = :stream
        AND since < :since AND until > :since""",
    """INSERT INTO gong_state_intervals SELECT company, workspace, stream, :until, until
        FROM gong_state_intervals WHERE company = :company AND stream = :stream
        AND since < :until AND until > :until""",
    """DELETE FROM gong_state_intervals WHERE company = :company AND stream = :stream
        AND since < :until AND until > :since""",
)


@frozen
class Entry:
    """A staged subject; the rest is known of calls only, as in the table of that name."""

    stream: str
    subject: str
    started: values.Value = None
    scheduled: values.Value = None
    workspace_id: values.Value = None


@frozen
class Part:
    """What one commit brought of a stream: a file in each folder that has some of it."""

    id: int
    company: str
    stream: str
    name: str


@frozen
class File:
    """A file, as it was committed; its path is relative to the output."""

    folder: str
    path: str
    length: int
    digest: str


@frozen
class Move:
    """A rename that a commit has decided on; without a source, the target is to be removed."""

    source: str | None
    target: str


@frozen
class Parts:
    """
    The tables that tell which part of the output has which subject.

    What writes belongs into a transaction of the caller's.

    Args:
        db: A connection that has :data:`PART_TABLES` and :data:`STAGING_TABLES`.
    """

    db: sqlite3.Connection

    # What is staged

    def stage(self, window_key: int, page: int, entries: Iterable[Entry]) -> None:
        """Note what a page has brought; pages are counted up."""
        self.db.executemany(
            "INSERT INTO temp.staged VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " last = excluded.last, started = excluded.started, scheduled = excluded.scheduled,"
            " workspace_id = excluded.workspace_id",
            [
                (
                    window_key,
                    e.stream,
                    e.subject,
                    page,
                    page,
                    e.started,
                    e.scheduled,
                    e.workspace_id,
                )
                for e in entries
            ],
        )

    def unstage(self, window_key: int) -> None:
        """Forget what was staged of a window."""
        self.db.execute("DELETE FROM temp.staged WHERE window_key = ?", (window_key,))

    def staged(self, window_key: int) -> Iterator[tuple[str, str]]:
        """Yield stream and subject of what is staged, in order."""
        yield from self.db.execute(
            "SELECT stream, subject FROM temp.staged WHERE window_key = ? ORDER BY 1, 2",
            (window_key,),
        )

    def stale(self, window_key: int, stream: str, page: int) -> set[str]:
        """Return the subjects of a page that a later page brought again."""
        found = self.db.execute(
            "SELECT subject FROM temp.staged"
            " WHERE window_key = ? AND stream = ? AND first <= ? AND last > ?",
            (window_key, stream, page, page),
        )
        return {subject for (subject,) in found}

    def restaged(self, window_key: int) -> bool:
        """Whether any subject was staged by more than one page."""
        found = self.db.execute(
            "SELECT 1 FROM temp.staged WHERE window_key = ? AND first < last LIMIT 1", (window_key,)
        )
        return found.fetchone() is not None

    # What leaves its part

    def choose(self, window_key: int, mark: Mark) -> list[str]:
        """Find what a commit takes out of its parts; return the calls that leave for good."""
        window = mark.window
        about = {"company": mark.company, "key": window_key}
        self.db.execute("DELETE FROM gone")
        self.db.execute(_REPLACED, about)
        if mark.exact and window is None:
            for stream in mark.streams:
                self.db.execute(_LEFT_THE_LIST, {**about, "stream": stream})
        elif mark.exact and window is not None and "calls" in mark.streams:
            edges = {"since": values.time(window.since), "until": values.time(window.until)}
            self.db.execute(_LEFT_THE_WINDOW, {**about, **edges, "workspace": window.workspace})
            self.db.execute(_LEFT_WITH_THEIR_CALLS, about)
        found = self.db.execute(
            "SELECT subject FROM gone WHERE stream = 'calls' AND NOT replaced"
        ).fetchall()
        return [str(json.loads(subject)[0]) for (subject,) in found]

    def gone(self, part: Part) -> set[str]:
        """Return the subjects that leave a part."""
        found = self.db.execute("SELECT subject FROM gone WHERE part = ?", (part.id,))
        return {subject for (subject,) in found}

    def outlasts(self, part: Part) -> bool:
        """Whether something of a part remains."""
        found = self.db.execute(
            "SELECT 1 FROM gong_subjects s WHERE part = ? AND NOT EXISTS"
            " (SELECT 1 FROM gone g WHERE g.part = s.part AND g.subject = s.subject) LIMIT 1",
            (part.id,),
        )
        return found.fetchone() is not None

    def touched(self, company: str, name: str, streams: Iterable[str]) -> list[Part]:
        """Return what a commit may change: the parts of its own name, made here, and others."""
        self.db.executemany(
            "INSERT OR IGNORE INTO gong_parts (company, stream, name) VALUES (?, ?, ?)",
            [(company, stream, name) for stream in streams],
        )
        found = self.db.execute(
            "SELECT part, company, stream, name FROM gong_parts"
            " WHERE part IN (SELECT part FROM gone) OR (company = ? AND name = ?) ORDER BY part",
            (company, name),
        )
        return [Part(*row) for row in found.fetchall()]

    # What is committed

    def settle(self, window_key: int, company: str, name: str) -> None:
        """Let the staged subjects be in the parts of that name; forget parts without any."""
        self.db.execute(
            "DELETE FROM gong_subjects WHERE (company, stream, subject) IN"
            " (SELECT ?, stream, subject FROM gone)",
            (company,),
        )
        self.db.execute(
            "INSERT INTO gong_subjects SELECT p.company, t.stream, t.subject, p.part,"
            " t.started, t.scheduled, t.workspace_id FROM temp.staged t JOIN gong_parts p"
            " ON p.company = ? AND p.stream = t.stream AND p.name = ? WHERE t.window_key = ?",
            (company, name, window_key),
        )
        self.db.execute(
            "DELETE FROM gong_parts WHERE part IN (SELECT part FROM gone)"
            " AND NOT EXISTS (SELECT 1 FROM gong_subjects s WHERE s.part = gong_parts.part)"
        )

    def calls(self) -> list[tuple[str, str, str | None]]:
        """Return of each call the company, the id, and when it was scheduled, or else started."""
        found = self.db.execute(
            "SELECT company, subject, coalesce(scheduled, started) FROM gong_subjects"
            " WHERE stream = 'calls'"
        ).fetchall()
        return [(company, str(json.loads(subject)[0]), when) for company, subject, when in found]

    def files(self, part: Part) -> dict[str, File]:
        """Return the files of a part, by folder."""
        found = self.db.execute(
            "SELECT folder, path, length, digest FROM gong_files WHERE part = ?", (part.id,)
        )
        return {row[0]: File(*row) for row in found.fetchall()}

    def all_files(self) -> Iterator[tuple[Part, File]]:
        """Yield every file with its part."""
        for row in self.db.execute(
            "SELECT part, company, stream, name, folder, path, length, digest"
            " FROM gong_files JOIN gong_parts USING (part) ORDER BY path"
        ):
            yield Part(*row[:4]), File(*row[4:])

    def put(self, part: Part, file: File, source: str) -> None:
        """List a file in the place of the part's earlier one, and its rename as to be done."""
        self.db.execute(
            "INSERT OR REPLACE INTO gong_files VALUES (?, ?, ?, ?, ?)",
            (part.id, file.folder, file.path, file.length, file.digest),
        )
        self.db.execute("INSERT INTO gong_moves VALUES (?, ?)", (source, file.path))

    def drop(self, file: File) -> None:
        """List a file no more, and its removal as to be done."""
        self.db.execute("DELETE FROM gong_files WHERE path = ?", (file.path,))
        self.db.execute("INSERT INTO gong_moves VALUES (NULL, ?)", (file.path,))

    def moves(self) -> list[Move]:
        """Return what the last commit has decided on."""
        found = self.db.execute("SELECT source, target FROM gong_moves").fetchall()
        return [Move(*row) for row in found]

    def forget_moves(self) -> None:
        """Forget them: they are done."""
        self.db.execute("DELETE FROM gong_moves")

    # What is lost

    def forget(self, part: Part) -> list[str]:
        """Forget a part; return its subjects."""
        found = self.db.execute("SELECT subject FROM gong_subjects WHERE part = ?", (part.id,))
        subjects = [subject for (subject,) in found.fetchall()]
        for table in ("gong_subjects", "gong_files", "gong_parts"):
            self.db.execute(f"DELETE FROM {table} WHERE part = ?", (part.id,))  # noqa: S608
        return subjects

    def companies(self) -> list[str]:
        """Return all companies of which anything is known."""
        found = self.db.execute(
            "SELECT company FROM gong_parts UNION SELECT company FROM gong_state_intervals"
        )
        return [company for (company,) in found.fetchall()]

    def undo(self, company: str, stream: str, edges: tuple[str, str]) -> None:
        """Let a range of a stream be done no more, whichever workspace it was done for."""
        since, until = edges
        about = {"company": company, "stream": stream, "since": since, "until": until}
        for statement in _UNDO:
            self.db.execute(statement, about)
