"""Null may stand anywhere: inside lists and maps, too, it is nothing, and spoils nothing."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from gong_async.converters import decode
from gong_async.errors import DecodeError


@define(kw_only=True)
class Part:
    id: str


@define(kw_only=True)
class Whole:
    parts: list[Part] = field(factory=list[Part])
    texts: list[str] = field(factory=list[str])
    grid: list[list[int]] = field(factory=list[list[int]])
    anything: list[Any] = field(factory=list[Any])
    lists: dict[str, list[Part]] = field(factory=dict[str, list[Part]])
    maps: dict[str, dict[str, Any]] = field(factory=dict[str, dict[str, Any]])
    maybe: dict[str, dict[str, Any] | None] = field(factory=dict[str, dict[str, Any] | None])
    counts: dict[str, int] = field(factory=dict[str, int])


def read(**fields: Any) -> Whole:
    return decode("anOperation", fields, Whole)


PARTS = st.lists(st.none() | st.builds(lambda number: {"id": number}, st.integers()))
TEXTS = st.lists(st.none() | st.text(max_size=3))


@given(PARTS, TEXTS, st.lists(st.none() | st.lists(st.none() | st.integers())))
def test_null_in_a_list_is_passed_over(parts: Any, texts: Any, grid: Any) -> None:
    made = read(parts=parts, texts=texts, grid=grid)
    assert made.parts == [Part(id=str(each["id"])) for each in parts if each]
    assert made.texts == [each for each in texts if each is not None]
    rows = [row for row in grid if row is not None]
    assert made.grid == [[each for each in row if each is not None] for row in rows]


def test_null_in_a_map_is_empty() -> None:
    made = read(lists={"a": None, "b": [None, {"id": "1"}]}, maps={"a": None}, maybe={"a": None})
    assert made == Whole(lists={"a": [], "b": [Part(id="1")]}, maps={"a": {}}, maybe={"a": None})


def test_null_stays_where_any_json_may_be() -> None:
    assert read(anything=[None, 1]).anything == [None, 1]
    assert read(maps={"a": {"b": None}}).maps == {"a": {"b": None}}


def test_what_else_is_wrong_is_still_found_in_its_place() -> None:
    with pytest.raises(DecodeError) as caught:
        read(
            parts=[None, 1], texts=[None, []], lists={"a": None, "b": [None, 2]}, counts={"a": None}
        )
    assert caught.value.problems == (
        "expected an object, got a number @ $.parts[1]",
        "expected text, got a list @ $.texts[1]",
        "expected an object, got a number @ $.lists['b'][1]",
        "expected a whole number, got null @ $.counts['a']",
    )
