"""What may be shown of an answer that is an error: little, short, printable, no secret."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async.endpoint import Response
from gong_async.errors import (
    APIError,
    DecodeError,
    NotFoundError,
)
from tests.unit.scripted import page, refusal, reply, things, verdict

JWT = (
    "eyJhbGciOiJIUzI1NiJ9.eyJjYWxsSWQiOjEsInRvdGFsIjoxNzksInBhZ2VOdW1iZXIiOjB9"
    ".c2lnbmF0dXJlLXNpZ25hdHVyZQ"
)


def messages(response: Response) -> tuple[str, ...]:
    error = verdict(response)
    assert isinstance(error, APIError)
    return error.messages


@given(st.lists(st.text() | st.integers() | st.dictionaries(st.text(), st.text()), max_size=30))
def test_what_gong_says_is_shown_short_and_printable(errors: list[Any]) -> None:
    error = verdict(refusal(400, *errors))
    assert isinstance(error, APIError)
    assert len(error.messages) == min(10, len(errors))
    assert all(len(text) <= 200 and text.isprintable() for text in error.messages)
    assert str(error).isprintable()


@pytest.mark.parametrize("bad", ["\n", "\r", "\x1b[31m", "\0", "\x07", "\x9b", "\u202e", "\u2028"])
def test_control_characters_do_not_reach_a_terminal(bad: str) -> None:
    (text,) = messages(refusal(400, f"a{bad}b"))
    assert bad not in text
    assert text.startswith("a\N{REPLACEMENT CHARACTER}")
    assert text.endswith("b")


@pytest.mark.parametrize(
    "token",
    [JWT, "A" * 40, "QWxhZGRpbjpvcGVuOnNlc2FtZQ" * 3 + "==", "x=" + "0123456789abcdef%2B" * 4],
)
def test_cursors_and_keys_are_not_shown(token: str) -> None:
    (text,) = messages(refusal(400, f"Failed to verify token {token}, sorry"))
    assert text == "Failed to verify token [...], sorry"
    assert token[:30] not in str(verdict(refusal(400, {"cursor": token})))


@given(st.integers(0, 2100), st.integers(0, 400))
def test_cursors_are_not_shown_wherever_they_stand(before: int, after: int) -> None:
    words = ("word " * 500)[:before]
    (text,) = messages(refusal(400, f"{words} {JWT} {'more ' * after}")) or ("",)
    assert JWT[:24] not in text


def test_a_cut_through_a_cursor_does_not_lay_it_open() -> None:
    (text,) = messages(refusal(400, f"{'x' * 1960} {JWT}"))
    assert JWT[:12] not in text


@pytest.mark.parametrize("text", ["a." * 5000, "." * 10_000, "a" * 10_000, "a-b.c/" * 2000])
def test_a_long_text_does_not_keep_the_loop_for_long(text: str) -> None:
    """Processor time, with room for a slow machine: a search that starts over takes far longer."""
    began = time.process_time()
    assert len(messages(refusal(500, *[text] * 10))) == 10
    assert time.process_time() - began < 1.0


def test_words_are_shown_as_they_came() -> None:
    said = "filter.fromDateTime: must be before toDateTime"
    assert messages(refusal(400, said, "No calls found")) == (said, "No calls found")
    assert messages(refusal(400)) == ()
    assert "no message" in str(verdict(refusal(400)))


def test_a_request_id_is_cleaned_too() -> None:
    error = verdict(reply({"requestId": "a\nb" + " c" * 100, "errors": []}, 400))
    assert isinstance(error, APIError)
    assert error.request_id is not None
    assert error.request_id.isprintable()
    assert len(error.request_id) <= 64


SECRETIVE = "<html><body>session=hunter2hunter2 <script>alert(1)</script></body></html>"


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 429, 500, 502, 503, 999])
@pytest.mark.parametrize(
    "body",
    [
        SECRETIVE.encode(),
        b"",
        b"null",
        b"[]",
        b'"hunter2hunter2"',
        b'{"error": "hunter2hunter2"}',
        b'{"errors": "hunter2hunter2"}',
        b'{"errors": {"a": "hunter2hunter2"}, "requestId": "r"}',
        b'{"requestId": "hunter2hunter2"}',
        b"\xff\xfe\x00hunter2hunter2",
        b"[" * 100_000,
        b"9" * 5000,
        b'{"errors": [' + b"9" * 5000 + b"]}",
    ],
    ids=lambda body: repr(body[:14]),
)
def test_a_body_that_is_not_gongs_is_described_and_not_shown(status: int, body: bytes) -> None:
    error = verdict(Response(status=status, headers=(("content-type", "text/html; x"),), body=body))
    assert isinstance(error, APIError)
    assert not error.from_gong
    assert error.request_id is None
    assert "hunter2" not in f"{error!s}{error!r}"
    assert status == 302 or "text/html" in str(error)
    assert status == 302 or f"{len(body)} bytes" in str(error)
    assert "base_url" in str(error), "says what to do"


@pytest.mark.parametrize("missing", [{}, {"requestId": None}, {"requestId": 7}, {"requestId": ""}])
def test_an_envelope_without_a_request_id_is_heard_but_not_trusted(missing: dict[str, Any]) -> None:
    """A proxy's ``{"errors": [...]}`` must not pass for "no calls found"."""
    error = verdict(reply({**missing, "errors": ["No calls found"]}, 404))
    assert isinstance(error, NotFoundError)
    assert error.messages == ("No calls found",)
    assert not error.from_gong


@pytest.mark.parametrize("value", ["\x1b[31mred", "a\x07b", "x" * 500])
def test_a_content_type_is_cleaned_too(value: str) -> None:
    headers = (("content-type", value),)
    for response in (
        Response(status=500, headers=headers, body=b"<html>"),
        Response(status=200, headers=headers, body=b"<html>"),
    ):
        shown = str(verdict(response))
        assert shown.isprintable()
        assert len(shown) < 300


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://us-1.api.gong.io/v2/things?cursor=SECRET#SECRET", "us-1.api.gong.io"),
        ("https://us-1.api.gong.io:8443/SECRET", "us-1.api.gong.io"),
        ("HTTPS://US-1.api.gong.io/SECRET", "us-1.api.gong.io"),
        ("https://SECRET:SECRET@evil.example/SECRET", "evil.example"),
        ("https://SECRET@evil.example/SECRET", "evil.example"),
        ("http://evil.example\\@SECRET", None),
        ("/v2/SECRET", "somewhere else"),
        ("//evil.example/SECRET", None),
        ("javascript:SECRET", "somewhere else"),
        ("https://[::1/SECRET", None),
        ("https://\x1b[31mSECRET", None),
        ("", "somewhere else"),
        (None, "somewhere else"),
    ],
)
def test_a_redirect_names_its_host_and_nothing_else(
    location: str | None, shown: str | None
) -> None:
    headers = () if location is None else (("location", location),)
    error = verdict(Response(status=302, headers=headers, body=SECRETIVE.encode()))
    text = str(error).lower()
    assert "secret" not in text
    assert text.isprintable()
    assert shown is None or f"a redirect to {shown}, which is not followed" in text
    assert "set base_url" in text


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_an_answer(status: int) -> None:
    headers = (("location", "https://us-1.api.gong.io/v2/things"),)
    error = verdict(Response(status=status, headers=headers, body=page(things(1)).body))
    assert type(error) is APIError
    assert "us-1.api.gong.io," in str(error)


def test_errors_in_a_success_are_cleaned_like_any_other() -> None:
    said = ["\x1b[31m\u202e", f"bad cursor {JWT}"]
    error = verdict(reply({"errors": said, "things": [], "records": {}}))
    assert isinstance(error, DecodeError)
    assert JWT[:24] not in str(error)
    assert str(error).isprintable()
