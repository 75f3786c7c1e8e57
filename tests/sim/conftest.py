"""Simulators on real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
from caller import BASIC, Caller, Serve

from gong_async.sim import GongSim, World


@pytest.fixture(scope="session")
def world() -> World:
    return World(seed=1, calls=250)


@pytest.fixture
async def serve(world: World) -> AsyncIterator[Serve]:
    """Start simulators without limits, each with a client that makes a connection a request."""
    async with AsyncExitStack() as stack:

        async def start(**options: Any) -> Caller:
            settings = {"world": world, "rate": None, "quota": None, "as_specified": False}
            sim = await stack.enter_async_context(GongSim(**{**settings, **options}))
            session = aiohttp.ClientSession(
                sim.url,
                headers={"Authorization": BASIC},
                connector=aiohttp.TCPConnector(force_close=True),
            )
            return Caller(sim, await stack.enter_async_context(session))

        yield start


@pytest.fixture
async def gong(serve: Serve) -> Caller:
    return await serve()
