"""People who want to be forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from caller import Caller
from test_crm import MODIFIED, objects, outcome, register
from test_crm import upload as upload_objects
from test_engage import ASSIGN, BULK, assigned, assignment
from test_entities import ASK, BRIEF
from test_recordings import add, told
from test_tasks import everybodys

from gong_async.sim import World
from gong_async.sim.cast import cast
from gong_async.sim.enrolments import Enrolments
from gong_async.sim.people import Contact
from gong_async.sim.tasks import Tasks

EMAIL, PHONE = "/v2/data-privacy/{}-for-email-address", "/v2/data-privacy/{}-for-phone-number"
FIND, ERASE = "data", "erase-data"

Json = dict[str, Any]


@pytest.fixture(scope="module")
def person(world: World) -> Any:
    """Somebody at a customer with an address and a number, who was on several calls."""
    people = [one for call in world.calls for one in cast(call) if one.email and one.phone]
    return max(people, key=lambda one: sum(other.email == one.email for other in people))


async def call_ids(gong: Caller) -> set[str]:
    return {call["id"] for page in await gong.walk("/v2/calls") for call in page.body["calls"]}


async def everybody(gong: Caller) -> set[str | None]:
    """All the addresses among the parties of all the calls."""
    body = {"filter": {}, "contentSelector": {"exposedFields": {"parties": True}}}
    pages = await gong.walk_post("/v2/calls/extensive", body)
    calls = [call for page in pages for call in page.body["calls"]]
    return {party["emailAddress"] for call in calls for party in call["parties"]}


def lists(references: Json) -> Json:
    return {name: value for name, value in references.items() if isinstance(value, list)}


@pytest.mark.parametrize("by", ["address", "number"])
async def test_who_is_erased_is_gone_and_so_are_their_calls(
    gong: Caller, world: World, person: Any, by: str
) -> None:
    by_email, by_phone = {"emailAddress": person.email}, {"phoneNumber": person.phone}
    met = (await gong.get(EMAIL.format(FIND), **by_email)).body
    gone = {call["id"] for call in met["calls"]}
    assert len(gone) > 1
    assert person.email in await everybody(gong)
    if by == "address":
        erased = await gong.post(EMAIL.format(ERASE), None, **by_email)
    else:
        erased = await gong.post(PHONE.format(ERASE), None, **by_phone)
    assert (erased.status, erased.body.keys()) == (200, {"requestId"})
    assert await call_ids(gong) == {call.id for call in world.calls} - gone
    assert person.email not in await everybody(gong)
    for id_ in gone:
        assert (await gong.get(f"/v2/calls/{id_}")).status == 404
    body = {"filter": {"callIds": sorted(gone)}}
    assert (await gong.post("/v2/calls/transcript", body)).status == 404
    left = lists((await gong.get(EMAIL.format(FIND), **by_email)).body)
    left |= lists((await gong.get(PHONE.format(FIND), **by_phone)).body)
    assert not any(left.values())


@pytest.mark.parametrize(
    ("path", "query"),
    [(EMAIL, {"emailAddress": "ann@NEW.example"}), (PHONE, {"phoneNumber": "+1 212 555 0199"})],
)
async def test_a_call_that_was_told_of_goes_too(gong: Caller, path: str, query: Json) -> None:
    first, second = await add(gong), await add(gong, clientUniqueId="2")
    other = await add(gong, clientUniqueId="3", parties=[{"userId": gong.sim.world.users[0]["id"]}])
    found = (await gong.get(path.format(FIND), **query)).body
    assert {call["id"] for call in found["calls"]} == {first, second}
    assert (await gong.post(path.format(ERASE), None, **query)).status == 200
    there = await call_ids(gong)
    assert other in there
    assert not {first, second} & there
    assert (await gong.get(path.format(FIND), **query)).body["calls"] == []


BY_EMAIL = EMAIL.format(ERASE), "emailAddress"
BY_PHONE = PHONE.format(ERASE), "phoneNumber"


def with_party(world: World, number: int, **party: Any) -> Json:
    host = {"userId": next(user["id"] for user in world.users if user["active"])}
    return {"clientUniqueId": str(number), "parties": [host, party]}


@pytest.mark.parametrize(("path", "name"), [BY_EMAIL, BY_PHONE])
async def test_calls_that_were_told_of_go_whatever_they_call_the_person(
    gong: Caller, world: World, person: Any, path: str, name: str
) -> None:
    lead = {"objectType": "Contact", "objectId": person.crm_id}
    linked = {"context": [{"system": "Salesforce", "objects": [lead]}]}
    known = {"emailAddress": person.email.upper()}, {"phoneNumber": person.phone}, linked
    gone = {await add(gong, **with_party(world, n, **one)) for n, one in enumerate(known)}
    found = (await gong.get(EMAIL.format(FIND), emailAddress=person.email)).body["calls"]
    assert gone < {call["id"] for call in found}
    query = {"emailAddress": person.email, "phoneNumber": person.phone}
    assert (await gong.post(path, None, **{name: query[name]})).status == 200
    assert not gone & await call_ids(gong)
    assert (await gong.get(EMAIL.format(FIND), emailAddress=person.email)).body["calls"] == []


@pytest.mark.parametrize(("path", "name"), [BY_EMAIL, BY_PHONE])
async def test_somebody_known_from_calls_alone_goes_by_all_their_names(
    gong: Caller, world: World, path: str, name: str
) -> None:
    both = {"emailAddress": "ann@new.example", "phoneNumber": "+1 212 555-0199"}
    parties = [both, *({key: value} for key, value in both.items())]
    gone = {await add(gong, **with_party(world, n, **one)) for n, one in enumerate(parties)}
    await gong.post(path, None, **{name: both[name]})
    assert not gone & await call_ids(gong)


async def test_who_shares_a_number_stays(gong: Caller, world: World) -> None:
    """Neither a colleague at the same switchboard nor the company's own people."""
    account = {"objectType": "Account", "objectId": "001"}
    phone = {
        "phoneNumber": "+1 212 555-0199",
        "context": [{"system": "HubSpot"}, {"system": "HubSpot", "objects": [account]}],
    }
    user = world.users[0]["emailAddress"]
    goes = await add(gong, **with_party(world, 0, emailAddress="ann@new.example", **phone))
    stay = {
        await add(gong, **with_party(world, 1, emailAddress="bob@new.example", **phone)),
        await add(gong, **with_party(world, 2, emailAddress=user)),
    }
    await add(gong, **with_party(world, 3, emailAddress=user, **phone))
    await gong.post(BY_EMAIL[0], None, emailAddress="ann@new.example")
    there = await call_ids(gong)
    assert stay < there
    assert goes not in there
    await gong.post(BY_PHONE[0], None, phoneNumber=phone["phoneNumber"])
    left = stay & await call_ids(gong)
    assert len(left) == 1
    assert (await gong.get(EMAIL.format(FIND), emailAddress="bob@new.example")).body["calls"] == []


async def test_calls_of_later_go_too(gong: Caller, world: World, person: Any) -> None:
    met = {call.id for call in world.calls if any(one.email == person.email for one in cast(call))}
    gong.sim.now = world.start
    await gong.post(BY_EMAIL[0], None, emailAddress=person.email)
    gong.sim.now = None
    assert await call_ids(gong) == {call.id for call in world.calls} - met


DANA: Json = {
    "objectId": "contact-1",
    "modifiedDate": MODIFIED,
    "emailAddress": "Dana@New.example",
    "phoneNumber": "+1 (212) 555-0198",
    "firstName": "Dana",
}
OTHER = {"objectId": "contact-2", "modifiedDate": MODIFIED, "phoneNumber": 12125550197}
NAMES = {"emailAddress": "dana@new.example", "phoneNumber": "+12125550198"}
PATHS = {"emailAddress": EMAIL, "phoneNumber": PHONE}


@pytest.mark.parametrize("name", NAMES)
async def test_who_was_uploaded_from_a_crm_is_found(gong: Caller, name: str) -> None:
    path, query = PATHS[name].format(FIND), {name: NAMES[name]}
    integration = await register(gong)
    await upload_objects(gong, integration, "up", DANA, OTHER, type_="CONTACT")
    assert (await gong.get(path, **query)).body["customerData"] == []
    await outcome(gong, integration, "up")
    by_phone = await add(gong, parties=[*told(gong.sim.world)["parties"][:1], {**DANA}])
    found = (await gong.get(path, **query)).body
    assert [call["id"] for call in found["calls"]] == [by_phone]
    (system,) = found["customerData"]
    (object_,) = system["objects"]
    assert (system["system"], object_["objectType"]) == ("Generic", "Contact")
    assert object_["externalId"] == "contact-1"
    assert {field["name"]: field["value"] for field in object_["fields"]} == DANA
    if name == "phoneNumber":
        assert found["matchingPhoneNumbers"] == [DANA["phoneNumber"]]
        assert found["emailAddresses"] == [NAMES["emailAddress"]]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_through", [True, False])
async def test_who_was_uploaded_from_a_crm_is_erased(
    gong: Caller, name: str, is_through: bool
) -> None:
    """Whether or not Gong is through with the upload."""
    query = {name: NAMES[name]}
    integration = await register(gong)
    lead = {**DANA, "objectId": "lead-1"}
    await upload_objects(gong, integration, "up", DANA, OTHER, type_="CONTACT")
    await upload_objects(gong, integration, "too", lead, type_="LEAD")
    if is_through:
        await outcome(gong, integration, "too")
    assert (await gong.post(PATHS[name].format(ERASE), None, **query)).status == 200
    await outcome(gong, integration, "too")
    left = await objects(gong, integration, "contact-1", "contact-2", type_="CONTACT")
    assert left == {"contact-1": None, "contact-2": OTHER}
    assert await objects(gong, integration, "lead-1", type_="LEAD") == {"lead-1": None}
    assert not any(lists((await gong.get(PATHS[name].format(FIND), **query)).body).values())
    await upload_objects(gong, integration, "again", DANA, type_="CONTACT")
    await outcome(gong, integration, "again")
    assert (await gong.get(PATHS[name].format(FIND), **query)).body["customerData"]


@pytest.fixture(scope="module")
def buyer(world: World) -> Contact:
    """A contact whom somebody is to call, and who is not in a flow yet."""
    tasks = [task for user in world.users for task in Tasks(world).of(int(user["id"]), None)]
    to_call = {task["contact"]["crmId"] for task in tasks}
    to_mention = {one["crmId"] for task in tasks for one in task["additionalContacts"]}
    met = {one["crmProspectId"] for one in Enrolments(world).instances.values()}
    return next(
        one
        for account in world.office.accounts
        for one in account.contacts
        if one.email and one.phone and one.crm_id in (to_call & to_mention) - met
    )


async def tasks_of(gong: Caller, contact: Contact) -> list[Json]:
    """The tasks that name a contact."""
    found = await everybodys(gong, gong.sim.world)
    return [task for task in found if contact.crm_id in str(task)]


@pytest.mark.parametrize(("path", "name"), [BY_EMAIL, BY_PHONE])
async def test_who_is_erased_is_in_no_flow_and_in_no_task(
    gong: Caller, world: World, buyer: Contact, path: str, name: str
) -> None:
    flow = next(one for one in world.flows() if one["ownerEmail"] is None and not one["exclusive"])
    enrol = assignment(world, flow, buyer.crm_id)
    (instance,) = (await gong.post(ASSIGN, enrol)).body["prospectsAssigned"]
    before = await tasks_of(gong, buyer)
    assert {task["contact"]["crmId"] == buyer.crm_id for task in before} == {True, False}
    query = {"emailAddress": buyer.email, "phoneNumber": buyer.phone}
    await gong.post(path, None, **{name: query[name]})
    asked = {"crmProspectsIds": [buyer.crm_id], "flowInstanceIds": [instance["flowInstanceId"]]}
    assert await assigned(gong, **asked) == []
    (refused,) = (await gong.post(ASSIGN, enrol)).body["prospectsNotAssigned"]
    assert refused["errorCode"] == "InvalidArgument"
    assert await tasks_of(gong, buyer) == []
    others = [task for task in before if task["contact"]["crmId"] != buyer.crm_id]
    left = [task["id"] for task in await everybodys(gong, world)]
    assert {task["id"] for task in others} <= set(left)
    assert not {task["id"] for task in before if task not in others} & set(left)


@pytest.mark.parametrize("path", [ASK, BRIEF])
async def test_the_ai_knows_nothing_of_who_is_erased(
    gong: Caller, world: World, buyer: Contact, path: str
) -> None:
    query = {
        "workspaceId": world.workspaces[0]["id"],
        "crmEntityType": "CONTACT",
        "crmEntityId": buyer.crm_id,
        "timePeriod": "ALL_CONVERSATIONS",
        "question": "Pricing?",
        "briefName": "Account summary",
    }
    assert (await gong.get(path, **query)).status == 200
    await gong.post(BY_EMAIL[0], None, emailAddress=buyer.email)
    reply = await gong.get(path, **query)
    assert (reply.status, reply.error) == (404, f"Entity not found: {buyer.crm_id}")


@pytest.mark.parametrize("looks", [0, 1, 2])
async def test_who_was_assigned_in_bulk_is_erased(gong: Caller, world: World, looks: int) -> None:
    """However far the assignment is, and from a flow too."""
    flow = next(one for one in world.flows() if one["ownerEmail"] is None)
    who = [{"firstName": name, "lastName": "Lee", "email": f"{name}@new.example"} for name in "ab"]
    body = {**assignment(world, flow), "prospects": who}
    id_ = (await gong.post(BULK, body)).body["id"]
    for _ in range(looks):
        seen = (await gong.get(f"{BULK}/{id_}")).body
    await gong.post(BY_EMAIL[0], None, emailAddress="A@new.example")
    left = (await gong.get(f"{BULK}/{id_}")).body
    assert (left["status"], left["totalCount"], left["processedCount"]) == ("COMPLETED", 1, 1)
    assert [result["prospect"]["email"] for result in left["results"]] == ["b@new.example"]
    if looks == 2:
        ids = {one["prospect"]["firstName"]: one["flowInstanceId"] for one in seen["results"]}
        (there,) = await assigned(gong, flowInstanceIds=list(ids.values()))
        assert there["flowInstanceId"] == ids["b"]


@pytest.mark.parametrize("address", ["nobody@nowhere.example", ""])
async def test_who_nobody_knows_is_erased_without_a_trace(
    gong: Caller, world: World, address: str
) -> None:
    reply = await gong.post(EMAIL.format(ERASE), None, emailAddress=address)
    assert reply.status == 200
    assert await call_ids(gong) == {call.id for call in world.calls}
    known = [one for account in world.office.accounts[:3] for one in account.contacts]
    assert any(contact.email and contact.phone is None for contact in known)
    for contact in known:
        if contact.email:
            found = await gong.get(EMAIL.format(FIND), emailAddress=contact.email)
            assert lists(found.body) == lists(world.email_references(contact.email) or {})


async def test_what_cannot_be_erased_is_a_400(gong: Caller, world: World) -> None:
    own = await gong.post(EMAIL.format(ERASE), None, emailAddress=world.users[0]["emailAddress"])
    assert (own.status, own.error) == (400, "The email address belongs to an internal user")
    local = await gong.post(PHONE.format(ERASE), None, phoneNumber="425 555 2671")
    assert (local.status, local.error) == (
        400,
        "phoneNumber: must start with + and the country code",
    )
    missing = await gong.post(EMAIL.format(ERASE), {"emailAddress": "ann@new.example"})
    assert (missing.status, missing.error) == (400, "emailAddress parameter is missing")
