"""No secret of OAuth leaves: not in a repr, a log, an error, a traceback with locals (row 117)."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import stat
import warnings
from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import attrs
import pytest

from gong_async.client import Gong
from gong_async.errors import ConfigError, GongError
from gong_async.oauth import (
    AuthorizationRequest,
    CallbackTokenStore,
    FileTokenStore,
    OAuth,
    OAuthApp,
    OAuthToken,
)
from tests.wire.granting import HOUR, ONCE, REDIRECT, Clock, client, make_app
from tests.wire.hostile import Hostile, Line, Step, answer, envelope, hang, http, raw, refuse
from tests.wire.rig import GOOD, failure, script
from tests.wire.test_secrets import Found, surfaces

CLIENT_SECRET = "canary-client-secret-7F3kQ9xZ2mV8pL4tR6wY1nB5"
CODE = "canarycode.eyJjb2RlIjoiMTIzNDU2Nzg5MCJ9.Zk9xTm4yUXc3"
STATE = "canarystate-Q2FuYXJ5U3RhdGUtMTIzNDU2Nzg5MA"
VERIFIER = "canaryverifier-Q2FuYXJ5VmVyaWZpZXItMTIzNDU2Nzg5MC0xMjM0NTY3ODkw"
ACCESS = "canaryaccess.eyJzdWIiOiJnb25nIiwiZXhwIjoyMDQxNTI0NjAwfQ.QWNjZXNzMDAwMA"
REFRESH = "canaryrefresh.eyJzdWIiOiJnb25nIiwiZXhwIjoyMDQxNTI0NjAwfQ.UmVmcmVzaDAw"
NEXT_ACCESS = "canarynextaccess.eyJzdWIiOiJnb25nMiIsImV4cCI6MjA0MTUyNDZ9.QWNjZXNzMTEx"
NEXT_REFRESH = "canarynextrefresh.eyJzdWIiOiJnb25nMiIsImV4cCI6MjA0MTUyNDZ9.UmVmcmVzaDEx"
SECRETS = {
    "client secret": CLIENT_SECRET,
    "client secret in base64": b64encode(f"sim-client:{CLIENT_SECRET}".encode()).decode(),
    "code": CODE,
    "state": STATE,
    "verifier": VERIFIER,
    "access token": ACCESS,
    "refresh token": REFRESH,
    "next access token": NEXT_ACCESS,
    "next refresh token": NEXT_REFRESH,
}
BACK = f"{REDIRECT}?code={CODE}&state={STATE}"
NEXT = {
    "access_token": NEXT_ACCESS,
    "refresh_token": NEXT_REFRESH,
    "expires_in": 86_400,
    "scope": "api:users:read",
}


def shown_in(text: str) -> list[str]:
    """Name the secrets of which a good part shows."""
    return [
        name
        for name, secret in SECRETS.items()
        if secret in text or secret[:24] in text or secret[-20:] in text
    ]


def assert_clean(found: Found) -> None:
    leaks = {surface: names for surface, text in found.items() if (names := shown_in(text))}
    assert leaks == {}


def app_at(url: str, **more: Any) -> OAuthApp:
    return make_app(url, client_secret=CLIENT_SECRET, **more)


def token_at(url: str) -> OAuthToken:
    return OAuthToken(
        access_token=ACCESS,
        refresh_token=REFRESH,
        expires_at=Clock().now,
        scope="api:users:read",
        api_base_url=url,
    )


def granted(url: str, **changes: Any) -> str:
    return json.dumps({**NEXT, "api_base_url_for_customer": url, **changes})


# What is asked for, and how


async def exchange(server: Hostile, **settings: Any) -> None:
    await app_at(server.url, **settings).exchange(BACK, state=STATE, verifier=VERIFIER)


async def refresh(server: Hostile, **settings: Any) -> None:
    await app_at(server.url, **settings).refresh(token_at(server.url))


async def call(server: Hostile, **settings: Any) -> None:
    async with client(renewing(server, **settings)) as gong:
        await gong.calls.get("1")


def renewing(server: Hostile, **settings: Any) -> OAuth:
    """Vouch with a token that has to be renewed before the first call."""
    app = app_at(server.url, **settings)
    return OAuth(app, CallbackTokenStore(token_at(server.url), lambda _: None))


Asking = Callable[..., Awaitable[None]]
every_way = pytest.mark.parametrize("asking", [exchange, refresh, call])


def echo(status: int) -> Step:
    """Answer with all that was sent, and with all that there is besides."""

    async def step(line: Line) -> None:
        sent = [*line.seen.header("authorization"), line.seen.target, line.seen.body.decode()]
        headers = (("Location", f"https://gong.invalid/?{quote(CODE)}"), ("X-Echo", CLIENT_SECRET))
        body = envelope(*sent, *SECRETS.values())
        await answer(body, *headers, status=status)(line)

    return step


def described(status: int) -> Step:
    """Answer as RFC 6749 has it, with a description that tells too much."""
    said = {"error": "invalid_grant", "error_description": f"{REFRESH} {CODE} was used"}
    return answer(json.dumps(said), status=status)


FAULTS: dict[str, Step] = {
    "reset": raw(then="rst"),
    "late": hang(),
    "cut": raw(http(granted("https://a.example"), length=9999), then="fin"),
    "cut-json": answer(granted("https://a.example")[:-3]),
    "not-json": answer(NEXT_ACCESS),
    "html": answer(f"<html>{REFRESH}</html>", kind="text/html"),
    "html-400": answer(f"<html>{REFRESH}</html>", kind="text/html", status=400),
    "list": answer(json.dumps([NEXT_ACCESS])),
    "too-large": answer(NEXT_ACCESS.encode() * (1 << 15), ("X-Echo", CLIENT_SECRET)),
    "plain-http": answer(granted(f"http://{NEXT_ACCESS}.example")),
    "secret-address": answer(granted(f"https://u:{NEXT_REFRESH}@a.example")),
    "token-with-a-space": answer(granted("https://a.example", access_token=f"{NEXT_ACCESS} x")),
    "with-errors": answer(granted("https://a.example", errors=[NEXT_REFRESH])),
    "quota": refuse(429, REFRESH, headers=(("Retry-After", "9999"),)),
    **{f"echo-{status}": echo(status) for status in (307, 400, 401, 403, 404, 418, 429, 500)},
    **{f"described-{status}": described(status) for status in (400, 401)},
}


ODD = {"plain-http", "secret-address"}  # is passed over where another address is known
CASES = {
    f"{name}-{asking.__name__}": (fault, asking)
    for name, fault in FAULTS.items()
    for asking in (exchange, refresh, call)
    if not (name in ODD and asking is refresh)
}


@pytest.mark.parametrize(("fault", "asking"), CASES.values(), ids=CASES)
async def test_an_error_shows_no_secret(fault: Step, asking: Asking) -> None:
    timeout = 0.1 if fault is FAULTS["late"] else 5.0
    async with script(fault) as server:
        error = await failure(asking(server, timeout=timeout, retry=ONCE))
        assert server.requests
    shown = surfaces(error)
    assert len(shown) >= 10
    assert_clean(shown)


async def test_a_moved_company_is_told_without_its_token() -> None:
    async with script(answer(granted("https://us-2.api.gong.io"))) as server:
        error = await failure(call(server))
    assert "us-2.api.gong.io" in str(error)
    assert_clean(surfaces(error))


@pytest.mark.parametrize(
    "address",
    [
        f"{REDIRECT}?code={CODE}&state=other",
        f"{REDIRECT}?code={CODE}&code={CODE}&state={STATE}",
        f"{REDIRECT}?code={CODE}%20x&state={STATE}",
        f"{REDIRECT}?error={CODE}&state={STATE}",
        f"{REDIRECT}#code={CODE}&state={STATE}",
        f"{REDIRECT}?{'&'.join(f'code={CODE}{n}' for n in range(99))}",
    ],
)
async def test_an_address_that_is_refused_is_not_shown(address: str) -> None:
    app = app_at("http://127.0.0.1:9")
    error = await failure(app.exchange(address, state=STATE, verifier=VERIFIER))
    assert_clean(surfaces(error))


@pytest.mark.parametrize(
    "wrong", [{"client_id": f"{CLIENT_SECRET}:"}, {"client_secret": f"{CLIENT_SECRET} x"}]
)
def test_settings_that_cannot_work_are_not_shown(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as caught:
        make_app("http://127.0.0.1:9", **wrong)
    assert_clean(surfaces(caught.value))


class KeepError(Exception):
    """What somebody's store raises."""


async def refuse_to_keep(_: OAuthToken) -> None:
    raise KeepError("the database is gone")


async def test_a_store_that_fails_shows_no_secret() -> None:
    async def both(gong: Gong) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(gong.calls.get("1"))

    async with script(GOOD) as server:
        server.say(answer(granted(server.url)), GOOD)
        store = CallbackTokenStore(token_at(server.url), refuse_to_keep)
        async with client(OAuth(app_at(server.url), store)) as gong:
            with pytest.raises(ExceptionGroup) as caught:
                await both(gong)
    assert len(caught.value.exceptions) == 3
    assert_clean(surfaces(caught.value))


@every_way
@pytest.mark.parametrize(
    "fault", [hang(), raw(http("", length=99), then="hang")], ids=["no-answer", "in-the-body"]
)
async def test_whoever_is_cancelled_shows_no_secret(fault: Step, asking: Asking) -> None:
    async with script(fault) as server:
        task = asyncio.ensure_future(asking(server, timeout=0.2))
        await server.until(answered=1)
        for _ in range(20):
            await asyncio.sleep(0)
        found = {f"task {number}": repr(each) for number, each in enumerate(asyncio.all_tasks())}
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
    assert_clean(found | surfaces(caught.value))


async def test_a_renewal_that_is_cancelled_itself_shows_no_secret() -> None:
    async with script(hang()) as server:
        oauth = renewing(server)
        waiting = asyncio.create_task(oauth.renew(oauth.token))
        await server.until(answered=1)
        (renewal,) = (task for task in asyncio.all_tasks() if "OAuth._renew" in repr(task))
        renewal.cancel()
        with pytest.raises(GongError, match="was cancelled") as caught:
            await waiting
    assert_clean(surfaces(caught.value))


def test_what_it_is_made_of_shows_no_secret_and_is_not_pickled() -> None:
    app, token = app_at("http://127.0.0.1:9"), token_at("https://us-1.api.gong.io")
    request = AuthorizationRequest(
        url=f"https://a.example/?{STATE}", state=STATE, verifier=VERIFIER
    )
    store = CallbackTokenStore(token, lambda _: None)
    parts: list[Any] = [app, token, request, store, OAuth(app, store), Gong(auth=OAuth(app, store))]
    found: Found = {"json": repr(token.to_json())}
    for part in parts:
        name = type(part).__name__
        found |= {f"repr {name}": repr(part), f"str {name}": str(part), f"in {name}": f"{[part]}"}
        if attrs.has(type(part)) and part is not request:  # its URL is there to be opened
            found[f"asdict {name}"] = repr(attrs.asdict(part))
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match="not pickled") as caught:
                pickle.dumps(part, protocol)
            found[f"pickle {name}"] = str(caught.value)
    assert len(found) > 20
    assert_clean(found)


async def test_nothing_is_logged_even_when_everything_is(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0  # every step of every task is logged
    for name in ["", "asyncio", "aiohttp.client", "gong_async", *logging.root.manager.loggerDict]:
        caplog.set_level(logging.DEBUG, logger=name)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for fault in ("echo-500", "described-400"):
            for asking in (exchange, refresh, call):
                async with script(FAULTS[fault], GOOD) as server:
                    try:
                        await asking(server)
                    except GongError:
                        logging.getLogger("app").exception("failed")
        async with script(GOOD) as server:
            server.say(answer(granted(server.url)), GOOD)
            await call(server)
    loop.set_debug(False)
    assert "trying again" in caplog.text
    assert "failed" in caplog.text
    lines = {f"log {number}": line for number, line in enumerate(caplog.text.splitlines())}
    lines |= {f"warning {number}": str(each.message) for number, each in enumerate(warned)}
    assert_clean({name: line for name, line in lines.items() if "hostile" not in line})


# On the disk


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def tell_tales(folder: Path) -> dict[str, tuple[int, list[str]]]:
    """Find the files that hold secrets, and who may read them."""
    return {
        path.name: (stat.S_IMODE(path.stat().st_mode), names)
        for path in folder.rglob("*")
        if path.is_file() and (names := shown_in(path.read_text("latin-1")))
    }


async def test_only_the_file_itself_holds_secrets_and_only_its_owner_reads_it(
    tmp_path: Path,
) -> None:
    store = FileTokenStore(tmp_path / "acme.token")
    clock = Clock()
    async with script(GOOD) as server:
        server.say(answer(granted(server.url)), GOOD, refuse(503))
        await store.save(attrs.evolve(token_at(server.url), expires_at=clock.now + HOUR))
        async with client(OAuth(app_at(server.url, now=clock), store)) as gong:
            clock.now += HOUR
            await gong.calls.get("1")
            clock.now += timedelta(days=2)
            error = await failure(gong.calls.get("1"))  # so that a note is left beside it
    assert tell_tales(tmp_path) == {
        "acme.token": (0o600, ["next access token", "next refresh token"])
    }
    assert names(tmp_path) == {"acme.token", "acme.token.lock"}
    assert_clean(surfaces(error))


@pytest.mark.parametrize("damage", ["wide", "cut", "other"])
async def test_a_file_that_is_refused_is_not_shown(tmp_path: Path, damage: str) -> None:
    store = FileTokenStore(tmp_path / "acme.token")
    await store.save(token_at("https://us-1.api.gong.io"))
    text = store.path.read_text()
    match damage:
        case "wide":
            store.path.chmod(0o644)
        case "cut":
            store.path.write_text(text[:-9])
        case _:
            store.path.write_text(text.replace("https", "http"))
    with pytest.raises(GongError) as caught:
        OAuth(app_at("http://127.0.0.1:9"), store)
    assert_clean(surfaces(caught.value))


def test_the_secrets_are_found_where_they_show() -> None:
    """The canaries are real: a place that does show them is found."""
    text = f"{BACK} {VERIFIER[:30]} {token_at('https://a.example').to_json():s}"
    assert shown_in(text) == ["code", "state", "verifier", "access token", "refresh token"]
