"""Harvest what is not walked window by window: lists, which are replaced whole, and months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

from attrs import define, field

from gong_async.client import Gong
from gong_async.errors import QuotaExhaustedError
from gong_async.harvest.account import DENIED, PASSING, Account
from gong_async.harvest.batch import Batch
from gong_async.harvest.events import StreamDone
from gong_async.harvest.memory import months_to_do
from gong_async.harvest.plan import HarvestJob
from gong_async.harvest.schema import TABLES
from gong_async.harvest.state import Mark, Window
from gong_async.harvest.streams import STREAMS, Source, Stream
from gong_async.harvest.writer import Writer

__all__ = ["Lists"]

_TRIES = 3
_BY_WORKSPACE = ("library", "coaching")
"""The streams that a job for some of the workspaces sees only a part of."""


@define(eq=False)
class Lists:
    """
    The part of a run that brings lists.

    Args:
        stopping: Tells whether the run is to end.
    """

    gong: Gong
    job: HarvestJob
    write: Writer
    account: Account
    stopping: Callable[[], bool]
    _source: Source = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._source = Source(self.gong, self.job.workspaces)

    async def expect_workspaces(self) -> None:
        """Refuse workspaces that are none of the company's, as far as Gong tells which are."""
        if self.job.workspaces is None:
            return
        try:
            await self._source.expect_workspaces()
        except QuotaExhaustedError:
            raise
        except (*DENIED, *PASSING):
            return

    async def bring(self, now: datetime) -> None:
        """Bring one stream after the other; they take few requests, and windows go on beside."""
        for name in self.job.streams:
            if name in STREAMS:
                await self._try(STREAMS[name], now)

    async def _try(self, stream: Stream, now: datetime) -> None:
        """Bring a stream; a cursor that dies costs the listing, not the stream."""
        for attempt in range(_TRIES):
            if self.stopping():
                break
            try:
                await self._bring(stream, now)
                break
            except QuotaExhaustedError:
                raise
            except DENIED as error:
                self.account.denied(stream.name, error)
                break
            except PASSING as error:
                if attempt == _TRIES - 1:
                    self.account.failed(stream.name, error)

    async def _bring(self, stream: Stream, now: datetime) -> None:
        partial = self.job.workspaces is not None and stream.name in _BY_WORKSPACE
        if not stream.monthly:
            await self._fetch(stream, now.date(), now.date(), None, None, partial=partial)
            return
        for first, last in await self.write(
            months_to_do, self.job, self.write.sink, stream.name, now
        ):
            if self.stopping():
                return
            window = Window(None, _midnight(first), _midnight(last))
            over = last.day == 1 and window.until <= self.job.settled(now)
            done = window if over and not partial else None
            await self._fetch(stream, first, last, window, done, partial=partial)

    async def _fetch(
        self,
        stream: Stream,
        first: date,
        last: date,
        window: Window | None,
        done: Window | None,
        *,
        partial: bool,
    ) -> None:
        """Stage what there is, and commit it all at once."""
        key, records = self.write.new_key(), 0
        head = next(table for table in TABLES.values() if table.stream == stream.name)
        try:
            async for found in stream.fetch(self._source, first, last):
                if self.stopping():
                    await self.write(self.write.sink.discard, key)
                    return
                records += len(found)
                batch = Batch(self.job.company, stream.name, found)
                await self.write(self.write.sink.stage, key, batch)
        except BaseException:
            await self.write(self.write.sink.discard, key)
            raise
        mark = Mark(
            company=self.job.company,
            streams=(stream.name,),
            window=window,
            done=done,
            # An empty list proves nothing, and that of some workspaces says nothing of the rest.
            exact=window is None and records > 0 and not partial,
        )
        committed = await self.write(self.write.sink.commit, key, mark)
        self.account.kept(committed)
        self.account.tell(StreamDone(stream=stream.name, rows=committed.rows.get(head.name, 0)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
