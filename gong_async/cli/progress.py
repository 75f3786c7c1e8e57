"""How a harvest is going: a bar on a terminal, else plain lines; or JSON lines for programs."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from attrs import AttrsInstance, asdict, define, field

from gong_async.cli.text import clock, console, counted, forget_stdout, say, span, visible
from gong_async.client import Gong
from gong_async.harvest.events import (
    Event,
    Listener,
    PageWritten,
    RangePlanned,
    SnapshotDone,
    SnapshotFailed,
    WindowDone,
    WindowFailed,
    WindowRestarted,
)
from gong_async.harvest.state import Window

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

__all__ = ["Tally", "told", "write_json"]

_REFRESH = 0.2  # seconds
_RATE_OVER = 10.0  # seconds


@define(eq=False)
class Tally:
    """What the events so far add up to; *calls* includes those that are not committed yet."""

    calls_planned: int = 0
    windows_planned: int = 0
    calls_kept: int = 0
    windows_kept: int = 0
    windows_failed: int = 0
    _taken: Counter[Window] = field(factory=Counter[Window])

    @property
    def calls(self) -> int:
        return self.calls_kept + self._taken.total()

    def add(self, event: Event) -> None:
        match event:
            case RangePlanned():
                self.calls_planned += event.calls
                self.windows_planned += event.windows
            case PageWritten():
                self._taken[event.window] += max(event.calls, event.transcripts)
            case WindowDone():
                self.calls_kept += self._taken.pop(event.window, 0)
                self.windows_kept += 1
            case WindowRestarted():
                self._taken.pop(event.window, None)
            case WindowFailed():
                self._taken.pop(event.window, None)
                self.windows_failed += 1
            case SnapshotDone() | SnapshotFailed():
                pass


def told(
    gong: Gong, tally: Tally, events: Literal["json"] | None
) -> AbstractAsyncContextManager[Listener]:
    """Return what shows a harvest, in the form that suits; *tally* is kept up to date."""
    if events == "json":
        return _as_json(tally)
    talk = console(stderr=True)
    if talk.is_terminal and not talk.is_dumb_terminal:
        return _as_bar(gong, tally, talk)
    return _as_lines(tally)


@asynccontextmanager
async def _as_json(tally: Tally) -> AsyncGenerator[Listener]:
    def listen(event: Event) -> None:
        tally.add(event)
        write_json(event)

    with _hearing(say):
        yield listen


@asynccontextmanager
async def _as_lines(tally: Tally) -> AsyncGenerator[Listener]:
    def listen(event: Event) -> None:
        tally.add(event)
        say(*_lines(event, tally))

    with _hearing(say):
        yield listen


@asynccontextmanager
async def _as_bar(gong: Gong, tally: Tally, talk: Console) -> AsyncGenerator[Listener]:
    from rich.live import Live
    from rich.text import Text

    bar = _Bar(gong, tally)

    def listen(event: Event) -> None:
        tally.add(event)
        if isinstance(event, WindowRestarted | WindowFailed | SnapshotFailed):
            for line in _lines(event, tally):
                warn(line)

    def warn(line: str) -> None:
        talk.print(Text(visible(line), style="yellow"))

    with _hearing(warn), Live(get_renderable=bar.draw, console=talk, auto_refresh=False) as live:
        refreshing = asyncio.create_task(_every(_REFRESH, live.refresh))
        try:
            yield listen
        finally:
            refreshing.cancel()
            with suppress(asyncio.CancelledError):
                await refreshing


@contextmanager
def _hearing(tell: Callable[[str], None]) -> Generator[None]:
    """Tell what the library logs meanwhile: a failure that is tried again should not be silent."""

    class Hearing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            tell(record.getMessage())

    log, handler = logging.getLogger("gong_async"), Hearing(logging.WARNING)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


async def _every(seconds: float, do: Callable[[], object]) -> None:
    while True:
        do()
        await asyncio.sleep(seconds)


def write_json(told: AttrsInstance, **more: object) -> None:
    """Write an event or a report to stdout as a line of JSON; if that fails, go without."""
    content = asdict(told, value_serializer=_plain)
    try:
        sys.stdout.write(json.dumps({"event": type(told).__name__, **content, **more}) + "\n")
        sys.stdout.flush()
    except OSError as error:
        say(f"events cannot be written any more ({error.strerror}); the harvest goes on")
        forget_stdout()


def _plain(_owner: object, _attribute: object, value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _lines(event: Event, tally: Tally) -> Iterator[str]:
    """Tell of *event* in words, if it is worth a line."""
    match event:
        case RangePlanned():
            where = f" in workspace {event.window.workspace}" if event.window.workspace else ""
            calls, windows = counted(event.calls, "call"), counted(event.windows, "window")
            yield f"found {calls}{where}, {span(event.window)}: {windows}"
        case WindowDone():
            planned = max(tally.windows_planned, tally.windows_kept)
            yield (
                f"kept window {tally.windows_kept:,} of {planned:,}, {span(event.window)}:"
                f" {counted(event.calls, 'call')}, {counted(event.transcripts, 'transcript')}"
            )
        case WindowRestarted():
            yield f"walking the window {span(event.window)} again: {event.reason}"
        case WindowFailed():
            yield f"gave up the window {span(event.window)}: {event.reason}"
        case SnapshotDone():
            yield f"kept {event.rows:,} {event.stream}"
        case SnapshotFailed():
            yield f"gave up the {event.stream}: {event.reason}"
        case PageWritten():
            pass


@define(eq=False)
class _Bar:
    """Two lines: how far and how long; how much and how fast."""

    gong: Gong
    tally: Tally
    _began: float = field(factory=time.monotonic, init=False)
    _sent: deque[tuple[float, int]] = field(factory=deque[tuple[float, int]], init=False)

    def draw(self) -> RenderableType:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        total, calls = max(self.tally.calls_planned, self.tally.calls), self.tally.calls
        line = Table.grid(padding=(0, 1), expand=True)
        line.add_column(ratio=1)
        line.add_row(
            ProgressBar(total=total or None, completed=calls, pulse=not total),
            Text(f"{calls / total:4.0%}" if total else "", style="bold"),
            Text(self._left(calls, total), style="cyan"),
        )
        windows = max(self.tally.windows_planned, self.tally.windows_kept)
        counts = (
            f"{calls:,} of {counted(total, 'call')}",
            f"{self.tally.windows_kept:,} of {counted(windows, 'window')}",
        )
        requests = f"{counted(self.gong.usage.requests, 'request')}, {self._rate():.1f} a second"
        details = (*counts, requests) if total else (requests,)
        return Group(line, Text(" · ".join(details), style="dim"))

    def _left(self, calls: int, total: int) -> str:
        """Tell how long it will take from here, if it goes on as it went."""
        elapsed = time.monotonic() - self._began
        if not calls:
            return "--:-- to go"
        return f"{clock(elapsed * (total - calls) / calls)} to go"

    def _rate(self) -> float:
        """Return the requests a second of late."""
        now, requests = time.monotonic(), self.gong.usage.requests
        self._sent.append((now, requests))
        while self._sent[0][0] < now - _RATE_OVER:
            self._sent.popleft()
        since, before = self._sent[0]
        return (requests - before) / (now - since) if now > since else 0.0
