"""Windows that nobody sees yet: their rows wait in a file without a name."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from attrs import define, field, frozen

from gong_async.harvest.batch import Batch
from gong_async.harvest.schema import TABLES, Row, Rows, Table
from gong_async.harvest.sinks.whole import whole

__all__ = ["Page", "Spill", "tables_of"]


@frozen
class Page:
    """
    What is to be written of a batch.

    Args:
        subjects: What the batch is about; of each, all former rows give way.

        rows: By table, those of ``quarantine`` among them; each key once.
    """

    company: str
    stream: str
    subjects: list[Row]
    rows: Rows


@frozen
class _Place:
    """Where the rows of a batch are in the file."""

    company: str
    stream: str
    start: int
    length: int


@define(eq=False)
class Spill:
    """
    The batches of one window, in a file that vanishes with the process.

    Args:
        folder: The folder on whose disk they wait.
    """

    folder: Path
    mended: int = field(default=0, init=False)
    """Texts in which half a character was replaced."""
    _file: BinaryIO | None = field(default=None, init=False)
    _places: list[_Place] = field(factory=list[_Place], init=False)
    _latest: dict[tuple[str, str], dict[Row, int]] = field(
        factory=dict[tuple[str, str], dict[Row, int]], init=False
    )
    _stale: dict[int, set[Row]] = field(factory=dict[int, set[Row]], init=False)

    def add(self, batch: Batch) -> None:
        """Keep the rows of *batch*; raises OSError, and keeps nothing, if they do not fit."""
        rows, mended = whole(batch.rows)
        data = pickle.dumps(rows, pickle.HIGHEST_PROTOCOL)
        number = len(self._places)
        start = self._places[-1].start + self._places[-1].length if self._places else 0
        self._write(data, start)
        self._places.append(_Place(batch.company, batch.stream, start, len(data)))
        self.mended += mended
        head = tables_of(batch.stream)[0]
        latest = self._latest.setdefault((batch.company, batch.stream), {})
        for subject in map(head.subject_of, rows[head.name]):
            if subject in latest:
                self._stale.setdefault(latest[subject], set()).add(subject)
            latest[subject] = number

    def call_ids(self, company: str, stream: str) -> set[str]:
        """Return the calls that a stream has brought."""
        return {str(subject[0]) for subject in self._latest.get((company, stream), ())}

    def subjects(self) -> Iterator[tuple[str, str, list[Row]]]:
        """Yield companies, streams, and what each of these has brought something of."""
        for (company, stream), latest in self._latest.items():
            if latest:
                yield company, stream, list(latest)

    def pages(self) -> Iterator[Page]:
        """Yield what the batches have brought, each subject in the last one that has it."""
        for number, place in enumerate(self._places):
            assert self._file is not None  # as there is a page in it
            data = os.pread(self._file.fileno(), place.length, place.start)
            rows: Rows = pickle.loads(data)  # noqa: S301 - nobody else ever had this file
            tables, stale = tables_of(place.stream), self._stale.get(number)
            if stale:
                for table in tables:
                    kept = [r for r in rows[table.name] if table.subject_of(r) not in stale]
                    rows[table.name] = kept
            subjects = list(map(tables[0].subject_of, rows[tables[0].name]))
            yield Page(place.company, place.stream, subjects, rows)

    def close(self) -> None:
        """Forget all of it."""
        if self._file is not None:
            self._file.close()

    def _write(self, data: bytes, start: int) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self.folder, buffering=0)  # noqa: SIM115
        left = memoryview(data)
        while left:
            written = os.pwrite(self._file.fileno(), left, start)
            left, start = left[written:], start + written


def tables_of(stream: str) -> list[Table]:
    """Return the tables of a stream, the one with a row a subject first."""
    return [table for table in TABLES.values() if table.stream == stream]
