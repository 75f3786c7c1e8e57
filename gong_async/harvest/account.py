"""What a run has come to so far, told to whoever listens."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence

from attrs import define, field

from gong_async.client import Gong
from gong_async.errors import (
    APIError,
    CursorError,
    CursorExpiredError,
    DecodeError,
    GongError,
    MissingScopeError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    TransportError,
)
from gong_async.harvest.events import (
    Event,
    Listener,
    StreamFailed,
    StreamSkipped,
    Throttled,
    WindowFailed,
)
from gong_async.harvest.report import HarvestReport
from gong_async.harvest.state import Committed, Window
from gong_async.telemetry import harvested

__all__ = ["DENIED", "PASSING", "Account", "is_fleeting"]

PASSING = (
    CursorError,
    CursorExpiredError,
    DecodeError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TransportError,
)
"""What may go wrong with one window and be well with the next."""

DENIED = (MissingScopeError, PermissionDeniedError)
"""What goes wrong with all of a stream, and may be well with the next stream."""

_FLEETING = (CursorError, CursorExpiredError, NotFoundError, ServerError, TransportError)
_FAILURES_IN_A_ROW = 5


def is_fleeting(error: GongError) -> bool:
    """Tell whether a request failed for no reason that lies in what was asked for."""
    if isinstance(error, DecodeError):
        return error.transient
    return isinstance(error, _FLEETING)


_log = logging.getLogger("gong_async.harvest")


@define(eq=False)
class Account:
    """
    The counts of one run.

    Args:
        streams: What the run was asked for.
    """

    gong: Gong
    listener: Listener | None
    streams: Sequence[str]
    windows: int = field(default=0, init=False)
    short: list[Window] = field(factory=list[Window], init=False)
    skipped: dict[str, str] = field(factory=dict[str, str], init=False)
    _rows: Counter[str] = field(factory=Counter[str], init=False)
    _mended: int = field(default=0, init=False)
    _removed: int = field(default=0, init=False)
    _failed: list[tuple[Window | str, str]] = field(
        factory=list[tuple[Window | str, str]], init=False
    )
    _failures_in_a_row: int = field(default=0, init=False)
    _latest: GongError | None = field(default=None, init=False)
    _sent: int = field(init=False)
    _throttled: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._sent, self._throttled = self.gong.usage.requests, self.gong.usage.throttled

    @property
    def gave_up(self) -> bool:
        """Whether a window or a stream was given up."""
        return bool(self._failed)

    def tell(self, event: Event) -> None:
        """Hand *event* to the listener, whose mistakes do not end a harvest."""
        times = self.gong.usage.throttled - self._throttled
        self._throttled += times
        for each in (Throttled(times=times), event) if times else (event,):
            if self.listener is None:
                return
            try:
                self.listener(each)
            except Exception:
                _log.exception("a listener failed on %s", type(each).__name__)

    def kept(self, done: Committed) -> None:
        """Count what was committed."""
        self._failures_in_a_row = 0
        self._rows.update(done.rows)
        self._mended += done.mended
        self._removed += done.removed
        harvested(done.rows)

    def stumbled(self, error: GongError) -> None:
        """Count an error that may pass; raise it if nothing succeeds any more."""
        if error is not self._latest:  # several windows may wait for one request
            self._failures_in_a_row, self._latest = self._failures_in_a_row + 1, error
        if self._failures_in_a_row >= _FAILURES_IN_A_ROW:
            raise error

    def failed(self, what: Window | str, error: GongError) -> None:
        """Count a window or a stream that was given up; raise *error* if nothing succeeds."""
        self._failed.append((what, str(error)))
        if isinstance(what, str):
            self.tell(StreamFailed(stream=what, reason=str(error)))
        else:
            self.tell(WindowFailed(window=what, reason=str(error)))
        self.stumbled(error)

    def denied(self, stream: str, error: APIError) -> None:
        """Leave *stream* out from now on; raise *error* if no other stream is left."""
        if stream in self.skipped:
            return
        self.skipped[stream] = getattr(error, "scope", None) or ""
        self.tell(StreamSkipped(stream=stream, scope=self.skipped[stream]))
        if self.skipped.keys() >= set(self.streams):
            raise error

    def report(self, *, pending: int, stopped: bool, seconds: float) -> HarvestReport:
        """Sum up."""
        return HarvestReport(
            rows=dict(self._rows),
            windows=self.windows,
            failed=tuple(self._failed),
            short=tuple(self.short),
            skipped=dict(self.skipped),
            stopped=stopped,
            pending=pending,
            quarantined=self._rows["quarantine"],
            removed=self._removed,
            mended=self._mended,
            requests=self.gong.usage.requests - self._sent,
            seconds=seconds,
        )
