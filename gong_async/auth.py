"""Who asks: what goes into the Authorization header, and nowhere else."""

from __future__ import annotations

from base64 import b64encode
from typing import Protocol

from attrs import field, frozen

__all__ = ["AccessKey", "Auth", "BearerToken", "Hidden"]


class Hidden(str):
    """Text whose repr shows nothing, so that a traceback with locals does not either."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class Auth(Protocol):
    """Anything that can vouch for a request."""

    async def authorization(self) -> Hidden:
        """Return the value of the Authorization header for the next attempt."""
        ...


class _NotPickled:
    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("credentials are not pickled; read them again where they are needed")


@frozen(kw_only=True)
class AccessKey(_NotPickled):
    """An access key with its secret, sent as HTTP Basic."""

    access_key: str = field(repr=False, converter=Hidden)
    access_key_secret: str = field(repr=False, converter=Hidden)

    async def authorization(self) -> Hidden:
        return Hidden(
            "Basic " + b64encode(f"{self.access_key}:{self.access_key_secret}".encode()).decode()
        )


@frozen(kw_only=True)
class BearerToken(_NotPickled):
    """A bearer token that somebody else renews."""

    token: str = field(repr=False, converter=Hidden)

    async def authorization(self) -> Hidden:
        return Hidden("Bearer " + self.token)
