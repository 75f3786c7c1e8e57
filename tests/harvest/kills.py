"""
Kill a harvest again and again, without warning, and compare what it leaves in the end.

``python tests/harvest/kills.py --kills 50`` prints how many requests the kills cost.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
from pathlib import Path

from attrs import frozen

from gong_async.sim import GongSim

if __package__:
    from .digest import tables
else:
    from digest import tables


@frozen
class Outcome:
    same: bool
    kills: int
    requests_undisturbed: int
    requests_with_kills: int
    runs: int
    tables: dict[str, str]


async def harvest(sim: GongSim, database: Path, *, patience: float | None = None) -> int | None:
    """Run one harvest as a user would; after *patience* seconds, kill -9.  Return its exit code."""
    since, until = f"{sim.world.start:%Y-%m-%d}", f"{sim.world.end:%Y-%m-%d}"
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "GONG_BASE_URL": sim.url,
        "GONG_ACCESS_KEY": "sim-key",
        "GONG_ACCESS_KEY_SECRET": "sim-secret",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "gong_async", "harvest", str(database), "--rate", "1000"),
        *("--since", since, "--until", until),
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(patience):
            _, said = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return None
    if process.returncode:
        raise RuntimeError(said.decode())
    return process.returncode


async def compare(folder: Path, *, kills: int, calls: int, seed: int) -> Outcome:
    """Harvest once in peace and once with *kills* kills; tell whether the databases agree."""
    dice = random.Random(seed)
    settings = {"seed": seed, "calls": calls, "rate": None, "quota": None, "late_after": 1e9}
    async with GongSim(**settings) as sim:
        began = asyncio.get_running_loop().time()
        await harvest(sim, folder / "peace.db")
        length, peaceful = asyncio.get_running_loop().time() - began, sim.requests
        killed = runs = 0
        while killed < kills:
            runs += 1
            patience = dice.uniform(0.0, length)
            killed += await harvest(sim, folder / "war.db", patience=patience) is None
        await harvest(sim, folder / "war.db")
        left = tables(folder / "war.db")
        return Outcome(
            same=left == tables(folder / "peace.db"),
            kills=killed,
            requests_undisturbed=peaceful,
            requests_with_kills=sim.requests - peaceful,
            runs=runs + 1,
            tables=left,
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--calls", type=int, default=6_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(
            compare(Path(folder), kills=options.kills, calls=options.calls, seed=options.seed)
        )
    for name, digest in outcome.tables.items():
        print(f"{name:20} {digest}")
    print(
        f"{outcome.kills} kills in {outcome.runs} runs: {outcome.requests_with_kills} requests"
        f" instead of {outcome.requests_undisturbed}; the databases"
        f" {'are the same' if outcome.same else 'DIFFER'}"
    )
    return 0 if outcome.same else 1


if __name__ == "__main__":
    sys.exit(main())
