"""Users, stats, settings, flows, coaching, privacy: what is found, and what is said of nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from caller import Caller, Serve, iso

from gong_async.sim import World


async def test_users_and_one_user(gong: Caller, world: World) -> None:
    found = [user for page in await gong.walk("/v2/users") for user in page.body["users"]]
    assert sorted(found, key=lambda user: user["id"]) == sorted(
        world.users, key=lambda user: user["id"]
    )
    assert (await gong.get("/v2/users", includeAvatars="true")).status == 200
    user = world.users[0]
    assert (await gong.get(f"/v2/users/{user['id']}")).body["user"] == user
    missing = await gong.get("/v2/users/404")
    assert (missing.status, missing.error) == (404, "User not found")


async def test_workspaces(gong: Caller, world: World) -> None:
    assert (await gong.get("/v2/workspaces")).body["workspaces"] == world.workspaces


STATS = {
    "/v2/stats/activity/aggregate": ("usersAggregateActivityStats", "User not found"),
    "/v2/stats/interaction": (
        "peopleInteractionStats",
        "No stats found for the specified period",
    ),
}


async def test_activity_day_by_day(gong: Caller, world: World) -> None:
    path, key = "/v2/stats/activity/day-by-day", "usersDetailedActivities"
    since, until = world.start.date() + timedelta(days=7), world.start.date() + timedelta(days=14)
    dates = {"fromDate": since.isoformat(), "toDate": until.isoformat()}
    (page,) = await gong.walk_post(path, {"filter": dates})
    wanted = world.activity_by_day(since, until, None)
    assert sorted(page.body[key], key=str) == sorted(wanted, key=str)
    assert set(page.body) == {"requestId", "records", key}
    one = page.body[key][0]["userId"]
    reply = await gong.post(path, {"filter": {**dates, "userIds": [one]}})
    assert [row["userId"] for row in reply.body[key]] == [one]
    reply = await gong.post(path, {"filter": {**dates, "userIds": ["404"]}})
    assert (reply.status, reply.error) == (404, "User not found")


async def test_activity_day_by_day_needs_a_scope_of_its_own(serve: Serve, world: World) -> None:
    gong = await serve(denied_scopes=["api:stats:user-actions:detailed"])
    since, until = world.start.date(), world.start.date() + timedelta(days=1)
    body = {"filter": {"fromDate": since.isoformat(), "toDate": until.isoformat()}}
    assert (await gong.post("/v2/stats/activity/day-by-day", body)).status == 403
    assert (await gong.post("/v2/stats/activity/aggregate", body)).status != 403


@pytest.mark.parametrize("path", STATS)
async def test_stats_by_user(gong: Caller, world: World, path: str) -> None:
    key, nothing = STATS[path]
    since, until = world.start.date() + timedelta(days=7), world.start.date() + timedelta(days=60)
    dates = {"fromDate": since.isoformat(), "toDate": until.isoformat()}
    rows = world.activity if path.endswith("aggregate") else world.interaction
    pages = await gong.walk_post(path, {"filter": dates})
    found = [row for page in pages for row in page.body[key]]
    assert sorted(found, key=str) == sorted(rows(since, until, None), key=str)
    zone = ZoneInfo(world.time_zone)
    first = pages[0].body
    assert first["timeZone"] == world.time_zone
    midnights = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in (since, until)]
    assert [first["fromDateTime"], first["toDateTime"]] == [m.isoformat() for m in midnights]
    one = found[0]["userId"]
    reply = await gong.post(path, {"filter": {**dates, "userIds": [one]}})
    assert [row["userId"] for row in reply.body[key]] == [one]
    reply = await gong.post(path, {"filter": {**dates, "userIds": ["404"]}})
    assert (reply.status, reply.error) == (404, nothing)


async def test_stats_up_to_today_are_there_and_tomorrows_are_not(
    gong: Caller, world: World
) -> None:
    zone = ZoneInfo(world.time_zone)
    today = max(world.end, datetime.now(UTC)).astimezone(zone).date()
    path, dates = "/v2/stats/activity/aggregate", {"fromDate": world.start.date().isoformat()}
    until = {"toDate": today.isoformat()}
    assert (await gong.post(path, {"filter": {**dates, **until}})).status == 200
    until = {"toDate": (today + timedelta(days=2)).isoformat()}
    reply = await gong.post(path, {"filter": {**dates, **until}})
    assert (reply.status, reply.error) == (400, "filter.toDate: must not exceed the current day")


async def test_answered_scorecards(gong: Caller, world: World) -> None:
    zone, rows = ZoneInfo(world.time_zone), world.answered_scorecards()

    async def found(**filter_: Any) -> list[Any]:
        pages = await gong.walk_post("/v2/stats/activity/scorecards", {"filter": filter_})
        return [
            row["answeredScorecardId"] for page in pages for row in page.body["answeredScorecards"]
        ]

    def wanted(passes: Any) -> list[Any]:
        return sorted(row["answeredScorecardId"] for row in rows if passes(row))

    def day(row: dict[str, Any], key: str) -> str:
        return datetime.fromisoformat(row[key]).astimezone(zone).date().isoformat()

    manual = wanted(lambda row: row["reviewMethod"] == "MANUAL")
    assert await found() == await found(reviewMethod="MANUAL") == manual
    assert await found(reviewMethod="BOTH") == wanted(lambda _: True)
    assert sorted(await found(reviewMethod="AUTOMATIC") + manual) == wanted(lambda _: True)
    row = rows[len(rows) // 2]
    for key, first, last in (
        ("callStartTime", "callFromDate", "callToDate"),
        ("reviewTime", "reviewFromDate", "reviewToDate"),
    ):
        edge = day(row, key)
        later = wanted(lambda other, key=key, edge=edge: day(other, key) >= edge)
        assert await found(reviewMethod="BOTH", **{first: edge}) == later
        earlier = wanted(lambda other, key=key, edge=edge: day(other, key) < edge)
        assert await found(reviewMethod="BOTH", **{last: edge}) == earlier
    user, card = row["reviewedUserId"], row["scorecardId"]
    both = await found(reviewMethod="BOTH", reviewedUserIds=[str(user)], scorecardIds=[str(card)])
    assert both == wanted(lambda r: r["reviewedUserId"] == user and r["scorecardId"] == card)
    body = {"filter": {"callFromDate": "2099-01-01"}}
    reply = await gong.post("/v2/stats/activity/scorecards", body)
    assert (reply.status, reply.error) == (404, "Answered scorecards not found")


async def test_library_folders_belong_to_a_workspace(gong: Caller, world: World) -> None:
    reply = await gong.get("/v2/library/folders")
    assert (reply.status, reply.error) == (400, "workspaceId parameter is missing")
    folder = world.library_folders()[0]
    reply = await gong.get("/v2/library/folders", workspaceId=folder["workspaceId"])
    assert folder["id"] in [found["id"] for found in reply.body["folders"]]
    assert not any("workspaceId" in found for found in reply.body["folders"])
    reply = await gong.get("/v2/library/folders", workspaceId="404")
    assert (reply.status, reply.error) == (404, "No folders found for the specified period")


async def test_what_is_in_a_folder(gong: Caller, world: World) -> None:
    folder = world.library_folders()[0]
    reply = await gong.get("/v2/library/folder-content", folderId=folder["id"])
    content = world.folder_content(folder["id"])
    assert content is not None
    assert {**content, "requestId": reply.body["requestId"]} == reply.body
    assert (await gong.get("/v2/library/folder-content", folderId="404")).status == 404


async def test_scorecards_and_trackers(gong: Caller, world: World) -> None:
    assert (await gong.get("/v2/settings/scorecards")).body["scorecards"] == world.scorecards()
    everywhere = await gong.get("/v2/settings/trackers")
    assert everywhere.body["keywordTrackers"] == world.trackers()
    space = world.workspaces[0]["id"]
    here = (await gong.get("/v2/settings/trackers", workspaceId=space)).body["keywordTrackers"]
    assert here == [tracker for tracker in world.trackers() if tracker["workspaceId"] == space]
    reply = await gong.get("/v2/settings/trackers", workspaceId="404")
    assert (reply.status, reply.error) == (404, "Workspace not found")


async def test_flows_are_the_companys_and_the_owners(gong: Caller, world: World) -> None:
    flows = world.flows()
    owners = {flow["ownerEmail"] for flow in flows if flow["ownerEmail"]}

    async def found(owner: str, **query: str) -> set[str]:
        pages = await gong.walk("/v2/flows", flowOwnerEmail=owner, **query)
        assert not any(
            {"workspaceId", "ownerEmail"} & flow.keys() for p in pages for flow in p.body["flows"]
        )
        return {flow["id"] for page in pages for flow in page.body["flows"]}

    company = {flow["id"] for flow in flows if flow["visibility"] == "Company"}
    assert await found("nobody@nowhere.example") == company
    for owner in owners:
        own = {flow["id"] for flow in flows if flow["ownerEmail"] == owner}
        assert await found(owner) == company | own
    flow = next(flow for flow in flows if flow["ownerEmail"])
    owner, folder, space = flow["ownerEmail"], flow["folderId"], flow["workspaceId"]
    visible = {f["id"]: f for f in flows if f["id"] in await found(owner)}
    in_folder = {id_ for id_, f in visible.items() if f["folderId"] == folder}
    assert await found(owner, folderId=folder) == in_folder
    in_space = {id_ for id_, f in visible.items() if f["workspaceId"] == space}
    assert await found(owner, workspaceId=space) == in_space
    recent = await found(owner, mostRecentlyAssigned="true")
    assert len(recent) == min(20, len(visible))
    empty = await gong.get("/v2/flows", flowOwnerEmail=owner, folderId="404")
    assert (empty.status, empty.body["flows"]) == (200, [])


async def test_coaching(gong: Caller, world: World) -> None:
    space = world.workspaces[0]["id"]
    times = {"from": iso(world.start), "to": iso(world.end)}
    managers = {user["managerId"] for user in world.users if user.get("managerId")}
    wanted = {m: world.coaching(m, space, world.start, world.end) for m in managers}
    assert any(wanted.values())
    for manager, data in wanted.items():
        query = {"workspace-id": space, "manager-id": manager, **times}
        assert (await gong.get("/v2/coaching", **query)).body["coachingData"] == data
    nobody = await gong.get("/v2/coaching", **{"workspace-id": space, "manager-id": "1", **times})
    assert (nobody.status, nobody.body["coachingData"]) == (200, [])


async def test_references_to_an_address_or_a_number(gong: Caller, world: World) -> None:
    path = "/v2/data-privacy/data-for-email-address"
    unknown = await gong.get(path, emailAddress="nobody@nowhere.example")
    assert (unknown.status, unknown.body["calls"]) == (200, [])
    internal = await gong.get(path, emailAddress=world.users[0]["emailAddress"])
    assert internal.status == 400
    path = "/v2/data-privacy/data-for-phone-number"
    reply = await gong.get(path, phoneNumber="+1 (425) 555-2671")
    assert {
        **world.phone_references("+1 (425) 555-2671"),
        "requestId": reply.body["requestId"],
    } == reply.body
    assert (await gong.get(path, phoneNumber="425 555 2671")).status == 400
