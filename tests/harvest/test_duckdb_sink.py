"""What is particular to DuckDB; what all outputs have in common is in the contract."""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gong_async.errors import ConfigError, StateError
from gong_async.harvest.batch import Batch
from gong_async.harvest.schema import TABLES
from gong_async.harvest.sinks import Sink, SqliteSink
from gong_async.harvest.sinks.duckdb import DuckDbSink
from gong_async.harvest.state import Mark, Pending, Window
from gong_async.harvest.tables import mend
from gong_async.testing.records import FULL, transcript

from .records import call
from .refused import refused
from .shapes import anything, spoiled

START = datetime(2025, 1, 1, tzinfo=UTC)
BOTH = ("calls", "transcripts")
SCRIPT = Path(__file__).with_name("sink_kills.py")
OTHER = "import duckdb, sys; db = duckdb.connect(sys.argv[1]); print('open', flush=True); input()"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "acme.duckdb"


@pytest.fixture
def sink(path: Path) -> Iterator[Sink]:
    sink = DuckDbSink(path)
    sink.open()
    yield sink
    sink.close()


def ask(path: Path, query: str, *values: object) -> list[Any]:
    """Return rows; those of one column as that column."""
    with closing(duckdb.connect(str(path))) as db:
        rows = db.execute(query, values).fetchall()
    return [row[0] if len(row) == 1 else row for row in rows]


def stage(sink: Sink, day: int, calls: int = 20) -> Mark:
    """Stage a day's window under the day's number; return what marks it done."""
    ids = [f"{day}{number:03}" for number in range(calls)]
    sink.stage(day, Batch("acme", "calls", [call(each) for each in ids]))
    texts = [transcript(each, os.urandom(500).hex(), f"words of {each}") for each in ids]
    sink.stage(day, Batch("acme", "transcripts", texts))
    since = START + timedelta(days=day)
    window = Window(None, since, since + timedelta(days=1))
    return Mark(company="acme", streams=BOTH, window=window, done=window)


def harvested(path: Path, days: int) -> DuckDbSink:
    sink = DuckDbSink(path)
    sink.open()
    for day in range(days):
        sink.commit(day, stage(sink, day))
    return sink


def holds(sink: Sink, path: Path, days: int) -> bool:
    counts = ask(path, "SELECT (SELECT count(*) FROM calls), (SELECT count(*) FROM sentences)")
    done = sink.done("acme", None, "calls")
    return (counts, done) == ([(20 * days, 40 * days)], [(START, START + timedelta(days=days))])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_tables_are_those_of_a_sqlite_file(sink: Sink, path: Path) -> None:
    kept_as = {"text": "VARCHAR", "integer": "BIGINT", "real": "DOUBLE"}
    for table in TABLES.values():
        query = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?"
        expected = [(column.name, kept_as[column.type]) for column in table.columns]
        assert ask(path, f"{query} ORDER BY column_index", table.name) == expected


def test_what_is_written_is_what_sqlite_has(sink: Sink, path: Path, tmp_path: Path) -> None:
    other = SqliteSink(tmp_path / "acme.db")
    other.open()
    twins = [{"id": "p1", "name": "old"}, {"id": "p1", "name": "new"}, {"name": "x"}, {"name": "x"}]
    batches = [
        Batch("acme", "calls", [FULL, {}, call("2", "nul \0 🙂 \u2028")], START),
        Batch("acme", "calls", [call("3", parties=twins)], START),
        Batch("acme", "transcripts", [transcript("1", "a", None, "c"), {"callId": 5}], START),
    ]
    reports: list[object] = []
    for each in (sink, other):
        for batch in batches * 2:
            each.stage(1, batch)
        reports.append(each.commit(1, Mark(company="acme", streams=BOTH)))
    assert reports[0] == reports[1]
    with closing(duckdb.connect(str(path))) as ours:
        for name in TABLES:
            assert other._db
            both = [db.execute(f"SELECT * FROM {name}").fetchall() for db in (ours, other._db)]
            assert sorted(map(repr, both[0])) == sorted(map(repr, both[1])), name
    other.close()


def test_hostile_text_is_only_text(sink: Sink, path: Path) -> None:
    evil = "x'); DROP TABLE calls; --"
    sink.stage(1, Batch(evil, "calls", [call(evil, evil)]))
    window = Window("' OR '1'='1", START, START + timedelta(days=1))
    late = Pending(call_id=evil, workspace=evil, started=None, first_seen=START)
    settings = {"streams": (evil,), "window": window, "done": window, "exact": True}
    sink.commit(1, Mark(company=evil, pending=(late,), **settings))
    sink.commit(1, Mark(company=evil, streams=(evil,), exact=True))
    sink.note(evil, evil, evil)
    assert ask(path, "SELECT company, title FROM calls") == [(evil, evil)]
    assert sink.done(evil, "' OR '1'='1", evil) == [(window.since, window.until)]
    assert (sink.done(evil, "9", evil), sink.pending(evil)) == ([], [late])
    assert sink.notes(evil) == {evil: evil}


def test_one_file_remains_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / 'it\'s; a "file".duckdb'
    sink = harvested(path, 1)
    stage(sink, 1)
    sink.close()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert ask(path, "SELECT count(*) FROM calls") == [20]


def test_nothing_is_downloaded(sink: DuckDbSink) -> None:
    assert sink._db
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
        assert sink._db.execute("SELECT current_setting(?)", (setting,)).fetchall() == [(False,)]


@pytest.mark.parametrize("missing", ["duckdb", "pyarrow"])
def test_what_is_not_installed_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    sink = pickle.loads(pickle.dumps(DuckDbSink(path)))
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ConfigError, match=r"gong-async\[duckdb\]") as caught:
        sink.open()
    assert caught.value.__context__ is None
    assert list(path.parent.iterdir()) == []


def test_a_disk_that_refuses_a_write_leaves_whole_windows(path: Path) -> None:
    sink = harvested(path, 2)
    mark = stage(sink, 2, calls=2_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = max(each.stat().st_size for each in path.parent.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    try:
        said = refused(lambda: sink.commit(2, mark), "disk")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "words of" not in said
    assert holds(sink, path, 2)
    sink.discard(2)
    sink.commit(2, stage(sink, 2))
    assert holds(sink, path, 3)
    sink.close()
    sink.open()
    assert holds(sink, path, 3)
    sink.close()


def test_a_failed_commit_may_be_tried_again(path: Path) -> None:
    sink = harvested(path, 1)
    mark = stage(sink, 1)
    assert sink._db
    sink._db.execute("ALTER TABLE sentences RENAME TO away")
    said = refused(lambda: sink.commit(1, mark), r"DuckDB cannot do it \(CatalogException\)")
    assert "sentences" not in said
    sink._db.execute("ALTER TABLE away RENAME TO sentences")
    assert holds(sink, path, 1)
    sink.commit(1, mark)
    assert holds(sink, path, 2)
    sink.close()


def test_another_program_that_has_it_open_is_named_as_the_reason(path: Path) -> None:
    harvested(path, 1).close()
    command = [sys.executable, "-c", OTHER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"open\n"
        sink = DuckDbSink(path)
        refused(sink.open, "another program has it open")
        other.communicate(b"\n")
    sink.open()
    assert holds(sink, path, 1)
    sink.close()


def test_a_file_of_a_newer_version_is_refused(path: Path) -> None:
    harvested(path, 1).close()
    ask(path, "UPDATE gong_state_version SET version = 7")
    before = contents(path.parent)
    assert "update gong-async" in refused(DuckDbSink(path).open, "version 7", StateError)
    assert contents(path.parent) == before


def _foreign_database(path: Path) -> None:
    ask(path, "CREATE TABLE calls (mine INTEGER)")


def _other_harvest(path: Path) -> None:
    sink = SqliteSink(path)
    sink.open()
    sink.close()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_foreign_database, "another program's"),
        (lambda path: path.write_text("notes, not a database\n" * 10), "no DuckDB file"),
        (lambda path: path.write_bytes(b"DUCK"), "no DuckDB file"),
        (lambda path: path.write_bytes(bytes(20_000)), "no DuckDB file"),
        (lambda path: path.write_bytes(b"12345678DUCK" + bytes(20_000)), "damaged|cannot be read"),
        (_other_harvest, "no DuckDB file"),
    ],
)
def test_a_file_of_somebody_else_is_refused_and_left_alone(
    path: Path, make: Callable[[Path], object], words: str
) -> None:
    make(path)
    (path.parent / "acme.duckdb.lock").unlink(missing_ok=True)
    before = contents(path.parent)
    refused(DuckDbSink(path).open, words)
    assert contents(path.parent) == before


def test_an_empty_file_or_database_becomes_a_harvest(path: Path) -> None:
    path.touch()
    harvested(path, 1).close()
    path.unlink()
    ask(path, "SELECT 1")
    sink = harvested(path, 1)
    assert holds(sink, path, 1)
    sink.close()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_file_is_told(path: Path, share: float) -> None:
    harvested(path, 3).close()
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    before = contents(path.parent)
    refused(DuckDbSink(path).open, "damaged|cannot be read")
    assert contents(path.parent) == before


def test_a_damaged_file_is_told(path: Path) -> None:
    harvested(path, 3).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:12_288] + b"\xa5" * (len(whole) - 12_288))
    refused(DuckDbSink(path).open, "damaged")


@pytest.mark.parametrize("moment", ["soon", "2025-01-01", ""])
def test_a_damaged_memory_of_what_is_done_is_told(path: Path, moment: str) -> None:
    sink = harvested(path, 1)
    ask(path, "UPDATE gong_state_intervals SET until = ?", moment)
    refused(lambda: sink.done("acme", None, "calls"), "damaged", StateError)
    mark = stage(sink, 1)
    refused(lambda: sink.commit(1, mark), "damaged", StateError)
    assert ask(path, "SELECT count(*) FROM calls") == [20]
    sink.close()


def test_kills_leave_whole_windows_and_all_that_were_committed(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(path), "8"], capture_output=True, text=True, timeout=120
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert int(done.stdout) > 0
    assert [each.name for each in path.parent.iterdir()] == ["acme.duckdb"]


@settings(
    derandomize=True,
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(spoiled(FULL) | spoiled(transcript("5", "a", "b")) | anything, max_size=4))
def test_records_of_any_shape_are_written(sink: Sink, path: Path, records: list[Any]) -> None:
    for stream in BOTH:
        batch = Batch("acme", stream, records)
        sink.stage(1, batch)
        sink.commit(1, Mark(company="acme", streams=BOTH))
        written = sorted(row[1] for row in mend(batch.rows)[0][stream])
        counted = "SELECT call_id FROM {} WHERE call_id IN (SELECT unnest(?)) ORDER BY 1"
        assert ask(path, counted.format(stream), written) == sorted(set(written))
