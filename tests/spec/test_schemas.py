"""Every model has the fields of its schema in Gong's specification, all of them and no others."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

import attrs
import pytest
from differences import ENUMS_IN_WORDS, IS_ID, ISO_TEXT, LIVE_ONLY, NO_ID, listed
from digest import load
from surface import (
    camel,
    enums,
    field_types,
    models,
    required,
    schema_of,
    verbs,
    wire_fields,
    without_none,
)

from gong_async.models import OpenEnum
from gong_async.models._base import SCHEMAS as MODELS

OPERATIONS: dict[str, dict[str, Any]] = load()["operations"]
SCHEMAS: dict[str, dict[str, Any]] = load()["schemas"]

KEYLESS = {
    "AskEntityResponse",
    "AssignFlowResponse",
    "AsyncProcessingResponse",
    "BaseResponse",
    "CallOutcomeDto",
    "CoachingMetricsData",
    "DeleteMeetingRequest",
    "EmailAddressReferences",
    "GenerateBriefResponse",
    "GetGenericCrmObjectsResponse",
    "ListSelectedFieldsResponse",
    "NewCallRecordingResponse",
    "PermissionProfileDTO",
    "PhoneNumberReferences",
    "RegisterGenericCrmResponse",
    "RequestStatusResponse",
    "UnassignFlowsResponse",
    "User Integration Status",
    "UserRemindersResponse",
    "UserSettingsHistory",
    "logEntry",
}
"""Answers that have no id of their own, or can do without."""

SPELLED_BY_HAND = frozenset(
    {
        "AnsweredScorecardsFilter",
        "AssignFlowRequestV2",
        "CallsAccessGetDto",
        "CallsFilter",
        "CallsRequestFilterWithOwners",
        "CallsUsersAccessAddDto",
        "CallsUsersAccessDeleteDto",
        "FilterRequestCallsAccessGetDto",
        "FlowProspectsBulkAssignmentRequest",
        "FlowStepsRequest",
        "GenericCrmRegistrationRequest",
        "IntegrationSettingsRequest",
        "IntegrationStatusRequest",
        "ListReminderRequest",
        "MultipleUsersRequestWithCreationDates",
        "MultipleUsersWithDates",
        "PublicApiBaseRequestV2AnsweredScorecardsFilter",
        "PublicApiBaseRequestV2CallsFilter",
        "ProspectsAssignedFlowsRequestV2",
        "PublicApiBaseRequestV2MultipleUsersRequestWithCreationDates",
        "PublicApiBaseRequestV2MultipleUsersWithDates",
        "PublicApiBaseRequestWithDataV2CallsRequestFilterWithOwnersContentSelector",
        "ReminderFilter",
        "RequestWithTimePeriod",
        "UnassignFlowsRequest",
        "UnassignProspectFlowsRequest",
        "UpdateReminderRequest",
    }
)
"""Parts of bodies that methods make out of their arguments."""


def reached(kind: Any) -> set[str]:
    """Name the schemas that a type is made of, all the way down."""
    found: set[str] = set()
    waiting = [*references(kind)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += references(SCHEMAS[name]["fields"])
    return found


def references(kind: Any) -> Iterator[str]:
    """Name the schemas that a type refers to."""
    if isinstance(kind, str):
        if kind.startswith("#"):
            yield kind.removeprefix("#")
    elif isinstance(kind, list):
        for inner in kind:
            yield from references(inner)
    elif "enum" not in kind:
        for inner in kind.values():
            yield from references(inner)


@cache
def known() -> dict[str, tuple[str, str, Any, Any]]:
    """List every field that both sides have: schema, name, the type there, the type here."""
    return {
        f"{schema}.{name}": (schema, name, kind, field_types(model)[name])
        for schema, model in MODELS.items()
        for name, kind in SCHEMAS[schema]["fields"].items()
        if name in wire_fields(model)
    }


def fits(kind: Any, hint: Any, *, name: str = "", is_iso_text: bool = False) -> bool:
    """Tell whether a Python type holds just what a type of the specification says."""
    if isinstance(kind, list):
        return typing.get_origin(hint) in (list, tuple) and fits(kind[0], typing.get_args(hint)[0])
    if isinstance(kind, dict):
        if "map" in kind:
            keys, values = map(without_none, typing.get_args(hint))
            return typing.get_origin(hint) is dict and keys is str and fits(kind["map"], values)
        return inspect.isclass(hint) and issubclass(hint, OpenEnum) and set(hint) == listed(kind)
    if kind.startswith("#"):
        return hint is MODELS.get(kind.removeprefix("#"))
    if IS_ID.fullmatch(name):
        return hint is str
    if is_iso_text:
        return hint is datetime
    plain: dict[str, Any] = {
        "string": str,
        "string date-time": datetime,
        "string url": str,
        "integer int32": int,
        "integer int64": int,
        "number": float,
        "number float": float,
        "number double": float,
        "boolean": bool,
        "object": Any,
    }
    return hint is plain[kind]


each_schema = pytest.mark.parametrize("schema", sorted(MODELS))
each_model = pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
each_field = pytest.mark.parametrize("field", list(known()))


@each_schema
def test_every_property_is_modelled_and_none_is_invented(schema: str) -> None:
    live = {name for owner, name in LIVE_ONLY if owner == schema}
    assert set(wire_fields(MODELS[schema])) == set(SCHEMAS[schema]["fields"]) | live


@each_field
def test_types_fit(field: str) -> None:
    schema, name, kind, hint = known()[field]
    name = "" if (schema, name) in NO_ID else name
    assert fits(kind, hint, name=name, is_iso_text=(schema, name) in ISO_TEXT)


@pytest.mark.parametrize(("schema", "name"), LIVE_ONLY)
def test_live_fields_are_still_missing_from_the_specification(schema: str, name: str) -> None:
    assert name not in SCHEMAS[schema]["fields"]
    hint = field_types(MODELS[schema])[name]
    assert hint is (datetime if (schema, name) in ISO_TEXT else str)


@pytest.mark.parametrize("verb", verbs(), ids=str)
def test_every_schema_of_an_answer_has_a_model(verb: Any) -> None:
    (schema, *_) = schema_of(verb.endpoint.returns)
    assert reached(f"#{schema}") <= set(MODELS)


@pytest.mark.parametrize("verb", verbs(), ids=str)
def test_every_schema_of_a_body_has_a_model_or_is_made_by_a_method(verb: Any) -> None:
    body = OPERATIONS[verb.endpoint.operation]["body"]
    if body is not None:
        assert reached(body) <= set(MODELS) | SPELLED_BY_HAND


def test_no_model_stands_for_a_schema_that_no_operation_uses() -> None:
    used: set[str] = set()
    for verb in verbs():
        known = OPERATIONS[verb.endpoint.operation]
        used |= reached([*known["answers"].values(), known["body"] or ""])
    assert set(MODELS) <= used


@each_model
def test_every_model_says_which_schema_it_stands_for(model: type[Any]) -> None:
    assert schema_of(model)


@each_model
def test_only_the_id_of_a_record_is_required(model: type[Any]) -> None:
    """Gong marks no field of an answer as required, and sends null anywhere."""
    if schema_of(model)[0] in REQUESTS - ANSWERS:
        needed = SCHEMAS[schema_of(model)[0]]["required"]
        assert sorted(map(camel, required(model))) == sorted(needed)
        return
    handed_out = [verb.endpoint.returns for verb in verbs()]
    keyed = model in handed_out and KEYLESS.isdisjoint(schema_of(model))
    assert len(required(model)) == (1 if keyed else 0)


@each_model
def test_the_required_id_is_documented(model: type[Any]) -> None:
    for name in required(model) if schema_of(model)[0] in ANSWERS else ():
        assert f"    {name}: " in (inspect.getdoc(model) or "")


@each_model
def test_what_may_be_missing_is_empty_or_none(model: type[Any]) -> None:
    with attrs.validators.disabled():
        made = model(**dict.fromkeys(required(model), "1"))
    sent = schema_of(model)[0] in REQUESTS
    for name, item in wire_fields(model).items():
        if item.name in required(model):
            continue
        origin = typing.get_origin(field_types(model)[name])
        default = getattr(made, item.name)
        if origin in (list, dict):
            assert default == origin() or (sent and default is None)
        elif not sent:
            assert default is None


REQUESTS = reached([OPERATIONS[verb.endpoint.operation]["body"] or "" for verb in verbs()])
"""The schemas that are sent, whose defaults are what Gong does when it is told nothing."""

ANSWERS = reached([[*OPERATIONS[verb.endpoint.operation]["answers"].values()] for verb in verbs()])
"""The schemas that are received."""


@pytest.mark.parametrize("enum", enums(), ids=lambda enum: enum.__name__)
def test_every_enum_is_a_closed_list_of_the_specification_and_stays_open(
    enum: type[OpenEnum],
) -> None:
    found = _closed_lists([SCHEMAS, OPERATIONS])
    lists = [ENUMS_IN_WORDS.get(enum.__name__), *map(listed, found)]
    if enum is not OpenEnum:
        assert {member.value for member in enum} in lists
        assert enum("something new") == "something new"


def _closed_lists(value: Any) -> Iterator[dict[str, list[str]]]:
    if isinstance(value, dict):
        if "enum" in value and isinstance(value["enum"], list):
            yield value
        for inner in value.values():
            yield from _closed_lists(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _closed_lists(inner)
