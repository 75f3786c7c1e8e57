"""The workspaces of a company: ``gong.workspaces``."""

from __future__ import annotations

import builtins

from gong_async.endpoint import ListEndpoint
from gong_async.models import Workspace

from ._base import Resource

__all__ = ["Workspaces"]

LIST = ListEndpoint(
    operation="listWorkspaces",
    method="GET",
    path="/v2/workspaces",
    scope="api:workspaces:read",
    returns=Workspace,
    items="workspaces",
)


class Workspaces(Resource):
    """The workspaces that a company divides its calls into."""

    async def list(self) -> builtins.list[Workspace]:
        """
        List all workspaces.

        ``GET /v2/workspaces``, scope ``api:workspaces:read``.
        """
        return await self._list(LIST)
