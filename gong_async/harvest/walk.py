"""Walk one window: its pages, and in their shadow the transcripts of each page's calls."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from attrs import define, field

from gong_async.client import Gong
from gong_async.errors import CursorError, CursorExpiredError, NotFoundError
from gong_async.harvest.account import Account
from gong_async.harvest.batch import Batch
from gong_async.harvest.events import PageWritten, WindowRestarted
from gong_async.harvest.head import started_of
from gong_async.harvest.hundreds import Hundreds
from gong_async.harvest.plan import HarvestJob
from gong_async.harvest.state import Window
from gong_async.harvest.tables import call_id_of
from gong_async.harvest.writer import Writer
from gong_async.paging import Page
from gong_async.resources.calls import EXTENSIVE
from gong_async.together import together

__all__ = ["Stopped", "Walk", "Walker", "stream_of"]

Record: TypeAlias = dict[str, Any]

_ID = re.compile(r"[0-9]{1,20}")
_LISTINGS = 3  # of one window: a cursor that dies costs the listing, not the harvest


class Stopped(Exception):  # noqa: N818 - somebody's wish, not an error
    """The harvest was asked to stop before the window was whole."""


@define(eq=False)
class Walk:
    """
    What a walk has brought so far.

    Args:
        key: Its name to the sink.

        streams: The streams it brings.

        calls: The calls by id, and when each started.

        transcripts: The calls whose transcript came.

        unusable: How many records came without an id.

        total: How many records Gong counts.

        empty: Whether the windows around it prove that there is nothing to bring.
    """

    key: int
    streams: Sequence[str]
    calls: dict[str, datetime | None] = field(factory=dict[str, datetime | None])
    transcripts: set[str] = field(factory=set[str])
    unusable: int = 0
    total: int = 0
    empty: bool = False

    @property
    def paired(self) -> bool:
        """Whether each page of calls is followed by a request for its transcripts."""
        return len(self.streams) == 2

    @property
    def short(self) -> bool:
        """Whether Gong counts more than it showed."""
        return len(self.calls) + self.unusable < self.total

    @property
    def exact(self) -> bool:
        """Whether it brought all that Gong has there; an empty listing proves nothing by itself."""
        whole = bool(self.calls) and bool(self.total) and not self.short and not self.unusable
        return (whole or self.empty) and "calls" in self.streams

    @property
    def lacking(self) -> list[str]:
        """The calls that have no transcript yet."""
        return sorted(self.calls.keys() - self.transcripts) if self.paired else []

    def note(self, page: Page[Any]) -> list[str]:
        """Take note of a page's calls; return those that were not known before."""
        self.total = max(self.total, page.total or 0)
        found = {call_id_of(each): started_of(each) for each in page.records}
        self.unusable += sum(call_id_of(each) is None for each in page.records)
        new = [each for each in found if each is not None and each not in self.calls]
        self.calls.update((each, when) for each, when in found.items() if each is not None)
        return new


@define(eq=False)
class Walker:
    """
    Walk windows of one job, staging each page in the sink as it comes.

    Args:
        stopping: Tells whether to stop after the page in hand.
    """

    gong: Gong
    job: HarvestJob
    write: Writer
    hundreds: Hundreds
    account: Account
    stopping: Callable[[], bool]

    @property
    def streams(self) -> tuple[str, ...]:
        """Those of ``calls`` and ``transcripts`` that the job wants and the key may read."""
        return tuple(each for each in self.job.dated if each not in self.account.skipped)

    def pages(self, window: Window, stream: str) -> AsyncIterator[Page[Any]]:
        """Ask for the window's calls, or for its transcripts where only they are wanted."""
        calls, since, until = self.gong.calls, window.since, window.until
        if stream == "transcripts":
            return calls.transcripts(
                since=since, until=until, workspace_id=window.workspace
            ).pages()
        return calls.extensive(
            since=since,
            until=until,
            workspace_id=window.workspace,
            content=self.job.content,
        ).pages()

    async def walk(
        self,
        window: Window,
        first: Page[Any],
        rest: AsyncIterator[Page[Any]],
        listed: Callable[[], None],
    ) -> Walk:
        """
        Walk *window*, of which the *first* page is here and the *rest* still to be asked for.

        A listing whose cursor dies, circles or leads nowhere, or that shows fewer calls than
        Gong counts, is asked for again; what it brought is kept, and not asked for again.

        Args:
            listed: Called when the calls are all listed; transcripts may still be on their way.

        Raises:
            Stopped: If the harvest is to stop; what was staged is discarded.

            GongError: If it fails all the same; what was staged is discarded.
        """
        walk = self.begin(first)
        try:
            async with together() as group:
                await self._list(window, walk, group, first, rest)
                listed()
        except BaseException:
            await self.discard(walk)
            raise
        return walk

    async def _list(
        self,
        window: Window,
        walk: Walk,
        group: asyncio.TaskGroup,
        page: Page[Any] | None,
        rest: AsyncIterator[Page[Any]],
    ) -> None:
        """List the calls; what becomes of each page is done beside, in the next one's shadow."""
        was_short, failure, reason = False, None, ""
        for listing in range(_LISTINGS):
            if listing:
                kept, walk.unusable = len(walk.calls), 0
                self.account.tell(WindowRestarted(window=window, reason=reason, calls=kept))
                rest = self.pages(window, walk.streams[0])
                page = await anext(rest, None)
            try:
                await self._read(window, walk, group, page, rest)
            except (CursorError, CursorExpiredError, NotFoundError) as error:
                failure, reason = error, str(error)
            else:
                if was_short or not walk.short:
                    return
                was_short, failure, reason = True, None, "Gong counts more calls than it showed"
        if failure is not None:
            raise failure

    async def ask_again(self, ids: Sequence[str]) -> Walk:
        """Ask for the transcripts of *ids*, and stage those that are there."""
        walk = self.begin()
        walk.calls = dict.fromkeys(ids)
        try:
            await self._stage(walk, "transcripts", await self.hundreds.ask_now(_askable(ids)))
        except BaseException:
            await self.discard(walk)
            raise
        return walk

    def begin(self, page: Page[Any] | None = None) -> Walk:
        """Return a walk that has brought nothing yet, of the streams that go with *page*."""
        streams = self.streams
        if page is not None and stream_of(page) == "calls":  # even if the key lost it meanwhile
            streams = ("calls", *(each for each in streams if each == "transcripts"))
        return Walk(self.write.new_key(), streams)

    async def discard(self, walk: Walk) -> None:
        """Forget what was staged of *walk*."""
        await self.write(self.write.sink.discard, walk.key)

    async def _read(
        self,
        window: Window,
        walk: Walk,
        group: asyncio.TaskGroup,
        page: Page[Any] | None,
        rest: AsyncIterator[Page[Any]],
    ) -> None:
        while page is not None:
            group.create_task(self.land(window, walk, page))
            if page.next is None:
                return
            await self.hundreds.room()
            if self.stopping():
                raise Stopped
            page = await anext(rest, None)

    def land(self, window: Window, walk: Walk, page: Page[Any]) -> Coroutine[Any, Any, None]:
        """Take note of a page at once; then stage it, ask for its transcripts, stage those."""
        return self._land(window, walk, page, walk.note(page))

    async def _land(self, window: Window, walk: Walk, page: Page[Any], new: Sequence[str]) -> None:
        await self._stage(walk, walk.streams[0], page.records)
        texts: Sequence[Record] = ()
        if walk.paired:
            texts = await self.hundreds.ask(_askable(new))
            await self._stage(walk, "transcripts", texts)
        self.account.tell(PageWritten(window=window, calls=len(new), transcripts=len(texts)))

    async def _stage(self, walk: Walk, stream: str, records: Sequence[Record]) -> None:
        batch = Batch(self.job.company, stream, records)
        walk.transcripts |= await self.write(self._stage_now, walk.key, batch)

    def _stage_now(self, key: int, batch: Batch) -> set[str]:
        """Stage a page; return the calls whose transcript is among it."""
        self.write.sink.stage(key, batch)
        return {str(*each) for each in batch.subjects} if batch.stream == "transcripts" else set()


def stream_of(page: Page[Any]) -> str:
    """Tell which stream a page is of."""
    return "calls" if page.endpoint is EXTENSIVE else "transcripts"


def _askable(ids: Sequence[str]) -> list[str]:
    return [each for each in ids if _ID.fullmatch(each)]
