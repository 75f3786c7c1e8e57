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
from schemathesis_things import make_things

from gong_async.sim import GongSim, Seen
from gong_async.sim.routes import find

HERE = Path(__file__).resolve().parent
SPECIFICATION = HERE.parents[1].parent / "shared" / "gong" / "openapi.json"

REGISTER, DELETE = "registerGenericCrmIntegration", "deleteGenericCrmIntegration"
"""The company has one CRM of its own: first it comes, at the end it goes."""


async def check(specification: Path, scratch: str, *options: str) -> int:
    sim = GongSim(world=hooks.WORLD, rate=None, quota=None, late_after=0.0, as_specified=True)
    async with sim:
        status = await run(sim, specification, scratch, f"--include-operation-id={REGISTER}")
        log = [*sim.log]
        os.environ[hooks.THINGS] = json.dumps(await make_things(sim))
        made = len(sim.log)
        others = [f"--exclude-operation-id={name}" for name in (REGISTER, DELETE)]
        status |= await run(sim, specification, scratch, *others, *options)
        status |= await run(sim, specification, scratch, f"--include-operation-id={DELETE}")
        log += sim.log[made:]
    answers = Counter(seen.status for seen in log)
    print(f"{len(log)} requests; by status: {dict(answers.most_common())}")
    good = Counter(map(operation, log))
    specified = specified_operations(specification)
    for name in specified:
        print(f"{good[name]:5} good answers  {name}")
    return status or int(not all(good[name] for name in specified))  # else nothing was checked


async def run(sim: GongSim, specification: Path, scratch: str, *options: str) -> int:
    path = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli"),
        f"--config-file={HERE / 'schemathesis.toml'}",
        *("run", str(specification)),
        *(f"--url={sim.url}", "--auth=sim-key:sim-secret", *options),
        cwd=scratch,
        env={**os.environ, "PYTHONPATH": path, "SCHEMATHESIS_HOOKS": hooks.__name__},
    )
    return await process.wait()


def specified_operations(specification: Path) -> list[str]:
    paths = json.loads(specification.read_text(encoding="utf-8"))["paths"]
    return [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]


def operation(seen: Seen) -> str | None:
    """The operation that had a good answer, if it had one."""
    if seen.status is None or not 200 <= seen.status < 300:
        return None
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
