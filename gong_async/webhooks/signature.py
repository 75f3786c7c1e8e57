"""Whether Gong signed it.  The only module that knows PyJWT and cryptography."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Collection, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gong_async.errors import ConfigError, WebhookSignatureError
from gong_async.hidden import Hidden

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

__all__ = ["public_keys", "signed_claims", "token_in"]

_ARMOUR = re.compile(r"-----(?:BEGIN|END) PUBLIC KEY-----|\s")
_FEWEST_BITS = 2048  # what RFC 7518 asks of RS256
_PART = r"[\w-]{1,8192}"
_HEADER = re.compile(rf"\s*(?:bearer\s+)?({_PART}\.{_PART}\.{_PART})\s*", re.ASCII | re.IGNORECASE)
_CLAIMS = ["exp", "webhook_url", "body_sha256"]


def public_keys(texts: str | Collection[str]) -> tuple[RSAPublicKey, ...]:
    """
    Read public keys: the base64 that Gong shows, with the armour of PEM around it or without.

    Raises:
        ConfigError: If there is none, if one is not an RSA key of 2048 bits or more, or if
            PyJWT is not installed.
    """
    found = [texts] if isinstance(texts, str) else texts
    if not found:
        raise ConfigError('no key: give what each automation rule has under "Show public key"')
    return tuple(_public_key(f"key {number}", text) for number, text in enumerate(found, 1))


def _public_key(name: str, text: str) -> RSAPublicKey:
    try:
        import_module("jwt")  # without it a key is of no use
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.serialization import load_der_public_key
    except ImportError:
        raise ConfigError("webhooks need PyJWT: pip install 'gong-async[webhooks]'") from None
    try:
        key = load_der_public_key(b64decode(_ARMOUR.sub("", text), validate=True))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey):
        raise ConfigError(f'{name} is no RSA public key; copy it again from "Show public key"')
    if key.key_size < _FEWEST_BITS:
        raise ConfigError(f"{name} is too short to be safe: it must have {_FEWEST_BITS} bits")
    return key


def token_in(authorization: str | None) -> Hidden:
    """
    Return the token of an Authorization header: ``Bearer <token>``, or the token alone.

    Raises:
        WebhookSignatureError: If there is none.
    """
    if found := _HEADER.fullmatch(authorization or ""):
        return Hidden(found[1])
    raise WebhookSignatureError(
        'there is no signed token in the Authorization header; choose "Signed JWT header" in the'
        " automation rule, and have every proxy pass the header on"
    )


def signed_claims(token: str, keys: Sequence[RSAPublicKey], leeway: float) -> dict[str, Any]:
    """
    Return what *token* claims.

    Whatever keys its header names are passed over, and every algorithm but RS256 is refused.

    Raises:
        WebhookSignatureError: If none of *keys* signed it, if it is not valid now, or if one
            of the claims that Gong makes is missing.
    """
    import jwt

    problem = "no key given here signed the token; each automation rule has its own: add it"
    for key in keys:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                options={"require": _CLAIMS, "verify_aud": False},  # webhook_url is the audience
                leeway=leeway,
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.ExpiredSignatureError:
            problem = "the token has expired; if this was no replay, set this machine's clock"
        except jwt.ImmatureSignatureError:
            problem = "the token is not valid yet; set this machine's clock"
        except jwt.InvalidAlgorithmError:
            problem = "the token is not signed with RS256, so it is not Gong's; let it go"
        except jwt.MissingRequiredClaimError as error:
            problem = f"the token has no {error.claim}, so it is not Gong's; let it go"
        except jwt.InvalidTokenError:
            problem = "the token cannot be read, so it is not Gong's; let it go"
        break  # another key would not make it better
    raise WebhookSignatureError(problem)
