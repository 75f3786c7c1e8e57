"""What a harvest says that it is going to take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.command import Command, simulator
from tests.cli.harvests import call_ids, events, everything, fast


@pytest.mark.parametrize(
    ("calls", "streams"),
    [(130, ()), (1_100, ("--stream", "calls", "--stream", "users"))],
)
async def test_a_plan_is_about_what_is_used(
    calls: int, streams: tuple[str, ...], tmp_path: Path
) -> None:
    async with simulator(calls=calls) as sim:
        command, arguments = Command(tmp_path, sim), fast(sim, "acme.db", *streams)
        done = await command.run(*arguments, "--plan", "--events", "json")
        (plan,) = events(done)
        assert (done.code, plan["event"], plan["calls"]) == (0, "HarvestPlan", calls)
        assert not (tmp_path / "acme.db").exists()
        assert plan["spent"] == sim.requests < 5
        spent = sim.requests
        assert (await command.run(*arguments)).code == 0
        used = sim.requests - spent
        assert abs(plan["requests"] - used) <= max(2, used / 10)
        assert call_ids(tmp_path / "acme.db") == everything(sim)


async def test_a_plan_is_a_table_and_counts_only_what_is_missing(tmp_path: Path) -> None:
    async with simulator(calls=60) as sim:
        command = Command(tmp_path, sim)
        first = await command.run(*fast(sim, "acme.db", "--plan", "--quota", "100"))
        assert first.code == 0
        assert re.search(r"default +60 +4 +0\.0 +4\.0% +98", first.out)
        assert "nothing was harvested; the estimate took 2 requests" in first.err
        assert all(len(line) <= 80 for line in first.out.splitlines())

        assert (await command.run(*fast(sim))).code == 0
        again = await command.run(*fast(sim, "acme.db", "--plan"))
        assert re.search(r"default +0 +2 ", again.out)


async def test_a_plan_fails_as_the_harvest_would(tmp_path: Path) -> None:
    async with simulator(calls=10) as sim:
        done = await Command(tmp_path, sim, secret="no").run(*fast(sim, "acme.db", "--plan"))
    assert (done.code, done.out, sim.requests) == (3, "", 1)
    assert "check GONG_ACCESS_KEY" in done.err
