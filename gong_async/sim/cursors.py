"""
Cursors as Gong makes them: signed, bound to one listing, and dead an hour after its first page.

A cursor is a JSON web token (HS256).  It says where the next page starts by the key of the last
record, not by an offset, and carries the total and the expiry of the first page unchanged.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from attrs import asdict, evolve, field, frozen

from gong_async.sim.answers import RefusedError

__all__ = ["Cursors", "Key", "Place", "digest"]

Key = tuple[int | str, ...]
"""What a listing is ordered by; unique to each record."""

_UNVERIFIED = "Failed to verify cursor"
_EXPIRED = "The cursor has expired"


@frozen
class Place:
    """
    Where the next page of a listing starts.

    Attributes:
        listing: Digest of the operation and its arguments.

        after: The key of the last record of the page before.

        number: The page's number, from 0.

        total: Records in all the pages together, as counted for the first.

        exp: When the listing ends for good, in seconds since the epoch.
    """

    listing: str
    after: Key | None
    number: int
    total: int
    exp: float


@frozen
class Cursors:
    """
    Writes and reads the cursors of one server.

    Args:
        secret: The signing key.

        ttl: Seconds from the first page until none of its cursors is taken any more.
    """

    secret: bytes = field(repr=False)
    ttl: float

    def first(self, listing: str, total: int) -> Place:
        """The place before the first page."""
        return Place(listing, None, 0, total, round(time.time() + self.ttl, 3))

    def after(self, place: Place, key: Key) -> str:
        """The cursor of the page that follows *place*'s, whose last record has *key*."""
        claims = asdict(evolve(place, after=key, number=place.number + 1))
        signed = f"{_pack({'alg': 'HS256', 'typ': 'JWT'})}.{_pack(claims)}"
        return f"{signed}.{self._signature(signed)}"

    def read(self, cursor: str, listing: str) -> Place:
        """The place that *cursor* stands for; a 400 where it is not this listing's, or too old."""
        signed, _, signature = cursor.rpartition(".")
        if not (cursor.isascii() and hmac.compare_digest(signature, self._signature(signed))):
            raise RefusedError(400, _UNVERIFIED)
        claims = _unpack(signed.partition(".")[2])
        if claims["listing"] != listing:
            raise RefusedError(400, _UNVERIFIED)
        if time.time() >= claims["exp"]:
            raise RefusedError(400, _EXPIRED)
        claims["after"] = tuple(claims["after"])
        return Place(**claims)

    def _signature(self, signed: str) -> str:
        mac = hmac.new(self.secret, signed.encode(), hashlib.sha256)
        return _base64url(mac.digest())


def digest(operation: str, arguments: Mapping[str, Any]) -> str:
    """A name for the listing that *operation* makes of *arguments*."""
    text = json.dumps([operation, arguments], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _pack(claims: Mapping[str, Any]) -> str:
    return _base64url(json.dumps(claims, separators=(",", ":")).encode())


def _unpack(text: str) -> dict[str, Any]:
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return claims
