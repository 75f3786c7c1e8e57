"""Fetching recordings: how far it is, and what it came to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from gong_async.cli.exits import Exit
from gong_async.cli.hearing import hearing
from gong_async.cli.progress import SELDOM, drawn, repeated
from gong_async.cli.text import clock, console, counted, say
from gong_async.client import Gong
from gong_async.download import MediaKind
from gong_async.media import MediaHarvester, MediaReport

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["fetch"]

_SHOWN = 5


async def fetch(
    gong: Gong, call_ids: Sequence[str], folder: Path, kind: MediaKind, at_once: int
) -> Exit:
    """
    Fetch the recordings of calls, tell how it goes and what it came to; return the exit code.

    Raises:
        GongError: If it cannot go on.
    """
    harvester = MediaHarvester(gong, folder, kind=kind, at_once=at_once)
    say(f"fetching the {kind} of {counted(len(call_ids), 'call')} into {folder}")
    pace = _Pace(harvester)
    try:
        async with gong, _shown(pace):
            report = await harvester.run(call_ids)
    except asyncio.CancelledError:
        say(f"interrupted; {pace.kept()}; run the same command again to go on")
        raise
    say(f"done: {pace.kept()}", *_remarks(report, kind))
    return Exit.DONE if report.complete else Exit.FAILED


@define(eq=False)
class _Pace:
    """How fast it goes; a run has a report of its own from its beginning on."""

    harvester: MediaHarvester
    _began: float = field(factory=time.monotonic, init=False)

    @property
    def report(self) -> MediaReport:
        return self.harvester.report

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def kept(self) -> str:
        fetched = counted(self.report.fetched, "recording")
        before = f", {self.report.present:,} were there before" if self.report.present else ""
        return f"{fetched} fetched in {clock(self.seconds)}{before}"

    def line(self) -> str:
        from rich.filesize import decimal

        report = self.report
        speed = report.bytes / max(self.seconds, 0.001)
        done = f"{report.settled:,} of {counted(report.calls, 'call')}"
        return f"{done} · {decimal(report.bytes)} · {decimal(round(speed))} a second"

    def tell(self) -> None:
        if self.report.settled:
            say(self.line())

    def draw(self) -> RenderableType:
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        calls = self.report.calls
        bar = ProgressBar(total=calls or None, completed=self.report.settled, pulse=not calls)
        lines = Table.grid(expand=True)
        lines.add_row(bar)
        lines.add_row(Text(self.line(), "dim"))
        return lines


@asynccontextmanager
async def _shown(pace: _Pace) -> AsyncGenerator[None]:
    """Show how it goes: a bar on a terminal, else a line from time to time."""
    talk = console(stderr=True)
    bar = talk.is_terminal and not talk.is_dumb_terminal
    with hearing():
        async with drawn(pace.draw, talk) if bar else repeated(pace.tell, SELDOM):
            yield


def _remarks(report: MediaReport, kind: MediaKind) -> Iterator[str]:
    if report.missing:
        yield f"{counted(report.missing, 'call')} without {kind}, or not yet"
    yield from list(report.failed.values())[:_SHOWN]
    if len(report.failed) > _SHOWN:
        yield f"and {len(report.failed) - _SHOWN:,} more like that"
    if report.failed:
        yield f"{counted(len(report.failed), 'recording')} failed; run the same command again"
