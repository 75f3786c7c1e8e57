"""What is done with flows: their folders and steps, and the prospects in them."""

from __future__ import annotations

from functools import partial
from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.arguments import Arguments
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.bulk import BulkAssignments
from gong_async.sim.cursors import Key
from gong_async.sim.enrolments import Enrolments, NotAssignedError
from gong_async.sim.flows import folders, with_steps
from gong_async.sim.own_crm import OwnCrm
from gong_async.sim.people import Employee
from gong_async.sim.route import route

__all__ = ["ROUTES"]

_MOST_STEPS, _MOST_ASSIGNED, _MOST_IN_BULK, _MOST_UNASSIGNED = 20, 100, 50, 200

Json = dict[str, Any]


async def list_folders(backend: Backend, asked: Asked) -> Json:
    """GET /v2/flows/folders: the company's, the owner's, and the one of what is shared"""
    owner = asked.query.required_text("flowFolderOwnerEmail")
    workspace_id = asked.query.text("workspaceId")
    parent_id = asked.query.int64("parentId") if asked.query.text("parentId") else None
    found = [
        folder
        for folder in folders(backend.world.office)
        if folder["ownerEmail"] in (None, owner)
        and (workspace_id is None or folder["workspaceId"] in (None, workspace_id))
        and parent_id in (None, folder["id"], folder["parentFolderId"])
    ]
    page = backend.page(asked, sorted(found, key=_by_id), _by_id)
    told = ("id", "name", "parentFolderId", "createdById", "visibility")
    public = [{name: folder[name] for name in told} for folder in page.items]
    return {"records": page.records, "flowsFolders": public}


async def list_steps(backend: Backend, asked: Asked) -> Json:
    """POST /v2/flows/steps"""
    flow_ids = asked.body.required_texts("flowIds", most=_MOST_STEPS)
    flows = {flow["id"]: flow for flow in backend.world.flows()}
    for flow_id in flow_ids:
        if flow_id not in flows:
            raise RefusedError(404, f"Flow not found: flowId={flow_id}")
    return {"flows": [with_steps(backend.world.office, flows[id_]) for id_ in flow_ids]}


async def list_prospects(backend: Backend, asked: Asked) -> Json:
    """POST /v2/flows/prospects: what is open of the prospects, and all of the instances"""
    crm_ids = asked.body.texts("crmProspectsIds") or []
    instance_ids = asked.body.texts("flowInstanceIds") or []
    if not (crm_ids or instance_ids):
        raise RefusedError(400, "crmProspectsIds or flowInstanceIds must be provided")
    backend.state(BulkAssignments).go_on()
    enrolments = backend.state(Enrolments)
    found = enrolments.open(crm_ids) + enrolments.named(instance_ids)
    return {"prospectsAssigned": list({one["flowInstanceId"]: one for one in found}.values())}


async def assign(backend: Backend, asked: Asked) -> Json:
    """POST /v2/flows/prospects/assign"""
    return _assign(backend, asked.body, cool_off=True)


async def assign_despite_cool_off(backend: Backend, asked: Asked) -> Json:
    """POST /v2/flows/prospects/assign/cool-off-override"""
    return _assign(backend, asked.body, cool_off=False)


def _assign(backend: Backend, body: Arguments, *, cool_off: bool) -> Json:
    crm_ids = body.required_texts("crmProspectsIds", most=_MOST_ASSIGNED)
    cool_off = cool_off and not body.section("overrides").flag("coolOffOverride")
    flow, owner = _flow_and_owner(backend, body)
    enrolments, created = _enrolments(backend), backend.world.office.stamp(backend.now)
    assigned: list[Json] = []
    failures: list[Json] = []
    for crm_id in crm_ids:
        try:
            instance = enrolments.assign(flow, crm_id, owner, created, cool_off=cool_off)
        except NotAssignedError as error:
            failure = {"errorCode": error.code, "errorMessage": error.text}
            failures.append({"flowId": flow["id"], "crmProspectId": crm_id, **failure})
        else:
            assigned.append(instance)
    return {"prospectsAssigned": assigned, "prospectsNotAssigned": failures}


def _flow_and_owner(backend: Backend, body: Arguments) -> tuple[Json, Employee]:
    flow_id = body.required_text("flowId")
    email = body.required_text("flowInstanceOwnerEmail")
    for flow in backend.world.flows():
        if flow["id"] == flow_id:
            break
    else:
        raise RefusedError(404, "Flow not found")
    if email not in backend.world.office.by_email:
        raise body.wrong("flowInstanceOwnerEmail", "must be the email of a Gong user")
    return flow, backend.world.office.by_email[email]


def _enrolments(backend: Backend) -> Enrolments:
    """With the people that were uploaded from a CRM of the company's own."""
    enrolments = backend.state(Enrolments)
    enrolments.meet(backend.state(OwnCrm).people())
    return enrolments


async def submit_bulk(backend: Backend, asked: Asked) -> Json:
    """POST /v2/flows/prospects/bulk-assignments"""
    prospects = asked.body.objects("prospects")
    if not 1 <= len(prospects) <= _MOST_IN_BULK:
        raise asked.body.wrong("prospects", f"size must be between 1 and {_MOST_IN_BULK}")
    for prospect in prospects:
        if prospect.text("crmId") is None:
            prospect.require("firstName", "lastName")
    flow, owner = _flow_and_owner(backend, asked.body)
    bulk = backend.state(BulkAssignments)
    enrol = partial(_enrol, backend, flow, owner)
    id_ = bulk.submit([dict(prospect.values) for prospect in prospects], enrol)
    return bulk.told(id_) or {}


def _enrol(backend: Backend, flow: Json, owner: Employee, prospect: Json) -> Json:
    enrolments = _enrolments(backend)
    crm_id = prospect.get("crmId") or enrolments.invent()
    created = backend.world.office.stamp(backend.now)
    result: Json = {"prospect": prospect, "crmId": crm_id}
    try:
        instance = enrolments.assign(flow, crm_id, owner, created, cool_off=True)
    except NotAssignedError as error:
        step = "CRM_OPERATION" if error.code == "InvalidArgument" else "FLOW_ASSIGNMENT"
        failure = {"errorCode": error.code, "errorMessage": error.text}
        return {**result, "status": f"{step}_FAILED", **failure}
    return {**result, "status": "ASSIGNED", "flowInstanceId": instance["flowInstanceId"]}


async def get_bulk(backend: Backend, asked: Asked) -> Json:
    """GET /v2/flows/prospects/bulk-assignments/{id}"""
    bulk = backend.state(BulkAssignments)
    bulk.go_on()
    told = bulk.told(asked.id)
    if told is None:
        raise RefusedError(404, f"Flow prospects bulk assignment {asked.id} not found")
    return told


async def unassign(backend: Backend, asked: Asked) -> Json:
    """POST /v2/flows/prospects/unassign-flows-by-instance-id"""
    asked.body.text("unassignedByUserEmail")
    instance_ids = asked.body.required_texts("flowInstanceIds", most=_MOST_UNASSIGNED)
    enrolments = backend.state(Enrolments)
    if len(enrolments.named(instance_ids)) < len(instance_ids):
        raise RefusedError(400, "One or more of the given flowInstanceIds does not exist")
    return {"unassignedFlowInstanceIds": enrolments.unassign(instance_ids)}


async def unassign_prospect(backend: Backend, asked: Asked) -> Json:
    """POST /v2/flows/prospects/unassign-flows-by-crm-id"""
    asked.body.text("unassignedByUserEmail")
    crm_id, flow_id = asked.body.required_text("crmProspectId"), asked.body.text("flowId")
    enrolments = backend.state(Enrolments)
    instance_ids = [
        one["flowInstanceId"]
        for one in enrolments.open((crm_id,))
        if flow_id in (None, one["flowId"])
    ]
    return {"unassignedFlowInstanceIds": enrolments.unassign(instance_ids)}


def _by_id(folder: Json) -> Key:
    return (int(folder["id"]),)


_FOLDERS = {"flowsFolders": "flows", "parentFolderId": "folderId"}
_PROSPECTS = "POST flows/prospects"

ROUTES = (
    route("GET flows/folders", "flows:read", list_folders, renamed=_FOLDERS),
    route("POST flows/steps", "flows:read", list_steps),
    route(_PROSPECTS, "flows:read", list_prospects),
    route(f"{_PROSPECTS}/assign", "flows:write", assign),
    route(f"{_PROSPECTS}/assign/cool-off-override", "flows:write", assign_despite_cool_off),
    route(f"{_PROSPECTS}/bulk-assignments", "flows:write", submit_bulk, status=202),
    route("GET flows/prospects/bulk-assignments/{id}", "flows:read", get_bulk),
    route(f"{_PROSPECTS}/unassign-flows-by-instance-id", "flows:write", unassign),
    route(f"{_PROSPECTS}/unassign-flows-by-crm-id", "flows:write", unassign_prospect),
)
