"""A server that takes files, and one that hears no end of them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from attrs import define, field

from gong_async import Gong, RetryPolicy
from tests.wire.hostile import TASK_NAME
from tests.wire.rig import CREDENTIALS, QUICK, FreeLimiter

TAKEN = {"requestId": "r", "callId": "77", "url": "https://app.gong.io/call?id=77"}


@define
class Taken:
    """One request with a file, as aiohttp's own multipart reader sees it."""

    method: str
    path: str
    query: dict[str, str]
    length: int | None
    part: str | None
    filename: str | None
    kind: str | None
    size: int
    digest: str


@define
class Taker:
    """A server that takes files; *refusals* come first, each after reading the file or before."""

    refusals: list[tuple[int, bool]] = field(factory=list)
    taken: list[Taken] = field(factory=list)
    asked: int = 0

    async def answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        status, reads = self.refusals.pop(0) if self.refusals else (201, True)
        if reads:
            self.taken.append(await _take(request))
        if status == 201:
            return web.json_response(TAKEN, status=201)
        return web.json_response({"requestId": "r", "errors": ["no"]}, status=status)


async def _take(request: web.Request) -> Taken:
    reader = await request.multipart()
    part: Any = await reader.next()
    digest, size = hashlib.sha256(), 0
    while chunk := await part.read_chunk(1 << 16):
        digest.update(chunk)
        size += len(chunk)
    assert await reader.next() is None
    return Taken(
        request.method,
        request.path,
        dict(request.query),
        request.content_length,
        part.name,
        part.filename,
        part.headers["Content-Type"],
        size,
        digest.hexdigest(),
    )


@asynccontextmanager
async def taking(*refusals: tuple[int, bool], **more: Any) -> AsyncIterator[tuple[Taker, Gong]]:
    """Open a server that takes files, and a client of it."""
    server = Taker([*refusals])
    app = web.Application(client_max_size=1 << 40)
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        settings = {**CREDENTIALS, "limiter": FreeLimiter(), "retry": RetryPolicy(**QUICK), **more}
        async with asyncio.timeout(30), Gong(base_url=url, **settings) as gong:
            yield server, gong
    finally:
        await runner.cleanup()


@asynccontextmanager
async def deaf() -> AsyncIterator[str]:
    """Open a server that reads the head of a request and nothing after."""
    over = asyncio.Event()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.set_name(TASK_NAME)
        await reader.readuntil(b"\r\n\r\n")
        await over.wait()
        writer.transport.abort()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        over.set()
        server.close()
        await server.wait_closed()
