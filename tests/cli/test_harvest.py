from __future__ import annotations

import json
import signal
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gong_async.sim import Fault, Faults, GongSim
from tests.cli.command import Command, ended, eventually, simulator, stop

CALLS = 30
TWO_PAGES = 110


@pytest.fixture
async def sim() -> AsyncIterator[GongSim]:
    async with simulator(calls=CALLS) as running:
        yield running


def span(sim: GongSim) -> tuple[str, ...]:
    return ("--since", f"{sim.world.start:%Y-%m-%d}", "--until", f"{sim.world.end:%Y-%m-%d}")


def fast(sim: GongSim, out: str = "acme.db", *more: str) -> tuple[str, ...]:
    return ("harvest", out, *span(sim), "--rate", "1000", *more)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


def call_ids(path: Path) -> list[str]:
    return [call_id for (call_id,) in rows(path, "SELECT call_id FROM calls ORDER BY call_id")]


def everything(sim: GongSim) -> list[str]:
    return sorted(call.id for call in sim.world.calls)


async def test_a_harvest_brings_everything_and_says_so(sim: GongSim, tmp_path: Path) -> None:
    done = await Command(tmp_path, sim).run(*fast(sim))
    assert (done.code, done.out) == (0, "")
    assert call_ids(tmp_path / "acme.db") == everything(sim)
    assert "is taken as 2026-01-05T00:00:00Z" in done.err
    assert f"found {CALLS} calls" in done.err
    assert "done: 1 window kept" in done.err
    assert f"{sim.requests} requests in" in done.err
    assert "\x1b" not in done.err


async def test_a_second_harvest_asks_only_for_what_is_new(sim: GongSim, tmp_path: Path) -> None:
    command = Command(tmp_path, sim)
    await command.run(*fast(sim, "acme.db", "--stream", "calls"))
    spent = sim.requests
    again = await command.run(*fast(sim, "acme.db", "--stream", "calls"))
    assert (again.code, sim.requests) == (0, spent)


async def test_events_are_json_lines_and_the_last_is_the_report(
    sim: GongSim, tmp_path: Path
) -> None:
    done = await Command(tmp_path, sim).run(*fast(sim, "acme.db", "--events", "json"))
    *events, report = map(json.loads, done.out.splitlines())
    assert sum(each["calls"] for each in events if each["event"] == "WindowDone") == CALLS
    assert {each["event"] for each in events} == {
        "PageWritten",
        "RangePlanned",
        "SnapshotDone",
        "WindowDone",
    }
    assert report["event"] == "HarvestReport"
    assert report["complete"] is True
    assert report["rows"]["calls"] == CALLS
    assert report["requests"] == sim.requests


async def test_a_reader_of_events_that_leaves_does_not_end_the_harvest(
    sim: GongSim, tmp_path: Path
) -> None:
    process = await Command(tmp_path, sim).start(*fast(sim, "acme.db", "--events", "json"))
    assert process.stdout is not None
    process.stdout._transport.close()  # type: ignore[attr-defined]
    done = await ended(process)
    assert done.code == 0
    assert done.err.count("events cannot be written any more") == 1
    assert call_ids(tmp_path / "acme.db") == everything(sim)


async def test_defaults_are_said(sim: GongSim, tmp_path: Path) -> None:
    arguments = ("--stream", "users", "--rate", "1000")
    done = await Command(tmp_path, sim).run("harvest", "acme.db", *arguments)
    assert done.code == 0
    assert "to now (the last 365 days; --since for more)" in done.err


async def test_refused_credentials_cost_one_request(sim: GongSim, tmp_path: Path) -> None:
    done = await Command(tmp_path, sim, secret="not-the-secret").run(*fast(sim))
    assert (done.code, sim.requests) == (3, 1)
    assert "check GONG_ACCESS_KEY" in done.err
    assert "not-the-secret" not in done.err


async def test_missing_credentials_cost_nothing(sim: GongSim, tmp_path: Path) -> None:
    done = await Command(tmp_path).run(*fast(sim), GONG_BASE_URL=sim.url)
    assert (done.code, sim.requests) == (3, 0)
    assert "GONG_ACCESS_KEY_SECRET" in done.err


async def test_a_missing_scope_is_named(tmp_path: Path) -> None:
    scope = "api:calls:read:extensive"
    async with simulator(calls=10, denied_scopes=(scope,)) as sim:
        done = await Command(tmp_path, sim).run(*fast(sim, "acme.db", "--stream", "calls"))
    assert (done.code, sim.requests) == (3, 1)
    assert scope in done.err


async def test_a_spent_quota_tells_when_to_come_back(tmp_path: Path) -> None:
    async with simulator(calls=TWO_PAGES, quota=4) as sim:
        done = await Command(tmp_path, sim).run(*fast(sim))
    assert done.code == 4
    assert "come back at" in done.err
    assert "run the same command then" in done.err
    async with simulator(world=sim.world) as sim:
        done = await Command(tmp_path, sim).run(*fast(sim))
    assert (done.code, call_ids(tmp_path / "acme.db")) == (0, everything(sim))


async def test_what_failed_is_told_and_comes_with_the_next_run(tmp_path: Path) -> None:
    """Three walks in a row lose their second page, and then the window is given up."""
    plan = {ordinal: Fault("stale-cursor") for ordinal in (1, 3, 5)}
    async with simulator(calls=TWO_PAGES, faults=Faults(plan=plan)) as sim:
        command, arguments = Command(tmp_path, sim), fast(sim, "acme.db", "--stream", "calls")
        done = await command.run(*arguments)
        assert done.code == 1
        assert "not complete: 0 windows kept" in done.err
        assert "given up: 2026-01-05T00:00:00Z to" in done.err
        assert "run the same command again" in done.err
        assert (await command.run(*arguments)).code == 0
        assert call_ids(tmp_path / "acme.db") == everything(sim)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
async def test_an_interrupted_harvest_keeps_whole_windows_and_goes_on(
    signum: signal.Signals, tmp_path: Path
) -> None:
    """One workspace is harvested, the other hangs at its second page when the signal comes."""
    faults = Faults(plan={2: Fault("hang")})
    async with simulator(calls=180, faults=faults) as sim:
        sizes = Counter(call.workspace_id for call in sim.world.calls)
        large, small = (
            workspace for workspace, _ in (sizes.most_common()[0], sizes.most_common()[-1])
        )
        arguments = fast(
            sim, "acme.db", "--stream", "calls", "--workspace", small, "--workspace", large
        )
        command = Command(tmp_path, sim)
        process = await command.start(*arguments)
        assert process.stderr is not None
        await process.stderr.readuntil(b"kept window 1 of")
        await eventually(lambda: sim.requests == 3)
        done = await stop(process, signum)
        assert done.code == 128 + signum
        assert f"1 window with {sizes[small]} calls kept; run the same command again" in done.err
        assert len(call_ids(tmp_path / "acme.db")) == sizes[small]

        again = await command.run(*arguments)
        assert (again.code, sim.requests) == (0, 5)
        assert len(call_ids(tmp_path / "acme.db")) == sizes[small] + sizes[large]


async def test_a_second_harvest_on_one_output_is_refused(tmp_path: Path) -> None:
    faults = Faults(plan={0: Fault("hang")})
    async with simulator(calls=10, faults=faults) as sim:
        command = Command(tmp_path, sim)
        first = await command.start(*fast(sim))
        await eventually(lambda: sim.requests == 1)
        second = await command.run(*fast(sim))
        assert (second.code, sim.requests) == (2, 1)
        assert f"another harvest is writing to acme.db: process {first.pid}" in second.err
        assert (await stop(first)).code == 128 + signal.SIGTERM


async def test_an_output_of_another_program_is_refused(sim: GongSim, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE theirs (x)")
    before = (tmp_path / "other.db").read_bytes()
    done = await Command(tmp_path, sim).run(*fast(sim, "other.db"))
    assert (done.code, sim.requests) == (2, 0)
    assert (tmp_path / "other.db").read_bytes() == before
