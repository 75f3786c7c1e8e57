"""Things for schemathesis to read, change and delete: those that no company has at first."""

from __future__ import annotations

from typing import Any

import aiohttp

from gong_async.sim import GongSim

MANY = 1_000
"""A call takes one recording only, so there are as many as schemathesis will ask for."""

WHEN = "2026-02-01T10:00:00Z"
OBJECT = '{"objectId": "a", "modifiedDate": "2026-01-01T00:00:00Z", "name": "A"}'
Json = dict[str, Any]


async def make_things(sim: GongSim) -> dict[str, list[Any]]:
    """Make some of each, and tell their ids by the names that the specification has for them."""
    auth = aiohttp.BasicAuth("sim-key", "sim-secret")
    async with aiohttp.ClientSession(sim.url, auth=auth, raise_for_status=True) as session:

        async def send(method: str, path: str, **options: Any) -> Json:
            async with session.request(method, f"/v2/{path}", **options) as response:
                return await response.json()

        integrations = (await send("GET", "crm/integrations"))["integrations"]
        place = {"integrationId": str(integrations[0]["integrationId"])}
        await send(
            "POST",
            "crm/entities",
            params={**place, "clientRequestId": "first", "objectType": "ACCOUNT"},
            data=upload(OBJECT),
        )
        organizer = await connected(sim, send)
        profiles = await send(
            "GET", "all-permission-profiles", params={"workspaceId": sim.world.workspaces[0]["id"]}
        )
        return {
            "integrationId": [place["integrationId"]],
            "clientRequestId": ["first"],
            "profileId": [profile["id"] for profile in profiles["profiles"]],
            "organizerEmail": [organizer],
            "meetingId": [await meeting(organizer, send) for _ in range(40)],
            "recorded": [await call(sim, number, send) for number in range(MANY)],
            **await prospects(sim, send),
            **await tasks(sim, send),
        }


def upload(lines: str) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("dataFile", lines.encode(), filename="a.ldjson")
    return form


async def connected(sim: GongSim, send: Any) -> str:
    """The address of a user whose conferencing service is connected."""
    emails = [user["emailAddress"] for user in sim.world.users]
    found = await send("POST", "meetings/integration/status", json={"emails": emails})
    return next(user["email"] for user in found["users"] if user["valid"])


async def meeting(organizer: str, send: Any) -> str:
    told = {
        "startTime": WHEN,
        "endTime": "2026-02-01T11:00:00Z",
        "invitees": [{"email": "ann@customer.example"}],
        "organizerEmail": organizer,
    }
    return (await send("POST", "meetings", json=told))["meetingId"]


async def call(sim: GongSim, number: int, send: Any) -> str:
    host = sim.world.users[0]["id"]
    told = {
        "clientUniqueId": f"thing {number}",
        "actualStart": WHEN,
        "direction": "Inbound",
        "primaryUser": host,
        "parties": [{"userId": host}],
    }
    return (await send("POST", "calls", json=told))["callId"]


async def prospects(sim: GongSim, send: Any) -> dict[str, list[str]]:
    """Prospects, most of them in a flow, and a bulk that puts another one into one."""
    accounts = [account for account in sim.world.office.accounts if account.crm]
    crm_ids = [contact.crm_id for account in accounts for contact in account.contacts]
    flow_ids = [flow["id"] for flow in sim.world.flows() if flow["ownerEmail"] is None]
    place = {"flowInstanceOwnerEmail": sim.world.users[0]["emailAddress"]}
    assigned: list[str] = []
    for flow_id in flow_ids:
        told = {**place, "flowId": flow_id, "crmProspectsIds": crm_ids[1:101]}
        found = await send("POST", "flows/prospects/assign", json=told)
        assigned += [one["flowInstanceId"] for one in found["prospectsAssigned"]]
    told = {**place, "flowId": flow_ids[0], "prospects": [{"firstName": "Ann", "lastName": "Lee"}]}
    bulk = await send("POST", "flows/prospects/bulk-assignments", json=told)
    return {
        "crmProspectsIds": crm_ids,
        "crmProspectId": crm_ids[:1],
        "flowInstanceIds": assigned,
        "flowId": flow_ids,
        "flowIds": flow_ids,
        "bulk": [bulk["id"]],
        "crmEntityId": [account.crm_id for account in accounts],
    }


async def tasks(sim: GongSim, send: Any) -> dict[str, list[str]]:
    """The tasks of somebody who has some."""
    every = {"types": ["FLOW", "MANUAL"], "taskAction": ["CALL"]}
    for user in sim.world.users:
        filter_ = {**every, "userId": user["id"], "status": ["OPEN", "DONE", "DISMISSED"]}
        found = (await send("POST", "tasks", json={"filter": filter_}))["tasks"]
        if found:
            return {"taskId": [str(task["id"]) for task in found], "busy": [user["id"]]}
    raise LookupError("nobody has anything to do")
