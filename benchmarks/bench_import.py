"""
What ``from gong_async import Gong`` costs, against ``import aiohttp``: processes started in turn.

The time is that of the process's CPU; the ratio is the median of those of the single rounds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys

STATEMENTS = {
    "nothing": "pass",
    "aiohttp": "import aiohttp",
    "gong_async": "from gong_async import Gong",
}


def seconds(statement: str) -> float:
    process = os.posix_spawn(sys.executable, [sys.executable, "-c", statement], os.environ)
    _, status, usage = os.wait4(process, 0)
    if status:
        raise RuntimeError(f"{statement!r} failed")
    return usage.ru_utime + usage.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args()
    rounds = [
        {name: seconds(statement) for name, statement in STATEMENTS.items()}
        for _ in range(options.rounds + 1)
    ][1:]
    for name in STATEMENTS:
        print(f"{name:12} {statistics.median(each[name] for each in rounds) * 1e3:6.0f} ms")
    ratio = statistics.median(each["gong_async"] / each["aiohttp"] for each in rounds)
    print(f"from gong_async import Gong costs {ratio:.2f} times import aiohttp")
    return 0


if __name__ == "__main__":
    sys.exit(main())
