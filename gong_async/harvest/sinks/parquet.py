"""A harvest in Parquet files: a folder a table, a file for each window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from gong_async.errors import ConfigError
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
from gong_async.harvest.sinks.whole import whole

__all__ = ["ParquetSink"]


@define(eq=False)
class ParquetSink(FolderSink):
    """
    A folder with one folder for each of :data:`~gong_async.harvest.schema.TABLES`.

    ``calls/acme.all.20250203T000000Z.20250204T000000Z.parquet`` has the calls that a window of
    company ``acme`` brought; ``calls/*.parquet`` is the whole table.  Columns are strings, 64 bit
    integers and 64 bit floats, as the tables say, whatever a file happens to hold.

    See :class:`~gong_async.harvest.sinks.folder.FolderSink`; needs pyarrow.
    """

    def _load(self) -> _Parquet:
        try:
            return _Parquet(import_module("pyarrow"), import_module("pyarrow.parquet"))
        except ImportError:
            pass
        raise ConfigError(
            'Parquet needs pyarrow: pip install "gong-async[parquet]", or give the format jsonl'
        )


@frozen
class _Parquet:
    """The format; *pa* and *pq* are the modules of pyarrow, which brings no types."""

    pa: Any = field(repr=False)
    pq: Any = field(repr=False)
    name = "parquet"
    layout = Layout("{company}.{name}.parquet")
    folders = tuple(TABLES)

    def stream(self, folder: str) -> str:
        return TABLES[folder].stream

    def pages(self, batch: Batch) -> Pages:
        rows, mended = whole(batch.rows)
        aside = {subject_of("quarantine", row): row for row in rows.get("quarantine", ())}
        rows = {**rows, "quarantine": list(aside.values())}
        return Pages(rows, entries(rows), mended)

    def subjects(self, folder: str, row: Row) -> Sequence[str]:
        return (subject_of(folder, row),)

    def writer(self, folder: str, path: Path) -> Writer:
        types = {"text": self.pa.string(), "integer": self.pa.int64(), "real": self.pa.float64()}
        columns = TABLES[folder].columns
        schema = self.pa.schema([(column.name, types[column.type]) for column in columns])
        name = str(path.absolute())  # PyArrow would take file:acme/ for an address
        return _Writer(self.pa, self.pq.ParquetWriter(name, schema, compression="zstd"))

    def read(self, folder: str, path: Path) -> Iterator[Sequence[Row]]:
        """Yield the row groups; columns that the file is too old to have are NULL."""
        try:
            with self.pq.ParquetFile(path.absolute()) as file:
                there = set(file.schema_arrow.names)
                for group in range(file.num_row_groups):
                    table = file.read_row_group(group)
                    yield list(
                        zip(
                            *(
                                table.column(each.name).to_pylist()
                                if each.name in there
                                else [None] * table.num_rows
                                for each in TABLES[folder].columns
                            ),
                            strict=True,
                        )
                    )
            return
        except self.pa.ArrowException:
            pass
        except OSError as error:
            if error.errno:
                raise
        raise damaged(path)


@frozen
class _Writer:
    pa: Any = field(repr=False)
    file: Any = field(repr=False)

    def write(self, rows: Sequence[Row]) -> None:
        columns = zip(*rows, strict=True)
        arrays = [
            self.pa.array(column, each.type)
            for column, each in zip(columns, self.file.schema, strict=True)
        ]
        self.file.write_table(self.pa.table(arrays, schema=self.file.schema))

    def close(self) -> None:
        self.file.close()
