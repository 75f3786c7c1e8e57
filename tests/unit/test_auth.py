"""The Authorization header, and that it shows nowhere else."""

from __future__ import annotations

import base64
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async.auth import AccessKey, Auth, BearerToken
from gong_async.hidden import Hidden
from tests.clock import run

SECRET = "S3cretS3cretS3cret"
PRINTABLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=80)


@given(PRINTABLE.filter(lambda key: ":" not in key), PRINTABLE)
def test_an_access_key_is_sent_as_http_basic(key: str, secret: str) -> None:
    header = run(AccessKey(access_key=key, access_key_secret=secret).authorization())
    kind, _, credentials = header.partition(" ")
    assert kind == "Basic"
    assert base64.b64decode(credentials, validate=True) == f"{key}:{secret}".encode()


def test_the_header_is_the_one_of_rfc_7617() -> None:
    header = run(AccessKey(access_key="Aladdin", access_key_secret="open:sesame").authorization())
    assert header == "Basic QWxhZGRpbjpvcGVuOnNlc2FtZQ=="


@given(PRINTABLE)
def test_a_token_is_sent_as_bearer(token: str) -> None:
    assert run(BearerToken(token=token).authorization()) == f"Bearer {token}"


@given(st.text())
def test_hidden_text_is_text_that_does_not_show(text: str) -> None:
    hidden = Hidden(text)
    assert hidden == text
    assert hidden.encode("utf-8", "replace") == text.encode("utf-8", "replace")
    assert repr(hidden) == "'***'"
    assert f"{ {'Authorization': hidden} }" == "{'Authorization': '***'}"


@pytest.mark.parametrize(
    "auth",
    [AccessKey(access_key="KEYKEY", access_key_secret=SECRET), BearerToken(token=SECRET)],
    ids=lambda auth: type(auth).__name__,
)
def test_credentials_neither_show_nor_travel(auth: Any) -> None:
    header = run(auth.authorization())
    shown = f"{auth} {auth!r} {[auth]} {header!r} {(header,)}"
    assert SECRET not in shown
    assert "KEYKEY" not in shown
    assert base64.b64encode(f"KEYKEY:{SECRET}".encode()).decode() not in shown
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(auth, protocol)
    with pytest.raises(AttributeError):
        auth.token = auth.access_key = "other"


@pytest.mark.parametrize("make", [AccessKey, BearerToken])
def test_credentials_are_keyword_only(make: Any) -> None:
    with pytest.raises(TypeError):
        make("KEY", SECRET)


@pytest.mark.parametrize("blank", [" ", "\n", "\r\n"])
def test_credentials_given_directly_lose_what_copying_drags_along_too(blank: str) -> None:
    key = AccessKey(access_key="Aladdin" + blank, access_key_secret=blank + "open:sesame")
    assert run(key.authorization()) == "Basic QWxhZGRpbjpvcGVuOnNlc2FtZQ=="
    assert run(BearerToken(token=SECRET + blank).authorization()) == f"Bearer {SECRET}"


def test_anything_that_can_vouch_will_do() -> None:
    class Renewing:
        def __init__(self) -> None:
            self.count = 0

        async def authorization(self) -> Hidden:
            self.count += 1
            return Hidden(f"Bearer {self.count}")

    auth: Auth = Renewing()
    assert [run(auth.authorization()), run(auth.authorization())] == ["Bearer 1", "Bearer 2"]
