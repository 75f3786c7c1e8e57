"""The times that a command is given: ISO 8601, never a guess about the zone; and lengths."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from gong_async.cli.exits import UsageError
from gong_async.cli.text import counted, moment, say

__all__ = ["parse_length", "parse_moment", "write_length"]

_LENGTH = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) *([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_EXAMPLES = "7d, 12h, 30m or 90s"
_LONGEST = timedelta(days=36_525)


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
        say(f"{option} {text} is taken as {moment(midnight)}")
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


def parse_length(option: str, text: str) -> timedelta:
    """
    Read a length of time such as ``7d``, ``12h``, ``30m`` or ``90s``.

    Raises:
        UsageError: If it is anything else, or longer than a hundred years.
    """
    found = _LENGTH.fullmatch(text)
    if found is None:
        raise UsageError(f"{option}: {text!r} is not a length of time; give one like {_EXAMPLES}")
    try:
        length = timedelta(**{_UNITS[found[2]]: float(found[1])})
    except OverflowError:
        length = timedelta.max
    if length > _LONGEST:
        raise UsageError(f"{option}: {text} is too long; give a hundred years at the most")
    return length


def write_length(length: timedelta) -> str:
    """Write *length* in the largest unit that fits: ``7 days``, ``90 seconds``."""
    for unit in ("days", "hours", "minutes"):
        number = length / timedelta(**{unit: 1})
        if number >= 1 and number.is_integer():
            return counted(round(number), unit[:-1])
    return f"{length.total_seconds():g} seconds"
