"""One company, many processes: together within its limits, though any of them may be killed."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from gong_async.client import Gong
from gong_async.errors import ConfigError, QuotaExhaustedError, RateLimitError, StateError
from gong_async.ledger import QuotaLedger
from gong_async.limiter import SharedLimiter
from gong_async.sim import GongSim
from tests.wire.hostile import Hostile, refuse
from tests.wire.rig import GOOD, connect, failure, script
from tests.wire.sharer import NOON

ROOT = Path(__file__).parents[2]
RATE = 50.0
PATHS = {"workspaces": "/v2/workspaces", "scorecards": "/v2/settings/scorecards"}


@asynccontextmanager
async def sharing(
    sim: GongSim, path: Path, listing: str, count: int, quota: int = 10_000
) -> AsyncIterator[Process]:
    """Start a process that shares the ledger at *path*, ready to make *count* calls."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.wire.sharer"),
        *(str(path), str(RATE), str(quota), listing, str(count)),
        cwd=ROOT,
        env=os.environ
        | {
            "GONG_BASE_URL": sim.url,
            "GONG_ACCESS_KEY": "sim-key",
            "GONG_ACCESS_KEY_SECRET": "sim-secret",
        },
        stdin=PIPE,
        stdout=PIPE,
    )
    try:
        assert await line(process) == "ready"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line(process: Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


def go(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.write(b"go\n")


async def told(process: Process) -> dict[str, Any]:
    """Let *process* come to its end; return what it says there."""
    said, _ = await process.communicate()
    assert process.returncode == 0
    counts: dict[str, Any] = json.loads(said.splitlines()[-1])
    return counts


def ledger(path: Path, quota: int = 10_000) -> QuotaLedger:
    return QuotaLedger(path, quota, now=lambda: NOON)


async def test_two_processes_share_one_pace_fairly_and_lose_nothing(
    tmp_path: Path, gong_sim: GongSim
) -> None:
    path = tmp_path / "acme.ledger"
    async with (
        sharing(gong_sim, path, "workspaces", 40) as one,
        sharing(gong_sim, path, "scorecards", 40) as other,
    ):
        go(one)
        go(other)
        ends = await asyncio.gather(told(one), told(other))
        assert [end["sent"] for end in ends] == [40, 40]
        assert gong_sim.requests == 80
        # Each alone makes 47 a second; a busy machine may let some arrive late, and so together.
        assert gong_sim.arrivals_in_any_second() <= 60
        early = Counter(seen.path for seen in gong_sim.log[:60])
        assert min(early[path] for path in PATHS.values()) >= 20
        assert ledger(path).spent() == 80


async def test_who_is_killed_neither_stops_the_others_nor_is_forgotten(
    tmp_path: Path, gong_sim: GongSim
) -> None:
    path = tmp_path / "acme.ledger"
    async with (
        sharing(gong_sim, path, "workspaces", 10_000) as victim,
        sharing(gong_sim, path, "scorecards", 40) as survivor,
    ):
        go(victim)
        go(survivor)
        for _ in range(10):
            assert await line(victim) == "answered"
        victim.kill()
        await victim.wait()
        assert (await told(survivor))["sent"] == 40
        arrived = Counter(seen.path for seen in gong_sim.log)
        assert arrived[PATHS["scorecards"]] == 40
        assert arrived[PATHS["workspaces"]] >= 10
        assert 0 <= ledger(path).spent() - gong_sim.requests <= 1, (
            "counted, and killed before it left"
        )


async def test_the_quota_of_a_day_is_spent_once(tmp_path: Path, gong_sim: GongSim) -> None:
    path = tmp_path / "acme.ledger"
    async with (
        sharing(gong_sim, path, "workspaces", 30, quota=20) as one,
        sharing(gong_sim, path, "scorecards", 30, quota=20) as other,
    ):
        go(one)
        go(other)
        ends = await asyncio.gather(told(one), told(other))
        assert gong_sim.requests == 20 == sum(end["sent"] for end in ends)
        assert sum(end["refused"] for end in ends) == 40
        assert {tuple(end["until"]) for end in ends} == {("2026-05-06 00:00:00+00:00",)}
        assert ledger(path).spent() == 20


# Two clients, as two processes one after the other


@asynccontextmanager
async def client(server: Hostile, path: Path, **policy: float) -> AsyncIterator[Gong]:
    limiter = SharedLimiter(rate=RATE, ledger=QuotaLedger(path))
    async with connect(server, limiter=limiter, policy=policy) as gong:
        yield gong


async def test_what_gong_said_of_the_quota_is_known_to_the_next(tmp_path: Path) -> None:
    spent = refuse(429, "Daily limit", headers=(("Retry-After", "3600"),))
    async with script(spent, GOOD) as server:
        async with client(server, tmp_path / "ledger") as gong:
            first = await failure(gong.calls.get("1"))
        async with client(server, tmp_path / "ledger") as gong:
            then = [await failure(gong.calls.get("1")) for _ in range(3)]
            assert gong.usage.requests == 0
        assert len(server.requests) == 1
        async with client(server, tmp_path / "of another company") as gong:
            assert (await gong.calls.get("1")).id == "1"
    assert isinstance(first, QuotaExhaustedError)
    for error in then:
        assert isinstance(error, QuotaExhaustedError)
        assert (error.attempts, error.retry_at) == (0, first.retry_at)
        assert error.operation == first.operation == "getCall"
        assert "nothing was sent" in str(error)


async def test_a_pause_that_gong_asked_for_binds_the_others(tmp_path: Path) -> None:
    wait = refuse(429, headers=(("Retry-After", "1"),))
    async with script(wait, GOOD) as server:
        async with client(server, tmp_path / "ledger", told_waits=0) as gong:
            assert type(await failure(gong.calls.get("1"))) is RateLimitError
        async with client(server, tmp_path / "ledger") as gong:
            await asyncio.gather(*(gong.calls.get("1") for _ in range(5)))
            assert gong.usage.throttled == 0
        assert len(server.requests) == 6
        assert server.requests[1].at - server.answered[0] >= 0.99


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        (b"SQLite format 3\0", StateError, "no quota ledger"),
        (b'{"format": "gong_async quota ledger", "version": 7}', StateError, "upgrade gong_async"),
        (b'{"format": "gong_async quota ledger", "version": 1}', StateError, "damaged"),
        (None, ConfigError, "cannot be opened"),
    ],
    ids=["foreign", "newer", "damaged", "no folder"],
)
async def test_an_unusable_ledger_is_told_before_any_request(
    tmp_path: Path, content: bytes | None, error: type[Exception], said: str
) -> None:
    path = tmp_path / "ledger" if content else tmp_path / "missing" / "ledger"
    if content:
        path.write_bytes(content)
    async with script(GOOD) as server, client(server, path) as gong:
        with pytest.raises(error, match=said) as caught:
            await gong.calls.get("1")
        assert str(path) in str(caught.value)
        assert (len(server.requests), gong.usage.requests) == (0, 0)
    assert path.exists() == bool(content)
    assert content is None or path.read_bytes() == content, "whatever it is, it is somebody's"
