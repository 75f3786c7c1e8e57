"""A harvest as raw records, one a line: a folder a stream, a file for each window."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from attrs import define, evolve, frozen

from gong_async.harvest.batch import Batch
from gong_async.harvest.schema import TABLES, Row
from gong_async.harvest.sinks.folder import FolderSink
from gong_async.harvest.sinks.folder_format import (
    Pages,
    Writer,
    damaged,
    entries,
    subject_of,
)
from gong_async.harvest.sinks.folder_names import Layout
from gong_async.harvest.sinks.folder_parts import Entry
from gong_async.harvest.sinks.whole import whole
from gong_async.harvest.values import raw
from gong_async.shape import HALF, encodable

__all__ = ["JsonlSink"]

_AT_ONCE = 100
_LEVEL = 4  # of gzip: the last few per cent would take several times as long
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_ENDS = {"\x85": r"\u0085", "\u2028": r"\u2028", "\u2029": r"\u2029"}
"""What JSON allows within text and some readers take for the end of a line."""


@define(eq=False)
class JsonlSink(FolderSink):
    """
    A folder with one folder a stream, and ``quarantine``.

    ``calls/company=acme/all.20250203T000000Z.20250204T000000Z.jsonl.gz`` has the calls that a
    window of company ``acme`` brought, each as Gong sent it, as compact JSON in UTF-8 on a line
    of its own.  The company is in the folder's name, as readers of partitioned data expect; one
    that is no safe name has a digest there.  The lines of ``quarantine`` are objects of
    ``company``, ``stream``, ``problem`` and ``record``.  Half a character, which UTF-8 cannot
    hold, is U+FFFD.

    See :class:`~gong_async.harvest.sinks.folder.FolderSink`.
    """

    def _load(self) -> _Jsonl:
        return _Jsonl()


@frozen
class _Jsonl:
    """The format.  A row is a line, and the subjects that it is about."""

    name = "jsonl"
    layout = Layout("company={company}/{name}.jsonl.gz")
    folders = tuple(dict.fromkeys(table.stream for table in TABLES.values()))

    def stream(self, folder: str) -> str:
        return folder

    def pages(self, batch: Batch) -> Pages:
        """Return the lines; a record that no line can be made of is set aside without itself."""
        lines: dict[str, dict[Row, Row]] = {batch.stream: {}, "quarantine": {}}
        known: dict[tuple[str, str], Entry] = {}
        mended = 0
        for record in batch.records:
            one = evolve(batch, records=[record]).rows
            rows, _ = whole(one)
            mended += whole({"quarantine": one["quarantine"]})[1]
            found, line = entries(rows), raw(record)
            about = tuple(each.subject for each in found if each.stream == batch.stream)
            if line is None and about:
                aside = (batch.company, batch.stream, "nested too deeply to be written", None)
                rows, about = {"quarantine": [*rows["quarantine"], aside]}, ()
                found = entries(rows)
            if line is not None and about:
                line, changed = _one_line(line)
                lines[batch.stream][about] = (line, *about)
                mended += changed
            for row in rows["quarantine"]:
                subject = subject_of("quarantine", row)
                lines["quarantine"][subject,] = (_one_line(_aside(row))[0], subject)
            known |= {(entry.stream, entry.subject): entry for entry in found}
        written = {folder: list(found.values()) for folder, found in lines.items()}
        return Pages(written, list(known.values()), mended)

    def subjects(self, _folder: str, row: Row) -> Sequence[str]:
        return [str(subject) for subject in row[1:]]

    def writer(self, _folder: str, path: Path) -> Writer:
        return _Writer(path)

    def read(self, folder: str, path: Path) -> Iterator[Sequence[Row]]:
        """Yield the lines, each with its subjects, which are made anew."""
        try:
            with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
                while lines := [line.removesuffix("\n") for line in islice(file, _AT_ONCE)]:
                    yield [(line, *_about(folder, line)) for line in lines]
            return
        except (EOFError, LookupError, TypeError, ValueError, gzip.BadGzipFile, zlib.error):
            pass
        raise damaged(path)


@frozen
class _Writer:
    """Every page is a member of the file, so that nothing is held back in memory."""

    path: Path

    def write(self, rows: Sequence[Row]) -> None:
        text = "".join([f"{row[0]}\n" for row in rows])
        with self.path.open("ab") as file:
            file.write(gzip.compress(text.encode(), _LEVEL, mtime=0))

    def close(self) -> None:
        pass


def _aside(row: Row) -> str:
    company, stream, problem, kept = row
    about = raw({"company": company, "stream": stream, "problem": problem}) or "{"
    return f'{about[:-1]},"record":{kept or "null"}}}'


def _about(folder: str, line: str) -> list[str]:
    """Return what a line is about."""
    found: Any = json.loads(line)
    if folder == "quarantine":
        kept = None if found["record"] is None else raw(found["record"])
        row = (found["company"], found["stream"], found["problem"], kept)
        return [subject_of("quarantine", row)]
    rows, _ = whole(Batch("", folder, [found]).rows)
    return [entry.subject for entry in entries(rows) if entry.stream == folder]


def _one_line(line: str) -> tuple[str, int]:
    """Return what UTF-8 can hold on one line, and how many texts had to be mended for that."""
    mended = 0
    if not line.isascii():
        for end, escaped in _ENDS.items():
            line = line.replace(end, escaped)
        if HALF.search(line):
            mended = sum(1 for text in _TEXT.finditer(line) if HALF.search(text[0]))
            line = encodable(line)
    return line, mended
