"""Bytes in from other hosts, which get no credentials.  Besides the transport the only client."""

from __future__ import annotations

import asyncio
import socket
from asyncio import CancelledError
from collections.abc import Callable, Mapping
from importlib.metadata import version
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

import aiohttp
from attrs import define, field
from yarl import URL

from gong_async.download.addresses import is_allowed, refusal
from gong_async.download.recording import Recording
from gong_async.errors import MediaAddressError, MediaError
from gong_async.hidden import Hidden

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver

__all__ = ["MediaTransport", "Receiver"]

_CONNECT_TIMEOUT = 10.0
_CHUNK = 1 << 16
_NOT_PUBLIC = "its host has no public address"


class Receiver(Protocol):
    """Who takes what comes; what it raises ends that."""

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Look at the head of the answer."""
        ...

    def take(self, piece: bytes) -> None:
        """Take the next bytes of the body, as they were sent."""
        ...


@define(eq=False)
class MediaTransport:
    """
    Fetch from hosts that are not Gong's API: no credentials, no cookies, no redirects, no proxy.

    Each connection is made to an address that was looked at, whatever its host resolved to
    before or resolves to later.

    Args:
        allow_loopback: Whether this machine may be fetched from, as the simulator has it.

        timeout: Seconds within which a connection, the head of an answer, and each 64 KiB of its
            body, or the rest, must have come: neither silence nor a drip goes on for ever.

        resolver: What resolves host names; None for the system.
    """

    allow_loopback: bool = False
    timeout: float = 60.0
    resolver: AbstractResolver | None = field(default=None, repr=False)
    _http: aiohttp.ClientSession | None = field(default=None, init=False, repr=False)

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=self.resolver,
                use_dns_cache=False,
                socket_factory=self._socket,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_TIMEOUT),
            headers={
                "User-Agent": f"gong-async/{version('gong-async')}",
                "Accept": "*/*",
                "Accept-Encoding": "identity",
            },
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        http, self._http = self._http, None
        if http is not None:
            await http.close()

    async def get(
        self, recording: Recording, url: str, headers: Mapping[str, str], receiver: Receiver
    ) -> None:
        """
        Fetch *url* once, for *receiver*.

        Raises:
            MediaAddressError: If the link leads where nothing is fetched from.

            MediaError: If the answer does not come, or not to its end.

            Exception: What *receiver* raises.
        """
        url = Hidden(url)
        if why := refusal(url, allow_loopback=self.allow_loopback):
            raise recording.final(MediaAddressError, why)
        ended: BaseException
        try:
            return await self._fetch(url, headers, receiver)
        except CancelledError as error:
            ended = error.with_traceback(None)
        except _ReceiverError as error:
            ended = error.error
            if isinstance(ended, MediaError):
                ended = ended.with_traceback(None)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            ended = self._explain(recording, error)
        # Out here, and without the frames below: they hold the link, which opens to anybody.
        raise ended

    async def _fetch(self, url: str, headers: Mapping[str, str], receiver: Receiver) -> None:
        assert self._http is not None
        clock = asyncio.get_running_loop().time
        async with (
            asyncio.timeout(self.timeout) as patience,
            # As it is: another spelling of the same address has another signature.
            self._http.get(
                URL(url, encoded=True), headers=headers, allow_redirects=False
            ) as answer,
        ):
            _pass(receiver.begin, answer.status, answer.headers)
            patience.reschedule(clock() + self.timeout)
            owed = _CHUNK
            async for piece in answer.content.iter_any():
                _pass(receiver.take, piece)
                owed -= len(piece)
                if owed <= 0:
                    owed = _CHUNK
                    patience.reschedule(clock() + self.timeout)

    def _socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Make the socket for one address, which is the one that will be connected to."""
        family, kind, protocol, _, address = info
        if not is_allowed(address[0], allow_loopback=self.allow_loopback):
            raise _RefusedError(_NOT_PUBLIC)
        return socket.socket(family, kind, protocol)

    def _explain(self, recording: Recording, error: Exception) -> MediaError:
        match error:
            case aiohttp.ClientConnectorDNSError():
                return recording.error("the name of its host does not resolve")
            case aiohttp.ClientSSLError():
                return recording.error(
                    "its host proves no identity that is trusted", transient=False
                )
            case aiohttp.ClientConnectorError() if isinstance(error.os_error, _RefusedError):
                return recording.final(MediaAddressError, _NOT_PUBLIC)
            case aiohttp.ClientConnectorError():
                return recording.error("its host cannot be connected to")
            case aiohttp.ConnectionTimeoutError():
                return recording.error("its host cannot be connected to in time")
            case TimeoutError():
                return recording.error(f"next to nothing came for {self.timeout:g} s")
            case aiohttp.ClientConnectionError() | aiohttp.ClientPayloadError() | OSError():
                return recording.error("the connection broke")
            case _:
                return recording.error(f"its host does not answer in HTTP ({type(error).__name__})")


def _pass(receive: Callable[..., None], *given: object) -> None:
    """Let a receiver have something, and tell its errors from those of the network."""
    try:
        receive(*given)
    except Exception as error:
        raise _ReceiverError(error) from None


class _ReceiverError(Exception):
    """The receiver does not go on."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class _RefusedError(OSError):
    """No connection is made to such an address."""
