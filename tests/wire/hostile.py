"""
A server that answers exactly what a test tells it to, down to the byte and the reset.

Each request it gets is written down and answered by the next *step* of its script; the last
step answers all that follow.  It knows nothing of Gong and of no HTTP library.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import ssl
import struct
import zlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Literal, Self

from attrs import define, field, frozen

Then = Literal["keep", "fin", "rst", "hang"]
Header = tuple[str, str]

TASK_NAME = "hostile server"


@frozen
class Seen:
    """A request as it arrived: at which second of the loop's clock, on which connection."""

    method: str
    target: str
    headers: tuple[Header, ...]
    body: bytes
    at: float
    connection: int

    def header(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


@define
class Line:
    """The connection that a step answers on."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    seen: Seen
    done: Callable[[], None]
    open: bool = True

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def end(self, then: Then) -> None:
        """Leave the connection in the state that *then* names."""
        self.done()
        if then == "keep":
            return
        self.open = False
        if then == "hang":
            await self.reader.read()
        elif then == "rst":
            sock = self.writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.writer.transport.abort()


Step = Callable[[Line], Awaitable[None]]


def raw(*chunks: bytes, then: Then = "keep", every: float = 0.0) -> Step:
    """Write *chunks*, waiting *every* seconds after each, then leave the connection so."""

    async def step(line: Line) -> None:
        for chunk in chunks:
            await line.write(chunk)
            if every:
                await asyncio.sleep(every)
        await line.end(then)

    return step


def hang() -> Step:
    """Never answer."""
    return raw(then="hang")


def http(
    body: bytes | str = b"",
    *headers: Header,
    status: int | str = 200,
    kind: str | None = "application/json",
    length: int | None = -1,
) -> bytes:
    """Write down an answer; *length* is what it claims: -1 for the truth, None for nothing."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Said" if isinstance(status, int) else status]
    lines += [f"Content-Type: {kind}"] if kind else []
    lines += [f"{name}: {value}" for name, value in headers]
    if length is not None:
        lines.append(f"Content-Length: {len(data) if length == -1 else length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + data


def answer(
    body: bytes | str = b"",
    *headers: Header,
    status: int = 200,
    kind: str | None = "application/json",
    then: Then = "keep",
) -> Step:
    """Answer correctly, whatever the body may be."""
    return raw(http(body, *headers, status=status, kind=kind), then=then)


def envelope(*errors: Any, **more: Any) -> str:
    """Write an error body as Gong does."""
    return json.dumps({"requestId": "req-1", "errors": list(errors), **more})


def refuse(status: int, *errors: str, headers: tuple[Header, ...] = ()) -> Step:
    """Answer with an error status and Gong's own error body."""
    return answer(envelope(*errors or ("no",)), *headers, status=status)


def chunked(*chunks: bytes, end: bool = True) -> bytes:
    """Encode a chunked body, with or without its end."""
    parts = [b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks]
    return b"".join(parts) + (b"0\r\n\r\n" if end else b"")


def zipped(body: str | bytes, *, wrap: Literal["gzip", "deflate"] = "gzip") -> bytes:
    data = body.encode() if isinstance(body, str) else body
    return gzip.compress(data) if wrap == "gzip" else zlib.compress(data)


def bomb(mebibytes: int) -> bytes:
    """Pack so many MiB of spaces, which JSON allows, into a few kB of gzip."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * (1 << 20)
    return b"".join(packer.compress(block) for _ in range(mebibytes)) + packer.flush()


@define(eq=False)
class Hostile:
    """
    The server, within ``async with``.

    Args:
        steps: What answers the requests, one after the other; the last one all the rest.

        route: Instead, what chooses the step for a request.

        tls: Speak TLS with this.

        port: Where to listen; 0 for anywhere.
    """

    steps: list[Step]
    route: Callable[[Seen], Step] | None = None
    tls: ssl.SSLContext | None = None
    requests: list[Seen] = field(factory=list[Seen])
    answered: list[float] = field(factory=list[float])
    connections: int = 0
    port: int = 0
    _tasks: set[asyncio.Task[None]] = field(factory=set[asyncio.Task[None]])
    _server: asyncio.Server | None = None
    _script: Iterator[Step] = field(factory=lambda: iter(()))
    _news: asyncio.Event = field(factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}" if self.tls else f"http://127.0.0.1:{self.port}"

    def say(self, *steps: Step) -> None:
        """Go on with another script."""
        self.steps, self._script = list(steps), iter(steps)

    async def until(self, *, arrived: int = 0, answered: int = 0) -> None:
        """Wait until so many requests have arrived, and so many are answered."""
        async with asyncio.timeout(10):
            while len(self.requests) < arrived or len(self.answered) < answered:
                await self._news.wait()

    def _note(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _done(self) -> None:
        self.answered.append(asyncio.get_running_loop().time())
        self._note()

    async def quiet(self) -> None:
        """Wait until every connection is closed, by whichever side."""
        async with asyncio.timeout(10):
            while self._tasks:
                await asyncio.wait(set(self._tasks))

    async def __aenter__(self) -> Self:
        self._script = iter(self.steps)
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, ssl=self.tls, limit=1 << 20
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.set_name(TASK_NAME)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        try:
            await self._talk(reader, writer, self.connections)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        except asyncio.CancelledError:
            pass  # by the end of the test; asyncio's streams would log it as an error
        finally:
            writer.close()

    async def _talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> None:
        going = True
        while going:
            seen = await _read(reader, connection)
            self.requests.append(seen)
            self._note()
            line = Line(reader, writer, seen, self._done)
            await self._next(seen)(line)
            going = line.open

    def _next(self, seen: Seen) -> Step:
        if self.route is not None:
            return self.route(seen)
        return next(self._script, self.steps[-1])


async def _read(reader: asyncio.StreamReader, connection: int) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head[:-4].split("\r\n")
    method, target, _ = first.split(" ")
    split = (line.partition(":") for line in lines)
    headers = tuple((name.lower(), value.strip()) for name, _, value in split)
    length = int(dict(headers).get("content-length", "0"))
    body = await reader.readexactly(length)
    return Seen(method, target, headers, body, asyncio.get_running_loop().time(), connection)
