"""A CRM of the company's own: its integration, its fields, its objects, and requests under way."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest
from caller import Caller, Reply, Serve

from gong_async.sim import World

INTEGRATIONS, SCHEMA = "/v2/crm/integrations", "/v2/crm/entity-schema"
ENTITIES, STATUS = "/v2/crm/entities", "/v2/crm/request-status"
MODIFIED = "2026-01-03T23:45:57+01:00"

Json = dict[str, Any]


async def register(gong: Caller) -> str:
    body = {"ownerEmail": "ann@example.com", "name": "ACME Sandbox"}
    reply = await gong.send("PUT", INTEGRATIONS, json=body)
    assert reply.status == 200
    return str(reply.body["integrationId"])


async def upload(
    gong: Caller, integration: str, name: str, *lines: Any, type_: str = "ACCOUNT"
) -> Reply:
    """Lines that are texts are sent as they are."""
    content = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    form = aiohttp.FormData()
    form.add_field("dataFile", content.encode(), filename="objects.ldjson")
    params = {"integrationId": integration, "clientRequestId": name, "objectType": type_}
    return await gong.send("POST", ENTITIES, params=params, data=form)


async def status(gong: Caller, integration: str, name: str) -> Json:
    reply = await gong.get(STATUS, integrationId=integration, clientRequestId=name)
    assert reply.status == 200
    return dict(reply.body)


async def outcome(gong: Caller, integration: str, name: str) -> Json:
    """What is told at the end."""
    while (told := await status(gong, integration, name))["status"] in ("PENDING", "IN_PROGRESS"):
        pass
    return told


async def objects(gong: Caller, integration: str, *ids: str, type_: str = "ACCOUNT") -> Json:
    params = {"integrationId": integration, "objectType": type_}
    reply = await gong.send("GET", ENTITIES, params=params, json=list(ids))
    assert reply.status == 200
    return dict(reply.body["crmObjectsMap"])


def account(id_: str, **more: Any) -> Json:
    return {"objectId": id_, "modifiedDate": MODIFIED, "name": f"Account {id_}", **more}


async def test_there_is_one_integration_at_most(gong: Caller) -> None:
    assert (await gong.get(INTEGRATIONS)).body["integrations"] == []
    integration = await register(gong)
    assert (await gong.get(INTEGRATIONS)).body["integrations"] == [
        {
            "integrationId": int(integration),
            "ownerEmail": "ann@example.com",
            "name": "ACME Sandbox",
        }
    ]
    body = {"ownerEmail": "bo@example.com", "name": "Another"}
    reply = await gong.send("PUT", INTEGRATIONS, json=body)
    assert (reply.status, reply.error) == (409, "An active integration already exists")
    reply = await gong.send("PUT", INTEGRATIONS, json={"name": "Another"})
    assert (reply.status, reply.error) == (400, "ownerEmail: may not be null")


async def test_an_integration_goes_in_its_own_time_with_all_its_objects(gong: Caller) -> None:
    integration = await register(gong)
    await upload(gong, integration, "up", account("a"))
    await outcome(gong, integration, "up")
    params = {"integrationId": integration, "clientRequestId": "end"}
    reply = await gong.send("DELETE", INTEGRATIONS, params=params)
    assert (reply.status, reply.body["clientRequestId"]) == (201, "end")
    reply = await gong.send("DELETE", INTEGRATIONS, params=params)
    assert (reply.status, reply.error) == (409, "Client request id has already been used")
    told = [(await status(gong, integration, "end"))["status"] for _ in range(4)]
    assert told == ["PENDING", "IN_PROGRESS", "DONE", "DONE"]
    assert (await gong.get(INTEGRATIONS)).body["integrations"] == []
    another = await register(gong)
    assert another != integration
    assert await objects(gong, another, "a") == {"a": None}


async def test_a_second_deletion_leaves_the_next_integration_alone(gong: Caller) -> None:
    integration = await register(gong)
    for name in ("end", "late"):
        params = {"integrationId": integration, "clientRequestId": name}
        await gong.send("DELETE", INTEGRATIONS, params=params)
        await status(gong, integration, "end")
    await outcome(gong, integration, "end")
    another = await register(gong)
    assert (await outcome(gong, integration, "late"))["status"] == "DONE"
    (there,) = (await gong.get(INTEGRATIONS)).body["integrations"]
    assert there["integrationId"] == int(another)


async def test_objects_are_there_once_gong_is_through_with_the_file(gong: Caller) -> None:
    integration = await register(gong)
    reply = await upload(gong, integration, "first", account("a"), "", account("b"))
    assert (reply.status, reply.body["clientRequestId"]) == (201, "first")
    assert await objects(gong, integration, "a") == {"a": None}
    told = await outcome(gong, integration, "first")
    assert (told["status"], told["errors"]) == ("DONE", [])
    assert (told["totalSuccessCount"], told["totalErrorCount"]) == (2, 0)
    there = {"a": account("a"), "b": account("b"), "c": None}
    assert await objects(gong, integration, *there) == there
    assert await objects(gong, integration, "a", type_="DEAL") == {"a": None}


async def test_objects_are_replaced_and_deleted(gong: Caller) -> None:
    integration = await register(gong)
    await upload(gong, integration, "first", account("a"), account("b"))
    new = account("a", name="Other")
    await upload(gong, integration, "second", new, account("b", isDeleted=True))
    await outcome(gong, integration, "second")
    assert await objects(gong, integration, "a", "b") == {"a": new, "b": None}


async def test_the_first_hundred_objects_are_looked_for(gong: Caller) -> None:
    integration = await register(gong)
    found = await objects(gong, integration, *map(str, range(101)))
    assert set(found) == set(map(str, range(100)))


async def test_a_name_is_taken_once(gong: Caller) -> None:
    integration = await register(gong)
    await upload(gong, integration, "same", account("a"))
    reply = await upload(gong, integration, "same", account("b"))
    assert (reply.status, reply.error) == (409, "Client request id has already been used")
    await outcome(gong, integration, "same")
    assert await objects(gong, integration, "a", "b") == {"a": account("a"), "b": None}


@pytest.mark.parametrize(
    ("type_", "line", "why"),
    [
        ("ACCOUNT", "{not json", "Failed to parse the line as a JSON object"),
        ("ACCOUNT", "[1]", "Failed to parse the line as a JSON object"),
        ("ACCOUNT", {"modifiedDate": MODIFIED}, "Mandatory field [objectId] is missing or empty"),
        ("ACCOUNT", account(""), "Mandatory field [objectId] is missing or empty"),
        ("LEAD", {"objectId": "a"}, "Mandatory field [modifiedDate] is missing or empty"),
        ("STAGE", {"objectId": "a"}, "Mandatory field [name] is missing or empty"),
        ("BUSINESS_USER", account("a"), "Mandatory field [emailAddress] is missing or empty"),
        ("ACCOUNT", account("a/b"), "objectId: has characters that are not allowed, or too many"),
        (
            "ACCOUNT",
            account("a" * 65),
            "objectId: has characters that are not allowed, or too many",
        ),
        ("ACCOUNT", account("a", isDeleted="yes"), "isDeleted: must be true or false"),
        (
            "ACCOUNT",
            account("a", modifiedDate="yesterday"),
            "modifiedDate: must be a date-time in ISO-8601 format with an offset",
        ),
    ],
)
async def test_a_line_that_is_wrong(gong: Caller, type_: str, line: Any, why: str) -> None:
    integration = await register(gong)
    good = account("good", emailAddress="ann@example.com")
    assert (await upload(gong, integration, "up", good, line, type_=type_)).status == 201
    told = await outcome(gong, integration, "up")
    assert (told["status"], told["errors"]) == ("FAILED", [{"line": 2, "description": why}])
    assert (told["totalSuccessCount"], told["totalErrorCount"]) == (1, 1)


@pytest.mark.parametrize("type_", ["BUSINESS_USER", "STAGE"])
async def test_what_some_types_do_not_need(gong: Caller, type_: str) -> None:
    integration = await register(gong)
    lines = {
        "BUSINESS_USER": account("ann@example.com", isDeleted=True),
        "STAGE": {"objectId": "won", "name": "Closed Won"},
    }
    await upload(gong, integration, "up", lines[type_], type_=type_)
    assert (await outcome(gong, integration, "up"))["status"] == "DONE"


async def test_twenty_errors_are_told_and_the_good_lines_are_kept(gong: Caller) -> None:
    integration = await register(gong)
    await upload(gong, integration, "up", *("?" for _ in range(25)), account("a"))
    told = await outcome(gong, integration, "up")
    assert [error["line"] for error in told["errors"]] == [*range(1, 21)]
    assert (told["totalSuccessCount"], told["totalErrorCount"]) == (1, 25)
    assert (await objects(gong, integration, "a"))["a"] == account("a")


async def test_an_empty_file(gong: Caller) -> None:
    integration = await register(gong)
    await upload(gong, integration, "up", "", "")
    told = await outcome(gong, integration, "up")
    assert told["errors"] == [{"line": 0, "description": "The file is empty"}]
    assert told["status"] == "FAILED"


def shown(name: str, type_: str = "STRING", **more: Any) -> Json:
    return {"uniqueName": name, "label": name.title(), "type": type_, **more}


async def fields(gong: Caller, integration: str, **query: str) -> Json:
    reply = await gong.get(SCHEMA, integrationId=integration, **query)
    assert reply.status == 200
    return dict(reply.body["objectTypeToSelectedFields"])


async def test_fields_are_set_all_together(gong: Caller) -> None:
    integration = await register(gong)
    place = {"integrationId": integration, "objectType": "ACCOUNT"}
    category = shown("category", "PICKLIST", orderedValueList=["A", "B"], lastModified=MODIFIED)
    for sent in ([shown("region")], [shown("region"), category]):
        reply = await gong.post(SCHEMA, sent, **place)
        assert (reply.status, set(reply.body)) == (200, {"requestId"})
    region = {
        "name": "region",
        "label": "Region",
        "type": "STRING",
        "lastModified": None,
        "isDeleted": False,
        "referenceTo": None,
        "orderedValueList": None,
    }
    picked = {
        **region,
        "name": "category",
        "label": "Category",
        "type": "PICKLIST",
        "lastModified": MODIFIED,
        "orderedValueList": ["A", "B"],
    }
    assert await fields(gong, integration, objectType="ACCOUNT") == {"ACCOUNT": [region, picked]}
    everywhere = await fields(gong, integration)
    assert {type_: len(found) for type_, found in everywhere.items()} == {
        "ACCOUNT": 2,
        "CONTACT": 0,
        "DEAL": 0,
        "LEAD": 0,
    }
    reply = await gong.post(SCHEMA, [shown("new")], **place)
    assert (reply.status, reply.error) == (
        400,
        "All fields must be included in the schema, these are missing: ['category', 'region']",
    )
    assert len((await fields(gong, integration, objectType="ACCOUNT"))["ACCOUNT"]) == 2


async def test_a_field_that_is_deleted_or_changes_its_type_is_emptied(gong: Caller) -> None:
    integration = await register(gong)
    place = {"integrationId": integration, "objectType": "ACCOUNT"}
    await gong.post(SCHEMA, [shown(name) for name in ("kept", "gone", "number")], **place)
    values = {"kept": "k", "gone": "g", "number": "1"}
    await upload(gong, integration, "up", account("a", **values))
    await outcome(gong, integration, "up")
    changed = [
        shown("kept") | {"label": "Still here"},
        shown("gone", isDeleted=True),
        shown("number", "NUMBER"),
    ]
    assert (await gong.post(SCHEMA, changed, **place)).status == 200
    assert (await objects(gong, integration, "a"))["a"] == account("a", kept="k")
    listed = (await fields(gong, integration, objectType="ACCOUNT"))["ACCOUNT"]
    assert [(one["name"], one["type"]) for one in listed] == [
        ("kept", "STRING"),
        ("number", "NUMBER"),
    ]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "[0]: must be an object"),
        ({"label": "L", "type": "STRING"}, "[0].uniqueName: may not be null"),
        (shown("a", "REFERENCE"), "[0].referenceTo: may not be null"),
        (shown("a", "PICKLIST"), "[0].orderedValueList: may not be null"),
    ],
)
async def test_fields_that_are_wrong(gong: Caller, field: Any, text: str) -> None:
    place = {"integrationId": await register(gong), "objectType": "ACCOUNT"}
    reply = await gong.post(SCHEMA, [field], **place)
    assert (reply.status, reply.error) == (400, text)


async def test_ids_are_asked_for_in_json_in_the_body_of_a_get(gong: Caller) -> None:
    params = {"integrationId": await register(gong), "objectType": "ACCOUNT"}
    reply = await gong.get(ENTITIES, **params)
    assert (reply.status, reply.error) == (415, "Unsupported Media Type")
    reply = await gong.send("GET", ENTITIES, params=params, json={"ids": []})
    assert (reply.status, reply.error) == (400, "Json parse error")
    reply = await gong.send("GET", ENTITIES, params=params, json=[1])
    assert (reply.status, reply.error) == (400, "Json parse error")


async def test_what_is_refused(gong: Caller) -> None:
    integration = await register(gong)
    for reply, text in (
        (await gong.get(SCHEMA, integrationId="404"), "integrationId: was not found"),
        (await gong.get(SCHEMA, integrationId="x"), "integrationId: must be a number"),
        (
            await gong.get(STATUS, integrationId=integration, clientRequestId="404"),
            "clientRequestId: was not found",
        ),
        (
            await upload(gong, integration, "a b", account("a")),
            "clientRequestId: may have letters, numbers, dashes and underscores",
        ),
        (
            await gong.post(SCHEMA, [], integrationId=integration),
            "objectType parameter is missing",
        ),
    ):
        assert (reply.status, reply.error) == (400, text)
    form = aiohttp.FormData()
    form.add_field("file", b"{}", filename="objects.ldjson")
    params = {"integrationId": integration, "clientRequestId": "a", "objectType": "ACCOUNT"}
    reply = await gong.send("POST", ENTITIES, params=params, data=form)
    assert (reply.status, reply.error) == (400, "dataFile part is missing")


async def test_uploaded_leads_can_be_assigned_to_flows(gong: Caller, world: World) -> None:
    flow = next(one for one in world.flows() if one["ownerEmail"] is None)
    body = {
        "flowId": flow["id"],
        "crmProspectsIds": ["lead-1"],
        "flowInstanceOwnerEmail": world.users[0]["emailAddress"],
    }
    integration = await register(gong)
    await upload(gong, integration, "up", account("lead-1"), type_="LEAD")
    reply = await gong.post("/v2/flows/prospects/assign", body)
    assert [one["crmProspectId"] for one in reply.body["prospectsNotAssigned"]] == ["lead-1"]
    await outcome(gong, integration, "up")
    reply = await gong.post("/v2/flows/prospects/assign", body)
    assert [one["crmProspectId"] for one in reply.body["prospectsAssigned"]] == ["lead-1"]


async def test_to_the_letter_fields_have_unique_names(serve: Serve) -> None:
    strict = await serve(as_specified=True)
    integration = await register(strict)
    place = {"integrationId": integration, "objectType": "DEAL"}
    await strict.post(SCHEMA, [shown("region")], **place)
    (field,) = (await fields(strict, integration, objectType="DEAL"))["DEAL"]
    assert field == {**shown("region"), "isDeleted": False}
