"""
The same transcripts, fetched by other packages: what they cost, and what they make of trouble.

Each package lives in a virtual environment of its own, which is made on the first run and kept
in the folder for temporary files; the simulator is a process of its own.  Takes some minutes.

* ``cpu``: seconds of work for 1,000 transcripts of real size, imports aside; ``peak``: memory.
* ``wall``: seconds for six pages at 3 requests a second, by the latency of the server, and how
  many answers of 429 that drew.
* What becomes of a harvest of three pages whose second answer breaks off, is a page of HTML with
  status 200, or says that the cursor has expired; and of a range in which nothing was said,
  where Gong answers 404.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen
from neighbour import neighbour

from gong_async.sim import Fault, Faults, GongSim, World

HERE = Path(__file__).parent
START = datetime(2026, 1, 5, tzinfo=UTC)
UNTIL = START + timedelta(days=180)
PATIENCE = 120.0


@frozen
class Peer:
    """
    A package.

    Args:
        script: In the folder ``peers``.

        requires: What pip installs; None for what runs this.

        python: The interpreter's name.
    """

    name: str
    script: str
    requires: str | None = None
    python: str = sys.executable


PEERS = (
    Peer("gong_async, models", "with_gong_async.py"),
    Peer("gong_async, into SQLite", "with_harvest.py"),
    Peer("aiohttp, bare loop", "with_aiohttp.py", "aiohttp==3.14.5"),
    Peer("gongy 0.5.3", "with_gongy.py", "gongy==0.5.3", "python3.13"),
    Peer("airbyte-agent-sdk 0.1.380", "with_airbyte.py", "airbyte-agent-sdk==0.1.380"),
    Peer("dlt 1.31.0, into DuckDB", "with_dlt.py", "dlt[duckdb,parquet]==1.31.0"),
)


@cache
def interpreter(peer: Peer) -> str:
    """Return the Python that has the package; raise RuntimeError, and say why, if none has."""
    if peer.requires is None:
        return sys.executable
    home = Path(tempfile.gettempdir(), "gong-async-peers", peer.requires)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (home / "ready").exists():
        base = shutil.which(peer.python)
        if base is None:
            raise RuntimeError(f"needs {peer.python}, which is not here")
        _run(base, "-m", "venv", "--clear", str(home))
        _run(str(python), "-m", "pip", "install", "-q", peer.requires)
        (home / "ready").touch()
    return str(python)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        told = done.stderr.strip().splitlines() or ["no reason given"]
        raise RuntimeError(f"cannot be installed: {told[-1]}")


def fetch(peer: Peer, url: str, since: datetime = START, until: datetime = UNTIL) -> dict[str, Any]:
    """Let *peer* fetch the transcripts; return what it tells."""
    command = [interpreter(peer), str(HERE / "peers" / peer.script), url]
    own = {"PYTHONPATH": str(HERE.parent)} if peer.requires is None else {}
    try:
        done = subprocess.run(
            [*command, since.isoformat(), until.isoformat()],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
            env={**os.environ, **own},
        )
    except subprocess.TimeoutExpired:
        return {"error": f"not done within {PATIENCE:.0f} s", "calls": 0, "distinct": 0}
    if not done.stdout.strip():
        raise RuntimeError((done.stderr.strip().splitlines() or ["it told nothing"])[-1])
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@cache
def spoken(calls: int) -> int:
    """How many of the simulated company's calls have a transcript from the start."""
    return sum(not (call.late or call.silent) for call in World(calls=calls, start=START).calls)


def cost(peer: Peer, calls: int) -> str:
    with neighbour(GongSim, calls=calls, start=START, rate=None, quota=None) as (url, _):
        told = fetch(peer, url)
    if told["distinct"] != spoken(calls):
        return f"{outcome(told, spoken(calls)):>22}"
    each = told["cpu"] / told["calls"]
    return f"{each * 1e3:10.2f} s{told['peak'] * 1024 / 1e6:7.0f} MB"


def pace(peer: Peer, calls: int, latency: float) -> str:
    with neighbour(GongSim, calls=calls, start=START, latency=latency) as (url, end):
        told = fetch(peer, url)
        refused = end()
    if told["distinct"] != spoken(calls):
        return f"{outcome(told, spoken(calls)):>22}"
    return f"{told['wall']:10.1f} s{refused:6} 429s"


def trouble(peer: Peer) -> Iterable[tuple[str, str]]:
    """Yield what went wrong, and what became of it."""
    for kind in ("cut", "garbled", "stale-cursor"):
        faults = Faults(plan={1: Fault(kind)})
        with neighbour(GongSim, calls=250, start=START, faults=faults) as (url, _):
            yield kind, outcome(fetch(peer, url), spoken(250))
    with neighbour(GongSim, calls=250, start=START) as (url, _):
        before = START - timedelta(days=10)
        yield "empty range", outcome(fetch(peer, url, before, START), 0)


def outcome(told: dict[str, Any], expected: int) -> str:
    if told["error"]:
        return f"{told['error'][:90]} ({told['distinct']} of {expected} kept)"
    if told["calls"] == told["distinct"] == expected:
        return "whole" if expected else "empty, as it is"
    return f"NOBODY IS TOLD: {told['calls']} calls, {told['distinct']} different, of {expected}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=600)
    parser.add_argument("--only", nargs="*", default=[], help="parts of the names of packages")
    options = parser.parse_args()
    peers = [p for p in PEERS if not options.only or any(o in p.name for o in options.only)]
    head = f"{'cpu per 1,000':>12}{'peak':>9}{'wall at 0.3 s':>22}{'wall at 1 s':>22}"
    print(f"{'':28}{head}")
    for peer in peers:
        try:
            row = cost(peer, options.calls)
            row += "".join(f"{pace(peer, options.calls, each):>22}" for each in (0.3, 1.0))
        except RuntimeError as error:
            row = f" {error}"
        print(f"{peer.name:28}{row}", flush=True)
    for peer in peers:
        print(f"\n{peer.name}")
        try:
            for what, became in trouble(peer):
                print(f"  {what:14}{became}", flush=True)
        except RuntimeError as error:
            print(f"  {error}")


if __name__ == "__main__":
    main()
