"""Where Gong is and who asks: settings as a value, checked before any I/O."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from typing import Self

from attrs import field, frozen

from gong_async.errors import ConfigError
from gong_async.hidden import Hidden, NotPickled, concealed, hide, mask

__all__ = ["DEFAULT_BASE_URL", "GongConfig", "is_loopback", "normalize_base_url"]

DEFAULT_BASE_URL = "https://api.gong.io"
_VARIABLES = ("ACCESS_KEY", "ACCESS_KEY_SECRET", "ACCESS_TOKEN", "BASE_URL")

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_URL = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:(?-i:/v2))?/?",
    re.ASCII | re.IGNORECASE,
)


def normalize_base_url(url: str) -> str:
    """
    Reduce *url* to its origin, such as ``https://us-1.api.gong.io``.

    A trailing slash and a trailing ``/v2`` are accepted; plain ``http`` only for this machine.

    Raises:
        ConfigError: If the URL is anything else, since credentials are sent there.
    """
    url = Hidden(url)  # some have a user name and a password in it
    if not (found := _URL.fullmatch(str(url).strip(" \t\r\n"))):
        raise ConfigError(
            f"the base URL must be an address like {DEFAULT_BASE_URL}, as Gong shows it beside"
            " the API key: no user name, path, query or fragment"
        )
    scheme, host, port = found["scheme"].lower(), found["host"].lower(), found["port"]
    if len(host) > 253 or (host.startswith("[") and not _is_ipv6(host.strip("[]"))):
        raise ConfigError("the base URL has a host that none can have")
    if port is not None and not 0 < int(port) < 65536:
        raise ConfigError(f"the base URL has a port that is none: {int(port)}")
    if scheme == "http" and not is_loopback(host.strip("[]")):
        raise ConfigError("the base URL must use https; http is only for this machine")
    return f"{scheme}://{host}" + (f":{int(port)}" if port else "")


def _is_ipv6(host: str) -> bool:
    try:
        return bool(ipaddress.IPv6Address(host))
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Tell whether *host*, a name or an address without brackets, is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@concealed
@frozen(kw_only=True, repr=False)
class GongConfig(NotPickled):
    """
    The settings of a client: either an access key with its secret, or a bearer token.

    Args:
        access_key: The access key, as Gong shows it under Settings, API.

        access_key_secret: Its secret, shown there once.

        token: A bearer token instead of both.

        base_url: The address that Gong shows beside the key.

    Raises:
        ConfigError: If the credentials are missing, half there, or both kinds; or if the
            base URL is not one that credentials may be sent to.
    """

    access_key: str | None = field(default=None, converter=hide)
    access_key_secret: str | None = field(default=None, converter=hide)
    token: str | None = field(default=None, converter=hide)
    base_url: str = field(default=DEFAULT_BASE_URL, converter=normalize_base_url)

    def __repr__(self) -> str:
        # Also of one that is refused while it is being made, as a traceback with locals shows it.
        return f"GongConfig(base_url={getattr(self, 'base_url', None)!r})"

    def __attrs_post_init__(self) -> None:
        keys = (self.access_key, self.access_key_secret)
        if self.token and any(keys):
            raise ConfigError("give an access key with its secret, or a token, not both")
        if not self.token and not all(keys):
            raise ConfigError(
                "no credentials: give access_key and access_key_secret, or token"
                " (in the environment: GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET,"
                " or GONG_ACCESS_TOKEN; or GONG_TOKEN_FILE, which gong-async login makes)"
            )
        if self.access_key and ":" in self.access_key:
            raise ConfigError("access_key holds a colon, which no access key has; copy it again")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """
        Read GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET, or GONG_ACCESS_TOKEN; and GONG_BASE_URL.

        Args:
            environ: The variables; None for the environment of this process.

        Raises:
            ConfigError: As the class does.
        """
        variables = os.environ if environ is None else environ
        key, secret, token, url = (mask(variables.get(f"GONG_{name}")) for name in _VARIABLES)
        del environ, variables  # a traceback with locals would show them
        return cls(
            access_key=key,
            access_key_secret=secret,
            token=token,
            base_url=url or DEFAULT_BASE_URL,
        )
