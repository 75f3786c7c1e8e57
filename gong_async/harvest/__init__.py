"""Bring a whole company's calls, transcripts and people into one output, exactly once."""

from __future__ import annotations

from .engine import Harvester
from .events import (
    Event,
    Listener,
    PageWritten,
    RangePlanned,
    SnapshotDone,
    SnapshotFailed,
    WindowDone,
    WindowFailed,
    WindowRestarted,
)
from .plan import STREAMS, HarvestJob
from .report import HarvestReport
from .schema import TABLES, Column, Rows, Table
from .sinks import Sink, open_sink
from .state import Committed, Interval, Mark, Pending, Window

__all__ = [
    "STREAMS",
    "TABLES",
    "Column",
    "Committed",
    "Event",
    "HarvestJob",
    "HarvestReport",
    "Harvester",
    "Interval",
    "Listener",
    "Mark",
    "PageWritten",
    "Pending",
    "RangePlanned",
    "Rows",
    "Sink",
    "SnapshotDone",
    "SnapshotFailed",
    "Table",
    "Window",
    "WindowDone",
    "WindowFailed",
    "WindowRestarted",
    "open_sink",
]
