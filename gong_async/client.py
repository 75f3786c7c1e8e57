"""The front door."""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from gong_async.auth import AccessKey, Auth, BearerToken, RenewableAuth
from gong_async.config import DEFAULT_BASE_URL, GongConfig, is_loopback, normalize_base_url
from gong_async.download import Downloader
from gong_async.endpoint import Request
from gong_async.errors import ConfigError
from gong_async.hidden import mask
from gong_async.limiter import Limiter, PacedLimiter
from gong_async.retry import RetryPolicy
from gong_async.session import Session, Usage
from gong_async.transport import AiohttpTransport

if TYPE_CHECKING:
    import aiohttp

__all__ = ["Gong"]


class Gong:
    """
    A client for one Gong company.

    ::

        async with Gong(access_key="...", access_key_secret="...") as gong:
            async for call in gong.calls.list(since=..., until=...):
                print(call.title)

    Args:
        access_key: The access key, as Gong shows it under Settings, API.

        access_key_secret: Its secret, shown there once.

        token: A bearer token instead of both.

        auth: Instead of all three, an :class:`OAuth`, or anything with
            ``async def authorization()``.

        base_url: The address that Gong shows beside the key; None for the one that comes with
            an OAuth token, and else ``https://api.gong.io``.

        limiter: What paces the calls; None for one of this client's own.  Clients of one
            company share its limit, so give them one :class:`PacedLimiter`.

        retry: How often and how patiently to try again.

        timeout: Seconds for one attempt in all; for a recording, of each piece of it.

        session: A session of yours, whose connector and traces are used; it is never closed
            here, and its headers, cookies and credentials are not sent.

        trace_configs: aiohttp's tracing hooks; they see every header and must not raise.

    Raises:
        ConfigError: If the credentials or the base URL cannot work; before any I/O.
    """

    def __init__(
        self,
        *,
        access_key: str | None = None,
        access_key_secret: str | None = None,
        token: str | None = None,
        auth: Auth | None = None,
        base_url: str | None = None,
        limiter: Limiter | None = None,
        retry: RetryPolicy | None = None,
        timeout: float = 60.0,
        session: aiohttp.ClientSession | None = None,
        trace_configs: Sequence[aiohttp.TraceConfig] = (),
    ) -> None:
        access_key, access_key_secret, token = map(mask, (access_key, access_key_secret, token))
        base_url = mask(base_url)  # some have a user name and a password in it
        if auth is None:
            auth = _auth(
                GongConfig(access_key=access_key, access_key_secret=access_key_secret, token=token)
            )
        elif access_key or access_key_secret or token:
            raise ConfigError("give an auth, or an access key with its secret, or a token")
        if not 0 < timeout < float("inf"):
            raise ValueError("timeout must be a number of seconds above 0")
        renewable = auth if isinstance(auth, RenewableAuth) else None
        if base_url is None:
            base_url = DEFAULT_BASE_URL if renewable is None else renewable.base_url
        self.base_url = normalize_base_url(base_url)
        transport = AiohttpTransport(
            self.base_url, auth, timeout, borrowed=session, trace_configs=trace_configs
        )
        pace = PacedLimiter() if limiter is None else limiter
        self._session = Session(transport, pace, retry or RetryPolicy(), renewable)
        here = is_loopback(urlsplit(self.base_url).hostname or "")
        self._add_resources(Downloader(here, timeout, self._session.policy))

    @classmethod
    def from_config(
        cls,
        config: GongConfig,
        *,
        limiter: Limiter | None = None,
        retry: RetryPolicy | None = None,
        timeout: float = 60.0,
        trace_configs: Sequence[aiohttp.TraceConfig] = (),
    ) -> Self:
        """Make a client from settings that are checked already."""
        return cls(
            auth=_auth(config),
            base_url=config.base_url,
            limiter=limiter,
            retry=retry,
            timeout=timeout,
            trace_configs=trace_configs,
        )

    @classmethod
    def from_env(
        cls,
        *,
        limiter: Limiter | None = None,
        retry: RetryPolicy | None = None,
        timeout: float = 60.0,
        trace_configs: Sequence[aiohttp.TraceConfig] = (),
    ) -> Self:
        """
        Make a client from the environment.

        Reads GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET, or GONG_ACCESS_TOKEN; and
        GONG_BASE_URL, which is ``https://api.gong.io`` where it is not set.  Or GONG_TOKEN_FILE,
        a :class:`FileTokenStore`, with GONG_CLIENT_ID and GONG_CLIENT_SECRET; then the address
        is the token's own.

        Raises:
            ConfigError: If they are missing or cannot work.
        """
        if path := os.environ.get("GONG_TOKEN_FILE"):
            auth, base_url = _renewing(path), None
        else:
            config = GongConfig.from_env()
            auth, base_url = _auth(config), config.base_url
        return cls(
            auth=auth,
            base_url=base_url,
            limiter=limiter,
            retry=retry,
            timeout=timeout,
            trace_configs=trace_configs,
        )

    def _add_resources(self, downloader: Downloader) -> None:
        # Their models are most of what importing the package would cost: not before they are used.
        from gong_async import resources

        self.calls = resources.Calls(self._session, downloader)
        self.users = resources.Users(self._session)
        self.stats = resources.Stats(self._session)
        self.library = resources.Library(self._session)
        self.settings = resources.Settings(self._session)
        self.workspaces = resources.Workspaces(self._session)
        self.flows = resources.Flows(self._session)
        self.coaching = resources.Coaching(self._session)
        self.privacy = resources.Privacy(self._session)
        self.crm = resources.Crm(self._session)
        self.digital_interactions = resources.DigitalInteractions(self._session)
        self.engagement = resources.Engagement(self._session)
        self.permissions = resources.Permissions(self._session)
        self.meetings = resources.Meetings(self._session)
        self.tasks = resources.UserTasks(self._session)
        self.auditing = resources.Auditing(self._session)
        self.outcomes = resources.Outcomes(self._session)
        self.entities = resources.Entities(self._session)
        self.integrations = resources.Integrations(self._session)

    @property
    def limiter(self) -> Limiter:
        """What paces the calls of this client."""
        return self._session.limiter

    @property
    def queued(self) -> int:
        """How many requests of this client wait for its limiter at present."""
        return self._session.queued

    @property
    def usage(self) -> Usage:
        """What this client has sent and received since it opened."""
        return self._session.usage

    async def send(self, request: Request) -> dict[str, Any]:
        """
        Send a request of your own making; return the JSON object that Gong answered with.

        For what the resources do not cover; limits, retries and errors are the same.
        """
        return await self._session.send(request)

    async def aclose(self) -> None:
        """Close the connections; ``async with`` does it by itself."""
        await self._session.aclose()

    async def __aenter__(self) -> Self:
        await self._session.open()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"Gong(base_url={getattr(self, 'base_url', None)!r})"


def _renewing(path: str) -> Auth:
    from gong_async.oauth import FileTokenStore, OAuth, OAuthApp

    return OAuth(OAuthApp.from_env(), FileTokenStore(path))


def _auth(config: GongConfig) -> Auth:
    if config.token is not None:
        return BearerToken(token=config.token)
    assert config.access_key is not None
    assert config.access_key_secret is not None
    return AccessKey(access_key=config.access_key, access_key_secret=config.access_key_secret)
