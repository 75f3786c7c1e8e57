"""How many calls the simulated company may make: so many in any sliding second, so many a day."""

from __future__ import annotations

import math
from collections import deque
from datetime import date, datetime, time, timedelta

from attrs import define, field, frozen

__all__ = ["Meter", "Refusal"]


@frozen
class Refusal:
    """A call too many; *retry_after* is in whole seconds."""

    retry_after: int


@define
class Meter:
    """
    Counts every arrival, those it refuses included, as the strictest server would.

    Args:
        rate: Calls a second; None or 0 for no limit.  The window is ``floor(rate)`` calls long,
            at least one: 3.0 is three calls in one second, 0.5 one call in two seconds.

        quota: Calls a UTC day; None for no limit.
    """

    rate: float | None
    quota: int | None
    refused: int = field(default=0, init=False)
    _recent: deque[float] = field(factory=deque[float], init=False)
    _day: date | None = field(default=None, init=False)
    _spent: int = field(default=0, init=False)

    def arrive(self, clock: float, now: datetime) -> Refusal | None:
        """Count the call that arrives at *clock* (monotonic seconds), *now* in aware UTC."""
        crowded, spent = self._crowded(clock), self._quota_spent(now)
        if not (crowded or spent):
            return None
        self.refused += 1
        return Refusal(_seconds_to_midnight(now) if spent else 1)

    def _crowded(self, clock: float) -> bool:
        if not self.rate:
            return False
        allowed = max(1, int(self.rate))
        while self._recent and self._recent[0] <= clock - allowed / self.rate:
            self._recent.popleft()
        self._recent.append(clock)
        return len(self._recent) > allowed

    def _quota_spent(self, now: datetime) -> bool:
        if now.date() != self._day:
            self._day, self._spent = now.date(), 0
        self._spent += 1
        return self.quota is not None and self._spent > self.quota


def _seconds_to_midnight(now: datetime) -> int:
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    return math.ceil((midnight - now).total_seconds())
