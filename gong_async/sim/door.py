"""Who may come in, and what they may not ask for."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Collection

from attrs import field, frozen

from gong_async.sim.answers import RefusedError

__all__ = ["Door"]


@frozen
class Door:
    """
    The credentials that are taken.

    Args:
        access_key, access_key_secret: For ``Authorization: Basic``.

        token: For ``Authorization: Bearer``.

        denied_scopes: What neither may do: a 401 for the token, as Gong does, and a 403 for
            the key.

        granted: Gives the scopes of any other token, None if it is none; or raises a 401.
    """

    access_key: str = field(repr=False)
    access_key_secret: str = field(repr=False)
    token: str = field(repr=False)
    denied_scopes: Collection[str]
    granted: Callable[[str], Collection[str] | None]

    def admit(self, authorization: str) -> Callable[[str], RefusedError | None]:
        """
        Check the header *authorization*, empty for none; raises the 401.

        Returns:
            Gives the refusal for a scope, None where the scope is granted.
        """
        scheme, _, given = authorization.partition(" ")
        scopes: Collection[str] | None = None
        pair = base64.b64encode(f"{self.access_key}:{self.access_key_secret}".encode())
        by_key = scheme.lower() == "basic" and _same(given, pair)
        by_token = scheme.lower() == "bearer" and (
            _same(given, self.token.encode()) or (scopes := self.granted(given.strip())) is not None
        )
        if not (by_key or by_token):
            raise RefusedError(401, "Access denied")

        def denied(scope: str) -> RefusedError | None:
            if scope not in self.denied_scopes and (scopes is None or scope in scopes):
                return None
            text = f"You don't have permission to use '{scope}' in your app."
            return RefusedError(403 if by_key else 401, text)

        return denied


def _same(given: str, expected: bytes) -> bool:
    return hmac.compare_digest(given.strip().encode(errors="surrogateescape"), expected)
