"""What a harvest came to, at its end."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING

from gong_async.cli.text import clock, console, counted, say, span

if TYPE_CHECKING:
    from rich.table import Table

    from gong_async.harvest import HarvestReport

__all__ = ["summarize", "table_of_rows"]

_SHOWN = 5


def table_of_rows(rows: Mapping[str, int]) -> Table:
    """Return a table of how many rows each table got, side by side in two halves."""
    from rich import box
    from rich.table import Table

    from gong_async.harvest import TABLES

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for _ in range(2):
        table.add_column("table", style="cyan")
        table.add_column("rows", justify="right")
    cells = [(name, f"{rows[name]:,}") for name in TABLES if rows.get(name)]
    half = (len(cells) + 1) // 2
    for left, right in zip_longest(cells[:half], cells[half:], fillvalue=("", "")):
        table.add_row(*left, *right)
    return table


def summarize(report: HarvestReport) -> None:
    """Tell on stderr what was written, what is missing, and what to do about that."""
    if any(report.rows.values()):
        console(stderr=True).print(table_of_rows(report.rows))
    took = f"{counted(report.requests, 'request')} in {clock(report.seconds)}"
    say(
        f"{'done' if report.complete else 'not complete'}: "
        f"{counted(report.windows, 'window')} kept, {took}"
    )
    if report.pending:
        calls = counted(report.pending, "call")
        say(f"{calls} without a transcript so far; the next run asks again")
    if report.quarantined:
        records = counted(report.quarantined, "record")
        say(f"{records} could not be used; see the table quarantine")
    for what, reason in report.failed[:_SHOWN]:
        say(f"given up: {what if isinstance(what, str) else span(what)}: {reason}")
    for window in report.short[:_SHOWN]:
        say(f"Gong counts more calls than it showed: {span(window)}")
    hidden = max(0, len(report.failed) - _SHOWN) + max(0, len(report.short) - _SHOWN)
    if hidden:
        say(f"and {hidden:,} more")
    if report.failed or report.short:
        say("what is kept is safe; run the same command again for the rest")
