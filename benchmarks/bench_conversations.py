"""
How many requests conversations take, and how long, over sockets.

A simulator in a process of its own has a company of so many calls.  ``ratio`` is the requests
that a walk over all of its conversations took over the fewest there can be, two for each hundred
calls; every sentence whose speaker is among the parties must have that name.  Without ``--paced``
neither side keeps Gong's limit, so that the answer is there before long.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import time

from attrs import define
from neighbour import neighbour

from gong_async import Conversation, Gong, PacedLimiter
from gong_async.sim import GongSim


@define
class Tally:
    """What came."""

    conversations: int = 0
    transcripts: int = 0
    sentences: int = 0
    named: int = 0

    def add(self, one: Conversation) -> None:
        names = {each.speaker_id: each.name for each in one.call.parties if each.speaker_id}
        self.conversations += 1
        self.transcripts += one.transcript is not None
        for said in one.utterances:
            known = names.get(said.speaker.speaker_id)
            assert said.speaker.name == known, "a sentence without the name of its speaker"
            self.sentences += 1
            self.named += known is not None


async def walk(url: str, calls: int, paced: bool) -> None:
    limiter = PacedLimiter() if paced else PacedLimiter(rate=1000)
    tally, began = Tally(), time.perf_counter()
    async with Gong(token="sim-token", base_url=url, limiter=limiter) as gong:
        async for one in gong.calls.conversations():
            tally.add(one)
        requests, refused = gong.usage.requests, gong.usage.throttled
    took, least = time.perf_counter() - began, 2 * math.ceil(calls / 100)
    assert tally.conversations == calls, tally
    print(
        f"{tally.conversations:,} conversations, {tally.transcripts:,} with a transcript, "
        f"{tally.sentences:,} sentences, {tally.named / tally.sentences:.1%} with a name\n"
        f"{requests} requests for {least}: ratio {requests / least:.3f}, {refused} times 429, "
        f"{took:.0f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=5_000)
    parser.add_argument("--paced", action="store_true", help="keep Gong's limit, 3 calls a second")
    options = parser.parse_args()
    rate = 3.0 if options.paced else None
    with neighbour(GongSim, calls=options.calls, rate=rate, quota=None) as (url, _):
        asyncio.run(walk(url, options.calls, options.paced))


if __name__ == "__main__":
    main()
