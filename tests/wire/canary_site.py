"""A company whose credentials, cursors and media links are canaries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from attrs import field, frozen

from gong_async import ContentSelector, Gong, PacedLimiter, Page, RetryPolicy
from gong_async.harvest import Event, Harvester, HarvestJob, HarvestReport, open_sink
from gong_async.models import CallDetails
from gong_async.sim import Faults, GongSim, World

from .canaries import CANARIES, KEY, SECRET, TOKEN

BASIC: dict[str, Any] = {"access_key": KEY, "access_key_secret": SECRET}
EVERYTHING = ContentSelector.everything(media=True)
TOML = """
[companies.acme]
access_key = { env = "CANARY_KEY" }
access_key_secret = { env = "CANARY_SECRET" }
"""


@frozen
class Site:
    """A company whose credentials, cursors and media links are canaries, and clients of it."""

    folder: Path
    sim: GongSim
    gong: Gong
    bearer: Gong
    page: Page[CallDetails]
    canaries: dict[str, str]
    stack: AsyncExitStack = field(repr=False)

    async def client(self, faults: Faults | None = None, **settings: Any) -> Gong:
        """Open a client of a company of its own, in which *faults* happen."""
        sim = await self.stack.enter_async_context(simulator(self.sim.world, faults))
        return await self.stack.enter_async_context(client(sim.url, **settings))

    @property
    def job(self) -> HarvestJob:
        return HarvestJob(since=self.sim.world.start, until=self.sim.world.end, content=EVERYTHING)

    async def harvested(self, events: list[Event] | None = None) -> HarvestReport:
        listener = None if events is None else events.append
        sink = open_sink(self.folder / "acme.db")
        return await Harvester(self.gong, sink, on_event=listener).run(self.job)


def simulator(world: World, faults: Faults | None = None) -> GongSim:
    return GongSim(world=world, rate=None, quota=None, faults=faults, token=TOKEN, **BASIC)


def client(url: str, **settings: Any) -> Gong:
    policy = RetryPolicy(attempts=2, told_waits=1, first_wait=0.001, longest_wait=0.01, max_wait=5)
    given = {"limiter": PacedLimiter(rate=5_000), "retry": policy, "timeout": 5.0, **settings}
    return Gong(**({} if "token" in given else BASIC), base_url=url, **given)


@asynccontextmanager
async def opened(world: World, folder: Path) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(simulator(world))
        gong = await stack.enter_async_context(client(sim.url))
        bearer = await stack.enter_async_context(client(sim.url, token=TOKEN))
        page = await anext(gong.calls.extensive(content=EVERYTHING).pages())
        assert page.next is not None
        links = [each["media"]["audioUrl"] for each in page.records[:2]]
        signed = {link: link.partition("Signature=")[2] for link in links}
        canaries = CANARIES | {"cursor of a page": page.next.value} | signed
        assert all(len(canary) >= 24 for canary in canaries.values())
        yield Site(folder, sim, gong, bearer, page, canaries, stack)
