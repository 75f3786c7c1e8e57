"""A harvest of some of the workspaces."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import Command, simulator
from tests.cli.harvests import call_ids, fast


async def test_a_workspace_that_is_not_there_is_told_before_calls_are_asked_for(
    tmp_path: Path,
) -> None:
    async with simulator(calls=20) as sim:
        there = [space["id"] for space in sim.world.workspaces]
        places = ("--workspace", there[0], "--workspace", "999")
        done = await Command(tmp_path, sim).run(*fast(sim, "acme.db", *places))
        assert (done.code, done.out, sim.requests) == (2, "", 1)
    assert "workspace 999 is none of this company's" in done.err
    assert f"it has {', '.join(there)}" in done.err


async def test_a_workspace_that_is_there_costs_no_more(tmp_path: Path) -> None:
    async with simulator(calls=20) as sim:
        place = sim.world.workspaces[0]["id"]
        done = await Command(tmp_path, sim).run(*fast(sim, "acme.db", "--workspace", place))
        assert done.code == 0
        assert [each.path for each in sim.log].count("/v2/workspaces") == 1
        wanted = sorted(call.id for call in sim.world.calls if call.workspace_id == place)
    assert call_ids(tmp_path / "acme.db") == wanted


async def test_a_key_that_may_not_list_workspaces_harvests_them(tmp_path: Path) -> None:
    async with simulator(calls=20, denied_scopes=["api:workspaces:read"]) as sim:
        place = sim.world.workspaces[0]["id"]
        options = ("--stream", "calls", "--workspace", place)
        done = await Command(tmp_path, sim).run(*fast(sim, "acme.db", *options))
        wanted = sorted(call.id for call in sim.world.calls if call.workspace_id == place)
    assert done.code == 0
    assert call_ids(tmp_path / "acme.db") == wanted
