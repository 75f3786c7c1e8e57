"""What to harvest, as the options say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from attrs import frozen

from gong_async.cli.exits import UsageError
from gong_async.cli.moments import parse_length, parse_moment, write_length
from gong_async.cli.text import moment

if TYPE_CHECKING:
    from gong_async.harvest import HarvestJob, Sink

__all__ = ["Order", "told_range"]


@frozen(kw_only=True)
class Order:
    """
    What is to be harvested of every company.

    Attributes:
        wanted: Those of the streams that were asked for by name, or by default.
    """

    since: datetime | None
    until: datetime | None
    look_back: timedelta
    max_age: timedelta
    streams: tuple[str, ...]
    wanted: frozenset[str]

    @classmethod
    def parse(
        cls,
        *,
        since: str | None,
        until: str | None,
        look_back: str,
        max_age: str,
        streams: Sequence[str] | None,
    ) -> Self:
        """Read the options; raises UsageError if one of them is not what it should be."""
        from gong_async.harvest import DEFAULT_STREAMS, STREAMS

        first = None if since is None else parse_moment("--since", since)
        last = None if until is None else parse_moment("--until", until)
        _expect_order(first, last or datetime.now(UTC))
        named = tuple(dict.fromkeys(streams or DEFAULT_STREAMS))
        return cls(
            since=first,
            until=last,
            look_back=parse_length("--look-back", look_back),
            max_age=parse_length("--max-age", max_age),
            streams=STREAMS if "all" in named else named,
            wanted=frozenset(named) - {"all"},
        )

    def job(self, company: str, workspaces: Sequence[str] | None) -> HarvestJob:
        """Return the job for a company; raises UsageError if there can be none."""
        from gong_async.harvest import HarvestJob

        try:
            return HarvestJob(
                since=self.since,
                until=self.until,
                workspaces=tuple(dict.fromkeys(workspaces)) if workspaces else None,
                streams=self.streams,
                company=company,
                look_back=self.look_back,
                max_age=self.max_age,
            )
        except ValueError as error:
            raise UsageError(str(error)) from None


def _expect_order(since: datetime | None, until: datetime) -> None:
    from gong_async.harvest.plan import FIRST_RANGE

    if since is not None and since >= until:
        raise UsageError(f"--since ({moment(since)}) must be before --until ({moment(until)})")
    if since is None and until - datetime.min.replace(tzinfo=UTC) < FIRST_RANGE:
        raise UsageError(f"--until ({moment(until)}) is too long ago; give --since as well")


def told_range(job: HarvestJob, sink: Sink | None) -> Iterator[str]:
    """
    Say which calls *job* is about, the defaults above all; nothing if it is about none.

    Args:
        sink: Where they go, open; None if it is not there yet.
    """
    from gong_async.harvest.memory import begun, ranges
    from gong_async.harvest.plan import FIRST_RANGE

    if not job.dated:
        return
    now = datetime.now(UTC)
    end = job.ends(now)
    settle = write_length(job.settle)
    capped = f" (later ones are left to settle for {settle})" if end != job.until else ""
    if job.since is not None and job.since >= end:
        yield f"no calls to harvest yet: they are left to settle for {settle}"
    elif job.since is not None:
        yield f"harvesting calls from {moment(job.since)} to {moment(end)}{capped}"
    elif sink is None or not begun(job, sink):
        days = write_length(FIRST_RANGE)
        yield (
            f"harvesting calls of the last {days}, from {moment(end - FIRST_RANGE)}"
            f" to {moment(end)}{capped}; --since for more"
        )
    else:
        missing = ranges(job, sink, now)
        first = moment(missing[0].since) if missing else moment(end)
        yield (
            f"going on after the last run: calls from {first} to {moment(end)}{capped};"
            f" the last {write_length(job.look_back)} once more"
        )
