"""Where Gong shows pages of others inside its own."""

from __future__ import annotations

from typing import Any

from gong_async.sim.backend import Asked, Backend
from gong_async.sim.integration_settings import IntegrationSettings
from gong_async.sim.route import route

__all__ = ["ROUTES"]

_TYPES = ("EMAIL_COMPOSER", "ACCOUNT_PAGES", "DIALER")

Json = dict[str, Any]


async def get_settings(backend: Backend, _asked: Asked) -> Json:
    """GET /v2/integration-settings, which no specification knows"""
    return {"integrationSettings": backend.state(IntegrationSettings).told}


async def set_settings(backend: Backend, asked: Asked) -> Json:
    """POST /v2/integration-settings"""
    asked.body.require("integrationTypeSettings")
    settings = asked.body.objects("integrationTypeSettings")
    for one in settings:
        one.require("integrationType", "allowedOrigin")
        one.choice("integrationType", _TYPES)
        one.text("allowedOrigin")
    backend.state(IntegrationSettings).set([dict(one.values) for one in settings])
    return {}


ROUTES = (
    route("GET integration-settings", "integration-settings:write", get_settings),
    route("POST integration-settings", "integration-settings:write", set_settings),
)
