"""Bring a whole company's calls, transcripts and people into one output, exactly once."""

from __future__ import annotations

from .batch import Batch
from .engine import Harvester
from .events import (
    Event,
    Listener,
    PageWritten,
    QuotaSpent,
    RangePlanned,
    StreamDone,
    StreamFailed,
    StreamSkipped,
    Throttled,
    WindowDone,
    WindowFailed,
    WindowRestarted,
)
from .fleet import Fleet, Member
from .forecast import HarvestPlan
from .plan import DEFAULT_STREAMS, STREAMS, HarvestJob
from .report import HarvestReport
from .schema import TABLES, Column, Rows, Table
from .sinks import Sink, open_sink
from .state import Committed, Interval, Mark, Pending, Window

__all__ = [
    "DEFAULT_STREAMS",
    "STREAMS",
    "TABLES",
    "Batch",
    "Column",
    "Committed",
    "Event",
    "Fleet",
    "HarvestJob",
    "HarvestPlan",
    "HarvestReport",
    "Harvester",
    "Interval",
    "Listener",
    "Mark",
    "Member",
    "PageWritten",
    "Pending",
    "QuotaSpent",
    "RangePlanned",
    "Rows",
    "Sink",
    "StreamDone",
    "StreamFailed",
    "StreamSkipped",
    "Table",
    "Throttled",
    "Window",
    "WindowDone",
    "WindowFailed",
    "WindowRestarted",
    "open_sink",
]
