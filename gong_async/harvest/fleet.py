"""Harvest many companies into one output, each within its own limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from attrs import define, field, frozen

from gong_async.client import Gong
from gong_async.errors import GongError
from gong_async.harvest.engine import Harvester
from gong_async.harvest.events import Event
from gong_async.harvest.plan import HarvestJob
from gong_async.harvest.report import HarvestReport
from gong_async.harvest.sinks import Sink
from gong_async.harvest.writer import Writer
from gong_async.together import together

__all__ = ["Fleet", "Member"]

FleetListener: TypeAlias = Callable[[str, Event], None]


@frozen
class Member:
    """A company of a fleet: an open client, and what to harvest; the job names the company."""

    gong: Gong
    job: HarvestJob


@define(eq=False)
class Fleet:
    """
    Harvesters of several companies that share an output.

    Args:
        members: The companies, each with a name of its own.

        sink: Where the rows of all of them go.

        wait_for_quota: Whether a company whose daily quota is spent waits, and then goes on.

        on_event: Told the company and what happens, in the event loop.

    Raises:
        ValueError: If two members have one name.
    """

    members: Sequence[Member]
    sink: Sink
    wait_for_quota: bool = field(default=False, kw_only=True)
    on_event: FleetListener | None = field(default=None, kw_only=True)
    _harvesters: list[Harvester] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        names = [member.job.company for member in self.members]
        if len(set(names)) < len(names):
            raise ValueError("two companies have one name; their rows could not be told apart")
        self._harvesters = [self._harvester(member) for member in self.members]

    async def run(self) -> dict[str, HarvestReport | GongError]:
        """
        Harvest all companies side by side; return, by company, the report or what ended it.

        Raises:
            SinkError: If the output cannot be opened.

            OutputLockedError: If another harvest writes there.
        """
        async with Writer(self.sink) as write, together() as group:
            ends = {
                member.job.company: group.create_task(_end(write, harvester, member))
                for harvester, member in zip(self._harvesters, self.members, strict=True)
            }
        return {company: end.result() for company, end in ends.items()}

    def stop(self) -> None:
        """Stop all of them; see :meth:`Harvester.stop`."""
        for harvester in self._harvesters:
            harvester.stop()

    def _harvester(self, member: Member) -> Harvester:
        listener = self.on_event and partial(self.on_event, member.job.company)
        return Harvester(
            member.gong, self.sink, wait_for_quota=self.wait_for_quota, on_event=listener
        )


async def _end(write: Writer, harvester: Harvester, member: Member) -> HarvestReport | GongError:
    """Harvest one company; its failure is its own."""
    try:
        return await harvester.run_into(write, member.job)
    except GongError as error:
        return error
