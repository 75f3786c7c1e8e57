"""What each method sends for arguments that are all given, and what it makes of odd ones."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from differences import NOT_OFFERED, QUERY_IN_WORDS
from digest import load
from engage_and_admin import ENGAGE_AND_ADMIN
from recorder import Recorder, call, sent
from surface import Verb, camel, verbs
from test_operations import NOTHING_FOUND_IS_404
from writes import WRITES

from gong_async.errors import NotFoundError
from gong_async.models import (
    AggregationPeriod,
    ContentSelector,
    ExposedFields,
    LogType,
    ReviewMethodFilter,
)

FACTS = load()
VERBS: dict[str, Verb] = {str(verb): verb for verb in verbs()}

SINCE = datetime(2024, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=2)))
UNTIL = datetime(2024, 3, 2, tzinfo=UTC)
FROM, TO = date(2024, 3, 1), date(2024, 3, 8)
RANGE = {"since": SINCE, "until": UNTIL}
DATES = {"from_date": FROM, "to_date": TO}
SPELLED_RANGE = {"fromDateTime": "2024-03-01T07:30:00Z", "toDateTime": "2024-03-02T00:00:00Z"}
SPELLED_DATES = {"fromDate": "2024-03-01", "toDate": "2024-03-08"}
EVERYTHING = {
    "context": "Extended",
    "contextTiming": ["Now", "TimeOfCall"],
    "exposedFields": {
        "parties": True,
        "content": {
            "structure": True,
            "topics": True,
            "trackers": True,
            "trackerOccurrences": True,
            "pointsOfInterest": False,
            "brief": True,
            "outline": True,
            "highlights": True,
            "callOutcome": True,
            "keyPoints": True,
        },
        "interaction": {
            "speakers": True,
            "video": True,
            "personInteractionStats": True,
            "questions": True,
        },
        "collaboration": {"publicComments": True},
        "media": True,
    },
}

Sent = tuple[str, dict[str, str], Any]

FULLY: dict[str, tuple[dict[str, Any], Sent]] = {
    "calls.LIST": (
        {**RANGE, "workspace_id": "7"},
        ("/v2/calls", {**SPELLED_RANGE, "workspaceId": "7"}, None),
    ),
    "calls.GET": ({"call_id": "77"}, ("/v2/calls/77", {}, None)),
    "calls.EXTENSIVE": (
        {
            **RANGE,
            "workspace_id": "7",
            "call_ids": ["10", "9"],
            "primary_user_ids": {"3"},
            "content": ContentSelector.everything(media=True),
        },
        (
            "/v2/calls/extensive",
            {},
            {
                "filter": {
                    **SPELLED_RANGE,
                    "workspaceId": "7",
                    "callIds": ["9", "10"],
                    "primaryUserIds": ["3"],
                },
                "contentSelector": EVERYTHING,
            },
        ),
    ),
    "calls.TRANSCRIPTS": (
        {**RANGE, "workspace_id": "7", "call_ids": ("10", "9", "10")},
        (
            "/v2/calls/transcript",
            {},
            {"filter": {**SPELLED_RANGE, "workspaceId": "7", "callIds": ["9", "10"]}},
        ),
    ),
    "users.LIST": ({"include_avatars": True}, ("/v2/users", {"includeAvatars": "true"}, None)),
    "users.GET": ({"user_id": "3"}, ("/v2/users/3", {}, None)),
    "stats.ACTIVITY": (
        {**DATES, "user_ids": ["3"]},
        ("/v2/stats/activity/aggregate", {}, {"filter": {**SPELLED_DATES, "userIds": ["3"]}}),
    ),
    "stats.ACTIVITY_DAY_BY_DAY": (
        {**DATES, "user_ids": ["3"]},
        ("/v2/stats/activity/day-by-day", {}, {"filter": {**SPELLED_DATES, "userIds": ["3"]}}),
    ),
    "stats.INTERACTION": (
        {**DATES, "user_ids": ["3"]},
        ("/v2/stats/interaction", {}, {"filter": {**SPELLED_DATES, "userIds": ["3"]}}),
    ),
    "stats.ANSWERED_SCORECARDS": (
        {
            "call_from_date": date(2024, 1, 1),
            "call_to_date": date(2024, 1, 2),
            "review_from_date": date(2024, 1, 3),
            "review_to_date": date(2024, 1, 4),
            "review_method": ReviewMethodFilter.BOTH,
            "scorecard_ids": ["5"],
            "reviewed_user_ids": ["3"],
        },
        (
            "/v2/stats/activity/scorecards",
            {},
            {
                "filter": {
                    "callFromDate": "2024-01-01",
                    "callToDate": "2024-01-02",
                    "reviewFromDate": "2024-01-03",
                    "reviewToDate": "2024-01-04",
                    "reviewMethod": "BOTH",
                    "scorecardIds": ["5"],
                    "reviewedUserIds": ["3"],
                }
            },
        ),
    ),
    "library.FOLDERS": ({"workspace_id": "7"}, ("/v2/library/folders", {"workspaceId": "7"}, None)),
    "library.FOLDER_CONTENT": (
        {"folder_id": "4"},
        ("/v2/library/folder-content", {"folderId": "4"}, None),
    ),
    "settings.SCORECARDS": ({}, ("/v2/settings/scorecards", {}, None)),
    "settings.TRACKERS": (
        {"workspace_id": "7"},
        ("/v2/settings/trackers", {"workspaceId": "7"}, None),
    ),
    "workspaces.LIST": ({}, ("/v2/workspaces", {}, None)),
    "flows.LIST": (
        {"owner_email": "ann@example.com", "workspace_id": "7", "folder_id": "4"},
        (
            "/v2/flows",
            {"flowOwnerEmail": "ann@example.com", "workspaceId": "7", "folderId": "4"},
            None,
        ),
    ),
    "coaching.METRICS": (
        {**RANGE, "manager_id": "3", "workspace_id": "7"},
        (
            "/v2/coaching",
            {
                "manager-id": "3",
                "workspace-id": "7",
                "from": "2024-03-01T07:30:00Z",
                "to": "2024-03-02T00:00:00Z",
            },
            None,
        ),
    ),
    "privacy.FIND_EMAIL": (
        {"email_address": "ann@example.com"},
        ("/v2/data-privacy/data-for-email-address", {"emailAddress": "ann@example.com"}, None),
    ),
    "privacy.FIND_PHONE": (
        {"phone_number": "+1 425 555 2671"},
        ("/v2/data-privacy/data-for-phone-number", {"phoneNumber": "+1 425 555 2671"}, None),
    ),
    **WRITES,
    **ENGAGE_AND_ADMIN,
}

BY_CALL = ["calls.EXTENSIVE", "calls.TRANSCRIPTS"]
RANGED = [
    ("calls.LIST", "since", "until", {}),
    ("calls.EXTENSIVE", "since", "until", {}),
    ("calls.TRANSCRIPTS", "since", "until", {}),
    ("coaching.METRICS", "since", "until", {"manager_id": "3", "workspace_id": "7"}),
    ("stats.ACTIVITY", "from_date", "to_date", {}),
    ("stats.ACTIVITY_DAY_BY_DAY", "from_date", "to_date", {}),
    (
        "stats.ACTIVITY_BY_PERIOD",
        "from_date",
        "to_date",
        {"aggregation_period": AggregationPeriod.DAY},
    ),
    ("stats.INTERACTION", "from_date", "to_date", {}),
    ("users.EXTENSIVE", "created_since", "created_until", {}),
    ("auditing.LOGS", "since", "until", {"log_type": LogType.ACCESS_LOG}),
    ("stats.ANSWERED_SCORECARDS", "call_from_date", "call_to_date", {}),
    ("stats.ANSWERED_SCORECARDS", "review_from_date", "review_to_date", {}),
]


def not_found() -> NotFoundError:
    return NotFoundError("operation", 404, ("nothing there",), from_gong=True)


def test_every_method_is_in_the_table() -> None:
    assert set(FULLY) == set(VERBS)


@pytest.mark.parametrize("name", FULLY)
def test_arguments_go_where_they_belong(name: str) -> None:
    arguments, expected = FULLY[name]
    (request,) = sent(VERBS[name], arguments)
    assert (request.path, dict(request.query), request.body) == expected


@pytest.mark.parametrize("name", FULLY)
def test_all_that_can_be_asked_for_can_be_asked_with_arguments(name: str) -> None:
    _, (_, query, body) = FULLY[name]
    operation = VERBS[name].endpoint.operation
    known = FACTS["operations"][operation]
    possible = {key for key, found in known["parameters"].items() if found["in"] == "query"}
    given = set(query)
    if isinstance(body, dict):
        schema = dict(FACTS["schemas"][known["body"].removeprefix("#")]["fields"])
        if filters := schema.pop("filter", None):
            schema |= FACTS["schemas"][filters.removeprefix("#")]["fields"]
        possible |= set(schema)
        given |= {*body.get("filter", ()), *body} - {"filter"}
    given -= {*QUERY_IN_WORDS.get(operation, ())}
    assert possible - {"cursor"} - given == {
        key for owner, key in NOT_OFFERED if owner == operation
    }


@pytest.mark.parametrize("name", ["calls.EXTENSIVE", "calls.TRANSCRIPTS"])
def test_a_filter_is_sent_even_if_it_filters_nothing(name: str) -> None:
    (request,) = sent(VERBS[name], {})
    assert request.body == {"filter": {}}


@pytest.mark.parametrize("name", ["calls.LIST", "users.LIST", "library.FOLDERS"])
def test_what_is_not_given_is_not_sent(name: str) -> None:
    (request,) = sent(VERBS[name], {})
    assert request.query == {}


@pytest.mark.parametrize("argument", ["crm_prospects_ids", "flow_instance_ids"])
def test_of_two_lists_that_ask_for_either_an_empty_one_stays_out(argument: str) -> None:
    ids = {"crm_prospects_ids": ["1"], "flow_instance_ids": ["1"]}
    (request,) = sent(VERBS["flows.PROSPECTS"], {**ids, argument: []})
    (other,) = ids.keys() - {argument}
    assert request.body == {camel(other): ["1"]}
    assert sent(VERBS["flows.PROSPECTS"], dict.fromkeys(ids, ())) == []


@pytest.mark.parametrize("name", BY_CALL)
def test_call_ids_go_out_in_hundreds_each_once_in_order(name: str) -> None:
    ids = [str(number) for number in range(250, 0, -1)] * 2
    chunks = [request.body["filter"]["callIds"] for request in sent(VERBS[name], {"call_ids": ids})]
    assert [len(chunk) for chunk in chunks] == [100, 100, 50]
    assert [found for chunk in chunks for found in chunk] == [str(n) for n in range(1, 251)]


def test_every_chunk_repeats_the_rest_of_the_question() -> None:
    ids = [str(number) for number in range(101)]
    content = ContentSelector(exposed_fields=ExposedFields(parties=True))
    arguments = {**RANGE, "call_ids": ids, "content": content}
    bodies = [request.body for request in sent(VERBS["calls.EXTENSIVE"], arguments)]
    assert len(bodies) == 2
    for body in bodies:
        assert body is not None
        assert {**body["filter"], "callIds": None} == {**SPELLED_RANGE, "callIds": None}
        assert body["contentSelector"]["exposedFields"]["parties"] is True


@pytest.mark.parametrize(("name", "first", "second", "others"), RANGED)
def test_a_range_that_holds_nothing_is_refused_before_any_io(
    name: str, first: str, second: str, others: dict[str, Any]
) -> None:
    recorder = Recorder()
    low, high = (FROM, TO) if first.endswith("_date") else (SINCE, UNTIL)
    for start, end in ((high, low), (low, low)):
        with pytest.raises(ValueError, match=f"{first} must be before {second}"):
            call(VERBS[name], {first: start, second: end, **others}, recorder)
    assert recorder.requests == []


@pytest.mark.parametrize(("name", "first", "second", "others"), RANGED)
def test_the_wrong_kind_of_time_is_refused_before_any_io(
    name: str, first: str, second: str, others: dict[str, Any]
) -> None:
    recorder = Recorder()
    fine = TO if first.endswith("_date") else UNTIL
    naive = SINCE.replace(tzinfo=None)
    wrong = [naive, SINCE] if first.endswith("_date") else [naive, FROM]
    for value in wrong:
        with pytest.raises(ValueError):
            call(VERBS[name], {first: value, second: fine, **others}, recorder)
    assert recorder.requests == []


@pytest.mark.parametrize(("name", "argument"), [("calls.GET", "call_id"), ("users.GET", "user_id")])
@pytest.mark.parametrize("value", ["", "1/../2", "abc", "1" * 21, " 1", "٣", None, 5])
def test_only_digits_become_part_of_a_path(name: str, argument: str, value: Any) -> None:
    recorder = Recorder()
    with pytest.raises(ValueError):
        call(VERBS[name], {argument: value}, recorder)
    assert recorder.requests == []


@pytest.mark.parametrize("name", FULLY)
def test_what_has_to_be_given_cannot_be_none(name: str) -> None:
    """What a setting that is not set gives: an erasure of nobody in particular, say."""
    arguments, _ = FULLY[name]
    _, *parameters = inspect.signature(VERBS[name].method or call).parameters.values()
    for parameter in parameters:
        if parameter.default is parameter.empty:
            recorder = Recorder()
            given = {**arguments, parameter.name: None}
            given |= {"confirm": None} if "confirm" in given else {}
            with pytest.raises((ValueError, TypeError, AttributeError)):
                call(VERBS[name], given, recorder)
            assert recorder.requests == []


@pytest.mark.parametrize(
    "name",
    [name for name, verb in VERBS.items() if verb.endpoint.not_found_is_empty],
)
def test_not_found_is_an_empty_listing(name: str) -> None:
    _, first, _, others = next((each for each in RANGED if each[0] == name), (name, "", "", {}))
    spans = {"from_date": DATES, "since": RANGE}
    arguments = {**spans.get(first, {}), **others}
    found = call(VERBS[name], arguments, Recorder(not_found()))
    assert [item for page in found for item in page] == []


@pytest.mark.parametrize(
    "name",
    [name for name, verb in VERBS.items() if not verb.endpoint.not_found_is_empty],
)
def test_not_found_is_an_error_everywhere_else(name: str) -> None:
    with pytest.raises(NotFoundError):
        call(VERBS[name], FULLY[name][0], Recorder(not_found()))


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, verb in VERBS.items()
        if NOTHING_FOUND_IS_404.get(verb.endpoint.operation) == "User not found"
    ],
)
def test_users_asked_for_by_id_are_not_lost_in_silence(name: str) -> None:
    with pytest.raises(NotFoundError):
        call(VERBS[name], FULLY[name][0], Recorder(not_found()))


def test_tasks_are_as_a_rule_the_open_ones_from_anywhere() -> None:
    (request,) = sent(VERBS["tasks.LIST"], {"user_id": "3"})
    assert request.body == {
        "filter": {
            "userId": "3",
            "types": ["FLOW", "MANUAL"],
            "taskAction": ["CALL"],
            "status": ["OPEN"],
        }
    }


def test_users_without_figures_are_no_error() -> None:
    answer = call(VERBS["stats.INTERACTION"], {**DATES, "user_ids": ["3"]}, Recorder(not_found()))
    assert [len(page) for page in answer] == [0]


def test_a_404_that_is_not_gongs_own_is_an_error() -> None:
    stranger = NotFoundError("operation", 404, ("no such host",), from_gong=False)
    for name in ("library.FOLDERS", "settings.SCORECARDS", "calls.LIST"):
        with pytest.raises(NotFoundError):
            call(VERBS[name], {}, Recorder(stranger))
