"""What people did in the digital world: ``gong.digital_interactions``."""

from __future__ import annotations

from gong_async.arguments import whole
from gong_async.endpoint import Endpoint
from gong_async.models import DigitalInteraction, Receipt

from ._base import Resource

__all__ = ["DigitalInteractions"]

CREATE = Endpoint(
    operation="addDigitalInteraction",
    method="POST",
    path="/v2/digital-interaction",
    scope="api:digital-interactions:write",
    returns=Receipt,
    writes=True,
    receipt=True,
    find_out="send it again with the same event_id: ConflictError then says that Gong has it",
)


class DigitalInteractions(Resource):
    """What people did on web sites, in documents, videos and the like."""

    async def create(self, interaction: DigitalInteraction) -> Receipt:
        """
        Tell Gong of something that somebody did.

        ``POST /v2/digital-interaction``, scope ``api:digital-interactions:write``.

        Args:
            interaction: What was done, and by whom.

        Raises:
            ValueError: If a field has a value that Gong has no room for, or there are both a
                person and a tracking id; before any I/O.

            ConflictError: If Gong has the event already.
        """
        body = whole(DigitalInteraction, interaction=interaction)
        if interaction.person is not None and interaction.tracking_id is not None:
            raise ValueError("give a person or a tracking_id, not both")
        return await self._one(CREATE, body=body)
