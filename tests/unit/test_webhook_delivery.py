"""What a webhook's delivery becomes, and what a receiver must be told."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from base64 import b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from gong_async.errors import ConfigError, WebhookBodyError, WebhookTooLargeError
from gong_async.webhooks import Delivery, Receiver

from .signing import URL, call, payload, private_key, shown, token

RECEIVER = Receiver(keys=shown("rule"), public_url=URL)


def delivered(data: Any, receiver: Receiver = RECEIVER) -> Delivery:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return receiver.receive(body, f"Bearer {token(body)}")


def test_a_delivery_has_the_call_and_every_field_that_gong_sent() -> None:
    delivery = delivered(payload())
    found = delivery.call
    assert (found.meta_data.id, found.meta_data.title) == ("5599332235511222779", "Ron/Speedman")
    assert found.meta_data.custom_data is None
    assert [party.speaker_id for party in found.parties] == [None]
    values = [each.value for each in found.context[0].objects[0].fields]
    assert values == ["Open Renewal", 28, 4166.67, "false", True, ["a", 1], None]
    assert found.content is not None
    assert found.content.trackers[0].count == 2
    assert found.interaction is None
    assert delivery.record == call()
    assert (delivery.is_test, delivery.is_private) == (False, None)


def test_the_call_may_come_without_its_wrapper() -> None:
    assert delivered(call()) == delivered(payload())


@pytest.mark.parametrize("id_", ["123", 123])
def test_the_dedupe_key_is_the_call_s_whatever_rule_sent_it(id_: object) -> None:
    data = call(metaData={"id": id_})
    assert delivered(data).dedupe_key == "gong:123"
    assert delivered(payload(callData=data, isTest=True)).dedupe_key == "gong:123"


@pytest.mark.parametrize(
    ("beside", "inside", "private"),
    [(True, None, True), (False, True, False), (None, True, True), (None, None, None)],
)
def test_whether_it_is_a_test_or_private_is_told(
    beside: bool | None, inside: bool | None, private: bool | None
) -> None:
    meta = {"id": "1", "isPrivate": inside}
    delivery = delivered(payload(callData={"metaData": meta}, isTest=True, isPrivate=beside))
    assert (delivery.is_test, delivery.is_private) == (True, private)


def test_a_test_is_none_where_gong_does_not_say() -> None:
    assert delivered(payload(isTest=None)).is_test is False


BODIES: dict[str, tuple[Any, str]] = {
    "nothing": (b"", "it is not JSON"),
    "text": (b"hello", "it is not JSON"),
    "deep": (b"[" * 100_000, "nested too deep"),
    "null": (None, "it is not an object"),
    "list": ([call()], "it is not an object"),
    "empty": ({}, "required field missing @ $.callData.metaData"),
    "no-call": ({"callData": None}, "required field missing @ $.callData"),
    "call-text": ({"callData": "x"}, "expected an object, got text @ $.callData"),
    "no-id": ({"metaData": {}}, "required field missing @ $.callData.metaData.id"),
    "id-empty": ({"metaData": {"id": ""}}, "$.callData.metaData.id is empty"),
    "id-list": ({"metaData": {"id": ["s3cret"]}}, "expected text, got a list @"),
    "test-text": (payload(isTest="s3cret"), "expected a boolean, got text @ $.isTest"),
    "parties-text": (call(parties="s3cret"), "expected a list, got text @ $.callData.parties"),
}


@pytest.mark.parametrize(("data", "said"), BODIES.values(), ids=BODIES)
def test_what_is_signed_but_no_call_is_an_error_that_says_where(data: Any, said: str) -> None:
    with pytest.raises(WebhookBodyError) as caught:
        delivered(data)
    assert caught.value.status == 400
    assert said in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_body_may_be_as_large_as_the_limit_and_no_larger() -> None:
    body = json.dumps(payload()).encode()
    exact = Receiver(keys=shown("rule"), public_url=URL, max_body=len(body))
    assert exact.receive(body, token(body))
    for larger in (body + b" ", bytes(len(body) * 50)):
        with pytest.raises(WebhookTooLargeError, match="raise max_body") as caught:
            exact.receive(larger, token(larger))
        assert caught.value.status == 413


def test_a_large_call_fits_unless_told_otherwise() -> None:
    large = payload(callData=call(somethingNew="x" * (2 << 20)))
    assert len(delivered(large).record["somethingNew"]) == 2 << 20


@pytest.mark.parametrize("body", ["{}", {"callData": {}}, None, bytearray(b"{}")], ids=repr)
def test_anything_but_the_bytes_as_they_came_is_a_mistake(body: Any) -> None:
    with pytest.raises(ValueError, match="before anything decodes or parses"):
        RECEIVER.receive(body, token(b"{}"))


def test_a_delivery_travels_and_shows_no_more_than_which_call_it_is() -> None:
    delivery = delivered(payload())
    assert pickle.loads(pickle.dumps(delivery)) == delivery
    assert repr(delivery) == "Delivery(call='5599332235511222779', is_test=False, is_private=None)"
    assert repr(RECEIVER) == f"Receiver(leeway=60.0, max_body={8 << 20})"


# Settings


def ec_key() -> str:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def private() -> str:
    key = private_key("rule")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def short() -> str:
    public = private_key("short", 1024).public_key()
    return b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


BAD_KEYS: dict[str, tuple[Any, str]] = {
    "none": ([], "no key"),
    "empty": ("", "key 1 is no RSA public key"),
    "junk": ("not a key", "key 1 is no RSA public key"),
    "cut": (shown("rule")[:-8], "key 1 is no RSA public key"),
    "second": ([shown("rule"), shown("rule")[4:]], "key 2 is no RSA public key"),
    "not-ascii": ("MIIB\u00e9", "key 1 is no RSA public key"),
    "elliptic": (ec_key(), "key 1 is no RSA public key"),
    "private": (private(), "key 1 is no RSA public key"),
    "short": (short(), "key 1 is too short"),
}


@pytest.mark.parametrize(("keys", "said"), BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_key_that_is_none_is_refused_at_once_and_not_shown(keys: Any, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        Receiver(keys=keys, public_url=URL)
    assert not any(text[:12] in str(caught.value) for text in keys if len(text) > 12)


@pytest.mark.parametrize("url", ["", "/gong", "example.com/gong", "ftp://example.com", "https://"])
def test_the_public_address_must_be_a_whole_one(url: str) -> None:
    with pytest.raises(ConfigError, match="the whole address that the automation rule calls"):
        Receiver(keys=shown("rule"), public_url=url)


@pytest.mark.parametrize(
    "settings",
    [{"leeway": -1}, {"leeway": float("inf")}, {"leeway": float("nan")}, {"max_body": 0}],
    ids=str,
)
def test_settings_out_of_range_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        Receiver(keys=shown("rule"), public_url=URL, **settings)


@pytest.mark.parametrize("missing", ["jwt", "cryptography"])
def test_without_the_extra_the_receiver_tells_what_to_install(missing: str) -> None:
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from gong_async.errors import ConfigError\n"
        "from gong_async.webhooks import Receiver\n"
        "try:\n    Receiver(keys='x', public_url='https://example.com')\n"
        "except ConfigError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'gong-async[webhooks]'" in done.stdout
