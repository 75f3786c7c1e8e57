"""The fenced blocks of a Markdown file, in order, with what says that one is not to be run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

_FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,})(?P<info>.*)$")
_NOT_RUN = re.compile(r"<!-- not run: (?P<reason>.+) -->")
_NAMED = re.compile(r"(?:#!.*\n)?(?:#|--|//) (?P<name>[\w-]+(?:\.[\w-]+)+)\b")


@frozen
class Block:
    """
    A fenced block.

    Attributes:
        line: Where its first line of content is, counted from 1.

        reason: Why it is not run; None if it is.
    """

    page: Path
    line: int
    language: str
    text: str
    reason: str | None

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def file_name(self) -> str | None:
        """The file that the block is, by the comment that it begins with."""
        found = _NAMED.match(self.text)
        return found and found["name"]


def blocks(page: Path) -> Iterator[Block]:
    """Yield the blocks of *page*; directives of Sphinx, as ``{toctree}``, are none."""
    lines = page.read_text("utf-8").splitlines()
    before, number = "", 0
    while number < len(lines):
        line, number = lines[number], number + 1
        opened = _FENCE.match(line)
        if opened is None:
            before = line or before
            continue
        begin = number
        while lines[number].strip() != opened["ticks"]:
            number += 1
        if not opened["info"].startswith("{"):
            text = "".join(f"{each[len(opened['indent']):]}\n" for each in lines[begin:number])
            reason = _NOT_RUN.fullmatch(before.strip())
            yield Block(page, begin + 1, opened["info"], text, reason and reason["reason"])
        before, number = "", number + 1
