"""The time periods that questions to Gong's AI are about."""

from __future__ import annotations

from datetime import datetime, timedelta

__all__ = ["PERIODS", "since"]

_DAYS = {"LAST_7DAYS": 7, "LAST_30DAYS": 30, "LAST_90DAYS": 90, "LAST_YEAR": 365}
_ACTIVE_DAYS = {"LAST_90_DAYS_SINCE_LAST_ACTIVITY": 90, "LAST_YEAR_SINCE_LAST_ACTIVITY": 365}
_CURRENT = ("THIS_WEEK", "THIS_MONTH", "THIS_QUARTER", "THIS_YEAR")

PERIODS = (*_DAYS, *_ACTIVE_DAYS, *_CURRENT, "CUSTOM_RANGE", "ALL_CONVERSATIONS")


def since(period: str, now: datetime, last: datetime) -> datetime | None:
    """
    When *period* begins; None where it has no beginning of its own.

    Args:
        now: In the company's time zone, whose weeks and months count.

        last: When there was a conversation last.
    """
    if period in _DAYS:
        return now - timedelta(days=_DAYS[period])
    if period in _ACTIVE_DAYS:
        return last - timedelta(days=_ACTIVE_DAYS[period])
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "THIS_WEEK":
        return midnight - timedelta(days=now.weekday())
    months = {"THIS_MONTH": now.month, "THIS_QUARTER": (now.month - 1) // 3 * 3 + 1, "THIS_YEAR": 1}
    return midnight.replace(month=months[period], day=1) if period in months else None
