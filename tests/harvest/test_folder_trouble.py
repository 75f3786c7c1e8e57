"""What a folder makes of files and catalogs that are not what they were."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gong_async.errors import OutputLockedError, StateError
from gong_async.harvest.sinks import Sink, open_sink
from gong_async.harvest.state import Mark, Pending, Window, missing
from gong_async.testing.records import transcript

from .folders import (
    START,
    STEPS,
    STREAMS,
    call,
    data_files,
    hours,
    opened,
    rows,
    stage,
    titles,
)
from .refused import refused


def listing(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def harvested(folder: Path, form: str) -> None:
    """Take all steps, each in a run of its own."""
    for step in STEPS:
        sink = opened(folder, form)
        step(sink)
        sink.close()


# Files that are not what they were


def test_what_was_added_to_a_file_is_cut_off(folder: Path, form: str) -> None:
    harvested(folder, form)
    before = {path: path.read_bytes() for path in data_files(folder)}
    for path in before:
        with path.open("ab") as file:
            file.write(b'{"torn": ')
    sink = opened(folder, form)
    assert {path: path.read_bytes() for path in data_files(folder)} == before
    sink.close()


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: os.truncate(path, 10)])
def test_a_file_that_is_gone_or_cut_is_named(
    folder: Path, form: str, spoil: Callable[[Path], object]
) -> None:
    harvested(folder, form)
    whole = rows(folder)
    for path in data_files(folder):
        kept = path.read_bytes()
        spoil(path)
        said = refused(open_sink(folder, form).open, "restore it from a copy", StateError)
        assert str(path) in said
        assert "state.prev.sqlite" in said
        path.write_bytes(kept)
    sink = opened(folder, form)
    assert rows(folder) == whole
    sink.close()


def test_a_file_that_is_no_longer_readable_is_named(sink: Sink, folder: Path) -> None:
    stage(sink, 1, "calls", call("1", 1), call("2", 1))
    sink.commit(1, Mark(company="acme", streams=STREAMS, window=hours(0, 24)))
    (path,) = (each for each in data_files(folder) if "calls" in each.parts)
    path.write_bytes(bytes(path.stat().st_size))
    stage(sink, 2, "calls", call("2", 1))
    mark = Mark(company="acme", streams=STREAMS, window=hours(1, 25))
    assert str(path) in refused(lambda: sink.commit(2, mark), "not what was committed", StateError)
    sink.discard(2)


def test_files_that_nobody_knows_of_are_removed_and_others_left(folder: Path, form: str) -> None:
    harvested(folder, form)
    before = data_files(folder)
    for path in before:
        name = path.name.replace("20250101T000000Z", "20240101T000000Z")
        if name != path.name:
            shutil.copy(path, path.with_name(name))
    (folder / "calls" / "notes.txt").write_text("mine")
    (folder / "mine").mkdir()
    (folder / "mine" / before[0].name).write_text("mine")
    sink = opened(folder, form)
    sink.close()
    assert data_files(folder) == sorted([*before, folder / "mine" / before[0].name])
    assert (folder / "calls" / "notes.txt").exists()


# The catalog


def spoil_catalog(folder: Path, how: str) -> None:
    catalog = folder / "_gong" / "state.sqlite"
    whole = catalog.read_bytes()
    spoilt = {
        "gone": None,
        "empty": b"",
        "text": b"not a database, for sure\n" * 500,
        "zeros": bytes(len(whole)),
        "half": whole[: len(whole) // 2],
        "head": whole[:50],
        "flipped": whole[:4096] + bytes(255 - byte for byte in whole[4096:]),
    }[how]
    catalog.unlink()
    if spoilt is not None:
        catalog.write_bytes(spoilt)


@pytest.mark.parametrize("how", ["gone", "empty", "text", "zeros", "half", "head", "flipped"])
def test_a_damaged_catalog_is_never_a_new_beginning(folder: Path, form: str, how: str) -> None:
    harvested(folder, form)
    whole, previous = listing(folder), folder / "_gong" / "state.prev.sqlite"
    spoil_catalog(folder, how)
    before = listing(folder)
    said = refused(open_sink(folder, form).open, "damaged or missing", StateError)
    assert str(previous) in said
    assert listing(folder) == before
    (folder / "_gong" / "state.sqlite").write_bytes(whole["_gong/state.sqlite"])
    sink = opened(folder, form)
    sink.close()
    assert {name: data for name, data in listing(folder).items() if "_gong" not in name} == {
        name: data for name, data in whole.items() if "_gong" not in name
    }


def test_a_catalog_that_was_never_made_is_made(folder: Path, form: str) -> None:
    (folder / "_gong").mkdir(parents=True)
    (folder / "_gong" / "state.sqlite").touch()
    harvested(folder, form)
    assert titles(folder)


def test_a_catalog_of_a_newer_version_is_refused(folder: Path, form: str) -> None:
    harvested(folder, form)
    with closing(sqlite3.connect(folder / "_gong" / "state.sqlite")) as db:
        db.execute("PRAGMA user_version = 7")
    before = listing(folder)
    said = refused(open_sink(folder, form).open, "version 7, this one knows 1", StateError)
    assert "update gong-async" in said
    assert listing(folder) == before


def test_the_other_format_is_refused(folder: Path, form: str) -> None:
    harvested(folder, form)
    before = listing(folder)
    (other,) = {"parquet", "jsonl"} - {form}
    refused(open_sink(folder, other).open, f"holds {form}.*left as it is")
    assert listing(folder) == before


def test_a_place_that_cannot_be_is_told_before_anything_is_made(tmp_path: Path, form: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    for place, words in (
        ("nowhere/out", "is not a folder; make it"),
        ("file/out", "is not a folder; make it"),
        ("full", "holds other things, and was left as it is"),
    ):
        refused(open_sink(tmp_path / place, form).open, words)
    assert listing(tmp_path) == {"file": b"", "full/thesis.txt": b"mine"}


def test_two_harvests_do_not_write_to_one_folder(sink: Sink, folder: Path, form: str) -> None:
    refused(open_sink(folder, form).open, f"process {os.getpid()}", OutputLockedError)
    stage(sink, 1, "calls", call("1", 1))
    sink.commit(1, Mark(company="acme", streams=STREAMS, window=hours(0, 24)))


def test_a_folder_that_is_not_open_says_so(folder: Path, form: str) -> None:
    sink = open_sink(folder, form)
    refused(lambda: sink.done("acme", None, "calls"), "is not open")
    refused(lambda: sink.commit(1, Mark(company="acme")), "is not open")
    refused(lambda: stage(sink, 1, "calls", call("1", 1)), "is not open")
    sink.discard(1)
    sink.close()


# The previous generation


class Gong:
    """A company whose calls move, and a harvest that brings them; its windows overlap at will."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.calls = {str(n): self.chance.randrange(96) for n in range(40)}
        self.spoken = {each for each in self.calls if self.chance.random() < 0.7}
        self.key = 0

    def harvest(self, sink: Sink, window: Window) -> None:
        self.key += 1
        first, last = (
            (edge - START).total_seconds() / 3600 for edge in (window.since, window.until)
        )
        there = [each for each, hour in self.calls.items() if first <= hour < last]
        for each in there:
            stage(sink, self.key, "calls", call(each, self.calls[each], f"at {self.calls[each]}"))
        said = [transcript(each, "hello") for each in there if each in self.spoken]
        stage(sink, self.key, "transcripts", *said)
        now = datetime.now(UTC)
        pending = tuple(
            Pending(call_id=each, workspace=None, started=None, first_seen=now)
            for each in there
            if each not in self.spoken
        )
        mark = Mark(company="acme", streams=STREAMS, window=window, done=window, pending=pending)
        sink.commit(self.key, mark)

    def ask_again(self, sink: Sink) -> None:
        self.key += 1
        ids = [each.call_id for each in sink.pending("acme") if each.call_id in self.spoken]
        stage(sink, self.key, "transcripts", *(transcript(each, "hello") for each in ids))
        sink.commit(self.key, Mark(company="acme", streams=("transcripts",)))

    def go_on(self, sink: Sink) -> None:
        """Do one of the things that a harvest does."""
        first = self.chance.randrange(90)
        if self.chance.random() < 0.2:
            self.spoken.add(self.chance.choice(sorted(self.calls)))
            self.ask_again(sink)
        elif self.chance.random() < 0.2:
            moved = self.chance.choice(sorted(self.calls))
            before, self.calls[moved] = self.calls[moved], self.chance.randrange(96)
            both = before, self.calls[moved]
            self.harvest(sink, hours(min(both), max(both) + 1))
        else:
            self.harvest(sink, hours(first, first + self.chance.randrange(1, 30)))

    def finish(self, sink: Sink) -> None:
        """Do what is left, as any run does."""
        gaps = missing(START, START + timedelta(hours=96), sink.done("acme", None, "calls"))
        gaps += missing(START, START + timedelta(hours=96), sink.done("acme", None, "transcripts"))
        for since, until in gaps:
            self.harvest(sink, Window(None, since, until))
        self.spoken = set(self.calls)
        self.ask_again(sink)


@pytest.mark.parametrize("seed", range(5))
def test_the_previous_generation_loses_nothing(folder: Path, form: str, seed: int) -> None:
    gong = Gong(seed)
    for _ in range(3):
        sink = opened(folder, form)
        for _ in range(gong.chance.randrange(1, 8)):
            gong.go_on(sink)
        sink.close()
    spoil_catalog(folder, "text")
    previous = folder / "_gong" / "state.prev.sqlite"
    shutil.copy(previous, folder / "_gong" / "state.sqlite")
    if seed % 2:
        previous.unlink()
    sink = opened(folder, form)
    gong.finish(sink)
    sink.close()
    whole = open_sink(folder.with_name("whole"), form)
    whole.open()
    gong.harvest(whole, hours(0, 96))
    whole.close()
    assert rows(folder) == rows(whole.path)
    sink.open()
    assert sink.pending("acme") == []
    sink.close()


def test_a_lost_file_is_harvested_again_from_the_previous_generation(
    folder: Path, form: str
) -> None:
    gong = Gong(1)
    sink = opened(folder, form)
    for first in range(0, 96, 12):
        gong.harvest(sink, hours(first, first + 12))
    gong.spoken = set(gong.calls)
    gong.ask_again(sink)
    sink.close()
    sink.open()
    sink.close()
    for number, path in enumerate(data_files(folder)):
        if "late-" in path.name or not number % 3:
            path.unlink()
    refused(sink.open, "restore it", StateError)
    shutil.copy(folder / "_gong" / "state.prev.sqlite", folder / "_gong" / "state.sqlite")
    sink.open()
    gong.finish(sink)
    assert len(titles(folder)) == len(gong.calls)
    assert len(rows(folder)["transcripts"]) == len(gong.calls)
    sink.close()


def test_a_call_that_moved_after_the_previous_generation_is_found(folder: Path, form: str) -> None:
    gong = Gong(1)
    gong.calls = {"moves": 1, "stays": 2, "other": 30}
    sink = opened(folder, form)
    gong.harvest(sink, hours(0, 24))
    gong.harvest(sink, hours(24, 96))
    sink.close()
    sink.open()
    gong.calls["moves"] = 40
    gong.harvest(sink, hours(36, 44))
    sink.close()
    shutil.copy(folder / "_gong" / "state.prev.sqlite", folder / "_gong" / "state.sqlite")
    sink.open()
    gong.finish(sink)
    assert len(titles(folder)) == 3
    assert sum("at 40" in each for each in titles(folder)) == 1
    sink.close()
