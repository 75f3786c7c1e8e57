"""Where Gong is and who asks: settings as a value, checked before any I/O."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from typing import Self
from urllib.parse import urlsplit

from attrs import field, frozen

from gong_async.errors import ConfigError

__all__ = ["DEFAULT_BASE_URL", "GongConfig", "normalize_base_url"]

DEFAULT_BASE_URL = "https://api.gong.io"


def normalize_base_url(url: str) -> str:
    """
    Reduce *url* to its origin, such as ``https://us-1.api.gong.io``.

    A trailing slash and a trailing ``/v2`` are accepted; plain ``http`` only for this machine.

    Raises:
        ConfigError: If the URL is anything else, since credentials are sent there.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except (ValueError, AttributeError):
        raise ConfigError(
            "the base URL cannot be read; give one like " + DEFAULT_BASE_URL
        ) from None
    if parts.scheme not in ("https", "http") or not host:
        raise ConfigError(f"the base URL must be an https address like {DEFAULT_BASE_URL}")
    if "@" in parts.netloc or parts.query or parts.fragment or {"?", "#"} & set(url):
        raise ConfigError("the base URL must not carry user names, a query or a fragment")
    if parts.path.rstrip("/") not in ("", "/v2"):
        raise ConfigError("the base URL must end with the host name, without a path")
    if not all(c.isalnum() or c in "-._:" for c in host):
        raise ConfigError("the base URL has a host name that no host can have")
    if parts.scheme == "http" and not _is_loopback(host):
        raise ConfigError("the base URL must use https; http is only for this machine")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port is not None else "")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _secret(value: str | None) -> str | None:
    """Strip what a copied secret drags along; refuse what no header can carry, without a look."""
    if value is None or not value.strip():
        return None
    text = value.strip()
    if not (text.isascii() and text.isprintable() and " " not in text):
        raise ConfigError("a credential holds characters that none of Gong's has; copy it again")
    return text


@frozen(kw_only=True)
class GongConfig:
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

    access_key: str | None = field(default=None, repr=False, converter=_secret)
    access_key_secret: str | None = field(default=None, repr=False, converter=_secret)
    token: str | None = field(default=None, repr=False, converter=_secret)
    base_url: str = field(default=DEFAULT_BASE_URL, converter=normalize_base_url)

    def __attrs_post_init__(self) -> None:
        keys = (self.access_key, self.access_key_secret)
        if self.token and any(keys):
            raise ConfigError("give an access key with its secret, or a token, not both")
        if not self.token and not all(keys):
            raise ConfigError(
                "no credentials: give access_key and access_key_secret, or token"
                " (in the environment: GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET,"
                " or GONG_ACCESS_TOKEN)"
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
        env = os.environ if environ is None else environ
        return cls(
            access_key=env.get("GONG_ACCESS_KEY"),
            access_key_secret=env.get("GONG_ACCESS_KEY_SECRET"),
            token=env.get("GONG_ACCESS_TOKEN"),
            base_url=env.get("GONG_BASE_URL") or DEFAULT_BASE_URL,
        )

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("credentials are not pickled; read them again where they are needed")
