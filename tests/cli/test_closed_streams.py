"""A command whose standard streams are closed, as some supervisors start it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gong_async.sim import GongSim
from tests.cli.command import Command, Ended, ended, simulator
from tests.cli.harvests import call_ids, everything, fast


@pytest.fixture
async def sim() -> AsyncIterator[GongSim]:
    async with simulator(calls=10) as running:
        yield running


async def without(streams: str, command: Command, *arguments: str) -> Ended:
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", f'exec "$@" {streams}', "sh", *command.line(*arguments)),
        cwd=command.folder,
        env=command.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    return await ended(process)


@pytest.mark.parametrize(
    "arguments",
    [
        ("users", "list"),
        ("harvest", "acme.db", "--plan", "--since", "2026-01-05"),
        ("--help",),
        ("--version",),
        ("completion", "bash"),
    ],
)
async def test_without_stdout_all_goes_on(
    arguments: tuple[str, ...], sim: GongSim, tmp_path: Path
) -> None:
    assert (await without(">&-", Command(tmp_path, sim), *arguments)).code == 0


async def test_without_stdin_nobody_says_yes(sim: GongSim, tmp_path: Path) -> None:
    done = await without("<&-", Command(tmp_path, sim), "privacy", "erase", "ann@example.com")
    assert done.code == 2
    assert "run it at a terminal" in done.err


async def test_what_is_said_gets_into_no_file(sim: GongSim, tmp_path: Path) -> None:
    command = Command(tmp_path, sim)
    for _ in range(2):
        done = await without("<&- >&- 2>&-", command, *fast(sim, "acme.db", "--events", "json"))
        assert done == Ended(0, "", "")
    assert call_ids(tmp_path / "acme.db") == everything(sim)


async def test_without_stderr_the_exit_code_tells(sim: GongSim, tmp_path: Path) -> None:
    assert (await without("2>&-", Command(tmp_path, sim), "search", "missing.db", "x")).code == 2
