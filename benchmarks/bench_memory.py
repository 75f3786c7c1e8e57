"""
What a harvest into SQLite needs of the process: memory, and patience of the event loop.

Each harvest runs in a fresh process, with the server in another one, at seven times the pace that
Gong grants; with ``--rate 0`` as fast as it can, so that pages pile up wherever they may.  Calls
have their metadata and 30 sentences, about a tenth of an hour's call: a page of transcripts
weighs 0.3 MB, not 3.

Prints the peak of the resident memory, also beside that of the smallest harvest, and the longest
time that the event loop stood still, as a task saw it that wakes each millisecond.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from attrs import frozen
from neighbour import CheapGong, neighbour
from virtual import START, VirtualGong

from gong_async import Gong, PacedLimiter
from gong_async.harvest import Harvester, HarvestJob, open_sink

_TICK = 0.001


@frozen
class Need:
    """What a harvest took: MB of resident memory before and at its peak, and seconds."""

    before: float
    peak: float
    block: float
    seconds: float
    requests: int


class Unlimited:
    """A limiter that lets everything through."""

    rate = 1_000.0

    async def acquire(self) -> None: ...

    def pause(self, seconds: float) -> None: ...


async def harvest(url: str, calls: int, sentences: int, rate: float) -> Need:
    job = HarvestJob(since=START, until=VirtualGong(0, 0).until, streams=("calls", "transcripts"))
    limiter = PacedLimiter(rate) if rate else Unlimited()
    gong = Gong(token="t", base_url=url, limiter=limiter)
    before, began, longest = peak(), time.perf_counter(), 0.0

    async def beat() -> None:
        nonlocal longest
        last = time.perf_counter()
        while True:
            await asyncio.sleep(_TICK)
            now = time.perf_counter()
            longest, last = max(longest, now - last - _TICK), now

    with tempfile.TemporaryDirectory() as folder:
        beating = asyncio.create_task(beat())
        async with gong:
            report = await Harvester(gong, open_sink(Path(folder, "calls.db"))).run(job)
        beating.cancel()
    assert report.complete, report
    assert report.rows["calls"] == calls, report
    assert report.rows["sentences"] == calls * sentences, report
    return Need(before, peak(), longest, time.perf_counter() - began, report.requests)


def peak() -> float:
    """The most resident memory that this process ever had, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def child(pipe: Connection, *arguments: Any) -> None:
    pipe.send(asyncio.run(harvest(*arguments)))


def measure(calls: int, sentences: int, rate: float) -> Need:
    """Harvest in a process of its own."""
    with neighbour(CheapGong, calls=calls, sentences=sentences) as (url, _):
        here, there = multiprocessing.Pipe()
        spawn = multiprocessing.get_context("spawn")
        process = spawn.Process(target=child, args=(there, url, calls, sentences, rate))
        process.start()
        there.close()
        need: Need = here.recv()
        process.join()
        return need


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--sentences", type=int, default=30)
    parser.add_argument("--rate", type=float, default=20.0, help="calls a second; 0: no limit")
    options = parser.parse_args()
    print(f"{'calls':>9}{'before':>9}{'peak':>9}{'ratio':>7}{'block':>9}{'ratio':>7}{'time':>8}")
    first: Need | None = None
    for calls in options.calls:
        need = measure(calls, options.sentences, options.rate)
        first = first or need
        print(
            f"{calls:9,}{need.before:6.0f} MB{need.peak:6.0f} MB{need.peak / first.peak:7.2f}"
            f"{need.block * 1e3:6.0f} ms{need.block / first.block:7.2f}{need.seconds:6.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
