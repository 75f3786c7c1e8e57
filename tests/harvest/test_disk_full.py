"""A disk that is full ends a harvest; what was committed is safe, and the next one goes on."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gong_async.harvest.sinks import open_sink
from gong_async.sim import World

from .conftest import Company, Serve
from .digest import assert_holds
from .remembered import TerseWorld

CHILD = """
import asyncio, resource, signal, sys
from gong_async import SinkError
from tests.harvest.one_run import run
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
try:
    report = asyncio.run(run(*sys.argv[2:]))
except SinkError as error:
    print(error)
    sys.exit(5)
sys.exit(0 if report.complete else 1)
"""


@pytest.fixture(scope="module")
def world() -> World:
    return TerseWorld(seed=13, calls=900)


async def harvest_with(company: Company, database: Path, limit: int) -> tuple[int, str]:
    """Harvest in a process whose files may have *limit* bytes; return its exit code and words."""
    world = company.sim.world
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CHILD, str(limit), str(database)),
        *(world.start.isoformat(), world.end.isoformat()),
        env={
            "PATH": os.environ.get("PATH", ""),
            "GONG_BASE_URL": company.sim.url,
            "GONG_ACCESS_KEY": "sim-key",
            "GONG_ACCESS_KEY_SECRET": "sim-secret",
        },
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


def assert_whole(database: Path) -> int:
    """Assert that what *database* says is done is there; return how many calls it has."""
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (calls,) = db.execute("SELECT count(*) FROM calls").fetchone()
        (parties,) = db.execute("SELECT count(DISTINCT call_id) FROM parties").fetchone()
    assert calls == parties
    sink = open_sink(database)
    sink.open()
    assert sink.done("default", None, "calls") == sink.done("default", None, "transcripts")
    assert bool(sink.done("default", None, "calls")) == bool(calls)
    sink.close()
    return int(calls)


@pytest.mark.parametrize("share", [0.35, 0.6, 0.9])
async def test_a_file_that_may_not_grow(serve: Serve, tmp_path: Path, share: float) -> None:
    company = await serve()
    code, said = await harvest_with(company, tmp_path / "whole.db", resource.RLIM_INFINITY)
    assert (code, said) == (0, "")
    limit = int(share * (tmp_path / "whole.db").stat().st_size)
    code, said = await harvest_with(company, tmp_path / "acme.db", limit)
    assert code == 5, said
    assert "safe" in said
    assert 0 <= assert_whole(tmp_path / "acme.db") < 900
    code, said = await harvest_with(company, tmp_path / "acme.db", resource.RLIM_INFINITY)
    assert (code, said) == (0, "")
    assert_holds(tmp_path / "acme.db", company.sim)
