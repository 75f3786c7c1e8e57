"""What users are told to do, and what becomes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from caller import Caller, Reply

from gong_async.sim import World
from gong_async.sim.tasks import Tasks

PATH = "/v2/tasks"
ALL: dict[str, list[str]] = {
    "types": ["FLOW", "MANUAL"],
    "taskAction": ["CALL"],
    "status": ["OPEN", "DONE", "DISMISSED"],
}

Json = dict[str, Any]


async def tasks(gong: Caller, user: str, **filter_: Any) -> list[Json]:
    reply = await gong.post(PATH, {"filter": {**ALL, "userId": user, **filter_}})
    assert (reply.status, reply.body["crmType"]) == (200, "SALESFORCE")
    return list(reply.body["tasks"])


async def update(gong: Caller, task: Json, **changes: Any) -> Reply:
    body = {"userId": str(task["userId"]), **changes}
    return await gong.send("PATCH", f"{PATH}/{task['id']}", json=body)


async def everybodys(gong: Caller, world: World) -> list[Json]:
    return [task for user in world.users for task in await tasks(gong, user["id"])]


async def test_tasks_are_their_users_and_come_from_flows_or_not(gong: Caller, world: World) -> None:
    found = await everybodys(gong, world)
    assert len({task["id"] for task in found}) == len(found)
    assert {task["status"] for task in found} == set(ALL["status"])
    flows = {int(flow["id"]): flow["name"] for flow in world.flows()}
    for task in found:
        assert (task["flow"] is None) == (task["type"] == "MANUAL") == (task["title"] is not None)
        if task["flow"]:
            assert flows[task["flow"]["id"]] == task["flow"]["name"]
        datetime.fromisoformat(task["dueDate"])
    for user in world.users:
        mine = [task for task in found if str(task["userId"]) == user["id"]]
        assert mine == await tasks(gong, user["id"])
        assert bool(mine) == user["active"]
    assert await tasks(gong, "404") == []


async def test_the_step_of_a_task_is_a_call_of_its_flow(gong: Caller, world: World) -> None:
    task = next(task for task in await everybodys(gong, world) if task["flow"])
    reply = await gong.post("/v2/flows/steps", {"flowIds": [str(task["flow"]["id"])]})
    step = reply.body["flows"][0]["steps"][task["flow"]["step"]["stepNumber"] - 1]
    assert (step["id"], step["action"]) == (str(task["flow"]["step"]["id"]), "CALL")


async def test_filters(gong: Caller, world: World) -> None:
    everything = await everybodys(gong, world)
    for name, key in (("types", "type"), ("status", "status")):
        for option in ALL[name]:
            wanted = [task for task in everything if task[key] == option]
            found = [
                task
                for user in world.users
                for task in await tasks(gong, user["id"], **{name: [option]})
            ]
            assert found == wanted != []
    user = str(everything[0]["userId"])
    assert await tasks(gong, user, taskAction=[]) == []
    by_space = [await tasks(gong, user, workspaceId=space["id"]) for space in world.workspaces]
    assert [task for found in by_space for task in found] == await tasks(gong, user)


async def test_a_task_is_changed(gong: Caller, world: World) -> None:
    task = next(task for task in await everybodys(gong, world) if task["status"] == "OPEN")
    user = str(task["userId"])
    due = "2026-05-01T09:30:00Z"
    reply = await update(gong, task, status="DONE", dueDate=due, priority="medium")
    (changed,) = reply.body["tasks"]
    assert changed["status"] == "DONE"
    assert datetime.fromisoformat(changed["dueDate"]) == datetime.fromisoformat(due)
    assert changed["priority"] == {"id": 2, "name": "MEDIUM", "weight": 50}
    assert datetime.fromisoformat(changed["updated"]) > datetime.fromisoformat(task["updated"])
    kept = task.keys() - {"status", "dueDate", "priority", "updated"}
    assert all(changed[name] == task[name] for name in kept)
    assert changed in await tasks(gong, user, status=["DONE"])
    assert task["id"] not in [one["id"] for one in await tasks(gong, user, status=["OPEN"])]


async def test_changes_that_are_refused(gong: Caller, world: World) -> None:
    task = (await everybodys(gong, world))[0]
    for change, status, text in (
        ({"userId": "404"}, 404, "TaskId not found"),
        ({"userId": None}, 400, "userId: may not be null"),
        ({"status": "LATER"}, 400, "status: must be one of OPEN, DONE, DISMISSED"),
        ({"priority": "urgent"}, 400, "priority: must be one of LOW, MEDIUM, HIGH"),
        (
            {"dueDate": "2026-05-01"},
            400,
            "dueDate: must be a date-time in ISO-8601 format with an offset",
        ),
    ):
        reply = await update(gong, task, **change)
        assert (reply.status, reply.error) == (status, text)
    reply = await update(gong, {**task, "id": 404}, status="DONE")
    assert (reply.status, reply.error) == (404, "TaskId not found")
    assert task in await tasks(gong, str(task["userId"]))


@pytest.mark.parametrize("missing", ["userId", "types", "taskAction", "status"])
async def test_a_filter_says_everything(gong: Caller, world: World, missing: str) -> None:
    filter_ = {**ALL, "userId": world.users[0]["id"], missing: None}
    reply = await gong.post(PATH, {"filter": filter_})
    assert (reply.status, reply.error) == (400, f"filter.{missing}: may not be null")


def test_the_same_company_has_the_same_tasks() -> None:
    one, same, other = (
        [list(Tasks(world).of(int(user["id"]), None)) for user in world.users]
        for world in (World(5, 60), World(5, 60), World(6, 60))
    )
    assert one == same != other
