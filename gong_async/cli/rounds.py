"""One harvest, or one after the other; each ends in a report, or in what ended it."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta

from attrs import define, evolve, field, frozen

from gong_async.cli.errands import Errand
from gong_async.cli.exits import Exit, UsageError, explain, worst
from gong_async.cli.orders import told_range
from gong_async.cli.progress import Events, progress, write_json
from gong_async.cli.summary import End, summarize, summarize_all
from gong_async.cli.tally import Tally
from gong_async.cli.text import console, counted, say
from gong_async.errors import (
    ConfigError,
    GongError,
    OutputLockedError,
    QuotaExhaustedError,
    SinkError,
    StateError,
)
from gong_async.harvest import Fleet, HarvestReport, Member, Sink
from gong_async.harvest.account import PASSING

__all__ = ["Rounds"]


@frozen(kw_only=True)
class HarvestFailed:
    """What is written among the events where there is no report."""

    error: str
    reason: str
    retry_at: datetime | None


@define(eq=False)
class Rounds:
    """
    The rounds of a command.

    Args:
        errands: The companies, which are harvested side by side.

        sink: Where they are harvested into; it is closed between two rounds.

        every: How often to begin again; None for one round only.

        wait_for_quota: Whether to wait, where a daily quota is spent.
    """

    errands: Sequence[Errand]
    sink: Sink
    every: timedelta | None = field(default=None, kw_only=True)
    wait_for_quota: bool = field(default=False, kw_only=True)
    events: Events = field(default=None, kw_only=True)
    _fleet: Fleet | None = field(default=None, init=False)
    _stopping: asyncio.Event = field(factory=asyncio.Event, init=False)
    _tallies: dict[str, Tally] = field(factory=dict[str, Tally], init=False)

    def stop(self) -> None:
        """Finish the pages in hand, commit the windows that are whole, and end."""
        self._stopping.set()
        console(stderr=True).show_cursor(True)  # the next signal leaves no time for it
        if self._fleet is not None:
            say("finishing the pages in hand; again to end at once")
            self._fleet.stop()

    async def run(self, *, exists: bool) -> Exit:
        """
        Harvest, tell what it came to, and return the exit code.

        Args:
            exists: Whether the output is there already.

        Raises:
            GongError, UsageError: If the output cannot be used.
        """
        clock, codes = asyncio.get_running_loop().time, dict[str, Exit]()
        going = list(self.errands)
        await asyncio.to_thread(self._tell_ranges, exists)
        while going and not self._stopping.is_set():
            began = clock()
            try:
                ends = await self.once(going)
            except OutputLockedError as error:
                if not codes:
                    raise
                say(f"gong-async: {error}")
            else:
                self._tell(ends)
                codes |= {each.company: _code(each, ends[each.company]) for each in going}
                going = [each for each in going if _passes(each, ends[each.company])]
            if self.every is None:
                break
            for each in going:
                each.job = evolve(each.job, since=None)
            if going:
                await self._rest(began + self.every.total_seconds())
        if self._stopping.is_set():
            say(self._interrupted())
        return worst(codes.values())

    async def once(self, errands: Sequence[Errand]) -> dict[str, End]:
        """
        Harvest once, and show how it goes; return by company what it came to.

        Raises:
            GongError, UsageError: If the output cannot be used.
        """
        try:
            return await self._harvest(errands)
        except asyncio.CancelledError:
            say(self._interrupted())
            raise
        finally:
            self._fleet = None

    async def _harvest(self, errands: Sequence[Errand]) -> dict[str, End]:
        by_company = {each.company: each for each in errands}
        async with AsyncExitStack() as stack:
            for each in errands:
                await stack.enter_async_context(each.gong)
            self._tallies = {each.company: Tally(each.gong) for each in errands}
            listener = await stack.enter_async_context(
                progress(by_company, self._tallies, self.events)
            )
            members = [Member(each.gong, each.job) for each in errands]
            wait = self.wait_for_quota
            self._fleet = Fleet(members, self.sink, wait_for_quota=wait, on_event=listener)
            with self._plainly():
                return await self._fleet.run()

    async def _rest(self, until: float) -> None:
        """Wait until the next round is due, or until there shall be none."""
        wait = until - asyncio.get_running_loop().time()
        if self._stopping.is_set() or wait <= 0:
            return
        say(f"next run at {datetime.now(UTC) + timedelta(seconds=wait):%H:%M:%S} UTC")
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._stopping.wait()

    def _tell_ranges(self, exists: bool) -> None:
        """Say what is going to be harvested, which only the output knows."""
        with self._plainly():
            if exists:
                self.sink.open()
            try:
                sink = self.sink if exists else None
                told = {each.prefix: [*told_range(each.job, sink)] for each in self.errands}
            finally:
                self.sink.close()
        (first, *others) = told.values()
        if all(each == first for each in others):
            told = {"": first}
        say(*(f"{prefix}{line}" for prefix, lines in told.items() for line in lines))

    def _tell(self, ends: Mapping[str, End]) -> None:
        labels = {each.company: each.label for each in self.errands}
        if any(labels.values()):
            summarize_all(ends, self._tallies)
        for company, end in ends.items():
            label = labels[company]
            if self.events == "json":
                _write(end, label)
            if isinstance(end, HarvestReport):
                summarize(end, label)
                continue
            prefix = f"{label}: " if label else ""
            if not isinstance(end, StateError):
                say(f"{prefix}stopped; {self._kept(company)}")
            say(f"{prefix or 'gong-async: '}{_ending(end, label)[1]}")

    def _interrupted(self) -> str:
        kept = self._kept(*self._tallies)
        return f"interrupted; {kept}; run the same command again to go on"

    def _kept(self, *companies: str) -> str:
        tallies = [self._tallies[company] for company in companies]
        windows = counted(sum(each.windows for each in tallies), "window")
        return f"{windows} with {counted(sum(each.kept for each in tallies), 'call')} kept"

    @contextmanager
    def _plainly(self) -> Generator[None]:
        """Tell of an output that cannot be used as of a mistake in the command."""
        try:
            yield
        except ConfigError as error:
            raise UsageError(str(error)) from None
        except SinkError as error:
            if any(each.requests for each in self._tallies.values()):
                raise
            raise UsageError(f"{error}; nothing was asked of Gong") from None


def _ending(error: GongError, label: str) -> tuple[Exit, str]:
    """Return the code of what ended a company's harvest, and what to tell."""
    if isinstance(error, ConfigError):  # the credentials were found good enough before
        return Exit.USAGE, str(error)
    return explain(error, from_file=bool(label))


def _code(errand: Errand, end: End) -> Exit:
    if isinstance(end, GongError):
        return _ending(end, errand.label)[0]
    if errand.wanted & end.skipped.keys():
        return Exit.CREDENTIALS
    return Exit.DONE if end.complete else Exit.FAILED


def _passes(errand: Errand, end: End) -> bool:
    """Tell whether what went wrong, if anything did, may be well the next time."""
    if isinstance(end, GongError):
        return isinstance(end, PASSING)
    return not errand.wanted & end.skipped.keys()


def _write(end: End, label: str) -> None:
    if isinstance(end, HarvestReport):
        write_json(end, label, complete=end.complete)
        return
    retry_at = end.retry_at if isinstance(end, QuotaExhaustedError) else None
    write_json(HarvestFailed(error=type(end).__name__, reason=str(end), retry_at=retry_at), label)
