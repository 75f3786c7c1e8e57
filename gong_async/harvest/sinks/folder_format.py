"""What a folder can hold: how the formats differ, and what all of them count as a subject."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from attrs import field, frozen

from gong_async.errors import StateError
from gong_async.harvest.batch import Batch
from gong_async.harvest.schema import TABLES, Row, Rows
from gong_async.harvest.sinks.folder_names import Layout
from gong_async.harvest.sinks.folder_parts import Entry

__all__ = ["Format", "Pages", "Writer", "damaged", "entries", "subject_of"]

_HEADS = {table.stream: table for table in reversed(tuple(TABLES.values()))}
"""The first table of each stream."""


@frozen
class Pages:
    """
    What a batch brings.

    Args:
        rows: What to write, by folder.

        entries: The subjects that the rows are about.

        mended: Texts in which half a character was replaced.
    """

    rows: Mapping[str, Sequence[Row]]
    entries: Sequence[Entry]
    mended: int = field(default=0)


class Writer(Protocol):
    """A file that is being written."""

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows; each call may cost some bytes besides."""
        ...

    def close(self) -> None:
        """Finish the file; nothing if it is finished."""
        ...


class Format(Protocol):
    """A way to write rows into files."""

    @property
    def name(self) -> str:
        """What the catalog calls it."""
        ...

    @property
    def layout(self) -> Layout:
        """Where the files are."""
        ...

    @property
    def folders(self) -> Sequence[str]:
        """All folders that there may be."""
        ...

    def stream(self, folder: str) -> str:
        """Return the stream that writes to a folder."""
        ...

    def pages(self, batch: Batch) -> Pages:
        """Return what a batch brings; of a subject that it has twice, the last counts."""
        ...

    def subjects(self, folder: str, row: Row, /) -> Sequence[str]:
        """Return what a row of :meth:`pages` or of :meth:`read` is about."""
        ...

    def writer(self, folder: str, path: Path, /) -> Writer:
        """Begin a file."""
        ...

    def read(self, folder: str, path: Path) -> Iterator[Sequence[Row]]:
        """Yield the rows of a file, not too many at once; raises StateError if it is damaged."""
        ...


def subject_of(table: str, row: Row) -> str:
    """Return what a table's row is about, as the catalog has it; ASCII."""
    if table != "quarantine":
        return json.dumps(TABLES[table].subject_of(row))
    found = dict(zip((column.name for column in TABLES[table].columns), row, strict=True))
    kept = found["problem"] if found["record"] is None else found["record"]
    digest = hashlib.sha256(str(kept).encode("utf-8", "surrogatepass"))
    return json.dumps([found["stream"], digest.hexdigest()])


def entries(rows: Rows) -> list[Entry]:
    """Return the subjects of a batch's rows, records in quarantine included."""
    found: list[Entry] = []
    for name, listed in rows.items():
        table = TABLES[name]
        if _HEADS[table.stream] is not table:
            continue
        names = [column.name for column in table.columns]
        for row in listed:
            entry = Entry(table.stream, subject_of(name, row))
            if name == "calls":
                about = dict(zip(names, row, strict=True))
                times = about["started"], about["scheduled"]
                entry = Entry(entry.stream, entry.subject, *times, about["workspace_id"])
            found.append(entry)
    return found


def damaged(path: Path) -> StateError:
    """Say that a file is not what was committed, and what to do."""
    previous = next(
        (above / "_gong" for above in path.parents if (above / "_gong").is_dir()), path.parent
    )
    return StateError(
        f"{path} is not what was committed; restore it from a copy, or put"
        f" {previous / 'state.prev.sqlite'} in the place of {previous / 'state.sqlite'} and run"
        " again: what is not whole is then harvested again"
    )
