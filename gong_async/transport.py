"""Bytes out, bytes in.  The only module that knows aiohttp's client."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from ssl import SSLError
from typing import Any, Protocol, Self
from urllib.parse import urlencode

import aiohttp
from attrs import define, field

from gong_async.auth import Auth
from gong_async.endpoint import Request, Response
from gong_async.errors import DecodeError, GongError, Phase, TransportError
from gong_async.hidden import Hidden
from gong_async.upload import Body, SourceError

__all__ = ["AiohttpTransport", "Transport"]

_CONNECT_TIMEOUT = 10.0
_CHUNK = 1 << 16


class Transport(Protocol):
    """Anything that can carry a request to Gong."""

    async def open(self) -> None:
        """Get ready, in the running loop."""
        ...

    def check(self) -> None:
        """Raise :class:`~gong_async.errors.GongError` unless open, in the running loop."""
        ...

    async def send(self, request: Request) -> Response:
        """Carry *request* once, or raise a :class:`~gong_async.errors.GongError`."""
        ...

    async def aclose(self) -> None:
        """Let go of the connections."""
        ...


@define(eq=False)
class AiohttpTransport:
    """
    Carry requests over one aiohttp session, made in the loop that uses it.

    Args:
        base_url: The origin, as :func:`~gong_async.config.normalize_base_url` returns it.

        auth: Who vouches for each request.

        timeout: Seconds for one attempt in all, from the connection to the last byte; while a
            file is sent, for each piece of it.

        max_body: Bytes of the largest body that is taken, decompressed.

        borrowed: A session whose connector and traces are used, and which is never closed;
            its headers, cookies, credentials and resends stay out of it.

        trace_configs: aiohttp's tracing hooks.
    """

    base_url: str
    auth: Auth = field(repr=False)
    timeout: float = 60.0
    max_body: int = 64 << 20
    borrowed: aiohttp.ClientSession | None = field(default=None, repr=False)
    trace_configs: Sequence[aiohttp.TraceConfig] = field(default=(), repr=False)
    _http: aiohttp.ClientSession | None = field(default=None, init=False, repr=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False, repr=False)

    async def open(self) -> None:
        if self._http is not None:
            raise GongError("the client is open already; open each client once")
        if self.borrowed is not None and self.borrowed.closed:
            raise GongError("the borrowed session is closed; keep it open while the client is")
        self._loop = asyncio.get_running_loop()
        connector = None if self.borrowed is None else self.borrowed.connector
        if getattr(connector, "_loop", self._loop) is not self._loop:
            raise GongError("the borrowed session belongs to another event loop; make one here")
        self._http = self._session()
        # Left on, aiohttp resends a GET whose kept-alive connection broke: past the limiter.
        self._http._retry_connection = False  # pyright: ignore[reportPrivateUsage]

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=self.borrowed.connector if self.borrowed else _Connector(limit=0),
            connector_owner=self.borrowed is None,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self.timeout, sock_connect=_CONNECT_TIMEOUT),
            trace_configs=[
                _progress(),
                *self.trace_configs,
                *(self.borrowed.trace_configs if self.borrowed else ()),
            ],
            headers={"User-Agent": f"gong-async/{version('gong-async')}"},
        )

    def check(self) -> None:
        if self._http is None or self._http.closed:
            raise GongError("the client is not open; use `async with Gong(...) as gong:`")
        if self._loop is not asyncio.get_running_loop():
            raise GongError("the client belongs to another event loop; open one in each loop")

    async def send(self, request: Request) -> Response:
        authorization = Hidden(await self.auth.authorization())
        self.check()
        assert self._http is not None
        progress = _Progress()
        endpoint = request.endpoint
        body = None if request.upload is None else Body(request.upload)
        ended: BaseException
        try:
            if body is None:
                response = await self._exchange(self._http, request, authorization, progress)
            else:
                response = await self._upload(self._http, request, authorization, progress, body)
        except asyncio.CancelledError as error:
            ended = error.with_traceback(None)
        except RuntimeError:
            ended = GongError("the session belongs to another event loop, or was closed meanwhile")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            ended = TransportError(endpoint.operation, *self._explain(error, progress))
            if body is not None and body.broke is not None:
                ended = SourceError(body.broke.with_traceback(None))
        else:
            if response is not None:
                return response
            problem = f"the body is larger than {self.max_body} bytes; ask for less at once"
            ended = DecodeError(endpoint.operation, (problem,))
        # Out here, and without the frames below: they hold headers, URLs and bodies.
        raise ended

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = self._loop = None

    async def _upload(
        self,
        http: aiohttp.ClientSession,
        request: Request,
        authorization: Hidden,
        progress: _Progress,
        body: Body,
    ) -> Response | None:
        """Send a file: as long as it moves, it may take its time."""
        async with asyncio.timeout(self.timeout) as patience:
            try:
                return await self._exchange(
                    http, request, authorization, progress, _Patient(body, patience, self.timeout)
                )
            finally:
                await body.aclose()

    async def _exchange(
        self,
        http: aiohttp.ClientSession,
        request: Request,
        authorization: Hidden,
        progress: _Progress,
        upload: _Patient | None = None,
    ) -> Response | None:
        """Send and read; None if the body is too large."""
        data: bytes | _Patient | None = None
        headers, timeout = dict[str, str](), http.timeout
        if upload is not None:
            headers, data = upload.body.headers, upload
            timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_TIMEOUT)
        elif request.endpoint.oauth:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            data = urlencode(request.body or {}).encode()
        elif request.body is not None:
            headers, data = {"Content-Type": "application/json"}, json.dumps(request.body).encode()
        async with http.request(
            request.endpoint.method,
            self.base_url + request.path,
            params=request.query,
            data=data,
            headers={"Authorization": authorization, "Accept": "application/json", **headers},
            allow_redirects=False,
            timeout=timeout,
            trace_request_ctx=progress,
        ) as reply:
            found = tuple((name.lower(), value) for name, value in reply.headers.items())
            content = await self._read(reply)
            if content is None:
                return None
            return Response(status=reply.status, headers=found, body=content)

    async def _read(self, reply: aiohttp.ClientResponse) -> bytes | None:
        """Read in chunks: a small body can unpack to one that fills the memory."""
        body = bytearray()
        async for chunk in reply.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > self.max_body:
                reply.close()
                return None
        return bytes(body)

    def _explain(self, error: Exception, progress: _Progress) -> tuple[Phase, str]:
        """Say how far an exchange got and what ended it; no address, no header, no URL."""
        match error:
            case aiohttp.ClientConnectorDNSError():
                return "dns", "the host name does not resolve; check base_url"
            case aiohttp.ClientSSLError() | aiohttp.ServerFingerprintMismatch() | SSLError():
                return "tls", f"{_tls_reason(error)}; check base_url and certificates"
            case TimeoutError() if not progress.connected:
                return "connect", "no connection in time"
            case TimeoutError():
                return "read", f"no whole answer in {self.timeout:g} s"
            case aiohttp.ClientConnectorError():
                return "connect", _os_reason(error.os_error)
            case aiohttp.ClientPayloadError():
                return "read", "the answer broke off"
            case aiohttp.ServerDisconnectedError():
                return "read", "the server closed the connection without an answer"
            case aiohttp.ClientConnectionError() | OSError():
                return "read", "the connection broke"
            case _:
                return "protocol", f"the answer is not HTTP ({type(error).__name__})"


class _Connector(aiohttp.TCPConnector):
    """A connector that never takes up a connection on which somebody spoke unasked."""

    async def _get(self, *args: Any, **kwargs: Any) -> Any:
        while (connection := await super()._get(*args, **kwargs)) is not None:
            if connection.protocol is None or not connection.protocol.should_close:
                return connection
            connection.close()
        return None


@define(eq=False)
class _Patient:
    """A file being sent, and the time within which its next piece must have gone out."""

    body: Body
    patience: asyncio.Timeout
    seconds: float

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        self._by(None)  # whatever yields the bytes may take its time
        try:
            return await anext(self.body)
        finally:
            self._by(asyncio.get_running_loop().time() + self.seconds)

    def _by(self, when: float | None) -> None:
        with suppress(RuntimeError):  # too late: the attempt is over
            self.patience.reschedule(when)


@define
class _Progress:
    """How far an exchange got."""

    connected: bool = False


def _progress() -> aiohttp.TraceConfig:
    """Keep each exchange's :class:`_Progress`: a time-out by itself does not tell."""

    async def connected(_: object, context: Any, __: object) -> None:
        context.trace_request_ctx.connected = True

    config = aiohttp.TraceConfig()
    config.on_connection_create_end.append(connected)
    config.on_connection_reuseconn.append(connected)
    return config


def _tls_reason(error: Exception) -> str:
    why = getattr(error, "certificate_error", None) or error
    return getattr(why, "verify_message", "") or "no TLS connection could be agreed on"


def _os_reason(error: OSError) -> str:
    """Say what the operating system said, without the address it said it of."""
    return os.strerror(error.errno).lower() if error.errno else "no address could be connected to"
