"""Walk one window: its pages, and after each page of calls the transcripts of its ids."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, TypeAlias

from attrs import define, field

from gong_async.client import Gong
from gong_async.errors import CursorError, CursorExpiredError, NotFoundError
from gong_async.harvest.events import Listener, PageWritten, WindowRestarted
from gong_async.harvest.plan import HarvestJob
from gong_async.harvest.sinks import Sink
from gong_async.harvest.state import Window
from gong_async.harvest.tables import call_id_of, call_rows, transcript_rows
from gong_async.harvest.values import time
from gong_async.paging import Page
from gong_async.shape import is_object

__all__ = ["Walk", "Walker", "Write"]

Record: TypeAlias = dict[str, Any]

_ID = re.compile(r"[0-9]{1,20}")
_WALKS = 3  # of one window: a cursor that dies costs the walk, not the harvest


class Write(Protocol):
    """Run a function in the one thread that may touch the sink."""

    def __call__(self, function: Callable[..., Any], /, *args: Any) -> Awaitable[Any]: ...


@define(eq=False)
class Walk:
    """
    What a walk has brought so far.

    Args:
        key: Its name to the sink.

        calls: The calls by id, and when each started.

        transcripts: The calls whose transcript came.

        unusable: How many records came without an id.

        total: How many records Gong counts.
    """

    key: int
    calls: dict[str, datetime | None] = field(factory=dict[str, datetime | None])
    transcripts: set[str] = field(factory=set[str])
    unusable: int = 0
    total: int = 0

    @property
    def short(self) -> bool:
        """Whether Gong counts more than it showed."""
        return len(self.calls) + self.unusable < self.total

    def lacking(self) -> list[str]:
        """Return the calls that have no transcript yet."""
        return sorted(self.calls.keys() - self.transcripts)


@define(eq=False)
class Walker:
    """Walk the windows of one job, staging each page in the sink as it comes."""

    gong: Gong
    job: HarvestJob
    sink: Sink
    write: Write
    tell: Listener
    _keys: int = 0

    @property
    def paired(self) -> bool:
        """Whether each page of calls is followed by a request for its transcripts."""
        return self.job.dated == ("calls", "transcripts")

    def pages(self, window: Window) -> AsyncIterator[Page[Any]]:
        """Ask for the window's calls, or for its transcripts where only they are wanted."""
        calls, since, until = self.gong.calls, window.since, window.until
        if "calls" in self.job.streams:
            return calls.extensive(
                since=since,
                until=until,
                workspace_id=window.workspace,
                content=self.job.content,
            ).pages()
        return calls.transcripts(since=since, until=until, workspace_id=window.workspace).pages()

    async def walk(self, window: Window, first: Page[Any], rest: AsyncIterator[Page[Any]]) -> Walk:
        """
        Walk *window*, of which the *first* page is here and the *rest* still to be asked for.

        A walk whose cursor dies, circles or leads nowhere, or that shows fewer calls than Gong
        counts, is started again.

        Raises:
            GongError: If it fails all the same; what it staged is discarded.
        """
        page: Page[Any] | None = first
        was_short, failure, walk, reason = False, None, self._begin(), ""
        for attempt in range(_WALKS):
            if attempt:
                self.tell(WindowRestarted(window=window, reason=reason, calls=len(walk.calls)))
                rest = self.pages(window)
                page, total = await anext(rest, None), walk.total
                walk = self._begin()
                walk.total = total  # what a walk was told holds for the next one
            try:
                await self._read(window, walk, page, rest)
                if was_short or not walk.short:
                    return walk
                was_short, reason = True, "Gong counts more calls than it showed"
            except (CursorError, CursorExpiredError, NotFoundError) as error:
                failure, reason = error, str(error)
            except BaseException:
                await self.write(self.sink.discard, walk.key)
                raise
            await self.write(self.sink.discard, walk.key)
        raise failure or CursorError(f"the window from {window.since} on never came whole")

    async def ask_again(self, ids: Sequence[str]) -> Walk:
        """Ask for the transcripts of *ids*, and stage those that are there."""
        walk = self._begin()
        walk.calls = dict.fromkeys(ids)
        await self._stage(walk, (), await self._transcripts(ids))
        return walk

    def _begin(self) -> Walk:
        self._keys += 1
        return Walk(self._keys)

    async def _read(
        self, window: Window, walk: Walk, page: Page[Any] | None, rest: AsyncIterator[Page[Any]]
    ) -> None:
        while page is not None:
            records = page.records
            before = len(walk.transcripts)
            self._note(walk, page)
            if self.paired:
                ids = [each for each in map(call_id_of, records) if each is not None]
                await self._stage(walk, records, await self._transcripts(ids))
            elif "calls" in self.job.streams:
                await self._stage(walk, records, ())
            else:
                await self._stage(walk, (), records)
            texts = len(walk.transcripts) - before
            self.tell(PageWritten(window=window, calls=len(records), transcripts=texts))
            page = await anext(rest, None)

    def _note(self, walk: Walk, page: Page[Any]) -> None:
        walk.total = max(walk.total, page.total or 0)
        for record in page.records:
            call_id = call_id_of(record)
            if call_id is None:
                walk.unusable += 1
            else:
                walk.calls[call_id] = _started(record)

    async def _transcripts(self, ids: Sequence[str]) -> list[Record]:
        """Return the transcripts of *ids* that are there already."""
        askable = [each for each in ids if _ID.fullmatch(each)]
        pager = self.gong.calls.transcripts(call_ids=askable)
        return [record async for page in pager.pages() for record in page.records]

    async def _stage(self, walk: Walk, calls: Iterable[Record], texts: Iterable[Record]) -> None:
        walk.transcripts |= await self.write(self._stage_rows, walk.key, calls, texts)

    def _stage_rows(self, key: int, calls: Iterable[Record], texts: Iterable[Record]) -> set[str]:
        """Stage a page; return the calls whose transcript is among the rows."""
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        spoken = transcript_rows(self.job.company, texts, now)
        rows = call_rows(self.job.company, calls)
        for table, more in spoken.items():
            rows.setdefault(table, []).extend(more)
        self.sink.stage(key, rows)
        return {str(row[1]) for row in spoken["transcripts"]}


def _started(record: Record) -> datetime | None:
    basic = record.get("metaData")
    text = time(basic.get("started")) if is_object(basic) else None
    return None if text is None else datetime.fromisoformat(text)
