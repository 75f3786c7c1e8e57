"""A token that is renewed in time, once for everybody, and kept before it is used."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from contextvars import ContextVar
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
_LAST = 5.0  # seconds; as long may a renewal that is under way keep a program from ending
_MOMENT = 0.5  # seconds for it to come to its end once it is cut off
_UNSAVED = (
    "the new token could not be kept, and is not used before it is: it waits in this OAuth, and is"
    " kept at the next call; a process that ends before takes it along"
)
_LOST = (
    "a renewal of the token was cut off since the program ends; if Gong had renewed it already, the"
    " refresh token is used up, and the app has to be authorized again"
)

_log = logging.getLogger("gong_async")
_within: ContextVar[asyncio.Task[None] | None] = ContextVar("_within", default=None)


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
    _waiting: int = field(default=0, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._token = self.store.load()
        self.base_url = self._token.api_base_url

    @property
    def token(self) -> OAuthToken:
        """The token in use."""
        return self._token

    @property
    def stale(self) -> bool:
        """
        Whether the token expires within a minute, or its successor waits to be kept.

        A token that never was good for two minutes is renewed when half its time is over.
        """
        ahead = _AHEAD
        if self._renewed is not None:
            ahead = min(ahead, (self._token.expires_at - self._renewed) / 2)
        return self._unsaved is not None or self.app.now() >= self._token.expires_at - ahead

    async def authorization(self) -> str:
        if self._token.api_base_url != self.base_url:
            raise ConfigError(
                f"Gong has moved the company to {self._token.api_base_url}; make a new OAuth with"
                " this store, and open a new client with it"
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

            GongError: If Gong cannot be asked, or the renewal was cancelled: ask again.

            Exception: Whatever the store raised last; the new token waits for the next call.
        """
        if used is not self._token:
            return True
        if self._is_new and self.store.load() == self._token:
            return False
        renewal = self._under_way()
        self._waiting += 1
        try:
            await asyncio.wait({renewal})  # which leaves it alone when this waiter is cancelled
        finally:
            self._waiting -= 1
        if renewal.cancelled():
            raise GongError("the renewal of the token was cancelled; nothing was sent: ask again")
        renewal.result()
        return True

    async def aclose(self) -> None:
        """
        Wait until a renewal under way in this loop is over, its token kept; at most 5 s.

        After that it is cut off, unless somebody else still waits for it.
        """
        renewal = self._renewal
        if renewal is None or renewal.get_loop() is not asyncio.get_running_loop():
            return
        cancelled = await _wait(renewal, _LAST)
        if not renewal.done() and not self._waiting:
            _log.warning("%s", _LOST if self._unsaved is None else _UNSAVED)
            renewal.cancel()
            cancelled = await _wait(renewal, _MOMENT) or cancelled
        if cancelled is not None:
            raise cancelled

    @property
    def _is_new(self) -> bool:
        if self.stale or self._renewed is None:
            return False
        return abs(self.app.now() - self._renewed) < _AHEAD  # clocks are set back, too

    def _under_way(self) -> asyncio.Task[None]:
        """Return the renewal that is under way, or begin one."""
        renewal = self._renewal
        if renewal is None or renewal.get_loop().is_closed():
            renewal = self._renewal = asyncio.create_task(self._renew())
            renewal.add_done_callback(self._over)
        elif renewal is _within.get():
            raise GongError("what keeps the new token cannot call Gong with it; keep it first")
        elif renewal.get_loop() is not asyncio.get_running_loop():
            raise GongError(
                "the token is being renewed in another event loop; give each loop an OAuth of its"
                " own, with the same store"
            )
        return renewal

    async def _renew(self) -> None:
        _within.set(asyncio.current_task())
        async with self.store.renewing() as kept:
            # Renewed by another process, or authorized anew.
            if kept not in (self._token, self._unsaved):
                self._take(kept)
                if not self.stale:
                    return
            if self._refused is None:
                await self._follow(kept)
        if self._refused is not None:
            raise self._refused.with_traceback(None)

    async def _follow(self, kept: OAuthToken) -> None:
        """Get the token that follows *kept*, and keep it."""
        if self._unsaved is None:
            self._unsaved = await self._refreshed(kept)
        self._take(await self._keep(self._unsaved, kept))
        self._renewed = self.app.now()

    def _take(self, token: OAuthToken) -> None:
        self._token, self._unsaved, self._refused = token, None, None

    async def _keep(self, token: OAuthToken, before: OAuthToken) -> OAuthToken:
        """Save *token*, again if that fails, as the app's policy says; return what is kept."""
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
            return await patient(self._save)(token, before)
        except Exception as error:
            if _UNSAVED not in getattr(error, "__notes__", ()):
                with suppress(Exception):  # some errors are frozen
                    error.add_note(_UNSAVED)
            raise

    async def _save(self, token: OAuthToken, before: OAuthToken) -> OAuthToken:
        """Save *token*, unless neither it nor the one *before* is kept: another was authorized."""
        with suppress(Exception):  # what cannot be read now can perhaps be written
            if (anew := self.store.load()) not in (before, token):
                return anew
        task = asyncio.current_task()
        try:
            await self.store.save(token)
        except asyncio.CancelledError:
            if task is None or task.cancelling():
                raise
        else:
            return token
        raise GongError("what keeps the new token was cancelled, and nobody had cancelled this")

    async def _refreshed(self, token: OAuthToken) -> OAuthToken:
        try:
            return await self.app.refresh(token)
        except AuthenticationError as error:
            if error.from_gong:
                self._refused = error
            raise

    def _over(self, renewal: asyncio.Task[None]) -> None:
        if self._renewal is renewal:
            self._renewal = None
        if not renewal.cancelled():
            renewal.exception()  # seen, even if all who waited for it are gone


def _warn(details: Any) -> None:
    """Tell that the store failed, but not how: what it said may hold the token."""
    kind, wait = type(details["exception"]).__name__, details["wait"]
    _log.warning("the new token could not be kept (%s); trying again in %.1f s", kind, wait)


async def _wait(task: asyncio.Task[None], seconds: float) -> asyncio.CancelledError | None:
    """Wait until *task* is over, but no longer; return what cancelled the waiting meanwhile."""
    loop, cancelled = asyncio.get_running_loop(), None
    until = loop.time() + seconds
    while not task.done() and (left := until - loop.time()) > 0:
        try:
            await asyncio.wait({task}, timeout=left)
        except asyncio.CancelledError as error:  # at each try, in a scope of anyio's
            cancelled = error
    return cancelled
