"""What the tests of the harvest ask for, and what they find then."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from gong_async.sim import GongSim
from tests.cli.command import Ended


def span(sim: GongSim) -> tuple[str, ...]:
    return ("--since", f"{sim.world.start:%Y-%m-%d}", "--until", f"{sim.world.end:%Y-%m-%d}")


def fast(sim: GongSim, out: str = "acme.db", *more: str) -> tuple[str, ...]:
    return ("harvest", out, *span(sim), "--rate", "1000", *more)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


def call_ids(path: Path, company: str = "default") -> list[str]:
    query = f"SELECT call_id FROM calls WHERE company = '{company}' ORDER BY call_id"
    return [call_id for (call_id,) in rows(path, query)]


def everything(sim: GongSim) -> list[str]:
    return sorted(call.id for call in sim.world.calls)


def events(done: Ended) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.out.splitlines()]
