"""No secret leaves by a file, a log, a warning, a task, a process's arguments or its output."""

from __future__ import annotations

import asyncio
import gzip
import logging
import os
import signal
import subprocess
import sys
import warnings
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from gong_async import ContentSelector, Gong, GongError, PacedLimiter, QuotaLedger, SharedLimiter
from gong_async.harvest import Event, Harvester, HarvestJob, PageWritten, open_sink
from gong_async.sim import Fault, Faults, GongSim, World

from .canaries import CANARIES, CURSOR, KEY, SECRET, TOKEN, Found, assert_clean
from .canary_site import BASIC, TOML, Site, client

SPAN = ("--since", "2020-01-01", "--rate", "5000")


def used(sim: GongSim) -> dict[str, str]:
    """The canaries, with every cursor that was sent to *sim*."""
    queries = [{**seen.query, **(seen.body or {})} for seen in sim.log]
    cursors = {query["cursor"] for query in queries if "cursor" in query}
    assert cursors
    return CANARIES | {f"cursor {number}": cursor for number, cursor in enumerate(cursors)}


# Files


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Read every file as it is, and unpacked where it is packed."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file():
            continue
        yield name, path.read_bytes().decode("latin-1")
        if path.name.endswith(".gz"):
            yield f"{name}, unpacked", gzip.decompress(path.read_bytes()).decode()
        if path.suffix == ".parquet":
            yield f"{name}, read", str(parquet(path))
        if path.suffix == ".duckdb":
            yield from duckdb_tables(path)


def parquet(path: Path) -> list[Any]:
    return pytest.importorskip("pyarrow.parquet").ParquetFile(path).read().to_pylist()


def duckdb_tables(path: Path) -> Iterator[tuple[str, str]]:
    with pytest.importorskip("duckdb").connect(str(path), read_only=True) as db:
        for (table,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            yield f"{path.name}, {table}", str(db.execute(f'FROM "{table}"').fetchall())


OUTPUTS = {
    "sqlite": ("acme.db", None, {"acme.db", "acme.db-wal", "acme.db.lock"}),
    "duckdb": ("acme.duckdb", None, {"acme.duckdb", "acme.duckdb.lock"}),
    "parquet": ("acme", "parquet", {"acme.lock"}),
    "jsonl": ("acme", "jsonl", {"acme.lock"}),
}


@pytest.mark.parametrize(("out", "form", "midway"), OUTPUTS.values(), ids=OUTPUTS)
@pytest.mark.asyncio(loop_scope="module")
async def test_no_file_of_a_harvest_holds_a_secret(
    site: Site, out: str, form: Any, midway: set[str]
) -> None:
    seen: Found = {}

    def look(event: Event) -> None:
        """Look while the harvest runs: at the log that is written ahead, the lock, the spill."""
        if isinstance(event, PageWritten):
            for path in site.folder.rglob("*"):
                if path.is_file():
                    name = path.relative_to(site.folder).as_posix()
                    seen[f"{name}, midway"] = path.read_bytes().decode("latin-1")

    ledger = SharedLimiter(5_000, ledger=QuotaLedger(site.folder / "ledger.json"))
    job = evolve(site.job, content=ContentSelector.everything())
    async with client(site.sim.url, limiter=ledger) as gong:
        sink = open_sink(site.folder / out, form)
        assert (await Harvester(gong, sink, on_event=look).run(job)).complete
    assert {f"{name}, midway" for name in midway | {"ledger.json"}} <= set(seen)
    seen |= dict(contents(site.folder))
    assert any(job.company in text for text in seen.values())
    assert_clean(seen, used(site.sim))


# Logs, warnings, tasks


@pytest.fixture
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], Found]]:
    """Log all that there is to log, asyncio's debugging too; give what was."""
    for name in ("", "asyncio", "aiohttp", "gong_async", *logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)

    def told() -> Found:
        lines = {f"log {number}": line for number, line in enumerate(caplog.text.splitlines())}
        arguments = {f"arguments {n}": repr(one.args) for n, one in enumerate(caplog.records)}
        # The server is in this process, too; what it says of itself is not the client's.
        return {where: text for where, text in (lines | arguments).items() if "sim" not in text}

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        yield lambda: told() | {f"warning {n}": str(one) for n, one in enumerate(warned)}


@pytest.mark.parametrize("credentials", [{}, {"token": TOKEN}], ids=["basic", "token"])
async def test_no_log_of_a_troubled_harvest_shows_a_secret(
    world: World,
    tmp_path: Path,
    credentials: dict[str, Any],
    everything_is_logged: Callable[[], Found],
) -> None:
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0  # every step of every task is logged
    kinds = ("reset", "500", "cut-json", "stale-cursor", "429", "garbled")
    faults = Faults(rate=0.3, kinds=kinds, plan={0: Fault("500"), 2: Fault("500")})
    tasks: Found = {}

    def look(event: Event) -> None:
        for number, task in enumerate(asyncio.all_tasks()):
            tasks[f"task {number} {len(tasks)}"] = f"{task!r} {task.get_name()} {task.get_coro()!r}"

    async with (
        GongSim(world=world, rate=None, faults=faults, token=TOKEN, **BASIC) as sim,
        client(sim.url, **credentials) as gong,
    ):
        with suppress(GongError):  # its second page goes wrong at first, or for good
            await gong.calls.list().collect()
        assert sim.log[2].has_cursor
        job = HarvestJob(since=world.start, until=world.end)
        await Harvester(gong, open_sink(tmp_path / "acme.db"), on_event=look).run(job)
        logging.getLogger("app").exception("failed with %r of %r", gong, job)
    loop.set_debug(False)
    told = everything_is_logged()
    assert any("trying again" in line for line in told.values())
    assert any("Executing <" in line for line in told.values())
    assert len(tasks) > 10
    assert_clean(told | tasks, used(sim))


async def test_what_is_left_open_or_unawaited_warns_without_secrets(
    world: World, everything_is_logged: Callable[[], Found]
) -> None:
    async with GongSim(world=world, rate=None, token=TOKEN, **BASIC) as sim:
        gong = Gong(token=TOKEN, base_url=sim.url, limiter=PacedLimiter(rate=5_000))
        await gong.__aenter__()
        await gong.calls.list().collect()
        session: Any = gong._session
        session.transport._http.__del__()
        gong.calls.get("1").close()
        forgotten: Any = gong.users.get("1")
        del forgotten
        await gong.aclose()
    told = everything_is_logged()
    assert {"nclosed", "never awaited"} <= {
        word for word in ("nclosed", "never awaited") for text in told.values() if word in text
    }
    assert_clean(told, used(sim))


# Processes


def environment(sim: GongSim | None, **more: str) -> dict[str, str]:
    known = {name: text for name, text in os.environ.items() if not name.startswith("GONG_")}
    credentials = {"GONG_ACCESS_KEY": KEY, "GONG_ACCESS_KEY_SECRET": SECRET}
    address = {"GONG_BASE_URL": sim.url} if sim else {}
    own = {"CANARY_KEY": KEY, "CANARY_SECRET": SECRET, "CANARY_CURSOR": CURSOR}
    return known | credentials | address | own | {"PYTHONDEVMODE": "1"} | more


async def start(folder: Path, line: tuple[str, ...], environ: dict[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, *line, cwd=folder, env=environ, stdout=PIPE, stderr=PIPE
    )


async def ended(process: Process) -> Found:
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return {"stdout": out.decode(), "stderr": err.decode(), "code": str(process.returncode)}


def cli(*arguments: str, **more: str) -> Callable[[Site], Awaitable[Found]]:
    async def run(site: Site) -> Found:
        (site.folder / "gong.toml").write_text(f'{TOML}base_url = "{site.sim.url}"\nrate = 5000\n')
        (site.folder / "pasted.toml").write_text(f'[companies.a]\ntoken = "{TOKEN}"\n')
        line = ("-m", "gong_async", *arguments)
        return await ended(await start(site.folder, line, environment(site.sim, **more)))

    return run


SCRIPT = """
import asyncio, os
from gong_async import Gong
async def main():
    async with Gong.from_env() as gong:
        {line}
asyncio.run(main(), debug=True)
"""


def script(line: str) -> Callable[[Site], Awaitable[Found]]:
    async def run(site: Site) -> Found:
        given = ("-c", SCRIPT.format(line=line))
        return await ended(await start(site.folder, given, environment(site.sim)))

    return run


async def interrupted(site: Site) -> Found:
    """Look at a process's arguments while it harvests, then end it."""
    line = ("-m", "gong_async", "harvest", "acme.db", *SPAN[:2], "--rate", "2")
    process = await start(site.folder, line, environment(site.sim))
    before = len(site.sim.log)
    async with asyncio.timeout(60):
        while len(site.sim.log) < before + 2:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    arguments = await asyncio.to_thread(arguments_of, process.pid)
    process.send_signal(signal.SIGTERM)
    assert "harvest" in arguments
    return await ended(process) | {"arguments": arguments}


def arguments_of(pid: int) -> str:
    """Tell what everybody on the machine may read of a process."""
    listed = Path(f"/proc/{pid}/cmdline")
    if listed.exists():
        return listed.read_text("utf-8")
    return subprocess.check_output(["ps", "-ww", "-o", "args=", "-p", str(pid)], text=True)


PROCESSES: dict[str, tuple[str, str, Callable[[Site], Awaitable[Found]]]] = {
    "help": ("0", "Commands", cli("--help")),
    "help of harvest": ("0", "GONG_ACCESS_KEY", cli("harvest", "--help")),
    "harvest": ("0", "1 window", cli("harvest", "acme.db", *SPAN)),
    "events": ("0", '"event"', cli("harvest", "acme.db", *SPAN, "--events", "json")),
    "plan": ("0", "requests", cli("harvest", "acme.db", *SPAN, "--plan")),
    "companies": ("0", "acme", cli("harvest", "a.db", *SPAN[:2], "--config", "gong.toml")),
    "pasted": ("3", "no credential belongs", cli("harvest", "a.db", "--config", "pasted.toml")),
    "wrong key": ("3", "401", cli("harvest", "a.db", *SPAN, GONG_ACCESS_KEY=f"X{KEY}")),
    "both kinds": ("3", "not both", cli("harvest", "a.db", GONG_ACCESS_TOKEN=TOKEN)),
    "bad secret": ("3", "characters", cli("harvest", "a.db", GONG_ACCESS_KEY_SECRET=f"{SECRET} x")),
    "secret in the address": (
        *("2", "the base URL must be"),
        cli("harvest", "a.db", GONG_BASE_URL=f"https://{KEY}:{SECRET}@api.gong.io"),
    ),
    "secret as an option": ("2", "Unknown option", cli("harvest", "a.db", "--token", TOKEN)),
    "interrupted": ("143", "interrupted", interrupted),
    "script that fails": (
        *("1", "CursorError"),
        script("gong.calls.list().pages(cursor=os.environ['CANARY_CURSOR'])"),
    ),
    "script that divides": (
        *("1", "ZeroDivisionError"),
        script("1 // len(await gong.calls.list().collect(limit=0))"),
    ),
}


@pytest.mark.parametrize("name", PROCESSES)
@pytest.mark.asyncio(loop_scope="module")
async def test_no_process_tells_a_secret(site: Site, name: str) -> None:
    code, word, run = PROCESSES[name]
    told = await run(site)
    assert (told["code"], word in told["stdout"] + told["stderr"]) == (code, True), told
    assert_clean(told, site.canaries)
