"""Where credentials go, and where they never do (rows 21, 104 to 111, 116)."""

from __future__ import annotations

import asyncio
import json
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from gong_async.auth import AccessKey, BearerToken
from gong_async.client import Gong
from gong_async.config import GongConfig
from gong_async.endpoint import Endpoint, Request
from gong_async.errors import APIError, ConfigError, GongError, TransportError
from gong_async.models import Call
from tests.wire.hostile import Hostile, answer
from tests.wire.names import Names
from tests.wire.rig import (
    BASIC,
    GOOD,
    SAFE,
    Operation,
    connect,
    failure,
    page,
    post_write,
    script,
    talk,
)

MOVED = [300, 301, 302, 303, 305, 307, 308]


class TestRedirects:
    @pytest.mark.parametrize("status", MOVED)
    @pytest.mark.parametrize("make", [*SAFE.values(), post_write], ids=[*SAFE, "write"])
    async def test_row104_none_is_followed(self, status: int, make: Operation) -> None:
        async with script(GOOD) as trap:
            location = f"{trap.url}/v2/calls?key=canary"
            step = answer("", ("Location", location), status=status)
            async with talk(step) as (server, gong):
                error = await failure(make(gong))
            assert trap.connections == 0
        assert isinstance(error, APIError)
        assert (error.status, error.attempts, len(server.requests)) == (status, 1, 1)
        assert "127.0.0.1" in str(error)
        assert "canary" not in str(error)
        assert str(trap.port) not in str(error)

    @pytest.mark.parametrize(
        "location",
        [
            "file:///etc/passwd",
            "/v2/calls",
            "",
            "javascript:alert(1)",
            "http://[::1",
            "https://gong.invalid\r\nX: y",
            "\x1b[31m",
            "http://user-canary:password@evil.invalid/",
        ],
    )
    async def test_row105_wherever_it_leads(self, location: str) -> None:
        step = answer("", ("Location", location.replace("\r\n", " ")), status=302)
        async with talk(step) as (server, gong):
            error = await failure(gong.calls.get("1"))
            assert error.attempts == len(server.requests) == 1
            assert "canary" not in str(error)
            assert "etc" not in str(error)
            assert str(error).isprintable()

    async def test_row105_a_redirect_to_itself_is_one_request(self) -> None:
        async with Hostile([]) as server:
            server.say(answer("", ("Location", f"{server.url}/v2/calls"), status=307))
            async with connect(server) as gong:
                await failure(gong.calls.list().collect())
            assert len(server.requests) == 1


class TestSurroundings:
    async def test_row21_and_t18_netrc_and_proxies_of_the_environment_are_ignored(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        netrc = tmp_path / ".netrc"
        netrc.write_text("machine 127.0.0.1 login spy password spy\ndefault login a password b\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NETRC", str(netrc))
        async with script(GOOD) as proxy:
            for name in ("http_proxy", "https_proxy", "all_proxy", "ws_proxy"):
                monkeypatch.setenv(name, proxy.url)
                monkeypatch.setenv(name.upper(), proxy.url)
            monkeypatch.delenv("no_proxy", raising=False)
            monkeypatch.delenv("NO_PROXY", raising=False)
            async with talk(GOOD) as (server, gong):
                await gong.calls.get("1")
            assert proxy.connections == 0
        assert server.requests[0].header("authorization") == [BASIC]

    async def test_cookies_are_not_kept(self) -> None:
        step = answer(page("1"), ("Set-Cookie", "spy=1; Path=/"))
        async with talk(step) as (server, gong):
            for _ in range(3):
                await gong.calls.list().collect()
        assert [seen.header("cookie") for seen in server.requests] == [[], [], []]

    async def test_what_is_sent_is_all_there_is(self) -> None:
        async with talk(GOOD) as (server, gong):
            await gong.calls.get("1")
            await gong.calls.transcripts(call_ids=["1"]).collect()
        get, post = server.requests
        allowed = {"host", "user-agent", "authorization", "accept", "accept-encoding", "connection"}
        assert {name for name, _ in get.headers} <= allowed
        assert {name for name, _ in post.headers} <= allowed | {"content-type", "content-length"}
        assert get.header("authorization") == post.header("authorization") == [BASIC]
        assert get.header("host") == [urlsplit(server.url).netloc]
        assert get.header("user-agent")[0].startswith("gong-async/")
        assert post.header("content-type") == ["application/json"]
        assert json.loads(post.body) == {"filter": {"callIds": ["1"]}}

    async def test_a_token_is_sent_as_a_bearer(self) -> None:
        async with talk(GOOD, token="t0ken") as (server, gong):
            await gong.calls.get("1")
        assert server.requests[0].header("authorization") == ["Bearer t0ken"]


class TestBorrowed:
    async def test_nothing_of_a_borrowed_session_is_sent_and_it_stays_open(self) -> None:
        async with script(GOOD) as server:
            jar = aiohttp.CookieJar(unsafe=True)
            jar.update_cookies({"spy": "1"})
            async with aiohttp.ClientSession(
                headers={"X-Spy": "1", "Authorization": "spy", "User-Agent": "spy"},
                cookie_jar=jar,
                raise_for_status=True,
                json_serialize=lambda data: "spy",
            ) as session:
                async with session.get(server.url) as reply:
                    await reply.read()
                async with connect(server, session=session) as gong:
                    await gong.calls.transcripts(call_ids=["1"]).collect()
                    server.say(answer("", status=404))
                    assert isinstance(await failure(gong.calls.get("1")), APIError)
                assert not session.closed
                async with session.get(server.url, raise_for_status=False) as reply:
                    await reply.read()
            before, *ours, after = server.requests
            assert before.header("x-spy") == after.header("x-spy") == ["1"]
            assert [seen.header("x-spy") + seen.header("cookie") for seen in ours] == [[], []]
            assert [seen.header("authorization") for seen in ours] == [[BASIC], [BASIC]]
            assert server.connections == 1  # its connector is the one that is used

    async def test_default_credentials_of_a_borrowed_session_are_not_sent(self) -> None:
        async with script(GOOD) as server:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                session = aiohttp.ClientSession(
                    auth=aiohttp.BasicAuth("spy", "spy"), trust_env=True
                )
            async with session, connect(server, session=session) as gong:
                await gong.calls.get("1")
        assert server.requests[0].header("authorization") == [BASIC]

    async def test_its_traces_are_called_and_so_are_ours(self) -> None:
        seen: list[str] = []

        def tracing(name: str) -> aiohttp.TraceConfig:
            async def note(*_: Any) -> None:
                seen.append(name)

            config = aiohttp.TraceConfig()
            config.on_request_start.append(note)
            return config

        async with (
            script(GOOD) as server,
            aiohttp.ClientSession(trace_configs=[tracing("theirs")]) as session,
            connect(server, session=session, trace_configs=[tracing("ours")]) as gong,
        ):
            await gong.calls.get("1")
        assert sorted(seen) == ["ours", "theirs"]

    async def test_a_closed_session_cannot_be_borrowed(self) -> None:
        session = aiohttp.ClientSession()
        await session.close()
        async with script(GOOD) as server:
            with pytest.raises(GongError):
                async with connect(server, session=session) as gong:
                    await gong.calls.get("1")
        assert server.connections == 0

    async def test_a_session_of_another_loop_cannot_be_borrowed(self) -> None:
        async with script(GOOD) as server, aiohttp.ClientSession() as session:

            async def elsewhere() -> None:
                with pytest.raises(GongError):
                    async with connect(server.url, session=session) as gong:
                        await gong.calls.get("1")

            await asyncio.to_thread(asyncio.run, elsewhere())
        assert server.connections == 0


NOT_IDS = ["../users", "1/../../users", "%2e%2e/users", "1?cursor=x", "1#x", "1\r\nX: y", "", "٣"]


class TestPaths:
    @pytest.mark.parametrize("wrong", [*NOT_IDS, " 1", "1" * 21, 7, None, b"1", "-1", "1 "])
    async def test_row111_and_t16_what_is_not_an_id_is_refused_before_any_io(
        self, wrong: Any
    ) -> None:
        async with talk(GOOD) as (server, gong):
            with pytest.raises(ValueError):
                await gong.calls.get(wrong)
            with pytest.raises(ValueError):
                await gong.users.get(wrong)
            if wrong is not None:
                with pytest.raises(ValueError):
                    await gong.calls.list(workspace_id=wrong).collect()
                with pytest.raises(ValueError):
                    await gong.calls.transcripts(call_ids=[wrong]).collect()
        assert server.connections == 0

    @pytest.mark.parametrize("path", [".evil.test/", "@evil.test/", ":1/", "v2", "//evil.test/"])
    async def test_row110_a_path_cannot_move_the_origin(self, path: str) -> None:
        """`gong.send` takes requests that nobody has checked yet."""
        endpoint = Endpoint(operation="x", method="GET", path=path, scope=None, returns=Call)
        names = Names()
        async with (
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=names)) as session,
            connect("https://gong.invalid", session=session, policy={"attempts": 1}) as gong,
        ):
            with pytest.raises((GongError, ValueError)):
                await gong.send(Request(endpoint=endpoint, path=path))
        assert set(names.asked) <= {("gong.invalid", 443)}


BAD_URLS = [
    "http://api.gong.io",
    "http://10.0.0.1",
    "https://user:canary@api.gong.io",
    "https://api.gong.io@evil.invalid",
    "https://api.gong.io/v2/../admin",
    "https://api.gong.io/v3",
    "https://api.gong.io?x=canary",
    "https://api.gong.io#x",
    "https://api.gong.io?",
    "https://",
    "https:///v2",
    "https://api.gong.io:99999",
    "https://api.gong.io:x",
    "https://api gong.io",
    "https://evil.invalid\\@api.gong.io",
    "https://evil.invalid\\.api.gong.io",
    "https://[::1",
    "ftp://api.gong.io",
    "file:///etc/passwd",
    "api.gong.io",
    "//api.gong.io",
    "",
    "http://localhost.evil.invalid",
    "http://127.0.0.1.evil.invalid",
    "http://2130706433",
]


class TestBaseUrl:
    @pytest.mark.parametrize("url", BAD_URLS)
    def test_row110_credentials_only_go_to_an_https_origin(self, url: str) -> None:
        with pytest.raises(ConfigError) as caught:
            Gong(access_key="k", access_key_secret="s", base_url=url)
        assert "canary" not in str(caught.value)

    @pytest.mark.parametrize("url", ["https://" + "a" * 70 + ".io", "https://a..b"])
    async def test_row110_a_host_that_cannot_be_is_an_error_of_ours(self, url: str) -> None:
        try:
            async with connect(url) as gong:
                error = await failure(gong.calls.get("1"))
        except ConfigError:
            return
        assert isinstance(error, TransportError)
        assert error.phase == "dns"

    async def test_row110_a_slash_and_the_version_may_come_with_it(self) -> None:
        async with script(GOOD) as server:
            for ending in ("", "/", "/v2", "/v2/"):
                async with connect(server.url + ending) as gong:
                    await gong.calls.get("1")
        assert {seen.target for seen in server.requests} == {"/v2/calls/1"}


class TestInjection:
    @pytest.mark.parametrize("wrong", ["a\r\nX-Evil: 1", "a\nb", "a b", "ключ", "a\0b"])
    async def test_row116_credentials_that_no_header_can_carry(self, wrong: str) -> None:
        for credentials in (
            {"access_key": wrong, "access_key_secret": "s"},
            {"access_key": "k", "access_key_secret": wrong},
            {"token": wrong},
        ):
            with pytest.raises(ConfigError) as caught:
                Gong(**credentials)  # type: ignore[arg-type]
            assert wrong not in str(caught.value)

    @pytest.mark.parametrize("wrong", ["a\r\nX-Evil: 1", "a\nb", "a\0b"])
    async def test_row116_nor_can_they_come_in_by_the_back_door(self, wrong: str) -> None:
        """`auth=` takes what nobody has checked yet."""
        async with script(GOOD) as server:
            try:
                auth = BearerToken(token=wrong)
                async with connect(server, auth=auth) as gong:
                    error = await failure(gong.calls.get("1"))
                    assert error.attempts <= 1
            except ConfigError:
                pass
        assert server.requests == []

    async def test_a_copied_newline_is_stripped(self) -> None:
        config = GongConfig(access_key=" key\n", access_key_secret="secret\r\n")
        async with (
            script(GOOD) as server,
            Gong(
                auth=AccessKey(
                    access_key=config.access_key or "",
                    access_key_secret=config.access_key_secret or "",
                ),
                base_url=server.url,
            ) as gong,
        ):
            await gong.calls.get("1")
        assert server.requests[0].header("authorization") == [BASIC]
