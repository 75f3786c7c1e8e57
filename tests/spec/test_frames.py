"""Whatever Gong answers, a model has one and the same Arrow schema, and its values come back."""

from __future__ import annotations

import asyncio
import json
from typing import Any, get_args, get_origin

import attrs
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from test_answers import MODELS, records

from gong_async.converters import decode
from gong_async.fields import fields_of, present
from gong_async.frames import arrow, schema
from gong_async.shape import encodable

seeded = settings(
    derandomize=True,
    deadline=None,
    max_examples=6,
    suppress_health_check=[HealthCheck.filter_too_much],
)


def made(record: dict[str, Any], model: type[Any]) -> Any:
    try:
        return decode("anOperation", record, model)
    except (ValueError, ExceptionGroup):  # a model of what is sent refuses what it must not hold
        reject()


def assert_same(found: Any, value: Any, kind: Any, where: str) -> None:
    """Check that *found*, which Arrow gave back, is *value*, all the way down."""
    kind = present(kind)
    if value is None:
        assert found is None, where
    elif kind is Any:
        assert json.loads(found) == json.loads(encodable(json.dumps(value))), where
    elif attrs.has(kind):
        assert list(found) == [field.name for field, _ in fields_of(kind)], where
        for field, inner in fields_of(kind):
            path = f"{where}.{field.name}"
            assert_same(found[field.name], getattr(value, field.name), inner, path)
    elif get_origin(kind) in (list, tuple):
        for one, other in zip(found, value, strict=True):
            assert_same(one, other, get_args(kind)[0], f"{where}[]")
    elif get_origin(kind) is dict:
        assert dict(found).keys() == value.keys(), where
        for key, inner in found:
            assert_same(inner, value[key], get_args(kind)[1], f"{where}.{key}")
    else:
        assert found is not None, where
        assert found == value, where


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_model_comes_back_in_the_schema_of_its_class(name: str) -> None:
    model = MODELS[name]

    @seeded
    @given(st.lists(records(name), max_size=2))
    def holds(found: list[dict[str, Any]]) -> None:
        items = [made(record, model) for record in found]
        table = asyncio.run(arrow(items, model))
        table.validate(full=True)
        assert table.schema.equals(schema(model), check_metadata=True)
        for row, item in zip(table.to_pylist(), items, strict=True):
            assert_same(row, item, model, name)

    holds()
