"""Whatever the arguments, what is sent is what Gong's specification has room for."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import attrs
import pytest
from differences import BODY_IN_WORDS, OPTIONAL_ANYWAY, QUERY_IN_WORDS, listed
from digest import load
from hypothesis import given, settings
from hypothesis import strategies as st
from recorder import sent
from request_models import given_whole, whole
from surface import Verb, verbs, without_none

from gong_async.endpoint import Request
from gong_async.models import (
    ContentSelector,
    ContextLevel,
    ContextTiming,
    ExposedCollaboration,
    ExposedContent,
    ExposedFields,
    ExposedInteraction,
    OpenEnum,
    TaskStatus,
    TimePeriod,
)

OPERATIONS: dict[str, dict[str, Any]] = load()["operations"]
SCHEMAS: dict[str, dict[str, Any]] = load()["schemas"]

seeded = settings(derandomize=True, deadline=None)

IDS = st.text("0123456789", min_size=1, max_size=20)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
EARLIEST, LATEST = datetime.fromisoformat("2000-01-02"), datetime.fromisoformat("2100-01-01")
RANGES = (
    ("since", "until"),
    ("created_since", "created_until"),
    ("from_date", "to_date"),
    ("call_from_date", "call_to_date"),
    ("review_from_date", "review_to_date"),
)


def flags(model: type[Any]) -> st.SearchStrategy[dict[str, bool]]:
    """Draw the flags of a part of the selector."""
    return st.fixed_dictionaries({item.name: st.booleans() for item in attrs.fields(model)})


@st.composite
def selectors(draw: st.DrawFn) -> ContentSelector:
    """Draw a selector."""
    content = draw(flags(ExposedContent))
    content["trackers"] |= content["tracker_occurrences"]
    context = draw(st.sampled_from(ContextLevel))
    timings = st.sets(st.sampled_from(ContextTiming), min_size=1).map(tuple)
    exposed = ExposedFields(
        parties=draw(st.booleans()),
        content=draw(st.sampled_from([None, ExposedContent(**content)])),
        interaction=draw(st.none() | flags(ExposedInteraction).map(_make(ExposedInteraction))),
        collaboration=draw(
            st.none() | flags(ExposedCollaboration).map(_make(ExposedCollaboration))
        ),
        media=draw(st.booleans()),
    )
    return ContentSelector(
        context=context,
        context_timing=draw(st.none() | timings) if context == ContextLevel.EXTENDED else None,
        exposed_fields=draw(st.sampled_from([None, exposed])),
    )


def _make(model: type[Any]) -> Any:
    return lambda values: model(**values)


SOME_IDS = st.lists(IDS, min_size=1, max_size=5)
ADDRESSES = st.lists(st.sampled_from(["ann@example.com", "bo@example.com"]), max_size=3)
GIVEN = {
    "media": st.just(Path(__file__)),
    "data": st.just(Path(__file__)),
    "progress": st.just(print),
    "client_request_id": st.text("abcXYZ019_-", min_size=1, max_size=9),
    "name": st.text("abc äöü", min_size=1, max_size=9),
    "assignment_id": st.uuids().map(str),
    "emails": ADDRESSES | ADDRESSES.map(tuple),
    "crm_prospects_ids": SOME_IDS | SOME_IDS.map(frozenset),
    "flow_instance_ids": SOME_IDS | SOME_IDS.map(frozenset),
    "confirm": st.none(),  # the same again
}


def values(name: str, declared: Any) -> st.SearchStrategy[Any]:
    """Draw an argument by its name and type."""
    if name in GIVEN:
        return GIVEN[name]
    hint = without_none(declared)
    if hint is not ContentSelector and given_whole(hint):
        return whole(hint)
    if enum := listed_enum(hint):
        return st.lists(st.sampled_from(enum), min_size=1)
    if hint == Collection[str]:
        lists = st.lists(IDS, max_size=230) if name == "call_ids" else st.lists(IDS, max_size=5)
        return lists | lists.map(tuple) | lists.map(frozenset)
    if isinstance(hint, type) and issubclass(hint, OpenEnum):
        return st.sampled_from(hint)
    if hint is str and name.endswith("_id"):
        return IDS
    by_kind: dict[Any, st.SearchStrategy[Any]] = {
        (str, "owner_email"): st.just("ann+test@example.com"),
        (str, "organizer_email"): st.just("ann@example.com"),
        (str, "by_email"): st.just("ann@example.com"),
        (str, "question"): st.text("abc ?ä", min_size=1, max_size=9),
        (str, "brief_name"): st.text("abc ä", min_size=1, max_size=9),
        (str, "description"): st.text("abc ä", min_size=1, max_size=9),
        (str, "priority"): st.just("MEDIUM"),
        (str, "email_address"): st.just("ann.o'neill@mail.example.com"),
        (str, "phone_number"): st.sampled_from(["+1 425 555 2671", "+1(425) 555-2671"]),
        datetime: st.datetimes(EARLIEST, LATEST, timezones=ZONES),
        date: st.dates(),
        bool: st.booleans(),
        ContentSelector: selectors(),
    }
    return by_kind[hint] if hint in by_kind else by_kind[hint, name]


def listed_enum(hint: Any) -> type[OpenEnum] | None:
    """Find the enum that an argument is a list of."""
    (inner, *_) = typing.get_args(hint) or (None,)
    return inner if inspect.isclass(inner) and issubclass(inner, OpenEnum) else None


@st.composite
def arguments(draw: st.DrawFn, method: Any) -> dict[str, Any]:
    """Draw arguments that a method accepts, leaving out what may be left out."""
    _, *parameters = inspect.signature(method).parameters.values()
    hints = typing.get_type_hints(method)
    drawn = {
        parameter.name: draw(values(parameter.name, hints[parameter.name]))
        for parameter in parameters
        if parameter.default is parameter.empty or draw(st.booleans())
    }
    for first, second in RANGES:
        if first in drawn and second in drawn:
            low, high = sorted((drawn[first], drawn[second]))
            drawn[first], drawn[second] = low, high if high > low else low + timedelta(days=1)
    if "confirm" in drawn:
        drawn["confirm"] = drawn.get("email_address") or drawn.get("phone_number")
    if "time_period" in drawn:
        drawn = _with_its_period(drawn)
    if all(
        parameter.default is parameter.empty for parameter in parameters if parameter.name in drawn
    ):
        drawn |= NOT_ALL_LEFT_OUT.get(method.__qualname__, {})
    return drawn


NOT_ALL_LEFT_OUT: dict[str, dict[str, Any]] = {
    "Flows.prospects": {"crm_prospects_ids": ["1"]},
    "UserTasks.update": {"status": TaskStatus.DONE},
}
"""What to give where each may be left out, but not all at once."""


def _with_its_period(drawn: dict[str, Any]) -> dict[str, Any]:
    """A range goes with one of the periods alone, which cannot do without its beginning."""
    if "since" in drawn:
        return {**drawn, "time_period": TimePeriod.CUSTOM_RANGE}
    if drawn["time_period"] == TimePeriod.CUSTOM_RANGE:
        drawn["time_period"] = TimePeriod.THIS_YEAR
    return {name: value for name, value in drawn.items() if name != "until"}


def misfits(value: Any, kind: Any, where: str = "$") -> Iterator[str]:
    """Say what in a JSON value the specification has no room for, or misses."""
    if isinstance(kind, list):
        if not isinstance(value, list):
            yield f"{where} is no list"
            return
        for index, item in enumerate(value):
            yield from misfits(item, kind[0], f"{where}[{index}]")
    elif isinstance(kind, dict):
        if value not in listed(kind):
            yield f"{where} is none of {kind['enum']}"
    elif kind.startswith("#"):
        yield from _misfits_of_object(value, SCHEMAS[kind.removeprefix("#")], where)
    else:
        plain = {"string": {str}, "integer": {int}, "boolean": {bool}, "number": {int, float}}
        if type(value) not in plain.get(kind.partition(" ")[0], {type(value)}):
            yield f"{where} is {value!r}, not {kind}"


def _misfits_of_object(value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} is no object"
        return
    for key, inner in value.items():
        if key in schema["fields"]:
            yield from misfits(inner, schema["fields"][key], f"{where}.{key}")
        else:
            yield f"{where}.{key} is invented"
    yield from (f"{where}.{key} is missing" for key in schema["required"] if key not in value)


def misfits_of_query(request: Request) -> Iterator[str]:
    """Say what in a query the specification has no room for, or misses."""
    operation = request.endpoint.operation
    known = {
        name: parameter
        for name, parameter in OPERATIONS[operation]["parameters"].items()
        if parameter["in"] == "query"
    }
    in_words = {"required": True, "type": "string"}
    known |= dict.fromkeys(QUERY_IN_WORDS.get(operation, ()), in_words)
    for name, value in request.query.items():
        if name not in known:
            yield f"?{name} is invented"
        elif type(value) is not str:
            yield f"?{name} is not text"
        elif isinstance(known[name]["type"], dict):
            yield from misfits(value, known[name]["type"], f"?{name}")
        elif known[name]["type"] == "boolean" and value not in ("true", "false"):
            yield f"?{name} is no boolean"
        elif known[name]["type"] == "integer int64" and not value.isdecimal():
            yield f"?{name} is no number"
    for name, parameter in known.items():
        expected = parameter["required"] and (operation, name) not in OPTIONAL_ANYWAY
        if expected and name not in request.query:
            yield f"?{name} is missing"


def misfits_of_body(request: Request) -> Iterator[str]:
    """Say what in a body the specification has no room for, or misses."""
    operation = request.endpoint.operation
    body = OPERATIONS[operation]["body"] or BODY_IN_WORDS.get(operation)
    if request.upload is not None:
        if {request.upload.part} != set(body["fields"]):
            yield f"the part {request.upload.part} is invented"
    elif body is not None:
        yield from misfits(request.body, body)
    elif request.body is not None:
        yield "the body is invented"


LISTED = [
    (verb, name)
    for verb in verbs()
    for name, parameter in OPERATIONS[verb.endpoint.operation]["parameters"].items()
    if isinstance(parameter["type"], dict)
]


@pytest.mark.parametrize(("verb", "name"), LISTED, ids=str)
def test_what_a_closed_list_has_not_got_does_not_fit(verb: Verb, name: str) -> None:
    known = listed(OPERATIONS[verb.endpoint.operation]["parameters"][name]["type"])
    for value, fits in [("Something New", False), *dict.fromkeys(known, True).items()]:
        request = Request(endpoint=verb.endpoint, path="/", query={name: value})
        said = [each for each in misfits_of_query(request) if each.startswith(f"?{name} ")]
        assert (said == []) == fits


@pytest.mark.parametrize("verb", verbs(), ids=str)
def test_what_is_sent_fits_the_specification(verb: Verb) -> None:
    known = OPERATIONS[verb.endpoint.operation]

    @seeded
    @given(arguments(verb.method))
    def every_request_fits(drawn: dict[str, Any]) -> None:
        for request in sent(verb, drawn):
            assert list(misfits_of_query(request)) == []
            assert list(misfits_of_body(request)) == []
            assert "{" not in request.path
            assert request.path.count("/") == known["path"].count("/")
            assert hash(request.fingerprint())

    every_request_fits()


@pytest.mark.parametrize("verb", [verb for verb in verbs() if not verb.endpoint.writes], ids=str)
def test_asking_twice_sends_the_same(verb: Verb) -> None:
    """A cursor is only good for the very same request, in another process too."""

    @seeded
    @given(arguments(verb.method), st.randoms(use_true_random=False))
    def order_and_repetition_do_not_matter(drawn: dict[str, Any], random: Any) -> None:
        again = dict(drawn)
        for name, value in drawn.items():
            if isinstance(value, Collection) and not isinstance(value, str):
                shuffled = [*value, *value]
                random.shuffle(shuffled)
                again[name] = shuffled
            elif isinstance(value, datetime):
                again[name] = value.astimezone(UTC)
        assert sent(verb, again) == sent(verb, drawn)

    order_and_repetition_do_not_matter()
