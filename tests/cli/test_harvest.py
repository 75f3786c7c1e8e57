from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gong_async.sim import Fault, Faults, GongSim
from tests.cli.command import Command, eventually, simulator, stop
from tests.cli.harvests import call_ids, everything, fast

CALLS = 30
TWO_PAGES = 110


@pytest.fixture
async def sim() -> AsyncIterator[GongSim]:
    async with simulator(calls=CALLS) as running:
        yield running


async def test_a_harvest_brings_everything_and_says_so(sim: GongSim, tmp_path: Path) -> None:
    done = await Command(tmp_path, sim).run(*fast(sim))
    assert (done.code, done.out) == (0, "")
    assert call_ids(tmp_path / "acme.db") == everything(sim)
    assert "is taken as 2026-01-05T00:00:00Z" in done.err
    assert f"found {CALLS} calls" in done.err
    assert "harvesting calls from 2026-01-05T00:00:00Z to 2026-07-04T00:00:00Z" in done.err
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
        "StreamDone",
        "WindowDone",
    }
    assert report["event"] == "HarvestReport"
    assert report["complete"] is True
    assert report["rows"]["calls"] == CALLS
    assert report["requests"] == sim.requests


async def test_a_reader_of_events_that_leaves_does_not_end_the_harvest(
    sim: GongSim, tmp_path: Path
) -> None:
    command = Command(tmp_path, sim)
    done = await command.run_without_reader(*fast(sim, "acme.db", "--events", "json"))
    assert done.code == 0
    assert done.err.count("events cannot be written any more") == 1
    assert call_ids(tmp_path / "acme.db") == everything(sim)


async def test_without_since_it_goes_on_where_the_last_run_ended(
    sim: GongSim, tmp_path: Path
) -> None:
    command = Command(tmp_path, sim)
    arguments = ("harvest", "acme.db", "--look-back", "12h", "--rate", "1000")
    first = await command.run(*arguments)
    assert first.code == 0
    assert "harvesting calls of the last 365 days, from " in first.err
    assert "(later ones are left to settle for 15 minutes); --since for more" in first.err
    asked = len(sim.log)
    again = await command.run(*arguments)
    assert again.code == 0
    assert "going on after the last run: calls from " in again.err
    assert "the last 12 hours once more" in again.err
    since, until = asked_for(sim, asked)
    assert timedelta(hours=12) <= until - since < timedelta(hours=13)


async def test_an_until_that_is_too_late_is_capped(sim: GongSim, tmp_path: Path) -> None:
    options = ("--since", "2026-01-01", "--until", "2999-01-01", "--rate", "1000")
    before = datetime.now(UTC)
    done = await Command(tmp_path, sim).run("harvest", "acme.db", "--stream", "calls", *options)
    assert done.code == 0
    assert "(later ones are left to settle for 15 minutes)" in done.err
    _, until = asked_for(sim, 0)
    assert before - timedelta(minutes=15) <= until <= datetime.now(UTC) - timedelta(minutes=15)


def asked_for(sim: GongSim, ordinal: int) -> tuple[datetime, datetime]:
    wanted = sim.log[ordinal].body["filter"]
    since, until = (datetime.fromisoformat(wanted[f"{end}DateTime"]) for end in ("from", "to"))
    return since, until


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


async def test_what_failed_is_told_and_comes_with_the_next_run(tmp_path: Path) -> None:
    """Its three listings lose their second page, twice; then the window is given up."""
    plan = {ordinal: Fault("stale-cursor") for ordinal in range(1, 12, 2)}
    async with simulator(calls=TWO_PAGES, faults=Faults(plan=plan)) as sim:
        command, arguments = Command(tmp_path, sim), fast(sim, "acme.db", "--stream", "calls")
        done = await command.run(*arguments)
        assert done.code == 1
        assert "not complete: 0 windows kept" in done.err
        assert "given up: 2026-01-05T00:00:00Z to" in done.err
        assert "run the same command again" in done.err
        assert (await command.run(*arguments)).code == 0
        assert call_ids(tmp_path / "acme.db") == everything(sim)


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
