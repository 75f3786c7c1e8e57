"""The fenced blocks of a Markdown file, in order, with what says that one is not to be run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

_NOT_RUN = re.compile(r"<!-- not run: (?P<reason>.+) -->\n")
_NAMED = re.compile(r"(?:#!.*\n)?# (?P<name>[\w-]+(?:\.[\w-]+)+)\b")


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
    reason = None
    for token in MarkdownIt().parse(page.read_text("utf-8")):
        if token.type == "fence" and not token.info.startswith("{"):
            assert token.map is not None
            yield Block(page, token.map[0] + 2, token.info, token.content, reason)
        marked = _NOT_RUN.fullmatch(token.content) if token.type == "html_block" else None
        reason = marked and marked["reason"]
