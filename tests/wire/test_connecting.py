"""Connections that never come about: names, addresses, certificates (rows 1 to 5, and 22)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiohttp
import pytest

import gong_async.transport
from gong_async.errors import GongError, TransportError
from tests.wire.certificates import Certificate
from tests.wire.hostile import Hostile, http
from tests.wire.names import Names
from tests.wire.rig import (
    ATTEMPTS,
    GOOD,
    SAFE,
    Operation,
    connect,
    failure,
    post_write,
    script,
)


@contextmanager
def deaf_port(address: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Listen where connections are neither taken nor refused: the queue is full."""
    with socket.socket() as listener:
        listener.bind((address, port))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        try:
            yield listener.getsockname()[1]
        finally:
            for filler in fillers:
                filler.close()


class TestConnect:
    @pytest.mark.parametrize("make", [*SAFE.values(), post_write], ids=[*SAFE, "write"])
    async def test_row01_unknown_host(self, make: Operation) -> None:
        connector = aiohttp.TCPConnector(resolver=Names())
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            connect("https://gong.invalid", session=session) as gong,
        ):
            error = await failure(make(gong))
        assert isinstance(error, TransportError)
        assert (error.phase, error.attempts, error.maybe_done) == ("dns", ATTEMPTS, False)

    @pytest.mark.parametrize("make", [*SAFE.values(), post_write], ids=[*SAFE, "write"])
    async def test_row02_connection_refused(self, make: Operation) -> None:
        with socket.socket() as bound:  # and not listening
            bound.bind(("127.0.0.1", 0))
            async with connect(f"http://127.0.0.1:{bound.getsockname()[1]}") as gong:
                error = await failure(make(gong))
        assert isinstance(error, TransportError)
        assert (error.phase, error.attempts, error.maybe_done) == ("connect", ATTEMPTS, False)
        assert "127.0.0.1" not in str(error)

    @pytest.mark.parametrize("make", [*SAFE.values(), post_write], ids=[*SAFE, "write"])
    async def test_row03_connection_not_answered(
        self, make: Operation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(gong_async.transport, "_CONNECT_TIMEOUT", 0.1)
        with deaf_port() as port:
            async with connect(f"http://127.0.0.1:{port}", policy={"attempts": 2}) as gong:
                error = await failure(make(gong))
        assert isinstance(error, TransportError)
        assert (error.phase, error.attempts, error.maybe_done) == ("connect", 2, False)

    async def test_row03_connection_not_answered_within_a_short_timeout(self) -> None:
        with deaf_port() as port:
            settings: dict[str, Any] = {"timeout": 0.1, "policy": {"attempts": 2}}
            async with connect(f"http://127.0.0.1:{port}", **settings) as gong:
                error = await failure(post_write(gong))
        assert isinstance(error, TransportError)
        assert (error.phase, error.attempts, error.maybe_done) == ("connect", 2, False)

    async def test_closing_while_connecting_leaves_nothing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(gong_async.transport, "_CONNECT_TIMEOUT", 0.3)
        with deaf_port() as port:
            async with connect(f"http://127.0.0.1:{port}") as gong:
                flights = [asyncio.create_task(failure(gong.calls.get("1"))) for _ in range(3)]
                while gong.usage.requests < 3:
                    await asyncio.sleep(0.01)
                    assert not any(flight.done() for flight in flights)
                await gong.aclose()
                for error in await asyncio.gather(*flights):
                    assert isinstance(error, GongError)

    async def test_row22_a_dead_address_does_not_hide_a_live_one(self) -> None:
        async with script(GOOD) as server:
            with deaf_port("127.0.0.2", server.port):
                connector = aiohttp.TCPConnector(resolver=Names("127.0.0.2", "127.0.0.1"))
                async with aiohttp.ClientSession(connector=connector) as session:
                    url = f"http://localhost:{server.port}"
                    async with connect(url, session=session, timeout=8) as gong:
                        assert (await gong.calls.get("1")).id == "1"
                        assert gong.usage.requests == 1


@asynccontextmanager
async def plain_talker() -> AsyncIterator[int]:
    """Answer whatever comes, a handshake too, with HTTP."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(http(status=400))
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


class TestTls:
    @pytest.mark.parametrize("kind", ["good", "expired", "other"])
    @pytest.mark.parametrize("make", [SAFE["list"], post_write], ids=["list", "write"])
    async def test_row04_certificates_that_do_not_vouch(
        self, certificates: dict[str, Certificate], kind: str, make: Operation
    ) -> None:
        """The good one is signed by itself alone, which here nobody trusts."""
        certificate = certificates[kind]
        trusted = certificate.client() if kind != "good" else True
        async with Hostile([GOOD], tls=certificate.server()) as server:
            connector = aiohttp.TCPConnector(ssl=trusted)
            async with (
                aiohttp.ClientSession(connector=connector) as session,
                connect(server, session=session) as gong,
            ):
                error = await failure(make(gong))
        assert isinstance(error, TransportError)
        assert (error.phase, error.attempts, error.maybe_done) == ("tls", 1, False)
        assert server.requests == []

    async def test_row04_the_good_one_is_good_where_it_is_trusted(
        self, certificates: dict[str, Certificate]
    ) -> None:
        certificate = certificates["good"]
        async with Hostile([GOOD], tls=certificate.server()) as server:
            connector = aiohttp.TCPConnector(ssl=certificate.client())
            async with (
                aiohttp.ClientSession(connector=connector) as session,
                connect(server, session=session) as gong,
            ):
                assert (await gong.calls.get("1")).id == "1"

    async def test_row05_https_spoken_to_plain_http(self) -> None:
        async with plain_talker() as port, connect(f"https://127.0.0.1:{port}") as gong:
            error = await failure(gong.calls.get("1"))
        assert isinstance(error, TransportError)
        assert (error.phase, error.attempts) == ("tls", 1)

    async def test_row05_http_spoken_to_https(self, certificates: dict[str, Certificate]) -> None:
        async with Hostile([GOOD], tls=certificates["good"].server()) as server:
            settings: dict[str, Any] = {"policy": {"attempts": 2}}
            async with connect(f"http://127.0.0.1:{server.port}", **settings) as gong:
                error = await failure(gong.calls.get("1"))
        assert isinstance(error, TransportError)
        assert error.attempts == 2
