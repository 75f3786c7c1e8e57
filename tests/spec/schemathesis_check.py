"""
Does every answer of the simulator fit Gong's official specification?  Schemathesis decides.

    python tests/spec/schemathesis_check.py [SPECIFICATION] [options of schemathesis run ...]

The specification is ``../shared/gong/openapi.json`` beside the repository unless told otherwise.
Ends with 0 if no check failed and each operation had good answers to check.  What is left out, and
why, stands in ``schemathesis.toml`` and in ``schemathesis_hooks.py``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import schemathesis_hooks as hooks

from gong_async.sim import GongSim, Seen
from gong_async.sim.routes import ROUTES, find

HERE = Path(__file__).resolve().parent
SPECIFICATION = HERE.parents[1].parent / "shared" / "gong" / "openapi.json"


def operation_ids(specification: Path) -> list[str]:
    """What the specification calls the operations that the simulator serves."""
    paths = json.loads(specification.read_text(encoding="utf-8"))["paths"]
    return [paths[route.path][route.method.lower()]["operationId"] for route in ROUTES]


async def check(specification: Path, scratch: str, *options: str) -> int:
    selection = [f"--include-operation-id={name}" for name in operation_ids(specification)]
    path = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
    sim = GongSim(world=hooks.WORLD, rate=None, quota=None, late_after=0.0, as_specified=True)
    async with sim:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli"),
            f"--config-file={HERE / 'schemathesis.toml'}",
            *("run", str(specification)),
            *(f"--url={sim.url}", "--auth=sim-key:sim-secret", *selection, *options),
            cwd=scratch,
            env={**os.environ, "PYTHONPATH": path, "SCHEMATHESIS_HOOKS": hooks.__name__},
        )
        status = await process.wait()
    answers = Counter(seen.status for seen in sim.log)
    print(f"{sim.requests} requests; by status: {dict(answers.most_common())}")
    good = Counter(operation(seen) for seen in sim.log if seen.status == 200)
    for route in ROUTES:
        print(f"{good[route.operation]:5} good answers  {route.operation}")
    return status or int(len(good) < len(ROUTES))  # without a good answer nothing was checked


def operation(seen: Seen) -> str:
    return find(seen.method, seen.path)[0].operation


def main(arguments: list[str]) -> int:
    given = arguments[:1] if arguments and not arguments[0].startswith("-") else []
    specification = Path(*given).resolve() if given else SPECIFICATION
    if not specification.is_file():
        print(f"no specification at {specification}", file=sys.stderr)
        return 2
    with TemporaryDirectory() as scratch:
        return asyncio.run(check(specification, scratch, *arguments[len(given) :]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
