"""What a harvest may spend, and what it does where that is not enough."""

from __future__ import annotations

import asyncio
import json
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gong_async.ledger import QuotaLedger
from tests.cli.command import Command, ended, simulator, stop
from tests.cli.harvests import call_ids, events, everything, fast

CALLS = 20
LEDGER = ".gong-ledger-default.json"


async def test_a_spent_quota_tells_when_to_come_back_and_is_remembered(tmp_path: Path) -> None:
    async with simulator(calls=CALLS, quota=3) as sim:
        command = Command(tmp_path, sim)
        done = await command.run(*fast(sim))
        asked = sim.requests
        again = await command.run(*fast(sim))
    assert (done.code, again.code, sim.requests) == (4, 4, asked)
    assert "come back at" in done.err
    assert "come back at" in again.err
    assert "run the same command then" in done.err
    async with simulator(world=sim.world) as sim:
        done = await Command(tmp_path, sim).run(*fast(sim, "acme.db", "--ledger", "new.json"))
    assert (done.code, call_ids(tmp_path / "acme.db")) == (0, everything(sim))


async def test_no_more_is_spent_than_the_share_of_the_quota(tmp_path: Path) -> None:
    async with simulator(calls=CALLS) as sim:
        command = Command(tmp_path, sim)
        share = ("--quota", "4", "--quota-share", "0.5")
        done = await command.run(*fast(sim, "acme.db", *share, "--events", "json"))
        assert (done.code, sim.requests) == (4, 2)
        assert "2 calls were made" in done.err
        *_, last = events(done)
        assert (last["event"], last["error"]) == ("HarvestFailed", "QuotaExhaustedError")
        assert datetime.fromisoformat(last["retry_at"]) > datetime.now(UTC)

        more = await command.run(*fast(sim, "acme.db", "--quota", "100"))
        assert (more.code, call_ids(tmp_path / "acme.db")) == (0, everything(sim))


async def test_it_waits_for_the_quota_and_says_so(tmp_path: Path) -> None:
    async with simulator(calls=CALLS) as sim:
        arguments = fast(sim, "acme.db", "--quota", "2", "--wait-for-quota")
        process = await Command(tmp_path, sim).start(*arguments)
        assert process.stderr is not None
        await process.stderr.readuntil(b"the daily quota is spent; waiting until ")
        assert (await process.stderr.readline()).endswith(b"T00:00:00Z\n")
        done = await stop(process)
    assert (done.code, sim.requests) == (128 + signal.SIGTERM, 2)
    assert "run the same command again to go on" in done.err


async def test_two_harvests_count_in_one_ledger(tmp_path: Path) -> None:
    async with simulator(calls=10) as sim:
        command = Command(tmp_path, sim)
        both = [await command.start(*fast(sim, out)) for out in ("one.db", "two.db")]
        done = await asyncio.gather(*map(ended, both))
    assert [each.code for each in done] == [0, 0]
    assert QuotaLedger(tmp_path / LEDGER).spent() == sim.requests


async def test_a_ledger_may_be_named(tmp_path: Path) -> None:
    async with simulator(calls=10) as sim:
        arguments = fast(sim, "acme.db", "--stream", "users", "--ledger", "shared.json")
        assert (await Command(tmp_path, sim).run(*arguments)).code == 0
    assert not (tmp_path / LEDGER).exists()
    assert QuotaLedger(tmp_path / "shared.json").spent() == sim.requests == 1


@pytest.mark.parametrize("content", ["no ledger", json.dumps({"format": "something else"})])
async def test_a_ledger_that_is_none_costs_nothing(content: str, tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text(content)
    async with simulator(calls=10) as sim:
        done = await Command(tmp_path, sim).run(*fast(sim, "acme.db", "--ledger", "notes.json"))
    assert (done.code, sim.requests) == (2, 0)
    assert "notes.json is no quota ledger" in done.err
    assert (tmp_path / "notes.json").read_text() == content
