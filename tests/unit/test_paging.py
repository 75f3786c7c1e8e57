"""Walking a listing: complete, in order, once; or an error, never a silent loss."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async.errors import (
    CursorError,
    DecodeError,
    GongError,
    NotFoundError,
)
from gong_async.paging import Cursor, Pager
from tests.clock import virtual_time
from tests.unit.scripted import (
    BY_POST,
    LISTING,
    NOTHING,
    NOTHING_FOUND,
    Answer,
    Scripted,
    book,
    ids,
    in_turn,
    listing,
    numbered,
    page,
    refusal,
    reply,
    session,
    things,
)

PAGES = st.lists(st.integers(0, 5), min_size=1, max_size=12).map(
    lambda sizes: [things(*range(sum(sizes[:n]), sum(sizes[: n + 1]))) for n in range(len(sizes))]
)


@given(PAGES)
@virtual_time
async def test_any_split_into_pages_comes_back_complete_in_order_and_once(
    pages: list[list[dict[str, Any]]],
) -> None:
    count = sum(map(len, pages))
    transport = Scripted(book(pages))
    assert await ids(listing(transport)) == numbered(count)
    assert transport.cursors == [None, *(f"c{n}" for n in range(1, len(pages)))]
    walked = [one async for one in listing(Scripted(book(pages))).pages()]
    assert [list(one.records) for one in walked] == pages
    assert [one.number for one in walked] == list(range(len(pages)))


@given(PAGES, st.booleans())
@virtual_time
async def test_the_rest_comes_from_any_page_on(
    pages: list[list[dict[str, Any]]], as_text: bool
) -> None:
    walked = [one async for one in listing(Scripted(book(pages))).pages()]
    for number, one in enumerate(walked[:-1]):
        assert one.next is not None
        transport = Scripted(book(pages))
        saved = str(one.next) if as_text else one.next
        rest = [later async for later in listing(transport).pages(cursor=saved)]
        assert [list(later.records) for later in rest] == pages[number + 1 :]
        assert len(transport.sent) == len(pages) - number - 1
    assert walked[-1].next is None


@virtual_time
async def test_a_cursor_goes_into_the_body_of_a_post() -> None:
    transport = Scripted(book([things(0), things(1)]))
    request = BY_POST.request(body={"filter": {"workspaceId": "7"}})
    pager = Pager(session(transport), BY_POST, (request,))
    assert await ids(pager) == ["0", "1"]
    assert [sent.body for sent in transport.sent] == [
        {"filter": {"workspaceId": "7"}},
        {"filter": {"workspaceId": "7"}, "cursor": "c1"},
    ]
    assert [sent.query for sent in transport.sent] == [{}, {}]


@virtual_time
async def test_all_else_is_repeated_unchanged() -> None:
    transport = Scripted(book([things(0), things(1), things(2)]))
    await ids(listing(transport, {"workspaceId": "7"}))
    assert [sent.query for sent in transport.sent] == [
        {"workspaceId": "7"},
        {"workspaceId": "7", "cursor": "c1"},
        {"workspaceId": "7", "cursor": "c2"},
    ]


# The end


@virtual_time
async def test_empty_pages_with_a_cursor_go_on() -> None:
    empty = [page(NOTHING, f"e{n}") for n in range(50)]
    transport = Scripted(in_turn(page(things(0), "c1"), *empty, page(things(1))))
    assert await ids(listing(transport)) == ["0", "1"]
    assert len(transport.sent) == 52


@virtual_time
async def test_empty_pages_do_not_go_on_for_ever() -> None:
    transport = Scripted(lambda request: page(NOTHING, f"e{len(transport.sent)}"))
    with pytest.raises(CursorError, match="empty pages"):
        await ids(listing(transport))
    assert len(transport.sent) == 51


@virtual_time
async def test_fifty_empty_pages_count_only_in_a_row() -> None:
    answers: list[Answer] = []
    for block in range(3):
        answers += [page(NOTHING, f"e{block}-{n}") for n in range(50)]
        answers.append(page(things(block), f"c{block}"))
    assert await ids(listing(Scripted(in_turn(*answers, page(NOTHING))))) == ["0", "1", "2"]


@pytest.mark.parametrize("cursor", [None, ""])
@virtual_time
async def test_a_cursor_of_nothing_is_the_end(cursor: str | None) -> None:
    records = {"totalRecords": 9000, "currentPageSize": 100, "cursor": cursor}
    transport = Scripted(
        in_turn(reply({"requestId": "r", "things": things(0), "records": records}))
    )
    assert await ids(listing(transport)) == ["0"]
    assert len(transport.sent) == 1


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 250])
@virtual_time
async def test_the_size_of_a_page_means_nothing(size: int) -> None:
    pages = [things(*range(size)), things(size), things(*range(size + 1, size + 101))]
    assert await ids(listing(Scripted(book(pages)))) == numbered(size + 101)


@pytest.mark.parametrize("total", [0, 1, 5, 10**9, "3", None, "many"])
@virtual_time
async def test_the_count_means_nothing_for_the_end(total: Any) -> None:
    transport = Scripted(
        in_turn(
            reply({"things": things(0), "records": {"totalRecords": total, "cursor": "c1"}}),
            reply({"things": things(1), "records": {"totalRecords": total}}),
        )
    )
    assert await ids(listing(transport)) == ["0", "1"]


@virtual_time
async def test_a_walk_that_has_ended_stays_ended() -> None:
    transport = Scripted(book([things(0)]))
    items, pages = aiter(listing(transport)), listing(transport).pages()
    assert (await anext(items)).id == "0"
    await anext(pages)
    for walk in (items, items, pages, pages):
        with pytest.raises(StopAsyncIteration):
            await anext(walk)
    assert len(transport.sent) == 2


# 404


@virtual_time
async def test_404_is_an_empty_listing_where_the_endpoint_says_so() -> None:
    transport = Scripted(lambda _: NOTHING_FOUND)
    assert await ids(listing(transport)) == []
    (one,) = [each async for each in listing(transport).pages()]
    assert (list(one.records), one.items, one.next, one.total) == ([], [], None, 0)
    assert one.request_id is None
    assert await listing(transport).total() == 0
    assert await listing(transport).first() is None
    assert len(transport.sent) == 4


@virtual_time
async def test_404_on_a_later_page_is_an_error() -> None:
    transport = Scripted(in_turn(page(things(0), "c1"), NOTHING_FOUND))
    walk = aiter(listing(transport))
    assert (await anext(walk)).id == "0"
    with pytest.raises(NotFoundError):
        await anext(walk)


@virtual_time
async def test_404_for_a_saved_cursor_is_an_error() -> None:
    saved = Cursor("c1", LISTING.request().fingerprint())
    with pytest.raises(NotFoundError):
        await anext(listing(Scripted(lambda _: NOTHING_FOUND)).pages(cursor=saved))


@virtual_time
async def test_404_is_an_error_where_the_endpoint_does_not_say_so() -> None:
    pager = Pager(session(Scripted(lambda _: NOTHING_FOUND)), BY_POST, (BY_POST.request(),))
    with pytest.raises(NotFoundError, match="No calls found"):
        await ids(pager)


@pytest.mark.parametrize(
    "answer",
    [
        reply("Not Found", 404),
        reply({"error": "Not Found"}, 404),
        reply({"errors": ["no route"]}, 404),
        reply({"requestId": "r", "errors": "No calls found"}, 404),
        reply(None, 404),
    ],
    ids=["text", "another's", "no request id", "no list", "null"],
)
@virtual_time
async def test_404_that_is_not_gongs_is_an_error(answer: Answer) -> None:
    with pytest.raises(NotFoundError):
        await ids(listing(Scripted(lambda _: answer)))


@pytest.mark.parametrize("status", [400, 401, 403, 410])
@virtual_time
async def test_only_404_is_ever_empty(status: int) -> None:
    with pytest.raises(GongError):
        await ids(listing(Scripted(lambda _: refusal(status, "No calls found"))))


# Pages that are none


@pytest.mark.parametrize(
    "data",
    [
        {"records": {}},
        {"things": None, "records": {}},
        {"things": {}, "records": {}},
        {"things": [{"id": "1"}, "2"], "records": {}},
        {"things": []},
        {"things": [{"id": "1"}], "records": None},
        {"things": [{"id": "1"}], "records": []},
        {"things": [], "records": {"cursor": 7}},
        {"requestId": "r", "errors": ["Failed"]},
        {"things": [], "records": {}, "errors": ["Failed"]},
        {},
        None,
        [],
        "ok",
    ],
    ids=repr,
)
@virtual_time
async def test_a_page_that_is_none_is_asked_for_again_and_then_an_error(data: Any) -> None:
    transport = Scripted(lambda _: reply(data))
    with pytest.raises(DecodeError) as caught:
        await ids(listing(transport))
    assert caught.value.operation == "listThings"
    assert caught.value.problems
    assert len(transport.sent) == caught.value.attempts == 6
    mended = Scripted(in_turn(reply(data), page(things(1))))
    assert await ids(listing(mended)) == ["1"]
