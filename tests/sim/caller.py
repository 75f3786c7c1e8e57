"""The simplest client that can talk to a simulator."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import aiohttp
from attrs import frozen

from gong_async.sim import GongSim

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
