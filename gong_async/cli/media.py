"""``gong-async media``: the recordings of harvested calls, into one folder."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from gong_async.cli.errands import Grant, errands_of, open_ledgers
from gong_async.cli.exits import Exit, UsageError, until_signal
from gong_async.cli.orders import Order
from gong_async.cli.outputs import Call, harvested_calls
from gong_async.errors import SinkError

__all__ = ["media"]


def media(
    out: Path,
    /,
    *,
    kind: Literal["audio", "video"] = "audio",
    folder: Path | None = None,
    since: str | None = None,
    until: str | None = None,
    at_once: int = 4,
    company: str | None = None,
    config: Path | None = None,
    rate: float | None = None,
    quota: int | None = None,
    quota_share: float | None = None,
    ledger: Path | None = None,
) -> Exit:
    """
    Bring the recordings of harvested calls into a folder, and later those that are new.

    Each is CALL_ID-audio.mp3 or CALL_ID-video.mp4 once it is whole; manifest.jsonl lists them
    with their SHA-256.  The same command goes on after an interruption.  The credentials come
    from the environment or from --config, as for harvest; they need the scope
    api:calls:read:media-url besides.

    Exit codes: 0 all is there that Gong has; 1 something failed, run it again; 2 the command is
    wrong; 3 credentials or a scope; 4 the daily quota is spent; 130 or 143 interrupted.

    Args:
        out: Where a harvest went: a file such as acme.db or acme.duckdb, or a folder of Parquet
            or of raw records. A harvest may go on meanwhile; in DuckDB it must have ended.

        kind: audio or video.

        folder: Where the recordings go; if not given, acme-media beside acme.db, acme.duckdb or
            the folder acme.

        since: The earliest start of a call, such as 2026-01-31 (midnight UTC) or
            2026-01-31T09:30:00Z; all calls in OUT if not given.

        until: The latest start, itself excluded.

        at_once: How many recordings are fetched at a time.

        company: The name under which the calls are kept in OUT, "default" if not given.

        config: A TOML file of companies; --company says which of them.

        rate: Calls a second that Gong grants your company, 3 if not given.

        quota: Calls a day that Gong grants your company; 10000 if not given.

        quota_share: How much of the daily quota may be spent here, from 0 to 1; all of it if
            not given.

        ledger: The file through which commands for one company on this machine share its
            limits; .gong-ledger-COMPANY.json beside OUT if not given.
    """
    if at_once < 1:
        raise UsageError("--at-once must be at least 1")
    folder = folder or _folder_beside(out)
    known = harvested_calls(out)
    _expect_folder(folder)
    order = Order.parse(since=since, until=until, look_back="7d", max_age="14d", streams=["calls"])
    beside = out.resolve().parent
    grant = Grant(folder=beside, rate=rate, quota=quota, share=quota_share, ledger=ledger)
    errands = errands_of(order, grant, config, [company] if company else None, None)
    if len(errands) > 1:
        raise UsageError("--company: choose one, since each has a folder of its own")
    (errand,) = errands
    if errand.company not in known:
        raise UsageError(
            f"--company: {out} has no {errand.company!r}; it has {', '.join(sorted(known))}"
        )
    open_ledgers(errands)
    call_ids = _chosen(known[errand.company], order)
    from gong_async.cli.recordings import fetch

    return asyncio.run(until_signal(fetch(errand.gong, call_ids, folder, kind, at_once)))


def _expect_folder(folder: Path) -> None:
    from gong_async.harvest.sinks.place import check_place

    try:
        check_place(folder, folder=True)
    except SinkError as error:
        raise UsageError(str(error)) from None


def _chosen(calls: Sequence[Call], order: Order) -> list[str]:
    """Return the ids of the calls in a range; one without a time is in none."""
    from gong_async.harvest.values import time

    since, until = time(order.since), time(order.until)
    if since is None and until is None:
        return [call_id for _, call_id in calls]
    return [
        call_id
        for when, call_id in calls
        if when and (since is None or since <= when) and (until is None or when < until)
    ]


def _folder_beside(out: Path) -> Path:
    place = out if out.name else out.absolute()
    return place.with_name(f"{place.name if place.is_dir() else place.stem}-media")
