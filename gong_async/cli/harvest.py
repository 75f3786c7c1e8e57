"""``gong-async harvest``: companies' calls and more, into one output."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from gong_async.cli.errands import Grant, errands_of, open_ledgers
from gong_async.cli.exits import Exit, UsageError, until_signal
from gong_async.cli.moments import parse_length
from gong_async.cli.orders import Order
from gong_async.errors import ConfigError

if TYPE_CHECKING:
    from gong_async.harvest import Sink

__all__ = ["harvest", "sink_for"]

_Repeated = Annotated[list[str] | None, Parameter(negative="")]
_Flag = Annotated[bool, Parameter(negative="", show_default=False)]
_Format = Literal["sqlite", "duckdb", "parquet", "jsonl"] | None


def harvest(
    out: str | Path,  # as text: a path has lost the slash at its end
    /,
    *,
    since: str | None = None,
    until: str | None = None,
    stream: _Repeated = None,
    workspace: _Repeated = None,
    format: _Format = None,  # noqa: A002 - the option's name
    look_back: str = "7d",
    max_age: str = "14d",
    plan: _Flag = False,
    follow: Annotated[list[str] | None, Parameter(negative="", consume_multiple=True)] = None,
    company: _Repeated = None,
    config: Path | None = None,
    rate: float | None = None,
    quota: int | None = None,
    quota_share: float | None = None,
    ledger: Path | None = None,
    wait_for_quota: _Flag = False,
    events: Literal["json"] | None = None,
) -> Exit:
    """
    Bring calls, transcripts and people into one output, and later what is new.

    What is there already is not asked for again, so the same command goes on after an
    interruption and keeps the output up to date.  The credentials come from the environment:
    GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET, or GONG_ACCESS_TOKEN; and GONG_BASE_URL, the
    address that Gong shows beside the key.  Or --config says where they are.

    Exit codes: 0 all is there; 1 something failed, run it again; 2 the command is wrong; 3
    credentials or a scope; 4 the daily quota is spent; 130 or 143 interrupted.

    Args:
        out: A file such as acme.db (SQLite, with full-text search) or acme.duckdb; or a
            folder, for Parquet.

        since: The earliest start of a call, such as 2026-01-31 (midnight UTC) or
            2026-01-31T09:30:00Z.  If not given, goes on after the last run; the first time
            the last 365 days.

        until: The latest start, itself excluded; now if not given.

        stream: calls, transcripts, users, workspaces, scorecards, trackers, library,
            answered_scorecards, user_activity, user_interaction, flows, coaching, or all;
            again for more.  The first four if not given.

        workspace: The id of a workspace; again for more.  All that the key sees if not given.

        format: What to write, where OUT does not tell.

        look_back: How far back a run without --since asks once more, for what was edited,
            removed or late.

        max_age: How long a transcript that is not there yet is asked for by later runs.

        plan: Harvest nothing, only tell how many requests and minutes it would take.

        follow: Harvest again and again, as often as it says, such as 1h; every 15m if it
            says nothing.

        company: The name under which the rows are kept, "default" if not given; with
            --config one of the file, again for more, all of them if not given.

        config: A TOML file of companies, each with its address, where its credentials are,
            and its limits; they are harvested side by side.

        rate: Calls a second that Gong grants your company, 3 if not given; less leaves some
            to others.

        quota: Calls a day that Gong grants your company; 10000 if not given.

        quota_share: How much of the daily quota may be spent here, from 0 to 1; all of it if
            not given.

        ledger: The file through which the harvests of a company on this machine share its
            limits; .gong-ledger-COMPANY.json beside OUT if not given.

        wait_for_quota: Wait where the daily quota is spent, instead of ending with 4.

        events: json writes what happens to stdout, one object a line, the report last.
    """
    sink, target, every = sink_for(out, format), Path(out), _every(follow, until, plan)
    order = Order.parse(
        since=since, until=until, look_back=look_back, max_age=max_age, streams=stream
    )
    folder = target.resolve().parent
    grant = Grant(folder=folder, rate=rate, quota=quota, share=quota_share, ledger=ledger)
    errands = errands_of(order, grant, config, company, workspace)
    open_ledgers(errands)
    if plan:
        from gong_async.cli.estimate import estimate

        there = sink if target.exists() else None
        return asyncio.run(until_signal(estimate(errands, there, events)))
    from gong_async.cli.rounds import Rounds

    rounds = Rounds(errands, sink, every=every, wait_for_quota=wait_for_quota, events=events)
    return asyncio.run(until_signal(rounds.run(exists=target.exists()), rounds.stop))


def sink_for(out: str | Path, format: _Format = None) -> Sink:  # noqa: A002 - as open_sink has it
    """Choose the output; raises UsageError if there is none of that kind."""
    from gong_async.harvest import open_sink

    try:
        return open_sink(out, format)
    except ConfigError as error:
        raise UsageError(str(error)) from None


def _every(follow: list[str] | None, until: str | None, plan: bool) -> timedelta | None:
    if follow is None:
        return None
    if len(follow) > 1:
        raise UsageError("--follow: give one length of time, or none for 15m")
    every = parse_length("--follow", follow[0] if follow else "15m")
    if every < timedelta(seconds=1):
        raise UsageError("--follow must be at least 1s")
    if until is not None or plan:
        raise UsageError(f"--follow has no end: leave out {'--plan' if plan else '--until'}")
    return every
