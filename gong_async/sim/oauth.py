"""
The authorization server: codes, tokens that expire, refresh tokens that are good once.

It is as strict as such a server can be: a new token ends the one before, and whoever uses a code
or a refresh token a second time ends all that came of the first use.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Collection, Mapping
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aiohttp import web
from attrs import define, field, frozen

from gong_async.sim.answers import RefusedError

__all__ = ["SimOAuth"]

_CODE_TTL = 600.0  # seconds
_EXPIRED, _REVOKED = "The access token has expired", "The access token has been revoked"


@frozen
class _Pending:
    """What a code was given for."""

    redirect_uri: str
    scope: str
    challenge: str
    expires: float


@define
class _Family:
    """All the tokens that come of one authorization; only the last pair is good."""

    scope: str
    access: str = ""
    refresh: str = ""
    expires: float = 0.0
    revoked: bool = False


class _GrantError(Exception):
    """The answer to a request for a token is no, for a reason of RFC 6749, 5.2."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


@define(eq=False)
class SimOAuth:
    """
    The authorization server of a simulated Gong, at its ``url``; it approves whatever it can.

    Args:
        client_id, client_secret: The one app that it knows.

        expires_in: Seconds that an access token is good for.

        seed: Decides the codes and the tokens.

    Attributes:
        grants: What was asked for, in order, as ``grant_type``, with the status of the answer.
    """

    client_id: str = "sim-client"
    client_secret: str = field(default="sim-client-secret", repr=False)
    expires_in: float = 86_400.0
    seed: int = 1
    grants: list[tuple[str, int]] = field(factory=list[tuple[str, int]], init=False)
    _passed: float = field(default=0.0, init=False)
    _codes: dict[str, _Pending] = field(factory=dict[str, _Pending], init=False, repr=False)
    _families: dict[str, _Family] = field(factory=dict[str, _Family], init=False, repr=False)
    _random: Random = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._random = Random(f"{self.seed}/oauth")

    def pass_by(self, seconds: float) -> None:
        """Let so much time go by, for codes and tokens alone."""
        self._passed += seconds

    def revoke(self) -> None:
        """Take every token back, as an administrator does."""
        for family in self._families.values():
            family.revoked = True

    def granted(self, token: str) -> Collection[str] | None:
        """The scopes of an access token, None if it is none; a 401 if it was one."""
        family = self._families.get(token)
        if family is None or not token.startswith("access"):
            return None
        if family.revoked or token != family.access:
            raise RefusedError(401, _REVOKED)
        if self._now() >= family.expires:
            raise RefusedError(401, _EXPIRED)
        return family.scope.split()

    async def serve(self, request: web.BaseRequest) -> web.Response | None:
        """Answer a request to this server; None if it is one to the API."""
        match request.method, request.path:
            case "GET", "/oauth2/authorize":
                return self._authorize(request.query)
            case "POST", "/oauth2/generate-customer-token":
                body = dict(parse_qsl((await request.read()).decode(errors="replace")))
                asked = {**request.query, **body}
                status, answer = self._token(request, asked)
                self.grants.append((asked.get("grant_type", ""), status))
                return web.json_response(
                    answer, status=status, headers={"Cache-Control": "no-store"}
                )
            case _:
                return None

    def _authorize(self, asked: Mapping[str, str]) -> web.Response:
        redirect_uri = asked.get("redirect_uri", "")
        if asked.get("client_id") != self.client_id or not redirect_uri.startswith("http"):
            return web.Response(status=400, text="There is no such app, or it goes elsewhere.")
        answer = {"state": asked["state"]} if "state" in asked else {}
        if asked.get("response_type") != "code":
            answer["error"] = "unsupported_response_type"
        elif not asked.get("scope"):
            answer["error"] = "invalid_scope"
        elif asked.get("code_challenge_method", "S256") != "S256":
            answer["error"] = "invalid_request"
        else:
            challenge, expires = asked.get("code_challenge", ""), self._now() + _CODE_TTL
            answer["code"] = self._secret("code")
            pending = _Pending(redirect_uri, asked["scope"], challenge, expires)
            self._codes[answer["code"]] = pending
        mark = "&" if "?" in redirect_uri else "?"
        return web.Response(
            status=302, headers={"Location": f"{redirect_uri}{mark}{urlencode(answer)}"}
        )

    def _token(
        self, request: web.BaseRequest, asked: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        try:
            self._admit(request.headers.get("Authorization", ""))
            match asked.get("grant_type"):
                case "authorization_code":
                    family = self._by_code(asked)
                case "refresh_token":
                    family = self._by_refresh(asked.get("refresh_token", ""))
                case _:
                    raise _GrantError("unsupported_grant_type")
        except _GrantError as refused:
            return refused.status, {"error": refused.reason}
        self._rotate(family)
        return 200, {
            "access_token": family.access,
            "refresh_token": family.refresh,
            "expires_in": round(self.expires_in),
            "token_type": "bearer",
            "scope": family.scope,
            "api_base_url_for_customer": f"{request.scheme}://{request.host}",
        }

    def _admit(self, authorization: str) -> None:
        pair = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode())
        if not hmac.compare_digest(authorization.encode(errors="replace"), b"Basic " + pair):
            raise _GrantError("invalid_client", 401)

    def _by_code(self, asked: Mapping[str, str]) -> _Family:
        code = asked.get("code", "")
        if spent := self._families.get(code):
            spent.revoked = True
        pending = self._codes.pop(code, None)
        if (
            pending is None
            or self._now() >= pending.expires
            or asked.get("client_id") != self.client_id
            or asked.get("redirect_uri") != pending.redirect_uri
            or (pending.challenge and _challenge(asked) != pending.challenge)
        ):
            raise _GrantError("invalid_grant")
        family = self._families[code] = _Family(pending.scope)
        return family

    def _by_refresh(self, token: str) -> _Family:
        family = self._families.get(token)
        if family is None or family.revoked:
            raise _GrantError("invalid_grant")
        if token != family.refresh:
            family.revoked = True
            raise _GrantError("invalid_grant")
        return family

    def _rotate(self, family: _Family) -> None:
        family.access, family.refresh = self._secret("access"), self._secret("refresh")
        family.expires = self._now() + self.expires_in
        self._families |= {family.access: family, family.refresh: family}

    def _secret(self, kind: str) -> str:
        return f"{kind}-{self._random.randbytes(24).hex()}"

    def _now(self) -> float:
        return time.monotonic() + self._passed


def _challenge(asked: Mapping[str, str]) -> str:
    digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
