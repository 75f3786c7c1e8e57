"""No secret leaves: not in a repr, a log, an error, a traceback with locals (row 117)."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import socket
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import attrs
import pytest

from gong_async.auth import AccessKey, BearerToken
from gong_async.client import Gong
from gong_async.config import GongConfig
from gong_async.endpoint import Response
from gong_async.errors import ConfigError, GongError
from gong_async.paging import Pager
from tests.wire.canaries import (
    CURSOR,
    KEY,
    PAIR,
    SECRET,
    TOKEN,
    Found,
    assert_clean,
    leaks,
    surfaces,
)
from tests.wire.hostile import Hostile, Line, Seen, Step, answer, envelope, hang, http, raw, refuse
from tests.wire.rig import CREATE, GOOD, FreeLimiter, connect, failure, script, talk
from tests.wire.rig import page as bare


def page(id_: str, **more: Any) -> str:
    """Write a page of one call, with details."""
    return bare(id_, **more).replace('[{"id"', '[{"metaData": {"id": "1"}, "id"')


def echo(status: int) -> Step:
    """Refuse with a message that repeats all that was sent."""

    async def step(line: Line) -> None:
        seen = line.seen
        said = [*seen.header("authorization"), seen.target, seen.body.decode(), f"cursor {CURSOR}"]
        headers = (("Location", f"https://gong.invalid/{CURSOR}?{SECRET}"), ("X-Echo", PAIR))
        await answer(envelope(*said, f"{KEY}:{SECRET}"), *headers, status=status)(line)

    return step


def beside(**more: Any) -> Step:
    """Answer with a page that names the cursor, and something that is wrong with it."""
    return answer(json.dumps({**json.loads(page("1", cursor=CURSOR)), **more}))


FAULTS: dict[str, Step] = {
    "reset": raw(then="rst"),
    "closed": raw(then="fin"),
    "cut": raw(http(page("1", cursor=CURSOR), length=9999), then="fin"),
    "not-http": raw(f"{CURSOR}\r\n\r\n".encode(), then="fin"),
    "long-header": raw(http("", ("X", CURSOR * 200)), then="fin"),
    "late": hang(),
    "html": answer(f"<html>{CURSOR} {SECRET}</html>", kind="text/html"),
    "cut-json": answer(page("1", cursor=CURSOR)[:-3]),
    "not-json": answer(CURSOR),
    "no-list": answer(page("1", cursor=CURSOR, key="others")),
    "list-of-texts": beside(calls=[CURSOR]),
    "errors-with-200": beside(errors=[f"the cursor {CURSOR} of {KEY} is bad"]),
    "cursor-in-a-list": beside(records={"cursor": [CURSOR]}),
    "record-without-id": beside(calls=[{"title": "x"}], records={}),
    "same-cursor": answer(page("2", cursor=CURSOR)),
    **{f"echo-{status}": echo(status) for status in (302, 400, 401, 403, 404, 409, 418, 429, 500)},
    "expired": refuse(400, f"Failed to verify cursor {CURSOR}"),
    "quota": refuse(429, f"{CURSOR}", headers=(("Retry-After", "9999"),)),
    "too-large": answer(b" " * (65 << 20), ("X-Echo", CURSOR), ("Set-Cookie", SECRET)),
}


@asynccontextmanager
async def faulty(step: Step, **settings: Any) -> AsyncIterator[tuple[Hostile, Gong]]:
    first = answer(page("1", cursor=CURSOR))
    if "auth" not in settings:
        settings["token"] = TOKEN
    policy = {"attempts": 2, "told_waits": 1, "max_wait": 5}
    async with talk(first, step, policy=policy, timeout=2, **settings) as (server, gong):
        yield server, gong


async def walk(pager: Pager[Any]) -> None:
    async for page in pager.pages():
        _ = page.items


def details(gong: Gong) -> Pager[Any]:
    return gong.calls.extensive()


def plain(gong: Gong) -> Pager[Any]:
    return gong.calls.list()


every_listing = pytest.mark.parametrize("listing", [plain, details], ids=["GET", "POST"])
BASIC_PAIR: dict[str, Any] = {"access_key": KEY, "access_key_secret": SECRET, "token": None}
every_credential = pytest.mark.parametrize(
    "credentials", [{"token": TOKEN}, BASIC_PAIR], ids=["token", "basic"]
)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@every_listing
@every_credential
async def test_an_error_shows_no_secret(
    fault: Step, listing: Callable[[Gong], Pager[Any]], credentials: dict[str, Any]
) -> None:
    timeout = 0.5 if fault is FAULTS["late"] else 5
    policy = {"attempts": 2, "told_waits": 1, "max_wait": 5}
    settings = {"policy": policy, "limiter": FreeLimiter(), "timeout": timeout, **credentials}
    async with talk(answer(page("1", cursor=CURSOR)), fault, **settings) as (server, gong):
        error = await failure(walk(listing(gong)))
    assert len(server.requests) >= 2
    shown = surfaces(error)
    assert len(shown) >= 10
    assert_clean(shown)


class TestBeforeAnyRequest:
    @pytest.mark.parametrize(
        "settings",
        [
            {"access_key": KEY, "access_key_secret": SECRET, "base_url": "http://evil.invalid"},
            {"access_key": KEY, "access_key_secret": SECRET, "token": TOKEN},
            {"access_key": KEY},
            {"access_key_secret": SECRET},
            {"access_key": KEY + ":", "access_key_secret": SECRET},
            {"access_key": KEY, "access_key_secret": SECRET + "\x7f"},
            {"token": TOKEN + " x"},
        ],
        ids=["base-url", "both", "no-secret", "no-key", "colon", "control", "space"],
    )
    def test_settings_that_cannot_work_are_not_shown(self, settings: dict[str, str]) -> None:
        with pytest.raises(ConfigError) as caught:
            make(lambda: Gong(**settings))  # type: ignore[arg-type]
        assert_clean(surfaces(caught.value))

    def test_nor_those_of_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GONG_ACCESS_KEY", KEY)
        monkeypatch.setenv("GONG_ACCESS_KEY_SECRET", SECRET)
        monkeypatch.setenv("GONG_ACCESS_TOKEN", TOKEN)
        with pytest.raises(ConfigError) as caught:
            make(Gong.from_env)
        assert_clean(surfaces(caught.value))

    async def test_refused_before_the_first_request(self) -> None:
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{bound.getsockname()[1]}"
            async with connect(url, token=TOKEN, policy={"attempts": 2}) as gong:
                error = await failure(gong.calls.get("1"))
        assert_clean(surfaces(error))

    async def test_a_client_that_is_closed(self) -> None:
        gong = Gong(token=TOKEN)
        assert_clean(surfaces(await failure(gong.calls.get("1"))))


def make(factory: Callable[[], Any]) -> None:
    factory()


class TestCancelled:
    @every_listing
    @every_credential
    @pytest.mark.parametrize(
        "fault",
        [
            hang(),
            raw(http("", length=99), then="hang"),
            refuse(429, headers=(("Retry-After", "4"),)),
        ],
        ids=["no-answer", "in-the-body", "in-a-told-wait"],
    )
    async def test_the_traceback_of_a_cancelled_walk_shows_no_secret(
        self,
        fault: Step,
        listing: Callable[[Gong], Pager[Any]],
        credentials: dict[str, Any],
    ) -> None:
        policy = {"attempts": 2, "max_wait": 5}
        steps = (answer(page("1", cursor=CURSOR)), fault)
        async with talk(*steps, policy=policy, **credentials) as (server, gong):
            task = asyncio.create_task(walk(listing(gong)))
            await server.until(answered=2)
            for _ in range(20):
                await asyncio.sleep(0)
            shown = {"task": repr(task)}
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
        shown |= surfaces(caught.value)
        assert_clean(shown)

    async def test_nor_does_an_exception_group(self) -> None:
        async def both(gong: Gong) -> None:
            async with asyncio.TaskGroup() as group:
                group.create_task(walk(gong.calls.list()))
                group.create_task(walk(gong.calls.extensive()))

        async with faulty(echo(401)) as (_, gong):
            with pytest.raises(ExceptionGroup) as caught:
                await both(gong)
        assert_clean(surfaces(caught.value))


class TestObjects:
    async def test_what_the_client_is_made_of_shows_no_secret(self) -> None:
        shown: Found = {}
        key = AccessKey(access_key=KEY, access_key_secret=SECRET)
        bearer = BearerToken(token=TOKEN)
        configs = (
            GongConfig(access_key=KEY, access_key_secret=SECRET),
            GongConfig(token=TOKEN),
        )
        for auth in (key, bearer):
            async with faulty(GOOD, auth=auth) as (_, gong):
                pages = gong.calls.list().pages()
                first = await anext(pages)
                session: Any = gong._session
                parts = [gong, gong.calls, session, session.transport, session.limiter]
                parts += [session.policy, gong.usage, auth, *configs, await auth.authorization()]
                for part in parts:
                    name = type(part).__name__
                    shown |= {f"repr {name}": repr(part), f"format {name}": f"{[part]}"}
                    shown[f"vars {name}"] = repr(getattr(part, "__dict__", None))
                    if attrs.has(type(part)):
                        shown[f"asdict {name}"] = repr(attrs.asdict(part))
                        shown[f"astuple {name}"] = repr(attrs.astuple(part))
                request = CREATE.request(query={"cursor": CURSOR}, body={"cursor": CURSOR})
                answered = Response(
                    status=200, headers=(("set-cookie", SECRET),), body=CURSOR.encode()
                )
                carrying = [first, first.next, pages, request, answered, aiter(gong.calls.list())]
                for part in carrying:
                    shown[f"repr {type(part).__name__}"] = repr(part)
        assert len(shown) >= 40
        assert_clean(shown)

    @pytest.mark.parametrize(
        "part",
        [
            AccessKey(access_key=KEY, access_key_secret=SECRET),
            BearerToken(token=TOKEN),
            GongConfig(token=TOKEN),
            Gong(access_key=KEY, access_key_secret=SECRET),
            Gong(token=TOKEN),
        ],
        ids=lambda part: type(part).__name__,
    )
    def test_credentials_are_not_pickled_and_it_says_so(self, part: object) -> None:
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match="credentials are not pickled") as caught:
                pickle.dumps(part, protocol)
            assert_clean({"str": str(caught.value), "repr": repr(caught.value)})


class TestLogs:
    @every_credential
    async def test_nothing_is_logged_even_when_everything_is(
        self, caplog: pytest.LogCaptureFixture, credentials: dict[str, Any]
    ) -> None:
        loop = asyncio.get_running_loop()
        loop.set_debug(True)
        loop.slow_callback_duration = 0  # every step of every task is logged
        known = ["", "asyncio", "aiohttp.client", "aiohttp.internal", "backoff", "gong_async"]
        for name in [*known, *logging.root.manager.loggerDict]:
            caplog.set_level(logging.DEBUG, logger=name)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            for fault in (FAULTS["reset"], FAULTS["echo-500"], FAULTS["cut-json"], GOOD):
                for listing in (plain, details):
                    async with script(answer(page("1", cursor=CURSOR)), fault) as server:
                        policy = {"attempts": 2}
                        async with connect(server, policy=policy, **credentials) as gong:
                            try:
                                await walk(listing(gong))
                            except GongError:
                                logging.getLogger("app").exception("failed with %r", gong)
            loop.set_debug(False)
        assert "failed with" in caplog.text
        lines = {f"log {number}": line for number, line in enumerate(caplog.text.splitlines())}
        lines |= {f"warning {n}": str(warning.message) for n, warning in enumerate(warned)}
        ours = {name: line for name, line in lines.items() if "hostile" not in line}
        assert_clean(ours)

    async def test_a_client_that_nobody_closed_complains_without_them(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            async with script(GOOD) as server:
                gong = Gong(token=TOKEN, base_url=server.url)
                await gong.__aenter__()
                await gong.calls.list().collect()
                session: Any = gong._session
                http_session = session.transport._http
                http_session.__del__()
                await gong.aclose()
        text = caplog.text + "".join(str(warning.message) for warning in warned)
        assert "nclosed" in text
        assert_clean({"log": text})


def test_the_seen_requests_would_show_them() -> None:
    """The canaries are real: a place that does show them is found."""
    seen = Seen("GET", f"/v2/calls?cursor={CURSOR}", (("authorization", PAIR),), b"", 0.0, 1)
    assert leaks({"seen": repr(seen)}) == ["seen: base64", "seen: cursor"]
