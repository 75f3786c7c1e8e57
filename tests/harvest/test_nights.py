"""Ten nights of a company that lives: at last the output is what Gong has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from gong_async import Gong
from gong_async.harvest import Harvester, HarvestJob, HarvestReport, open_sink
from gong_async.sim import GongSim
from gong_async.sim.world import SimCall

from .conftest import client
from .digest import assert_holds
from .remembered import TerseWorld

NIGHTS, HISTORY, A_DAY = 10, 30, 40  # nights, days before them, calls a day
DAY = timedelta(days=1)


class Company:
    """A company whose clock is the real one: the last night is now."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.end = datetime.now(UTC).replace(microsecond=0)
        days = HISTORY + NIGHTS
        world = TerseWorld(seed=seed, calls=days * A_DAY, start=self.end - days * DAY, days=days)
        self.sim = GongSim(world=world, rate=None, quota=None)
        self.gone: set[str] = set()

    def night(self, number: int) -> datetime:
        return self.end - (NIGHTS - 1 - number) * DAY

    def recent(self, now: datetime, days: int) -> list[SimCall]:
        return [
            call
            for call in self.sim.world.calls
            if now - days * DAY <= call.when < now and call.id not in self.gone
        ]

    def live(self, now: datetime) -> None:
        """Let a day pass: some of what was said in the last days changes, goes, or comes late."""
        calls = self.recent(now, 5)
        for call in self.rng.sample(calls, 12):
            self.change(call, now)
        fresh = [call for call in calls if call.when > now - timedelta(hours=20)]
        for call in self.rng.sample(fresh, min(3, len(fresh))):
            self.sim.delay(call.id, now + 2 * DAY if now < self.end - 2 * DAY else now)
        self.sim.now = now

    def change(self, call: SimCall, now: datetime) -> None:
        match self.rng.randrange(4):
            case 0:
                self.gone.add(call.id)
                self.sim.delete(call.id)
            case 1:
                self.sim.edit(call.id, title=f"edited at {now:%d}")
            case 2:
                moved = (call.when + timedelta(minutes=50)).isoformat()
                self.sim.edit(call.id, scheduled=moved, started=moved)
            case _:
                earlier = (call.when - timedelta(hours=7)).isoformat()
                self.sim.edit(call.id, scheduled=None, started=earlier)


async def harvest(gong: Gong, database: Path, until: datetime, size: int) -> HarvestReport:
    job = HarvestJob(until=until, calls_per_window=size, streams=("calls", "transcripts"))
    return await Harvester(gong, open_sink(database)).run(job)


@pytest.mark.parametrize(("seed", "size"), [(1, 3_000), (2, 60)])
async def test_ten_nights(seed: int, size: int, tmp_path: Path) -> None:
    company = Company(seed)
    reports: list[HarvestReport] = []
    async with company.sim as sim, client(sim) as gong:
        for number in range(NIGHTS):
            until = company.night(number)
            company.live(until)
            reports.append(await harvest(gong, tmp_path / "acme.db", until, size))
        assert all(report.complete for report in reports)
        sim.publish_transcripts()
        sim.now = company.end - timedelta(minutes=15)
        reports.append(await harvest(gong, tmp_path / "acme.db", company.end, size))
        assert_holds(tmp_path / "acme.db", sim)
    told(reports)
    assert sum(report.removed for report in reports) > 0


def told(reports: Sequence[HarvestReport]) -> None:
    first, *later = [report.requests for report in reports]
    print(f"\n{first} requests the first night, then {', '.join(map(str, later))}")
    assert max(later) < first
