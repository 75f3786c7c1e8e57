"""What an answer means: its JSON, or which error."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async.endpoint import Endpoint, ListEndpoint, Request, Response
from gong_async.errors import (
    APIError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    CreditsExhaustedError,
    CursorExpiredError,
    DecodeError,
    GongError,
    MissingScopeError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExhaustedError,
    RateLimitError,
    ServerError,
)
from gong_async.verdict import interpret
from tests.unit.scripted import BY_POST, LISTING, page, refusal, reply, things, verdict

FIRST = LISTING.request()
LATER = LISTING.at_cursor(FIRST, "c1")
POSTED = BY_POST.at_cursor(BY_POST.request(), "c1")
BARE: Endpoint[Any] = Endpoint(
    operation="bareThing", method="GET", path="/v2/thing", scope=None, returns=dict
)
ALL: ListEndpoint[Any] = ListEndpoint(
    operation="allThings", method="GET", path="/v2/all", scope=None, returns=dict, items="things"
)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (402, CreditsExhaustedError),
        (409, ConflictError),
        (429, RateLimitError),
        (500, ServerError),
        (502, ServerError),
        (503, ServerError),
        (504, ServerError),
        (520, ServerError),
        (599, ServerError),
        *((status, APIError) for status in (100, 199, 300, 302, 304, 307, 405, 408)),
        *((status, APIError) for status in (410, 413, 415, 422, 425, 600, 999)),
    ],
)
@pytest.mark.parametrize("request_", [FIRST, LATER, POSTED], ids=["first", "later", "posted"])
def test_the_status_decides_on_the_error(
    status: int, kind: type[APIError], request_: Request
) -> None:
    error = verdict(refusal(status, "Something went wrong"), request_)
    assert type(error) is kind
    assert isinstance(error, APIError)
    assert (error.status, error.operation) == (status, request_.endpoint.operation)
    assert error.messages == ("Something went wrong",)
    assert error.request_id == "4al018gzaztcr8nbukw"
    assert error.from_gong
    assert str(status) in str(error)
    assert pickle.loads(pickle.dumps(error)).args == error.args


LIVE_SCOPE = "You don't have permission to use 'api:coaching:read' in your app."


@pytest.mark.parametrize("status", [401, 403])
def test_a_missing_scope_is_told_from_bad_credentials_by_the_text(status: int) -> None:
    error = verdict(refusal(status, LIVE_SCOPE))
    assert type(error) is MissingScopeError
    assert error.scope == "api:coaching:read"
    assert "grant the scope api:coaching:read" in str(error)


@pytest.mark.parametrize(
    "scope",
    [
        *("api:calls:read:media-url", "api:stats:user-actions:detailed", "api:crm:get-objects"),
        *("api:call-user-access:read", "api:crm-calls:manual-association:read"),
    ],
)
def test_every_scope_is_named_whole(scope: str) -> None:
    error = verdict(refusal(401, LIVE_SCOPE.replace("api:coaching:read", scope)))
    assert isinstance(error, MissingScopeError)
    assert error.scope == scope


@pytest.mark.parametrize(
    "text",
    ["Unauthorized", "access token has been revoked", "Invalid access key or secret", "api:x:read"],
)
def test_other_texts_of_401_are_bad_credentials(text: str) -> None:
    assert type(verdict(refusal(401, text))) is AuthenticationError


def test_a_403_names_the_scope_that_the_specification_asks_for() -> None:
    error = verdict(refusal(403, "Forbidden"))
    assert isinstance(error, PermissionDeniedError)
    assert error.scope == "api:things:read"
    assert "api:things:read" in str(error)
    other = verdict(refusal(403, "Forbidden"), BARE.request())
    assert isinstance(other, PermissionDeniedError)
    assert other.scope is None


@pytest.mark.parametrize("status", [400, 404, 410, 422])
@pytest.mark.parametrize(
    "text",
    ["cursor has expired", "The Cursor Has Expired, start over", "Failed to verify cursor: bad"],
)
@pytest.mark.parametrize("request_", [LATER, POSTED], ids=["query", "body"])
def test_an_expired_cursor_is_known_by_its_text(status: int, text: str, request_: Request) -> None:
    error = verdict(refusal(status, text), request_)
    assert type(error) is CursorExpiredError
    assert error.status == status


def test_a_cursor_that_was_not_sent_cannot_have_expired() -> None:
    assert type(verdict(refusal(400, "cursor has expired"), FIRST)) is BadRequestError
    assert type(verdict(refusal(500, "cursor has expired"), LATER)) is ServerError
    assert type(verdict(refusal(400, "bad request"), LATER)) is BadRequestError


def test_a_wait_up_to_the_limit_is_no_spent_quota() -> None:
    assert type(verdict(refusal(429, retry_after="60"))) is RateLimitError
    assert type(verdict(refusal(429, retry_after="61"))) is QuotaExhaustedError
    assert type(verdict(refusal(429, retry_after="61"), max_wait=100.0)) is RateLimitError
    assert type(verdict(refusal(503, retry_after="7200"))) is ServerError


def test_a_spent_quota_says_when_to_come_back() -> None:
    before = datetime.now(UTC)
    error = verdict(refusal(429, retry_after="7200"))
    assert isinstance(error, QuotaExhaustedError)
    assert error.retry_after == 7200.0
    assert error.retry_at is not None
    assert error.retry_at.tzinfo is UTC
    later = error.retry_at - before
    assert timedelta(seconds=7200) <= later <= timedelta(seconds=7260)


def test_a_quota_spent_for_ages_has_no_date() -> None:
    error = verdict(refusal(429, retry_after="inf"))
    assert isinstance(error, QuotaExhaustedError)
    assert isinstance(error.retry_at, datetime | None)
    assert str(error)
    endless = verdict(refusal(429, retry_after="9" * 40))
    assert str(endless)


# Successes


@pytest.mark.parametrize("status", [200, 201, 202, 299])
def test_any_success_will_do(status: int) -> None:
    answer = interpret(BARE.request(), reply({"requestId": "r"}, status), max_wait=60.0)
    assert answer == {"requestId": "r"}


def test_a_page_comes_back_as_it_is() -> None:
    data = interpret(FIRST, page(things(1, 2), "c1", unknown={"x": [1]}), max_wait=60.0)
    assert data["things"] == things(1, 2)
    assert data["unknown"] == {"x": [1]}


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/problem+json", None])
def test_json_is_json_whatever_it_is_called(kind: str | None) -> None:
    headers = () if kind is None else (("content-type", kind),)
    response = Response(status=200, headers=headers, body=page(things(1)).body)
    assert interpret(FIRST, response, max_wait=60.0)["things"] == things(1)


def test_a_byte_order_mark_is_passed_over() -> None:
    response = Response(status=200, body=b"\xef\xbb\xbf" + page(things(1)).body)
    assert interpret(FIRST, response, max_wait=60.0)["things"] == things(1)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"<html>hunter2</html>",
        b'{"things": [{"id": "hunter2"',
        page(things(1)).body[:-1],
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 5000,
        b'{"things": [], "records": {"totalRecords": ' + b"9" * 5000 + b"}}",
    ],
    ids=lambda body: repr(body[:14]),
)
def test_a_broken_body_is_no_answer_and_not_shown(body: bytes) -> None:
    error = verdict(Response(status=200, headers=(("content-type", "text/html"),), body=body))
    assert isinstance(error, DecodeError)
    assert error.transient
    assert error.operation == "listThings"
    assert "hunter2" not in f"{error!s}{error!r}"
    assert f"{len(body)} bytes of text/html" in str(error)
    assert error.__cause__ is None
    assert error.__context__ is None


@pytest.mark.parametrize("body", [b"null", b"[]", b'"ok"', b"7", b"true", b"{}"])
def test_json_that_is_no_page_is_no_answer(body: bytes) -> None:
    error = verdict(Response(status=200, body=body))
    assert isinstance(error, DecodeError)
    assert error.transient


@pytest.mark.parametrize(
    "request_", [FIRST, ALL.request(), BARE.request()], ids=["page", "list", "one"]
)
def test_errors_in_a_success_are_no_empty_page(request_: Request) -> None:
    error = verdict(
        reply({"requestId": "r", "errors": ["Failed"], "things": [], "records": {}}), request_
    )
    assert isinstance(error, DecodeError)
    assert "Failed" in str(error)


@given(st.binary(max_size=60), st.integers(100, 999))
def test_any_bytes_are_an_answer_or_an_error_of_ours(body: bytes, status: int) -> None:
    try:
        shown = repr(interpret(BARE.request(), Response(status=status, body=body), max_wait=60.0))
    except GongError as error:
        shown = str(error)
    assert shown.isprintable()


CONFLICT = {"requestId": "r", "errors": ["Provider disconnected"]}


def conflict(**more: Any) -> ConflictError:
    error = verdict(reply({**CONFLICT, **more}, 409))
    assert isinstance(error, ConflictError)
    return error


def test_a_conflict_keeps_what_gong_says_to_the_user() -> None:
    error = conflict(
        userFacingError="Zoom is disconnected.\x1b[31m Contact your Gong Admin.",
        fixUrl="https://us-1.app.gong.io/settings/web-conferencing?token=s3cret#top",
        helpUrl="https://help.gong.io/docs/connect-your-web-conferencing-provider-to-gong",
    )
    assert error.messages == ("Provider disconnected",)
    assert error.user_facing_error == "Zoom is disconnected.\ufffd[31m Contact your Gong Admin."
    assert error.fix_url == "https://us-1.app.gong.io/settings/web-conferencing"
    assert error.help_url == (
        "https://help.gong.io/docs/connect-your-web-conferencing-provider-to-gong"
    )
    assert "Contact your Gong Admin" in str(error)
    assert "web-conferencing" not in repr(error), "a path may hold a token"


@pytest.mark.parametrize(
    "link",
    [
        *(None, "", 7, [], {}, "javascript:alert(1)", "http://gong.io/a", "https://"),
        *("https://user:pw@gong.io/a", "https://gong.io/a b", "https://gong.io/a\n", "//gong.io"),
        *("https://gong.io/\x1b[31m", "https://gong.io:1/<script>", "https://g\u00f6ng.io/"),
        "https://gong.io/" + "a" * 501,
    ],
)
def test_what_is_no_plain_link_is_none(link: Any) -> None:
    error = conflict(fixUrl=link, helpUrl=link)
    assert (error.fix_url, error.help_url, error.user_facing_error) == (None, None, None)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_whatever_a_conflict_says_is_harmless(said: Any) -> None:
    error = conflict(userFacingError=said, fixUrl=said, helpUrl=said)
    for text in (error.user_facing_error, error.fix_url, error.help_url, str(error)):
        assert text is None or text.isprintable()


def test_a_conflict_that_is_not_gongs_says_nothing_to_the_user() -> None:
    for body in (b"<html>", b"[]", b"7", b""):
        error = verdict(Response(status=409, body=body))
        assert isinstance(error, ConflictError)
        assert (error.user_facing_error, error.fix_url, error.help_url) == (None, None, None)
