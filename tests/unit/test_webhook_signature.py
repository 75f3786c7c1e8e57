"""Nothing that Gong did not sign, for here and for now, gets through."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from hypothesis import assume, given
from hypothesis import strategies as st

from gong_async.errors import WebhookError, WebhookSignatureError
from gong_async.webhooks import Delivery, Receiver

from .signing import (
    RS256,
    URL,
    Signer,
    assembled,
    claims,
    der,
    part,
    payload,
    pem,
    private_key,
    shown,
    signer,
    token,
)

BODY = json.dumps(payload()).encode()
OTHER_BODY = BODY.replace(b"Ron", b"Eve")
RECEIVER = Receiver(keys=shown("rule"), public_url=URL)


def refusal(authorization: str | None, body: bytes = BODY, receiver: Receiver = RECEIVER) -> str:
    with pytest.raises(WebhookSignatureError) as caught:
        receiver.receive(body, authorization)
    assert caught.value.status == 401
    return str(caught.value)


def in_lines(text: str) -> str:
    return "\n".join(text[start : start + 64] for start in range(0, len(text), 64))


# What is taken


@pytest.mark.parametrize("write", ["Bearer {}", "bearer {}", "BEARER   {} ", "{}", " {}\t"])
def test_a_token_is_taken_with_its_scheme_and_without(write: str) -> None:
    assert RECEIVER.receive(BODY, write.format(token(BODY))).dedupe_key == (
        "gong:5599332235511222779"
    )


@pytest.mark.parametrize(
    "keys",
    [
        shown("rule"),
        in_lines(shown("rule")),
        f"\r\n {shown('rule')}\r\n",
        pem("rule"),
        pem("rule").replace("\n", "\r\n"),
        [pem("rule")],
        [shown("another"), shown("rule")],
        (shown("rule"), pem("another")),
        {shown("rule")},
    ],
    ids=["bare", "lines", "spaces", "pem", "crlf", "list", "second", "first", "set"],
)
def test_a_key_is_taken_as_gong_shows_it_and_as_pem(keys: Any) -> None:
    receiver = Receiver(keys=keys, public_url=URL)
    assert receiver.receive(BODY, token(BODY))


@pytest.mark.parametrize("changed", [{"exp": -30}, {"nbf": 30}, {"iat": 30}], ids=str)
def test_clocks_may_differ_by_the_leeway(changed: dict[str, int]) -> None:
    moved = {name: int(time.time()) + by for name, by in changed.items()}
    assert RECEIVER.receive(BODY, token(BODY, **moved))
    exact = Receiver(keys=shown("rule"), public_url=URL, leeway=0)
    assert "clock" in refusal(token(BODY, **moved), receiver=exact)


def test_the_hash_may_be_in_capitals_and_more_may_be_claimed() -> None:
    digest = hashlib.sha256(BODY).hexdigest().upper()
    assert RECEIVER.receive(BODY, token(BODY, body_sha256=digest, aud="x", iss="gong", jti="1"))


ADDRESSES = {
    "https://example.com/gong": True,
    "https://example.com/gong/": True,
    "https://EXAMPLE.com/gong": True,
    "HTTPS://example.com:443/gong": True,
    "https://example.com/gong?tenant=1": True,
    "https://example.com/gong#part": True,
    "https://user:password@example.com/gong": True,
    "http://example.com/gong": False,
    "https://example.com:8443/gong": False,
    "http://10.0.0.7:8080/gong": False,
    "https://example.com/Gong": False,
    "https://example.com/gong/2": False,
    "https://example.com/": False,
    "https://example.com": False,
    "https://example.com.evil.test/gong": False,
    "https://example.com@evil.test/gong": False,
    "https://evil.test/https://example.com/gong": False,
    "//example.com/gong": False,
    "example.com/gong": False,
    "https://example.com:99999/gong": False,
    "https://[::1/gong": False,
    "ftp://example.com/gong": False,
    "": False,
}


@pytest.mark.parametrize(("url", "ours"), ADDRESSES.items(), ids=ADDRESSES)
def test_a_delivery_for_another_address_is_refused(url: str, ours: bool) -> None:
    made = token(BODY, webhook_url=url)
    if ours:
        assert RECEIVER.receive(BODY, made)
    else:
        assert "public_url" in refusal(made)


def test_the_receiver_says_in_what_the_address_differs_and_shows_neither() -> None:
    internal = Receiver(keys=shown("rule"), public_url="http://10.0.0.7:8080/gong-k3y")
    said = refusal(token(BODY), receiver=internal)
    assert "another scheme and host and port and path;" in said
    assert not any(piece in said for piece in ("example", "10.0", "8080", "k3y"))


@pytest.mark.parametrize(
    ("public", "claimed"),
    [
        ("https://example.com", "https://example.com/"),
        ("https://Example.com/", "https://example.com"),
        ("http://localhost:8080/gong/", "http://localhost:8080/gong"),
        ("https://[2001:DB8::1]/gong", "https://[2001:db8::1]:443/gong"),
        ("https://example.com/gong?a=b", "https://example.com/gong"),
    ],
)
def test_addresses_that_are_spelled_otherwise_are_the_same(public: str, claimed: str) -> None:
    receiver = Receiver(keys=shown("rule"), public_url=public)
    assert receiver.receive(BODY, token(BODY, webhook_url=claimed))


# What is not


def hmac_with(key: bytes) -> Signer:
    return lambda message: hmac.digest(key, message, "sha256")


def rs512(message: bytes) -> bytes:
    return private_key("rule").sign(message, padding.PKCS1v15(), SHA512())


def ps256(message: bytes) -> bytes:
    pss = padding.PSS(padding.MGF1(SHA256()), padding.PSS.DIGEST_LENGTH)
    return private_key("rule").sign(message, pss, SHA256())


def nothing(message: bytes) -> bytes:
    return b""


EVE = private_key("eve").public_key().public_numbers()
JWK = {"kty": "RSA", "e": "AQAB", "n": part(EVE.n.to_bytes(256))}

HEADERS: dict[str, tuple[dict[str, Any], Signer]] = {
    "alg-none": ({"alg": "none"}, nothing),
    "alg-None": ({"alg": "None"}, nothing),
    "alg-none-signed": ({"alg": "none"}, signer()),
    "alg-missing": ({"typ": "JWT"}, signer()),
    "alg-null": ({"alg": None}, signer()),
    "alg-list": ({"alg": ["RS256"]}, signer()),
    "alg-lower": ({"alg": "rs256"}, signer()),
    "hs256-pem": ({"alg": "HS256"}, hmac_with(pem("rule").encode())),
    "hs256-shown": ({"alg": "HS256"}, hmac_with(shown("rule").encode())),
    "hs256-der": ({"alg": "HS256"}, hmac_with(der("rule"))),
    "hs256-said-rs256": (RS256, hmac_with(pem("rule").encode())),
    "rs512": ({"alg": "RS512"}, rs512),
    "rs512-said-rs256": (RS256, rs512),
    "ps256": ({"alg": "PS256"}, ps256),
    "ps256-said-rs256": (RS256, ps256),
    "es256": ({"alg": "ES256"}, lambda message: bytes(64)),
    "another-key": (RS256, signer("eve")),
    "kid": ({**RS256, "kid": "eve"}, signer("eve")),
    "kid-path": ({**RS256, "kid": "../../../../dev/null"}, hmac_with(b"")),
    "kid-sql": ({**RS256, "kid": "x' UNION SELECT 'key"}, hmac_with(b"key")),
    "kid-number": ({**RS256, "kid": 7}, signer()),
    "jwk": ({**RS256, "jwk": JWK}, signer("eve")),
    "jku": ({**RS256, "jku": "https://evil.test/keys"}, signer("eve")),
    "x5u": ({**RS256, "x5u": "https://evil.test/chain"}, signer("eve")),
    "x5c": ({**RS256, "x5c": [shown("eve")]}, signer("eve")),
    "crit": ({**RS256, "crit": ["mystery"], "mystery": 1}, signer()),
    "b64": ({**RS256, "b64": False, "crit": ["b64"]}, signer()),
    "empty-signature": (RS256, nothing),
    "zeros": (RS256, lambda message: bytes(256)),
}


@pytest.mark.parametrize(("header", "sign"), HEADERS.values(), ids=HEADERS)
def test_a_forged_token_is_refused(header: dict[str, Any], sign: Signer) -> None:
    refusal("Bearer " + assembled(header, claims(BODY), sign))


def test_a_good_token_is_taken_whatever_key_it_names() -> None:
    header = {**RS256, "kid": "../../etc", "jku": "https://evil.test/keys", "jwk": JWK}
    assert RECEIVER.receive(BODY, assembled(header, claims(BODY), signer()))


NOW = int(time.time())
CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "expired": ({"exp": NOW - 90}, "expired"),
    "never-expires": ({"exp": None}, "no exp"),
    "exp-text": ({"exp": "soon"}, "cannot be read"),
    "exp-list": ({"exp": [NOW]}, "cannot be read"),
    "exp-infinite": ({"exp": float("inf")}, "cannot be read"),
    "exp-nan": ({"exp": float("nan")}, "cannot be read"),
    "exp-true": ({"exp": True}, "expired"),
    "not-yet": ({"nbf": NOW + 600}, "not valid yet"),
    "of-tomorrow": ({"iat": NOW + 86_400}, "not valid yet"),
    "no-address": ({"webhook_url": None}, "no webhook_url"),
    "address-number": ({"webhook_url": 7}, "another address"),
    "address-list": ({"webhook_url": [URL]}, "another address"),
    "no-hash": ({"body_sha256": None}, "no body_sha256"),
    "hash-empty": ({"body_sha256": ""}, "another body"),
    "hash-number": ({"body_sha256": 7}, "another body"),
    "hash-not-ascii": ({"body_sha256": "é\ud800"}, "another body"),
    "hash-half": ({"body_sha256": hashlib.sha256(BODY).hexdigest()[:32]}, "another body"),
    "hash-prefix": ({"body_sha256": "sha256=" + hashlib.sha256(BODY).hexdigest()}, "another body"),
    "hash-of-another": ({"body_sha256": hashlib.sha256(OTHER_BODY).hexdigest()}, "another body"),
    "hash-sha1": ({"body_sha256": hashlib.sha1(BODY).hexdigest()}, "another body"),
}


@pytest.mark.parametrize(("changed", "said"), CLAIMS.values(), ids=CLAIMS)
def test_a_token_that_claims_something_else_is_refused(changed: dict[str, Any], said: str) -> None:
    assert said in refusal(f"Bearer {token(BODY, **changed)}")


@pytest.mark.parametrize("keys", [("rule", "another"), ("another", "rule")], ids=" ".join)
def test_another_key_does_not_hide_what_is_wrong(keys: tuple[str, ...]) -> None:
    receiver = Receiver(keys=[shown(key) for key in keys], public_url=URL)
    assert "has expired" in refusal(token(BODY, exp=NOW - 90), receiver=receiver)


@pytest.mark.parametrize("claimed", [b"[]", b"7", b"not json", b"", b"[" * 5_000], ids=repr)
def test_a_token_that_claims_nothing_is_refused(claimed: bytes) -> None:
    refusal(assembled(RS256, claimed, signer()))


@pytest.mark.parametrize("header", [b"[]", b"7", b"not json", b"[" * 5_000, b"\xff"], ids=repr)
def test_a_header_that_is_none_is_refused(header: bytes) -> None:
    _, middle, signature = token(BODY).split(".")
    refusal(f"{part(header)}.{middle}.{signature}")


@pytest.mark.parametrize(
    "body",
    [OTHER_BODY, BODY + b" ", BODY[:-1], b"", json.dumps(payload(), indent=1).encode()],
    ids=["other", "longer", "shorter", "empty", "written-anew"],
)
def test_a_changed_body_is_refused(body: bytes) -> None:
    assert "another body" in refusal(token(BODY), body)


@pytest.mark.parametrize("body", [b"not json", b"[" * 100_000, b"\xff\xfe"])
def test_a_body_is_not_parsed_before_it_is_known_to_be_gongs(body: bytes) -> None:
    assert "another body" in refusal(token(BODY), body)
    assert "no key" in refusal(token(body, key="eve"), body)


@pytest.mark.parametrize("written", ["", "Bearer", "Bearer ", "Basic a2V5OnNlY3JldA==", "Bearer x"])
def test_without_a_token_there_is_no_call(written: str) -> None:
    assert "Signed JWT header" in refusal(written)
    assert "Signed JWT header" in refusal(None)


@pytest.mark.parametrize("made", [2, 3])
def test_parts_of_two_good_tokens_do_not_make_a_third(made: int) -> None:
    first, second = token(BODY).split("."), token(OTHER_BODY).split(".")
    refusal(".".join([*first[: made - 1], *second[made - 1 :]]), OTHER_BODY if made == 3 else BODY)


GOOD = token(BODY, exp=NOW + 86_400)


@given(st.integers(0, len(GOOD) - 1))
def test_a_truncated_token_is_refused(length: int) -> None:
    refusal("Bearer " + GOOD[:length])


@given(st.integers(0, len(GOOD) - 2), st.sampled_from("aZ09-_."))
def test_a_token_with_another_character_is_refused(place: int, character: str) -> None:
    # But for the last: that has bits to spare.
    assume(character != GOOD[place])
    refusal(GOOD[:place] + character + GOOD[place + 1 :])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def taken(body: bytes, authorization: str | None) -> Delivery | None:
    """Return what *body* brings; None where it is refused. No other error gets through."""
    try:
        return RECEIVER.receive(body, authorization)
    except WebhookError as error:
        refused = error
    assert refused.__context__ is None
    assert str(refused).isprintable()
    return None


@given(st.binary(), st.none() | st.text() | st.text().map("Bearer {}".format))
def test_garbage_is_refused_with_our_error(body: bytes, authorization: str | None) -> None:
    assert taken(body, authorization) is None


@given(st.text("ab-_.=\xe9 \ud800", max_size=40))
def test_what_looks_like_a_token_is_refused_with_our_error(text: str) -> None:
    assert taken(BODY, f"Bearer {text}") is None


@given(st.dictionaries(st.sampled_from(["alg", "kid", "crit", "b64", "zip", "typ", "jwk"]), JSON))
def test_no_header_does_anything_but_be_refused(header: dict[str, Any]) -> None:
    assert taken(BODY, assembled({**header, "alg": "RS256"}, claims(BODY), signer("eve"))) is None
    if header.get("alg") != "RS256":
        assert taken(BODY, assembled(header, claims(BODY), signer())) is None


@given(st.sampled_from(["exp", "nbf", "iat", "webhook_url", "body_sha256", "sub", "aud"]), JSON)
def test_no_claim_does_anything_but_be_refused(name: str, value: Any) -> None:
    assert taken(OTHER_BODY, token(BODY, **{name: value})) is None
    taken(BODY, token(BODY, **{name: value}))


@given(JSON, st.booleans())
def test_whatever_gong_signs_is_a_call_or_our_error(value: Any, wrapped: bool) -> None:
    body = json.dumps({"callData": value} if wrapped else value).encode()
    taken(body, token(body))
