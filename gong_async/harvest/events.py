"""What a harvest tells while it runs: values, handed to whoever listens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen

from gong_async.harvest.state import Window

__all__ = [
    "Event",
    "Listener",
    "PageWritten",
    "RangePlanned",
    "SnapshotDone",
    "SnapshotFailed",
    "WindowDone",
    "WindowFailed",
    "WindowRestarted",
]


@frozen(kw_only=True)
class RangePlanned:
    """What is still missing was counted: *calls* calls, to be walked in *windows* windows."""

    window: Window
    calls: int
    windows: int


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
    """A window is walked again from its start, for *reason*; *calls* were taken in vain."""

    window: Window
    reason: str
    calls: int


@frozen(kw_only=True)
class WindowFailed:
    """A window was given up; nothing of it is visible, and a later run asks for it again."""

    window: Window
    reason: str


@frozen(kw_only=True)
class SnapshotDone:
    """A whole list, such as the users, was replaced by *rows* rows."""

    stream: str
    rows: int


@frozen(kw_only=True)
class SnapshotFailed:
    """A whole list could not be fetched; the output keeps what it had of it."""

    stream: str
    reason: str


Event: TypeAlias = (
    RangePlanned
    | PageWritten
    | WindowDone
    | WindowRestarted
    | WindowFailed
    | SnapshotDone
    | SnapshotFailed
)
Listener: TypeAlias = Callable[[Event], None]
