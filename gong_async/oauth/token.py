"""What Gong grants an app: an access token, and the refresh token that gets the next one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Self

from attrs import asdict, field, fields_dict, frozen
from attrs.validators import instance_of

from gong_async.config import normalize_base_url
from gong_async.hidden import Hidden, NotPickled, concealed, required

__all__ = ["OAuthToken"]


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("expires_at must have a time zone: datetime(..., tzinfo=UTC)")
    return moment.astimezone(UTC)


@concealed
@frozen(kw_only=True)
class OAuthToken(NotPickled):
    """
    A token of one Gong company; whoever holds it sees what the company's administrator granted.

    Attributes:
        access_token: What each request is sent with.

        refresh_token: What gets the next token, once: that one comes with a refresh token of
            its own, and has to be kept before this one is forgotten.

        expires_at: When the access token ends, in UTC.

        scope: What was granted, with spaces between; empty if Gong did not say.

        api_base_url: Where the company is, and the only place where its tokens are good.

    Raises:
        ConfigError: If a token is empty or no token, or the address is not one that credentials
            may be sent to.

        ValueError: If *expires_at* has no time zone.
    """

    access_token: str = field(repr=False, converter=required)
    refresh_token: str = field(repr=False, converter=required)
    expires_at: datetime = field(converter=_in_utc)
    scope: str = field(default="", validator=instance_of(str))
    api_base_url: str = field(converter=normalize_base_url)

    def to_json(self) -> str:
        """Write all of it down, secrets included, for a place that keeps them safe."""
        return Hidden(json.dumps({**asdict(self), "expires_at": self.expires_at.isoformat()}))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """
        Read what :meth:`to_json` wrote.

        Raises:
            ValueError: If *text* is anything else; nothing of it is shown.
        """
        try:
            return cls(**_fields(text))
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            del text  # a traceback with locals would show it
        raise ValueError("this is no OAuth token as gong_async writes it")


def _fields(text: str | bytes) -> dict[str, Any]:
    found = json.loads(text)
    known = {name: found[name] for name in fields_dict(OAuthToken)}
    return {**known, "expires_at": datetime.fromisoformat(known["expires_at"])}
