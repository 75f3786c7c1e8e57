"""Where a token is kept between renewals, and by whom."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from inspect import isawaitable
from typing import Protocol

from attrs import define, field

from gong_async.hidden import NotPickled
from gong_async.oauth.token import OAuthToken

__all__ = ["CallbackTokenStore", "TokenStore"]


class TokenStore(Protocol):
    """Anything that can keep a company's token."""

    def load(self) -> OAuthToken:
        """Return the token as it is kept, or was when a renewal last began."""
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

    Args:
        token: The token as it is kept now.

        keep: Called, and awaited if that can be, with each new token before it is used.  It has
            to make the token safe: the one before it is good no more.  If it raises, it is called
            again with the same token, after a wait, and again before anything else is sent; at
            the end, what needed the token raises what it raised.
    """

    token: OAuthToken
    keep: Callable[[OAuthToken], object] = field(repr=False)

    def load(self) -> OAuthToken:
        return self.token

    @asynccontextmanager
    async def renewing(self) -> AsyncGenerator[OAuthToken]:
        yield self.token

    async def save(self, token: OAuthToken) -> None:
        kept = self.keep(token)
        if isawaitable(kept):
            await kept
        self.token = token
