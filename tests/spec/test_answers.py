"""Whatever Gong's specification lets an answer be, its model reads it, and loses nothing."""

from __future__ import annotations

import math
from datetime import datetime
from functools import cache
from typing import Any

import attrs
import pytest
from differences import IS_ID, ISO_TEXT, LIVE_ONLY
from digest import load
from hypothesis import given, settings
from hypothesis import strategies as st
from surface import camel, required, schema_of, verbs, wire_fields

from gong_async.converters import decode
from gong_async.models import Flow, FlowFolder, OpenEnum
from gong_async.models._base import SCHEMAS as MODELS

SCHEMAS: dict[str, dict[str, Any]] = load()["schemas"]
HANDED_OUT = sorted({schema_of(verb.endpoint.returns)[0] for verb in verbs()})

seeded = settings(derandomize=True, deadline=None, max_examples=60)

TIMES = st.sampled_from(
    [
        "2023-10-17T21:21:31+02:00",
        "2023-10-17T21:21:07.428+02:00",
        "2023-10-17T21:21:31.816562-08:00",
        "2020-11-20T21:30:07Z",
    ]
)
COUNTS = st.integers(-(2**31), 2**31 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | COUNTS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(max_size=8),
    "string date-time": TIMES,
    "string url": st.just("https://example.com/a?b=c"),
    "integer int32": COUNTS | COUNTS.map(str),  # Gong sends some of them as text
    "integer int64": COUNTS | COUNTS.map(str),
    "number": st.floats(allow_nan=False, allow_infinity=False) | COUNTS,
    "number float": st.floats(allow_nan=False, allow_infinity=False) | COUNTS,
    "number double": st.floats(allow_nan=False, allow_infinity=False) | COUNTS,
    "boolean": st.booleans(),
    "object": JSON,
}
IDS = st.integers(-1, 10**20 - 1)


def sent(schema: str) -> dict[str, Any]:
    """Find the fields that Gong sends for a schema, with their types."""
    live = {name: "string" for owner, name in LIVE_ONLY if owner == schema}
    return {**SCHEMAS[schema]["fields"], **live}


def values(kind: Any, schema: str = "", name: str = "") -> st.SearchStrategy[Any]:
    """Draw a JSON value of a type."""
    if isinstance(kind, list):
        return st.lists(st.none() | values(kind[0]), max_size=3)
    if isinstance(kind, dict):
        if "map" in kind:
            inner = st.none() | values(kind["map"])
            return st.dictionaries(st.text(max_size=3), inner, max_size=2)
        return st.sampled_from([*kind["enum"], "Something New"])
    if kind.startswith("#"):
        return st.deferred(lambda: records(kind.removeprefix("#")))
    if (schema, name) in ISO_TEXT:
        return TIMES
    if IS_ID.fullmatch(name):
        return IDS | IDS.map(str)
    return PLAIN[kind]


@cache
def records(schema: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw an object of a schema, with some of its fields missing, null, or unheard of."""
    fields = {name: values(kind, schema, name) for name, kind in sent(schema).items()}
    always = {key: fields.pop(key) for key in map(camel, required(MODELS[schema]))}
    maybe = {name: st.none() | value for name, value in fields.items()}
    return st.fixed_dictionaries(always, optional={**maybe, "brandNewField": JSON})


def assert_read(got: Any, raw: Any, kind: Any, where: str) -> None:
    """Check that *got* is what was read from *raw*, all the way down."""
    if raw is None:
        empty = [] if isinstance(kind, list) else {} if isinstance(kind, dict) else None
        assert got in (None, empty), where
    elif isinstance(kind, list):
        told = [each for each in raw if each is not None or kind == ["object"]]
        assert type(got) is list, where
        assert len(got) == len(told), where
        for inner, source in zip(got, told, strict=True):
            assert_read(inner, source, kind[0], f"{where}[]")
    elif isinstance(kind, dict) and "map" in kind:
        assert got.keys() == raw.keys(), where
        for key, source in raw.items():
            assert_read(got[key], source, kind["map"], f"{where}.{key}")
    elif isinstance(kind, dict):
        assert isinstance(got, OpenEnum), where
        assert got == raw, where
    elif kind.startswith("#"):
        assert_all_read(got, raw, kind.removeprefix("#"), where)
    elif isinstance(got, datetime):
        assert got == datetime.fromisoformat(raw), where
        assert got.utcoffset() is not None, where
    elif isinstance(got, str):
        assert got == str(raw), where
    elif type(got) is int:
        assert got == int(raw), where
    elif isinstance(got, float):
        assert math.isclose(got, raw), where
    else:
        assert got == raw, where


def assert_all_read(got: Any, raw: dict[str, Any], schema: str, where: str) -> None:
    """Check every field of a record that was read."""
    assert isinstance(got, MODELS[schema]), where
    fields = wire_fields(MODELS[schema])
    for name, kind in sent(schema).items():
        assert_read(getattr(got, fields[name].name), raw.get(name), kind, f"{where}.{name}")


@pytest.mark.parametrize("schema", HANDED_OUT)
def test_every_answer_that_the_specification_allows_is_read(schema: str) -> None:
    @seeded
    @given(records(schema))
    def reads(record: dict[str, Any]) -> None:
        assert_all_read(decode("anOperation", record, MODELS[schema]), record, schema, "$")

    reads()


@seeded
@given(records("PublicApiFlow"), *[st.none() | st.just("null") | IDS | IDS.map(str)] * 2)
def test_a_folder_of_flows_keeps_its_place(record: dict[str, Any], parent: Any, by: Any) -> None:
    folder = decode(
        "anOperation", {**record, "parentFolderId": parent, "createdById": by}, FlowFolder
    )
    flow = attrs.asdict(decode("anOperation", record, Flow))
    assert {**attrs.asdict(folder), **flow, "folder_id": folder.folder_id} == attrs.asdict(folder)
    told = [str(each) for each in (parent, record.get("folderId")) if each not in (None, "null")]
    assert folder.folder_id == folder.parent_folder_id == next(iter(told), None)
    assert folder.created_by_id == (None if by in (None, "null") else str(by))
