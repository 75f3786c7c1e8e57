"""The logs, and what the company has set up besides: briefs and outcomes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from caller import Caller, Serve, iso

from gong_async.sim import World
from gong_async.sim.logs import LOG_TYPES

LOGS = "/v2/logs"
LONG_AGO = "2000-01-01T00:00:00Z"


async def entries(gong: Caller, log_type: str, **query: str) -> list[dict[str, Any]]:
    pages = await gong.walk(LOGS, **{"logType": log_type, "fromDateTime": LONG_AGO, **query})
    found = [entry for page in pages for entry in page.body["logEntries"]]
    assert {page.body["records"]["totalRecords"] for page in pages} == {len(found)}
    return found


@pytest.mark.parametrize("log_type", LOG_TYPES)
async def test_each_log_is_in_order_and_in_pages(gong: Caller, log_type: str) -> None:
    found = await entries(gong, log_type)
    times = [entry["eventTime"] for entry in found]
    assert all(time.endswith("Z") for time in times)
    assert times == sorted(times)
    emails = {user["id"]: user["emailAddress"] for user in gong.sim.world.users}
    for entry in found:
        assert emails.get(entry["userId"]) == entry["userEmailAddress"]
        assert (entry["userId"] is None) == log_type.startswith("ExternallyShared")


async def test_every_call_begins_with_somebody_who_comes_in(gong: Caller, world: World) -> None:
    found = await entries(gong, "AccessLog")
    assert len(found) == len(world.calls)
    helped = [entry for entry in found if entry["impersonatorUserId"]]
    assert 0 < len(helped) < len(found) / 5


async def test_a_log_is_cut_at_both_ends(gong: Caller) -> None:
    whole = await entries(gong, "AccessLog")
    since, until = whole[20]["eventTime"], whole[160]["eventTime"]
    part = await entries(gong, "AccessLog", fromDateTime=since, toDateTime=until)
    assert part == [entry for entry in whole if since <= entry["eventTime"] < until]
    assert len(part) > 100


async def test_a_log_tells_of_what_was_deleted_but_not_of_what_is_to_come(serve: Serve) -> None:
    gong = await serve()
    before = await entries(gong, "AccessLog")
    calls = gong.sim.world.calls
    gong.sim.delete(calls[0].id)
    assert await entries(gong, "AccessLog") == before
    gong.sim.now = calls[50].when
    now = iso(calls[50].when)
    assert await entries(gong, "AccessLog") == [e for e in before if e["eventTime"] < now]


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        ({"fromDateTime": LONG_AGO}, 400, "logType parameter is missing"),
        ({"logType": "AccessLog"}, 400, "fromDateTime parameter is missing"),
        (
            {"logType": "accessLog", "fromDateTime": LONG_AGO},
            400,
            f"logType: must be one of {', '.join(LOG_TYPES)}",
        ),
        (
            {"logType": "AccessLog", "fromDateTime": "2099-01-01T00:00:00Z"},
            404,
            "No logs found for the specified period",
        ),
    ],
)
async def test_what_does_not_work(
    gong: Caller, query: dict[str, str], status: int, text: str
) -> None:
    reply = await gong.get(LOGS, **query)
    assert (reply.status, reply.error) == (status, text)


async def test_briefs_of_all_workspaces_or_of_one(gong: Caller, world: World) -> None:
    path = "/v2/settings/briefs"
    assert (await gong.get(path)).body["briefs"] == world.briefs()
    space = world.workspaces[1]["id"]
    found = (await gong.get(path, workspaceId=space)).body["briefs"]
    assert found == [brief for brief in world.briefs() if brief["workspaceId"] == space]
    assert {brief["status"] for brief in found} == {"Published", "Not published"}
    unknown = await gong.get(path, workspaceId="404")
    assert (unknown.status, unknown.error) == (404, "Workspace not found")


async def test_calls_have_none_but_the_listed_outcomes(gong: Caller, world: World) -> None:
    outcomes = (await gong.get("/v2/call-outcomes")).body["outcomes"]
    assert [one["displayOrder"] for one in outcomes] == list(range(1, len(outcomes) + 1))
    names = {one["callOutcome"]: one["category"] for one in outcomes}
    assert len(names) == len(outcomes)
    told = [world.extensive(call)["content"]["callOutcome"] for call in world.calls]
    for outcome in filter(None, told):
        assert names[outcome["name"]] == outcome["category"].upper().replace(" ", "_")
    assert any(told)
    assert all(a["displayOrder"] < b["displayOrder"] for a, b in pairwise(outcomes))
