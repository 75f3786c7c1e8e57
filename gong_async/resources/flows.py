"""Engage flows: ``gong.flows``."""

from __future__ import annotations

from gong_async.converters import query
from gong_async.endpoint import PagedEndpoint
from gong_async.models import Flow
from gong_async.paging import Pager

from ._base import Resource

__all__ = ["Flows"]

LIST = PagedEndpoint(
    operation="listFlows",
    method="GET",
    path="/v2/flows",
    scope="api:flows:read",
    returns=Flow,
    items="flows",
)


class Flows(Resource):
    """Engage flows; they take a licence of Gong Engage."""

    def list(
        self, *, owner_email: str, workspace_id: str | None = None, folder_id: str | None = None
    ) -> Pager[Flow]:
        """
        List the company's flows, and those that a user owns or may use.

        ``GET /v2/flows``, scope ``api:flows:read``, 100 flows a page.

        Args:
            owner_email: The user whose own flows, and flows shared with, are listed besides
                those of the company.

            workspace_id: Only the flows of this workspace; None for those of all.

            folder_id: Only the flows in this folder; None for those in all.

        Raises:
            ValueError: If the address or an id is none; before any I/O.

            PermissionDeniedError: While listing, if the company has no licence of Engage.
        """
        return self._pager(
            LIST,
            query=query(
                flow_owner_email=owner_email, workspace_id=workspace_id, folder_id=folder_id
            ),
        )
