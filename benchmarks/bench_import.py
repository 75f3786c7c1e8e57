"""What ``import gong_async`` costs, against ``import aiohttp``: processes started in turn."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

STATEMENTS = {"nothing": "pass", "aiohttp": "import aiohttp", "gong_async": "import gong_async"}


def seconds(statement: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    times: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for _ in range(options.rounds + 1):
        for name, statement in STATEMENTS.items():
            times[name].append(seconds(statement))
    median = {name: statistics.median(found[1:]) for name, found in times.items()}
    for name, value in median.items():
        print(f"{name:12} {value * 1e3:6.0f} ms")
    whole = median["gong_async"] / median["aiohttp"]
    alone = (median["gong_async"] - median["nothing"]) / (median["aiohttp"] - median["nothing"])
    print(f"gong_async costs {alone:.2f} times aiohttp; with the interpreter, {whole:.2f} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())
