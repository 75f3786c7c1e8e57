"""Answers of the operations that keep state, to the letter, against the official specification."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from caller import Caller, Reply, Serve

from gong_async.sim import World
from gong_async.sim.enrolments import Enrolments
from gong_async.sim.meetings import Meetings
from tests.sim.test_world_spec import SPEC, Checker

Json = dict[str, Any]
Told = tuple[str, str, Reply]

_LOOKS = 3


async def flows(gong: Caller, world: World) -> AsyncIterator[Told]:
    """Prospects that come and go, one by one and many at once."""
    flow, owner = world.flows()[0], world.users[0]["emailAddress"]
    place = {"flowId": flow["id"], "flowInstanceOwnerEmail": owner}
    enrolments = Enrolments(world)
    met = {one["crmProspectId"] for one in enrolments.instances.values()}
    free, second, *_ = sorted(enrolments.prospects - met)
    folders, steps, prospects = "/v2/flows/folders", "/v2/flows/steps", "/v2/flows/prospects"
    yield "get", folders, await gong.get(folders, flowFolderOwnerEmail=owner)
    yield "post", steps, await gong.post(steps, {"flowIds": [flow["id"]]})
    for path in (f"{prospects}/assign", f"{prospects}/assign/cool-off-override"):
        yield "post", path, await gong.post(path, {**place, "crmProspectsIds": [free, "unknown"]})
    yield "post", prospects, await gong.post(prospects, {"crmProspectsIds": [free]})
    bulk = f"{prospects}/bulk-assignments"
    body = {**place, "prospects": [{"crmId": second}, {"crmId": free}, {"crmId": "unknown"}]}
    submitted = await gong.post(bulk, body)
    yield "post", bulk, submitted
    for _ in range(_LOOKS):
        yield "get", f"{bulk}/{{id}}", await gong.get(f"{bulk}/{submitted.body['id']}")
    (one,) = (await gong.post(prospects, {"crmProspectsIds": [free]})).body["prospectsAssigned"]
    path = f"{prospects}/unassign-flows-by-instance-id"
    yield "post", path, await gong.post(path, {"flowInstanceIds": [one["flowInstanceId"]]})
    path = f"{prospects}/unassign-flows-by-crm-id"
    yield "post", path, await gong.post(path, {"crmProspectId": second})


async def crm(gong: Caller, _world: World) -> AsyncIterator[Told]:
    """An integration from its first day to its last."""
    path, schema = "/v2/crm/integrations", "/v2/crm/entity-schema"
    entities, status = "/v2/crm/entities", "/v2/crm/request-status"
    body = {"ownerEmail": "ann@example.com", "name": "ACME"}
    registered = await gong.send("PUT", path, json=body)
    yield "put", path, registered
    yield "get", path, await gong.get(path)
    here = {"integrationId": str(registered.body["integrationId"])}
    place = {**here, "objectType": "ACCOUNT"}
    fields = [{"uniqueName": "region", "label": "Region", "type": "STRING"}]
    yield "post", schema, await gong.post(schema, fields, **place)
    yield "get", schema, await gong.get(schema, **place)
    form = aiohttp.FormData()
    line = {"objectId": "a", "modifiedDate": "2026-01-03T23:45:57Z", "region": "EMEA"}
    form.add_field("dataFile", f"{json.dumps(line)}\n?".encode(), filename="a.ldjson")
    params = {**place, "clientRequestId": "up"}
    yield "post", entities, await gong.send("POST", entities, params=params, data=form)
    for _ in range(_LOOKS):
        yield "get", status, await gong.get(status, **here, clientRequestId="up")
    found = await gong.send("GET", entities, params=place, json=["a", "b"])
    assert found.body["crmObjectsMap"] == {"a": line}
    yield "get", entities, found
    params = {**here, "clientRequestId": "end"}
    yield "delete", path, await gong.send("DELETE", path, params=params)


async def meetings(gong: Caller, world: World) -> AsyncIterator[Told]:
    """A meeting that is made, changed and deleted."""
    path, emails = "/v2/meetings", [user["emailAddress"] for user in world.users]
    organizer = next(email for email in emails if Meetings(world).trouble(email) is None)
    times = {"startTime": "2026-03-01T10:00:00Z", "endTime": "2026-03-01T11:00:00Z"}
    body = {**times, "invitees": [], "organizerEmail": organizer}
    made = await gong.post(path, body)
    yield "post", path, made
    one, named = f"{path}/{made.body['meetingId']}", f"{path}/{{meetingId}}"
    yield "put", named, await gong.send("PUT", one, json=body)
    yield "delete", named, await gong.send("DELETE", one, json={"organizerEmail": organizer})
    status = f"{path}/integration/status"
    yield "post", status, await gong.post(status, {"emails": [*emails, "x@nowhere.example"]})


async def events(gong: Caller, _world: World) -> AsyncIterator[Told]:
    """Events that other systems report, and where their pages are shown."""
    content = {"contentId": "1", "contentUrl": "https://docs.example/1", "contentTitle": "Offer"}
    moment, who = "2026-03-01T10:00:00Z", {"email": "dana@customer.example"}
    event = {"reportingSystem": "Docs", "eventTimestamp": moment, **content}
    for name in ("content/shared", "content/viewed", "action"):
        path = f"/v2/customer-engagement/{name}"
        body = {**event, "nonCompanyParticipants": [who]}
        yield "put", path, await gong.send("PUT", path, json=body)
    path = "/v2/digital-interaction"
    body = {"eventId": "1", "timestamp": moment, "eventType": "click", "content": content}
    yield "post", path, await gong.post(path, {**body, "person": who})
    look_up = "/v2/data-privacy/data-for-email-address"
    found = await gong.get(look_up, emailAddress=who["email"])
    assert len(found.body["customerEngagement"]) == 4
    yield "get", look_up, found
    path = "/v2/integration-settings"
    setting = {"integrationType": "DIALER", "allowedOrigin": "https://acme.example"}
    yield "post", path, await gong.post(path, {"integrationTypeSettings": [setting]})


async def tasks(gong: Caller, world: World) -> AsyncIterator[Told]:
    """The tasks of everybody, and one that is done."""
    path = "/v2/tasks"
    options = {"types": ["FLOW", "MANUAL"], "taskAction": ["CALL"], "status": ["OPEN", "DONE"]}
    for user in world.users:
        found = await gong.post(path, {"filter": {**options, "userId": user["id"]}})
        yield "post", path, found
    task = found.body["tasks"][0]
    body = {"userId": str(task["userId"]), "status": "DISMISSED"}
    done = await gong.send("PATCH", f"{path}/{task['id']}", json=body)
    yield "patch", f"{path}/{{taskId}}", done


async def entities(gong: Caller, world: World) -> AsyncIterator[Told]:
    """Everything that the AI can be asked about one account."""
    call = next(call for call in world.calls if call.account.crm and not call.kind.internal)
    about = {
        "workspaceId": call.workspace_id,
        "crmEntityType": "ACCOUNT",
        "crmEntityId": call.account.crm_id,
        "timePeriod": "ALL_CONVERSATIONS",
    }
    path = "/v2/entities/ask-entity"
    yield "get", path, await gong.get(path, **about, question="Pricing?")
    path = "/v2/entities/get-brief"
    yield "get", path, await gong.get(path, **about, briefName="Account summary")


STORIES = (flows, crm, meetings, events, tasks, entities)

if SPEC.is_file():
    SPECIFIED = json.loads(SPEC.read_text("utf-8"))
    CHECKER = Checker(SPECIFIED["components"]["schemas"])

    def answer_of(method: str, path: str, status: int) -> str:
        """Name the schema of a good answer."""
        content = SPECIFIED["paths"][path][method]["responses"][str(status)]["content"]
        (found,) = re.findall(r"schemas/([^\"]+)", json.dumps(content))
        return str(found)

    @pytest.mark.parametrize("story", STORIES)
    async def test_every_answer_fits(serve: Serve, world: World, story: Any) -> None:
        told = [one async for one in story(await serve(as_specified=True), world)]
        assert told
        for method, path, reply in told:
            assert reply.status < 300, f"{method} {path}: {reply.body}"
            CHECKER.record(answer_of(method, path, reply.status), reply.body, f"{method} {path}")
        assert not CHECKER.unknown_values
