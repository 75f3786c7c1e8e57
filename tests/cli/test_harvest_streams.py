"""Which streams are harvested, into what, and what becomes of those that the key may not read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.cli.command import Command, simulator
from tests.cli.harvests import call_ids, events, everything, fast, rows


async def test_default_streams_have_to_be_there(tmp_path: Path) -> None:
    async with simulator(calls=10, denied_scopes=("api:workspaces:read",)) as sim:
        done = await Command(tmp_path, sim).run(*fast(sim, "acme.db", "--events", "json"))
    assert done.code == 3
    assert "without workspaces, which the key may not read" in done.err
    assert "grant the scope api:workspaces:read" in done.err
    *_, report = events(done)
    assert report["skipped"] == {"workspaces": "api:workspaces:read"}
    assert call_ids(tmp_path / "acme.db") == everything(sim)


async def test_all_is_all_that_the_key_may_read(tmp_path: Path) -> None:
    async with simulator(calls=10, days=20, denied_scopes=("api:coaching:read",)) as sim:
        done = await Command(tmp_path, sim).run(*fast(sim, "acme.db", "--stream", "all"))
        named = await Command(tmp_path, sim).run(
            *fast(sim, "acme.db", "--stream", "coaching", "--stream", "users")
        )
    assert done.code == 0
    assert "grant the scope api:coaching:read" in done.err
    assert rows(tmp_path / "acme.db", "SELECT count(*) > 0 FROM scorecards") == [(1,)]
    assert named.code == 3


@pytest.mark.parametrize(
    ("options", "module", "found"),
    [
        (("acme/",), "pyarrow", "acme/calls"),
        (("acme.duckdb",), "duckdb", "acme.duckdb"),
        (("acme.data", "--format", "sqlite"), None, "acme.data"),
    ],
)
async def test_formats(
    options: tuple[str, ...], module: str | None, found: str, tmp_path: Path
) -> None:
    if module is not None:
        pytest.importorskip(module)
    async with simulator(calls=10) as sim:
        done = await Command(tmp_path, sim).run(*fast(sim, *options))
    assert done.code == 0
    assert "done: 1 window kept" in done.err
    assert (tmp_path / found).exists()


async def test_jsonl_has_the_records(tmp_path: Path) -> None:
    async with simulator(calls=10) as sim:
        await Command(tmp_path, sim).run(*fast(sim, "out", "--format", "jsonl"))
    lines = [
        json.loads(line)
        for path in (tmp_path / "out" / "calls").rglob("*.jsonl.gz")
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    assert len(lines) == 10
