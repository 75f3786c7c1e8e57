"""Cursors: those that lead nowhere, those that were saved, those between chunks of ids."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async.errors import (
    BadRequestError,
    CursorError,
    CursorExpiredError,
)
from gong_async.paging import Cursor, Pager
from tests.clock import virtual_time
from tests.unit.scripted import (
    BY_POST,
    LISTING,
    NOTHING,
    NOTHING_FOUND,
    Scripted,
    Thing,
    book,
    ids,
    in_turn,
    listing,
    page,
    refusal,
    session,
    things,
)


@virtual_time
async def test_a_cursor_that_comes_twice_is_an_error() -> None:
    transport = Scripted(lambda _: page(things(len(transport.sent)), "c1"))
    with pytest.raises(CursorError, match="twice"):
        await ids(listing(transport))
    assert len(transport.sent) == 2


@virtual_time
async def test_a_cursor_that_leads_back_is_an_error() -> None:
    way = iter(["c1", "c2", "c3", "c2"])
    transport = Scripted(lambda _: page(things(len(transport.sent)), next(way)))
    with pytest.raises(CursorError, match="twice"):
        await ids(listing(transport))
    assert len(transport.sent) == 4


@virtual_time
async def test_a_saved_cursor_that_leads_to_itself_is_an_error() -> None:
    transport = Scripted(lambda _: page(things(len(transport.sent)), "c1"))
    saved = Cursor("c1", LISTING.request().fingerprint())
    with pytest.raises(CursorError, match="twice"):
        await anext(listing(transport).pages(cursor=saved))
    assert len(transport.sent) == 1


@virtual_time
async def test_the_same_page_three_times_is_an_error() -> None:
    """A server that ignores the cursor signs a new one for each copy of its first page."""
    transport = Scripted(lambda _: page(things(*range(100)), f"c{len(transport.sent)}"))
    with pytest.raises(CursorError, match="same page"):
        await ids(listing(transport))
    assert len(transport.sent) == 3


@virtual_time
async def test_the_same_page_twice_is_not_yet_an_error() -> None:
    twice = in_turn(page(things(1), "c1"), page(things(1), "c2"), page(things(2), "c3"))
    answers = [page(things(1), "c4"), page(things(1))]
    transport = Scripted(
        lambda request: twice(request) if len(transport.sent) < 4 else answers.pop(0)
    )
    assert await ids(listing(transport)) == ["1", "1", "2", "1", "1"]


@virtual_time
async def test_a_walk_in_circles_stays_an_error_when_asked_on() -> None:
    transport = Scripted(lambda _: page(things(len(transport.sent)), "c1"))
    pages = listing(transport).pages()
    await anext(pages)
    for _ in range(3):
        with pytest.raises(CursorError):
            await anext(pages)


@virtual_time
async def test_two_listings_may_meet_the_same_cursors() -> None:
    transport = Scripted(book([things(0), things(1)]))
    pager = listing(transport, {"a": "1"}, {"a": "2"})
    assert await ids(pager) == ["0", "1", "0", "1"]
    assert await ids(pager) == ["0", "1", "0", "1"]


@virtual_time
async def test_an_expired_cursor_is_told() -> None:
    transport = Scripted(in_turn(page(things(0), "c1"), refusal(400, "cursor has expired")))
    with pytest.raises(CursorExpiredError) as caught:
        await ids(listing(transport))
    assert isinstance(caught.value, BadRequestError)
    assert caught.value.attempts == 1


# Saved cursors


@pytest.mark.parametrize("text", ["", "c1", ":c1", "no such", "../x:c1", "\n:c1", "None", ":"])
def test_what_is_no_cursor_is_refused_before_any_io(text: str) -> None:
    transport = Scripted(lambda _: page(NOTHING))
    with pytest.raises(CursorError, match="not a cursor"):
        listing(transport).pages(cursor=text)
    assert transport.sent == []


@given(st.text())
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    try:
        written = str(Cursor.parse(text))
    except CursorError:
        return
    assert written == text


@given(st.text())
def test_a_cursor_reads_back_as_it_was_written(value: str) -> None:
    cursor = Cursor(value, LISTING.request().fingerprint())
    assert Cursor.parse(str(cursor)) == cursor == pickle.loads(pickle.dumps(cursor))
    assert len(value) < 6 or value not in repr(cursor)


def test_a_foreign_cursor_is_refused_before_any_io() -> None:
    transport = Scripted(lambda _: page(NOTHING))
    foreign = [
        LISTING.request(query={"workspaceId": "8"}),
        LISTING.request(query={"workspaceId": "7", "x": "y"}),
        LISTING.request(),
        BY_POST.request(body={"workspaceId": "7"}),
    ]
    pager = listing(transport, {"workspaceId": "7"})
    for request in foreign:
        cursor = Cursor("c1", request.fingerprint())
        for saved in (cursor, str(cursor)):
            with pytest.raises(CursorError, match="other arguments"):
                pager.pages(cursor=saved)
    assert transport.sent == []


@virtual_time
async def test_a_cursor_that_is_a_url_is_only_ever_a_value() -> None:
    evil = "https://evil.example/?cursor=x#y"
    transport = Scripted(in_turn(page(things(0), evil), page(things(1))))
    assert await ids(listing(transport)) == ["0", "1"]
    assert transport.sent[1].path == "/v2/things"
    assert transport.sent[1].query == {"cursor": evil}


# Chunks of ids: one request after the other


def chunked(transport: Scripted, count: int) -> Pager[Thing]:
    return listing(transport, *({"ids": str(n)} for n in range(count)))


def by_chunk(pages_of: list[list[list[dict[str, Any]]]]) -> Scripted:
    books = [book(pages) for pages in pages_of]
    return Scripted(lambda request: books[int(request.query["ids"])](request))


CHUNKS = st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=4), min_size=1, max_size=4).map(
    lambda sizes: [
        [things(*(100 * c + 10 * p + i for i in range(size))) for p, size in enumerate(chunk)]
        for c, chunk in enumerate(sizes)
    ]
)


@given(CHUNKS)
@virtual_time
async def test_chunks_follow_each_other_and_resume_anywhere(
    chunks: list[list[list[dict[str, Any]]]],
) -> None:
    records = [record for pages in chunks for one in pages for record in one]
    assert [{"id": name} for name in await ids(chunked(by_chunk(chunks), len(chunks)))] == records
    walked = [one async for one in chunked(by_chunk(chunks), len(chunks)).pages()]
    assert [list(one.records) for one in walked] == [one for pages in chunks for one in pages]
    assert [one.number for one in walked] == [n for pages in chunks for n in range(len(pages))]
    for number, one in enumerate(walked[:-1]):
        transport = by_chunk(chunks)
        rest = chunked(transport, len(chunks)).pages(cursor=str(one.next))
        assert [list(later.records) async for later in rest] == [
            list(later.records) for later in walked[number + 1 :]
        ]
        assert len(transport.sent) == len(walked) - number - 1
    assert walked[-1].next is None


@virtual_time
async def test_a_chunk_of_which_nothing_is_found_does_not_end_the_others() -> None:
    found = {"0": page(things(0)), "1": NOTHING_FOUND, "2": page(things(2))}
    transport = Scripted(lambda request: found[request.query["ids"]])
    assert await ids(chunked(transport, 3)) == ["0", "2"]
    first, second, third = [one async for one in chunked(transport, 3).pages()]
    assert second.next is not None
    assert (list(second.records), second.total) == ([], 0)
    resumed = chunked(transport, 3).pages(cursor=str(second.next))
    assert [list(one.records) async for one in resumed] == [list(third.records)]
    assert first.next is not None
    assert third.next is None


@virtual_time
async def test_the_count_of_chunks_is_their_sum() -> None:
    transport = by_chunk([[things(1)], [things(2), things(3)]])
    assert await chunked(transport, 2).total() == 2000
    assert transport.cursors == [None, None]


@virtual_time
async def test_no_requests_mean_nothing_and_send_nothing() -> None:
    transport = Scripted(lambda _: page(things(1)))
    pager: Pager[Thing] = Pager(session(transport), LISTING, ())
    assert await ids(pager) == []
    assert [one async for one in pager.pages()] == []
    assert (await pager.first(), await pager.collect(), await pager.total()) == (None, [], 0)
    assert transport.sent == []
