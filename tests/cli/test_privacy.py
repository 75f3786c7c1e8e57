"""``gong-async privacy``, against a simulator."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from gong_async.sim import GongSim
from tests.cli.command import SECRET, Command, run_here, simulator

pytestmark = pytest.mark.gong_sim(calls=60, access_key_secret=SECRET)


def somebody(sim: GongSim) -> str:
    """Return the address of a guest of the first call that has one."""
    return next(
        party["emailAddress"]
        for call in sim.truth().calls.values()
        for party in call["parties"]
        if party["affiliation"] == "External" and party["emailAddress"]
    )


async def erased(command: Command, who: str, answers: Sequence[str]) -> tuple[int, str]:
    """Run ``privacy erase`` at a terminal; return its exit code and what it said."""
    terminal, inside = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *command.line("privacy", "erase", who),
        env=command.environment(),
        stdin=inside,
        stdout=inside,
        stderr=inside,
    )
    os.close(inside)
    os.write(terminal, "".join(f"{answer}\n" for answer in answers).encode())
    code = await process.wait()
    said = os.read(terminal, 65_536).decode()
    os.close(terminal)
    return code, said


def erasures(sim: GongSim) -> int:
    return sum("erase-data" in seen.path for seen in sim.log)


@pytest.mark.usefixtures("in_environment")
class TestWithoutATerminal:
    def test_finds_by_address_and_by_number(self, gong_sim: GongSim) -> None:
        done = run_here("privacy", "find", somebody(gong_sim))
        assert len(json.loads(done.out)["calls"]) > 0
        done = run_here("privacy", "find", "+14255550000")
        assert json.loads(done.out)["suppliedPhoneNumber"]

    @pytest.mark.parametrize("who", ["ann", "14255552671", "a@b@c"])
    def test_who_is_neither_is_refused_before_anything_is_sent(
        self, gong_sim: GongSim, who: str
    ) -> None:
        done = run_here("privacy", "find", who)
        assert (done.code, gong_sim.requests) == (2, 0)
        assert "give an address such as ann@example.com" in done.err

    def test_erasing_is_refused(self, gong_sim: GongSim) -> None:
        done = run_here("privacy", "erase", "ann@example.com")
        assert (done.code, gong_sim.requests) == (2, 0)
        assert "run it at a terminal" in done.err


@pytest.mark.parametrize("answers", [["no"], ["", ""], ["{who}", "yes"], ["delete", "delete"]])
async def test_anything_but_two_right_answers_deletes_nothing(
    tmp_path: Path, answers: list[str]
) -> None:
    async with simulator(calls=60) as sim:
        who = somebody(sim)
        given = [answer.format(who=who) for answer in answers]
        code, said = await erased(Command(tmp_path, sim), who, given)
        assert erasures(sim) == 0
    assert code == 1
    assert "nothing was deleted" in said


async def test_two_right_answers_delete(tmp_path: Path) -> None:
    async with simulator(calls=60) as sim:
        who, command = somebody(sim), Command(tmp_path, sim)
        code, said = await erased(command, who, [who, "delete"])
        assert re.search(r"Gong has \d+ calls?, \d+ emails?, \d+ CRM records? that refer to", said)
        assert (code, erasures(sim)) == (0, 1)
        assert "Gong deletes what refers to" in said
        done = await command.run("privacy", "find", who)
    assert json.loads(done.out)["calls"] == []
