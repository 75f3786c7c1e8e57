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
    """

    access_key: str = field(repr=False)
    access_key_secret: str = field(repr=False)
    token: str = field(repr=False)
    denied_scopes: Collection[str]

    def admit(self, authorization: str) -> Callable[[str], RefusedError | None]:
        """
        Check the header *authorization*, empty for none; raises the 401.

        Returns:
            Gives the refusal for a scope, None where the scope is granted.
        """
        scheme, _, given = authorization.partition(" ")
        pair = f"{self.access_key}:{self.access_key_secret}".encode()
        if scheme.lower() == "basic" and _same(given, base64.b64encode(pair)):
            status = 403
        elif scheme.lower() == "bearer" and _same(given, self.token.encode()):
            status = 401
        else:
            raise RefusedError(401, "Access denied")

        def denied(scope: str) -> RefusedError | None:
            if scope not in self.denied_scopes:
                return None
            return RefusedError(status, f"You don't have permission to use '{scope}' in your app.")

        return denied


def _same(given: str, expected: bytes) -> bool:
    return hmac.compare_digest(given.strip().encode(errors="surrogateescape"), expected)
