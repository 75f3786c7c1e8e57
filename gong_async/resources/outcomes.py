"""The results that a call can be given: ``gong.outcomes``."""

from __future__ import annotations

from gong_async.endpoint import ListEndpoint
from gong_async.models import DefinedOutcome

from ._base import Resource

__all__ = ["Outcomes"]

LIST = ListEndpoint(
    operation="listCallOutcomes",
    method="GET",
    path="/v2/call-outcomes",
    scope="api:call-outcomes:read",
    returns=DefinedOutcome,
    items="outcomes",
)


class Outcomes(Resource):
    """The results that a call can be given."""

    async def list(self) -> list[DefinedOutcome]:
        """
        List the results that users can choose at the end of a call.

        ``GET /v2/call-outcomes``, scope ``api:call-outcomes:read``.
        """
        return await self._list(LIST)
