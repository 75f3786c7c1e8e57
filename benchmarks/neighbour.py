"""A server in a process of its own, so that only the client is measured."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from pages import transcript_page
from virtual import VirtualGong

from gong_async.endpoint import Request, Response
from gong_async.resources.calls import EXTENSIVE, TRANSCRIPTS
from gong_async.resources.users import LIST as USERS
from gong_async.resources.workspaces import LIST as WORKSPACES
from gong_async.sim.meter import Meter

__all__ = ["CannedGong", "CheapGong", "neighbour"]

_REFUSAL = {"requestId": "r", "errors": ["API request limit exceeded"]}
_ENDPOINTS = {each.path: each for each in (EXTENSIVE, TRANSCRIPTS, USERS, WORKSPACES)}


class _Server:
    """
    Answers cheaply, so that the client is what is measured.

    Args:
        rate: Calls a second that are answered; None for no limit.

        latency: Seconds before each answer.
    """

    def __init__(self, rate: float | None = None, latency: float = 0.0) -> None:
        self._meter, self._latency = Meter(rate, None), latency

    @property
    def throttled(self) -> int:
        return self._meter.refused

    async def __aenter__(self) -> Self:
        server = web.Server(self._serve, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _serve(self, request: web.BaseRequest) -> web.Response:
        refused = self._meter.arrive(time.monotonic(), datetime.now(UTC))
        body = await request.read()
        await asyncio.sleep(self._latency)
        if refused:
            headers = {"Retry-After": str(refused.retry_after)}
            return web.json_response(_REFUSAL, status=429, headers=headers)
        answer = self.answer(request.path, json.loads(body) if body else {})
        return web.Response(status=answer.status, body=answer.body, content_type="application/json")

    def answer(self, path: str, body: dict[str, Any]) -> Response:
        raise NotImplementedError


class CheapGong(_Server):
    """A company of so many calls, made up page by page."""

    def __init__(self, calls: int, sentences: int, **pace: Any) -> None:
        super().__init__(**pace)
        self._world = VirtualGong(calls, 0, sentences=sentences)

    def answer(self, path: str, body: dict[str, Any]) -> Response:
        return self._world.answer(Request(endpoint=_ENDPOINTS[path], path=path, body=body))


class CannedGong(_Server):
    """The same two answers again and again: the workspaces, and 100 transcripts of an hour."""

    def __init__(self, **pace: Any) -> None:
        super().__init__(**pace)
        few = json.dumps({"requestId": "r", "workspaces": [{"id": "1", "name": "All"}]}).encode()
        self._bodies = {WORKSPACES.path: few, TRANSCRIPTS.path: transcript_page(1)}

    def answer(self, path: str, _body: dict[str, Any]) -> Response:
        return Response(status=200, body=self._bodies[path])


@contextmanager
def neighbour(kind: Callable[..., Any], **options: Any) -> Iterator[tuple[str, Callable[[], int]]]:
    """
    Run ``kind(**options)``, a simulator or one of these, in another process until the block ends.

    Yields:
        Its URL, and a function that ends it early and tells how often it answered 429.
    """
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_be, args=(there, kind, options))
    process.start()

    def end() -> int:
        here.send(None)
        return int(here.recv())

    try:
        yield here.recv(), end
    finally:
        here.close()
        process.join(5)
        process.kill()


def _be(pipe: Connection, kind: Callable[..., Any], options: dict[str, Any]) -> None:
    async def run() -> None:
        async with kind(**options) as server:
            pipe.send(server.url)
            try:
                await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
                pipe.send(server.throttled)
            except EOFError:
                pass

    asyncio.run(run())
