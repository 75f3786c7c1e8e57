"""How many walks it takes to saturate the limit."""

from __future__ import annotations

import math

from attrs import define, field

from gong_async.client import Gong

__all__ = ["Pace"]

_REQUESTS = 8  # between two looks at the latency
_HIDDEN = 12.0  # seconds of listing that transcripts hide, as far as listing is ahead of them
_FEWEST, _MOST = 250.0, 1_000.0  # calls
_SPARE = 2  # walks: latency varies, and a walk that ends takes a while to be followed


@define(eq=False)
class Pace:
    """
    Follows the latency of a client.

    A walk has two requests on their way at a time: a page of calls, and the transcripts of the
    page before.
    """

    gong: Gong
    latency: float = field(default=0.0, init=False)
    """Seconds that a request takes, of late; 0 before there is an answer."""
    _requests: int = field(init=False)
    _seconds: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._requests = self.gong.usage.requests
        self._seconds = self.gong.usage.seconds_in_flight

    def look(self) -> None:
        """Learn the latency of what was sent since the last look."""
        usage = self.gong.usage
        if requests := usage.requests - self._requests:
            self.latency = (usage.seconds_in_flight - self._seconds) / requests
            self._requests, self._seconds = usage.requests, usage.seconds_in_flight

    @property
    def needed(self) -> float:
        """How many walks keep the limit busy at the latency of late, each without a pause."""
        if not self.latency or self.gong.usage.requests >= self._requests + _REQUESTS:
            self.look()
        return self.gong.limiter.rate * self.latency / 2

    @property
    def walks(self) -> int:
        """How many windows to walk side by side."""
        return math.ceil(self.needed) + _SPARE

    @property
    def smallest(self) -> float:
        """The fewest calls that are worth a window: to list fewer in one go gains no time."""
        return min(max(100 * _HIDDEN / max(self.latency, 0.01), _FEWEST), _MOST)

    def one_walk_is_enough(self, calls: int) -> bool:
        """Say whether *calls* calls are harvested as fast as can be without being cut up."""
        return self.needed <= 1 or calls <= self.smallest
