"""Answers that are not as the specification has them, and yet are answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from gong_async import Gong, Invitee, PlannedMeeting
from gong_async.errors import BadRequestError, ConflictError, CreditsExhaustedError
from gong_async.models import CrmObjectType, FlowFolder, FlowVisibility, TimePeriod
from gong_async.sim import GongSim, World
from tests.wire.hostile import answer, envelope, refuse
from tests.wire.rig import connect, everything, failure, get_call, list_calls, post_write, talk


@pytest.mark.parametrize(
    ("key", "parent"),
    [("flowsFolders", "parentFolderId"), ("flows", "parentFolderId"), ("flows", "folderId")],
)
async def test_folders_of_flows_are_a_tree_under_either_name(key: str, parent: str) -> None:
    records = [
        {"id": "7", "name": "Top", parent: "null", "createdById": "null"},
        {"id": "8", "name": "Below", parent: 7, "createdById": 3, "visibility": "Shared"},
        {"id": "9", parent: None},
    ]
    body = {"requestId": "r", "records": {}, key: records}
    async with talk(answer(json.dumps(body))) as (_, gong):
        top, below, bare = await gong.flows.folders(owner_email="ann@example.com").collect()
    assert top == FlowFolder(id="7", name="Top")
    assert (top.parent_folder_id, top.created_by_id) == (None, None)
    assert (below.parent_folder_id, below.created_by_id) == ("7", "3")
    assert (below.folder_id, below.visibility) == ("7", FlowVisibility.SHARED)
    assert bare == FlowFolder(id="9")


async def test_a_companys_folders_are_the_same_tree_to_the_letter_and_live() -> None:
    trees: list[dict[str, tuple[str | None, str | None]]] = []
    for as_specified in (False, True):
        async with (
            GongSim(seed=1, calls=20, as_specified=as_specified) as sim,
            Gong(access_key="sim-key", access_key_secret="sim-secret", base_url=sim.url) as gong,
        ):
            folders = await gong.flows.folders(owner_email="nobody@example.com").collect()
            trees.append({each.id: (each.name, each.parent_folder_id) for each in folders})
    assert trees[0] == trees[1]
    parents = {parent for _, parent in trees[0].values()}
    assert None in parents
    assert len(parents) > 1
    assert parents - {None} <= trees[0].keys()


@pytest.mark.parametrize("status", [200, 201, 202, 203, 206, 226, 299])
async def test_any_success_is_one(status: int) -> None:
    async with talk(answer(everything("7"), status=status)) as (server, gong):
        for operation in (list_calls, get_call, post_write):
            assert await operation(gong) == ["7"]
    assert len(server.requests) == 3


async def test_errors_may_be_objects() -> None:
    body = envelope({"line": 49, "description": "Mandatory field"}, "and text")
    async with talk(answer(body, status=400)) as (_, gong):
        error = await failure(gong.calls.get("1"))
    assert isinstance(error, BadRequestError)
    assert "Mandatory field" in error.messages[0]
    assert (error.messages[1], error.request_id, error.from_gong) == ("and text", "req-1", True)


async def test_no_credits_left_has_an_error_of_its_own() -> None:
    async with talk(refuse(402, "No credits left")) as (server, gong):
        error = await failure(
            gong.entities.brief(
                workspace_id="1",
                brief_name="Deal",
                crm_entity_type=CrmObjectType.DEAL,
                crm_entity_id="d",
                time_period=TimePeriod.CUSTOM_RANGE,
                since=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
    assert isinstance(error, CreditsExhaustedError)
    assert (error.attempts, len(server.requests)) == (1, 1)


async def test_who_cannot_have_a_meeting_is_told_what_to_do() -> None:
    office = World(seed=2, calls=20)
    emails = [user["emailAddress"] for user in office.users]
    start = datetime(2026, 2, 1, 9, tzinfo=UTC)
    async with (
        GongSim(world=office, rate=None) as sim,
        connect(sim.url, token="sim-token") as gong,
    ):
        states = await gong.meetings.integration_status(emails=emails)
        barred = next(state for state in states if state.user_facing_error)
        meeting = PlannedMeeting(
            start_time=start,
            end_time=start + timedelta(hours=1),
            invitees=[Invitee(email="bo@example.com")],
            organizer_email=str(barred.email),
        )
        error = await failure(gong.meetings.create(meeting))
    assert isinstance(error, ConflictError)
    assert error.user_facing_error == barred.user_facing_error
    assert (error.fix_url, error.help_url) == (barred.fix_url, barred.help_url)
    assert str(barred.user_facing_error) in str(error)
