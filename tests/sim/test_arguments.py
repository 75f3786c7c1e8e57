"""Arguments that are wrong, and the texts of the 400."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from caller import Caller
from hypothesis import given, settings
from hypothesis import strategies as st

from gong_async.sim.answers import RefusedError
from gong_async.sim.arguments import Arguments

EXTENSIVE, TRANSCRIPT = "/v2/calls/extensive", "/v2/calls/transcript"
ACTIVITY, SCORECARDS = "/v2/stats/activity/aggregate", "/v2/stats/activity/scorecards"
EMPTY = "must not be empty but can be null or can be omitted"
MOMENT = "must be a date-time in ISO-8601 format with an offset"
DAY = "must be a date in the format YYYY-MM-DD"
seeded = settings(deadline=None, derandomize=True)

JANUARY = {"fromDate": "2026-01-01", "toDate": "2026-02-01"}


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        (EXTENSIVE, {}, "filter: may not be null"),
        (TRANSCRIPT, {"filter": None}, "filter: may not be null"),
        (EXTENSIVE, {"filter": []}, "filter: must be an object"),
        (TRANSCRIPT, {"filter": {"callIds": []}}, f"filter.callIds: {EMPTY}"),
        (EXTENSIVE, {"filter": {"callIds": []}}, f"filter.callIds: {EMPTY}"),
        (EXTENSIVE, {"filter": {"primaryUserIds": []}}, f"filter.primaryUserIds: {EMPTY}"),
        (EXTENSIVE, {"filter": {"callIds": [1]}}, "filter.callIds: must be a list of strings"),
        (EXTENSIVE, {"filter": {"callIds": "1"}}, "filter.callIds: must be a list of strings"),
        (
            EXTENSIVE,
            {"filter": {"callIds": ["1", "1"]}},
            "filter.callIds: must not contain duplicates",
        ),
        (EXTENSIVE, {"filter": {"workspaceId": 1}}, "filter.workspaceId: must be a string"),
        (EXTENSIVE, {"filter": {"fromDateTime": "2026-01-01"}}, f"filter.fromDateTime: {MOMENT}"),
        (
            EXTENSIVE,
            {"filter": {"toDateTime": "2026-01-01T00:00:00"}},
            f"filter.toDateTime: {MOMENT}",
        ),
        (
            TRANSCRIPT,
            {"filter": dict.fromkeys(("fromDateTime", "toDateTime"), "2026-01-01T00:00:00Z")},
            "filter.fromDateTime: must be before toDateTime",
        ),
        (
            EXTENSIVE,
            {"filter": {}, "contentSelector": {"contextTiming": ["Now"], "context": "Basic"}},
            "contentSelector.contextTiming: can be provided only when context is Extended",
        ),
        (
            EXTENSIVE,
            {"filter": {}, "contentSelector": {"context": "extended"}},
            "contentSelector.context: must be one of None, Basic, Extended",
        ),
        (
            EXTENSIVE,
            {"filter": {}, "contentSelector": {"context": "Extended", "contextTiming": ["Then"]}},
            "contentSelector.contextTiming: must be a list of Now, TimeOfCall",
        ),
        (
            EXTENSIVE,
            {"filter": {}, "contentSelector": {"exposedFields": {"content": {"brief": "true"}}}},
            "contentSelector.exposedFields.content.brief: must be true or false",
        ),
        (ACTIVITY, {"filter": {}}, "filter.fromDate: may not be null"),
        (ACTIVITY, {"filter": {"fromDate": "2026-01-01"}}, "filter.toDate: may not be null"),
        (
            ACTIVITY,
            {"filter": {**JANUARY, "fromDate": "2026-01-01T00:00:00Z"}},
            f"filter.fromDate: {DAY}",
        ),
        (ACTIVITY, {"filter": {**JANUARY, "toDate": "2026-02-30"}}, f"filter.toDate: {DAY}"),
        (
            ACTIVITY,
            {"filter": {**JANUARY, "fromDate": "2026-02-01"}},
            "filter.fromDate: must be before toDate",
        ),
        (ACTIVITY, {"filter": {**JANUARY, "userIds": []}}, f"filter.userIds: {EMPTY}"),
        (SCORECARDS, {"filter": {"scorecardIds": []}}, f"filter.scorecardIds: {EMPTY}"),
        (
            SCORECARDS,
            {"filter": {"callFromDate": "2026-02-01", "callToDate": "2026-01-01"}},
            "filter.callFromDate: must be before callToDate",
        ),
        (
            SCORECARDS,
            {"filter": {"reviewMethod": "both"}},
            "filter.reviewMethod: must be one of MANUAL, AUTOMATIC, BOTH",
        ),
    ],
)
async def test_a_wrong_body_is_a_400(gong: Caller, path: str, body: Any, text: str) -> None:
    reply = await gong.post(path, body)
    assert (reply.status, reply.error) == (400, text)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"x"', b"null", b"[" * 100_000, b"\xff"])
async def test_a_body_that_is_no_json_object_is_a_400(gong: Caller, raw: bytes) -> None:
    reply = await gong.send("POST", TRANSCRIPT, data=raw)
    assert (reply.status, reply.error) == (400, "Json parse error")


COACHING = {
    "workspace-id": "1",
    "manager-id": "2",
    "from": "2026-01-01T00:00:00Z",
    "to": "2026-02-01T00:00:00Z",
}


@pytest.mark.parametrize(
    ("path", "query", "text"),
    [
        ("/v2/calls", {"fromDateTime": "yesterday"}, f"fromDateTime: {MOMENT}"),
        ("/v2/calls", {"fromDateTime": "2026-13-01T00:00:00Z"}, f"fromDateTime: {MOMENT}"),
        (
            "/v2/calls",
            {"fromDateTime": "2026-01-02T00:00:00Z", "toDateTime": "2026-01-01T00:00:00Z"},
            "fromDateTime: must be before toDateTime",
        ),
        ("/v2/users", {"includeAvatars": "True"}, "includeAvatars: must be true or false"),
        ("/v2/library/folder-content", {}, "folderId parameter is missing"),
        ("/v2/flows", {}, "flowOwnerEmail parameter is missing"),
        ("/v2/data-privacy/data-for-email-address", {}, "emailAddress parameter is missing"),
        ("/v2/data-privacy/data-for-phone-number", {}, "phoneNumber parameter is missing"),
        *[
            (
                "/v2/coaching",
                {k: v for k, v in COACHING.items() if k != name},
                f"{name} parameter is missing",
            )
            for name in COACHING
        ],
        ("/v2/coaching", {**COACHING, "from": "2026-01-01"}, f"from: {MOMENT}"),
        ("/v2/coaching", {**COACHING, "manager-id": "x"}, "manager-id: must be a number"),
        ("/v2/coaching", {**COACHING, "manager-id": "9" * 19}, "manager-id: must be a number"),
        ("/v2/coaching", {**COACHING, "to": COACHING["from"]}, "from: must be before to"),
    ],
)
async def test_a_wrong_query_is_a_400(
    gong: Caller, path: str, query: dict[str, str], text: str
) -> None:
    reply = await gong.get(path, **query)
    assert (reply.status, reply.error) == (400, text)


async def test_null_is_as_good_as_absent(gong: Caller) -> None:
    body = {
        "cursor": None,
        "filter": {"callIds": None, "fromDateTime": None, "primaryUserIds": None},
        "contentSelector": {"context": None, "exposedFields": {"parties": None, "content": None}},
    }
    assert (await gong.post(EXTENSIVE, body)).status == 200
    assert (await gong.post(EXTENSIVE, {"filter": {}, "contentSelector": None})).status == 200


READERS = ("text", "required_text", "int64", "flag", "texts", "section", "moment", "day")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@seeded
@given(JSON, st.sampled_from(READERS))
def test_no_value_whatever_is_worse_than_a_400(value: Any, reader: str) -> None:
    arguments = Arguments({"x": value}, "body")
    status = 200
    try:
        getattr(arguments, reader)("x")
    except RefusedError as refused:
        status = refused.status
    assert status in (200, 400)


@seeded
@given(st.datetimes(timezones=st.timezones()))
def test_every_moment_with_an_offset_is_understood(moment: Any) -> None:
    text = moment.isoformat()
    try:
        read = Arguments({"x": text}, "query").moment("x")
    except RefusedError:
        assert moment.utcoffset().seconds % 60 or moment.year in (1, 9999)
    else:
        assert read == moment.astimezone(UTC)
