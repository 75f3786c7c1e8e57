"""A simulator on a real socket, and the simplest client that can talk to it."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

import aiohttp
import pytest
from attrs import frozen

from gong_async.sim import GongSim, World

BASIC = "Basic " + base64.b64encode(b"sim-key:sim-secret").decode()


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


@frozen
class Reply:
    status: int
    body: Any
    headers: Any

    @property
    def error(self) -> str:
        (text,) = self.body["errors"]
        return text


@frozen
class Caller:
    sim: GongSim
    session: aiohttp.ClientSession

    async def get(self, path: str, **query: str) -> Reply:
        return await self.send("GET", path, params=query)

    async def post(self, path: str, body: Any, **query: str) -> Reply:
        return await self.send("POST", path, json=body, params=query)

    async def send(self, method: str, path: str, **options: Any) -> Reply:
        async with self.session.request(method, path, **options) as response:
            return Reply(response.status, await response.json(), response.headers)

    async def walk(self, path: str, **query: str) -> list[Reply]:
        """All the pages of a GET."""
        pages = [await self.get(path, **query)]
        while cursor := pages[-1].body["records"].get("cursor"):
            pages.append(await self.get(path, **query, cursor=cursor))
        return pages

    async def walk_post(self, path: str, body: dict[str, Any]) -> list[Reply]:
        """All the pages of a POST."""
        pages = [await self.post(path, body)]
        while cursor := pages[-1].body["records"].get("cursor"):
            pages.append(await self.post(path, {**body, "cursor": cursor}))
        return pages


Serve = Callable[..., Awaitable[Caller]]


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
