"""Prospects that are assigned to a flow in the company's own time, many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from attrs import define, field

from gong_async.sim.dice import dice
from gong_async.sim.people import Json
from gong_async.sim.privacy import Names, is_theirs, names
from gong_async.sim.world import World

__all__ = ["BulkAssignments"]


@define
class _Job:
    """*enrol* makes the result of a prospect."""

    id: str
    prospects: Sequence[Json]
    enrol: Callable[[Json], Json]
    results: list[Json] = field(factory=list[Json])
    begun: bool = False

    @property
    def status(self) -> str:
        if len(self.results) == len(self.prospects):
            return "COMPLETED"
        return "IN_PROGRESS" if self.begun else "PENDING"

    def go_on(self) -> None:
        """Half of them at first, then the others."""
        until = len(self.prospects) if self.begun else len(self.prospects) // 2
        self.results += map(self.enrol, self.prospects[len(self.results) : until])
        self.begun = True


class BulkAssignments:
    """
    What was submitted, as FlowProspectsBulkAssignmentResponse.

    Time goes by only when somebody looks: the first look at any of them finds half of the work
    done, the second all of it.
    """

    def __init__(self, world: World) -> None:
        self._rng = dice(world.office.seed, "bulk assignments")
        self._jobs: dict[str, _Job] = {}

    def submit(self, prospects: Sequence[Json], enrol: Callable[[Json], Json]) -> str:
        """Take *prospects*; *enrol* makes a FlowAssignmentResult of each.  Gives the id."""
        id_ = str(UUID(int=self._rng.getrandbits(128), version=4))
        self._jobs[id_] = _Job(id_, prospects, enrol)
        return id_

    def go_on(self) -> None:
        """Get on with all of them."""
        for job in self._jobs.values():
            job.go_on()

    def finish(self) -> None:
        """Be done with all of them."""
        for _ in range(2):
            self.go_on()

    def records(self) -> Iterator[Names]:
        """The names of the prospects that were gone through."""
        return (_names(result) for job in self._jobs.values() for result in job.results)

    def forget(self, person: Names) -> None:
        """Leave a *person* out of all that is done."""
        for job in self._jobs.values():
            job.results = [one for one in job.results if not is_theirs(_names(one), person)]
            job.prospects = [one["prospect"] for one in job.results]

    def told(self, id_: str) -> Json | None:
        """How far one of them is; None for an unknown one."""
        job = self._jobs.get(id_)
        if job is None:
            return None
        assigned = sum(result["status"] == "ASSIGNED" for result in job.results)
        return {
            "id": job.id,
            "status": job.status,
            "totalCount": len(job.prospects),
            "processedCount": len(job.results),
            "successCount": assigned,
            "failedCount": len(job.results) - assigned,
            "results": list(job.results),
        }


def _names(result: Json) -> Names:
    return names(result["prospect"].get("email"), None, result["crmId"])
