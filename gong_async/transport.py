"""Bytes out, bytes in.  The only module that knows aiohttp's client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from importlib.metadata import version
from ssl import SSLError
from typing import Protocol

import aiohttp
from attrs import define, field

from gong_async.auth import Auth
from gong_async.endpoint import Request, Response
from gong_async.errors import DecodeError, GongError, Phase, TransportError

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

        timeout: Seconds for one attempt in all, from the connection to the last byte.

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
        traces = [*self.trace_configs, *(self.borrowed.trace_configs if self.borrowed else ())]
        self._loop = asyncio.get_running_loop()
        self._http = aiohttp.ClientSession(
            connector=self.borrowed.connector if self.borrowed else aiohttp.TCPConnector(limit=16),
            connector_owner=self.borrowed is None,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self.timeout, sock_connect=_CONNECT_TIMEOUT),
            trace_configs=traces,
            headers={"User-Agent": f"gong-async/{version('gong-async')}"},
        )
        # Left on, aiohttp resends a GET whose kept-alive connection broke: past the limiter.
        self._http._retry_connection = False  # pyright: ignore[reportPrivateUsage]

    def check(self) -> None:
        if self._http is None or self._http.closed:
            raise GongError("the client is not open; use `async with Gong(...) as gong:`")
        if self._loop is not asyncio.get_running_loop():
            raise GongError("the client belongs to another event loop; open one in each loop")

    async def send(self, request: Request) -> Response:
        self.check()
        assert self._http is not None
        failure: GongError
        try:
            return await self._exchange(self._http, request)
        except aiohttp.ClientConnectorDNSError:
            failure = self._failure(request, "dns", "the host name does not resolve")
        except (aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch, SSLError) as error:
            why = getattr(error, "certificate_error", None) or error
            reason = getattr(why, "verify_message", "") or "no TLS connection could be agreed on"
            failure = self._failure(request, "tls", f"{reason}; check base_url and certificates")
        except aiohttp.ConnectionTimeoutError:
            failure = self._failure(request, "connect", f"no connection in {_CONNECT_TIMEOUT:g} s")
        except aiohttp.ClientConnectorError as error:
            failure = self._failure(request, "connect", _os_reason(error.os_error))
        except TimeoutError:
            failure = self._failure(request, "read", f"no whole answer in {self.timeout:g} s")
        except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError, OSError) as error:
            failure = self._failure(request, "read", _broken(error))
        except (aiohttp.ClientError, ValueError) as error:
            reason = f"the answer is not HTTP ({type(error).__name__})"
            failure = self._failure(request, "protocol", reason)
        raise failure  # outside of `except`: aiohttp's exceptions hold headers and URLs

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = self._loop = None

    async def _exchange(self, http: aiohttp.ClientSession, request: Request) -> Response:
        body = None if request.body is None else json.dumps(request.body).encode()
        async with http.request(
            request.endpoint.method,
            self.base_url + request.path,
            params=request.query,
            data=body,
            headers={
                "Authorization": await self.auth.authorization(),
                "Accept": "application/json",
                **({} if body is None else {"Content-Type": "application/json"}),
            },
            allow_redirects=False,
        ) as reply:
            headers = tuple((name.lower(), value) for name, value in reply.headers.items())
            return Response(
                status=reply.status, headers=headers, body=await self._read(reply, request)
            )

    async def _read(self, reply: aiohttp.ClientResponse, request: Request) -> bytes:
        """Read in chunks: a small body can unpack to one that fills the memory."""
        body = bytearray()
        async for chunk in reply.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > self.max_body:
                reply.close()
                problem = f"the body is larger than {self.max_body} bytes; raise max_body"
                raise DecodeError(request.endpoint.operation, (problem,))
        return bytes(body)

    def _failure(self, request: Request, phase: Phase, reason: str) -> TransportError:
        endpoint = request.endpoint
        maybe_done = endpoint.writes and phase not in ("dns", "connect", "tls")
        return TransportError(endpoint.operation, phase, reason, maybe_done)


def _os_reason(error: OSError) -> str:
    """Say what the operating system said, without the address it said it of."""
    return (error.strerror or type(error).__name__).lower()


def _broken(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientPayloadError):
        return "the answer broke off"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "the server closed the connection without an answer"
    return "the connection broke"
