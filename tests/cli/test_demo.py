from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gong_async.cli.app import run
from tests.cli.command import Command

CALLS = ("--calls", "60")


async def test_the_demo_shows_everything_and_can_be_run_again(tmp_path: Path) -> None:
    command = Command(tmp_path)
    done = await command.run("demo", *CALLS)
    assert done.code == 0
    assert [file.name for file in _files(tmp_path)] == ["gong-demo.db"]
    with closing(sqlite3.connect(tmp_path / "gong-demo.db")) as db:
        assert db.execute("SELECT count(*) FROM calls").fetchone() == (60,)
        names = {name for (name,) in db.execute("SELECT DISTINCT name FROM parties")}
    assert "the real one grants 3" in done.err
    assert "\x1b" not in done.out + done.err
    assert "sentences" in done.out
    assert "gong-async search gong-demo.db" in done.out
    assert "**" in done.out
    assert "export GONG_ACCESS_KEY=" in done.out
    assert any(name and name in done.out for name in names)
    assert all(len(line) <= 80 for line in done.out.splitlines())

    again = await command.run("demo", *CALLS)
    assert again.code == 0


@pytest.mark.parametrize("name", ["acme.db", "notes.db"])
def test_the_demo_never_touches_what_is_not_its_own(
    name: str, harvested: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(harvested, tmp_path)
    (tmp_path / "notes.db").write_text("no database")
    before = (tmp_path / name).read_bytes()
    assert run(["demo", str(tmp_path / name), *CALLS]) == 2
    assert "it stays as it is" in capsys.readouterr().err
    assert (tmp_path / name).read_bytes() == before


async def test_a_terminal_gets_a_bar_and_colours(tmp_path: Path) -> None:
    code, shown = await Command(tmp_path).run_on_terminal("demo", *CALLS)
    assert code == 0
    assert "to go" in shown
    assert "a second" in shown
    assert "\x1b[1;33m" in shown


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir())
