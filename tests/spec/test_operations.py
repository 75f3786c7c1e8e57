"""Every endpoint is what Gong's specification says, and has its method beside it."""

from __future__ import annotations

import inspect
from collections import Counter
from typing import Any

import pytest
from digest import load
from surface import Verb, declared, methods, resources, schema_of, verbs

from gong_async.endpoint import ListEndpoint, PagedEndpoint

OPERATIONS: dict[str, dict[str, Any]] = load()["operations"]
SCHEMAS: dict[str, dict[str, Any]] = load()["schemas"]
VERBS = verbs()

NOT_YET = frozenset[str]()
"""The operations that have no method, so that none is forgotten in silence."""

READS_BY_POST = frozenset(
    {
        "getCallTranscripts",
        "getFlowSteps",
        "getProspectsAssignedFlows",
        "getUsersAccessToCalls",
        "integrationStatus",
        "listAnsweredScorecards",
        "listCallsExtensive",
        "listInteractionStats",
        "listMultipleUsers",
        "listMultipleUsersAggregateActivity",
        "listMultipleUsersAggregateByPeriod",
        "listMultipleUsersDayByDayActivity",
        "listTasks",
    }
)
"""POST for want of room in a query: these change nothing, and may be sent again."""

POLLS = frozenset({"wait"})
"""Methods that ask another one's endpoint again and again."""

FETCHES = frozenset({"media", "download_media"})
"""Methods that ask another one's endpoint where a recording is, and fetch it."""

JOINS = frozenset({"conversation", "conversations"})
"""Methods that put the answers of two others together."""

NOTHING_FOUND_IS_404 = {
    "listCalls": "No calls found corresponding to the provided filters",
    "listCallsExtensive": "No calls found corresponding to the provided filters",
    "getCallTranscripts": "No calls found corresponding to the provided filters",
    "listMultipleUsers": "No calls found for the specified period",
    "listMultipleUsersAggregateActivity": "User not found",
    "listMultipleUsersAggregateByPeriod": "User not found",
    "listMultipleUsersDayByDayActivity": "User not found",
    "listInteractionStats": "No stats found for the specified period",
    "listAnsweredScorecards": "Answered scorecards not found",
    "listLogs": "No logs found for the specified period",
    "getLibraryStructure": "No folders found for the specified period",
    "listScorecards": "Scorecards not found",
}
"""What Gong says in a 404 that means an empty list; every other 404 is an error."""

each_verb = pytest.mark.parametrize("verb", VERBS, ids=str)


def answer_of(verb: Verb) -> dict[str, Any]:
    """Return the schema of the whole answer."""
    name, *others = OPERATIONS[verb.endpoint.operation]["answers"].values()
    assert all(SCHEMAS[other[1:]] == SCHEMAS[name[1:]] for other in others)
    return {"name": name, **SCHEMAS[name.removeprefix("#")]}


def item_of(verb: Verb) -> str:
    """Name the schema that the method hands out, as the answer's place for it says."""
    endpoint, answer = verb.endpoint, answer_of(verb)
    if isinstance(endpoint, ListEndpoint):
        (item,) = answer["fields"][endpoint.items]
        return str(item)
    if endpoint.unwrap is not None:
        return str(answer["fields"][endpoint.unwrap])
    return str(answer["name"])


def test_every_operation_has_a_method_or_is_known_to_have_none() -> None:
    implemented = {verb.endpoint.operation for verb in VERBS}
    assert implemented.isdisjoint(NOT_YET)
    assert implemented | NOT_YET == set(OPERATIONS)


def test_no_operation_has_two_endpoints() -> None:
    counted = Counter(verb.endpoint.operation for verb in VERBS)
    assert not [operation for operation, times in counted.items() if times > 1]


def test_every_method_has_its_endpoint_beside_it() -> None:
    found = {(resource, name) for resource in resources() for name in methods(resource)}
    with_endpoint = {(verb.resource, verb.constant.lower()) for verb in declared()}
    assert {
        (resource, name) for resource, name in found if name not in POLLS | FETCHES | JOINS
    } == with_endpoint


@each_verb
def test_method_and_path(verb: Verb) -> None:
    known = OPERATIONS[verb.endpoint.operation]
    assert (verb.endpoint.method, verb.endpoint.path) == (known["method"], known["path"])


@each_verb
def test_scope(verb: Verb) -> None:
    scopes = OPERATIONS[verb.endpoint.operation]["scopes"]
    assert verb.endpoint.scope == next(iter(scopes), None)


@each_verb
def test_pages_where_the_specification_has_a_cursor_and_puts_it_there(verb: Verb) -> None:
    place = OPERATIONS[verb.endpoint.operation]["cursor"]
    assert isinstance(verb.endpoint, PagedEndpoint) == (place is not None)
    if isinstance(verb.endpoint, PagedEndpoint):
        start = verb.endpoint.request(query={"a": "b"} if place == "query" else None)
        moved = verb.endpoint.at_cursor(start, "here")
        assert {"query": moved.query, "body": moved.body or {}}[place]["cursor"] == "here"
        assert moved.cursor == "here"


@each_verb
def test_hands_out_the_model_of_the_right_part_of_the_answer(verb: Verb) -> None:
    names = [f"#{name}" for name in schema_of(verb.endpoint.returns)]
    assert item_of(verb) in names


@each_verb
def test_what_is_unwrapped_is_all_there_is(verb: Verb) -> None:
    """A list or an object is only taken out of an answer that has nothing else to give."""
    beside = set(answer_of(verb)["fields"]) - {"requestId", "records"}
    if isinstance(verb.endpoint, PagedEndpoint):
        beside -= {"fromDateTime", "toDateTime", "timeZone"}  # these are in the page's envelope
    if isinstance(verb.endpoint, ListEndpoint):
        assert beside == {verb.endpoint.items}
    elif verb.endpoint.unwrap is not None:
        assert beside == {verb.endpoint.unwrap}


@each_verb
def test_is_only_sent_again_where_it_changes_nothing(verb: Verb) -> None:
    changes = verb.endpoint.method != "GET" and verb.endpoint.operation not in READS_BY_POST
    assert verb.endpoint.writes == changes


@each_verb
def test_costs_credits_where_gong_may_say_that_none_are_left(verb: Verb) -> None:
    assert verb.endpoint.costs_credits == ("402" in OPERATIONS[verb.endpoint.operation]["errors"])


@each_verb
def test_404_is_an_empty_list_only_where_gong_means_that(verb: Verb) -> None:
    assert verb.endpoint.not_found_is_empty == (verb.endpoint.operation in NOTHING_FOUND_IS_404)


def test_404_is_declared_wherever_it_means_an_empty_list() -> None:
    assert all("404" in OPERATIONS[name]["errors"] for name in NOTHING_FOUND_IS_404)


@each_verb
def test_the_docstring_names_the_endpoint_and_every_scope(verb: Verb) -> None:
    text = inspect.getdoc(verb.method) or ""
    assert f"``{verb.endpoint.method} {verb.endpoint.path}``" in text
    for scope in OPERATIONS[verb.endpoint.operation]["scopes"]:
        assert f"``{scope}``" in text


@each_verb
def test_the_docstring_speaks_of_every_argument(verb: Verb) -> None:
    assert verb.method is not None
    text = inspect.getdoc(verb.method) or ""
    for name in list(inspect.signature(verb.method).parameters)[1:]:
        assert f"{name}:" in text or f"*{name}*" in text, name


@each_verb
def test_only_the_one_natural_id_is_positional(verb: Verb) -> None:
    assert verb.method is not None
    _, *parameters = inspect.signature(verb.method).parameters.values()
    positional = [found for found in parameters if found.kind is not found.KEYWORD_ONLY]
    assert len(positional) <= 1
    assert not positional or len(parameters) == 1
