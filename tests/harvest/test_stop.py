"""A harvest that is stopped or cancelled leaves whole windows, no task and no lock."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from gong_async.harvest import (
    Event,
    Harvester,
    HarvestReport,
    Listener,
    QuotaSpent,
    open_sink,
)
from gong_async.harvest.sinks.sqlite import SqliteSink
from gong_async.harvest.writer import Writer
from gong_async.sim import World

from .conftest import Company, Serve
from .digest import assert_holds
from .remembered import TerseWorld

HARVEST = str(Path("gong_async", "harvest"))
PATIENCE = 20.0  # seconds, for what takes one or two


@pytest.fixture(scope="module")
def world() -> World:
    return TerseWorld(seed=8, calls=300)


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    left = [each for each in threading.enumerate() if "gong-harvest" in each.name]
    for each in left:
        each.join(PATIENCE)
    assert not [each.name for each in left if each.is_alive()]


def assert_free(database: Path) -> None:
    """Assert that nobody writes there any more."""
    coroutines = (each.get_coro() for each in asyncio.all_tasks())
    files = (getattr(each, "cr_code", None) for each in coroutines)
    assert not [each for each in files if each and HARVEST in each.co_filename]
    sink = open_sink(database)
    sink.open()
    sink.close()


async def assert_resumes(company: Company, database: Path) -> None:
    assert_free(database)
    report = await company.harvest(database, calls_per_window=40)
    assert report.complete
    assert_holds(database, company.sim)


def harvesting(
    company: Company, database: Path, on_event: Listener | None = None
) -> tuple[Harvester, asyncio.Task[HarvestReport]]:
    harvester = Harvester(company.gong, open_sink(database), on_event=on_event)
    return harvester, asyncio.ensure_future(harvester.run(company.job(calls_per_window=40)))


async def test_a_stop_before_the_first_request_ends_at_once(
    company: Company, tmp_path: Path
) -> None:
    harvester = Harvester(company.gong, open_sink(tmp_path / "acme.db"))
    harvester.stop()
    async with asyncio.timeout(PATIENCE):
        report = await harvester.run(company.job())
    assert report.stopped
    assert not report.complete
    assert company.sim.requests == 0
    await assert_resumes(company, tmp_path / "acme.db")


async def test_a_stop_while_it_waits_for_the_quota_ends_at_once(
    serve: Serve, tmp_path: Path
) -> None:
    company = await serve(quota=12)

    def stop(event: Event) -> None:
        if isinstance(event, QuotaSpent):
            harvester.stop()

    harvester = Harvester(
        company.gong, open_sink(tmp_path / "acme.db"), wait_for_quota=True, on_event=stop
    )
    async with asyncio.timeout(PATIENCE):
        report = await harvester.run(company.job(calls_per_window=40))
    assert report.stopped
    await assert_resumes(await serve(), tmp_path / "acme.db")


@pytest.mark.parametrize("seed", range(4))
async def test_a_stop_at_any_moment(serve: Serve, tmp_path: Path, seed: int) -> None:
    company = await serve(latency=0.01)
    left = Random(seed).randrange(60)

    def count(_event: Event) -> None:
        nonlocal left
        left -= 1
        if not left:
            harvester.stop()

    harvester, task = harvesting(company, tmp_path / "acme.db", count)
    if seed < 2:
        asyncio.get_running_loop().call_later(0.03 * seed + 0.01, harvester.stop)
    async with asyncio.timeout(PATIENCE):
        report = await task
    assert report.complete or report.stopped
    assert not report.failed
    await assert_resumes(company, tmp_path / "acme.db")


@pytest.mark.parametrize("turns", [0, 2, 20])
@pytest.mark.parametrize("requests", [0, 1, 9])
@pytest.mark.parametrize("times", [1, 2])
async def test_a_cancel_at_any_moment(
    company: Company, tmp_path: Path, requests: int, turns: int, times: int
) -> None:
    """Cancel so many turns of the loop after a request, and once more while it cleans up."""
    _, task = harvesting(company, tmp_path / "acme.db")
    while company.sim.requests < requests and not task.done():  # noqa: ASYNC110
        await asyncio.sleep(0)
    for _ in range(turns):
        await asyncio.sleep(0)
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    with suppress(asyncio.CancelledError):
        await task
    await assert_resumes(company, tmp_path / "acme.db")


class SlowSink(SqliteSink):
    """An output that takes as long to open and to close as the test wants."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.opening, self.closing = threading.Event(), threading.Event()
        self.go_on = threading.Event()
        self.is_open = False

    def open(self) -> None:
        self.opening.set()
        self.go_on.wait(PATIENCE)
        super().open()
        self.is_open = True

    def work(self) -> None:
        self.closing.set()
        self.go_on.wait(PATIENCE)

    def close(self) -> None:
        super().close()
        self.is_open = False


async def test_an_output_that_was_being_opened_is_closed_again(tmp_path: Path) -> None:
    sink = SlowSink(tmp_path / "acme.db")

    async def run() -> None:
        async with Writer(sink):
            pass

    task = asyncio.ensure_future(run())
    await asyncio.to_thread(sink.opening.wait, PATIENCE)
    task.cancel()
    asyncio.get_running_loop().call_later(0.05, sink.go_on.set)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not sink.is_open


async def test_an_output_is_closed_however_often_one_cancels(tmp_path: Path) -> None:
    sink = SlowSink(tmp_path / "acme.db")
    sink.go_on.set()

    async def run() -> None:
        async with Writer(sink) as write:
            sink.go_on.clear()
            await write(sink.work)

    task = asyncio.ensure_future(run())
    await asyncio.to_thread(sink.closing.wait, PATIENCE)
    threading.Timer(0.1, sink.go_on.set).start()
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not sink.is_open
