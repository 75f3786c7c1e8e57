"""What a harvest came to, at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

from gong_async.cli.text import clock, console, counted, say, span, visible
from gong_async.errors import (
    AuthenticationError,
    GongError,
    PermissionDeniedError,
    QuotaExhaustedError,
)

if TYPE_CHECKING:
    from rich.table import Table

    from gong_async.cli.tally import Tally
    from gong_async.harvest import HarvestReport

__all__ = ["End", "summarize", "summarize_all", "table_of_rows"]

_SHOWN = 5

End: TypeAlias = "HarvestReport | GongError"
"""What the harvest of a company came to."""


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


def summarize(report: HarvestReport, label: str = "") -> None:
    """
    Tell on stderr what was written, what is missing, and what to do about that.

    Args:
        label: How to call the company where there are several; what was written and how long
            it took is left to :func:`summarize_all` then.
    """
    if label:
        say(*(f"{label}: {line}" for line in _remarks(report)))
        return
    if any(report.rows.values()):
        console(stderr=True).print(table_of_rows(report.rows))
    took = f"{counted(report.requests, 'request')} in {clock(report.seconds)}"
    say(f"{_verdict(report)}: {counted(report.windows, 'window')} kept, {took}")
    say(*_remarks(report))


def summarize_all(ends: Mapping[str, End], tallies: Mapping[str, Tally]) -> None:
    """Tell on stderr, in a line for each company, what it came to."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("company", style="cyan", overflow="fold")
    for name in ("calls", "windows", "requests", "time"):
        table.add_column(name, justify="right")
    table.add_column("end")
    for company, end in ends.items():
        tally = tallies[company]
        counts = [f"{number:,}" for number in (tally.kept, tally.windows, tally.requests)]
        table.add_row(Text(visible(company)), *counts, clock(tally.seconds), _verdict(end))
    console(stderr=True).print(table)


def _verdict(end: End) -> str:
    match end:
        case QuotaExhaustedError():
            return "quota spent"
        case AuthenticationError() | PermissionDeniedError():
            return "refused"
        case GongError():
            return "failed"
        case _ if end.stopped:
            return "stopped"
        case _:
            return "done" if end.complete else "not complete"


def _remarks(report: HarvestReport) -> Iterator[str]:
    if report.removed:
        yield f"{counted(report.removed, 'call')} removed that Gong has no more"
    if report.pending:
        calls = counted(report.pending, "call")
        yield f"{calls} without a transcript so far; the next run asks again"
    if report.quarantined:
        records = counted(report.quarantined, "record")
        yield f"{records} could not be used; see the table quarantine"
    for what, reason in report.failed[:_SHOWN]:
        yield f"given up: {what if isinstance(what, str) else span(what)}: {reason}"
    for window in report.short[:_SHOWN]:
        yield f"Gong counts more calls than it showed: {span(window)}"
    if hidden := sum(max(0, len(each) - _SHOWN) for each in (report.failed, report.short)):
        yield f"and {hidden:,} more"
    if report.failed or report.short:
        yield "what is kept is safe; run the same command again for the rest"
    for stream, scope in report.skipped.items():
        grant = f"grant the scope {scope}" if scope else "let it"
        yield f"without {stream}, which the key may not read; ask a Gong administrator to {grant}"
