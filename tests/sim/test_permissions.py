"""Who may see and do what."""

from __future__ import annotations

from typing import Any

import pytest
from caller import Caller, Reply

from gong_async.sim import World

PROFILES, PROFILE, ACCESS = (
    "/v2/all-permission-profiles",
    "/v2/permission-profile",
    "/v2/calls/users-access",
)
Json = dict[str, Any]


@pytest.fixture(scope="module")
def space(world: World) -> str:
    return world.workspaces[0]["id"]


async def names(gong: Caller, space: str) -> list[str]:
    reply = await gong.get(PROFILES, workspaceId=space)
    return [profile["name"] for profile in reply.body["profiles"]]


async def put(gong: Caller, profile_id: str, changes: Json) -> Reply:
    return await gong.send("PUT", PROFILE, params={"profileId": profile_id}, json=changes)


async def test_every_user_has_one_of_the_profiles(gong: Caller, world: World) -> None:
    governed: list[str] = []
    for space in world.workspaces:
        reply = await gong.get(PROFILES, workspaceId=space["id"])
        for profile in reply.body["profiles"]:
            users = await gong.get(f"{PROFILE}/users", profileId=profile["id"])
            governed += [user["id"] for user in users.body["users"]]
            assert (await gong.get(PROFILE, profileId=profile["id"])).body["profile"] == profile
    assert sorted(governed) == sorted(user["id"] for user in world.users)


async def test_a_profile_is_created_whole_and_listed_by_name(gong: Caller, space: str) -> None:
    before = await names(gong, space)
    access = {"permissionLevel": "managers-team", "teamLeadIds": ["1"]}
    given = {"name": "Aa", "callsAccess": access, "trimCalls": True, "unheardOf": 1}
    reply = await gong.post(PROFILE, given, workspaceId=space)
    profile = reply.body["profile"]
    assert reply.status == 200
    assert (profile["callsAccess"], profile["trimCalls"]) == (access, True)
    assert (profile["deleteCalls"], profile["dealsAccess"]["permissionLevel"]) == (False, "none")
    assert "unheardOf" not in profile
    assert await names(gong, space) == sorted([*before, "Aa"])
    users = await gong.get(f"{PROFILE}/users", profileId=profile["id"])
    assert users.body["users"] == []


async def test_a_change_leaves_the_rest_as_it_is(gong: Caller, space: str) -> None:
    reply = await gong.post(PROFILE, {"name": "Aa", "trimCalls": True}, workspaceId=space)
    created = reply.body["profile"]
    reply = await put(gong, created["id"], {"id": "7", "trimCalls": None, "aiBuilder": True})
    assert reply.body["profile"] == {**created, "aiBuilder": True}
    again = await gong.get(PROFILE, profileId=created["id"])
    assert again.body["profile"] == reply.body["profile"]
    unchanged = await put(gong, created["id"], again.body["profile"])
    assert (unchanged.status, unchanged.body["profile"]) == (200, again.body["profile"])


async def test_a_name_is_there_once_in_a_workspace(gong: Caller, world: World, space: str) -> None:
    taken = (await names(gong, space))[0]
    reply = await gong.post(PROFILE, {"name": taken}, workspaceId=space)
    assert (reply.status, reply.error) == (422, f"name: there is a profile {taken} already")
    nameless = await gong.post(PROFILE, {}, workspaceId=space)
    assert (nameless.status, nameless.error) == (422, "name: may not be empty")
    created = (await gong.post(PROFILE, {"name": "Aa"}, workspaceId=space)).body["profile"]
    assert (await put(gong, created["id"], {"name": "Aa"})).status == 200
    assert (await put(gong, created["id"], {"name": taken})).status == 400
    elsewhere = world.workspaces[1]["id"]
    assert (await gong.post(PROFILE, {"name": "Aa"}, workspaceId=elsewhere)).status == 200


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"trimCalls": "yes"}, "trimCalls: must be true or false"),
        (
            {"forecastPermissions": {"forecastAccess": {"permissionLevel": "some"}}},
            "forecastPermissions.forecastAccess.permissionLevel:"
            " must be one of all, managers-team, report-to-them, own, none",
        ),
        (
            {"libraryFolderAccess": {"manageStreams": True}},
            "libraryFolderAccess.permissionLevel: may not be null",
        ),
        (
            {"libraryFolderAccess": {"permissionLevel": "none", "libraryFolderIds": ["1"]}},
            "libraryFolderAccess.permissionLevel: must not be none",
        ),
        ({"name": 1}, "name: must be a string"),
    ],
)
async def test_what_is_wrong_with_a_profile_is_told(
    gong: Caller, space: str, given: Json, text: str
) -> None:
    reply = await gong.post(PROFILE, {"name": "Aa", **given}, workspaceId=space)
    assert (reply.status, reply.error) == (400, text)
    assert "Aa" not in await names(gong, space)


async def test_an_unknown_profile_or_workspace_is_a_bad_request(gong: Caller) -> None:
    replies = [
        await gong.get(PROFILES, workspaceId="404"),
        await gong.post(PROFILE, {"name": "Aa"}, workspaceId="404"),
        await gong.get(PROFILE, profileId="404"),
        await gong.get(f"{PROFILE}/users", profileId="404"),
        await put(gong, "404", {}),
    ]
    assert {(reply.status, reply.error) for reply in replies} == {(400, "Bad request")}


def access(*pairs: tuple[str, list[str]]) -> Json:
    return {"callAccessList": [{"callId": call, "userIds": users} for call, users in pairs]}


async def given(gong: Caller, *call_ids: str) -> dict[str, list[str]]:
    reply = await gong.post(ACCESS, {"filter": {"callIds": call_ids}})
    listed = reply.body["callAccessList"]
    return {one["callId"]: [user["userId"] for user in one["users"]] for one in listed}


async def test_access_is_given_once_and_taken_back(gong: Caller, world: World) -> None:
    first, second = (call.id for call in world.calls[:2])
    one, two, three = (user["id"] for user in world.users[:3])
    assert await given(gong, first, second) == {first: [], second: []}
    for _ in range(2):
        reply = await gong.send("PUT", ACCESS, json=access((first, [one, two]), (second, [three])))
        assert (reply.status, reply.body.keys()) == (200, {"requestId"})
    assert await given(gong, first, second) == {first: [one, two], second: [three]}
    reply = await gong.send("DELETE", ACCESS, json=access((first, [one, three]), (second, [one])))
    assert reply.status == 200
    assert await given(gong, first, second) == {first: [two], second: [three]}


async def test_unknown_calls_and_users_change_nothing(gong: Caller, world: World) -> None:
    call, user = world.calls[0].id, world.users[0]["id"]
    for method in "PUT", "DELETE":
        reply = await gong.send(method, ACCESS, json=access((call, [user]), ("404", [user])))
        assert (reply.status, reply.error) == (400, "Some calls not found")
        reply = await gong.send(method, ACCESS, json=access((call, [user]), (call, ["404"])))
        assert (reply.status, reply.error) == (400, "Some users not found")
        reply = await gong.send(method, ACCESS, json={})
        assert (reply.status, reply.error) == (400, "callAccessList: may not be null")
    reply = await gong.post(ACCESS, {"filter": {"callIds": [call, "404"]}})
    assert (reply.status, reply.error) == (400, "Some calls not found")
    assert await given(gong, call) == {call: []}
