"""Which prospects are in which flows; Gong calls each such pair a flow instance."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Employee, Json
from gong_async.sim.privacy import Names
from gong_async.sim.world import World

__all__ = ["Enrolments", "NotAssignedError"]

_OPEN = ("Pending", "Running", "Paused")
_OVER = ("FinishedNoReply", "FinishedResponse", "Finished")


class NotAssignedError(Exception):
    """A prospect cannot be assigned: one of Gong's codes, and why."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text


class Enrolments:
    """
    Who is in a flow, or was.

    Some contacts are from the beginning.  A prospect whose flow is over cools off, for good.

    Attributes:
        prospects: The ids in the CRM of all that are known.

        instances: As PublicApiAssignedFlow, by their ids.
    """

    def __init__(self, world: World) -> None:
        self._office = world.office
        self._rng = dice(self._office.seed, "flow instances")
        self.instances: dict[str, Json] = {}
        contacts = [
            contact.crm_id
            for account in self._office.accounts
            if account.crm
            for contact in account.contacts
        ]
        self.prospects = set(contacts)
        self._begin(contacts, [flow for flow in world.flows() if flow["ownerEmail"] is None])

    def _begin(self, contacts: Iterable[str], flows: Sequence[Json]) -> None:
        office, rng = self._office, self._rng
        for crm_id in contacts:
            if rng.random() < 0.15:
                flow = rng.choice(flows)
                place = office.workspace_ids.index(flow["workspaceId"])
                team = [one for one in office.staff if one.active and one.workspace == place]
                created = office.start + timedelta(seconds=rng.randrange(10**7))
                instance = self._add(flow, crm_id, rng.choice(team), office.stamp(created))
                instance["flowInstanceStatus"] = rng.choice(_OPEN + _OVER)

    def meet(self, crm_ids: Iterable[str]) -> None:
        """Know these prospects from now on."""
        self.prospects.update(crm_ids)

    def invent(self) -> str:
        """A prospect who was not in the CRM and now is: the id there."""
        crm_id = f"003{digits(self._rng, 12)}AAE"
        self.prospects.add(crm_id)
        return crm_id

    def open(self, crm_ids: Collection[str]) -> list[Json]:
        """What is going on with these prospects."""
        return [
            one
            for one in self.instances.values()
            if one["crmProspectId"] in crm_ids and one["flowInstanceStatus"] in _OPEN
        ]

    def named(self, instance_ids: Iterable[str]) -> list[Json]:
        """The instances of these ids, those that are over too; unknown ones are left out."""
        return [self.instances[id_] for id_ in instance_ids if id_ in self.instances]

    def assign(
        self, flow: Json, crm_id: str, owner: Employee, created: str, *, cool_off: bool
    ) -> Json:
        """
        Put a prospect into *flow*; gives the new instance.

        Args:
            cool_off: Whether those that are cooling off are refused.

        Raises:
            NotAssignedError: The prospect is unknown, or in no state for it.
        """
        if crm_id not in self.prospects:
            raise NotAssignedError("InvalidArgument", f"Invalid crmId <{crm_id}>")
        current = self.open((crm_id,))
        if any(one["flowId"] == flow["id"] for one in current):
            raise NotAssignedError("InvalidState", "Prospect is already assigned to the flow")
        if any(one["exclusive"] for one in current):
            raise NotAssignedError("InvalidState", "Prospect is assigned to an exclusive flow")
        if cool_off and self._cools_off(crm_id):
            raise NotAssignedError("InvalidState", "Prospect is in the cool off period")
        return self._add(flow, crm_id, owner, created)

    def unassign(self, instance_ids: Iterable[str]) -> list[str]:
        """Take prospects out of flows; gives the ids of what was still open, and now is gone."""
        gone = [
            one["flowInstanceId"]
            for one in self.named(instance_ids)
            if one["flowInstanceStatus"] in _OPEN
        ]
        for id_ in gone:
            del self.instances[id_]
        return gone

    def forget(self, person: Names) -> None:
        """Take a *person* out of the CRM, and out of all flows."""
        self.prospects -= person
        for id_, one in list(self.instances.items()):
            if one["crmProspectId"] in person:
                del self.instances[id_]

    def _cools_off(self, crm_id: str) -> bool:
        return any(
            one["crmProspectId"] == crm_id and one["flowInstanceStatus"] in _OVER
            for one in self.instances.values()
        )

    def _add(self, flow: Json, crm_id: str, owner: Employee, created: str) -> Json:
        instance_id = digits(self._rng, 18)
        self.instances[instance_id] = {
            "flowId": flow["id"],
            "flowName": flow["name"],
            "crmProspectId": crm_id,
            "flowInstanceId": instance_id,
            "flowInstanceOwnerEmail": owner.email,
            "flowInstanceOwnerFullName": owner.name,
            "flowInstanceCreateDate": created,
            "flowInstanceStatus": _OPEN[0],
            "workspaceId": flow["workspaceId"],
            "exclusive": flow["exclusive"],
        }
        return self.instances[instance_id]
