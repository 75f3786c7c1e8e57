"""Where Gong lets other pages be shown inside its own: ``gong.integrations``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gong_async.arguments import several, wire
from gong_async.endpoint import Endpoint
from gong_async.models import IntegrationTypeSettings, Registration

from ._base import Resource

__all__ = ["Integrations"]

SETTINGS = Endpoint(
    operation="getIntegrationSettings",
    method="GET",
    path="/v2/integration-settings",
    scope=None,
    returns=dict[str, Any],
    unwrap="integrationSettings",
)

UPDATE_SETTINGS = Endpoint(
    operation="integrationSettings",
    method="POST",
    path="/v2/integration-settings",
    scope="api:integration-settings:write",
    returns=Registration,
    writes=True,
    receipt=True,
    find_out="look at integrations.settings(), or send it again: the settings are set, not added",
)


class Integrations(Resource):
    """What an integration may do inside Gong's pages."""

    async def settings(self) -> dict[str, Any]:
        """
        Fetch the settings as they are; Gong answers, but documents neither this nor its shape.

        ``GET /v2/integration-settings``; no scope is known.

        Returns:
            What Gong has, as it sends it, with an ``id`` at least.
        """
        return await self._one(SETTINGS)

    async def update_settings(
        self, *, integration_type_settings: Sequence[IntegrationTypeSettings]
    ) -> Registration:
        """
        Set the origins whose pages may be shown inside Gong.

        ``POST /v2/integration-settings``, scope ``api:integration-settings:write``.

        Args:
            integration_type_settings: Each origin, and the part of Gong that may show it.

        Raises:
            ValueError: If there is none, or an origin is empty; before any I/O.
        """
        settings = several(
            IntegrationTypeSettings, integration_type_settings=integration_type_settings
        )
        return await self._one(UPDATE_SETTINGS, body=wire(integration_type_settings=settings))
