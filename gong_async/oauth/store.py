"""Where a token is kept between renewals, and by whom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from inspect import isasyncgen, isawaitable, isgenerator
from threading import Lock
from typing import Protocol, cast

from attrs import define, field

from gong_async.errors import ConfigError
from gong_async.hidden import NotPickled
from gong_async.oauth.token import OAuthToken

__all__ = ["CallbackTokenStore", "TokenStore", "taken"]

_MOMENT, _MOMENTS = 0.05, 6000  # seconds until a held lock is tried again, and how often


class TokenStore(Protocol):
    """Anything that can keep a company's token."""

    def load(self) -> OAuthToken:
        """
        Return the token as it is kept, or was when a renewal last began.

        It is called within :meth:`renewing`, too.
        """
        ...

    def renewing(self) -> AbstractAsyncContextManager[OAuthToken]:
        """Keep all others from renewing the token, and give it as it is kept now."""
        ...

    async def save(self, token: OAuthToken) -> None:
        """Keep *token* in place of the one before, and return once it is safe."""
        ...


@define(eq=False)
class CallbackTokenStore(NotPickled):
    """
    A token that a function of yours keeps, for a single process.

    All that use the token in this process have to share one such store; several processes need
    a :class:`TokenStore` that locks, such as :class:`FileTokenStore`.

    Args:
        token: The token as it is kept now.

        keep: Called, and awaited if that can be, with each new token before it is used.  It has
            to make the token safe: the one before it is good no more.  If it raises, it is called
            again with the same token, after a wait, and again before anything else is sent; at
            the end, what needed the token raises what it raised.  It cannot call Gong itself.
    """

    token: OAuthToken
    keep: Callable[[OAuthToken], object] = field(repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)  # for loops in other threads, too

    def load(self) -> OAuthToken:
        return self.token

    @asynccontextmanager
    async def renewing(self) -> AsyncGenerator[OAuthToken]:
        await taken(lambda: self._lock.acquire(blocking=False))
        try:
            yield self.token
        finally:
            self._lock.release()

    async def save(self, token: OAuthToken) -> None:
        kept = self.keep(token)
        if isasyncgen(kept) or isgenerator(kept):
            raise ConfigError("keep is a generator, so nothing was kept: it must not yield")
        if isinstance(kept, Future):
            await asyncio.wrap_future(cast("Future[object]", kept))
        elif isawaitable(kept):
            await kept
        self.token = token


async def taken(take: Callable[[], bool]) -> None:
    """
    Wait until *take* gets the lock of a token, as long as another's renewal may last.

    Raises:
        ConfigError: If it does not.
    """
    for _ in range(_MOMENTS):
        if take():
            return
        await asyncio.sleep(_MOMENT)
    raise ConfigError("the token has been under renewal elsewhere for minutes: end what renews it")
