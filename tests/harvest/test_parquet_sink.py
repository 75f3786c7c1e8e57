"""Parquet files that any reader takes for the tables they are."""

from __future__ import annotations

import random
import resource
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gong_async.errors import ConfigError
from gong_async.harvest.batch import Batch
from gong_async.harvest.schema import TABLES
from gong_async.harvest.sinks import Sink, open_sink
from gong_async.harvest.state import Mark
from gong_async.testing import SinkContract
from gong_async.testing.records import COMPANY, FULL, transcript

from .folders import STREAMS, call, data_files, hours, opened, rows, stage
from .refused import refused

pa: Any = pytest.importorskip("pyarrow")
pq: Any = pytest.importorskip("pyarrow.parquet")
dataset: Any = pytest.importorskip("pyarrow.dataset")

Table = list[tuple[object, ...]]
Read = Callable[[Path, str], Table]
AT = datetime(2025, 3, 1, tzinfo=UTC)
TYPES = {"text": pa.string(), "integer": pa.int64(), "real": pa.float64()}


@pytest.fixture
def form() -> str:
    return "parquet"


class TestParquet(SinkContract):
    name = "acme"

    def make(self, path: Path) -> Sink:
        return open_sink(path, "parquet")

    def read(self, path: Path, table: str) -> list[tuple[Any, ...]]:
        return by_arrow(path, table) if (path / table).exists() else []


def by_arrow(folder: Path, table: str) -> Table:
    found = dataset.dataset(folder / table, format="parquet").to_table()
    return list(zip(*(column.to_pylist() for column in found.columns), strict=True))


def by_duckdb(folder: Path, table: str) -> Table:
    duckdb = pytest.importorskip("duckdb")
    files = f"{folder}/{table}/*.parquet"
    return duckdb.execute("SELECT * FROM read_parquet(?)", [files]).fetchall()


def by_sqlite(path: Path, table: str) -> Table:
    names = ", ".join(column.name for column in TABLES[table].columns)
    with closing(sqlite3.connect(path)) as db:
        return db.execute(f"SELECT {names} FROM {table}").fetchall()


def in_order(table: Table) -> list[str]:
    return sorted(map(repr, table))


def fill(sink: Sink, seed: int) -> None:
    """Harvest windows that overlap, some of them exactly, with everything in the records."""
    chance = random.Random(seed)
    for key in range(7):
        first = chance.randrange(40)
        window = hours(first, first + chance.randrange(1, 12))
        for _ in range(2):
            known = [
                call(f"{hour}", hour, chance.choice(["one", "two", "zwölf"]))
                for hour in range(48)
                if hours(hour, hour + 1).since >= window.since
                and hours(hour, hour + 1).until <= window.until
                and chance.random() < 0.8
            ]
            ids = [each["metaData"]["id"] for each in known]
            texts = [transcript(each, *["word"] * chance.randrange(4)) for each in ids]
            for stream, records in (("calls", known), ("transcripts", texts)):
                sink.stage(key, Batch("acme", stream, records, AT))
        sink.stage(key, Batch("acme", "calls", [FULL, {"bad": chance.randrange(3)}]))
        sink.commit(
            key, Mark(company="acme", streams=STREAMS, window=window, exact=chance.random() < 0.5)
        )
    for stream, record in COMPANY.items():
        for number in range(2):
            sink.stage(99, Batch("other", stream, [record]))
            sink.commit(99, Mark(company="other", streams=(stream,), exact=bool(number)))


@pytest.mark.parametrize("seed", range(2))
def test_every_reader_sees_what_is_in_the_sqlite_file(tmp_path: Path, seed: int) -> None:
    outputs = tmp_path / "out.db", tmp_path / "out"
    for output in outputs:
        sink = open_sink(output)
        sink.open()
        fill(sink, seed)
        sink.close()
    filled = 0
    for table in TABLES:
        expected = in_order(by_sqlite(outputs[0], table))
        if not expected:
            assert not (outputs[1] / table).exists() or not list((outputs[1] / table).iterdir())
            continue
        filled += 1
        assert in_order(by_arrow(outputs[1], table)) == expected
        assert in_order(by_duckdb(outputs[1], table)) == expected
    assert filled > 20


def test_columns_are_what_the_tables_say_also_where_all_is_null(sink: Sink, folder: Path) -> None:
    stage(sink, 1, "calls", {"metaData": {"id": "1"}}, {**FULL, "metaData": {"id": "2"}})
    sink.commit(1, Mark(company="acme", streams=STREAMS, window=hours(0, 24)))
    for path in data_files(folder):
        schema = pq.read_schema(path)
        columns = TABLES[path.parent.name].columns
        assert list(zip(schema.names, schema.types, strict=True)) == [
            (column.name, TYPES[column.type]) for column in columns
        ]
        assert schema.metadata is None


def test_a_page_is_a_row_group_and_compressed(sink: Sink, folder: Path) -> None:
    for page in range(3):
        stage(sink, 1, "calls", *(call(f"{page}{n}", 1) for n in range(10)))
    sink.commit(1, Mark(company="acme", streams=STREAMS, window=hours(0, 24)))
    for path in data_files(folder):
        about = pq.read_metadata(path)
        assert [about.row_group(n).num_rows for n in range(about.num_row_groups)] == [10] * 3
        assert about.row_group(0).column(0).compression == "ZSTD"


def test_halves_of_characters_are_mended_and_found_again(sink: Sink, folder: Path) -> None:
    for key, window in ((1, hours(0, 24)), (2, hours(1, 25))):
        stage(sink, key, "calls", call("1\ud83d", 1, "half \udc4d"), {"bad": "\ud83d"})
        assert sink.commit(key, Mark(company="acme", streams=STREAMS, window=window)).mended > 1
    found = rows(folder)
    assert len(found["calls"]) == len(found["quarantine"]) == len(found["topics"]) == 1
    assert "half \ufffd" in found["calls"][0]


def test_a_file_from_before_a_column_was_there_is_carried_over(sink: Sink, folder: Path) -> None:
    stage(sink, 1, "calls", call("1", 1, "kept"), call("2", 1))
    sink.commit(1, Mark(company="acme", streams=STREAMS, window=hours(0, 24)))
    (path,) = (folder / "calls").iterdir()
    older = pq.read_table(path, partitioning=None).drop_columns(["purpose", "brief"])
    pq.write_table(older, path)
    stage(sink, 2, "calls", call("2", 1))
    sink.commit(2, Mark(company="acme", streams=STREAMS, window=hours(1, 25)))
    assert pq.read_schema(path).names == [column.name for column in TABLES["calls"].columns]
    ((company, call_id, *_),) = by_arrow(folder, "calls")[:1]
    assert (company, call_id) == ("acme", "1")


def test_a_disk_that_takes_no_more_costs_the_window_in_hand(sink: Sink, folder: Path) -> None:
    stage(sink, 1, "calls", call("first", 1))
    sink.commit(1, Mark(company="acme", streams=STREAMS, window=hours(0, 24)))
    before, chance = rows(folder), random.Random(1)
    records = [call(f"{n}", 30, chance.randbytes(2_000).hex()) for n in range(200)]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, hard))
    try:
        refused(lambda: stage(sink, 2, "calls", *records), "File too large.*is safe")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    sink.discard(2)
    assert rows(folder) == before
    stage(sink, 2, "calls", *records)
    sink.commit(2, Mark(company="acme", streams=STREAMS, window=hours(24, 48)))
    assert len(rows(folder)["calls"]) == 201


def test_without_pyarrow_it_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [*(each for each in sys.modules if each.startswith("pyarrow")), "pyarrow"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ConfigError, match=r"gong-async\[parquet\]") as caught:
        open_sink(folder).open()
    assert caught.value.__context__ is None
    assert not folder.exists()
    assert list(folder.parent.iterdir()) == []
    opened(folder, "jsonl").close()
