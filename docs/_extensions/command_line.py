"""The directive ``command-line``: every command, from the app itself."""

from __future__ import annotations

import re

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from gong_async.cli.app import COMMANDS, command_line

__all__ = ["CommandLine", "setup"]

_OPTION = re.compile(r"(?<![`\w-])--[a-z][\w-]*")


class CommandLine(SphinxDirective):
    """Write a section for each command and each group of them."""

    def run(self) -> list[nodes.Node]:
        """Return the sections, as cyclopts documents them."""
        everything = command_line([path.partition(":")[2] for path in COMMANDS])
        text = everything.generate_docs(output_format="rst", recursive=True, flatten_commands=True)
        text = text[text.index("\n.. _cyclopts-gong-async-") :]  # the page has a heading already
        text = _OPTION.sub(r"``\g<0>``", text)  # else two dashes in a text become one
        return self.parse_text_to_nodes(
            StringList([".. highlight:: none", "", *text.splitlines()], source="commands"),
            allow_section_headings=True,
        )


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known."""
    app.add_directive("command-line", CommandLine)
    return {"parallel_read_safe": True}
