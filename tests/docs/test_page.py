"""What is wrong with a page is found out."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tomllib
from collections.abc import Iterator
from configparser import DuplicateOptionError
from contextlib import closing
from pathlib import Path

import pytest

from .blocks import ROOT, Block, blocks
from .page import Page

GUIDE = ROOT / "docs" / "guide.md"


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.chdir(tmp_path)
    with closing(sqlite3.connect("acme.db")) as database:
        database.execute("CREATE TABLE calls (title)")
    with asyncio.Runner() as runner:
        yield Page(tmp_path, runner)


def block(language: str, text: str) -> Block:
    return Block(GUIDE, 7, language, text, None)


@pytest.mark.parametrize(
    ("language", "text", "error"),
    [
        ("python", "assert len('two') == 2\n", AssertionError),
        (
            "python",
            "import asyncio\nawait asyncio.wait_for(asyncio.Event().wait(), 0)",
            TimeoutError,
        ),
        ("sh", "false\ntrue\n", AssertionError),
        ("sh", "false | cat\n", AssertionError),
        ("sql", "SELECT * FROM calls\n", AssertionError),
        ("sql", "SELECT nothing FROM calls\n", sqlite3.OperationalError),
        ("text", "what nobody printed\n", AssertionError),
        ("toml", "# gong.toml\nrate = \n", tomllib.TOMLDecodeError),
        ("toml", "rate = 3\n", AssertionError),
        ("ini", "# a.service\n[Service]\nType=simple\nType=simple\n", DuplicateOptionError),
        ("json", "{'single': 1}\n", json.JSONDecodeError),
        ("cron", "15 2 * * nightly.sh\n", AssertionError),
        ("ruby", "puts 1\n", AssertionError),
        ("", "a picture\n", AssertionError),
    ],
)
def test_a_block_that_does_not_do_what_it_says_fails(
    reader: Page, language: str, text: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        reader.do(block(language, text))


def test_what_is_printed_is_compared(reader: Page) -> None:
    reader.do(block("python", "import asyncio\nawait asyncio.sleep(0)\nprint('one', 2)\n"))
    reader.do(block("text", "one ...\n"))
    with pytest.raises(AssertionError):
        reader.do(block("text", "two\n"))


def test_a_file_is_written_and_used(reader: Page) -> None:
    reader.do(block("python", "# told.py\nprint(6 * 7)\n"))
    reader.do(block("sh", "cat told.py\n"))
    reader.do(block("text", "# told.py\nprint(6 * 7)\n"))


def test_blocks_are_read_with_their_lines_and_reasons(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "Text.\n\n```sh\ntrue\n```\n\n<!-- not run: takes a day -->\n```sh\nfalse\n```\n\n"
        "```{toctree}\nother\n```\n\n- in a list:\n\n  ```python\n  1\n  ```\n"
    )
    assert [(each.line, each.language, each.text, each.reason) for each in blocks(page)] == [
        (4, "sh", "true\n", None),
        (9, "sh", "false\n", "takes a day"),
        (19, "python", "1\n", None),
    ]
