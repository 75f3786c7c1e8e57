"""Signals that end a harvest, and rounds that do not end by themselves."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import Process
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gong_async.sim import Fault, Faults, GongSim
from tests.cli.command import Command, eventually, simulator, stop
from tests.cli.harvests import call_ids, everything, fast

TWO_PAGES = 110


def by_workspace(sim: GongSim) -> tuple[str, int, str, int]:
    """Tell which workspace has the fewest calls and which the most, and how many."""
    sizes = Counter(call.workspace_id for call in sim.world.calls).most_common()
    return *sizes[-1], *sizes[0]


async def started(sim: GongSim, folder: Path) -> Process:
    """Start a harvest of a small workspace and of a large one, of which a page goes wrong."""
    small, _, large, _ = by_workspace(sim)
    places = ("--workspace", small, "--workspace", large)
    process = await Command(folder, sim).start(*fast(sim, "acme.db", "--stream", "calls", *places))
    assert process.stderr is not None
    await process.stderr.readuntil(b"kept 1 window, ")
    await eventually(lambda: sim.requests == 4)
    return process


async def told(process: Process, text: bytes) -> None:
    assert process.stderr is not None
    await process.stderr.readuntil(text)


async def test_an_interrupted_harvest_finishes_the_page_in_hand(tmp_path: Path) -> None:
    async with simulator(calls=180, faults=Faults(plan={3: Fault("drip", seconds=1)})) as sim:
        done = await stop(await started(sim, tmp_path), signal.SIGINT)
        _, few, _, many = by_workspace(sim)
    assert done.code == 128 + signal.SIGINT
    assert "finishing the pages in hand; again to end at once" in done.err
    assert f"interrupted; 2 windows with {few + many} calls kept" in done.err
    assert len(call_ids(tmp_path / "acme.db")) == few + many


async def test_what_hangs_is_given_up_and_whole_windows_are_kept(tmp_path: Path) -> None:
    async with simulator(calls=180, faults=Faults(plan={3: Fault("hang")})) as sim:
        process = await started(sim, tmp_path)
        clock = asyncio.get_running_loop().time
        began = clock()
        done = await stop(process, signal.SIGTERM)
        assert clock() - began > 3
        assert done.code == 128 + signal.SIGTERM
        small, few, large, many = by_workspace(sim)
        assert f"interrupted; 1 window with {few} calls kept; run the same command" in done.err
        assert len(call_ids(tmp_path / "acme.db")) == few

        arguments = ("--stream", "calls", "--workspace", small, "--workspace", large)
        again = await Command(tmp_path, sim).run(*fast(sim, "acme.db", *arguments))
        assert (again.code, sim.requests) == (0, 7)
        assert len(call_ids(tmp_path / "acme.db")) == few + many


async def test_the_second_signal_kills_at_once(tmp_path: Path) -> None:
    async with simulator(calls=180, faults=Faults(plan={3: Fault("hang")})) as sim:
        process = await started(sim, tmp_path)
        process.send_signal(signal.SIGINT)
        await told(process, b"finishing the pages in hand")
        done = await stop(process, signal.SIGTERM)
    assert done.code == -signal.SIGTERM
    assert "interrupted" not in done.err


async def test_it_follows_until_it_is_told_to_stop(tmp_path: Path) -> None:
    """The first round loses a window, the second one brings it; then it waits for the third."""
    plan = {ordinal: Fault("stale-cursor") for ordinal in range(1, 12, 2)}
    async with simulator(calls=TWO_PAGES, faults=Faults(plan=plan)) as sim:
        since = f"{sim.world.start:%Y-%m-%d}"
        arguments = ("--since", since, "--stream", "calls", "--rate", "1000", "--follow", "3s")
        process = await Command(tmp_path, sim).start("harvest", "acme.db", *arguments)
        await told(process, b"not complete: 0 windows kept")
        await told(process, b"next run at ")
        await told(process, b"done: ")
        await told(process, b"next run at ")
        done = await stop(process)
        assert done.code == 128 + signal.SIGTERM
        assert "run the same command again to go on" in done.err
        assert call_ids(tmp_path / "acme.db") == everything(sim)
        requests = sim.requests
        assert (await Command(tmp_path, sim).run("harvest", "acme.db", *arguments[2:-2])).code == 0
        wanted = sim.log[requests].body["filter"]
    assert datetime.fromisoformat(wanted["fromDateTime"]) > datetime.now(UTC) - timedelta(days=8)


async def test_it_stops_at_once_while_it_sleeps(tmp_path: Path) -> None:
    async with simulator(calls=10) as sim:
        arguments = fast(sim)[:4]
        process = await Command(tmp_path, sim).start(
            *arguments, "--stream", "users", "--rate", "1000", "--follow"
        )
        await told(process, b"next run at ")
        done = await stop(process, signal.SIGINT)
    assert (done.code, sim.requests) == (128 + signal.SIGINT, 1)


async def test_it_does_not_follow_where_nothing_can_become_of_it(tmp_path: Path) -> None:
    async with simulator(calls=10) as sim:
        command = Command(tmp_path, sim, secret="not-the-secret")
        done = await command.run("harvest", "acme.db", "--rate", "1000", "--follow")
    assert (done.code, sim.requests) == (3, 1)
    assert "check GONG_ACCESS_KEY" in done.err
