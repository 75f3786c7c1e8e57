"""Endpoints and requests: values, made from checked arguments, that judge their own answers."""

from __future__ import annotations

import copy
import json
import pickle
from string import ascii_letters, digits
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from gong_async.endpoint import Endpoint, ListEndpoint, PagedEndpoint, Request, Response
from tests.unit.scripted import BY_POST, LISTING, Thing

ONE: Endpoint[Thing] = Endpoint(
    operation="getThing",
    method="GET",
    path="/v2/things/{id}",
    scope="api:things:read",
    returns=Thing,
    unwrap="thing",
)
BARE: Endpoint[Thing] = Endpoint(
    operation="bareThing", method="GET", path="/v2/thing", scope=None, returns=Thing
)
ALL: ListEndpoint[Thing] = ListEndpoint(
    operation="allThings", method="GET", path="/v2/all", scope=None, returns=Thing, items="things"
)
NAMED = evolve(ONE, path="/v2/jobs/{id}", by_name=True)
NAMES = ascii_letters + digits + "-_"

NO_IDS = {
    "empty": "",
    "upwards": "../users",
    "upwards, escaped": "%2e%2e/users",
    "two segments": "1/2",
    "query": "1?cursor=x",
    "fragment": "1#x",
    "new line": "1\n",
    "CR LF": "1\r\nX-Evil: 1",
    "NUL": "1\0",
    "space": " 1",
    "sign": "-1",
    "fraction": "1.0",
    "hexadecimal": "0x1",
    "underscore": "1_0",
    "21 digits": "1" * 21,
    "Arabic digit": "\N{ARABIC-INDIC DIGIT THREE}",
    "superscript": "\N{SUPERSCRIPT TWO}",
    "full-width digit": "\N{FULLWIDTH DIGIT ONE}",
    "number": 7782342274025937895,
    "bytes": b"1",
    "None": None,
    "list": ["1"],
}


@pytest.mark.parametrize("value", NO_IDS.values(), ids=NO_IDS.keys())
def test_what_is_no_id_never_reaches_a_path(value: Any) -> None:
    with pytest.raises(ValueError, match=r"^id must be .*text of .*20 digits"):
        ONE.request(parts={"id": value})


@pytest.mark.parametrize(
    "value", ["f47ac10b-58cc-4372-a567-0e02b2c3d479", "01JZ_x-9", "12", "A" * 64]
)
def test_some_ids_are_any_name(value: str) -> None:
    assert NAMED.request(parts={"id": value}).path == f"/v2/jobs/{value}"


@given(st.text() | st.text(NAMES, max_size=70))
def test_every_name_in_a_path_is_safe_there(text: str) -> None:
    try:
        path = NAMED.request(parts={"id": text}).path
    except ValueError:
        assert not (1 <= len(text) <= 64 and set(text) <= set(NAMES))
    else:
        assert path == f"/v2/jobs/{text}"
        assert set(text) <= set(NAMES)


@given(st.text())
def test_every_id_in_a_path_is_digits(text: str) -> None:
    try:
        path = ONE.request(parts={"id": text}).path
    except ValueError:
        assert not (text.isascii() and text.isdigit() and len(text) <= 20)
    else:
        assert path == f"/v2/things/{text}"
        assert set(text) <= set("0123456789")


@pytest.mark.parametrize("value", ["0", "7782342274025937895", "9" * 20])
def test_an_id_becomes_part_of_the_path(value: str) -> None:
    request = ONE.request(parts={"id": value})
    assert request == Request(endpoint=ONE, path=f"/v2/things/{value}", query={}, body=None)


class Tagged(str):
    """Text of a kind of its own, as NumPy has it, that shows itself as something else."""

    __slots__ = ()

    def __str__(self) -> str:
        return "1/../users"

    def __format__(self, spec: str) -> str:
        return "1/../users"


@given(st.text("0123456789", max_size=22) | st.text())
def test_text_of_another_kind_is_an_id_by_what_it_holds(text: str) -> None:
    try:
        path = ONE.request(parts={"id": text}).path
    except ValueError:
        with pytest.raises(ValueError, match="must be text of"):
            ONE.request(parts={"id": Tagged(text)})
    else:
        tagged = ONE.request(parts={"id": Tagged(text)}).path
        assert (tagged, type(tagged)) == (path, str)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
QUERIES = st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=4)
BODIES = st.dictionaries(st.text(max_size=4), JSON_VALUES, max_size=4)


def backwards(value: Any) -> Any:
    """The same JSON value, its keys in the opposite order."""
    if isinstance(value, dict):
        return {key: backwards(value[key]) for key in reversed(value)}
    return [backwards(item) for item in value] if isinstance(value, list) else value


@given(QUERIES, BODIES, st.text(min_size=1, max_size=9))
def test_a_fingerprint_does_not_see_the_order_of_keys_or_the_cursor(
    query: dict[str, str], body: dict[str, Any], cursor: str
) -> None:
    for endpoint, one in ((LISTING, {"query": query}), (BY_POST, {"body": body})):
        request = endpoint.request(**one)
        name = request.fingerprint()
        other = endpoint.request(**{part: backwards(value) for part, value in one.items()})
        assert other.fingerprint() == name
        assert endpoint.at_cursor(request, cursor).fingerprint() == name
        assert endpoint.at_cursor(endpoint.at_cursor(request, "x"), cursor).fingerprint() == name


@given(QUERIES, BODIES, QUERIES, BODIES)
def test_a_fingerprint_sees_every_other_difference(
    query: dict[str, str], body: dict[str, Any], query2: dict[str, str], body2: dict[str, Any]
) -> None:
    def canonical(*parts: dict[str, Any]) -> list[str]:
        return [
            json.dumps({k: v for k, v in part.items() if k != "cursor"}, sort_keys=True)
            for part in parts
        ]

    first = BY_POST.request(query=query, body=body).fingerprint()
    second = BY_POST.request(query=query2, body=body2).fingerprint()
    assert (first == second) == (canonical(query, body) == canonical(query2, body2))


def test_a_fingerprint_names_operation_and_path() -> None:
    names = {
        LISTING.request().fingerprint(),
        LISTING.request(query={"fromDateTime": "2026-01-01T00:00:00Z"}).fingerprint(),
        LISTING.request(query={"fromDateTime": "2026-01-02T00:00:00Z"}).fingerprint(),
        ALL.request().fingerprint(),
        BY_POST.request().fingerprint(),
        BY_POST.request(body={"filter": {"callIds": ["1", "2"]}}).fingerprint(),
        BY_POST.request(body={"filter": {"callIds": ["2", "1"]}}).fingerprint(),
        ONE.request(parts={"id": "1"}).fingerprint(),
        ONE.request(parts={"id": "2"}).fingerprint(),
    }
    assert len(names) == 9
    assert all(name.isalnum() and name.isascii() for name in names)


def test_a_fingerprint_is_the_same_in_the_next_process() -> None:
    """Saved cursors of an earlier version must stay good: a change here breaks resuming."""
    assert (
        LISTING.request(query={"b": "2", "a": "1"}).fingerprint()
        == pickle.loads(pickle.dumps(LISTING.request(query={"a": "1", "b": "2"}))).fingerprint()
        == "86eba814087d"
    )
    assert BY_POST.request(body={"filter": {"a": [1]}}).fingerprint() == "77a59f4fecd0"


def test_the_cursor_goes_where_the_method_wants_it() -> None:
    asked = LISTING.request(query={"workspaceId": "1"})
    assert LISTING.at_cursor(asked, "c1").query == {"workspaceId": "1", "cursor": "c1"}
    assert LISTING.at_cursor(asked, "c1").body is None
    posted = BY_POST.request(body={"filter": {"workspaceId": "1"}})
    moved = BY_POST.at_cursor(posted, "c1")
    assert moved.body == {"filter": {"workspaceId": "1"}, "cursor": "c1"}
    assert moved.query == {}
    assert (asked.query, posted.body) == ({"workspaceId": "1"}, {"filter": {"workspaceId": "1"}})


def test_a_request_knows_its_cursor() -> None:
    for endpoint in (LISTING, BY_POST):
        assert endpoint.request().cursor is None
        assert endpoint.at_cursor(endpoint.request(), "c1").cursor == "c1"


def test_values_are_frozen_travel_and_show_no_content() -> None:
    request = BY_POST.at_cursor(BY_POST.request(query={"q": "visible?"}, body={"x": 1}), "cursor!")
    response = Response(status=200, headers=(("set-cookie", "cookie!"),), body=b"body!")
    for value in (request, response, LISTING, BY_POST, ONE, ALL):
        assert pickle.loads(pickle.dumps(value)) == value
        assert copy.deepcopy(value) == value
    for hidden in ("visible?", "cursor!", "cookie!", "body!"):
        assert hidden not in f"{request!r}{response!r}"
    for value, name in ((request, "path"), (response, "status"), (LISTING, "path")):
        with pytest.raises(AttributeError):
            setattr(value, name, "changed")


def test_a_response_finds_every_header_of_a_name() -> None:
    response = Response(status=200, headers=(("a", "1"), ("b", "2"), ("a", "3")))
    assert (response.header("a"), response.header("b"), response.header("c")) == (
        ("1", "3"),
        ("2",),
        (),
    )


GOOD_PAGE = {"requestId": "r", "things": [{"id": "1"}], "records": {"totalRecords": 1}}
UNFIT: dict[str, tuple[Endpoint[Any], Any, str]] = {
    "page is null": (LISTING, None, "the answer is ... not an object"),
    "page is a list": (LISTING, [], "the answer is a list, not an object"),
    "page is text": (LISTING, "ok", "the answer is text, not an object"),
    "page is a number": (LISTING, 1.5, "the answer is a number, not an object"),
    "page is a boolean": (LISTING, True, "the answer is a boolean, not an object"),
    "empty page": (LISTING, {}, "$.things is ... not a list"),
    "no items": (LISTING, {"records": {}}, "$.things is ... not a list"),
    "items null": (LISTING, {**GOOD_PAGE, "things": None}, "$.things is ... not a list"),
    "items an object": (LISTING, {**GOOD_PAGE, "things": {}}, "$.things is an object, not a list"),
    "an item is text": (
        LISTING,
        {**GOOD_PAGE, "things": [{"id": "1"}, "2"]},
        "$.things[1] is text, not an object",
    ),
    "an item is null": (
        LISTING,
        {**GOOD_PAGE, "things": [None]},
        "$.things[0] is ... not an object",
    ),
    "no records": (LISTING, {"things": []}, "$.records is ... not an object"),
    "records null": (LISTING, {**GOOD_PAGE, "records": None}, "$.records is ... not an object"),
    "records a list": (LISTING, {**GOOD_PAGE, "records": []}, "$.records is a list, not an object"),
    "cursor a number": (
        LISTING,
        {**GOOD_PAGE, "records": {"cursor": 1}},
        "$.records.cursor is a number, not text",
    ),
    "cursor an object": (
        LISTING,
        {**GOOD_PAGE, "records": {"cursor": {}}},
        "$.records.cursor is an object, not text",
    ),
    "cursor false": (
        LISTING,
        {**GOOD_PAGE, "records": {"cursor": False}},
        "$.records.cursor is a boolean, not text",
    ),
    "errors in a page": (LISTING, {**GOOD_PAGE, "errors": ["no"]}, "a success status with errors"),
    "list missing": (ALL, {"requestId": "r"}, "$.things is ... not a list"),
    "list an object": (ALL, {"things": {"id": "1"}}, "$.things is an object, not a list"),
    "list with a number": (ALL, {"things": [7]}, "$.things[0] is a number, not an object"),
    "errors in a list": (ALL, {"things": [], "errors": ["no"]}, "a success status with errors"),
    "one missing": (ONE, {"requestId": "r"}, "$.thing is ... not an object"),
    "one a list": (ONE, {"thing": [{"id": "1"}]}, "$.thing is a list, not an object"),
    "errors for one": (ONE, {"thing": {"id": "1"}, "errors": ["no"]}, "a success status with"),
    "errors instead of one": (ONE, {"requestId": "r", "errors": ["no"]}, "a success status with"),
    "bare null": (BARE, None, "the answer is ... not an object"),
    "errors in the bare": (BARE, {"errors": ["no"]}, "a success status with errors"),
}


@pytest.mark.parametrize(("endpoint", "data", "problem"), UNFIT.values(), ids=UNFIT.keys())
def test_what_is_no_answer_is_said_so(endpoint: Endpoint[Any], data: Any, problem: str) -> None:
    said = list(endpoint.problems(data))
    assert any(all(part in one for part in problem.split(" ... ")) for one in said), said


@pytest.mark.parametrize(
    ("endpoint", "data"),
    [
        (LISTING, GOOD_PAGE),
        (LISTING, {**GOOD_PAGE, "records": {}}),
        (LISTING, {**GOOD_PAGE, "records": {"cursor": None}}),
        (LISTING, {**GOOD_PAGE, "records": {"cursor": ""}}),
        (LISTING, {**GOOD_PAGE, "records": {"cursor": "c1", "totalRecords": "many"}}),
        (LISTING, {**GOOD_PAGE, "things": [], "unknown": [1], "errors": []}),
        (LISTING, {**GOOD_PAGE, "errors": None}),
        (ALL, {"things": [{}], "more": 1}),
        (ONE, {"thing": {}, "errors": []}),
        (BARE, {}),
    ],
)
def test_what_is_an_answer_has_no_problems(endpoint: Endpoint[Any], data: Any) -> None:
    assert list(endpoint.problems(data)) == []


@given(JSON_VALUES)
def test_any_json_is_judged_without_a_crash(data: Any) -> None:
    for endpoint in (LISTING, BY_POST, ALL, ONE, BARE):
        problems = list(endpoint.problems(data))
        assert all(isinstance(problem, str) for problem in problems)
        if not problems:
            assert isinstance(data, dict)
            if isinstance(endpoint, ListEndpoint):
                assert all(isinstance(item, dict) for item in data["things"])
            if isinstance(endpoint, PagedEndpoint):
                assert isinstance(data["records"].get("cursor"), str | None)


def test_a_problem_does_not_show_more_than_a_glimpse() -> None:
    assert all(len(said) < 300 for said in ALL.problems({"things": [], "errors": ["x" * 10**6]}))
    with pytest.raises(ValueError, match="digits") as caught:
        ONE.request(parts={"id": "x" * 10**6})
    assert len(str(caught.value)) < 300


def test_a_body_may_be_a_list() -> None:
    one, other = (BARE.request(body=ids) for ids in (["1", "2"], ["2", "1"]))
    assert (one.cursor, one.spent) == (None, False)
    assert one.fingerprint() != other.fingerprint() != BARE.request().fingerprint()


def test_errors_in_a_good_answer_are_a_problem_unless_they_belong_there() -> None:
    job: Endpoint[Thing] = Endpoint(
        operation="askForJob",
        method="GET",
        path="/v2/job",
        scope=None,
        returns=Thing,
        reports_errors=True,
    )
    data = {"errors": [{"line": 1}]}
    assert list(job.problems(data)) == []
    assert list(BARE.problems(data)) == ["a success status with errors: [{'line': 1}]"]
