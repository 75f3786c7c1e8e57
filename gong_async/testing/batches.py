"""What the contract puts into an output: batches of records, and marks for its commits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from gong_async.harvest.batch import Batch
from gong_async.harvest.state import Mark, Pending, Window

__all__ = [
    "DAY",
    "HOUR",
    "LISTED",
    "START",
    "call",
    "calls_of",
    "late",
    "mark",
    "transcripts_of",
    "users_of",
    "window",
]

START = datetime(2025, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
LISTED: dict[str, Any] = {"streams": ("users",), "exact": True}
"""What :func:`mark` takes for a list of users that is whole."""


def call(
    call_id: str,
    started: datetime | None = START,
    title: str = "Weekly sync",
    *,
    scheduled: datetime | None = None,
    workspace: str = "9",
) -> dict[str, Any]:
    """Return a raw record of a call; times that are None are null in it."""
    meta = {
        "id": call_id,
        "title": title,
        "started": started and started.isoformat(),
        "scheduled": scheduled and scheduled.isoformat(),
        "workspaceId": workspace,
    }
    return {"metaData": meta, "content": {"topics": [{"name": title}]}}


def calls_of(*records: dict[str, Any], company: str = "acme") -> Batch:
    """Return a batch of raw calls."""
    return Batch(company, "calls", records, START)


def transcripts_of(*records: dict[str, Any], company: str = "acme") -> Batch:
    """Return a batch of raw transcripts."""
    return Batch(company, "transcripts", records, START)


def users_of(*ids: str, company: str = "acme") -> Batch:
    """Return a batch of users with these ids."""
    return Batch(company, "users", [{"id": each, "title": "AE"} for each in ids], START)


def window(first: float = 0, last: float = 1, workspace: str | None = None) -> Window:
    """Return a window from *first* to *last*, in days after :data:`START`."""
    return Window(workspace, START + first * DAY, START + last * DAY)


def mark(where: Window | None = None, company: str = "acme", **more: Any) -> Mark:
    """Return a mark that *where* was walked for calls and transcripts and is done."""
    streams = ("calls", "transcripts")
    settings: dict[str, Any] = {"streams": streams, "window": where, "done": where, **more}
    return Mark(company=company, **settings)


def late(call_id: str, seen: float = 5, started: float | None = None) -> Pending:
    """Return a call without transcript; *seen* and *started* are days after :data:`START`."""
    when = None if started is None else START + started * DAY
    return Pending(call_id=call_id, workspace="9", started=when, first_seen=START + seen * DAY)
