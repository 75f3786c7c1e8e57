"""Where a method wants a time, a model or a list, nothing else gets past it: not a byte leaves."""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from engage_and_admin import ENGAGE_AND_ADMIN
from recorder import Recorder, call
from surface import Verb, verbs, without_none
from writes import WRITES

from gong_async.converters import fields_of
from gong_async.models import ContentSelector, ExposedFields, Receipt

WHEN = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
NO_TIMES = ("2024-03-01T09:30:00Z", WHEN.date(), 1_709_285_400, WHEN.replace(tzinfo=None), [WHEN])
NO_MODELS = ({"id": "1"}, "text", Receipt(), [Receipt()])
NO_LISTS = ("123", b"123", {"1": "2"}, 5)
LISTS = (list, tuple, Collection, Sequence)

SELECTED = {"content": ContentSelector(exposed_fields=ExposedFields(parties=True))}
FULLY = {name: arguments for name, (arguments, _) in {**WRITES, **ENGAGE_AND_ADMIN}.items()}
FULLY |= {"calls.EXTENSIVE": SELECTED}


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


@pytest.mark.parametrize("verb", [verb for verb in verbs() if str(verb) in FULLY], ids=str)
def test_what_a_method_does_not_take_is_refused_in_our_words(verb: Verb) -> None:
    arguments: Mapping[str, Any] = FULLY[str(verb)]
    hints = typing.get_type_hints(verb.method)
    recorder = Recorder()
    for name, value in arguments.items():
        kind = without_none(hints[name]) if name not in ("media", "data") else None
        for bad in misfits(kind, value):
            with pytest.raises(ValueError) as caught:
                call(verb, {**arguments, name: bad}, recorder)
            assert type(caught.value) is ValueError, (name, bad)
        must_be_there = attrs.has(kind) or typing.get_origin(kind) in LISTS
        if must_be_there and kind is hints[name]:
            with pytest.raises(ValueError, match=name):
                call(verb, {**arguments, name: None}, recorder)
    assert recorder.requests == []
