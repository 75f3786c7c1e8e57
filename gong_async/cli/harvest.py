"""``gong-async harvest``: a company's calls, into one file."""

from __future__ import annotations

import asyncio
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from gong_async.cli.exits import Exit, UsageError, until_signal
from gong_async.cli.moments import parse_range, tell_range
from gong_async.cli.text import counted, say
from gong_async.errors import ConfigError, GongError, OutputLockedError, SinkError, StateError

if TYPE_CHECKING:
    from gong_async.cli.progress import Tally
    from gong_async.client import Gong
    from gong_async.harvest import HarvestJob, HarvestReport, Sink

__all__ = ["harvest", "harvest_into", "sink_for"]

_Repeated = Annotated[list[str] | None, Parameter(negative="")]
_Events = Literal["json"] | None


def harvest(
    out: Path,
    /,
    *,
    since: str | None = None,
    until: str | None = None,
    workspace: _Repeated = None,
    stream: _Repeated = None,
    company: str = "default",
    rate: float = 3.0,
    events: _Events = None,
) -> Exit:
    """
    Bring calls, transcripts and people into one file, and later what is new.

    What is there already is not asked for again, so the same command goes on after an
    interruption and keeps the file up to date.  The credentials come from the environment:
    GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET, or GONG_ACCESS_TOKEN; and GONG_BASE_URL, the
    address that Gong shows beside the key.

    Args:
        out: The file, such as acme.db: SQLite, with full-text search.

        since: The earliest start of a call, such as 2026-01-31 (midnight UTC) or
            2026-01-31T09:30:00Z; 365 days before --until if not given.

        until: The latest start, itself excluded; now if not given.

        workspace: The id of a workspace; again for more.  All that the key sees if not given.

        stream: calls, transcripts, users or workspaces; again for more.  All if not given.

        company: The name under which the rows are kept; one file may hold several companies.

        rate: Calls a second that Gong grants your company; less leaves some to others.

        events: json writes what happens to stdout, one object a line, the report last.
    """
    sink = sink_for(out)
    job = _job(since, until, workspace, stream, company)
    return asyncio.run(until_signal(_harvest(sink, _client(rate), job, events)))


async def _harvest(sink: Sink, gong: Gong, job: HarvestJob, events: _Events) -> Exit:
    from gong_async.cli.progress import write_json
    from gong_async.cli.summary import summarize

    report = await harvest_into(sink, gong, job, events)
    summarize(report)
    if events == "json":
        write_json(report, complete=report.complete)
    return Exit.DONE if report.complete else Exit.FAILED


def sink_for(out: Path) -> Sink:
    """Choose the output; raises UsageError if there is none of that kind."""
    from gong_async.harvest import open_sink

    try:
        return open_sink(out)
    except ConfigError as error:
        raise UsageError(str(error)) from None


async def harvest_into(
    sink: Sink, gong: Gong, job: HarvestJob, events: _Events = None
) -> HarvestReport:
    """Run *job* and show how it goes; if it does not end well, tell what is kept."""
    from gong_async.cli.progress import Tally, told
    from gong_async.harvest import Harvester

    tally = Tally()
    try:
        async with gong, told(gong, tally, events) as listener:
            return await Harvester(gong, sink, on_event=listener).run(job)
    except asyncio.CancelledError:
        say(f"interrupted; {_kept(tally)}; run the same command again to go on")
        raise
    except GongError as error:
        if isinstance(error, SinkError) and not gong.usage.requests:
            raise UsageError(f"{error}; nothing was asked of Gong") from None
        if not isinstance(error, OutputLockedError | StateError):
            say(f"stopped; {_kept(tally)}")
        raise


def _kept(tally: Tally) -> str:
    windows, calls = counted(tally.windows_kept, "window"), counted(tally.calls_kept, "call")
    return f"{windows} with {calls} kept"


def _job(
    since: str | None,
    until: str | None,
    workspaces: list[str] | None,
    streams: list[str] | None,
    company: str,
) -> HarvestJob:
    from gong_async.harvest import STREAMS, HarvestJob

    span = parse_range(since, until)
    try:
        job = HarvestJob(
            since=span[0],
            until=span[1],
            workspaces=tuple(dict.fromkeys(workspaces)) if workspaces else None,
            streams=tuple(dict.fromkeys(streams)) if streams else STREAMS,
            company=company,
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
    tell_range(since, until, span)
    return job


def _client(rate: float) -> Gong:
    from gong_async.client import Gong
    from gong_async.config import DEFAULT_BASE_URL, normalize_base_url
    from gong_async.limiter import PacedLimiter

    if not (math.isfinite(rate) and rate > 0):
        raise UsageError("--rate must be more than 0; Gong grants 3 calls a second")
    try:
        normalize_base_url(os.environ.get("GONG_BASE_URL") or DEFAULT_BASE_URL)
    except ConfigError as error:
        raise UsageError(f"GONG_BASE_URL: {error}") from None
    return Gong.from_env(limiter=PacedLimiter(rate=rate))
