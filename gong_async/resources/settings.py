"""How the company has set up Gong: ``gong.settings``."""

from __future__ import annotations

from gong_async.arguments import query
from gong_async.endpoint import ListEndpoint
from gong_async.models import BriefSettings, Scorecard, Tracker

from ._base import Resource

__all__ = ["Settings"]

SCORECARDS = ListEndpoint(
    operation="listScorecards",
    method="GET",
    path="/v2/settings/scorecards",
    scope="api:settings:scorecards:read",
    returns=Scorecard,
    items="scorecards",
    not_found_is_empty=True,
)

TRACKERS = ListEndpoint(
    operation="listTrackers",
    method="GET",
    path="/v2/settings/trackers",
    scope="api:settings:trackers:read",
    returns=Tracker,
    items="keywordTrackers",
)

BRIEFS = ListEndpoint(
    operation="listBriefs",
    method="GET",
    path="/v2/settings/briefs",
    scope="api:ai-briefer:read",
    returns=BriefSettings,
    items="briefs",
)


class Settings(Resource):
    """How the company has set up Gong."""

    async def scorecards(self) -> list[Scorecard]:
        """
        List the scorecards of all workspaces, with their questions.

        ``GET /v2/settings/scorecards``, scope ``api:settings:scorecards:read``.
        """
        return await self._list(SCORECARDS)

    async def trackers(self, *, workspace_id: str | None = None) -> list[Tracker]:
        """
        List the keyword trackers, with their words; smart trackers have none to list.

        ``GET /v2/settings/trackers``, scope ``api:settings:trackers:read``.

        Args:
            workspace_id: The workspace whose trackers to list; None for those of all.

        Raises:
            ValueError: If the id is not digits; before any I/O.

            NotFoundError: If there is no such workspace.
        """
        return await self._list(TRACKERS, query=query(workspace_id=workspace_id))

    async def briefs(self, *, workspace_id: str | None = None) -> list[BriefSettings]:
        """
        List the briefs that Gong's AI can write (a beta of Gong).

        ``GET /v2/settings/briefs``, scope ``api:ai-briefer:read``.  ``entities.brief()`` has
        one written.

        Args:
            workspace_id: The workspace whose briefs to list; None for those of all.

        Raises:
            ValueError: If the id is not digits; before any I/O.

            NotFoundError: If there is no such workspace.
        """
        return await self._list(BRIEFS, query=query(workspace_id=workspace_id))
