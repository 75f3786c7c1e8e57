"""When calls start: how many in each hour of the week, as far as was seen.  Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from attrs import define, field

from gong_async.harvest.state import Window

__all__ = ["Density"]

_EPOCH = datetime(1970, 1, 5, tzinfo=UTC)  # a Monday
_HOUR = timedelta(hours=1)
_WEEK = 168  # hours


@define(eq=False)
class Density:
    """
    A profile of the week, learnt from windows that were walked.

    Hours of which nothing was seen yet count as the average does, so that a profile that has
    learnt nothing is flat.
    """

    _seen: list[float] = field(factory=lambda: [0.0] * _WEEK)
    _hours: list[float] = field(factory=lambda: [0.0] * _WEEK)
    _sums: list[float] = field(factory=lambda: _summed([1.0] * _WEEK))

    def learn(self, window: Window, moments: Iterable[datetime]) -> None:
        """Take note that the calls of *window* start at *moments*, and none besides."""
        first, last = _hours_of(window.since), _hours_of(window.until)
        hour = int(first)
        while hour < last:
            share = min(hour + 1, last) - max(hour, first)
            self._hours[hour % _WEEK] += share
            hour += 1
        for moment in moments:
            self._seen[int(_hours_of(moment)) % _WEEK] += 1
        average = sum(self._seen) / sum(self._hours)
        if not average:  # a profile without any calls is of no use
            return
        self._sums = _summed(
            [
                (seen + average) / (hours + 1)
                for seen, hours in zip(self._seen, self._hours, strict=True)
            ]
        )

    def weight(self, since: datetime, until: datetime) -> float:
        """Return how many calls to expect there, in a unit of its own."""
        return self._before(_hours_of(until)) - self._before(_hours_of(since))

    def reach(self, since: datetime, until: datetime, share: float) -> datetime:
        """Return the moment up to which *share* of what starts in [*since*, *until*) starts."""
        weeks, rest = divmod(
            self._before(_hours_of(since)) + share * self.weight(since, until), self._sums[-1]
        )
        hour = min(bisect_right(self._sums, rest), _WEEK) - 1
        height = self._sums[hour + 1] - self._sums[hour]
        hours = weeks * _WEEK + hour + ((rest - self._sums[hour]) / height if height else 0.0)
        return min(max(_EPOCH + hours * _HOUR, since), until)

    def _before(self, hours: float) -> float:
        weeks, rest = divmod(hours, _WEEK)
        hour = min(int(rest), _WEEK - 1)
        height = self._sums[hour + 1] - self._sums[hour]
        return weeks * self._sums[-1] + self._sums[hour] + (rest - hour) * height


def _summed(rates: list[float]) -> list[float]:
    return list(accumulate(rates, initial=0.0))


def _hours_of(moment: datetime) -> float:
    return (moment - _EPOCH) / _HOUR
