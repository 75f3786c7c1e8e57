"""The front door: what it takes, what it refuses, what it counts; against a server on loopback."""

from __future__ import annotations

import asyncio
import base64
import gc
import inspect
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from gong_async import Gong, GongConfig, PacedLimiter, RetryPolicy
from gong_async.endpoint import Endpoint
from gong_async.errors import BadRequestError, ConfigError, GongError, ServerError
from gong_async.resources._base import Resource
from tests.unit.loopback import CALLS, KEYS, QUICK, SECRET, Server, Vouching, client, list_calls
from tests.unit.scripted import Unhurried

# What it takes


def test_every_argument_is_a_keyword() -> None:
    for make in (Gong, Gong.from_env):
        kinds = {one.kind for one in inspect.signature(make).parameters.values()}
        assert kinds == {inspect.Parameter.KEYWORD_ONLY}
    assert set(inspect.signature(Gong).parameters) >= {
        *("access_key", "access_key_secret", "base_url", "token", "auth"),
        *("limiter", "retry", "timeout", "session", "trace_configs"),
    }
    with pytest.raises(TypeError):
        Gong("KEY", SECRET)  # type: ignore[call-arg]


def test_the_methods_of_the_resources_take_keywords_but_for_the_one_thing_they_are_of() -> None:
    gong = Gong(**KEYS)
    for resource in vars(gong).values():
        for name, method in inspect.getmembers(resource, inspect.ismethod):
            if isinstance(resource, Resource) and not name.startswith("_"):
                parameters = inspect.signature(method).parameters.values()
                positional = [one for one in parameters if one.kind is not one.KEYWORD_ONLY]
                assert len(positional) <= 1, f"{type(resource).__name__}.{name}"


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"access_key": "KEYKEY"},
        {"access_key_secret": SECRET},
        {**KEYS, "token": SECRET},
        {**KEYS, "base_url": "http://api.gong.io"},
        {**KEYS, "base_url": f"https://user:{SECRET}@api.gong.io"},
        {**KEYS, "base_url": ""},
        {"token": f"{SECRET}\r\nX-Evil: 1"},
    ],
    ids=["none", "half a key", "half a key again", "both", "http", "user", "no URL", "line break"],
)
def test_settings_that_cannot_work_are_refused_before_any_io(settings: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as caught:
        Gong(**settings)  # type: ignore[arg-type]
    assert SECRET not in f"{caught.value!s}{caught.value!r}"


@pytest.mark.parametrize("more", [KEYS, {"token": SECRET}], ids=["key", "token"])
def test_credentials_beside_an_auth_are_one_too_many(more: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        Gong(auth=Vouching(), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("timeout", [0, -1.0, float("nan")])
def test_a_timeout_that_is_none_is_refused(timeout: float) -> None:
    """aiohttp takes 0 for "wait for ever"."""
    with pytest.raises(ValueError, match="timeout"):
        Gong(**KEYS, timeout=timeout)


@pytest.mark.parametrize(
    ("credentials", "header"),
    [
        (KEYS, "Basic " + base64.b64encode(f"KEYKEY:{SECRET}".encode()).decode()),
        ({"access_key": " KEYKEY\n", "access_key_secret": f"{SECRET}\r\n"}, None),
        ({"access_key": None, "access_key_secret": None, "token": SECRET}, f"Bearer {SECRET}"),
        ({"access_key": None, "access_key_secret": None, "auth": Vouching()}, "Bearer own"),
    ],
    ids=["key", "key with blanks", "token", "auth"],
)
async def test_the_credentials_are_sent(
    server: Server, credentials: dict[str, Any], header: str | None
) -> None:
    async with client(server, **credentials) as gong:
        assert await list_calls(gong) == ["7782342274025937895"]
    (request,) = server.requests
    expected = header or "Basic " + base64.b64encode(f"KEYKEY:{SECRET}".encode()).decode()
    assert request.headers.getall("Authorization") == [expected]
    assert request.path == "/v2/calls"
    assert dict(request.query) == {
        "fromDateTime": "2026-01-01T00:00:00Z",
        "toDateTime": "2026-02-01T00:00:00Z",
    }
    assert request.headers["User-Agent"].startswith("gong-async/")


async def test_the_environment_is_read(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GONG_ACCESS_KEY", "GONG_ACCESS_KEY_SECRET", "GONG_ACCESS_TOKEN", "GONG_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigError, match="GONG_ACCESS_KEY_SECRET"):
        Gong.from_env()
    monkeypatch.setenv("GONG_ACCESS_TOKEN", SECRET)
    assert Gong.from_env().base_url == "https://api.gong.io"
    monkeypatch.setenv("GONG_BASE_URL", server.url + "/v2/")
    async with Gong.from_env(limiter=Unhurried(), retry=QUICK, timeout=5.0) as gong:
        assert gong.base_url == server.url
        await list_calls(gong)
    assert server.requests[0].headers["Authorization"] == f"Bearer {SECRET}"


async def test_checked_settings_make_a_client(server: Server) -> None:
    config = GongConfig(**KEYS, base_url=server.url)
    async with Gong.from_config(config, limiter=Unhurried()) as gong:
        await list_calls(gong)
    assert server.requests[0].headers["Authorization"].startswith("Basic ")


async def test_clients_of_one_company_may_share_a_limiter(server: Server) -> None:
    limiter = Unhurried()
    async with client(server, limiter=limiter) as one, client(server, limiter=limiter) as other:
        await asyncio.gather(list_calls(one), list_calls(other), list_calls(other))
    assert limiter.acquired == 3
    assert (one.usage.requests, other.usage.requests) == (1, 2)


async def test_a_limiter_that_counts_as_false_is_used_all_the_same(server: Server) -> None:
    class Queue(Unhurried):
        def __len__(self) -> int:
            return 0

    limiter = Queue()
    async with client(server, limiter=limiter) as gong:
        await list_calls(gong)
    assert limiter.acquired == 1


# What it counts


async def test_every_attempt_and_byte_is_counted(server: Server) -> None:
    async with client(server) as gong:
        assert (gong.usage.requests, gong.usage.bytes_received) == (0, 0)
        await list_calls(gong)
        await list_calls(gong)
        assert (gong.usage.requests, gong.usage.retries, gong.usage.throttled) == (2, 0, 0)
        assert gong.usage.bytes_received == 2 * len(CALLS)
        server.answers = [
            web.Response(status=500, text="oops"),
            web.Response(status=429, headers={"Retry-After": "0"}),
        ]
        await list_calls(gong)
        assert (gong.usage.requests, gong.usage.retries, gong.usage.throttled) == (5, 2, 1)
        assert gong.usage.bytes_received == 3 * len(CALLS) + len("oops")
        server.answers = [web.Response(status=400)]
        with pytest.raises(BadRequestError):
            await list_calls(gong)
        assert (gong.usage.requests, gong.usage.retries) == (6, 2)
    assert gong.usage.requests == 6, "still there when the client is closed"
    assert len(server.requests) == 6


async def test_counting_starts_anew_when_the_client_opens_again(server: Server) -> None:
    gong = client(server)
    for _ in range(2):
        async with gong:
            await list_calls(gong)
            assert gong.usage.requests == 1
    assert len(server.requests) == 2


async def test_a_lost_attempt_is_counted(server: Server) -> None:
    async with client(server, retry=RetryPolicy(attempts=2, first_wait=0.001)) as gong:
        server.answers = [web.Response(status=500), web.Response(status=500)]
        with pytest.raises(ServerError) as caught:
            await list_calls(gong)
    assert caught.value.attempts == gong.usage.requests == 2


# Open and closed


async def test_a_client_that_is_open_is_not_opened_again(server: Server) -> None:
    async with client(server) as gong:
        await list_calls(gong)
        with pytest.raises(GongError, match="open already"):
            await gong.__aenter__()
        assert gong.usage.requests == 1, "and the first one goes on"
        await list_calls(gong)


async def test_a_client_that_is_not_open_sends_nothing(server: Server) -> None:
    gong = client(server)
    for _ in range(2):
        with pytest.raises(GongError, match="async with Gong") as caught:
            await list_calls(gong)
        assert (caught.value.attempts, gong.usage.requests) == (0, 0)
        async with gong:
            pass
    assert server.requests == []


async def test_closing_twice_or_never_opened_is_nothing(server: Server) -> None:
    gong = client(server)
    await gong.aclose()
    async with gong:
        await list_calls(gong)
        await gong.aclose()
        await gong.aclose()


async def test_a_client_closes_when_its_block_is_left_by_an_error(server: Server) -> None:
    gong = client(server)

    async def fail() -> None:
        async with gong:
            await list_calls(gong)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    with pytest.raises(GongError, match="not open"):
        await list_calls(gong)
    gc.collect()  # an unclosed session or connector would warn, and warnings are errors here


async def test_a_session_lent_to_a_client_is_never_closed_and_adds_nothing(server: Server) -> None:
    lent = aiohttp.ClientSession(
        headers={"X-Mine": "1", "Authorization": "Basic mine"}, cookies={"mine": "1"}
    )
    async with lent:
        async with client(server, session=lent) as gong:
            await list_calls(gong)
        assert not lent.closed
        async with lent.get(server.url) as reply:
            assert reply.status == 200
    ours, theirs = server.requests
    assert ours.headers.getall("Authorization") != theirs.headers.getall("Authorization")
    assert "X-Mine" not in ours.headers
    assert "Cookie" not in ours.headers
    assert theirs.headers["X-Mine"] == "1"


async def test_trace_configs_see_the_requests(server: Server) -> None:
    seen: list[str] = []

    async def note(
        _: aiohttp.ClientSession, __: Any, params: aiohttp.TraceRequestStartParams
    ) -> None:
        seen.append(params.url.path)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(note)
    async with client(server, trace_configs=[trace]) as gong:
        await list_calls(gong)
    assert seen == ["/v2/calls"]


def test_a_client_can_be_made_without_a_loop_and_used_in_two() -> None:
    """One after the other: a script that calls ``asyncio.run`` twice."""
    gong = Gong(**KEYS, base_url="http://127.0.0.1:9", limiter=PacedLimiter(rate=1000))

    async def once() -> None:
        async with gong:
            pass

    asyncio.run(once())
    asyncio.run(once())


async def test_a_request_of_ones_own_making_is_sent_like_any_other(server: Server) -> None:
    endpoint: Endpoint[dict[str, Any]] = Endpoint(
        operation="own", method="POST", path="/v2/own/{id}", scope=None, returns=dict
    )
    server.answers = [web.json_response({"requestId": "r", "ok": True})]
    async with client(server) as gong:
        answer = await gong.send(endpoint.request(parts={"id": "7"}, body={"x": 1}))
    assert answer == {"requestId": "r", "ok": True}
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v2/own/7")
