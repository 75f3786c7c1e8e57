"""What an output remembers of earlier runs, and what it has to remember of this one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from gong_async.errors import StateError
from gong_async.harvest.plan import HarvestJob, notes_of, to_do, told_since
from gong_async.harvest.sinks import Sink
from gong_async.harvest.state import Interval, Window, merge
from gong_async.harvest.streams import months

__all__ = ["begin", "begun", "months_to_do", "ranges", "remember"]


def begin(job: HarvestJob, sink: Sink, now: datetime) -> list[Window]:
    """
    Take note that *job* begins, and return its ranges.

    Raises:
        StateError: If the output holds rows of another scope.
    """
    scope = sink.notes(job.company).get("scope")
    if scope is None:
        sink.note(job.company, "scope", job.scope())
    elif scope != job.scope():
        raise StateError(
            f"the output holds calls of {job.company!r} that were asked for with other content;"
            " harvest into another output, or ask for the same"
        )
    found = ranges(job, sink, now)
    remember(job, sink, now, ended=False)
    return found


def begun(job: HarvestJob, sink: Sink) -> bool:
    """Tell whether an earlier run has begun what *job* goes on with."""
    notes = sink.notes(job.company)
    return any(told_since(place) in notes for place in job.places)


def ranges(job: HarvestJob, sink: Sink, now: datetime) -> list[Window]:
    """Return what is to be asked for of calls and transcripts, in each workspace, in order."""
    return [
        Window(place, since, until)
        for place in (job.places if job.dated else ())
        for since, until in merge(_gaps(job, sink, place, now))
    ]


def months_to_do(
    job: HarvestJob, sink: Sink, stream: str, now: datetime
) -> list[tuple[date, date]]:
    """Return the months that are to be asked for of a stream that goes by months."""
    done = sink.done(job.company, None, stream)
    gaps = to_do(job, job.places[0], done, sink.notes(job.company), now)
    return sorted({month for since, until in gaps for month in months(since, until, now)})


def remember(job: HarvestJob, sink: Sink, now: datetime, *, ended: bool) -> None:
    """Take note of how far *job* reaches; once it has *ended*, later runs go on from there."""
    for place in job.places:
        told = notes_of(job, place, sink.notes(job.company), now, ended=ended)
        for key, value in told.items():
            sink.note(job.company, key, value)


def _gaps(job: HarvestJob, sink: Sink, place: str | None, now: datetime) -> Iterator[Interval]:
    """Yield what is missing of a workspace in any stream: a walk brings all of them."""
    notes = sink.notes(job.company)
    for stream in job.dated:
        done = [
            interval
            for each in {place, None}  # what was brought of all at once was brought of each
            for interval in sink.done(job.company, each, stream)
        ]
        yield from to_do(job, place, done, notes, now)
