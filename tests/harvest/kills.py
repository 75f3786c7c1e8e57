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
    from .remembered import RememberedWorld
else:
    from digest import tables
    from remembered import RememberedWorld

ONE_RUN = Path(__file__).with_name("one_run.py")


@frozen
class Outcome:
    same: bool
    kills: int
    harvests: int
    requests_undisturbed: int
    requests_with_kills: int
    tables: dict[str, str]


async def harvest(sim: GongSim, database: Path, *, patience: float | None = None) -> bool:
    """Run one harvest; after *patience* seconds, kill -9.  Tell whether that was needed."""
    since, until = sim.world.start.isoformat(), sim.world.end.isoformat()
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "GONG_BASE_URL": sim.url,
        "GONG_ACCESS_KEY": "sim-key",
        "GONG_ACCESS_KEY_SECRET": "sim-secret",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *(str(ONE_RUN), str(database), since, until),
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
        return True
    if process.returncode:
        raise RuntimeError(said.decode())
    return False


async def compare(folder: Path, *, kills: int, calls: int, seed: int) -> Outcome:
    """Harvest once in peace and once with *kills* kills; tell whether the databases agree."""
    dice = random.Random(seed)
    world = RememberedWorld(seed=seed, calls=calls)
    async with GongSim(world=world, rate=None, quota=None, late_after=1e9) as sim:
        clock = asyncio.get_running_loop().time
        await harvest(sim, folder / "rehearsal.db")
        rehearsed, began = sim.requests, clock()
        await harvest(sim, folder / "peace.db")
        length, peaceful = clock() - began, sim.requests - rehearsed
        peace = tables(folder / "peace.db")
        killed = completed = 0
        same = True
        while killed < kills:
            killed += await harvest(sim, folder / "war.db", patience=dice.uniform(0.0, length))
            if killed == kills or not dice.randrange(8):
                await harvest(sim, folder / "war.db")
                same &= tables(folder / "war.db") == peace
                completed += 1
                (folder / "war.db").unlink()
        return Outcome(
            same=same,
            kills=killed,
            harvests=completed,
            requests_undisturbed=peaceful,
            requests_with_kills=sim.requests - rehearsed - peaceful,
            tables=peace,
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--calls", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(
            compare(Path(folder), kills=options.kills, calls=options.calls, seed=options.seed)
        )
    for name, digest in outcome.tables.items():
        print(f"{name:20} {digest}")
    each = outcome.requests_with_kills / outcome.harvests
    print(
        f"{outcome.kills} kills of {outcome.harvests} harvests: {each:.0f} requests for each"
        f" instead of {outcome.requests_undisturbed}; the databases"
        f" {'are the same' if outcome.same else 'DIFFER'}"
    )
    return 0 if outcome.same else 1


if __name__ == "__main__":
    sys.exit(main())
