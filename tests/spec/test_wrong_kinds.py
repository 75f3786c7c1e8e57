"""A list where one value is meant, and anything else where a list is, is refused before any I/O."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import pytest
from recorder import Recorder, call
from surface import Verb, verbs, without_none
from test_calls_made import FULLY

from gong_async.models import ContentSelector, ContextLevel, ContextTiming, CrmObjects, OpenEnum

VERBS = {str(verb): verb for verb in verbs()}


def hints(verb: Verb) -> Iterator[tuple[str, Any]]:
    """Find the arguments of a method, and what each is where it is not None."""
    assert verb.method is not None
    for name, hint in typing.get_type_hints(verb.method).items():
        if name not in ("return", "data", "media"):  # the latter are paths or streams
            yield name, without_none(hint)


def is_many(hint: Any) -> bool:
    return typing.get_origin(hint) in (Collection, Sequence)


def is_one(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, str | bool | OpenEnum)


EVERY = [
    (name, each) for name, verb in VERBS.items() for each, hint in hints(verb) if is_many(hint)
]
ONE = [(name, each) for name, verb in VERBS.items() for each, hint in hints(verb) if is_one(hint)]
FLAGS = [(name, each) for name, verb in VERBS.items() for each, hint in hints(verb) if hint is bool]


def refused(name: str, argument: str, value: Any) -> str:
    """Call a method with all arguments, one of them wrong; return what it says."""
    recorder = Recorder()
    with pytest.raises(ValueError) as caught:
        call(VERBS[name], {**FULLY[name][0], argument: value}, recorder)
    assert recorder.requests == []
    return str(caught.value)


@pytest.mark.parametrize(("name", "argument"), EVERY)
def test_one_value_is_no_list_of_it(name: str, argument: str) -> None:
    one, *_ = FULLY[name][0][argument]
    for value in (one, "", "12", b"12", 12, object()):
        assert "list" in refused(name, argument, value)


@pytest.mark.parametrize(("name", "argument"), EVERY)
def test_what_can_be_read_only_once_is_no_list(name: str, argument: str) -> None:
    """What is left of it after a check would be sent as all there is."""
    nobody: list[Any] = []
    for values in (nobody, FULLY[name][0][argument]):
        assert "list" in refused(name, argument, iter(values))


@pytest.mark.parametrize(("name", "argument"), EVERY)
def test_nothing_is_no_item_of_a_list(name: str, argument: str) -> None:
    for nothing in (None, ""):
        refused(name, argument, [*FULLY[name][0][argument], nothing])


@pytest.mark.parametrize(("name", "argument"), EVERY)
@pytest.mark.parametrize("nobody", [[], (), frozenset[str]()], ids=["list", "tuple", "frozenset"])
def test_an_empty_list_means_nothing_and_is_never_sent(
    name: str, argument: str, nobody: Any
) -> None:
    """It is refused where a method has to be told something, and finds nothing elsewhere."""
    verb, recorder = VERBS[name], Recorder()
    assert verb.method is not None
    needed = {
        each.name: FULLY[name][0][each.name]
        for each in list(inspect.signature(verb.method).parameters.values())[1:]
        if each.default is each.empty
    }
    try:
        found = call(verb, {**needed, argument: nobody}, recorder)
    except ValueError:
        assert verb.endpoint.writes or name == "tasks.LIST"
    else:
        assert found in ([], CrmObjects())
    assert recorder.requests == []


@pytest.mark.parametrize(("name", "argument"), ONE)
def test_a_list_is_not_one_value(name: str, argument: str) -> None:
    value = FULLY[name][0][argument]
    for values in ([value], (value,), {value}, [], [None]):
        refused(name, argument, values)


@pytest.mark.parametrize(("name", "argument"), FLAGS)
@pytest.mark.parametrize("value", ["no", "false", "", 0, 1])
def test_a_flag_is_true_or_false(name: str, argument: str, value: Any) -> None:
    refused(name, argument, value)


@pytest.mark.parametrize("value", [ContextTiming.NOW, "Now", (), [None], iter([ContextTiming.NOW])])
def test_the_times_of_a_context_are_a_list(value: Any) -> None:
    content: dict[str, Any] = {"context": ContextLevel.EXTENDED, "context_timing": value}
    assert "context_timing" in refused("calls.EXTENSIVE", "content", ContentSelector(**content))
