"""Events that other systems report, found again by whom they name; and settings of integrations."""

from __future__ import annotations

from typing import Any

import pytest
from caller import Caller, Reply

from gong_async.sim import World
from gong_async.sim.people import Contact

SHARED, VIEWED, ACTION = (
    f"/v2/customer-engagement/{name}" for name in ("content/shared", "content/viewed", "action")
)
DIGITAL = "/v2/digital-interaction"
LOOK_UP = "/v2/data-privacy/data-for-email-address"

Json = dict[str, Any]


@pytest.fixture(scope="session")
def contact(world: World) -> Contact:
    """Somebody with an address, in the CRM."""
    return next(
        one
        for account in world.office.accounts
        if account.crm
        for one in account.contacts
        if one.email and one.phone
    )


def event(**more: Any) -> Json:
    return {
        "reportingSystem": "Docsender",
        "eventTimestamp": "2026-03-01T10:00:00Z",
        "eventId": "event-1",
        "contentId": "doc-1",
        "contentUrl": "https://docs.example/doc-1",
        "contentTitle": "Offer",
        **more,
    }


def interaction(**more: Any) -> Json:
    return {
        "eventId": "event-1",
        "timestamp": "2026-03-01T10:00:00Z",
        "eventType": "link clicked",
        "content": {"contentTitle": "Offer", "contentId": "doc-1"},
        **more,
    }


def linked(contact: Contact) -> Json:
    object_ = {"objectType": "Contact", "objectId": contact.crm_id}
    return {"context": [{"system": "Salesforce", "objects": [object_]}]}


async def reported(gong: Caller, email: str | None) -> list[Json]:
    """What was added to what the company had from the beginning."""
    assert email is not None
    founded = gong.sim.world.email_references(email)
    assert founded is not None
    known = len(founded["customerEngagement"])
    reply = await gong.get(LOOK_UP, emailAddress=email)
    assert reply.body["customerEngagement"][:known] == founded["customerEngagement"]
    return list(reply.body["customerEngagement"][known:])


async def put(gong: Caller, path: str, body: Json) -> Reply:
    return await gong.send("POST" if path == DIGITAL else "PUT", path, json=body)


async def test_an_event_is_found_with_all_that_is_told_of_it(
    gong: Caller, world: World, contact: Contact
) -> None:
    body = event(viewer={"email": contact.email}, actionName="Document Viewed")
    reply = await put(gong, VIEWED, body)
    assert (reply.status, set(reply.body)) == (200, {"requestId"})
    assert await reported(gong, contact.email) == [
        {
            "eventType": "contentViewed",
            "timestamp": "2026-03-01T02:00:00-08:00",
            "contentId": "doc-1",
            "contentUrl": "https://docs.example/doc-1",
            "reportingSystem": "Docsender",
            "eventName": "Document Viewed",
            "sourceEventId": "event-1",
        }
    ]
    assert await reported(gong, "nobody@nowhere.example") == []


@pytest.mark.parametrize(
    ("path", "body", "type_"),
    [
        (SHARED, lambda who: event(recipients=[{"email": "x@x.example"}, who]), "contentShared"),
        (VIEWED, lambda who: event(viewer=who), "contentViewed"),
        (VIEWED, lambda who: event(nonCompanyParticipants=[who]), "contentViewed"),
        (ACTION, lambda who: event(actor=who), "customEvent"),
    ],
)
async def test_people_are_named_by_address_or_by_their_ids_in_the_crm(
    gong: Caller, contact: Contact, path: str, body: Any, type_: str
) -> None:
    assert contact.email is not None
    ways = (
        {"email": contact.email.upper()},
        linked(contact),
        {"email": contact.email, **linked(contact)},
    )
    for number, who in enumerate(ways):
        reply = await put(gong, path, body(who) | {"eventId": f"event-{number}"})
        assert reply.status == 200
    found = await reported(gong, contact.email)
    assert {one["sourceEventId"] for one in found} == {"event-0", "event-1", "event-2"}
    assert len(found) == 3
    assert {one["eventType"] for one in found} == {type_}


async def test_digital_interactions(gong: Caller, contact: Contact) -> None:
    by_id = {"personBusinessContext": {"objectType": "CONTACT", "objectId": contact.crm_id}}
    by_phone = {"phoneNumber": "".join(filter(str.isdigit, contact.phone or ""))}
    for number, person in enumerate(({"email": contact.email}, by_id, by_phone)):
        body = interaction(person=person, eventId=str(number), sourceSystemName="Web")
        assert (await put(gong, DIGITAL, body)).status == 200
    found = await reported(gong, contact.email)
    assert sorted(one["sourceEventId"] for one in found) == ["0", "1", "2"]
    assert {(one["eventType"], one["eventName"], one["reportingSystem"]) for one in found} == {
        ("digitalInteraction", "link clicked", "Web")
    }


async def test_somebody_only_a_tracker_knows(gong: Caller) -> None:
    assert (await put(gong, DIGITAL, interaction(trackingId="t-1"))).status == 200
    assert (await put(gong, VIEWED, event(trackingId="t-1"))).status == 200


async def test_an_event_is_taken_once(gong: Caller, contact: Contact) -> None:
    who = {"email": contact.email}
    assert (await put(gong, ACTION, event(actor=who))).status == 200
    for path, body in ((ACTION, event(actor=who)), (VIEWED, event(viewer=who))):
        reply = await put(gong, path, body)
        text = "Event was already reported in the past"
        assert (reply.status, reply.error) == (409, text)
    assert (await put(gong, ACTION, event(actor=who, reportingSystem="Other"))).status == 200
    assert (await put(gong, DIGITAL, interaction())).status == 200
    assert (await put(gong, DIGITAL, interaction())).status == 409
    for _ in range(2):
        assert (await put(gong, ACTION, event(actor=who, eventId=None))).status == 200
    assert len(await reported(gong, contact.email)) == 4


async def test_events_are_erased_with_the_person(gong: Caller, contact: Contact) -> None:
    for number, path in enumerate((ACTION, DIGITAL)):
        who = {"email": contact.email}
        body = event(actor=who) if path == ACTION else interaction(person=who)
        await put(gong, path, body | {"eventId": str(number)})
    erase = LOOK_UP.replace("data-for", "erase-data-for")
    reply = await gong.send("POST", erase, params={"emailAddress": contact.email})
    assert reply.status == 200
    reply = await gong.get(LOOK_UP, emailAddress=contact.email or "")
    assert reply.body["customerEngagement"] == []


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        (SHARED, event(contentUrl=None), "contentUrl: may not be null"),
        (VIEWED, event(eventTimestamp=None), "eventTimestamp: may not be null"),
        (ACTION, event(reportingSystem=None), "reportingSystem: may not be null"),
        (
            VIEWED,
            event(viewer={}, trackingId="t"),
            "trackingId: must be null if a viewer is sent",
        ),
        (SHARED, event(recipients=["x"]), "recipients: must be a list of objects"),
        (DIGITAL, interaction(content={}), "content.contentTitle: may not be null"),
        (DIGITAL, interaction(eventId=None), "eventId: may not be null"),
        (
            DIGITAL,
            interaction(person={}, trackingId="t"),
            "trackingId: must be null if a person is sent",
        ),
        (
            DIGITAL,
            interaction(timestamp="yesterday"),
            "timestamp: must be a date-time in ISO-8601 format with an offset",
        ),
    ],
)
async def test_events_that_are_refused(gong: Caller, path: str, body: Json, text: str) -> None:
    reply = await put(gong, path, body)
    assert (reply.status, reply.error) == (400, text)


async def test_settings_of_an_integration(gong: Caller) -> None:
    path = "/v2/integration-settings"
    before = (await gong.get(path)).body["integrationSettings"]
    assert set(before) == {"id"}
    setting = {"integrationType": "DIALER", "allowedOrigin": "https://acme.example"}
    reply = await gong.post(path, {"integrationTypeSettings": [setting]})
    assert (reply.status, set(reply.body)) == (200, {"requestId"})
    after = (await gong.get(path)).body["integrationSettings"]
    assert after == {**before, "integrationTypeSettings": [setting]}
    for change, text in (
        ({"integrationType": "TV"}, "must be one of EMAIL_COMPOSER, ACCOUNT_PAGES, DIALER"),
        ({"allowedOrigin": None}, "may not be null"),
    ):
        reply = await gong.post(path, {"integrationTypeSettings": [{**setting, **change}]})
        (name,) = change
        assert (reply.status, reply.error) == (400, f"integrationTypeSettings[0].{name}: {text}")
