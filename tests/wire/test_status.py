"""Statuses and what they mean (rows 23 to 36)."""

from __future__ import annotations

from typing import Any

import pytest

from gong_async.errors import (
    APIError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    CursorExpiredError,
    MissingScopeError,
    NotFoundError,
    PermissionDeniedError,
    ServerError,
)
from tests.wire.hostile import Step, answer, envelope, refuse
from tests.wire.rig import ATTEMPTS, GOOD, SAFE, Operation, failure, page, post_write, talk

HTML = "<html><body>Sorry, we are down</body></html>"
NO_SCOPE = "You don't have permission to use 'api:calls:read:extensive' in your app."


def page_of_html(status: int) -> Step:
    return answer(HTML, status=status, kind="text/html")


FINAL: dict[str, tuple[Step, type[APIError], int]] = {
    "row23-bad-request": (refuse(400, "fromDateTime is bad"), BadRequestError, 400),
    "row24-unauthorized": (refuse(401, "Access key not found"), AuthenticationError, 401),
    "row24-unauthorized-html": (page_of_html(401), AuthenticationError, 401),
    "row26-forbidden": (refuse(403, "not allowed"), PermissionDeniedError, 403),
    "row26-forbidden-html": (page_of_html(403), PermissionDeniedError, 403),
    "row26-scope-missing-401": (refuse(401, NO_SCOPE), MissingScopeError, 401),
    "row30-not-found-html": (page_of_html(404), NotFoundError, 404),
    "row30-not-found-empty": (answer(b"", status=404), NotFoundError, 404),
    "row30-not-found-other-json": (
        answer('{"message":"no route"}', status=404),
        NotFoundError,
        404,
    ),
    "row30-not-found-errors-without-id": (
        answer('{"errors":["no route"]}', status=404),
        NotFoundError,
        404,
    ),
    "row30-not-found-list": (answer("[]", status=404), NotFoundError, 404),
    "row32-method-not-allowed": (refuse(405), APIError, 405),
    "row32-conflict": (refuse(409), ConflictError, 409),
    "row32-gone": (refuse(410), APIError, 410),
    "row32-unprocessable": (refuse(422), APIError, 422),
    "row36-status-999": (refuse(999), APIError, 999),
    "row36-status-600": (refuse(600), APIError, 600),
    "row36-not-modified": (answer(status=304), APIError, 304),
}
PASSING: dict[str, tuple[Step, type[APIError], int]] = {
    "row33-request-timeout": (refuse(408), APIError, 408),
    "row33-too-early": (refuse(425), APIError, 425),
    "row34-internal-error": (refuse(500), ServerError, 500),
    "row35-bad-gateway-html": (page_of_html(502), ServerError, 502),
    "row35-unavailable-empty": (answer(b"", status=503, kind=None), ServerError, 503),
    "row35-gateway-timeout-html": (page_of_html(504), ServerError, 504),
    "row35-web-server-down": (page_of_html(520), ServerError, 520),
    "row35-unavailable-cut-json": (answer('{"errors": [', status=503), ServerError, 503),
}


def each(table: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", [pytest.param(table[key], id=key) for key in table])


every_read = pytest.mark.parametrize("read", SAFE.values(), ids=SAFE.keys())


@each(FINAL)
@pytest.mark.parametrize("make", [*SAFE.values(), post_write], ids=[*SAFE, "write"])
async def test_a_no_is_taken_at_once(
    row: tuple[Step, type[APIError], int], make: Operation
) -> None:
    step, kind, status = row
    async with talk(step) as (server, gong):
        error = await failure(make(gong))
        assert type(error) is kind
        assert isinstance(error, APIError)
        assert (error.status, error.attempts, len(server.requests)) == (status, 1, 1)


@each(PASSING)
@every_read
async def test_a_read_is_tried_again(
    row: tuple[Step, type[APIError], int], read: Operation
) -> None:
    step, kind, status = row
    async with talk(step) as (server, gong):
        error = await failure(read(gong))
        assert type(error) is kind
        assert isinstance(error, APIError)
        assert (error.status, error.attempts) == (status, ATTEMPTS)
        assert len(server.requests) == gong.usage.requests == ATTEMPTS
        server.say(step, step, GOOD)
        assert await read(gong) == ["1"]
        assert server.connections == 1


@each(PASSING)
async def test_a_write_is_not(row: tuple[Step, type[APIError], int]) -> None:
    async with talk(row[0], GOOD) as (server, gong):
        assert (await failure(post_write(gong))).attempts == len(server.requests) == 1


class TestWords:
    async def test_row23_the_error_tells_what_gong_said(self) -> None:
        step = answer(envelope("one", "two", requestId="4al018gzaztcr8nbukw"), status=400)
        async with talk(step) as (_, gong):
            error = await failure(gong.calls.get("1"))
        assert isinstance(error, BadRequestError)
        assert error.messages == ("one", "two")
        assert error.request_id == "4al018gzaztcr8nbukw"
        assert "getCall" in str(error)
        assert "one; two" in str(error)

    async def test_row26_the_error_names_the_scope_to_ask_for(self) -> None:
        steps = (refuse(401, NO_SCOPE), refuse(403, "not allowed"), refuse(403, NO_SCOPE))
        async with talk(*steps) as (_, gong):
            told = await failure(gong.calls.extensive().collect())
            known = await failure(gong.calls.list().collect())
            both = await failure(gong.calls.extensive().collect())
        assert isinstance(told, MissingScopeError)
        assert told.scope == "api:calls:read:extensive"
        assert isinstance(known, PermissionDeniedError)
        assert known.scope == "api:calls:read:basic"
        assert "api:calls:read:basic" in str(known)
        assert "api:calls:read:extensive" in str(both)

    async def test_row35_a_foreign_body_is_described_and_not_shown(self) -> None:
        async with talk(page_of_html(502)) as (_, gong):
            error = await failure(gong.calls.get("1"))
        assert "text/html" in str(error)
        assert "Sorry" not in str(error)

    @pytest.mark.parametrize("status", [200, 400, 502])
    async def test_a_foreign_content_type_is_made_safe_to_show(self, status: int) -> None:
        step = answer("<html>", status=status, kind="text/\x1b[31m\x01evil\xad" + "x" * 5000)
        async with talk(step) as (_, gong):
            error = await failure(gong.calls.get("1"))
        assert "evil" in str(error)
        assert str(error).isprintable()
        assert len(str(error)) < 300

    @pytest.mark.parametrize(
        "body",
        [
            envelope(),
            envelope(None, 1, {"a": [1]}, ["x"]),
            envelope(*["x" * 5000] * 500),
            envelope("\ud83d\x1b[31m\0\u202e\r\nSet-Cookie: a"),
            '{"errors": "text", "requestId": 7}',
            '{"errors": null}',
            '{"errors": ["a"], "requestId": {"b": 1}}',
            "null",
            "7",
            "\x00\xff",
            "[" * 100_000,
            '{"errors":[' + "9" * 5000 + "]}",
        ],
    )
    async def test_whatever_an_error_body_holds_the_error_is_short_and_printable(
        self, body: str
    ) -> None:
        async with talk(answer(body, status=400)) as (_, gong):
            error = await failure(gong.calls.get("1"))
        assert isinstance(error, BadRequestError)
        assert str(error).isprintable()
        assert len(str(error)) < 2600
        assert error.request_id is None or len(error.request_id) <= 64


class TestNotFound:
    @pytest.mark.parametrize("name", ["calls.list", "calls.extensive", "calls.transcripts"])
    async def test_row27_a_listing_of_calls_that_finds_none_is_empty(self, name: str) -> None:
        step = refuse(404, "No calls found corresponding to the provided filters")
        async with talk(step) as (server, gong):
            pager = getattr(gong.calls, name.removeprefix("calls."))()
            assert await pager.collect() == []
            assert len(server.requests) == 1

    @pytest.mark.parametrize("text", ["No calls found", "cursor has expired", "x"])
    async def test_row28_on_a_later_page_it_is_an_error(self, text: str) -> None:
        steps = (answer(page("1", cursor="next")), refuse(404, text))
        async with talk(*steps) as (server, gong):
            seen: list[str] = []

            async def walk() -> None:
                async for found in gong.calls.list().pages():
                    seen.extend(call.id for call in found)

            error = await failure(walk())
            assert isinstance(error, (NotFoundError, CursorExpiredError))
            assert seen == ["1"]
            assert len(server.requests) == 2

    async def test_row28_on_a_page_reached_by_a_kept_cursor_too(self) -> None:
        steps = (answer(page("1", cursor="next")), refuse(404, "No calls found"))
        async with talk(*steps) as (_, gong):
            first = await anext(gong.calls.list().pages())
            rest = gong.calls.list().pages(cursor=str(first.next))
            assert isinstance(await failure(anext(rest)), NotFoundError)

    async def test_row29_one_call_that_is_not_there_is_an_error(self) -> None:
        async with talk(refuse(404, "Call not found")) as (_, gong):
            assert isinstance(await failure(gong.calls.get("1")), NotFoundError)

    async def test_row31_only_the_listings_of_calls_are_empty(self) -> None:
        async with talk(refuse(404, "User not found")) as (_, gong):
            for made in (
                gong.users.list().collect(),
                gong.users.get("1"),
                gong.workspaces.list(),
                gong.library.folder_content("1"),
                gong.flows.list(owner_email="a@example.com").collect(),
            ):
                assert isinstance(await failure(made), NotFoundError)


class TestExpired:
    @pytest.mark.parametrize("text", ["Cursor has expired", "Failed to verify cursor"])
    @pytest.mark.parametrize("status", [400, 404])
    async def test_row68_an_expired_cursor_has_its_own_error(self, text: str, status: int) -> None:
        steps = (answer(page("1", cursor="next")), refuse(status, text))
        for read in ("list", "extensive"):
            async with talk(*steps) as (_, gong):
                pages = getattr(gong.calls, read)().pages()
                await anext(pages)
                error = await failure(anext(pages))
                assert type(error) is CursorExpiredError
                assert error.attempts == 1

    async def test_a_400_without_a_cursor_is_not_that(self) -> None:
        async with talk(refuse(400, "cursor has expired")) as (_, gong):
            assert type(await failure(gong.calls.list().collect())) is BadRequestError
