"""
Harvest while every fifth answer goes wrong, and compare with a harvest in peace.

``python -m tests.harvest.faulty --seeds 20`` prints what the faults cost.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from gong_async import Gong, PacedLimiter, RetryPolicy
from gong_async.harvest import Harvester, HarvestJob, HarvestReport, open_sink
from gong_async.sim import Fault, Faults, GongSim, World

from .digest import assert_holds
from .remembered import TerseWorld

CALLS, SIZE = 9_000, 400

TRANSIENT = (
    Fault("429", retry_after="0"),
    Fault("429", retry_after=None),
    *map(Fault, ("500", "502-html", "reset", "disconnect", "cut", "cut-json", "garbled")),
    *map(Fault, ("empty", "error-envelope", "missing-records", "null-list")),
    *map(Fault, ("stale-cursor", "false-404")),
    Fault("503-retry-after", retry_after="0"),
    Fault("drip", seconds=0.01),
)
"""All that goes wrong once and is well the next time; none that makes us wait for long."""


@frozen
class Cost:
    peaceful: int
    faulty: int
    faults: int

    @property
    def ratio(self) -> float:
        return self.faulty / self.peaceful


async def harvest(sim: GongSim, database: Path) -> HarvestReport:
    gong = Gong(
        access_key="sim-key",
        access_key_secret="sim-secret",
        base_url=sim.url,
        limiter=PacedLimiter(rate=2_000),
        retry=RetryPolicy(first_wait=0.001, longest_wait=0.005),
    )
    job = HarvestJob(since=sim.world.start, until=sim.world.end, calls_per_window=SIZE)
    async with gong:
        report = await Harvester(gong, open_sink(database), walks=3).run(job)
    assert report.complete, report
    assert report.rows["calls"] == len(sim.world.calls), "a call came twice"
    assert_holds(database, sim)
    return report


async def cost(world: World, seeds: Iterable[int], folder: Path) -> list[Cost]:
    """Harvest once in peace, and once for each of *seeds*."""
    settings = {"world": world, "rate": None, "quota": None, "late_after": 1e9}
    async with GongSim(**settings) as sim:
        peaceful = (await harvest(sim, folder / "peace.db")).requests
    found: list[Cost] = []
    for seed in seeds:
        faults = Faults(rate=0.2, seed=seed, kinds=TRANSIENT)
        async with GongSim(**settings, faults=faults) as sim:
            report = await harvest(sim, folder / f"{seed}.db")
            broken = sum(seen.fault is not None for seen in sim.log)
        found.append(Cost(peaceful, report.requests, broken))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--calls", type=int, default=CALLS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world = TerseWorld(seed=11, calls=options.calls)
        costs = asyncio.run(cost(world, range(options.seeds), Path(folder)))
    for seed, each in enumerate(costs):
        print(
            f"seed {seed}: {each.faults} faults, {each.faulty} requests"
            f" instead of {each.peaceful}: {each.ratio:.2f}"
        )
    mean = sum(each.ratio for each in costs) / len(costs)
    most = max(each.ratio for each in costs)
    print(f"{len(costs)} harvests, all whole: {mean:.2f} times the requests, {most:.2f} at most")
    return 0


if __name__ == "__main__":
    sys.exit(main())
