"""The directive ``harvest-tables``: the tables of a harvest, from the code that fills them."""

from __future__ import annotations

from itertools import groupby

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from gong_async.harvest import TABLES, Table

__all__ = ["HarvestTables", "setup"]


class HarvestTables(SphinxDirective):
    """Write a section for each stream, and in it a list of the columns of each table."""

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        lines: list[str] = []
        for stream, tables in groupby(TABLES.values(), lambda table: table.stream):
            lines += [f"Stream ``{stream}``", "-" * 40, ""]
            for table in tables:
                lines += _section(table)
        return self.parse_text_to_nodes(
            StringList(lines, source="schema"), allow_section_headings=True
        )


def _section(table: Table) -> list[str]:
    rows = [
        line
        for column in table.columns
        for line in (
            f"   * - ``{column.name}``",
            f"     - {column.type}",
            f"     - {'yes' if column.name in table.key else ''}",
        )
    ]
    head = [
        ".. list-table::",
        "   :header-rows: 1",
        "",
        "   * - column",
        "     - type",
        "     - key",
    ]
    return [f"``{table.name}``", "^" * 40, "", *head, *rows, ""]


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known."""
    app.add_directive("harvest-tables", HarvestTables)
    return {"parallel_read_safe": True}
