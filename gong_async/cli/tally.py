"""What the events of a harvest add up to while it runs."""

from __future__ import annotations

import time
from collections import Counter, deque
from datetime import datetime

from attrs import define, field

from gong_async.cli.text import clock
from gong_async.client import Gong
from gong_async.harvest.events import (
    Event,
    PageWritten,
    QuotaSpent,
    RangePlanned,
    Throttled,
    WindowDone,
    WindowFailed,
    WindowRestarted,
)
from gong_async.harvest.state import Window

__all__ = ["Tally"]

_RATE_OVER = 10.0  # seconds


@define(eq=False)
class Tally:
    """
    The counts of one company in one round.

    Args:
        gong: Its client, open.
    """

    gong: Gong
    planned: int = field(default=0, init=False)
    """Calls that Gong counts."""
    kept: int = field(default=0, init=False)
    """Calls that are committed."""
    windows: int = field(default=0, init=False)
    """Windows that are committed."""
    throttled: int = field(default=0, init=False)
    """Requests that Gong refused as too many."""
    waits_until: datetime | None = field(default=None, init=False)
    """When it goes on, in UTC; None unless the daily quota is spent."""
    _before: int = field(init=False)
    _taken: Counter[Window] = field(factory=Counter[Window], init=False)
    _began: float = field(factory=time.monotonic, init=False)
    _last: float = field(factory=time.monotonic, init=False)
    _seen: deque[tuple[float, int]] = field(factory=deque[tuple[float, int]], init=False)

    def __attrs_post_init__(self) -> None:
        self._before = self.gong.usage.requests

    @property
    def calls(self) -> int:
        """Calls that are here, committed or not."""
        return self.kept + self._taken.total()

    @property
    def total(self) -> int:
        """Calls that there will be, as far as is known."""
        return max(self.planned, self.calls)

    @property
    def requests(self) -> int:
        """Requests of this round."""
        return self.gong.usage.requests - self._before

    @property
    def seconds(self) -> float:
        """How long it has been at work, all in all."""
        return self._last - self._began

    def add(self, event: Event) -> None:
        """Count *event*."""
        self._last = time.monotonic()
        self.waits_until = None
        match event:
            case RangePlanned():
                self.planned += event.calls
            case PageWritten():
                self._taken[event.window] += max(event.calls, event.transcripts)
            case WindowDone():
                self._taken.pop(event.window, None)
                self.kept += event.calls
                self.windows += 1
            case WindowRestarted():
                self._taken[event.window] = min(self._taken[event.window], event.calls)
            case WindowFailed():
                self._taken.pop(event.window, None)
            case Throttled():
                self.throttled += event.times
            case QuotaSpent():
                self._taken.clear()
                self.planned, self.waits_until = self.kept, event.retry_at  # it counts anew
            case _:
                pass

    def to_go(self) -> str:
        """Tell how long it will take from here, if it goes on as it went."""
        if self.waits_until is not None:
            return f"waits for {self.waits_until:%H:%M} UTC"
        if not self.calls:
            return "-:--"
        elapsed = time.monotonic() - self._began
        return clock(elapsed * (self.total - self.calls) / self.calls)

    def rate(self) -> float:
        """Return the requests a second of late."""
        now, requests = time.monotonic(), self.requests
        self._seen.append((now, requests))
        while self._seen[0][0] < now - _RATE_OVER:
            self._seen.popleft()
        since, before = self._seen[0]
        return (requests - before) / (now - since) if now > since else 0.0
