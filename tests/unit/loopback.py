"""A server on loopback, and clients of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from gong_async import Gong, RetryPolicy
from gong_async.hidden import Hidden
from tests.unit.scripted import Unhurried

SECRET = "S3cretS3cretS3cret"
KEYS: dict[str, Any] = {"access_key": "KEYKEY", "access_key_secret": SECRET}
QUICK = RetryPolicy(first_wait=0.001)
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
CALLS = b'{"requestId":"r","calls":[{"id":"7782342274025937895"}],"records":{"totalRecords":1}}'


class Server:
    """A server that gives its answers in turn, then always a listing with one call."""

    def __init__(self) -> None:
        self.answers: list[web.Response] = []
        self.requests: list[web.Request] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.requests.append(request)
        if self.answers:
            return self.answers.pop(0)
        return web.Response(body=CALLS, content_type="application/json")


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    """A server on a port of loopback."""
    one = Server()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", one.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield one
    finally:
        await runner.cleanup()


class Vouching:
    """Credentials of somebody else's making."""

    async def authorization(self) -> Hidden:
        return Hidden("Bearer own")


def client(server: Server, **more: Any) -> Gong:
    settings = {**KEYS, "base_url": server.url, "limiter": Unhurried(), "retry": QUICK, **more}
    return Gong(**settings)


async def list_calls(gong: Gong) -> list[str]:
    return [call.id async for call in gong.calls.list(since=SINCE, until=UNTIL)]
