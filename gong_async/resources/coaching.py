"""How managers coach: ``gong.coaching``."""

from __future__ import annotations

from datetime import datetime

from gong_async.arguments import needed, query
from gong_async.endpoint import ListEndpoint
from gong_async.models import CoachingData

from ._base import Resource, between

__all__ = ["Coaching"]

METRICS = ListEndpoint(
    operation="listUsers_1",
    method="GET",
    path="/v2/coaching",
    scope="api:coaching:read",
    returns=CoachingData,
    items="coachingData",
)

_SPELLED = {  # unlike anywhere else in the API
    "workspaceId": "workspace-id",
    "managerId": "manager-id",
    "fromDateTime": "from",
    "toDateTime": "to",
}


class Coaching(Resource):
    """How managers coach those who report to them."""

    async def metrics(
        self, *, manager_id: str, workspace_id: str, since: datetime, until: datetime
    ) -> list[CoachingData]:
        """
        Measure how a manager coached in ``[since, until)``.

        ``GET /v2/coaching``, scope ``api:coaching:read``.  Nothing is listed for a user who is
        no manager.

        Args:
            manager_id: The user who coaches.

            workspace_id: The workspace whose calls count.

            since: The earliest time, aware, in any zone.

            until: The latest time, aware, in any zone.

        Raises:
            ValueError: If a time is naive, the range is upside down, or an id is not digits;
                before any I/O.
        """
        span = between(since, until)
        found = query(**needed(manager_id=manager_id, workspace_id=workspace_id, **span))
        return await self._list(
            METRICS, query={_SPELLED[name]: value for name, value in found.items()}
        )
