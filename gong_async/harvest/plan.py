"""What to harvest, and how a range of time is cut into windows.  Pure: no I/O here."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from attrs import field, frozen
from attrs.validators import ge

from gong_async.converters import wire
from gong_async.harvest.state import Window, utc
from gong_async.models import ContentSelector

__all__ = ["STREAMS", "HarvestJob", "split"]

STREAMS = ("calls", "transcripts", "users", "workspaces")
DATED = ("calls", "transcripts")
"""The streams that are harvested window by window; the others are replaced whole."""

_SHORTEST_WINDOW = timedelta(seconds=2)
_COMPANY = re.compile(r"[\w.-]{1,64}")


@frozen(kw_only=True)
class HarvestJob:
    """
    What to harvest.

    Args:
        since: The earliest start of a call; an aware datetime.

        until: The latest start, itself excluded; an aware datetime.

        workspaces: Ids of the workspaces; None for everything that the credentials see.

        streams: Which of ``calls``, ``transcripts``, ``users`` and ``workspaces``.

        content: What to ask of each call; media links, which expire, are left out by default.

        company: The name under which the rows are kept; one output may hold several.

        calls_per_window: About how many calls are walked and committed as a whole; what an
            interruption costs at the most, for each walk.

        settle: How long a call may take to show up.  What is younger is harvested, but asked
            for again by the next run.

        max_age: How long a transcript that is not there yet is asked for by later runs.

    Raises:
        ValueError: If one of them cannot work.
    """

    since: datetime = field(converter=utc)
    until: datetime = field(converter=utc)
    workspaces: tuple[str, ...] | None = None
    streams: tuple[str, ...] = STREAMS
    content: ContentSelector = field(factory=ContentSelector.everything)
    company: str = "default"
    calls_per_window: int = field(default=1_000, validator=ge(1))
    settle: timedelta = timedelta(days=2)
    max_age: timedelta = timedelta(days=14)

    def __attrs_post_init__(self) -> None:
        if self.since >= self.until:
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

    def scope(self) -> str:
        """Name what is asked of each call: rows of another scope do not belong beside these."""
        text = json.dumps(wire(content=self.content), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def split(window: Window, calls: int, calls_per_window: int) -> Iterator[Window]:
    """
    Cut *window*, known to hold *calls* calls, into windows of about *calls_per_window*.

    A window is not cut where that would not help: it is small, or it is too short to cut.
    """
    span = window.until - window.since
    parts = min(math.ceil(calls / calls_per_window), span // _SHORTEST_WINDOW)
    if calls <= 2 * calls_per_window or parts < 2:
        yield window
        return
    edges = [window.since + span * n / parts for n in range(parts)] + [window.until]
    for since, until in pairwise(edges):
        yield Window(window.workspace, since, until)
