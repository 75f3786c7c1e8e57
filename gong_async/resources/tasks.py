"""What Engage tells users to do: ``gong.tasks``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from gong_async.arguments import needed, several, wire
from gong_async.endpoint import Endpoint
from gong_async.models import TaskAction, Tasks, TaskStatus, TaskType

from ._base import Resource

__all__ = ["UserTasks"]

LIST = Endpoint(
    operation="listTasks",
    method="POST",
    path="/v2/tasks",
    scope="api:tasks:read",
    returns=Tasks,
)

UPDATE = Endpoint(
    operation="updateReminder",
    method="PATCH",
    path="/v2/tasks/{taskId}",
    scope="api:tasks:write",
    returns=Tasks,
    writes=True,
    find_out="look at it with tasks.list(), or send it again: it is set, not added",
)


class UserTasks(Resource):
    """What Engage tells users to do; it takes a licence of Gong Engage."""

    async def list(
        self,
        *,
        user_id: str,
        workspace_id: str | None = None,
        types: Collection[TaskType] = (TaskType.FLOW, TaskType.MANUAL),
        task_action: Collection[TaskAction] = (TaskAction.CALL,),
        status: Collection[TaskStatus] = (TaskStatus.OPEN,),
    ) -> Tasks:
        """
        List the tasks of a user.

        ``POST /v2/tasks``, scope ``api:tasks:read``.

        Args:
            user_id: Whose tasks.

            workspace_id: Only the tasks of this workspace; None for those of all.

            types: Where they come from; as a rule from anywhere.

            task_action: What there is to do; Gong knows calls alone.

            status: What became of them; as a rule nothing yet.

        Raises:
            ValueError: If an id is not digits, or a list is empty or none; before any I/O.

            ServerError: If the company has no licence of Engage: so Gong answers there.
        """
        criteria = {
            **wire(**needed(user_id=user_id), workspace_id=workspace_id),
            "types": _chosen(types=types),
            "taskAction": _chosen(task_action=task_action),
            "status": _chosen(status=status),
        }
        return await self._one(LIST, body={"filter": criteria})

    async def update(
        self,
        *,
        task_id: str,
        user_id: str,
        status: TaskStatus | None = None,
        due_date: datetime | None = None,
        priority: str | None = None,
    ) -> Tasks:
        """
        Change a task.

        ``PATCH /v2/tasks/{taskId}``, scope ``api:tasks:write``.

        Args:
            task_id: The task.

            user_id: Whose task it is.

            status: What became of it; None to leave that.

            due_date: When it is due, aware, in any zone; None to leave that.

            priority: How urgent it is, by a name that Gong has for that, such as ``MEDIUM``;
                None to leave that.

        Returns:
            The task as it is now.

        Raises:
            ValueError: If an id is not digits, the time is naive, or nothing is to change;
                before any I/O.

            NotFoundError: If there is no such task.
        """
        changes = wire(status=status, due_date=due_date, priority=priority)
        if not changes:
            raise ValueError("status, due_date or priority must be given: nothing is to change")
        body = wire(**needed(user_id=user_id)) | changes
        return await self._one(UPDATE, parts={"taskId": task_id}, body=body)


def _chosen(**argument: Collection[str]) -> list[str]:
    return sorted({str(each) for each in several(str, **argument)})
