"""Run a harvest: windows walked side by side over one limiter, each committed as a whole."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Any, ParamSpec, TypeVar

from attrs import define, evolve, field

from gong_async.client import Gong
from gong_async.errors import (
    CursorError,
    CursorExpiredError,
    DecodeError,
    GongError,
    NotFoundError,
    QuotaExhaustedError,
    RateLimitError,
    ServerError,
    StateError,
    TransportError,
)
from gong_async.harvest.events import (
    Event,
    Listener,
    RangePlanned,
    SnapshotDone,
    SnapshotFailed,
    WindowDone,
    WindowFailed,
)
from gong_async.harvest.plan import HarvestJob, split
from gong_async.harvest.report import HarvestReport
from gong_async.harvest.schema import Rows
from gong_async.harvest.sinks import Sink
from gong_async.harvest.state import Committed, Mark, Pending, Window, merge, missing
from gong_async.harvest.tables import user_rows, workspace_rows
from gong_async.harvest.walk import Walk, Walker
from gong_async.resources.workspaces import LIST as WORKSPACES

__all__ = ["Harvester"]

P = ParamSpec("P")
R = TypeVar("R")

_PASSING = (
    CursorError,
    CursorExpiredError,
    DecodeError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TransportError,
)
"""What may go wrong with one window and be well with the next."""

_FAILURES_IN_A_ROW = 5
_CALLS_AT_ONCE = 1_000

_log = logging.getLogger("gong_async.harvest")


@define(eq=False)
class Harvester:
    """
    Bring what Gong has into an output, window by window.

    Args:
        gong: An open client; its limiter paces everything.

        sink: Where the rows go; :func:`~gong_async.harvest.open_sink` makes one.

        walks: How many windows are walked side by side.

        on_event: Told what happens, in the event loop; it should return at once.
    """

    gong: Gong
    sink: Sink
    walks: int = field(default=6, kw_only=True)
    on_event: Listener | None = field(default=None, kw_only=True)

    async def run(self, job: HarvestJob) -> HarvestReport:
        """
        Harvest what is still missing of *job*; cancel it to stop: whole windows are kept.

        Raises:
            SinkError: If the output cannot be written; before any request, where that shows.

            OutputLockedError: If another harvest writes there; before any request.

            StateError: If the output holds rows of another scope; before any request.

            QuotaExhaustedError: If the daily quota is spent; what is committed is safe.

            GongError: If no window can succeed, such as after a refused credential.
        """
        with ThreadPoolExecutor(1, "gong-harvest") as thread:
            return await _Run(self.gong, self.sink, job, self.walks, self.on_event, thread).run()


@define(eq=False)
class _Run:
    """One run of one job."""

    gong: Gong
    sink: Sink
    job: HarvestJob
    walks: int
    listener: Listener | None
    thread: ThreadPoolExecutor
    _walker: Walker = field(init=False)
    _group: asyncio.TaskGroup = field(factory=asyncio.TaskGroup, init=False)
    _slots: asyncio.Semaphore = field(factory=lambda: asyncio.Semaphore(1), init=False)
    _admitted: bool = field(default=False, init=False)
    _rows: Counter[str] = field(factory=Counter[str], init=False)
    _windows: int = field(default=0, init=False)
    _replaced: int = field(default=0, init=False)
    _short: list[Window] = field(factory=list[Window], init=False)
    _failed: list[tuple[Window | str, str]] = field(
        factory=list[tuple[Window | str, str]], init=False
    )
    _failures_in_a_row: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self._walker = Walker(self.gong, self.job, self.sink, self.write, self.tell)

    async def write(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run *function* in the sink's thread: what waits for the disk stays out of the loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.thread, partial(function, *args, **kwargs))

    async def run(self) -> HarvestReport:
        clock = asyncio.get_running_loop().time
        began, sent = clock(), self.gong.usage.requests
        await self.write(self.sink.open)
        try:
            known = await self.write(self._check)
            await self._together()
            await self._ask_again(known)
            pending = await self.write(self._waiting)
        finally:
            await self.write(self.sink.close)
        return HarvestReport(
            rows=dict(self._rows),
            windows=self._windows,
            failed=tuple(self._failed),
            short=tuple(self._short),
            pending=len(pending),
            quarantined=self._rows["quarantine"],
            replaced=self._replaced,
            requests=self.gong.usage.requests - sent,
            seconds=clock() - began,
        )

    def _check(self) -> list[str]:
        """Refuse rows of another scope; return the calls whose transcript earlier runs lacked."""
        company, scope = self.job.company, self.job.scope()
        before = self.sink.scope(company)
        if before is not None and before != scope:
            raise StateError(
                f"the output holds calls of {company!r} that were asked for with other content;"
                " harvest into another output, or ask for the same"
            )
        self.sink.set_scope(company, scope)
        return self._waiting() if self._walker.paired else []

    def _waiting(self) -> list[str]:
        oldest = datetime.now(UTC) - self.job.max_age
        waiting = self.sink.pending(self.job.company)
        return [each.call_id for each in waiting if each.first_seen >= oldest]

    async def _together(self) -> None:
        """Do all the work there is, side by side; raise the first error that ends it."""
        ranges = await self.write(self._missing)
        failure: BaseException | None = None
        try:
            async with self._group:
                for stream in self.job.streams:
                    if stream not in self.job.dated:
                        self._start(partial(self._snapshot, stream))
                for window in ranges:
                    self._start(partial(self._part, window, whole=True))
        except BaseExceptionGroup as group:
            failure = group.exceptions[0]
        if failure is not None:
            raise failure

    def _missing(self) -> list[Window]:
        """Return what no earlier run has brought of some dated stream."""
        job, found = self.job, list[Window]()
        for workspace in job.workspaces or (None,):
            done = [self.sink.done(job.company, workspace, stream) for stream in job.dated]
            gaps = chain.from_iterable(missing(job.since, job.until, each) for each in done)
            found += [Window(workspace, since, until) for since, until in merge(gaps)]
        return found

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._group.create_task(self._in_turn(work))

    async def _in_turn(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await self._slots.acquire()
        await work()
        self._slots.release()  # not after an error: that ends the run, and nobody is to follow

    def tell(self, event: Event) -> None:
        """Hand *event* to the listener, whose mistakes do not end a harvest."""
        if not self._admitted:  # Gong answers: a bad key would have cost this one call only
            self._admitted = True
            for _ in range(self.walks - 1):
                self._slots.release()
        if self.listener is None:
            return
        try:
            self.listener(event)
        except Exception:
            _log.exception("a listener failed on %s", type(event).__name__)

    async def _snapshot(self, stream: str) -> None:
        """Replace a whole list by what Gong has now."""
        try:
            rows = await self._listed(stream)
        except QuotaExhaustedError:
            raise
        except _PASSING as error:
            self._failed.append((stream, str(error)))
            self.tell(SnapshotFailed(stream=stream, reason=str(error)))
            return
        done = await self.write(self.sink.replace, self.job.company, stream, rows)
        self._count(done)
        self.tell(SnapshotDone(stream=stream, rows=done.rows.get(stream, 0)))

    async def _listed(self, stream: str) -> Rows:
        """Fetch a whole list."""
        if stream == "workspaces":
            answer = await self.gong.send(WORKSPACES.request())
            return workspace_rows(self.job.company, answer[WORKSPACES.items])
        pages = self.gong.users.list().pages()
        return user_rows(
            self.job.company, [record async for page in pages for record in page.records]
        )

    async def _part(self, window: Window, *, whole: bool = False) -> None:
        """Harvest *window*, or cut it up if its first page tells of too much for one."""
        pages = self._walker.pages(window)
        try:
            first = await anext(pages)
            parts = list(split(window, first.total or 0, self.job.calls_per_window))
            if whole:
                calls = first.total or 0
                self.tell(RangePlanned(window=window, calls=calls, windows=len(parts)))
            if len(parts) == 1:
                await self._commit(window, await self._walker.walk(window, first, pages))
                return
            for part in parts:
                self._start(partial(self._part, part))
        except QuotaExhaustedError:
            raise
        except _PASSING as error:
            self._fail(window, error)

    def _fail(self, window: Window, error: GongError) -> None:
        self._failed.append((window, str(error)))
        self._failures_in_a_row += 1
        self.tell(WindowFailed(window=window, reason=str(error)))
        if self._failures_in_a_row >= _FAILURES_IN_A_ROW:
            raise error

    async def _commit(self, window: Window, walk: Walk) -> None:
        """Make the walk's rows visible, and its window done as far as calls have settled."""
        job = self.job
        settled = min(window.until, datetime.now(UTC) - job.settle)
        done = evolve(window, until=settled) if settled > window.since else None
        lacking = walk.lacking() if self._walker.paired else ()
        mark = Mark(
            company=job.company,
            window=None if walk.short else done,
            streams=job.dated,
            pending=tuple(self._pending(window.workspace, each, walk) for each in lacking),
        )
        self._count(await self.write(self.sink.commit, walk.key, mark))
        self._windows += 1
        self._failures_in_a_row = 0
        if walk.short:
            self._short.append(window)
        self.tell(
            WindowDone(
                window=window,
                calls=len(walk.calls),
                transcripts=len(walk.transcripts),
                pending=len(mark.pending),
                short=walk.short,
            )
        )

    def _pending(self, workspace: str | None, call_id: str, walk: Walk) -> Pending:
        return Pending(
            call_id=call_id,
            workspace=workspace,
            started=walk.calls.get(call_id),
            first_seen=datetime.now(UTC),
        )

    async def _ask_again(self, waiting: list[str]) -> None:
        """Ask for the transcripts that earlier runs found missing."""
        for start in range(0, len(waiting), _CALLS_AT_ONCE):
            ids = waiting[start : start + _CALLS_AT_ONCE]
            walk = await self._walker.ask_again(ids)
            pending = tuple(self._pending(None, each, walk) for each in walk.lacking())
            mark = Mark(company=self.job.company, pending=pending)
            self._count(await self.write(self.sink.commit, walk.key, mark))

    def _count(self, done: Committed) -> None:
        self._rows.update(done.rows)
        self._replaced += done.replaced
