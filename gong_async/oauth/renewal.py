"""A token that is renewed in time, once for everybody, and kept before it is used."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

import backoff
from attrs import define, field

from gong_async.errors import AuthenticationError, ConfigError, GongError
from gong_async.hidden import Hidden, NotPickled
from gong_async.oauth.app import OAuthApp
from gong_async.oauth.store import TokenStore
from gong_async.oauth.token import OAuthToken

__all__ = ["OAuth"]

_AHEAD = timedelta(minutes=1)
_UNSAVED = (
    "the new token could not be kept, and is not used before it is: it waits in this OAuth, and is"
    " kept at the next call; a process that ends before takes it along"
)

_log = logging.getLogger("gong_async")


@define(eq=False)
class OAuth(NotPickled):
    """
    What an app calls Gong with: the token in *store*, renewed for as long as Gong allows.

    ::

        async with Gong(auth=OAuth(app, FileTokenStore("acme.token"))) as gong:
            ...

    The client goes to the company's own address, which comes with the token.  A token is renewed
    a minute before it expires, or when Gong refuses it: once, however many requests need it,
    and each of them is sent again, unless it is a stream that was read or costs credits.  The
    new token is kept before it is used.  A store that fails is tried again, while those who need
    the token wait, and once more at each call after that; nor is the token lost if whoever waits
    for it is cancelled.  A missing scope is no reason to renew a token, and neither is the
    refusal of a token that is new.

    Args:
        app: The app that was authorized; its *retry* says how often and how patiently to try the
            store, too.

        store: Where its token is.

    Raises:
        GongError: If the store has no token.
    """

    app: OAuthApp
    store: TokenStore = field(repr=False)
    base_url: str = field(init=False)
    _token: OAuthToken = field(init=False, repr=False)
    _unsaved: OAuthToken | None = field(default=None, init=False, repr=False)
    _renewed: datetime | None = field(default=None, init=False, repr=False)
    _refused: AuthenticationError | None = field(default=None, init=False, repr=False)
    _renewal: asyncio.Task[None] | None = field(default=None, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._token = self.store.load()
        self.base_url = self._token.api_base_url

    @property
    def token(self) -> OAuthToken:
        """The token in use."""
        return self._token

    @property
    def stale(self) -> bool:
        """Whether the token expires within a minute, or its successor waits to be kept."""
        return self._unsaved is not None or self.app.now() >= self._token.expires_at - _AHEAD

    async def authorization(self) -> str:
        if self._token.api_base_url != self.base_url:
            raise ConfigError(
                f"Gong has moved the company to {self._token.api_base_url}; open a new client"
            )
        return Hidden("Bearer " + self._token.access_token)

    async def renew(self, used: object) -> bool:
        """
        Get another token than *used*, once for all who ask meanwhile.

        Returns:
            False if Gong refuses a token that it gave less than a minute ago.

        Raises:
            AuthenticationError: If Gong renews it no more: the app has to be authorized again.
                It is not asked again for the same token.

            Exception: Whatever the store raised last; the new token waits for the next call.
        """
        if used is not self._token:
            return True
        if not self.stale and self._renewed and self.app.now() - self._renewed < _AHEAD:
            return False
        if self._renewal is None:
            self._renewal = asyncio.create_task(self._renew())
            self._renewal.add_done_callback(self._over)
        elif self._renewal.get_loop() is not asyncio.get_running_loop():
            raise GongError("the token is being renewed in another event loop; give each its own")
        renewal = self._renewal
        await asyncio.wait({renewal})  # which leaves it alone when this waiter is cancelled
        renewal.result()
        return True

    async def aclose(self) -> None:
        """Wait until a renewal that is under way in this loop is over, and its token kept."""
        renewal = self._renewal
        if renewal is not None and renewal.get_loop() is asyncio.get_running_loop():
            await asyncio.wait({renewal})

    async def _renew(self) -> None:
        if self._refused is not None and self.store.load() == self._token:
            raise self._refused.with_traceback(None)
        async with self.store.renewing() as kept:
            if kept != self._token:  # renewed by another process, or authorized anew
                self._token, self._unsaved, self._refused = kept, None, None
                if not self.stale:
                    return
            if self._unsaved is None:
                self._unsaved = await self._refreshed(kept)
            await self._keep(self._unsaved)
            self._token, self._unsaved, self._renewed = self._unsaved, None, self.app.now()

    async def _keep(self, token: OAuthToken) -> None:
        async def save() -> None:
            await self.store.save(token)

        policy = self.app.retry
        patient = backoff.on_exception(
            backoff.expo,
            Exception,
            max_tries=policy.attempts,
            factor=policy.first_wait,
            max_value=policy.longest_wait,
            on_backoff=_warn,
            logger=None,
        )
        try:
            await patient(save)()
        except Exception as error:
            error.add_note(_UNSAVED)
            raise

    async def _refreshed(self, token: OAuthToken) -> OAuthToken:
        try:
            return await self.app.refresh(token)
        except AuthenticationError as error:
            self._refused = error
            raise

    def _over(self, renewal: asyncio.Task[None]) -> None:
        self._renewal = None
        if not renewal.cancelled():
            renewal.exception()  # seen, even if all who waited for it are gone


def _warn(details: Any) -> None:
    """Tell that the store failed, but not how: what it said may hold the token."""
    kind, wait = type(details["exception"]).__name__, details["wait"]
    _log.warning("the new token could not be kept (%s); trying again in %.1f s", kind, wait)
