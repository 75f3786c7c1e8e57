"""When something is wrong with the file or the disk: said in words, and nothing is lost."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gong_async.errors import StateError
from gong_async.harvest.batch import Batch
from gong_async.harvest.sinks import SqliteSink
from gong_async.harvest.state import Mark, Window
from gong_async.testing.records import transcript

from .records import call
from .refused import refused

START = datetime(2025, 1, 1, tzinfo=UTC)
SCRIPT = Path(__file__).with_name("sink_kills.py")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "acme.db"


def stage(sink: SqliteSink, day: int, calls: int = 20, words: str = "words " * 40) -> Mark:
    """Stage a day's window under the day's number; return what marks it done."""
    ids = [f"{day}{number:03}" for number in range(calls)]
    sink.stage(day, Batch("acme", "calls", [call(each) for each in ids]))
    texts = [transcript(each, words, words) for each in ids]
    sink.stage(day, Batch("acme", "transcripts", texts))
    since = START + timedelta(days=day)
    window = Window(None, since, since + timedelta(days=1))
    return Mark(company="acme", streams=("calls",), window=window, done=window)


def harvested(path: Path, days: int) -> SqliteSink:
    sink = SqliteSink(path)
    sink.open()
    for day in range(days):
        sink.commit(day, stage(sink, day))
    return sink


def holds(sink: SqliteSink, path: Path, days: int) -> bool:
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO sentences_fts(sentences_fts, rank) VALUES ('integrity-check', 1)")
        calls, sentences = (
            db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("calls", "sentences")
        )
    until = START + timedelta(days=days)
    done = sink.done("acme", None, "calls")
    return (calls, sentences, done) == (20 * days, 40 * days, [(START, until)])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_full_disk_costs_no_more_than_the_window_in_hand(path: Path) -> None:
    sink = harvested(path, 2)
    assert sink._db
    (pages,) = sink._db.execute("PRAGMA page_count").fetchone()
    sink._db.execute(f"PRAGMA max_page_count = {pages + 3}")
    mark = stage(sink, 2, calls=200)
    said = refused(lambda: sink.commit(2, mark), "disk is full")
    assert str(path) in said
    assert "words words" not in said
    assert holds(sink, path, 2)
    sink._db.execute("PRAGMA max_page_count = 1000000")
    sink.discard(2)
    sink.commit(2, stage(sink, 2))
    assert holds(sink, path, 3)
    sink.close()


@contextmanager
def largest_file(size: int) -> Generator[None]:
    """Let the disk refuse files of more than *size* bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_without_room_for_a_page_costs_no_more_than_that_page(path: Path) -> None:
    sink = harvested(path, 1)
    mark = stage(sink, 1, calls=10)
    ids = [f"1{number:03}" for number in range(5, 20)]
    more = Batch("acme", "transcripts", [transcript(each, f"{each} " * 400) for each in ids])
    with largest_file(20_000):
        refused(lambda: sink.stage(1, more), "large")
    sink.stage(1, Batch("acme", "calls", [call(each) for each in ids]))
    last = [transcript(each, "more", "words") for each in ids]
    sink.stage(1, Batch("acme", "transcripts", last))
    sink.commit(1, mark)
    assert holds(sink, path, 2)
    sink.close()


@pytest.mark.parametrize("slack", [0, 5_000, 50_000])
def test_a_disk_that_refuses_a_write_leaves_whole_windows(path: Path, slack: int) -> None:
    sink = harvested(path, 2)
    mark = stage(sink, 2, calls=400, words="other words " * 40)
    largest = max(each.stat().st_size for each in path.parent.iterdir())
    with largest_file(largest + slack):
        refused(lambda: sink.commit(2, mark), "disk")
    assert holds(sink, path, 2)
    sink.close()
    sink.open()
    assert holds(sink, path, 2)
    sink.close()


def test_another_program_that_writes_is_named_as_the_reason(path: Path) -> None:
    sink = harvested(path, 1)
    assert sink._db
    sink._db.execute("PRAGMA busy_timeout = 1")
    mark = stage(sink, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused(lambda: sink.commit(1, mark), "another program is writing")
        other.execute("ROLLBACK")
    sink.commit(1, mark)
    assert holds(sink, path, 2)
    sink.close()


def test_a_failed_commit_may_be_tried_again(path: Path) -> None:
    sink = harvested(path, 1)
    mark = stage(sink, 1)
    assert sink._db
    sink._db.execute("PRAGMA query_only = ON")
    refused(lambda: sink.commit(1, mark), "read-only")
    sink._db.execute("PRAGMA query_only = OFF")
    sink.commit(1, mark)
    assert holds(sink, path, 2)
    sink.close()


def test_a_file_of_a_newer_version_is_refused(path: Path) -> None:
    harvested(path, 1).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 7")
    before = contents(path.parent)
    said = refused(SqliteSink(path).open, "version 7", StateError)
    assert "update gong-async" in said
    assert contents(path.parent) == before


def _foreign_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE calls (mine)")
        db.execute("PRAGMA user_version = 1")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_foreign_database, "another program's"),
        (lambda path: path.write_text("notes, not a database\n" * 10), "no SQLite file"),
        (lambda path: path.write_bytes(b"SQLite format 3\0"), "another program's"),
        (lambda path: path.write_bytes(bytes(4096)), "no SQLite file"),
    ],
)
def test_a_file_of_somebody_else_is_refused_and_left_alone(
    path: Path, make: Callable[[Path], object], words: str
) -> None:
    make(path)
    before = contents(path.parent)
    refused(SqliteSink(path).open, words)
    assert contents(path.parent) == before


def test_an_empty_file_becomes_a_harvest(path: Path) -> None:
    path.touch()
    sink = harvested(path, 1)
    assert holds(sink, path, 1)
    sink.close()


def test_an_unusable_place_is_told_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    os.mkfifo(tmp_path / "pipe.db")
    (tmp_path / "file").touch()
    for place, words in (
        ("nowhere/acme.db", "is not a folder; make it"),
        ("file/acme.db", "is not a folder; make it"),
        ("folder.db", "is not a file"),
        ("pipe.db", "is not a file"),
    ):
        refused(SqliteSink(tmp_path / place).open, words)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder.db", "pipe.db"]
    assert list((tmp_path / "folder.db").iterdir()) == []


def test_a_cut_file_is_not_taken_for_a_new_one(path: Path) -> None:
    harvested(path, 3).close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    refused(SqliteSink(path).open, "damaged")
    assert contents(path.parent) == {"acme.db": whole[: len(whole) // 2]}


def test_a_damaged_file_is_told(path: Path) -> None:
    harvested(path, 3).close()
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xa5" * (len(whole) - 4096)
    path.write_bytes(whole)

    def harvest() -> None:
        sink = SqliteSink(path)
        try:
            sink.open()
            sink.commit(3, stage(sink, 3))
        finally:
            sink.close()

    refused(harvest, "damaged")


@pytest.mark.parametrize("moment", ["soon", "2025-01-01", "2025-01-01T00:00:00", ""])
def test_a_damaged_memory_of_what_is_done_is_told(path: Path, moment: str) -> None:
    sink = harvested(path, 1)
    sink.commit(5, Mark(company="acme"))
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE gong_state_intervals SET until = ?", (moment,))
        db.commit()
    refused(lambda: sink.done("acme", None, "calls"), "damaged", StateError)
    mark = stage(sink, 1)
    refused(lambda: sink.commit(1, mark), "damaged", StateError)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM calls").fetchone() == (20,)
    sink.close()


def test_kills_leave_whole_windows_and_all_that_were_committed(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(path), "15"], capture_output=True, text=True, timeout=120
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert int(done.stdout) > 0
    assert [each.name for each in path.parent.iterdir()] == ["acme.db"]
