from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from gong_async.cli.app import run
from gong_async.harvest import open_sink
from tests.cli.command import Command

EVIL = "\x1b]0;owned\x07[bold red]sale[/] \u202etxt.exe\nzzpricing"


@pytest.fixture
def database(harvested: Path, tmp_path: Path) -> Path:
    """A harvest of one's own, in which one speaker says one thing that nobody else does."""
    path = Path(shutil.copy(harvested, tmp_path))
    with closing(sqlite3.connect(path)) as db, db:
        call_id, speaker_id = db.execute(
            "SELECT call_id, speaker_id FROM sentences WHERE speaker_id IS NOT NULL"
        ).fetchone()
        db.execute(
            "UPDATE calls SET title = 'Zebra deal', started = '2026-02-03T04:05:06Z'"
            " WHERE call_id = ?",
            (call_id,),
        )
        db.execute(
            "UPDATE parties SET name = 'Ada' WHERE call_id = ? AND speaker_id = ?",
            (call_id, speaker_id),
        )
        db.execute(
            "INSERT INTO sentences (company, call_id, monologue, sentence, speaker_id, start_ms,"
            " end_ms, text) VALUES ('default', ?, 999, 0, ?, 761000, 763000, 'A zzbudget cut.')",
            (call_id, speaker_id),
        )
    return path


async def test_a_hit_tells_who_said_what_when(database: Path, tmp_path: Path) -> None:
    found = await Command(tmp_path).run("search", str(database), "zzbudget")
    assert (found.code, found.err) == (0, "")
    title, where, said = found.out.splitlines()
    assert title == "Zebra deal"
    assert where.startswith("  2026-02-03 04:05 UTC · 12:41 into call ")
    assert said == "  Ada: A **zzbudget** cut."


async def test_a_reader_who_leaves_gets_no_traceback(database: Path, tmp_path: Path) -> None:
    command = Command(tmp_path)
    for arguments in (
        ("search", str(database), "the", "--limit", "1000"),
        ("--help",),
        ("view", "-h"),
    ):
        done = await command.run_without_reader(*arguments)
        assert (done.code, done.err) == (128 + signal.SIGPIPE, "")


def test_no_limit_is_too_high(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", str(database), "zzbudget", "--limit", f"{10**20}"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told(database: Path) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            Command(database.parent).line("search", str(database), "zzbudget"),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("gong-async: [Errno 28]")
    assert "Traceback" not in done.stderr


def test_words_are_all_to_occur_and_syntax_works(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for query in (
        ["cut", "zzbudget"],
        ['"zzbudget cut"'],
        ["zzbud*"],
        ["nonsense", "OR", "zzbudget"],
    ):
        assert run(["search", str(database), *query]) == 0
        assert "Ada: A " in capsys.readouterr().out
    assert run(["search", str(database), "zzbudget", "rise"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "query", ["zzbudget!", "a-zzbudget", '"zzbudget', "cut: zzbudget (", "AND zzbudget"]
)
def test_what_is_not_syntax_is_looked_for_as_words(
    query: str, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["search", str(database), query]) == 0
    assert "looking for the words" in capsys.readouterr().err


def test_no_hit_is_no_failure(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", str(database), "zznothing"]) == 0
    assert capsys.readouterr() == ("", f"no sentence in {database} matches zznothing\n")


def test_the_limit_is_kept(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for limit in (1, 3):
        assert run(["search", str(database), "the", "--limit", str(limit)]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 3 * limit


def test_foreign_text_does_a_terminal_no_harm(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("UPDATE calls SET title = ?", (EVIL,))
        db.execute("UPDATE parties SET name = ?", (EVIL,))
        db.execute("UPDATE sentences SET text = ? WHERE monologue = 999", (EVIL,))
    assert run(["search", str(database), "zzpricing"]) == 0
    lines = capsys.readouterr().out.splitlines()
    shown = "\\x1b]0;owned\\x07[bold red]sale[/] \\u202etxt.exe\\nzzpricing"
    assert lines[0] == shown
    assert lines[2] == f"  {shown}: {shown.replace('zzpricing', '**zzpricing**')}"


def test_nothing_is_written(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = database.read_bytes()
    assert run(["search", str(database), "zzbudget"]) == 0
    assert database.read_bytes() == before
    assert list(database.parent.iterdir()) == [database]


def test_a_running_harvest_does_not_stand_in_the_way(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sink = open_sink(database)
    sink.open()
    try:
        assert run(["search", str(database), "zzbudget"]) == 0
    finally:
        sink.close()
    assert "zzbudget" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "CREATE TABLE sentences (text)"])
def test_a_file_of_another_program_is_refused(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute(content or "VACUUM")
    assert run(["search", str(tmp_path / "other.db"), "budget"]) == 2
    assert "is not a harvest's file" in capsys.readouterr().err
