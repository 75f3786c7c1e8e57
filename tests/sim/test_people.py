"""Users by filter, and what was switched on and off for them."""

from __future__ import annotations

from datetime import datetime

from caller import Caller, Serve, iso

from gong_async.sim import World

EXTENSIVE = "/v2/users/extensive"


async def test_users_are_found_by_id_and_by_when_they_came(gong: Caller, world: World) -> None:
    by_id = {user["id"]: user for user in world.users}
    listed = (await gong.post(EXTENSIVE, {"filter": {}})).body["users"]
    assert listed == [by_id[id_] for id_ in sorted(by_id, key=int)]
    some = [world.users[3]["id"], world.users[1]["id"]]
    found = (await gong.post(EXTENSIVE, {"filter": {"userIds": [*some, "404"]}})).body
    assert {user["id"] for user in found["users"]} == set(some)
    assert found["records"]["totalRecords"] == 2
    came = sorted(datetime.fromisoformat(user["created"]) for user in world.users)
    filter_ = {"createdFromDateTime": iso(came[2]), "createdToDateTime": iso(came[5])}
    found = (await gong.post(EXTENSIVE, {"filter": filter_})).body
    assert sorted(datetime.fromisoformat(one["created"]) for one in found["users"]) == came[2:5]


async def test_no_users_are_a_404_in_the_words_of_calls(gong: Caller) -> None:
    reply = await gong.post(EXTENSIVE, {"filter": {"userIds": ["404"]}})
    assert (reply.status, reply.error) == (404, "No calls found for the specified period")
    assert (await gong.post(EXTENSIVE, {})).error == "filter: may not be null"


async def test_more_than_a_hundred_users_come_in_pages(serve: Serve) -> None:
    world = World(seed=2, calls=7_000)
    gong = await serve(world=world)
    pages = await gong.walk_post(EXTENSIVE, {"filter": {}})
    assert [len(page.body["users"]) for page in pages] == [100, len(world.users) - 100]


async def test_the_last_of_the_history_is_what_is_set_now(serve: Serve) -> None:
    world = World(seed=1, calls=900)
    gong = await serve(world=world)
    assert {user["active"] for user in world.users} == {True, False}
    for user in world.users:
        reply = await gong.get(f"/v2/users/{user['id']}/settings-history")
        history = reply.body["userSettingsHistory"]
        times = [datetime.fromisoformat(change["time"]) for change in history]
        assert times == sorted(times)
        assert times[0] == datetime.fromisoformat(user["created"])
        now = {change["setting"]: change["value"] for change in history}
        settings = {**user["settings"], "active": user["active"]}
        settings["callsImported"] = settings.pop("telephonyCallsImported")
        assert {name for name, on in now.items() if on} == {n for n, on in settings.items() if on}


async def test_nobody_has_no_history(gong: Caller) -> None:
    reply = await gong.get("/v2/users/404/settings-history")
    assert (reply.status, reply.error) == (404, "User not found")
