"""Who is erased is in no answer of any operation, wherever they were before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import frozen
from caller import Caller, iso
from test_calls import EVERYTHING
from test_crm import MODIFIED, outcome, register
from test_crm import upload as upload_objects
from test_engage import ASSIGN, BULK, assignment
from test_engagement import ACTION, DIGITAL, SHARED, VIEWED, event, interaction, put
from test_entities import ASK, BRIEF
from test_meetings import PATH as MEETINGS
from test_meetings import meeting
from test_recordings import add, details, download, upload
from test_tasks import ALL

from gong_async.sim import World
from gong_async.sim.cast import cast
from gong_async.sim.logs import LOG_TYPES
from gong_async.sim.meetings import Meetings
from gong_async.sim.routes import ROUTES
from gong_async.sim.tasks import Tasks

WRITES = ("create", "delete", "register", "schema", "update", "upload", "write")
"""How the scopes of the operations end that write."""

SHOWS_EVERYBODY = {
    "GET /v2/calls",
    "GET /v2/calls/{id}",
    "POST /v2/calls/extensive",
    "GET /v2/crm/entities",
    "GET /v2/data-privacy/data-for-email-address",
    "GET /v2/data-privacy/data-for-phone-number",
    "GET /v2/flows/prospects/bulk-assignments/{id}",
}
SHOWS_CONTACTS = {*SHOWS_EVERYBODY, "GET /v2/entities/get-brief", "POST /v2/tasks"}
"""Where somebody shows before they are erased, by an address, a number or a name."""

Json = dict[str, Any]


@frozen
class Somebody:
    """A person, and the names that no answer may have."""

    name: str
    email: str
    phone: str
    crm_id: str
    shown: set[str]

    def is_in(self, answer: Json) -> bool:
        told = {key: value for key, value in answer.items() if key != "suppliedPhoneNumber"}
        text = json.dumps(told, ensure_ascii=False).lower()
        return any(name.lower() in text for name in (self.name, self.email, self.phone))

    @property
    def spoken_of(self) -> Json:
        return {"name": self.name, "email": self.email.upper()}


@pytest.fixture(scope="session")
def world() -> World:
    return World(seed=1, calls=80)


@pytest.fixture(params=["a stranger", "a contact"])
def somebody(request: pytest.FixtureRequest, world: World) -> Somebody:
    """Somebody nobody knew, or somebody who was on calls and whom somebody is to call."""
    if request.param == "a stranger":
        names = "Zoë Quillfeather", "zoe+q@new.example", "+1 (212) 555-0196", "lead-9"
        return Somebody(*names, SHOWS_EVERYBODY)
    tasks = [task for user in world.users for task in Tasks(world).of(int(user["id"]), None)]
    to_call = {task["contact"]["crmId"] for task in tasks}
    met = {one.crm_id for call in world.calls if not call.silent for one in cast(call)}
    called = [one.name for account in world.office.accounts for one in account.contacts]
    called += [one.name for one in world.office.staff]
    return next(
        Somebody(one.name, one.email, one.phone, one.crm_id, SHOWS_CONTACTS)
        for account in world.office.accounts
        for one in account.contacts
        if one.email and one.phone and one.crm_id in to_call & met and called.count(one.name) == 1
    )


@frozen
class Planted:
    """What was made of somebody, to be asked for afterwards."""

    calls: list[str]
    integration: str
    bulk: str
    instances: list[str]
    profile: str


async def plant(gong: Caller, who: Somebody) -> Planted:
    """Write somebody wherever the API lets somebody be written."""
    world = gong.sim.world
    name = {"name": who.name, "title": f"Call with {who.name}"}
    linked = {"objectType": "Lead", "objectId": who.crm_id}
    context = {"context": [{"system": "Generic", "objects": [linked]}]}
    calls = [
        await add(gong, **name, clientUniqueId=str(number), parties=[host(world), {**name, **one}])
        for number, one in enumerate(
            ({"emailAddress": who.email.upper()}, {"phoneNumber": who.phone}, context)
        )
    ]
    await upload(gong, calls[0], "talk.mp3")
    await gong.send("PUT", "/v2/calls/users-access", json=access(world, calls))
    first, _, last = who.name.partition(" ")
    record = {"objectId": who.crm_id, "modifiedDate": MODIFIED, "firstName": first}
    record |= {"lastName": last, "emailAddress": who.email, "phoneNumber": who.phone}
    integration = await register(gong)
    for type_ in "CONTACT", "LEAD":
        await upload_objects(gong, integration, type_, record, type_=type_)
        await outcome(gong, integration, type_)
    flow = next(one for one in world.flows() if one["ownerEmail"] is None and not one["exclusive"])
    enrol = assignment(world, flow, who.crm_id)
    reply = await gong.post(f"{ASSIGN}/cool-off-override", enrol)
    prospect = {"firstName": first, "lastName": last, "email": who.email, "companyName": who.name}
    bulk = await gong.post(BULK, {**assignment(world, flow), "prospects": [prospect]})
    assert reply.body["prospectsAssigned"]
    organizer = next(one for one in world.office.by_email if Meetings(world).trouble(one) is None)
    await gong.post(MEETINGS, meeting(organizer, title=who.name, invitees=[who.spoken_of]))
    told = {"contentTitle": who.name, "actionName": who.name}
    await put(gong, SHARED, event(eventId="1", recipients=[who.spoken_of], **told))
    await put(gong, VIEWED, event(eventId="2", viewer=context, **told))
    await put(gong, ACTION, event(eventId="3", actor=who.spoken_of, **told))
    by_phone = {"name": who.name, "phoneNumber": who.phone}
    await put(gong, DIGITAL, interaction(eventId="4", eventType=who.name, person=by_phone))
    instances = [one["flowInstanceId"] for one in reply.body["prospectsAssigned"]]
    space = {"workspaceId": world.workspaces[0]["id"]}
    profile = (await gong.get("/v2/all-permission-profiles", **space)).body["profiles"][0]["id"]
    return Planted(calls, integration, bulk.body["id"], instances, profile)


def host(world: World) -> Json:
    return {"userId": next(user["id"] for user in world.users if user["active"])}


def access(world: World, call_ids: list[str]) -> Json:
    users = [user["id"] for user in world.users[:2]]
    return {"callAccessList": [{"callId": call_id, "userIds": users} for call_id in call_ids]}


def questions(world: World, who: Somebody, planted: Planted) -> Iterator[tuple[str, str, Any, Any]]:
    """Operation, id, query and body of all that can be asked and might show somebody."""
    users, spaces = [user["id"] for user in world.users], [one["id"] for one in world.workspaces]
    chief, email = users[0], world.users[0]["emailAddress"]
    start, end = iso(world.start), iso(world.end)
    days = {"fromDate": f"{world.start.date()}", "toDate": f"{world.end.date()}"}
    here = {"integrationId": planted.integration}
    for operation, id_ in (
        *(("GET /v2/calls/{id}", call_id) for call_id in planted.calls),
        ("GET /v2/users/{id}", chief),
        ("GET /v2/users/{id}/settings-history", chief),
        *[("GET /v2/flows/prospects/bulk-assignments/{id}", planted.bulk)] * 2,
    ):
        yield operation, id_, None, None
    for path, *queries in (
        ("calls", {}),
        ("users", {}),
        ("workspaces", {}),
        ("integration-settings", {}),
        ("call-outcomes", {}),
        ("settings/scorecards", {}),
        ("settings/trackers", {}),
        ("settings/briefs", {}),
        ("flows", {"flowOwnerEmail": email}),
        ("flows/folders", {"flowFolderOwnerEmail": email}),
        ("logs", *({"logType": one, "fromDateTime": start} for one in LOG_TYPES)),
        ("library/folders", *({"workspaceId": one} for one in spaces)),
        ("library/folder-content", *({"folderId": one["id"]} for one in world.library_folders())),
        ("all-permission-profiles", {"workspaceId": spaces[0]}),
        ("permission-profile", {"profileId": planted.profile}),
        ("permission-profile/users", {"profileId": planted.profile}),
        ("coaching", *(coaching(one, user, start, end) for one in spaces for user in users[:4])),
        ("crm/integrations", {}),
        ("crm/entity-schema", here),
        ("crm/request-status", {**here, "clientRequestId": "LEAD"}),
        ("data-privacy/data-for-email-address", {"emailAddress": who.email}),
        ("data-privacy/data-for-phone-number", {"phoneNumber": who.phone}),
        *((path.removeprefix("/v2/"), *about(world, who)) for path in (ASK, BRIEF)),
    ):
        for query in queries:
            yield f"GET /v2/{path}", "", query, None
    for type_ in "CONTACT", "LEAD":
        yield "GET /v2/crm/entities", "", {**here, "objectType": type_}, [who.crm_id]
    for path, *bodies in (
        ("calls/extensive", {"filter": {}, "contentSelector": EVERYTHING}),
        ("calls/transcript", {"filter": {}}),
        ("calls/users-access", *({"filter": {"callIds": [one]}} for one in planted.calls)),
        ("users/extensive", {"filter": {}}),
        ("stats/activity/aggregate", {"filter": days}),
        ("stats/activity/aggregate-by-period", {"filter": days, "aggregationPeriod": "YEAR"}),
        ("stats/activity/day-by-day", {"filter": days}),
        ("stats/activity/scorecards", {"filter": {}}),
        ("stats/interaction", {"filter": days}),
        ("tasks", *({"filter": {**ALL, "userId": user}} for user in users)),
        ("flows/steps", {"flowIds": [one["id"] for one in world.flows()[:20]]}),
        ("flows/prospects", {"crmProspectsIds": [who.crm_id]}),
        ("flows/prospects", {"flowInstanceIds": planted.instances}),
        ("meetings/integration/status", {"emails": [email]}),
    ):
        for body in bodies:
            yield f"POST /v2/{path}", "", None, body


def coaching(space: str, manager: str, start: str, end: str) -> Json:
    return {"workspace-id": space, "manager-id": manager, "from": start, "to": end}


def about(world: World, who: Somebody) -> Iterator[Json]:
    """What the AI may be asked about somebody, and about those they work for."""
    accounts = [one for one in world.office.accounts if who.crm_id in str(one)]
    subjects = [("CONTACT", who.crm_id), ("LEAD", who.crm_id)]
    for kind, crm_id in (*subjects, *(("ACCOUNT", account.crm_id) for account in accounts)):
        for space in world.workspaces:
            yield {
                "workspaceId": space["id"],
                "crmEntityType": kind,
                "crmEntityId": crm_id,
                "timePeriod": "ALL_CONVERSATIONS",
                "question": "Who decides?",
                "briefName": "Account summary",
            }


async def answers(gong: Caller, operation: str, id_: str, query: Any, body: Any) -> list[Json]:
    """What is told, all pages of it."""
    method, path = operation.split()
    path, pages, cursor = path.replace("{id}", id_), [], {}
    while True:
        if body is None:
            options = {"params": {**(query or {}), **cursor}}
        else:
            options = {"params": query, "json": {**body, **cursor} if cursor else body}
        reply = await gong.send(method, path, **options)
        pages.append(reply.body)
        if "cursor" not in reply.body.get("records", ()):
            return pages
        cursor = {"cursor": reply.body["records"]["cursor"]}


async def where(gong: Caller, who: Somebody, planted: Planted) -> set[str]:
    """The operations that show somebody."""
    return {
        operation
        for operation, *question in questions(gong.sim.world, who, planted)
        for answer in await answers(gong, operation, *question)
        if who.is_in(answer)
    }


def test_every_operation_that_reads_is_asked(world: World) -> None:
    who, planted = Somebody("", "", "", "", set()), Planted(["1"], "", "", [], "")
    assert {operation for operation, *_ in questions(world, who, planted)} == {
        route.operation
        for route in ROUTES
        if route.method == "GET" or (route.method == "POST" and not route.scope.endswith(WRITES))
    }


@pytest.mark.parametrize("by", ["email", "phone"])
async def test_who_is_erased_is_nowhere(gong: Caller, somebody: Somebody, by: str) -> None:
    planted = await plant(gong, somebody)
    recording = (await details(gong, planted.calls[0]))["media"]["audioUrl"]
    assert await download(recording) == (200, b"RIFF", (await download(recording))[2])
    before = await where(gong, somebody, planted)
    assert somebody.shown <= before
    look_up = "/v2/data-privacy/data-for-email-address"
    found = (await gong.get(look_up, emailAddress=somebody.email)).body
    assert len(found["customerEngagement"]) >= 4
    assert len(found["meetings"]) >= 1
    if by == "email":
        path, query = "email-address", {"emailAddress": somebody.email}
    else:
        path, query = "phone-number", {"phoneNumber": somebody.phone}
    erased = await gong.post(f"/v2/data-privacy/erase-data-for-{path}", None, **query)
    assert erased.status == 200
    assert await where(gong, somebody, planted) == set()
    assert (await download(recording))[0] == 404
    left = (await gong.get(look_up, emailAddress=somebody.email)).body
    assert not any(value for key, value in left.items() if key != "requestId")
