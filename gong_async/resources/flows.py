"""Engage flows: ``gong.flows``."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Sequence
from functools import partial

from gong_async.arguments import given, needed, query, several, wire
from gong_async.endpoint import Endpoint, ListEndpoint, PagedEndpoint
from gong_async.models import (
    AssignOverrides,
    BulkAssignment,
    Flow,
    FlowAssignment,
    FlowFolder,
    FlowInstance,
    FlowWithSteps,
    Prospect,
    UnassignedFlows,
)
from gong_async.paging import Pager
from gong_async.polling import poll

from ._base import Resource, at_most

__all__ = ["Flows"]

_MOST_ASSIGNED, _MOST_IN_BULK, _MOST_STEPS, _MOST_UNASSIGNED = 100, 50, 20, 200
_LOOK = "look with flows.prospects() which flows the prospects are in"

LIST = PagedEndpoint(
    operation="listFlows",
    method="GET",
    path="/v2/flows",
    scope="api:flows:read",
    returns=Flow,
    items="flows",
)

FOLDERS = PagedEndpoint(
    operation="listFlowsFolders",
    method="GET",
    path="/v2/flows/folders",
    scope="api:flows:read",
    returns=FlowFolder,
    items="flows",
    items_live="flowsFolders",
)

STEPS = ListEndpoint(
    operation="getFlowSteps",
    method="POST",
    path="/v2/flows/steps",
    scope="api:flows:read",
    returns=FlowWithSteps,
    items="flows",
)

PROSPECTS = ListEndpoint(
    operation="getProspectsAssignedFlows",
    method="POST",
    path="/v2/flows/prospects",
    scope="api:flows:read",
    returns=FlowInstance,
    items="prospectsAssigned",
)

ASSIGN = Endpoint(
    operation="assignProspects",
    method="POST",
    path="/v2/flows/prospects/assign",
    scope="api:flows:write",
    returns=FlowAssignment,
    writes=True,
    find_out=_LOOK,
)

ASSIGN_DESPITE_COOL_OFF = Endpoint(
    operation="assignProspectsCoolOffOverrides",
    method="POST",
    path="/v2/flows/prospects/assign/cool-off-override",
    scope="api:flows:write",
    returns=FlowAssignment,
    writes=True,
    find_out=_LOOK,
)

ASSIGN_IN_BULK = Endpoint(
    operation="submitFlowProspectsBulkAssignment",
    method="POST",
    path="/v2/flows/prospects/bulk-assignments",
    scope="api:flows:write",
    returns=BulkAssignment,
    writes=True,
    find_out="look into the flow in Gong; for those with a crm_id flows.prospects() tells, too",
)

BULK_ASSIGNMENT = Endpoint(
    operation="getFlowProspectsBulkAssignment",
    method="GET",
    path="/v2/flows/prospects/bulk-assignments/{id}",
    scope="api:flows:read",
    returns=BulkAssignment,
    by_name=True,
)

UNASSIGN = Endpoint(
    operation="unassignFlows",
    method="POST",
    path="/v2/flows/prospects/unassign-flows-by-instance-id",
    scope="api:flows:write",
    returns=UnassignedFlows,
    writes=True,
    find_out=_LOOK,
)

UNASSIGN_PROSPECT = Endpoint(
    operation="unassignProspectFlows",
    method="POST",
    path="/v2/flows/prospects/unassign-flows-by-crm-id",
    scope="api:flows:write",
    returns=UnassignedFlows,
    writes=True,
    find_out=_LOOK,
)


class Flows(Resource):
    """
    Engage flows, and the prospects in them; they take a licence of Gong Engage.

    Without that, every method raises PermissionDeniedError.  Prospects are contacts and leads,
    and go by their ids in the CRM.
    """

    def list(
        self, *, owner_email: str, workspace_id: str | None = None, folder_id: str | None = None
    ) -> Pager[Flow]:
        """
        List the company's flows, and those that a user owns or may use.

        ``GET /v2/flows``, scope ``api:flows:read``, 100 flows a page.

        Args:
            owner_email: The user whose own flows, and flows shared with, are listed besides
                those of the company.

            workspace_id: Only the flows of this workspace; None for those of all.

            folder_id: Only the flows in this folder; None for those in all.

        Raises:
            ValueError: If the address or an id is none; before any I/O.
        """
        place = query(workspace_id=workspace_id, folder_id=folder_id)
        return self._pager(LIST, query=query(**needed(flow_owner_email=owner_email)) | place)

    def folders(
        self, *, owner_email: str, parent_id: str | None = None, workspace_id: str | None = None
    ) -> Pager[FlowFolder]:
        """
        List the company's folders of flows, and those that a user owns or may use.

        ``GET /v2/flows/folders``, scope ``api:flows:read``.

        Args:
            owner_email: The user whose own folders, and folders shared with, are listed besides
                those of the company.

            parent_id: Only this folder and those right in it; None for all.

            workspace_id: Only the folders of this workspace; None for those of all.

        Raises:
            ValueError: If the address or an id is none; before any I/O.
        """
        place = query(parent_id=parent_id, workspace_id=workspace_id)
        whose = query(**needed(flow_folder_owner_email=owner_email))
        return self._pager(FOLDERS, query=whose | place)

    async def steps(self, *, flow_ids: Collection[str]) -> builtins.list[FlowWithSteps]:
        """
        Fetch flows with their steps.

        ``POST /v2/flows/steps``, scope ``api:flows:read``.

        Args:
            flow_ids: The flows, 20 at most; an empty collection finds nothing and sends
                nothing.

        Raises:
            ValueError: If there are too many ids, or one is not digits; before any I/O.

            NotFoundError: If one of the flows is unknown.
        """
        body = wire(flow_ids=at_most(_MOST_STEPS, flow_ids=flow_ids))
        return await self._list(STEPS, body=body) if body["flowIds"] else []

    async def prospects(
        self,
        *,
        crm_prospects_ids: Collection[str] | None = None,
        flow_instance_ids: Collection[str] | None = None,
    ) -> builtins.list[FlowInstance]:
        """
        Find the flows that prospects are in.

        ``POST /v2/flows/prospects``, scope ``api:flows:read``.

        Args:
            crm_prospects_ids: The prospects; only what is pending, running or paused is found
                of them.  None for those of the instances.

            flow_instance_ids: The instances, those that are over included.  None for those of the
                prospects.

        Raises:
            ValueError: If neither is given, or an id is none; before any I/O.
        """
        body = wire(crm_prospects_ids=crm_prospects_ids, flow_instance_ids=flow_instance_ids)
        if not body:
            raise ValueError("crm_prospects_ids or flow_instance_ids must be given")
        asked = {key: sorted(set(ids)) for key, ids in body.items() if ids}
        return await self._list(PROSPECTS, body=asked) if asked else []

    async def assign(
        self,
        *,
        flow_id: str,
        crm_prospects_ids: Collection[str],
        owner_email: str,
        overrides: AssignOverrides | None = None,
        description: str | None = None,
    ) -> FlowAssignment:
        """
        Assign prospects to a flow; none is assigned twice by one call.

        ``POST /v2/flows/prospects/assign``, scope ``api:flows:write``.

        Args:
            flow_id: The flow.

            crm_prospects_ids: The prospects, 1 to 100.

            owner_email: The user who gets the to-dos.

            overrides: What is different for these prospects; None for nothing.

            description: Of what this is for; None for none (a beta of Gong).

        Raises:
            ValueError: If there are no prospects or too many, or an argument is wrong; before
                any I/O.

            NotFoundError: If there is no such flow.
        """
        body = _assignment(flow_id, crm_prospects_ids, owner_email, overrides, description)
        return await self._one(ASSIGN, body=body)

    async def assign_despite_cool_off(
        self,
        *,
        flow_id: str,
        crm_prospects_ids: Collection[str],
        owner_email: str,
        overrides: AssignOverrides | None = None,
        description: str | None = None,
    ) -> FlowAssignment:
        """
        Assign prospects to a flow, those that are cooling off as well.

        ``POST /v2/flows/prospects/assign/cool-off-override``, scope ``api:flows:write``.  Gong
        calls it deprecated: :meth:`assign` with ``cool_off_override`` does the same, and there
        stands what *flow_id*, *crm_prospects_ids*, *owner_email*, *overrides* and *description*
        are, and which errors are raised.
        """
        body = _assignment(flow_id, crm_prospects_ids, owner_email, overrides, description)
        return await self._one(ASSIGN_DESPITE_COOL_OFF, body=body)

    async def assign_in_bulk(
        self, *, flow_id: str, owner_email: str, prospects: Sequence[Prospect]
    ) -> BulkAssignment:
        """
        Have Gong assign prospects to a flow, and add those to the CRM who are not there.

        ``POST /v2/flows/prospects/bulk-assignments``, scope ``api:flows:write``.  Gong only
        takes them here; :meth:`wait` tells what became of them.

        Args:
            flow_id: The flow.

            owner_email: The user who gets the to-dos.

            prospects: 1 to 50; each has an id in the CRM, or both names.

        Raises:
            ValueError: If there are none or too many, or one is nobody; before any I/O.

            NotFoundError: If there is no such flow.
        """
        if len(several(Prospect, prospects=prospects)) > _MOST_IN_BULK:
            raise ValueError(f"{len(prospects)} prospects, and Gong takes 1 to {_MOST_IN_BULK}")
        if not all(each.crm_id or (each.first_name and each.last_name) for each in prospects):
            raise ValueError("each of prospects needs a crm_id, or a first_name and a last_name")
        who = needed(flow_id=flow_id, flow_instance_owner_email=owner_email)
        return await self._one(ASSIGN_IN_BULK, body=wire(**who, prospects=prospects))

    async def bulk_assignment(self, assignment_id: str) -> BulkAssignment:
        """
        Ask how far Gong is with many prospects.

        ``GET /v2/flows/prospects/bulk-assignments/{id}``, scope ``api:flows:read``.

        Raises:
            ValueError: If *assignment_id* is no id of that kind; before any I/O.

            NotFoundError: If there is no such assignment.
        """
        return await self._one(BULK_ASSIGNMENT, parts={"id": assignment_id})

    async def wait(self, *, assignment_id: str, within: float = 600.0) -> BulkAssignment:
        """
        Wait until Gong is through with many prospects.

        Asks ``GET /v2/flows/prospects/bulk-assignments/{id}``, scope ``api:flows:read``, after
        1 s, then ever more rarely up to once in 30 s.

        Args:
            assignment_id: What :meth:`assign_in_bulk` gave.

            within: Seconds to wait at most.

        Returns:
            The last status, with what became of each prospect.

        Raises:
            ValueError: If *assignment_id* is no id of that kind; before any I/O.

            TimeoutError: If Gong is not through by then.
        """
        ask = partial(self.bulk_assignment, assignment_id)
        return await poll(ask, lambda found: found.is_over, within=within)

    async def unassign(
        self, *, flow_instance_ids: Collection[str], by_email: str | None = None
    ) -> UnassignedFlows:
        """
        Take prospects out of flows, by what :meth:`prospects` finds.

        ``POST /v2/flows/prospects/unassign-flows-by-instance-id``, scope ``api:flows:write``.

        Args:
            flow_instance_ids: The instances, 1 to 200.

            by_email: The user who wants it; None for nobody in particular.

        Raises:
            ValueError: If there are none or too many, or an id is not digits; before any I/O.
        """
        ids = at_most(_MOST_UNASSIGNED, at_least=1, flow_instance_ids=flow_instance_ids)
        body = wire(flow_instance_ids=ids, unassigned_by_user_email=by_email)
        return await self._one(UNASSIGN, body=body)

    async def unassign_prospect(
        self, *, crm_prospect_id: str, flow_id: str | None = None, by_email: str | None = None
    ) -> UnassignedFlows:
        """
        Take a prospect out of a flow, or out of all flows.

        ``POST /v2/flows/prospects/unassign-flows-by-crm-id``, scope ``api:flows:write``.

        Args:
            crm_prospect_id: The prospect.

            flow_id: The flow; None for all.

            by_email: The user who wants it; None for nobody in particular.

        Raises:
            ValueError: If an argument is wrong; before any I/O.
        """
        who = needed(crm_prospect_id=crm_prospect_id)
        body = wire(**who, flow_id=flow_id, unassigned_by_user_email=by_email)
        return await self._one(UNASSIGN_PROSPECT, body=body)


def _assignment(
    flow_id: str,
    crm_prospects_ids: Collection[str],
    owner_email: str,
    overrides: AssignOverrides | None,
    description: str | None,
) -> dict[str, object]:
    ids = at_most(_MOST_ASSIGNED, at_least=1, crm_prospects_ids=crm_prospects_ids)
    return wire(
        **needed(flow_id=flow_id, crm_prospects_ids=ids, flow_instance_owner_email=owner_email),
        **given(AssignOverrides | None, overrides=overrides),
        flow_instance_description=description,
    )
