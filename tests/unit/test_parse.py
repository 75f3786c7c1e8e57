"""Which bytes are JSON, and what is said of those that are not."""

from __future__ import annotations

import json
import math
import traceback
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async.converters import parse

NUMBERS = st.integers() | st.floats() | st.sampled_from([10**19, 10**400, 1e308])
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


@given(body=st.binary() | JSON.map(lambda value: json.dumps(value).encode()[:-1]))
def test_bytes_are_json_or_a_value_error(body: bytes) -> None:
    error = failure(body)
    if error is not None:
        assert type(error) is ValueError
        assert error.__context__ is None


def failure(body: bytes) -> ValueError | None:
    try:
        parse(body)
    except ValueError as error:
        return error
    return None


@given(value=JSON, mark=st.sampled_from([b"", b"\xef\xbb\xbf"]), ascii_only=st.booleans())
def test_json_is_read_with_or_without_a_byte_order_mark(
    value: Any, mark: bytes, ascii_only: bool
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert repr(parse(mark + text.encode())) == repr(value)


def test_text_that_is_not_utf_8_is_latin_1() -> None:
    assert parse('{"name": "Müller"}'.encode("latin-1")) == {"name": "Müller"}
    assert parse('{"name": "Müller"}'.encode()) == {"name": "Müller"}


def test_what_other_parsers_stumble_over_is_read() -> None:
    assert parse(b' {"a": 1, "a": 2}\r\n') == {"a": 2}
    assert math.isnan(parse(b"NaN"))
    assert parse(b"[1e999, -Infinity]") == [math.inf, -math.inf]
    assert parse(b'["\\ud83d", "\\u0000", "\xe2\x80\xa8"]') == ["\ud83d", "\x00", "\u2028"]
    assert parse(b'"\xed\xa0\xbd"') == "\ud83d"
    assert parse(b"18446744073709551616123") == 18446744073709551616123


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", "line 1, column 1"),
        (b'{"secret": "x",\n "secret": }', "line 2, column 12"),
        (b'{"secret": 1', "line 1, column 13"),
        (b'["secret', "line 1, column 2"),
        (b"<html>secret</html>", "line 1, column 1"),
        (b'{"a": 1} secret', "line 1, column 10"),
        (b'["se\ncret"]', "line 1, column 5"),
        (b'\xef\xbb\xbf\xef\xbb\xbf"secret"', "line 1, column 1"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place_but_not_shown(body: bytes, where: str) -> None:
    with pytest.raises(ValueError, match=where) as caught:
        parse(body)
    assert "secret" not in "".join(traceback.format_exception(caught.value, chain=True))
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[" * 100_000, "too deep"),
        (b"[" * 100_000 + b"]" * 100_000, "too deep"),
        (b'{"a":' * 100_000, "too deep"),
        (b"7" * 5_000, "too many digits"),
        (b'{"id": -' + b"7" * 5_000 + b"}", "too many digits"),
    ],
)
def test_json_that_cannot_be_held_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        parse(body)
    assert type(caught.value) is ValueError
