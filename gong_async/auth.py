"""Who asks: what goes into the Authorization header, and nowhere else."""

from __future__ import annotations

from base64 import b64encode
from typing import Protocol

from attrs import field, frozen

from gong_async.errors import ConfigError
from gong_async.hidden import Hidden, NotPickled, concealed, hide

__all__ = ["AccessKey", "Auth", "BearerToken"]


class Auth(Protocol):
    """Anything that can vouch for a request."""

    async def authorization(self) -> str:
        """Return the value of the Authorization header for the next attempt."""
        ...


def _required(secret: str) -> Hidden:
    hidden = hide(secret)
    if hidden is None:
        raise ConfigError("a credential is empty; copy it again")
    return hidden


@concealed
@frozen(kw_only=True)
class AccessKey(NotPickled):
    """An access key with its secret, sent as HTTP Basic."""

    access_key: str = field(repr=False, converter=_required)
    access_key_secret: str = field(repr=False, converter=_required)

    async def authorization(self) -> str:
        return Hidden(
            "Basic " + b64encode(f"{self.access_key}:{self.access_key_secret}".encode()).decode()
        )


@concealed
@frozen(kw_only=True)
class BearerToken(NotPickled):
    """A bearer token that somebody else renews."""

    token: str = field(repr=False, converter=_required)

    async def authorization(self) -> str:
        return Hidden("Bearer " + self.token)
