"""
Fetch the recordings of many calls while every fourth request to their host goes wrong.

Every file must be whole, to the last byte; no credentials may reach the host; and the bytes that
were sent in all must be at most 1.4 times those of the files.  Fails if any of it is not so.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from gong_async import Gong, RetryPolicy
from gong_async.media import MediaHarvester
from gong_async.sim import GongSim, MediaFaults, MediaHost

MOST = 1.4


async def measure(files: int, size: int, rate: float, seed: int, folder: Path) -> bool:
    host = MediaHost(seed=seed, size=size, faults=MediaFaults(rate=rate, seed=seed))
    retry = RetryPolicy(first_wait=0.02, longest_wait=0.2)
    async with (
        GongSim(seed=seed, calls=files, media=host) as sim,
        Gong(token="sim-token", base_url=sim.url, retry=retry) as gong,
    ):
        began = time.perf_counter()
        report = await MediaHarvester(gong, folder).run(call.id for call in sim.world.calls)
        seconds = time.perf_counter() - began
        truth = {call.id: host.truth(call.id, "audio") for call in sim.world.calls}
        whole = sum(map(len, truth.values()))
        same, others = check(folder, truth)
        faults = Counter(seen.fault for seen in host.log if seen.fault)
        ratio = host.bytes_sent / whole
        print(
            f"seed {seed}: {same} of {files} files whole, {others} others left;"
            f" {whole / 1e6:.1f} MB in {seconds:.1f} s; {len(host.log)} requests,"
            f" {faults.total()} broken ({faults.total() / len(host.log):.0%});"
            f" {sim.requests} requests to the API; bytes x {ratio:.2f};"
            f" credentials seen {host.secrets_seen}"
        )
        print("  " + ", ".join(f"{kind} {count}" for kind, count in sorted(faults.items())))
        clean = (others, host.secrets_seen) == (0, 0)
        return report.complete and same == files and clean and ratio <= MOST


def check(folder: Path, truth: dict[str, bytes]) -> tuple[int, int]:
    """Count the files that are whole and listed with their digest, and all others."""
    lines = map(json.loads, (folder / "manifest.jsonl").read_text().splitlines())
    listed = {line["file"]: line["sha256"] for line in lines}
    found = {
        path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.jsonl"
    }
    expected = {f"{call_id}-audio.mp3": content for call_id, content in truth.items()}
    same = [
        name
        for name, content in expected.items()
        if found.get(name) == content and listed.get(name) == hashlib.sha256(content).hexdigest()
    ]
    return len(same), len(found.keys() - expected.keys())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--size", type=int, default=1_000_000, help="bytes of a file, about")
    parser.add_argument("--rate", type=float, default=0.25, help="how many requests go wrong")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    logging.getLogger("gong_async").setLevel(logging.ERROR)
    good = True
    for seed in range(1, options.seeds + 1):
        with tempfile.TemporaryDirectory() as folder:
            work = measure(options.files, options.size, options.rate, seed, Path(folder))
            good &= asyncio.run(work)
    sys.exit(not good)


if __name__ == "__main__":
    main()
