"""What an app asks Gong's authorization server for: a first token, and the next ones."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, quote, urlencode

from attrs import field, frozen

from gong_async.auth import AccessKey
from gong_async.config import normalize_base_url
from gong_async.endpoint import Endpoint
from gong_async.errors import APIError, AuthenticationError, BadRequestError, ConfigError, GongError
from gong_async.hidden import Hidden, NotPickled, hide, mask, required
from gong_async.limiter import PacedLimiter
from gong_async.oauth.token import OAuthToken
from gong_async.retry import RetryPolicy
from gong_async.session import Session
from gong_async.shape import is_object, kind
from gong_async.transport import AiohttpTransport

if TYPE_CHECKING:
    import aiohttp

__all__ = ["AuthorizationRequest", "OAuthApp"]

_LARGEST_ANSWER = 1 << 20
_A_DAY = 86_400.0  # seconds; what Gong's tokens last unless it says otherwise
_LONGEST = 3650 * _A_DAY
_SCOPE = re.compile(r"[!#-\[\]-~]+")
_WORD = re.compile(r"[a-z_]{1,40}")
_REDIRECT = re.compile(r"(https?://[^/?#\s]+)(/[!-\"$-~]*)?", re.IGNORECASE)

_Check = Callable[[str], object]
_CHECKS: dict[str, _Check] = {
    "access_token": required,
    "refresh_token": required,
    "api_base_url_for_customer": normalize_base_url,
}


@frozen(kw_only=True)
class _Grant(Endpoint[OAuthToken]):
    """
    A way of getting a token.

    Args:
        needed: What the answer must have; where the rest cannot be used, it is as it was before.

        advice: What to do if it is refused.
    """

    needed: tuple[str, ...]
    advice: str

    def problems(self, data: Any) -> Iterator[str]:
        """Say what keeps *data* from being a token."""
        yield from super().problems(data)
        if not is_object(data):
            return
        for name in self.needed:
            if _usable(data, name) is None:
                yield f"$.{name} is {kind(data.get(name))} that cannot be used"


def _usable(data: Mapping[str, Any], name: str) -> Any:
    """Return what an answer says of *name*, or None if that cannot be used."""
    return data.get(name) if _passes(_CHECKS[name], data.get(name)) else None


def _passes(check: _Check, value: object) -> bool:
    try:
        return isinstance(value, str) and bool(check(value))
    except ConfigError:
        return False


def _grant(**more: Any) -> _Grant:
    # Not said to write, so that it is tried again: what a lost answer held is lost in any case.
    return _Grant(
        operation="generateCustomerToken",
        method="POST",
        path="/oauth2/generate-customer-token",
        scope=None,
        returns=OAuthToken,
        oauth=True,  # with a form: a query would be in the log of every machine on the way
        **more,
    )


_BY_CODE = _grant(
    needed=tuple(_CHECKS),
    advice="a code is good once, and for ten minutes: authorize the app again",
)
_BY_REFRESH = _grant(
    needed=("access_token",),
    advice=(
        "the refresh token is used up, expired or revoked: have a technical administrator of"
        " the company authorize the app again"
    ),
)


@frozen(kw_only=True)
class AuthorizationRequest(NotPickled):
    """
    Where to send a browser, and what to keep until it comes back.

    Attributes:
        url: The page on which a technical administrator of the company grants the scopes.

        state: What the address that the browser comes back to must have, too.

        verifier: What proves to Gong that the code is used by whoever asked for it (PKCE).
    """

    url: str = field(repr=False)
    state: str = field(repr=False, converter=required)
    verifier: str = field(repr=False, converter=required)


def _checked_redirect(uri: str) -> str:
    found = _REDIRECT.fullmatch(uri)
    if not found or not _passes(normalize_base_url, found[1]):
        raise ConfigError(
            "redirect_uri must be an address as registered with Gong, like"
            " https://app.example/callback, without a fragment; http only for this machine"
        )
    return uri


def _environ(name: str) -> Hidden:
    if os.environ.get(name):
        return Hidden(os.environ[name])
    raise ConfigError(f"{name} is not set: an OAuth app has GONG_CLIENT_ID and GONG_CLIENT_SECRET")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class OAuthApp(NotPickled):
    """
    An app that is registered with Gong, under Settings, API, Integrations.

    ::

        request = app.authorize_url(["api:calls:read:basic"])
        webbrowser.open(request.url)
        ...  # the browser comes back to redirect_uri, with the code in the address
        token = await app.exchange(address, state=request.state, verifier=request.verifier)

    Args:
        client_id: What Gong calls the app.

        client_secret: Its secret.

        redirect_uri: Where the browser comes back to, exactly as it is registered.

        base_url: Where Gong authorizes apps; its API is elsewhere.

        timeout: Seconds for one attempt to get a token.

        retry: How often and how patiently to try again.

        session: A session of yours, whose connector and traces are used, for a proxy or a
            certificate of your own; it is never closed here.

        now: The time of day, an aware datetime.

    Raises:
        ConfigError: If any of it cannot work; before any I/O.
    """

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        base_url: str = "https://app.gong.io",
        timeout: float = 30.0,
        retry: RetryPolicy | None = None,
        session: aiohttp.ClientSession | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        client_id, client_secret = Hidden(client_id), Hidden(client_secret)
        self.client_id = required(client_id)
        self.redirect_uri = _checked_redirect(redirect_uri)
        self.base_url = normalize_base_url(base_url)
        self.now = now
        self._auth = AccessKey(access_key=client_id, access_key_secret=client_secret)
        self._timeout = timeout
        self._session = session
        self.retry = retry or RetryPolicy(attempts=3, told_waits=3)
        if ":" in client_id:
            raise ConfigError("client_id holds a colon, which no client id has; copy it again")
        if not 0 < timeout < float("inf"):
            raise ValueError("timeout must be a number of seconds above 0")
        if now().tzinfo is None:
            raise ValueError("now must give times with a zone, as datetime.now(UTC) does")

    @classmethod
    def from_env(cls, *, redirect_uri: str = "http://localhost:8400/callback") -> Self:
        """
        Make an app from the environment: GONG_CLIENT_ID and GONG_CLIENT_SECRET.

        GONG_OAUTH_URL is where Gong authorizes apps, ``https://app.gong.io`` if not set.

        Args:
            redirect_uri: Where the browser comes back to; of no account where nobody is asked.

        Raises:
            ConfigError: If one is missing or cannot work.
        """
        return cls(
            client_id=_environ("GONG_CLIENT_ID"),
            client_secret=_environ("GONG_CLIENT_SECRET"),
            redirect_uri=redirect_uri,
            base_url=os.environ.get("GONG_OAUTH_URL") or "https://app.gong.io",
        )

    def __repr__(self) -> str:
        return f"OAuthApp(redirect_uri={getattr(self, 'redirect_uri', None)!r})"

    def authorize_url(self, scopes: Iterable[str]) -> AuthorizationRequest:
        """
        Ask for *scopes*, such as ``["api:calls:read:basic", "api:users:read"]``.

        Each call makes a new state and a new verifier, which are good for one authorization.

        Raises:
            ValueError: If there is no scope, or one that cannot be one.
        """
        wanted = () if isinstance(scopes, str) else tuple(scopes)
        if not wanted or not all(map(_SCOPE.fullmatch, wanted)):
            raise ValueError('scopes must be a list such as ["api:calls:read:basic"]')
        state, verifier = Hidden(secrets.token_urlsafe(32)), Hidden(secrets.token_urlsafe(64))
        digest = hashlib.sha256(verifier.encode()).digest()
        query = {
            "client_id": self.client_id,
            "response_type": "code",
            "scope": " ".join(wanted),
            "redirect_uri": self.redirect_uri,
            "state": state,
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return AuthorizationRequest(
            url=f"{self.base_url}/oauth2/authorize?{urlencode(query, quote_via=quote)}",
            state=state,
            verifier=verifier,
        )

    async def exchange(self, redirected_to: str, *, state: str, verifier: str) -> OAuthToken:
        """
        Turn the code in the address that the browser came back to into a token.

        Args:
            redirected_to: That address, whole.

            state, verifier: Those of the :class:`AuthorizationRequest`.

        Raises:
            GongError: If the address is not the answer to that request, or is a refusal; nothing
                is sent then.

            AuthenticationError: If Gong refuses the code or the app; says what to do.
        """
        redirected_to, state, verifier = Hidden(redirected_to), required(state), required(verifier)
        form = {
            "grant_type": "authorization_code",
            "code": _code(redirected_to, state),
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "code_verifier": verifier,
        }
        return await self._ask(_BY_CODE, form)

    async def refresh(self, token: OAuthToken) -> OAuthToken:
        """
        Get the token that follows *token*, which is good no more then: keep the new one first.

        :class:`OAuth` does all of that by itself.

        Raises:
            AuthenticationError: If Gong refuses it, since it was used before, say: the app has
                to be authorized again.
        """
        form = {"grant_type": "refresh_token", "refresh_token": token.refresh_token}
        return await self._ask(_BY_REFRESH, form, token)

    async def _ask(
        self, grant: _Grant, form: Mapping[str, str], before: OAuthToken | None = None
    ) -> OAuthToken:
        transport = AiohttpTransport(
            self.base_url,
            self._auth,
            self._timeout,
            borrowed=self._session,
            max_body=_LARGEST_ANSWER,
        )
        session = Session(transport, PacedLimiter(), self.retry)
        asked = self.now()
        await session.open()
        try:
            return _granted(await session.send(grant.request(body=form)), before, asked)
        except (BadRequestError, AuthenticationError) as error:
            if not error.from_gong:  # but of something on the way, which knows nothing of tokens
                raise
            refused = error
        finally:
            await session.aclose()
        raise _refusal(refused, grant.advice)


def _code(redirected_to: Hidden, state: Hidden) -> Hidden:
    """Take the code out of an address that answers the request of that *state*."""
    given = {name: mask(values[0]) for name, values in _query(redirected_to).items()}
    if not hmac.compare_digest((given.get("state") or "").encode(errors="replace"), state.encode()):
        raise GongError(
            "this address does not answer that authorization: its state is another one; nothing"
            " was sent to Gong; begin again with authorize_url"
        )
    if said := given.get("error"):
        reason = str(said) if _WORD.fullmatch(said) else "it gave no reason that can be shown"
        raise GongError(f"Gong did not authorize the app: {reason}; have it authorized again")
    code = hide(given.get("code"))
    if code is None:
        raise GongError("there is no code in this address; copy all of it")
    return code


def _query(url: Hidden) -> dict[str, list[str]]:
    """Read what an address says once; what it says twice is no answer of Gong's."""
    try:
        found = parse_qs(url.partition("#")[0].partition("?")[2], max_num_fields=20)
    except ValueError:
        return {}
    return {name: values for name, values in found.items() if len(values) == 1}


def _granted(data: Mapping[str, Any], before: OAuthToken | None, asked: datetime) -> OAuthToken:
    """Make a token of a good answer; what it does not say is as it was *before*."""
    old: Any = before
    scope = data.get("scope")
    return OAuthToken(
        access_token=data["access_token"],
        refresh_token=_usable(data, "refresh_token") or old.refresh_token,
        expires_at=asked + timedelta(seconds=_lifetime(data.get("expires_in"))),
        scope=scope if isinstance(scope, str) else old.scope if old else "",
        api_base_url=_usable(data, "api_base_url_for_customer") or old.api_base_url,
    )


def _lifetime(told: object) -> float:
    """Read the seconds; a token whose lifetime cannot be read is no reason to lose it."""
    try:
        seconds = float(told) if isinstance(told, int | float | str) else _A_DAY
    except (ValueError, OverflowError):
        return _A_DAY
    return min(seconds, _LONGEST) if seconds > 0 else _A_DAY


def _refusal(error: APIError, advice: str) -> AuthenticationError:
    if error.status == 401 or "invalid_client" in error.messages:
        advice = f"check client_id and client_secret; if they are right, {advice}"
    messages = (*error.messages, advice)
    refusal = AuthenticationError(
        error.operation, error.status, messages, error.request_id, from_gong=error.from_gong
    )
    refusal.attempts, refusal.elapsed = error.attempts, error.elapsed
    return refusal
