"""What a key may read and may not: each scope costs its stream alone, and no request twice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gong_async import AuthenticationError
from gong_async.sim import World
from gong_async.sim.server import Seen

from .conftest import Serve
from .digest import assert_holds
from .remembered import TerseWorld


@pytest.fixture(scope="module")
def world() -> World:
    return TerseWorld(seed=6, calls=600)


SCOPES = {
    "calls": ("api:calls:read:extensive", {"transcripts", "users"}),
    "transcripts": ("api:calls:read:transcript", {"calls", "users"}),
    "users": ("api:users:read", {"calls", "transcripts"}),
}


@pytest.mark.parametrize("size", [60, 3_000])
@pytest.mark.parametrize("stream", SCOPES)
async def test_a_scope_that_is_missing_costs_its_stream_alone(
    serve: Serve, tmp_path: Path, stream: str, size: int
) -> None:
    scope, others = SCOPES[stream]
    company = await serve(denied_scopes=(scope,))
    streams = ("calls", "transcripts", "users")
    report = await company.harvest(tmp_path / "acme.db", streams=streams, calls_per_window=size)
    assert report.skipped == {stream: scope}
    assert not report.failed
    assert report.pending == 0 or stream == "users"
    assert_holds(tmp_path / "acme.db", company.sim, streams=others)
    granted = await serve()
    await granted.harvest(tmp_path / "acme.db", streams=streams, calls_per_window=size)
    assert_holds(tmp_path / "acme.db", granted.sim)


async def test_a_key_without_any_scope_costs_few_requests(serve: Serve, tmp_path: Path) -> None:
    company = await serve(denied_scopes=tuple(scope for scope, _ in SCOPES.values()))
    with pytest.raises(AuthenticationError):
        await company.harvest(tmp_path / "acme.db", streams=tuple(SCOPES))
    assert company.sim.requests <= 3


@pytest.mark.parametrize("size", [60, 3_000])
@pytest.mark.parametrize("stream", ["calls", "transcripts"])
async def test_one_stream_alone(serve: Serve, tmp_path: Path, stream: str, size: int) -> None:
    company = await serve()
    report = await company.harvest(tmp_path / "acme.db", streams=(stream,), calls_per_window=size)
    assert report.complete
    assert_holds(tmp_path / "acme.db", company.sim, streams=(stream,))


@pytest.mark.parametrize("size", [20, 3_000])
async def test_a_key_that_loses_a_scope_on_the_way_loses_no_record(
    serve: Serve, tmp_path: Path, world: World, size: int
) -> None:
    pages = 0

    def lie(seen: Seen, _content: dict[str, Any]) -> int | None:
        nonlocal pages
        pages += seen.path.endswith("/calls/extensive")
        return 403 if seen.path.endswith("/calls/extensive") and pages > 4 else None

    company = await serve(lie=lie)
    report = await company.harvest(tmp_path / "acme.db", calls_per_window=size)
    assert set(report.skipped) == {"calls"}
    assert report.quarantined == 0
    assert not report.failed
    with closing(sqlite3.connect(tmp_path / "acme.db")) as db:
        kept = {call_id for (call_id,) in db.execute("SELECT call_id FROM transcripts")}
    assert kept == set(company.sim.truth().transcripts)
