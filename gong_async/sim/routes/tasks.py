"""What Gong Engage tells users to do."""

from __future__ import annotations

from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.route import route
from gong_async.sim.tasks import CRM, PRIORITIES, STATUSES, TYPES, Tasks

__all__ = ["ROUTES"]

_ACTIONS = ("CALL",)

Json = dict[str, Any]


async def list_tasks(backend: Backend, asked: Asked) -> Json:
    """POST /v2/tasks: those of one user; of somebody unknown there are none"""
    filter_ = asked.filter()
    filter_.require("userId", "types", "taskAction", "status")
    user_id, workspace_id = int(filter_.int64("userId")), filter_.text("workspaceId")
    types, statuses = filter_.choices("types", TYPES), filter_.choices("status", STATUSES)
    actions = filter_.choices("taskAction", _ACTIONS)
    found = [
        task
        for task in backend.state(Tasks).of(user_id, workspace_id)
        if task["type"] in types
        and task["status"] in statuses
        and set(actions) & set(task["actions"])
    ]
    return _told(found)


async def update_task(backend: Backend, asked: Asked) -> Json:
    """PATCH /v2/tasks/{taskId}"""
    body = asked.body
    user_id = int(body.int64("userId"))
    changes: Json = {}
    if body.text("status") is not None:
        changes["status"] = body.choice("status", STATUSES)
    if due := body.moment("dueDate"):
        changes["dueDate"] = backend.world.office.stamp(due)
    if priority := body.text("priority"):
        if priority.upper() not in PRIORITIES:
            raise body.wrong("priority", f"must be one of {', '.join(PRIORITIES)}")
        changes["priority"] = PRIORITIES[priority.upper()]
    task = backend.state(Tasks).get(asked.id, user_id)
    if task is None:
        raise RefusedError(404, "TaskId not found")
    task.update(changes, updated=backend.world.office.stamp(backend.now))
    return _told([task])


def _told(tasks: list[Json]) -> Json:
    return {"tasks": tasks, "crmType": CRM.upper()}


ROUTES = (
    route("POST tasks", "tasks:read", list_tasks),
    route("PATCH tasks/{taskId}", "tasks:write", update_task),
)
