"""The simulated authorization server: codes, rotation, reuse, expiry, scopes."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from caller import Caller, Reply, Serve

from gong_async.sim import SimOAuth

LISTING = "/v2/workspaces"
TOKEN_PATH = "/oauth2/generate-customer-token"
REDIRECT = "https://app.example/back?from=gong"
APP = "Basic " + base64.b64encode(b"sim-client:sim-client-secret").decode()
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()
ASKED = {
    "client_id": "sim-client",
    "response_type": "code",
    "scope": "api:workspaces:read api:users:read",
    "redirect_uri": REDIRECT,
    "state": "s",
    "code_challenge": CHALLENGE.rstrip("="),
    "code_challenge_method": "S256",
}
BY_CODE = {
    "grant_type": "authorization_code",
    "client_id": "sim-client",
    "redirect_uri": REDIRECT,
    "code_verifier": VERIFIER,
}


async def go(gong: Caller, **asked: str) -> dict[str, str]:
    """Ask for a code; return what the browser comes back with."""
    options: dict[str, Any] = {"params": {**ASKED, **asked}, "allow_redirects": False}
    async with gong.session.get("/oauth2/authorize", **options) as response:
        assert response.status == 302
        address = response.headers["Location"]
    assert address.startswith(REDIRECT + "&")
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}


async def get(gong: Caller, app: str = APP, **form: str) -> Reply:
    return await gong.send("POST", TOKEN_PATH, data=form, headers={"Authorization": app})


async def refresh(gong: Caller, token: str) -> Reply:
    return await get(gong, grant_type="refresh_token", refresh_token=token)


async def grant(gong: Caller, **asked: str) -> dict[str, Any]:
    reply = await get(gong, **BY_CODE, code=(await go(gong, **asked))["code"])
    assert reply.status == 200
    return dict(reply.body)


async def use(gong: Caller, token: str, path: str = LISTING) -> tuple[int, str]:
    reply = await gong.send("GET", path, headers={"Authorization": f"Bearer {token}"})
    return reply.status, reply.error if reply.status != 200 else ""


def refused(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.body["error"]


async def test_a_code_becomes_a_token(gong: Caller) -> None:
    back = await go(gong)
    assert (back["state"], back["from"]) == ("s", "gong")
    reply = await get(gong, **BY_CODE, code=back["code"])
    assert reply.status == 200
    assert reply.body | {"access_token": "a", "refresh_token": "r"} == {
        "access_token": "a",
        "refresh_token": "r",
        "expires_in": 86_400,
        "token_type": "bearer",
        "scope": "api:workspaces:read api:users:read",
        "api_base_url_for_customer": gong.sim.url,
    }
    assert (await use(gong, reply.body["access_token"]))[0] == 200


async def test_the_query_will_do_instead_of_a_form(gong: Caller) -> None:
    code = (await go(gong))["code"]
    headers = {"Authorization": APP}
    reply = await gong.send("POST", TOKEN_PATH, params={**BY_CODE, "code": code}, headers=headers)
    assert reply.status == 200


async def test_the_limits_of_the_api_are_not_for_it(serve: Serve) -> None:
    gong = await serve(quota=0)
    await grant(gong)
    assert (gong.sim.requests, gong.sim.throttled) == (0, 0)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": ""}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
async def test_what_cannot_be_authorized(gong: Caller, asked: dict[str, str], error: str) -> None:
    back = await go(gong, **asked)
    assert (back["error"], back["state"]) == (error, "s")
    assert "code" not in back


@pytest.mark.parametrize("asked", [{"client_id": "other"}, {"redirect_uri": "javascript:x"}])
async def test_nobody_is_sent_back_to_an_unknown_app(gong: Caller, asked: dict[str, str]) -> None:
    async with gong.session.get("/oauth2/authorize", params={**ASKED, **asked}) as response:
        assert response.status == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uri": "https://app.example/other"},
        {"client_id": "other"},
        {"code_verifier": "w" * 64},
        {"code_verifier": ""},
        {"code": "code-of-nobody"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_a_code_is_bound_to_what_it_was_given_for(
    gong: Caller, wrong: dict[str, str]
) -> None:
    code = (await go(gong))["code"]
    assert refused(await get(gong, **{**BY_CODE, "code": code, **wrong})) == (400, "invalid_grant")


async def test_a_code_lives_ten_minutes(gong: Caller) -> None:
    young, old = await go(gong), await go(gong)
    gong.sim.oauth.pass_by(599)
    assert (await get(gong, **BY_CODE, code=young["code"])).status == 200
    gong.sim.oauth.pass_by(1)
    assert refused(await get(gong, **BY_CODE, code=old["code"])) == (400, "invalid_grant")


async def test_a_code_that_is_used_twice_ends_what_came_of_it(gong: Caller) -> None:
    code = (await go(gong))["code"]
    token = (await get(gong, **BY_CODE, code=code)).body["access_token"]
    assert refused(await get(gong, **BY_CODE, code=code)) == (400, "invalid_grant")
    assert await use(gong, token) == (401, "The access token has been revoked")


@pytest.mark.parametrize("app", ["", "Basic eDp5", "Bearer x", "Basic é"])
async def test_another_app_gets_nothing(gong: Caller, app: str) -> None:
    assert refused(await get(gong, app, **BY_CODE, code="x")) == (401, "invalid_client")


async def test_another_kind_of_grant_is_none(gong: Caller) -> None:
    assert refused(await get(gong, grant_type="password")) == (400, "unsupported_grant_type")


async def test_a_refresh_ends_the_tokens_before_it(gong: Caller) -> None:
    first = await grant(gong)
    second = (await refresh(gong, first["refresh_token"])).body
    assert second["refresh_token"] != first["refresh_token"]
    assert await use(gong, first["access_token"]) == (401, "The access token has been revoked")
    assert (await use(gong, second["access_token"]))[0] == 200
    assert second["scope"] == first["scope"]


async def test_a_refresh_token_that_is_used_twice_ends_the_family(gong: Caller) -> None:
    other = await grant(gong)
    first = await grant(gong)
    second = (await refresh(gong, first["refresh_token"])).body
    assert refused(await refresh(gong, first["refresh_token"])) == (400, "invalid_grant")
    assert (await use(gong, second["access_token"]))[0] == 401
    assert refused(await refresh(gong, second["refresh_token"])) == (400, "invalid_grant")
    assert (await use(gong, other["access_token"]))[0] == 200
    assert gong.sim.oauth.grants == [
        *[("authorization_code", 200)] * 2,
        ("refresh_token", 200),
        *[("refresh_token", 400)] * 2,
    ]


async def test_an_access_token_is_no_refresh_token_and_neither_way_round(gong: Caller) -> None:
    token = await grant(gong)
    assert await use(gong, token["refresh_token"]) == (401, "Access denied")
    assert (await refresh(gong, token["access_token"])).status == 400


async def test_a_token_expires(serve: Serve) -> None:
    gong = await serve(oauth=SimOAuth(expires_in=100))
    token = await grant(gong)
    assert token["expires_in"] == 100
    gong.sim.oauth.pass_by(99)
    assert (await use(gong, token["access_token"]))[0] == 200
    gong.sim.oauth.pass_by(1)
    assert await use(gong, token["access_token"]) == (401, "The access token has expired")
    assert (await refresh(gong, token["refresh_token"])).status == 200


async def test_an_administrator_takes_all_of_it_back(gong: Caller) -> None:
    token = await grant(gong)
    gong.sim.oauth.revoke()
    assert await use(gong, token["access_token"]) == (401, "The access token has been revoked")
    assert (await refresh(gong, token["refresh_token"])).status == 400


async def test_a_token_is_good_for_its_scopes(gong: Caller) -> None:
    token = (await grant(gong))["access_token"]
    assert (await use(gong, token, "/v2/users"))[0] == 200
    wanted = "You don't have permission to use 'api:settings:trackers:read' in your app."
    assert await use(gong, token, "/v2/settings/trackers") == (401, wanted)
    assert (await gong.get("/v2/settings/trackers")).status == 200, "a key has no scopes"


async def test_a_scope_can_be_taken_from_all(serve: Serve) -> None:
    gong = await serve(denied_scopes=("api:users:read",))
    token = (await grant(gong))["access_token"]
    assert (await use(gong, token, "/v2/users"))[0] == 401


async def test_the_same_seed_gives_the_same_tokens(serve: Serve) -> None:
    tokens = [
        (await grant(await serve(oauth=SimOAuth(seed=seed))))["access_token"] for seed in (1, 1, 2)
    ]
    assert tokens[0] == tokens[1] != tokens[2]
