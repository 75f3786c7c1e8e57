"""Who asks: what goes into the Authorization header, and nowhere else."""

from __future__ import annotations

from base64 import b64encode
from typing import Protocol, runtime_checkable

from attrs import field, frozen

from gong_async.hidden import Hidden, NotPickled, concealed, required

__all__ = ["AccessKey", "Auth", "BearerToken", "RenewableAuth"]


class Auth(Protocol):
    """Anything that can vouch for a request."""

    async def authorization(self) -> str:
        """Return the value of the Authorization header for the next attempt."""
        ...


@runtime_checkable
class RenewableAuth(Auth, Protocol):
    """An :class:`Auth` whose credentials expire and can be had anew."""

    @property
    def base_url(self) -> str:
        """Where the credentials are good."""
        ...

    @property
    def token(self) -> object:
        """The credentials in use, another object as soon as they are others."""
        ...

    @property
    def stale(self) -> bool:
        """Whether to renew them before anything more is sent."""
        ...

    async def renew(self, used: object) -> bool:
        """
        Get others in place of *used*, once for all who ask meanwhile.

        Returns:
            False if others would fare no better, so that none were asked for.
        """
        ...

    async def aclose(self) -> None:
        """Let a renewal that is under way come to its end."""
        ...


@concealed
@frozen(kw_only=True)
class AccessKey(NotPickled):
    """An access key with its secret, sent as HTTP Basic."""

    access_key: str = field(repr=False, converter=required)
    access_key_secret: str = field(repr=False, converter=required)

    async def authorization(self) -> str:
        return Hidden(
            "Basic " + b64encode(f"{self.access_key}:{self.access_key_secret}".encode()).decode()
        )


@concealed
@frozen(kw_only=True)
class BearerToken(NotPickled):
    """A bearer token that somebody else renews."""

    token: str = field(repr=False, converter=required)

    async def authorization(self) -> str:
        return Hidden("Bearer " + self.token)
