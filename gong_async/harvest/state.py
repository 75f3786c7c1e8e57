"""What a harvest remembers between runs: what is done, and what is still to come.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from attrs import field, frozen

__all__ = ["Committed", "Interval", "Mark", "Pending", "Window", "merge", "missing", "utc"]

Interval: TypeAlias = tuple[datetime, datetime]
"""From the first moment, itself included, to the second, itself excluded."""


def utc(moment: datetime) -> datetime:
    """Return *moment* in UTC; raises ValueError if it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone; write datetime(..., tzinfo=UTC)")
    return moment.astimezone(UTC)


@frozen
class Window:
    """
    A range of time that is harvested and committed as a whole.

    Args:
        workspace: The workspace's id; None for all that the credentials see.

        since: Its first moment, an aware datetime; kept in UTC.

        until: Its end, itself excluded, an aware datetime; kept in UTC.

    Raises:
        ValueError: If a datetime is naive, or the window holds no moment.
    """

    workspace: str | None
    since: datetime = field(converter=utc)
    until: datetime = field(converter=utc)

    def __attrs_post_init__(self) -> None:
        if self.since >= self.until:
            raise ValueError(f"since ({self.since}) must be before until ({self.until})")


@frozen(kw_only=True)
class Pending:
    """
    A call whose transcript was asked for and not there.

    Args:
        workspace: The workspace that the harvest asked for; None for all of them.

        started: When the call started, an aware datetime; None where Gong does not say.

        first_seen: When the transcript was first found missing, an aware datetime.

        attempts: How often it was asked for in vain.  Sinks add up what they are told, and
            keep the earliest *first_seen*.
    """

    call_id: str
    workspace: str | None
    started: datetime | None
    first_seen: datetime
    attempts: int = 1


@frozen(kw_only=True)
class Mark:
    """
    What a commit makes true besides its rows.

    Args:
        company: Whose rows they are.

        window: The range that is done from now on; None if none is.

        streams: The streams for which it is done.

        pending: The calls whose transcript was asked for in vain just now.
    """

    company: str
    window: Window | None = None
    streams: tuple[str, ...] = ()
    pending: tuple[Pending, ...] = ()


@frozen(kw_only=True)
class Committed:
    """
    What became visible.

    Attributes:
        rows: Rows written, by table; tables without any are left out.

        replaced: Texts in which half a character was replaced by U+FFFD.
    """

    rows: Mapping[str, int] = field(factory=dict[str, int])
    replaced: int = 0


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same moments in as few intervals as possible, in order; empty ones vanish."""
    merged: list[Interval] = []
    for since, until in sorted(intervals):
        if since >= until:
            continue
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((since, until))
    return merged


def missing(since: datetime, until: datetime, done: Iterable[Interval]) -> list[Interval]:
    """Return what of [*since*, *until*) is in none of *done*, in order."""
    gaps: list[Interval] = []
    for first, last in merge(done):
        if first >= until:
            break
        if since < first:
            gaps.append((since, first))
        since = max(since, last)
    if since < until:
        gaps.append((since, until))
    return gaps
