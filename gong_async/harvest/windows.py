"""Harvest calls and transcripts: cut, walk and commit windows, as many at a time as it takes."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import define, evolve, field

from gong_async.client import Gong
from gong_async.errors import GongError, QuotaExhaustedError
from gong_async.harvest.account import DENIED, PASSING, Account, is_fleeting
from gong_async.harvest.events import RangePlanned, WindowDone, WindowRestarted
from gong_async.harvest.head import Head
from gong_async.harvest.hundreds import Hundreds
from gong_async.harvest.pace import Pace
from gong_async.harvest.plan import HarvestJob
from gong_async.harvest.planner import Planner, Range
from gong_async.harvest.state import Interval, Mark, Pending, Window, missing
from gong_async.harvest.walk import Stopped, Walk, Walker, stream_of
from gong_async.harvest.writer import Writer
from gong_async.paging import Page
from gong_async.telemetry import committed

__all__ = ["Windows"]

_CALLS_AT_ONCE = 1_000
_SOON = timedelta(minutes=5)  # a transcript that was not there is not asked for again before


@define(eq=False)
class Windows:
    """
    The part of a run that goes by windows.

    Args:
        start: Starts a task of the run.

        stopping: Tells whether the run is to end after the pages in hand.

        walks: How many windows to walk side by side; None to follow the latency.
    """

    gong: Gong
    job: HarvestJob
    write: Writer
    account: Account
    start: Callable[[Coroutine[Any, Any, None]], object]
    stopping: Callable[[], bool]
    walks: int | None
    admitted: asyncio.Event = field(factory=asyncio.Event, init=False)
    """Set as soon as Gong has answered: a bad key costs one request."""
    _walker: Walker = field(init=False)
    _planner: Planner = field(init=False)
    _pace: Pace = field(init=False)
    _queue: deque[tuple[Window, Range | None]] = field(
        factory=deque[tuple[Window, Range | None]], init=False
    )
    _heads: dict[Range, Walk] = field(factory=dict[Range, Walk], init=False)
    _later: deque[tuple[Window, Range | None]] = field(
        factory=deque[tuple[Window, Range | None]], init=False
    )
    _stumbled: set[Window] = field(factory=set[Window], init=False)
    """Windows that a single request failed, once."""
    _asked: list[Window] = field(factory=list[Window], init=False)
    _over: dict[str | None, list[Interval]] = field(
        factory=lambda: defaultdict[str | None, list[Interval]](list), init=False
    )
    """What was committed, by workspace."""
    _walking: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self._planner = Planner(self.job.calls_per_window)
        self._pace = Pace(self.gong)
        self._walker = Walker(
            self.gong,
            self.job,
            self.write,
            Hundreds(self.gong, self.start, self.write, self.account, self._more, self._most),
            self.account,
            self.stopping,
        )

    def add(self, ranges: Sequence[Window]) -> None:
        """Harvest *ranges*, of which nothing is known yet."""
        self._asked.extend(ranges)
        self._queue.extend((window, None) for window in ranges)
        self.fill()

    def left_out(self) -> bool:
        """Tell whether some moment was not committed though nothing was given up: a mistake."""
        if self.account.gave_up or not self._walker.streams:
            return False
        return any(self._gaps())

    def _gaps(self) -> Iterator[Interval]:
        """Yield what was asked for and is not committed."""
        for each in self._asked:
            yield from missing(each.since, each.until, self._over[each.workspace])

    def _reached(self) -> datetime:
        """Return the moment up to which all that was asked for is committed."""
        first = min((since for since, _ in self._gaps()), default=None)
        return first or max(each.until for each in self._asked)

    def fill(self) -> None:
        """Start as many walks as there should be; to be called whenever that may have changed."""
        while not self.stopping() and self._walking < self._most() and (work := self._next()):
            self._walking += 1
            self.start(self._harvest(*work))
        self._walker.hundreds.send()

    def _more(self) -> bool:
        """Tell whether more calls are going to be listed soon."""
        return self._walking > 0 and not self.stopping()

    def _most(self) -> int:
        if not self.admitted.is_set():
            return 1
        return self._pace.walks if self.walks is None else self.walks

    def _next(self) -> tuple[Window, Range | None] | None:
        if self._queue:
            return self._queue.popleft()
        if work := self._planner.next(self._most(), self._pace.smallest):
            return work
        return self._later.popleft() if self._later else None

    async def _harvest(self, window: Window, of: Range | None) -> None:
        """Harvest *window*; if it is not yet *of* a range, it may be cut up first."""
        walking, first = True, None

        def listed() -> None:
            nonlocal walking
            if walking:
                walking = False
                self._walking -= 1
                self.fill()

        try:
            asked = datetime.now(UTC)
            pages, first = await self._begin(window)
            of = self._place(window, first, of)
            if of is not None:
                await self._bring(window, of, asked, first, pages, listed)
        except Stopped:
            await self._end(of)
        except QuotaExhaustedError:
            raise
        except DENIED as error:
            if first is None:
                raise
            self.account.denied(stream_of(first), error)
            self._later.append((window, of))
        except PASSING as error:
            self.admitted.set()
            if not self._once_more(window, of, error):
                await self._end(of)
        else:
            await self._end(of)
        listed()
        self.fill()

    def _once_more(self, window: Window, of: Range | None, error: GongError) -> bool:
        """Put *window*, which failed, behind all others, or give it up; tell which."""
        again = is_fleeting(error) and window not in self._stumbled and not self.stopping()
        if again:
            self.account.stumbled(error)
            self._stumbled.add(window)
            self.account.tell(WindowRestarted(window=window, reason=str(error), calls=0))
            self._later.append((window, of))
        else:
            self.account.failed(window, error)
            if of is not None:
                of.failed = True
        return again

    async def _end(self, of: Range | None) -> None:
        """Take note that a window is over, whatever came of it."""
        self.admitted.set()
        if of is not None:
            of.walking -= 1
            await self._finish(of)

    async def _begin(self, window: Window) -> tuple[AsyncIterator[Page[Any]], Page[Any]]:
        """Ask for the first page, of calls or, where the key may not read them, of transcripts."""
        while streams := self._walker.streams:
            pages = self._walker.pages(window, streams[0])
            try:
                return pages, await anext(pages)
            except DENIED as error:
                self.account.denied(streams[0], error)
        raise Stopped

    def _place(self, window: Window, first: Page[Any], of: Range | None) -> Range | None:
        """Return the range that *window* is of; None if it is to be cut up."""
        self.admitted.set()
        self.fill()
        calls = first.total or 0
        if of is not None:
            return of if self._planner.fits(window, calls, of) else None
        self.account.tell(RangePlanned(window=window, calls=calls))
        if calls <= self.job.calls_per_window and self._pace.one_walk_is_enough(calls):
            return self._planner.whole(window, calls)
        head = Head.of(window, first)
        found = self._planner.add(window, calls, head)
        if head is not None:
            self.start(self._keep(head, found))
        return None

    async def _bring(
        self,
        window: Window,
        of: Range,
        asked: datetime,
        first: Page[Any],
        pages: AsyncIterator[Page[Any]],
        listed: Callable[[], None],
    ) -> None:
        if not first.records and first.next is None and not first.total:
            of.empty.append(window)
            return
        walk = await self._walker.walk(window, first, pages, listed)
        of.found += len(walk.calls.keys() - of.head.ids if of.head else walk.calls)
        await self._commit(window, asked, walk)

    async def _finish(self, of: Range) -> None:
        """When all of a range was walked, judge what its windows could not tell by themselves."""
        if of.walking or not of.given_out or of.failed or self.stopping():
            return
        head, of.head = of.head, None
        if head is not None:
            walk = self._heads.pop(of)
            if not of.adds_up:
                of.found -= len(walk.calls)
                await self._walker.discard(walk)
                self._walk_again([head.window], of)
                return
            await self._commit(head.window, of.asked, walk)
        empty, of.empty = of.empty, []
        if empty and not of.doubted and (of.lacks or not of.total):
            of.doubted = True
            self._walk_again(empty, of)
            return
        for window in empty:
            walk = self._walker.begin()
            # Which of them lies nobody can tell, if Gong counts more than all windows brought.
            walk.total, walk.empty = int(of.lacks), of.adds_up and of.total > 0
            await self._commit(window, of.asked, walk)

    async def forget(self) -> None:
        """Forget what was staged and never proved to be whole."""
        for walk in self._heads.values():
            await self._walker.discard(walk)

    def _walk_again(self, windows: Sequence[Window], of: Range) -> None:
        of.walking += len(windows)
        self._queue.extend((window, of) for window in windows)
        self.fill()

    async def _keep(self, head: Head, of: Range) -> None:
        """Take in the first page of a range: it counts if the rest adds up with it."""
        self._heads[of] = walk = self._walker.begin(head.page)
        try:
            await self._walker.land(head.window, walk, head.page)
        except QuotaExhaustedError:
            raise
        except PASSING as error:
            self.account.stumbled(error)
            del self._heads[of]
            of.head = None
            await self._walker.discard(walk)
            self._walk_again([head.window], of)
        else:
            of.found += len(walk.calls)
        of.walking -= 1
        await self._finish(of)

    async def _commit(self, window: Window, asked: datetime, walk: Walk) -> None:
        """Make the walk's rows visible, and its window done as far as calls have settled."""
        streams = tuple(each for each in walk.streams if each in self._walker.streams)
        settled = min(window.until, self.job.settled(asked))
        lacking = walk.lacking if "transcripts" in streams else []
        mark = Mark(
            company=self.job.company,
            streams=streams,
            window=window,
            done=evolve(window, until=settled)
            if settled > window.since and not walk.short
            else None,
            exact=walk.exact,
            pending=self._pending(window.workspace, lacking, walk),
        )
        self.account.kept(await self.write(self.write.sink.commit, walk.key, mark))
        self._over[window.workspace].append((window.since, window.until))
        committed(self.job.company, self._reached())
        self.account.windows += 1
        if walk.short:
            self.account.short.append(window)
        else:
            self._planner.learn(window, [each for each in walk.calls.values() if each])
        self.account.tell(
            WindowDone(
                window=window,
                calls=len(walk.calls),
                transcripts=len(walk.transcripts),
                pending=len(lacking),
                short=walk.short,
            )
        )

    def _pending(
        self, workspace: str | None, lacking: Sequence[str], walk: Walk
    ) -> tuple[Pending, ...]:
        now = datetime.now(UTC)
        return tuple(
            Pending(call_id=each, workspace=workspace, started=walk.calls[each], first_seen=now)
            for each in lacking
        )

    async def ask_again(self, began: datetime) -> None:
        """Ask for the transcripts that were not there and may be by now; *began* is the run's."""
        if "transcripts" not in self._walker.streams:
            return
        now = datetime.now(UTC)
        ids = [
            each.call_id
            for each in await self.waiting()
            if each.due <= now and (each.first_seen < began or each.first_seen + _SOON <= now)
        ]
        for start in range(0, len(ids), _CALLS_AT_ONCE):
            if self.stopping():
                return
            try:
                walk = await self._walker.ask_again(ids[start : start + _CALLS_AT_ONCE])
            except QuotaExhaustedError:
                raise
            except PASSING as error:
                self.account.failed("transcripts", error)
                continue
            lacking = sorted(walk.calls.keys() - walk.transcripts)
            mark = Mark(
                company=self.job.company,
                streams=("transcripts",),
                pending=self._pending(None, lacking, walk),
            )
            self.account.kept(await self.write(self.write.sink.commit, walk.key, mark))

    async def waiting(self) -> list[Pending]:
        """Return the calls whose transcript is still waited for, but not for too long."""
        oldest = datetime.now(UTC) - self.job.max_age
        waiting = await self.write(self.write.sink.pending, self.job.company)
        return [each for each in waiting if each.first_seen >= oldest]
