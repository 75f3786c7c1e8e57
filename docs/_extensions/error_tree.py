"""The directive ``error-tree``: the errors below one another, from the classes."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from gong_async import GongError

__all__ = ["ErrorTree", "setup"]


class ErrorTree(SphinxDirective):
    """Write a list in a list of the errors, each with a link."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        return self.parse_text_to_nodes(StringList(list(_lines(GongError)), source="errors"))


def _lines(error: type[Exception], depth: int = 0) -> Iterator[str]:
    yield f"{'  ' * depth}- :exc:`~gong_async.{error.__name__}`"
    if below := error.__subclasses__():
        yield ""
        for each in below:
            yield from _lines(each, depth + 1)
        yield ""


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known."""
    app.add_directive("error-tree", ErrorTree)
    return {"parallel_read_safe": True}
