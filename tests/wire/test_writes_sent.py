"""What calls that change something send, and what never leaves; and waiting for their end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import evolve

from gong_async import (
    CrmObjectType,
    Gong,
    PermissionProfile,
    Prospect,
)
from gong_async.errors import ConflictError
from tests.wire.hostile import answer, envelope, refuse
from tests.wire.rig import failure, talk
from tests.wire.test_writes import ABOUT, ACTION, call, each, taken

NOTHING_TO_SEND: dict[str, Callable[[Any], Any]] = {
    "no call": lambda gong: gong.calls.create(None),
    "a dict": lambda gong: gong.calls.create({"clientUniqueId": "a"}),
    "text": lambda gong: gong.engagement.custom_action("hello"),
    "another": lambda gong: gong.engagement.content_viewed(ACTION),
    "no event": lambda gong: gong.engagement.content_viewed(None),
    "no interaction": lambda gong: gong.digital_interactions.create(None),
    "no profile": lambda gong: gong.permissions.create_profile(workspace_id="7", profile=None),
    "no access": lambda gong: gong.permissions.grant_call_access(access=[None]),
    "no settings": lambda gong: gong.integrations.update_settings(integration_type_settings=[None]),
    "no change": lambda gong: gong.permissions.update_profile(
        profile_id="5", profile=PermissionProfile(id="5")
    ),
    "a time that is text": lambda gong: gong.calls.create(evolve(call("a"), actual_start="now")),
    "used up": lambda gong: gong.meetings.integration_status(emails=iter(["a@b.c"])),
    "no addresses": lambda gong: gong.meetings.integration_status(emails=None),
}


class TestOnTheWire:
    async def test_ids_go_into_the_body_of_a_get(self) -> None:
        found = {"crmObjectsMap": {"a": {"name": "A"}, "b": None}}
        async with talk(answer(json.dumps(found))) as (server, gong):
            objects = await gong.crm.objects(
                integration_id="2271307570613351879",
                object_type=CrmObjectType.ACCOUNT,
                crm_ids=["b", "a"],
            )
        (seen,) = server.requests
        assert seen.method == "GET"
        assert seen.header("content-type") == ["application/json"]
        assert json.loads(seen.body) == ["a", "b"]
        assert seen.target.endswith("?integrationId=2271307570613351879&objectType=ACCOUNT")
        assert objects.crm_objects_map == {"a": {"name": "A"}, "b": None}

    async def test_errors_of_a_job_are_not_errors_of_the_request(self) -> None:
        status = {"status": "FAILED", "totalErrorCount": "1", "totalSuccessCount": 2}
        body = envelope({"line": 49, "description": "Mandatory field"}, **status)
        async with talk(answer(body)) as (_, gong):
            found = await gong.crm.request_status(integration_id="5", client_request_id="a")
        assert found.is_over
        assert [(error.line, error.description) for error in found.errors] == [
            (49, "Mandatory field")
        ]
        assert (found.total_error_count, found.total_success_count) == (1, 2)

    async def test_live_answers_that_the_specification_does_not_know(self) -> None:
        settings = {"requestId": "r", "integrationSettings": {"id": "1"}}
        steps = answer(json.dumps(settings)), answer('{"requestId": "r"}')
        async with talk(*steps) as (server, gong):
            assert await gong.integrations.settings() == {"id": "1"}
            done = await gong.crm.register_integration(owner_email="a@b.c", name="A")
        assert (done.integration_id, done.request_id) == (None, "r")
        assert [seen.method for seen in server.requests] == ["GET", "PUT"]

    async def test_an_integration_keeps_every_digit_of_its_id(self) -> None:
        body = '{"integrations": [{"integrationId": 2271307570613351879, "name": "A"}]}'
        async with talk(answer(body)) as (_, gong):
            (found,) = await gong.crm.integrations()
        assert found.integration_id == "2271307570613351879"

    async def test_fields_that_gong_lists_can_be_sent_back(self) -> None:
        fields = [{"name": "tier", "label": "Tier", "type": "STRING", "orderedValueList": None}]
        listed = answer(json.dumps({"objectTypeToSelectedFields": {"DEAL": fields}}))
        place: dict[str, Any] = {"integration_id": "5", "object_type": CrmObjectType.DEAL}
        async with talk(listed, taken()) as (server, gong):
            known = await gong.crm.schema(**place)
            await gong.crm.upload_schema(
                **place, fields=known.object_type_to_selected_fields["DEAL"]
            )
        assert json.loads(server.requests[1].body) == [
            {"uniqueName": "tier", "label": "Tier", "type": "STRING"}
        ]

    async def test_what_people_wrote_goes_out_with_its_lines(self) -> None:
        profile = {"id": "5", "name": "Reps", "description": "For reps.\r\nAnd\nmore."}
        answered = answer(json.dumps({"profile": profile}))
        async with talk(answered, answered, answer('{"answer": []}')) as (server, gong):
            found = await gong.permissions.profile("5")
            assert await gong.permissions.update_profile(profile_id="5", profile=found) == found
            await gong.entities.ask(**ABOUT, question="Why?\nHow & when?")
        assert json.loads(server.requests[1].body) == profile
        asked = parse_qs(urlsplit(server.requests[2].target).query)
        assert asked["question"] == ["Why?\nHow & when?"]

    @each(NOTHING_TO_SEND, "write")
    async def test_what_is_no_model_never_leaves(self, write: Callable[[Gong], Any]) -> None:
        async with talk(taken()) as (server, gong):
            with pytest.raises(ValueError, match=r"must be|nothing is to change"):
                await write(gong)
        assert (server.requests, gong.usage.requests) == ([], 0)


class TestWaiting:
    @pytest.mark.parametrize("name", ["01JZ_x-9", "7782342274025937895", "A" * 64])
    async def test_whatever_id_gong_gave_can_be_waited_for(self, name: str) -> None:
        submitted, over = ({"id": name, "status": state} for state in ("PENDING", "COMPLETED"))
        steps = answer(json.dumps(submitted)), answer(json.dumps(over))
        async with talk(*steps) as (server, gong):
            made = await gong.flows.assign_in_bulk(
                flow_id="1", owner_email="a@b.c", prospects=[Prospect(crm_id="c")]
            )
            assert (await gong.flows.wait(assignment_id=made.id)).is_over
        assert server.requests[1].target == f"/v2/flows/prospects/bulk-assignments/{name}"

    async def test_asks_until_it_is_over(self) -> None:
        states = [answer(json.dumps({"status": state})) for state in ("PENDING", "DONE")]
        async with talk(*states) as (server, gong):
            found = await gong.crm.wait(integration_id="5", client_request_id="a")
        assert (found.status, len(server.requests)) == ("DONE", 2)

    async def test_gives_up_at_its_deadline(self) -> None:
        async with talk(answer('{"status": "IN_PROGRESS"}')) as (server, gong):
            with pytest.raises(TimeoutError, match=r"not over after 0\.2 s"):
                await gong.crm.wait(integration_id="5", client_request_id="a", within=0.2)
        assert len(server.requests) == 1

    async def test_can_be_cancelled(self) -> None:
        async with talk(answer('{"status": "PENDING"}')) as (server, gong):
            task = asyncio.ensure_future(gong.crm.wait(integration_id="5", client_request_id="a"))
            await server.until(answered=1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    async def test_fails_as_asking_does(self) -> None:
        async with talk(refuse(409)) as (_, gong):
            error = await failure(gong.crm.wait(integration_id="5", client_request_id="a"))
        assert isinstance(error, ConflictError)

    @pytest.mark.parametrize("within", [0, -1, float("nan")])
    async def test_needs_a_deadline_ahead(self, within: float) -> None:
        async with talk(refuse(500)) as (server, gong):
            with pytest.raises(ValueError, match="within must be"):
                await gong.crm.wait(integration_id="5", client_request_id="a", within=within)
        assert server.requests == []
