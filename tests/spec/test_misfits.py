"""Where a method wants a time, a model or a list, nothing else gets past it: not a byte leaves."""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterator, Sequence
from copy import copy
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from recorder import Recorder, call
from surface import without_none
from test_calls_made import FULLY, VERBS

from gong_async.fields import fields_of
from gong_async.models import Receipt

WHEN = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
NO_TIMES = ("2024-03-01T09:30:00Z", WHEN.date(), 1_709_285_400, WHEN.replace(tzinfo=None), [WHEN])
NO_MODELS = ({"id": "1"}, "text", Receipt(), [Receipt()])
NO_LISTS = ("123", b"123", {"1": "2"}, 5)
LISTS = (list, tuple, Collection, Sequence)


def misfits(kind: Any, value: Any) -> Iterator[Any]:
    """Change *value*, which is a *kind*, in every place where it can be made to be none."""
    if kind is datetime:
        yield from NO_TIMES
    elif attrs.has(kind):
        yield from NO_MODELS
        for field, inner in fields_of(kind):
            for bad in misfits(inner, getattr(value, field.name)) if value else ():
                changed = copy(value)
                object.__setattr__(changed, field.name, bad)  # past the validators
                yield changed
    elif typing.get_origin(kind) in LISTS:
        (inner, *_), (first, *others) = typing.get_args(kind), value or [None]
        yield from (*NO_LISTS, (each for each in value or ()), iter(value or ()))
        yield from ([bad, *others] for bad in misfits(inner, first))
        if attrs.has(inner):
            yield [None, *others]


@pytest.mark.parametrize("name", FULLY)
def test_what_a_method_does_not_take_is_refused_in_our_words(name: str) -> None:
    verb, (arguments, _) = VERBS[name], FULLY[name]
    hints = typing.get_type_hints(verb.method)
    recorder = Recorder()
    for argument, value in arguments.items():
        kind = None if argument in ("media", "data") else without_none(hints[argument])
        for bad in misfits(kind, value):
            with pytest.raises(ValueError) as caught:
                call(verb, {**arguments, argument: bad}, recorder)
            assert type(caught.value) is ValueError, (argument, bad)
        must_be_there = attrs.has(kind) or typing.get_origin(kind) in LISTS
        if must_be_there and kind is hints[argument]:
            with pytest.raises(ValueError, match=argument):
                call(verb, {**arguments, argument: None}, recorder)
    assert recorder.requests == []
