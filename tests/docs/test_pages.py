"""Every block of the documentation does what it says, against a simulated Gong."""

from __future__ import annotations

import ast
import asyncio
import sys
from codeop import CommandCompiler
from collections.abc import Iterator
from pathlib import Path

import pytest

from gong_async.sim import GongSim

from .blocks import PAGES, ROOT, blocks
from .page import Page, path_with_our_commands

pytestmark = pytest.mark.gong_sim(calls=80)  # those of the tutorial
WITH_BLOCKS = [page for page in PAGES if any(blocks(page))]


@pytest.fixture
def reader(gong_sim: GongSim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Somebody in an empty folder, with the credentials of the simulator in the environment."""
    for name, value in {
        "GONG_BASE_URL": gong_sim.url,
        "GONG_ACCESS_KEY": "sim-key",
        "GONG_ACCESS_KEY_SECRET": "sim-secret",
        "GONG_OAUTH_URL": gong_sim.url,
        "GONG_CLIENT_ID": "sim-client",
        "GONG_CLIENT_SECRET": "sim-client-secret",
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


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=lambda page: str(page.relative_to(ROOT)))
def test_python_can_be_typed_at_a_prompt(page: Path) -> None:
    """As in ``python -m asyncio``, where a statement is over with its first empty line."""
    command = CommandCompiler()
    command.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    for block in blocks(page):
        if block.language != "python" or block.file_name is not None:
            continue
        typed = ""
        for line in [*block.text.splitlines(), ""]:
            typed = f"{typed}\n{line}" if typed else line
            if command(typed, block.place, "single") is not None:
                typed = ""
        assert not typed, block.place


def test_few_blocks_are_not_run() -> None:
    left_out = [block.place for page in PAGES for block in blocks(page) if block.reason is not None]
    assert len(left_out) <= 10, left_out
