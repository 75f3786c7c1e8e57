"""Run a harvest: what is there to do, all of it side by side over one limiter, and a report."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from attrs import define, field
from attrs.validators import ge, optional

from gong_async.client import Gong
from gong_async.errors import HarvestError, QuotaExhaustedError
from gong_async.harvest.account import Account
from gong_async.harvest.events import Listener, QuotaSpent
from gong_async.harvest.lists import Lists
from gong_async.harvest.memory import begin, remember
from gong_async.harvest.plan import HarvestJob
from gong_async.harvest.report import HarvestReport
from gong_async.harvest.sinks import Sink
from gong_async.harvest.state import Window
from gong_async.harvest.windows import Windows
from gong_async.harvest.writer import Writer
from gong_async.telemetry import of_company
from gong_async.together import together

__all__ = ["Harvester"]


@define(eq=False)
class Harvester:
    """
    Bring what Gong has into an output, window by window.

    Args:
        gong: An open client; its limiter paces everything.

        sink: Where the rows go; :func:`~gong_async.harvest.open_sink` makes one.

        walks: How many windows are walked side by side; None for as many as it takes to be as
            fast as the limit allows, at the latency that Gong has.

        wait_for_quota: Whether to wait, where the daily quota is spent, and then go on.

        on_event: Told what happens, in the event loop; it should return at once.
    """

    gong: Gong
    sink: Sink
    walks: int | None = field(default=None, kw_only=True, validator=optional(ge(1)))
    wait_for_quota: bool = field(default=False, kw_only=True)
    on_event: Listener | None = field(default=None, kw_only=True)
    _stop: asyncio.Event = field(factory=asyncio.Event, init=False, repr=False)
    _running: Windows | None = field(default=None, init=False, repr=False)

    async def run(self, job: HarvestJob) -> HarvestReport:
        """
        Harvest what is still missing of *job*; :meth:`stop` it, or cancel it: whole windows stay.

        Raises:
            SinkError: If the output cannot be written; before any request, where that shows.

            OutputLockedError: If another harvest writes there; before any request.

            StateError: If the output holds rows of another scope; before any request.

            ConfigError: If one of the workspaces is none of the company's, where the credentials
                may list them; before any call is asked for.

            QuotaExhaustedError: If the daily quota is spent; what is committed is safe.

            GongError: If no window can succeed, such as after a refused credential.
        """
        async with Writer(self.sink) as write:
            return await self.run_into(write, job)

    async def run_into(self, write: Writer, job: HarvestJob) -> HarvestReport:
        """Do the same by way of a writer that is open already, and that others may share."""
        with of_company(job.company):
            return await self._run_into(write, job)

    async def _run_into(self, write: Writer, job: HarvestJob) -> HarvestReport:
        clock = asyncio.get_running_loop().time
        account, began = Account(self.gong, self.on_event, job.streams), clock()
        while True:
            run = _Run(self.gong, write, job, self.walks, account, self._stop.is_set)
            self._running = run.windows
            try:
                pending = await run.run()
            except QuotaExhaustedError as error:
                if not self.wait_for_quota or error.retry_at is None:
                    raise
                account.tell(QuotaSpent(retry_at=error.retry_at))
                await self._sleep(error.retry_at)
            else:
                stopped, seconds = self._stop.is_set(), clock() - began
                return account.report(pending=pending, stopped=stopped, seconds=seconds)

    def stop(self) -> None:
        """Ask for nothing more: finish the pages in hand, commit the windows that are whole."""
        self._stop.set()
        if self._running is not None:
            self._running.fill()

    async def _sleep(self, until: datetime) -> None:
        """Wait until *until*, or until the harvest is to stop."""
        with suppress(TimeoutError):
            async with asyncio.timeout((until - datetime.now(UTC)).total_seconds()):
                await self._stop.wait()


@define(eq=False)
class _Run:
    """One run of one job."""

    gong: Gong
    write: Writer
    job: HarvestJob
    walks: int | None
    account: Account
    stopping: Callable[[], bool]
    windows: Windows = field(init=False)
    _group: asyncio.TaskGroup = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.windows = Windows(
            *(self.gong, self.job, self.write, self.account),
            start=self._start,
            stopping=self.stopping,
            walks=self.walks,
        )

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            self._group.create_task(work)
        except RuntimeError:  # something has ended the run, and takes no new tasks
            work.close()

    async def run(self) -> int:
        """Do all there is to do; return how many transcripts are still waited for."""
        now = datetime.now(UTC)
        ranges = await self.write(begin, self.job, self.write.sink, now)
        lists = Lists(self.gong, self.job, self.write, self.account, self.stopping)
        await lists.expect_workspaces()
        try:
            await self._together(ranges, lists, now)
        finally:
            await self.windows.forget()
        if not self.stopping():
            if self.windows.left_out():
                raise HarvestError("some windows were left out: that is our mistake; run it again")
            await self.windows.ask_again(now)
            await self.write(remember, self.job, self.write.sink, now, ended=True)
        return len(await self.windows.waiting())

    async def _together(self, ranges: list[Window], lists: Lists, now: datetime) -> None:
        """Do all the work there is, side by side; raise the first error that ends it."""
        async with together() as self._group:
            if not ranges or self.stopping():
                self.windows.admitted.set()
            self.windows.add(ranges)
            await self.windows.admitted.wait()
            await lists.bring(now)
