"""A Gong on localhost, so that everything runs without an account."""

from __future__ import annotations

from gong_async.sim.faults import KINDS, Fault, Faults
from gong_async.sim.media import MediaHost, MediaSeen
from gong_async.sim.media_faults import MEDIA_KINDS, MediaFault, MediaFaults
from gong_async.sim.oauth import SimOAuth
from gong_async.sim.server import GongSim, Seen, Truth
from gong_async.sim.world import SimCall, World

__all__ = [
    "KINDS",
    "MEDIA_KINDS",
    "Fault",
    "Faults",
    "GongSim",
    "MediaFault",
    "MediaFaults",
    "MediaHost",
    "MediaSeen",
    "Seen",
    "SimCall",
    "SimOAuth",
    "Truth",
    "World",
]
