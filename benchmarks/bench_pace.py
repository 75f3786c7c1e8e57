"""
Full speed against the limit: 300 requests at 3 a second in a sliding window.

Prints the requests a second against the limit, the answers of 429, and the most arrivals that
any second saw; the simulator is a process of its own.  Takes a good 100 seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import sys
from multiprocessing.connection import Connection

from gong_async import Gong
from gong_async.sim import GongSim

LIMIT = 3.0


def serve(pipe: Connection) -> None:
    """Be the simulator until the other side has done; then tell what arrived."""

    async def run() -> None:
        async with GongSim(calls=200, rate=LIMIT, quota=None) as sim:
            pipe.send(sim.url)
            await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
            pipe.send((sim.requests, sim.throttled, sim.arrivals_in_any_second()))

    asyncio.run(run())


async def ask(url: str, requests: int, tasks: int) -> float:
    """Send *requests* from *tasks* tasks at once; return the seconds from first to last."""
    settings = {"access_key": "sim-key", "access_key_secret": "sim-secret", "base_url": url}
    clock = asyncio.get_running_loop().time
    async with Gong(**settings) as gong:
        left = requests
        began = clock()

        async def work() -> None:
            nonlocal left
            while left:
                left -= 1
                await gong.workspaces.list()

        async with asyncio.TaskGroup() as group:
            for _ in range(tasks):
                group.create_task(work())
        return clock() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--tasks", type=int, default=8)
    options = parser.parse_args()
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(there,))
    process.start()
    seconds = asyncio.run(ask(here.recv(), options.requests, options.tasks))
    here.send("done")
    arrived, throttled, crowd = here.recv()
    process.join()
    rate = (arrived - 1) / seconds
    print(f"{arrived} requests in {seconds:.1f} s by {options.tasks} tasks")
    print(f"{rate:.2f} a second: {rate / LIMIT:.1%} of the limit of {LIMIT:g}")
    print(f"{throttled} answers of 429; at most {crowd} arrivals in any second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
