"""Where Gong shows pages of others inside its own."""

from __future__ import annotations

import base64

from gong_async.sim.dice import dice
from gong_async.sim.people import Json
from gong_async.sim.world import World

__all__ = ["IntegrationSettings"]


class IntegrationSettings:
    """What was set last, beside the id that Gong gave the integration."""

    def __init__(self, world: World) -> None:
        key = dice(world.office.seed, "integration settings").randbytes(32)
        self.told: Json = {"id": base64.b64encode(key).decode()}

    def set(self, settings: list[Json]) -> None:
        """Set *settings*, IntegrationTypeSettings each, in place of those before."""
        self.told["integrationTypeSettings"] = settings
