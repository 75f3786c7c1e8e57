"""What a harvest remembers between runs: what is done, and what is still to come.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from attrs import field, frozen

__all__ = ["Committed", "Interval", "Mark", "Pending", "Window", "merge", "missing", "utc"]

_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=4), timedelta(hours=12)

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

    @property
    def due(self) -> datetime:
        """When to ask for it next, at once after the first time, then less and less often."""
        waits = (min(_FIRST_WAIT * 4**n, _LONGEST_WAIT) for n in range(min(self.attempts, 99) - 1))
        return self.first_seen + sum(waits, timedelta(0))


@frozen(kw_only=True)
class Mark:
    """
    What a commit makes true besides its rows.

    Args:
        company: Whose rows they are.

        streams: The streams that were asked for, whether or not anything was staged of them.

        window: The range that was walked; it names the commit, so that the same window again
            takes the place of the first time.  None for a list without a range, and for
            transcripts that came late.

        done: The range that is done from now on for each of *streams*; None if none is.

        exact: Whether what is staged is all that Gong has: of *window*, so that other calls of
            it leave the output together with their transcripts; or of *streams* altogether
            where *window* is None, so that all other rows of theirs leave it.

        pending: The calls whose transcript was asked for in vain just now.
    """

    company: str
    streams: tuple[str, ...] = ()
    window: Window | None = None
    done: Window | None = None
    exact: bool = False
    pending: tuple[Pending, ...] = ()


@frozen(kw_only=True)
class Committed:
    """
    What became visible.

    Attributes:
        rows: Rows written, by table; tables without any are left out.

        mended: Texts in which half a character was replaced by U+FFFD.

        removed: Calls that left the output since Gong has them no more.
    """

    rows: Mapping[str, int] = field(factory=dict[str, int])
    mended: int = 0
    removed: int = 0


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
