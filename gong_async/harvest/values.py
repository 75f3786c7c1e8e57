"""What one value of Gong's JSON is in a column; None where it is not of the expected kind."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from typing import TypeAlias, cast

from gong_async.shape import raw

__all__ = [
    "Value",
    "count",
    "day",
    "flag",
    "identifier",
    "integer",
    "json_text",
    "raw",
    "real",
    "text",
    "time",
]

Value: TypeAlias = str | int | float | None

_LARGEST_ID = 10**20
_LARGEST_INTEGER = 2**63
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T.*)?", re.DOTALL)


def text(value: object) -> str | None:
    """Return text as it is."""
    return value if isinstance(value, str) else None


def identifier(value: object) -> str | None:
    """Return an id as text, a number digit by digit; never by way of a float, which rounds it."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if -_LARGEST_ID < value < _LARGEST_ID else None
    return None


def integer(value: object) -> int | None:
    """Return a whole number of at most 64 bits, also from ``1800.0`` and ``"1800"``."""
    if isinstance(value, str) and _NUMBER.fullmatch(value) and "." not in value:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if -_LARGEST_INTEGER <= value < _LARGEST_INTEGER else None
    return None


def count(value: object) -> int | None:
    """Return the length of a list, and a whole number as :func:`integer` does."""
    return len(cast("list[object]", value)) if isinstance(value, list) else integer(value)


def real(value: object) -> float | None:
    """Return a finite number, also from ``"12.5"``."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def flag(value: object) -> int | None:
    """Return 1 for true and 0 for false."""
    return int(value) if isinstance(value, bool) else None


def time(value: object) -> str | None:
    """
    Return a moment in UTC, always 27 characters long, so that text sorts as time does.

    Takes ISO 8601 text or an aware datetime; what has no offset could be any moment: None.
    """
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            return None
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return moment.isoformat(timespec="microseconds") + "Z"


def day(value: object) -> str | None:
    """Return the day of ISO 8601 text with or without a time, in the offset that the text has."""
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        return None if found is None else date.fromisoformat(found[1]).isoformat()
    except ValueError:  # 30 February, among others
        return None


def json_text(value: object) -> str | None:
    """Return an object or a list as compact JSON."""
    return None if value is None or isinstance(value, (str, int, float)) else raw(value)
