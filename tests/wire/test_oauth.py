"""Getting a token: what is sent to Gong for one, and what is made of each answer."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest

from gong_async.errors import (
    AuthenticationError,
    BadRequestError,
    DecodeError,
    GongError,
    PermissionDeniedError,
    ServerError,
    TransportError,
)
from gong_async.oauth import OAuthToken
from tests.wire.granting import (
    ONCE,
    REDIRECT,
    SCOPES,
    Clock,
    Scene,
    authorize,
    make_app,
    scene,
    visit,
)
from tests.wire.hostile import Step, answer, bomb, envelope, hang, http, raw, refuse
from tests.wire.rig import connect, failure, script

HOME = "https://us-1.api.gong.io"
GRANTED: dict[str, Any] = {
    "access_token": "access-1",
    "refresh_token": "refresh-1",
    "expires_in": 86_400,
    "token_type": "bearer",
    "scope": "api:users:read",
    "api_base_url_for_customer": HOME,
}
BEFORE = OAuthToken(
    access_token="access-0",
    refresh_token="refresh-0",
    expires_at=Clock().now,
    scope="api:calls:read:basic",
    api_base_url="https://us-0.api.gong.io",
)


def grant(**changes: Any) -> Step:
    return answer(json.dumps({**GRANTED, **changes}))


async def login(*steps: Step, **settings: Any) -> OAuthToken:
    async with script(*steps) as server:
        app = make_app(server.url, **{"now": Clock(), "retry": ONCE, **settings})
        return await app.exchange(f"{REDIRECT}?state=st&code=c0de", state="st", verifier="veri")


async def refreshed(*steps: Step, **settings: Any) -> OAuthToken:
    async with script(*steps) as server:
        return await make_app(server.url, **{"now": Clock(), "retry": ONCE, **settings}).refresh(
            BEFORE
        )


# With the simulator


async def test_an_authorization_from_its_beginning_to_the_token() -> None:
    async with scene() as one:
        assert one.first.scope == " ".join(SCOPES)
        assert one.first.api_base_url == one.sim.url
        assert one.first.expires_at == one.clock.now + timedelta(days=1)
        second = await one.app.refresh(one.first)
        assert {second.access_token, second.refresh_token}.isdisjoint(
            {one.first.access_token, one.first.refresh_token}
        )


async def refused(one: Scene, address: str, **kept: str) -> AuthenticationError:
    error = await failure(one.app.exchange(address, **kept))
    assert isinstance(error, AuthenticationError)
    return error


async def test_a_code_is_good_once_and_for_ten_minutes_and_it_says_so() -> None:
    async with scene() as one:
        request = one.app.authorize_url(SCOPES)
        kept = {"state": request.state, "verifier": request.verifier}
        used, late = await visit(request.url), await visit(request.url)
        await one.app.exchange(used, **kept)
        one.pass_by(timedelta(minutes=10))
        for address in (used, late):
            error = await refused(one, address, **kept)
            assert (error.status, error.messages[0]) == (400, "invalid_grant")
            assert "authorize the app again" in str(error)


async def test_a_stolen_code_is_of_no_use_without_the_verifier() -> None:
    async with scene() as one:
        request, other = one.app.authorize_url(SCOPES), one.app.authorize_url(SCOPES)
        address = await visit(request.url)
        await refused(one, address, state=request.state, verifier=other.verifier)


async def test_a_wrong_secret_is_told_from_a_wrong_code() -> None:
    async with scene() as one:
        wrong = make_app(one.sim.url, client_secret="wrong")
        error = await failure(authorize(wrong))
        assert isinstance(error, AuthenticationError)
        assert "client_secret" in str(error)


async def test_what_no_administrator_grants_is_told() -> None:
    async with scene() as one:
        request = one.app.authorize_url(SCOPES)
        address = await visit(request.url.replace("response_type=code", "response_type=none"))
        error = await failure(
            one.app.exchange(address, state=request.state, verifier=request.verifier)
        )
        assert "unsupported_response_type" in str(error)
        assert one.sim.oauth.grants == [("authorization_code", 200)], "nothing more was sent"


# What is sent


async def test_secrets_travel_in_the_body_and_in_no_address() -> None:
    async with script(grant()) as server:
        app = make_app(server.url, now=Clock())
        address = f"{REDIRECT}?state=st&code=c0de"
        token = await app.exchange(address, state="st", verifier="veri")
        await app.refresh(token)
        by_code, by_refresh = server.requests
    for seen in (by_code, by_refresh):
        pair = b64encode(b"sim-client:sim-client-secret").decode()
        assert (seen.method, seen.target) == ("POST", "/oauth2/generate-customer-token")
        assert seen.header("authorization") == [f"Basic {pair}"]
        assert seen.header("content-type") == ["application/x-www-form-urlencoded"]
        assert seen.header("accept") == ["application/json"]
        assert seen.header("cookie") == []
    assert parse_qs(by_code.body.decode(), strict_parsing=True) == {
        "grant_type": ["authorization_code"],
        "code": ["c0de"],
        "client_id": ["sim-client"],
        "redirect_uri": [REDIRECT],
        "code_verifier": ["veri"],
    }
    assert parse_qs(by_refresh.body.decode(), strict_parsing=True) == {
        "grant_type": ["refresh_token"],
        "refresh_token": ["refresh-1"],
    }


async def test_the_proxies_of_the_environment_are_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (await login(grant())).access_token == "access-1"


# What is made of the answer


async def test_a_token_is_read() -> None:
    assert await login(grant()) == OAuthToken(
        access_token="access-1",
        refresh_token="refresh-1",
        expires_at=Clock().now + timedelta(days=1),
        scope="api:users:read",
        api_base_url=HOME,
    )


@pytest.mark.parametrize("told", [None, "soon", -1, 0, [], "nan", "inf", True, 10**400])
async def test_a_lifetime_that_cannot_be_read_is_no_reason_to_lose_the_token(told: Any) -> None:
    token = await refreshed(grant(expires_in=told))
    assert token.access_token == "access-1"
    assert token.expires_at > Clock().now


@pytest.mark.parametrize(("told", "seconds"), [(60, 60), ("3600", 3600), (90.5, 90.5)])
async def test_a_lifetime_is_seconds_from_when_it_was_asked_for(told: Any, seconds: float) -> None:
    token = await refreshed(grant(expires_in=told))
    assert token.expires_at == Clock().now + timedelta(seconds=seconds)


async def test_what_a_refresh_does_not_say_is_as_it_was() -> None:
    token = await refreshed(answer('{"access_token": "access-2", "expires_in": 60}'))
    assert token == OAuthToken(
        access_token="access-2",
        refresh_token=BEFORE.refresh_token,
        expires_at=Clock().now + timedelta(seconds=60),
        scope=BEFORE.scope,
        api_base_url=BEFORE.api_base_url,
    )


BAD: dict[str, dict[str, Any]] = {
    "no-access-token": {"access_token": None},
    "empty-access-token": {"access_token": ""},
    "token-with-a-line-break": {"access_token": "a\r\nX-Evil: 1"},
    "number": {"access_token": 5},
    "with-errors": {"errors": ["no"]},
}
ODD: dict[str, dict[str, Any]] = {
    "plain-http": {"api_base_url_for_customer": "http://us-1.api.gong.io"},
    "no-scheme": {"api_base_url_for_customer": "us-1.api.gong.io"},
    "address-with-a-path": {"api_base_url_for_customer": "https://evil.example/x?y"},
    "address-of-the-wrong-kind": {"api_base_url_for_customer": ["https://us-1.api.gong.io"]},
    "refresh-token-of-the-wrong-kind": {"refresh_token": {"a": 1}},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD.keys())
async def test_an_answer_that_is_no_token_is_none(changes: dict[str, Any]) -> None:
    for asking in (login, refreshed):
        assert isinstance(await failure(asking(grant(**changes))), DecodeError)


@pytest.mark.parametrize("changes", ODD.values(), ids=ODD.keys())
async def test_an_odd_answer_is_no_reason_to_lose_the_next_token(changes: dict[str, Any]) -> None:
    assert isinstance(await failure(login(grant(**changes))), DecodeError)
    token = await refreshed(grant(**changes))
    same = grant(**dict.fromkeys(changes))
    assert token == await refreshed(same), "as if it had not said that"


async def test_what_was_spent_on_an_odd_answer_is_not_sent_again() -> None:
    """Else 'invalid_grant' would hide what was wrong."""
    async with script(grant(access_token=5)) as server:
        error = await failure(make_app(server.url).refresh(BEFORE))
        assert isinstance(error, DecodeError)
        assert "$.access_token" in str(error)
        assert len(server.requests) == 1


@pytest.mark.parametrize("name", ["refresh_token", "api_base_url_for_customer"])
async def test_the_first_token_has_all_of_it(name: str) -> None:
    error = await failure(login(grant(**{name: None})))
    assert isinstance(error, DecodeError)
    assert name in str(error)


async def test_a_session_of_ones_own_is_used_and_left_open() -> None:
    sent: list[str] = []
    trace = aiohttp.TraceConfig()

    async def note(_: object, __: object, params: aiohttp.TraceRequestStartParams) -> None:
        sent.append(params.url.path)

    trace.on_request_start.append(note)
    async with aiohttp.ClientSession(trace_configs=[trace]) as session:
        token = await refreshed(grant(), session=session)
        assert not session.closed
    assert (sent, token.access_token) == (["/oauth2/generate-customer-token"], "access-1")


async def test_a_redirect_is_not_followed() -> None:
    async with script(grant()) as other:
        moved = answer("", ("Location", f"{other.url}/oauth2/x"), status=307)
        error = await failure(refreshed(moved))
        assert other.requests == []
    assert "redirect" in str(error)


async def test_a_body_without_end_is_cut_off() -> None:
    packed = http(bomb(8), ("Content-Encoding", "gzip"))
    error = await failure(refreshed(raw(packed)))
    assert isinstance(error, DecodeError)
    assert "larger" in str(error)


async def test_no_answer_is_not_waited_for_longer_than_told() -> None:
    error = await failure(refreshed(hang(), timeout=0.1))
    assert isinstance(error, TransportError)
    assert error.phase == "read"


async def test_what_can_be_mended_is_tried_again() -> None:
    steps = (refuse(503), raw(then="rst"), grant())
    async with script(*steps) as server:
        token = await make_app(server.url).refresh(BEFORE)
        assert token.access_token == "access-1"
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (refuse(500), ServerError),
        (refuse(403), PermissionDeniedError),
        (raw(then="rst"), TransportError),
        (answer("<html>", kind="text/html"), DecodeError),
        (answer("<html>", kind="text/html", status=400), BadRequestError),
    ],
)
async def test_other_failures_are_what_they_are_everywhere(
    step: Step, kind: type[GongError]
) -> None:
    error = await failure(refreshed(step))
    assert type(error) is kind
    assert error.maybe_done is False, "there is nothing to find out"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (answer('{"error": "invalid_grant"}', status=400), "authorize the app again"),
        (answer('{"error": "invalid_grant"}', status=401), "authorize the app again"),
        (answer('{"error": "invalid_client"}', status=400), "client_secret"),
        (refuse(401, "Access denied"), "client_secret"),
        (answer(envelope("x"), status=400), "authorize the app again"),
    ],
)
async def test_a_refusal_says_what_to_do_and_is_not_tried_again(step: Step, said: str) -> None:
    async with script(step) as server:
        error = await failure(make_app(server.url).refresh(BEFORE))
        assert len(server.requests) == 1
    assert isinstance(error, AuthenticationError)
    assert said in str(error)
    assert error.attempts == 1


async def test_the_word_for_a_refusal_is_believed_of_the_token_alone() -> None:
    page = answer('{"error": "not_found"}', status=404)
    async with script(page) as server, connect(server) as gong:
        assert "check base_url" in str(await failure(gong.calls.get("1")))
        assert "not_found" in str(await failure(make_app(server.url).refresh(BEFORE)))
