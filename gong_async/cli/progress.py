"""How a harvest is going: a bar on a terminal, else plain lines; or JSON lines for programs."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from attrs import AttrsInstance, asdict, define, field

from gong_async.cli.hearing import hearing
from gong_async.cli.tally import Tally
from gong_async.cli.text import console, counted, forget_stdout, moment, say, span
from gong_async.harvest.events import (
    Event,
    QuotaSpent,
    RangePlanned,
    StreamFailed,
    StreamSkipped,
    Throttled,
    WindowDone,
    WindowFailed,
    WindowRestarted,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from gong_async.cli.errands import Errand
    from gong_async.harvest.fleet import FleetListener

__all__ = ["SELDOM", "Events", "drawn", "progress", "repeated", "write_json"]

Events: TypeAlias = Literal["json"] | None

_REFRESH = 0.2  # seconds
SELDOM = 10.0  # seconds between two plain lines of the same kind
_TROUBLE = (QuotaSpent, StreamFailed, StreamSkipped, WindowFailed, WindowRestarted)


@asynccontextmanager
async def progress(
    errands: Mapping[str, Errand], tallies: Mapping[str, Tally], events: Events
) -> AsyncGenerator[FleetListener]:
    """
    Show how a round goes, in the form that suits.

    Args:
        errands: By company, as *tallies*, which are kept up to date.
    """
    listen, talk = _Lines(errands, tallies), console(stderr=True)
    bar = events is None and talk.is_terminal and not talk.is_dumb_terminal

    def hear(company: str, event: Event) -> None:
        tallies[company].add(event)
        if events == "json":
            write_json(event, errands[company].label)
        elif not bar or isinstance(event, _TROUBLE):
            listen(company, event)

    with hearing():
        if bar:
            from gong_async.cli.bar import Bar

            async with drawn(Bar(errands, tallies).draw, talk):
                yield hear
        else:
            yield hear


@asynccontextmanager
async def drawn(draw: Callable[[], RenderableType], talk: Console) -> AsyncGenerator[None]:
    """Show on a terminal what *draw* returns, time and again."""
    from rich.live import Live

    with Live(get_renderable=draw, console=talk, auto_refresh=False) as live:
        async with repeated(live.refresh, _REFRESH):
            yield


@asynccontextmanager
async def repeated(do: Callable[[], object], seconds: float) -> AsyncGenerator[None]:
    """Do something at once, and then every so many seconds."""
    repeating = asyncio.create_task(_every(seconds, do))
    try:
        yield
    finally:
        repeating.cancel()
        with suppress(asyncio.CancelledError):
            await repeating


async def _every(seconds: float, do: Callable[[], object]) -> None:
    while True:
        do()
        await asyncio.sleep(seconds)


def write_json(told: AttrsInstance, label: str, **more: object) -> None:
    """Write a value to stdout as a line of JSON; if that fails, go without."""
    company = {"company": label} if label else {}
    content = asdict(told, value_serializer=_plain)
    try:
        line = json.dumps({"event": type(told).__name__, **company, **content, **more})
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError as error:
        say(f"events cannot be written any more ({error.strerror}); the harvest goes on")
        forget_stdout()


def _plain(_owner: object, _attribute: object, value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


@define(eq=False)
class _Lines:
    """Tells in words what is worth a line."""

    errands: Mapping[str, Errand]
    tallies: Mapping[str, Tally]
    _told: dict[tuple[str, type[Event]], float] = field(
        factory=dict[tuple[str, type[Event]], float], init=False
    )

    def __call__(self, company: str, event: Event) -> None:
        often = isinstance(event, Throttled | WindowDone)
        if often and not self._is_due(company, type(event)):
            return
        prefix = self.errands[company].prefix
        say(*(f"{prefix}{line}" for line in _lines(event, self.tallies[company])))

    def _is_due(self, company: str, kind: type[Event]) -> bool:
        """Tell whether the last line of this kind is long enough ago."""
        now, last = time.monotonic(), self._told.get((company, kind))
        if last is not None and now < last + SELDOM:
            return False
        self._told[company, kind] = now
        return True


def _lines(event: Event, tally: Tally) -> Iterator[str]:
    match event:
        case RangePlanned():
            where = f" in workspace {event.window.workspace}" if event.window.workspace else ""
            yield f"found {counted(event.calls, 'call')}{where}, {span(event.window)}"
        case WindowDone():
            windows, calls = counted(tally.windows, "window"), counted(tally.total, "call")
            yield f"kept {windows}, {tally.kept:,} of {calls}, {tally.to_go()} to go"
        case WindowRestarted():
            yield f"walking the window {span(event.window)} again: {event.reason}"
        case WindowFailed():
            yield f"gave up the window {span(event.window)}: {event.reason}"
        case StreamFailed():
            yield f"gave up {event.stream}: {event.reason}"
        case StreamSkipped():
            scope = f"the scope {event.scope}" if event.scope else "a scope"
            yield f"going without {event.stream}: the key lacks {scope}"
        case Throttled():
            refused = counted(tally.throttled, "request")
            yield f"Gong refused {refused} so far as too many; they are sent again, more slowly"
        case QuotaSpent():
            yield f"the daily quota is spent; waiting until {moment(event.retry_at)}"
        case _:
            pass
