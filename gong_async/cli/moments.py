"""The times that a command is given: ISO 8601, never a guess about the time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from gong_async.cli.exits import UsageError
from gong_async.cli.text import moment, say

__all__ = ["parse_moment", "parse_range", "tell_range"]

_DEFAULT_DAYS = 365


def parse_moment(option: str, text: str) -> datetime:
    """
    Read an ISO 8601 time with an offset; a bare date is its midnight in UTC, and stderr says so.

    Raises:
        UsageError: If it is anything else; a time without an offset above all.
    """
    try:
        midnight = datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        pass
    else:
        say(f"{option} {text} is taken as {midnight:%Y-%m-%dT%H:%M:%SZ}")
        return midnight
    try:
        when = datetime.fromisoformat(text)
        if when.tzinfo is not None:
            return when.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{option}: {text!r} is not a time; give one like 2026-01-31 or 2026-01-31T09:30:00Z"
        ) from None
    raise UsageError(
        f"{option}: {text} has no offset, so it could be anybody's; write {text}Z for UTC,"
        f" or an offset as in {text}+02:00"
    )


def parse_range(since: str | None, until: str | None) -> tuple[datetime, datetime]:
    """
    Return the range to harvest; what is not given is now, and 365 days before the end.

    Raises:
        UsageError: If one of them is no time, or there is nothing between them.
    """
    first = None if since is None else parse_moment("--since", since)
    last = datetime.now(UTC) if until is None else parse_moment("--until", until)
    if first is None:
        try:
            first = last - timedelta(days=_DEFAULT_DAYS)
        except OverflowError:
            raise UsageError(f"--until: {until} is too long ago; give --since as well") from None
    if first >= last:
        raise UsageError(f"--since ({moment(first)}) must be before --until ({moment(last)})")
    return first, last


def tell_range(since: str | None, until: str | None, given: tuple[datetime, datetime]) -> None:
    """Tell what :func:`parse_range` made of its arguments, the defaults above all."""
    default = "" if since else f" (the last {_DEFAULT_DAYS} days; --since for more)"
    end = "now" if until is None else moment(given[1])
    say(f"harvesting calls from {moment(given[0])} to {end}{default}")
