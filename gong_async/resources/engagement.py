"""What customers did with content, in the form that Gong calls legacy: ``gong.engagement``."""

from __future__ import annotations

from gong_async.arguments import whole
from gong_async.endpoint import Endpoint
from gong_async.models import ContentShared, ContentViewed, CustomAction, Registration

from ._base import Resource

__all__ = ["Engagement"]

_FIND_OUT = (
    "if it has an event_id, send it again: ConflictError then says that Gong has it; else look"
    " into the activity of the account or the deal in Gong first"
)

CONTENT_SHARED = Endpoint(
    operation="contentShared",
    method="PUT",
    path="/v2/customer-engagement/content/shared",
    scope="api:engagement-data:write",
    returns=Registration,
    writes=True,
    receipt=True,
    find_out=_FIND_OUT,
)

CONTENT_VIEWED = Endpoint(
    operation="contentViewed",
    method="PUT",
    path="/v2/customer-engagement/content/viewed",
    scope="api:engagement-data:write",
    returns=Registration,
    writes=True,
    receipt=True,
    find_out=_FIND_OUT,
)

CUSTOM_ACTION = Endpoint(
    operation="customAction",
    method="PUT",
    path="/v2/customer-engagement/action",
    scope="api:engagement-data:write",
    returns=Registration,
    writes=True,
    receipt=True,
    find_out=_FIND_OUT,
)


class Engagement(Resource):
    """
    What customers did with content; Gong shows it in its timeline.

    For new integrations Gong has ``gong.digital_interactions`` instead.
    """

    async def content_shared(self, event: ContentShared) -> Registration:
        """
        Tell that a user shared content with people from outside.

        ``PUT /v2/customer-engagement/content/shared``, scope ``api:engagement-data:write``.

        Args:
            event: What was shared, by whom, and with whom.

        Raises:
            ValueError: If a field has a value that Gong has no room for; before any I/O.

            ConflictError: If Gong has the event already.
        """
        return await self._one(CONTENT_SHARED, body=whole(ContentShared, event=event))

    async def content_viewed(self, event: ContentViewed) -> Registration:
        """
        Tell that somebody from outside looked at content.

        ``PUT /v2/customer-engagement/content/viewed``, scope ``api:engagement-data:write``.

        Args:
            event: What was looked at, and by whom.

        Raises:
            ValueError: If a field has a value that Gong has no room for, or there are both a
                viewer and a tracking id; before any I/O.

            ConflictError: If Gong has the event already.
        """
        body = whole(ContentViewed, event=event)
        if event.viewer is not None and event.tracking_id is not None:
            raise ValueError("give a viewer or a tracking_id, not both")
        return await self._one(CONTENT_VIEWED, body=body)

    async def custom_action(self, event: CustomAction) -> Registration:
        """
        Tell that somebody from outside did something else with content, such as signing it.

        ``PUT /v2/customer-engagement/action``, scope ``api:engagement-data:write``.

        Args:
            event: What was done, and by whom.

        Raises:
            ValueError: If a field has a value that Gong has no room for; before any I/O.

            ConflictError: If Gong has the event already.
        """
        return await self._one(CUSTOM_ACTION, body=whole(CustomAction, event=event))
