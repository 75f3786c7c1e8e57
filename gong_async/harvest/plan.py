"""What to harvest, and what of it is still to do.  Pure: no I/O here."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional
from attrs.validators import ge

from gong_async.converters import wire
from gong_async.harvest.state import Interval, missing, utc
from gong_async.models import ContentSelector

if TYPE_CHECKING:
    from gong_async.client import Gong
    from gong_async.harvest.forecast import HarvestPlan
    from gong_async.harvest.sinks import Sink

__all__ = [
    "DAILY_QUOTA",
    "DEFAULT_STREAMS",
    "FIRST_RANGE",
    "STREAMS",
    "HarvestJob",
    "notes_of",
    "to_do",
    "told_since",
]

DATED = ("calls", "transcripts")
"""The streams that are harvested window by window."""

STREAMS = (
    *DATED,
    "users",
    "workspaces",
    "scorecards",
    "trackers",
    "library",
    "answered_scorecards",
    "user_activity",
    "user_interaction",
    "flows",
    "coaching",
)
"""Everything that can be harvested."""

DEFAULT_STREAMS = STREAMS[:4]
"""What is harvested unless a job says otherwise."""
DAILY_QUOTA = 10_000
"""Requests that Gong grants a company, unless it was raised."""
FIRST_RANGE = timedelta(days=365)
"""What is harvested of an output that nothing is known of, where no *since* is given."""

_COMPANY = re.compile(r"[\w.-]{1,64}")


@frozen(kw_only=True)
class HarvestJob:
    """
    What to harvest.

    Args:
        since: The earliest start of a call, an aware datetime.  None to go on where the last
            run on the same output ended, less *look_back*; the first time 365 days.

        until: The latest start, itself excluded, an aware datetime; None for now.

        workspaces: Ids of the workspaces; None for everything that the credentials see.

        streams: Which of :data:`STREAMS`.

        content: What to ask of each call; media links, which expire, are left out by default.

        company: The name under which the rows are kept; one output may hold several.

        calls_per_window: About how many calls at the most are walked and committed as a whole;
            what an interruption costs, for each walk.  Towards the end windows get smaller.

        look_back: How far back later runs ask once more for what they have, so that calls
            that were edited, removed or late are as Gong has them.

        settle: How long after its start a call may be asked for at the earliest; *until* is
            never later than that.

        max_age: How long a transcript that is not there yet is asked for by later runs.

    Raises:
        ValueError: If one of them cannot work.
    """

    since: datetime | None = field(default=None, converter=optional(utc))
    until: datetime | None = field(default=None, converter=optional(utc))
    workspaces: tuple[str, ...] | None = None
    streams: tuple[str, ...] = DEFAULT_STREAMS
    content: ContentSelector = field(factory=ContentSelector.everything)
    company: str = "default"
    calls_per_window: int = field(default=3_000, validator=ge(1))
    look_back: timedelta = field(default=timedelta(days=7), validator=ge(timedelta(0)))
    settle: timedelta = field(default=timedelta(minutes=15), validator=ge(timedelta(0)))
    max_age: timedelta = field(default=timedelta(days=14), validator=ge(timedelta(0)))

    def __attrs_post_init__(self) -> None:
        if self.since and self.until and self.since >= self.until:
            raise ValueError(f"since ({self.since}) must be before until ({self.until})")
        if unknown := sorted(set(self.streams) - set(STREAMS)):
            raise ValueError(f"no stream {unknown[0]!r}; there are {', '.join(STREAMS)}")
        if not self.streams:
            raise ValueError(f"name at least one stream of {', '.join(STREAMS)}")
        if self.workspaces is not None and not self.workspaces:
            raise ValueError("name at least one workspace, or give None for all of them")
        wire(workspace_ids=self.workspaces)
        if not _COMPANY.fullmatch(self.company):
            raise ValueError("company must be 1 to 64 letters, digits, dots, dashes, underscores")

    @property
    def dated(self) -> tuple[str, ...]:
        """Those of the streams that are harvested window by window."""
        return tuple(stream for stream in DATED if stream in self.streams)

    @property
    def places(self) -> tuple[str | None, ...]:
        """The workspaces to ask for one by one; None stands for all at once."""
        return tuple(dict.fromkeys(self.workspaces)) if self.workspaces else (None,)

    def scope(self) -> str:
        """Name what is asked of each call: rows of another scope do not belong beside these."""
        text = json.dumps(wire(content=self.content), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def ends(self, now: datetime) -> datetime:
        """Return the end of what may be asked for at the moment *now*."""
        latest = now - self.settle
        return min(self.until, latest) if self.until else latest

    def settled(self, now: datetime) -> datetime:
        """Return the moment before which calls that are read *now* need no second look."""
        return now - self.look_back

    async def plan(
        self, gong: Gong, sink: Sink | None = None, *, quota: int = DAILY_QUOTA
    ) -> HarvestPlan:
        """
        Estimate what the job takes; costs at most one request for each workspace and stream.

        Args:
            gong: An open client.

            sink: Where the job would write: what is there already is not counted.  It must not
                be open.  None to count everything.

            quota: Requests that Gong grants the company each day.

        Raises:
            GongError: As the harvest itself would.
        """
        from gong_async.harvest.forecast import forecast  # which needs the job

        return await forecast(self, gong, sink, quota)


def told_since(place: str | None) -> str:
    """Name the note that tells from where on a workspace is harvested."""
    return f"since/{place or '*'}"


def told_until(place: str | None) -> str:
    """Name the note that tells how far the runs so far have reached."""
    return f"until/{place or '*'}"


def to_do(
    job: HarvestJob,
    place: str | None,
    done: Iterable[Interval],
    notes: Mapping[str, str],
    now: datetime,
) -> list[Interval]:
    """
    Return what is to be asked for, in order.

    Args:
        place: The workspace; None for all at once.

        done: What earlier runs have brought for good.

        notes: What :func:`notes_of` told about them.
    """
    until = job.ends(now)
    if job.since is not None:
        return missing(job.since, until, done)
    began, reached = notes.get(told_since(place)), notes.get(told_until(place))
    if began is None:
        return missing(until - FIRST_RANGE, until, done)
    first = datetime.fromisoformat(began)
    if reached is None:  # no run came to its end
        return missing(first, until, done)
    seam = max(first, min(datetime.fromisoformat(reached), until) - job.look_back)
    again = [(seam, until)] if seam < until else []
    return missing(first, min(seam, until), done) + again


def notes_of(
    job: HarvestJob, place: str | None, notes: Mapping[str, str], now: datetime, *, ended: bool
) -> dict[str, str]:
    """
    Return what later runs have to know of this one, for :func:`to_do`.

    Args:
        ended: Whether the run has come to its end; False when it begins.
    """
    until, told = job.ends(now), dict[str, str]()
    began, reached = notes.get(told_since(place)), notes.get(told_until(place))
    since = job.since or (None if began else until - FIRST_RANGE)
    if since is not None and (began is None or since.isoformat() < began):
        told[told_since(place)] = since.isoformat()
    if ended and (reached is None or until.isoformat() > reached):
        told[told_until(place)] = until.isoformat()
    return told
