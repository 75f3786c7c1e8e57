"""
How many companies one process keeps at full speed.

Each company has a client and a limiter of its own (3 calls a second) and two tasks that ask
without end; one server process has the same answers for all of them.  Prints the requests a
second against the most that the limiters let through, and the share of one core that the client
takes, for small answers and for pages of 100 transcripts of an hour's call (2.4 MB).
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from neighbour import CannedGong, neighbour

from gong_async import Gong, PacedLimiter

_KEPT_UP = 0.97
_TASKS = 2  # for each company: one answer may come while the next request waits for its turn


async def small(gong: Gong) -> None:
    """Ask for the workspaces."""
    await gong.workspaces.list()


async def page(gong: Gong) -> None:
    """Ask for a page of transcripts, as a harvest does: the records as they came."""
    await anext(gong.calls.transcripts().pages())


async def pressed(
    url: str, companies: int, seconds: float, ask: Callable[[Gong], Awaitable[None]]
) -> tuple[float, float]:
    """Return the requests a second, and the share of a core, once all are under way."""
    done = 0

    async def work(gong: Gong, wait: float) -> None:
        nonlocal done
        await asyncio.sleep(wait)
        while True:
            await ask(gong)
            done += 1

    gap = PacedLimiter().floor
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        tasks: list[asyncio.Task[None]] = []
        for number in range(companies):
            gong = await stack.enter_async_context(Gong(token="t", base_url=url))
            wait = gap * number / companies  # not all in step
            tasks += [group.create_task(work(gong, wait)) for _ in range(_TASKS)]
        await asyncio.sleep(2.0)
        before, began, busy = done, time.perf_counter(), time.process_time()
        await asyncio.sleep(seconds)
        took = time.perf_counter() - began
        result = (done - before) / took, (time.process_time() - busy) / took
        for task in tasks:
            task.cancel()
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, nargs="*", default=[1, 10, 50, 100, 200, 400])
    parser.add_argument("--pages", type=int, nargs="*", default=[1, 2, 4, 8, 12, 16, 24])
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    print(f"{'':24}{'requests/s':>11}{'of':>8}{'share':>9}{'core':>7}")
    with neighbour(CannedGong) as (url, _):
        for name, ask, numbers in (
            ("small answers", small, options.companies),
            ("pages of transcripts", page, options.pages),
        ):
            for companies in numbers:
                most = companies / PacedLimiter().floor
                rate, core = asyncio.run(pressed(url, companies, options.seconds, ask))
                kept = rate / most
                what = f"{companies:3} x {name:18}"
                print(f"{what}{rate:11.1f}{most:8.1f}{kept:9.1%}{core:7.0%}", flush=True)
                if kept < _KEPT_UP:
                    break


if __name__ == "__main__":
    main()
