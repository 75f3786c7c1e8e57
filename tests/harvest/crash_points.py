"""
Kill a harvest at each of the system calls by which it writes, and let the next one complete it.

``python -m tests.harvest.crash_points --sink parquet --points 150`` harvests a small company,
again and again, in a process that strace kills on entry to its n-th ``write``, ``fsync``,
``rename``, ...: as many points as are asked for, spread evenly over all there are.  After each
kill an undisturbed harvest goes on; then the output must hold what it holds without a kill.
``--from`` leaves out the points before; without ``--sink`` each kind of output is taken.

The system keeps what it was told to write: this is about crashes of the process, not of the disk.
Where there is no strace, the moments are random.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from attrs import define, field, frozen

from gong_async.sim import GongSim

from . import folders
from .digest import tables
from .remembered import TerseWorld

SINKS = {
    "sqlite": ("acme.db", None),
    "duckdb": ("acme.duckdb", None),
    "parquet": ("acme", "parquet"),
    "jsonl": ("acme", "jsonl"),
}
WRITES = (
    *("write", "pwrite64", "fsync", "fdatasync", "rename", "renameat2"),
    *("unlink", "ftruncate", "close"),
)
CALLS, SIZE, AT_ONCE = 260, 45, 2
PATIENCE = 60.0  # seconds, for what takes one

Point = tuple[str, int]
"""A system call, and the how manieth of one thread it is."""

forking = multiprocessing.get_context("forkserver")


def harvest(
    wait: Connection,
    environment: Mapping[str, str],
    output: str,
    since: str,
    until: str,
    form: str | None,
) -> None:
    """What a process does: wait until somebody watches, then harvest."""
    from .one_run import run

    os.environ.update(environment)
    wait.recv()
    report = asyncio.run(run(output, since, until, form, SIZE))
    assert report.complete, report


@frozen
class Site:
    """What to harvest, and into which kind of output."""

    sink: str
    environment: Mapping[str, str]
    since: str
    until: str

    def output(self, folder: Path) -> Path:
        return folder / SINKS[self.sink][0]

    def start(self, folder: Path) -> tuple[ForkServerProcess, Connection]:
        """Start a process that harvests as soon as it is told to."""
        waiting, go = forking.Pipe(duplex=False)
        arguments = (str(self.output(folder)), self.since, self.until, SINKS[self.sink][1])
        process = forking.Process(target=harvest, args=(waiting, self.environment, *arguments))
        process.start()
        return process, go

    def run(self, folder: Path) -> None:
        """Harvest in peace."""
        process, go = self.start(folder)
        go.send(None)
        process.join(PATIENCE)
        assert process.exitcode == 0, f"the harvest ended with {process.exitcode}"

    def watched(self, folder: Path, *options: str) -> int | None:
        """Harvest under strace; return the exit code, negative for a signal."""
        process, go = self.start(folder)
        strace = subprocess.Popen(
            ["strace", "-f", "-p", str(process.pid), *options],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert strace.stderr is not None
        while "attached" not in (line := strace.stderr.readline()):
            assert line, "strace could not attach"
        go.send(None)
        process.join(PATIENCE)
        strace.communicate(timeout=PATIENCE)
        return process.exitcode

    def killed_by_chance(self, folder: Path, seconds: float) -> int | None:
        process, go = self.start(folder)
        go.send(None)
        process.join(seconds)
        assert process.pid is not None
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.join(PATIENCE)
        return process.exitcode

    def look(self, folder: Path) -> object:
        """Return all that the output holds, in whatever files."""
        match self.sink:
            case "sqlite":
                return tables(self.output(folder))
            case "duckdb":
                return duckdb_rows(self.output(folder))
            case _:
                return folders.rows(self.output(folder))


def duckdb_rows(path: Path) -> dict[str, list[str]]:
    import duckdb

    found: dict[str, list[str]] = {}
    with closing(duckdb.connect(str(path), read_only=True)) as db:
        names = db.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        for (name,) in names:
            if not name.startswith("gong_state"):
                kept = "* EXCLUDE (harvested_at)" if name == "transcripts" else "*"
                rows = db.execute(f'SELECT {kept} FROM "{name}"').fetchall()
                found[name] = sorted(map(repr, rows))
    return found


@define
class Tally:
    killed: int = 0
    bad: list[str] = field(factory=list[str])


def points(site: Site, folder: Path) -> list[Point]:
    """Return all points at which a harvest can be killed."""
    log = folder / "strace.log"
    code = site.watched(folder, "-o", str(log), "-e", f"trace={','.join(WRITES)}")
    assert code == 0, code
    counts: Counter[tuple[str, str]] = Counter()
    for line in log.read_text(errors="replace").splitlines():
        if found := re.match(r"(\d+) +(\w+)\(", line):
            counts[found[1], found[2]] += 1
    most: dict[str, int] = {}
    for (_, call), times in counts.items():
        most[call] = max(most.get(call, 0), times)
    return [(call, n) for call in WRITES for n in range(1, most.get(call, 0) + 1)]


def try_point(site: Site, point: Point | float, peace: object) -> tuple[bool, str | None]:
    """Kill at *point*, go on, compare; return whether it was killed, and what is wrong."""
    folder = Path(tempfile.mkdtemp())
    try:
        if isinstance(point, float):
            code = site.killed_by_chance(folder, point)
        else:
            call, n = point
            code = site.watched(folder, "-o", "/dev/null", "-e", f"trace={call}",
                                "-e", f"inject={call}:signal=KILL:when={n}")  # fmt: skip
        if code not in (0, -signal.SIGKILL):
            return False, f"it ended with {code}"
        site.run(folder)
        wrong = None if site.look(folder) == peace else "the rows differ"
        return code != 0, wrong
    except Exception as error:
        return True, f"{type(error).__name__}: {error}"
    finally:
        shutil.rmtree(folder)


def spread(found: list[Point], wanted: int) -> list[Point]:
    """Return so many of the points, evenly."""
    if len(found) <= wanted:
        return found
    return [found[n * len(found) // wanted] for n in range(wanted)]


def sweep(site: Site, wanted: int, first: int) -> Tally:
    """Try as many points as are wanted, two at a time."""
    tally = Tally()
    folder = Path(tempfile.mkdtemp())
    try:
        site.run(folder)
        peace = site.look(folder)
        chosen = list(_chosen(site, wanted))[first:]
    finally:
        shutil.rmtree(folder)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        ends = pool.map(lambda point: try_point(site, point, peace), chosen)
        for number, (point, (killed, wrong)) in enumerate(zip(chosen, ends, strict=True), first):
            tally.killed += killed
            if wrong:
                tally.bad.append(f"{site.sink} {number} {point}: {wrong}")
                print(tally.bad[-1], flush=True)
    return tally


def _chosen(site: Site, wanted: int) -> Iterator[Point | float]:
    if shutil.which("strace"):
        folder = Path(tempfile.mkdtemp())
        try:
            yield from spread(points(site, folder), wanted)
        finally:
            shutil.rmtree(folder)
    else:
        rng = random.Random(wanted)
        yield from (rng.uniform(0.0, 1.5) for _ in range(wanted))


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sink", choices=SINKS, action="append")
    parser.add_argument("--points", type=int, default=130)
    parser.add_argument("--from", type=int, default=0, dest="first")
    options = parser.parse_args()
    forking.set_forkserver_preload(["tests.harvest.one_run", "pyarrow.parquet", "duckdb"])
    failed = False
    world = TerseWorld(seed=21, calls=CALLS)
    async with GongSim(world=world, rate=None, quota=None, late_after=1e9) as sim:
        environment = {
            "GONG_BASE_URL": sim.url,
            "GONG_ACCESS_KEY": "sim-key",
            "GONG_ACCESS_KEY_SECRET": "sim-secret",
        }
        print(f"{'sink':10} {'points':>7} {'killed':>7} {'bad':>5}")
        for sink in options.sink or SINKS:
            site = Site(sink, environment, world.start.isoformat(), world.end.isoformat())
            tally = await asyncio.to_thread(sweep, site, options.points, options.first)
            tried = options.points - options.first
            print(f"{sink:10} {tried:7} {tally.killed:7} {len(tally.bad):5}", flush=True)
            failed |= bool(tally.bad)
    return failed


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
