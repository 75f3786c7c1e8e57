"""One harvest of a simulated company, as a process of its own: to be killed."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

from gong_async import Gong, PacedLimiter
from gong_async.harvest import Harvester, HarvestJob, HarvestReport, open_sink


async def run(
    output: str, since: str, until: str, form: str | None = None, size: int = 60
) -> HarvestReport:
    job = HarvestJob(
        since=datetime.fromisoformat(since),
        until=datetime.fromisoformat(until),
        calls_per_window=size,
    )
    async with Gong.from_env(limiter=PacedLimiter(rate=1_000)) as gong:
        return await Harvester(gong, open_sink(output, form)).run(job)


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(run(*sys.argv[1:])).complete else 1)
