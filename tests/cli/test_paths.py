"""The names of files and folders that a command is given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gong_async.cli.app import run
from gong_async.sim import GongSim
from tests.cli.command import Command, run_here, simulator
from tests.cli.harvests import call_ids, everything, fast


@pytest.fixture
async def sim() -> AsyncIterator[GongSim]:
    async with simulator(calls=10) as running:
        yield running


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["harvest", "", "--format", "jsonl"], "OUT"),
        (["harvest", "new.db", "--ledger", ""], "--ledger"),
        (["harvest", "new.db", "--config="], "--config"),
        (["media", ""], "OUT"),
        (["media", "acme.db", "--folder", ""], "--folder"),
        (["search", "", "budget"], "DB"),
        (["view", ""], "DB"),
        (["view", "acme.db", "--out", ""], "--out"),
        (["view", "acme.db", ""], "CALL_ID"),
        (["demo", ""], "OUT"),
        (["login", ""], "TOKEN_FILE"),
        (["simulate", "--faults", ""], "--faults"),
        (["users", "list", "--config", ""], "--config"),
    ],
)
def test_an_empty_name_is_refused(
    arguments: list[str],
    name: str,
    harvested: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "acme.db").symlink_to(harvested)
    monkeypatch.chdir(folder)
    ended = run_here(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"gong-async: {name} is empty; ")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == [
        "folder",
        "folder/acme.db",
    ]


@pytest.mark.parametrize("out", ["file:y.db", "file:y.duckdb", "md:y.duckdb"])
async def test_a_file_gets_exactly_its_name(
    out: str, sim: GongSim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = Command(tmp_path, sim)
    for _ in range(2):
        assert (await command.run(*fast(sim, out))).code == 0
    assert names(tmp_path) == {out, ".gong-ledger-default.json"}
    assert (await command.run("media", out)).code == 0
    if out.endswith(".db"):
        assert call_ids((tmp_path / out).absolute()) == everything(sim)
        monkeypatch.chdir(tmp_path)
        assert run(["view", out, "--no-open"]) == 0


@pytest.mark.parametrize(
    ("out", "what"), [("acme.duckdb", "acme.duckdb is DuckDB's"), ("acme/", "acme is a folder")]
)
async def test_what_is_read_only_in_sqlite_is_told(
    out: str, what: str, sim: GongSim, tmp_path: Path
) -> None:
    command = Command(tmp_path, sim)
    assert (await command.run(*fast(sim, out))).code == 0
    for arguments in (("search", out, "budget"), ("view", out), ("view", out, "1")):
        done = await command.run(*arguments)
        assert (done.code, done.out) == (2, "")
        told = "search and view read SQLite: harvest into a file that ends with .db"
        assert done.err == f"gong-async: {what}; {told}\n"


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
async def test_a_folder_gets_exactly_its_name(kind: str, sim: GongSim, tmp_path: Path) -> None:
    command = Command(tmp_path, sim)
    for _ in range(2):
        assert (await command.run(*fast(sim, "file:acme/", "--format", kind))).code == 0
    assert names(tmp_path) == {"file:acme", ".gong-ledger-default.json"}
    assert (await command.run("media", "file:acme")).code == 0
