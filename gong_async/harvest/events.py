"""What a harvest tells while it runs: values, handed to whoever listens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from attrs import frozen

from gong_async.harvest.state import Window

__all__ = [
    "Event",
    "Listener",
    "PageWritten",
    "QuotaSpent",
    "RangePlanned",
    "StreamDone",
    "StreamFailed",
    "StreamSkipped",
    "Throttled",
    "WindowDone",
    "WindowFailed",
    "WindowRestarted",
]


@frozen(kw_only=True)
class RangePlanned:
    """What is to be harvested of a stretch of time was counted: *calls* calls."""

    window: Window
    calls: int


@frozen(kw_only=True)
class PageWritten:
    """A page of *calls* calls with *transcripts* transcripts was taken; not yet visible."""

    window: Window
    calls: int
    transcripts: int


@frozen(kw_only=True)
class WindowDone:
    """A window was committed; *short* tells that Gong counts more calls than it showed."""

    window: Window
    calls: int
    transcripts: int
    pending: int
    short: bool


@frozen(kw_only=True)
class WindowRestarted:
    """A window is listed again from its start, for *reason*; the *calls* that came are kept."""

    window: Window
    reason: str
    calls: int


@frozen(kw_only=True)
class WindowFailed:
    """A window was given up; nothing of it is visible, and a later run asks for it again."""

    window: Window
    reason: str


@frozen(kw_only=True)
class StreamDone:
    """A list such as the users was brought, or a month of one: *rows* rows of its first table."""

    stream: str
    rows: int


@frozen(kw_only=True)
class StreamFailed:
    """A list could not be fetched; the output keeps what it had of it."""

    stream: str
    reason: str


@frozen(kw_only=True)
class StreamSkipped:
    """The key may not read a stream; *scope* is what it lacks, empty where Gong does not say."""

    stream: str
    scope: str


@frozen(kw_only=True)
class Throttled:
    """Gong refused *times* requests since the last event of this kind: too many for its limit."""

    times: int


@frozen(kw_only=True)
class QuotaSpent:
    """The daily quota is spent; the harvest waits until *retry_at*, in UTC, and goes on then."""

    retry_at: datetime


Event: TypeAlias = (
    RangePlanned
    | PageWritten
    | WindowDone
    | WindowRestarted
    | WindowFailed
    | StreamDone
    | StreamFailed
    | StreamSkipped
    | Throttled
    | QuotaSpent
)
"""What a harvest tells."""
Listener: TypeAlias = Callable[[Event], None]
"""Who is told: called in the event loop, it should return at once."""
