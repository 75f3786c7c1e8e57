"""A harvest in a folder: nothing half, nothing twice, nothing lost, whatever happens."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from gong_async.errors import SinkError
from gong_async.harvest.batch import Batch
from gong_async.harvest.sinks import Sink
from gong_async.harvest.state import Mark, Window
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
    state,
    titles,
)
from .refused import refused

ROOT = Path(__file__).parents[2]


def commit_calls(sink: Sink, key: int, window: Window, *ids: str, exact: bool = False) -> None:
    for number in ids:
        stage(sink, key, "calls", call(number, 1))
    sink.commit(key, Mark(company="acme", streams=STREAMS, window=window, exact=exact))


# Kills


@pytest.mark.parametrize("kills", ["jsonl", "parquet"])
def test_a_kill_at_any_moment_leaves_whole_commits(tmp_path: Path, kills: str) -> None:
    command = [sys.executable, "-m", "tests.harvest.folder_kills", str(tmp_path), kills]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (done.stderr, done.returncode) == ("", 0)
    assert len(done.stdout.split()) == len(STEPS)
    assert min(map(int, done.stdout.split())) > 5


# What is where


def test_each_file_is_called_after_what_was_committed(sink: Sink, folder: Path, form: str) -> None:
    for step in STEPS[:3]:
        step(sink)
    suffix = {"parquet": ".parquet", "jsonl": ".jsonl.gz"}[form]
    first = "company=acme/" if form == "jsonl" else "acme."
    names = {path.relative_to(folder).as_posix() for path in data_files(folder)}
    assert f"calls/{first}all.20250101T000000Z.20250102T000000Z{suffix}" in names
    assert f"calls/{first}all.20250101T020000Z.20250103T000000Z{suffix}" in names
    (late,) = (name for name in names if "late-" in name and name.startswith("transcripts/"))
    assert late.startswith(f"transcripts/{first}late-")
    stage(sink, 9, "users", {"id": "1"})
    sink.commit(9, Mark(company="acme", streams=("users",), exact=True))
    assert (folder / f"users/{first}all{suffix}").is_file()


def test_a_workspace_and_a_fraction_of_a_second_are_in_the_name(sink: Sink, folder: Path) -> None:
    until = START + timedelta(microseconds=1_500_000)
    commit_calls(sink, 1, Window("623", START, until), "1")
    for path in data_files(folder):
        name = path.name.removeprefix("acme.")
        assert name.startswith("623.20250101T000000Z.20250101T000001-500000Z.")


NAMES = (
    *("acme", "Acme", "ACME", "müller", "mu\u0308ller", "会社", "a~b", "a b", "a/b", "../up"),
    *("con", "all", "late-1", ".", "-x", "", " ", "x" * 60, "x" * 61, "x" * 500),
)


def test_any_company_has_files_of_its_own(sink: Sink, folder: Path, form: str) -> None:
    for company in NAMES:
        sink.stage(1, Batch(company, "users", [{"id": "1", "firstName": repr(company)}]))
        sink.commit(1, Mark(company=company, streams=("users",), exact=True))
    files = data_files(folder)
    places = [path.relative_to(folder).as_posix().lower() for path in files]
    assert len(set(places)) == len(NAMES)
    assert all(place.isascii() and len(part) < 256 for place in places for part in place.split("/"))
    assert len(rows(folder)["users"]) == len(NAMES)
    sink.close()
    sink.open()
    assert data_files(folder) == files
    assert not [path for path in folder.parent.iterdir() if path.name not in ("out", "out.lock")]


def test_nothing_that_is_not_committed_is_in_sight(sink: Sink, folder: Path) -> None:
    STEPS[0](sink)
    before = data_files(folder)
    for page in range(5):
        stage(sink, 2, "calls", *(call(f"{page}{n}", 30) for n in range(20)))
        assert data_files(folder) == before
    assert list((folder / "_gong").rglob("*.part"))
    sink.discard(2)
    assert not list((folder / "_gong").rglob("*.part"))
    stage(sink, 3, "calls", call("9", 30))
    sink.close()
    sink.open()
    assert data_files(folder) == before
    assert not list((folder / "_gong").rglob("*.part"))


# Exactly once


def test_a_call_that_comes_again_leaves_its_old_file(sink: Sink, folder: Path) -> None:
    commit_calls(sink, 1, hours(0, 24), "1", "2")
    commit_calls(sink, 2, hours(1, 25), "2", "3")
    commit_calls(sink, 3, hours(2, 26), "1")
    found = titles(folder)
    assert len(found) == 3
    assert len({path.name for path in data_files(folder)}) == 2  # nothing was left in the first
    commit_calls(sink, 4, hours(0, 30), exact=True)
    assert data_files(folder) == []


def test_the_same_window_again_keeps_what_it_did_not_bring(sink: Sink, folder: Path) -> None:
    commit_calls(sink, 1, hours(0, 24), "1", "2")
    stage(sink, 2, "calls", call("2", 1, "new"))
    done = sink.commit(2, Mark(company="acme", streams=STREAMS, window=hours(0, 24)))
    assert done.rows["calls"] == 1
    assert len(titles(folder)) == 2
    assert sum("new" in each for each in titles(folder)) == 1
    assert len({path.name for path in data_files(folder)}) == 1


def test_an_exact_window_takes_only_what_it_must(sink: Sink, folder: Path) -> None:
    stage(
        sink,
        1,
        "calls",
        call("in", 1),
        call("edge", 24),
        call("planned", 1, scheduled="2025-01-09T00:00:00Z"),
        call("elsewhere", 1, workspaceId="8"),
        call("never", 1, started=None),
    )
    stage(sink, 1, "transcripts", transcript("in", "a"), transcript("edge", "b"))
    sink.commit(1, Mark(company="acme", streams=STREAMS, window=hours(0, 48)))
    sink.stage(1, Batch("other", "calls", [call("in", 1)]))
    sink.commit(1, Mark(company="other", streams=STREAMS, window=hours(0, 48)))
    mark = Mark(company="acme", streams=STREAMS, window=hours(0, 24, "7"), exact=True)
    assert sink.commit(2, mark).removed == 1
    found = rows(folder)
    assert len(found["calls"]) == 5
    assert len(found["transcripts"]) == 1


def test_a_list_takes_the_place_of_the_last_one(sink: Sink, folder: Path) -> None:
    for number in (2, 1):
        records = [{"id": str(n)} for n in range(number)]
        sink.stage(number, Batch("acme", "users", [*records, {"bad": number}]))
        sink.stage(number, Batch("acme", "workspaces", [{"id": "w"}, {"bad": number}]))
        sink.commit(number, Mark(company="acme", streams=("users",), exact=True))
    found = rows(folder)
    assert len(found["users"]) == 1
    assert len(found["workspaces"]) == 1
    aside = found["quarantine"]
    assert sum("'users'" in each for each in aside) == 1
    assert sum("'workspaces'" in each for each in aside) == 2


def test_a_record_is_set_aside_once(sink: Sink, folder: Path) -> None:
    for key, window in ((1, hours(0, 24)), (2, hours(0, 24)), (3, hours(1, 25))):
        stage(sink, key, "calls", {"bad": 1}, {"bad": 1}, {"bad": 2})
        stage(sink, key, "calls", {"bad": 2})
        assert sink.commit(key, Mark(company="acme", window=window)).rows == {"quarantine": 2}
    assert len(rows(folder)["quarantine"]) == 2


def test_companies_do_not_touch_each_other(sink: Sink, folder: Path) -> None:
    for key, company in ((1, "acme"), (2, "other")):
        sink.stage(key, Batch(company, "calls", [call("1", 1)]))
    for key, company in ((1, "acme"), (2, "other")):
        day = hours(0, 24)
        sink.commit(key, Mark(company=company, streams=STREAMS, window=day, done=day, exact=True))
    assert len(titles(folder)) == 2
    sink.commit(3, Mark(company="other", streams=STREAMS, window=hours(0, 24), exact=True))
    assert len(titles(folder)) == 1
    assert sink.done("acme", None, "calls") == sink.done("other", None, "calls")


# Trouble with the disk


class _Failing:
    """Takes the place of a function of the system, and fails from some call on."""

    def __init__(self, original: Callable[..., object], good: int, number: int) -> None:
        self.original, self.good, self.number = original, good, number

    def __call__(self, *args: object, **kwargs: object) -> object:
        self.good -= 1
        if self.good < 0:
            raise OSError(self.number, os.strerror(self.number))
        return self.original(*args, **kwargs)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("fsync", errno.EIO),
        ("replace", errno.ENOSPC),
        ("mkdir", errno.ENOSPC),
        ("unlink", errno.EIO),
    ],
)
def test_a_disk_that_fails_at_any_moment_costs_one_commit(
    folder: Path, form: str, name: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {errno.ENOSPC: "disk is full", errno.EIO: "disk failed"}[number]
    good = failures = 0
    monkeypatch.setattr(os, "fsync", lambda _: None)  # nothing here waits for the disk
    for good in range(40):
        shutil.rmtree(folder, ignore_errors=True)
        sink = opened(folder, form)
        STEPS[0](sink)
        before = rows(folder), state(sink)
        with monkeypatch.context() as patch:
            patch.setattr(os, name, _Failing(getattr(os, name), good, number))
            try:
                STEPS[2](sink)
            except SinkError as error:
                assert words in str(error)  # noqa: PT017
                assert "committed is safe" in str(error)  # noqa: PT017
                assert error.__context__ is None  # noqa: PT017
                failures += 1
            else:
                sink.close()
                break
        sink.discard(3)
        sink.close()
        sink.open()
        found = rows(folder), state(sink)
        if found == before:
            STEPS[2](sink)
            found = rows(folder), state(sink)
        assert len(found[0]["calls"]) == 4
        assert found[1][0] == [(START, START + timedelta(hours=48))]
        sink.close()
    assert good < 39
    assert failures or name in ("mkdir", "unlink")


def test_a_window_that_did_not_reach_the_disk_cannot_be_committed_after_all(
    sink: Sink, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage(sink, 1, "calls", call("1", 1))
    mark = Mark(company="acme", streams=STREAMS, window=hours(0, 24), done=hours(0, 24))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _Failing(os.fsync, 0, errno.EIO))
        refused(lambda: sink.commit(1, mark), "disk failed")
    refused(lambda: sink.commit(1, mark), "discard it")
    refused(lambda: stage(sink, 1, "calls", call("2", 1)), "discard it")
    assert sink.done("acme", None, "calls") == []
    assert data_files(folder) == []
    sink.discard(1)
    stage(sink, 1, "calls", call("1", 1))
    sink.commit(1, mark)
    assert len(titles(folder)) == 1


def test_a_rename_that_failed_is_made_up_for_by_the_next_commit(
    sink: Sink, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", _Failing(os.replace, 1, errno.EIO))
        refused(lambda: STEPS[0](sink), "disk failed")
    assert sink.done("acme", None, "calls") == [(START, START + timedelta(hours=24))]
    sink.discard(1)
    STEPS[2](sink)
    assert len(titles(folder)) == 4
    assert len(rows(folder)["transcripts"]) == 3
