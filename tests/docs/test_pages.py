"""Every block of the documentation does what it says, against a simulated Gong."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from gong_async.sim import GongSim

from .blocks import PAGES, ROOT, Block, blocks
from .page import Page, path_with_our_commands

WITH_BLOCKS = [page for page in PAGES if any(blocks(page))]


@pytest.fixture
def simulated() -> Iterator[GongSim]:
    """The company of the tutorial: ``gong-async simulate --calls 80``, without its limits."""
    sim, loop = GongSim(calls=80, rate=None, quota=None), asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(sim.start(), loop).result()
    yield sim
    asyncio.run_coroutine_threadsafe(sim.aclose(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def reader(
    simulated: GongSim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """Somebody in an empty folder, with the credentials of the simulator in the environment."""
    for name, value in {
        "GONG_BASE_URL": simulated.url,
        "GONG_ACCESS_KEY": "sim-key",
        "GONG_ACCESS_KEY_SECRET": "sim-secret",
        "HOME": str(tmp_path),
        "PATH": path_with_our_commands(),
        "BROWSER": "true",
        "COLUMNS": "100",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    with asyncio.Runner() as runner:
        yield Page(tmp_path, runner)
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_of_the_page_does_what_it_says(page: Path, reader: Page) -> None:
    for block in blocks(page):
        try:
            reader.do(block)
        except BaseException as error:
            error.add_note(f"in {block.place}")
            raise


def test_few_blocks_are_not_run() -> None:
    left_out: list[Block] = [
        block for page in PAGES for block in blocks(page) if block.reason is not None
    ]
    assert len(left_out) <= 12, [block.place for block in left_out]
