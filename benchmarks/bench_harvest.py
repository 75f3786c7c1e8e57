"""
How near a harvest comes to the fastest that the limit allows, beside a walk cursor by cursor.

In virtual time, so that the year's calls of a company take seconds; with ``--real`` over sockets,
against a server in a process of its own that keeps the limit, into SQLite (the time of it all).
Its calls are small, so that it has an answer at once and a single core can do it.

The bound: each page of 100 calls is one request for the calls and one for their transcripts,
at 0.35 s a request, and the last answer takes its time.  ``efficiency`` is bound / time, and
``over`` the requests beyond those.  The walk asks for a page, for its transcripts, for the next
page, and so on.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import frozen
from neighbour import CheapGong, neighbour
from virtual import START, NullSink, VirtualGong, run

from gong_async import Gong, PacedLimiter
from gong_async.harvest import Harvester, HarvestJob, WindowDone, open_sink

STREAMS = ("calls", "transcripts")
HEAD = f"{'':30}{'time':>9}{'bound':>9}{'efficiency':>19}{'over':>7}{'429s':>6}{'windows':>9}"


@frozen
class Result:
    """What a way of harvesting took; *refused* are the answers of 429."""

    seconds: float
    bound: float
    requests: int
    least: int
    refused: int
    windows: int = 1

    @property
    def efficiency(self) -> float:
        return self.bound / self.seconds


async def walk(gong: Gong, since: datetime, until: datetime) -> None:
    """Ask for one page after the other, each followed by its transcripts."""
    async for page in gong.calls.extensive(since=since, until=until).pages():
        ids = [record["metaData"]["id"] for record in page.records]
        async for _ in gong.calls.transcripts(call_ids=ids).pages():
            pass


async def measured(work: Coroutine[Any, Any, Any], gong: Gong, calls: int, latency: float) -> Any:
    """Await *work*; return its result and what it took."""
    clock = asyncio.get_running_loop().time
    began = clock()
    returned = await work
    took, least = clock() - began, 2 * math.ceil(calls / 100)
    bound = least * PacedLimiter().floor + latency
    return returned, Result(took, bound, gong.usage.requests, least, gong.usage.throttled)


async def harvest_virtually(world: VirtualGong) -> Result:
    sink, windows = NullSink(), 0

    def count(event: object) -> None:
        nonlocal windows
        windows += isinstance(event, WindowDone)

    async with world.client() as gong:
        job = HarvestJob(since=world.since, until=world.until, streams=STREAMS)
        work = Harvester(gong, sink, on_event=count).run(job)
        report, result = await measured(work, gong, world.calls, world.latency)
    assert report.complete, report
    sink.check(world)
    return Result(
        result.seconds, result.bound, result.requests, result.least, world.refused, windows
    )


async def walk_virtually(world: VirtualGong) -> Result:
    async with world.client() as gong:
        work = walk(gong, world.since, world.until)
        return (await measured(work, gong, world.calls, world.latency))[1]


def show(name: str, results: Iterable[Result]) -> None:
    """Print the median of *results*, and the worst efficiency."""
    listed = list(results)

    def median(value: Callable[[Result], float]) -> float:
        return statistics.median(map(value, listed))

    worst = min(each.efficiency for each in listed)
    efficiency = f"{median(lambda each: each.efficiency):.1%}"
    if len(listed) > 1:
        efficiency += f" ({worst:.1%})"
    print(
        f"{name:30}{median(lambda each: each.seconds):8.0f}s{listed[0].bound:8.0f}s{efficiency:>19}"
        f"{median(lambda each: each.requests / each.least - 1):7.1%}"
        f"{max(each.refused for each in listed):6}{median(lambda each: each.windows):9.0f}",
        flush=True,
    )


def virtual(sizes: list[int], latencies: list[float], seeds: int) -> None:
    print(f"virtual time; medians of {seeds} companies (worst), 429s: most\n{HEAD}")
    for calls in sizes:
        for latency in latencies:
            for name, way in (("harvest", harvest_virtually), ("walk", walk_virtually)):
                worlds = [VirtualGong(calls, latency, seed) for seed in range(1, seeds + 1)]
                show(f"{calls:,} calls, {latency:g} s, {name}", [run(way(w)) for w in worlds])


async def real(calls: int, latency: float) -> None:
    until = VirtualGong(0, latency).until
    job = HarvestJob(since=START, until=until, streams=STREAMS)
    windows, shown = 0, time.monotonic()

    def tell(event: object) -> None:
        nonlocal windows, shown
        windows += isinstance(event, WindowDone)
        if time.monotonic() - shown > 20:
            shown = time.monotonic()
            print(f"  ... {windows} windows", flush=True)

    with tempfile.TemporaryDirectory() as folder, company(calls, latency) as (gong, end):
        async with gong:
            work = Harvester(gong, open_sink(Path(folder, "calls.db")), on_event=tell).run(job)
            report, it = await measured(work, gong, calls, latency)
        refused = end()
    assert report.complete, report
    result = Result(it.seconds, it.bound, it.requests, it.least, refused, windows)
    show(f"{calls:,} calls, {latency:g} s, harvest", [result])
    with company(calls, latency) as (gong, _):
        async with gong:
            _, result = await measured(walk(gong, START, until), gong, calls, latency)
    show(f"{calls:,} calls, {latency:g} s, walk", [result])


@contextmanager
def company(calls: int, latency: float) -> Iterator[tuple[Gong, Callable[[], int]]]:
    """A client of a server in a process of its own, and how to end that and count its 429s."""
    with neighbour(CheapGong, calls=calls, sentences=30, rate=3.0, latency=latency) as (url, end):
        yield Gong(token="t", base_url=url), end


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, nargs="*", default=[20_000, 200_000])
    parser.add_argument("--latency", type=float, nargs="*", default=[0.3, 1.0, 3.0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--real", action="store_true", help="over sockets, in real time")
    options = parser.parse_args()
    if not options.real:
        virtual(options.calls, options.latency, options.seeds)
        return
    print(f"real time, over sockets, into SQLite\n{HEAD}")
    for calls in options.calls:
        for latency in options.latency:
            asyncio.run(real(calls, latency))


if __name__ == "__main__":
    main()
