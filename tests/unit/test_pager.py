"""What a pager and its pages are, besides a walk: descriptions, counts, raw records."""

from __future__ import annotations

import asyncio
import gc
import pickle
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any, TypeVar

import pytest
from attrs import evolve

from gong_async.endpoint import Request
from gong_async.errors import (
    DecodeError,
    GongError,
    ServerError,
)
from gong_async.paging import Cursor, Page
from tests.clock import now, virtual_time
from tests.unit.scripted import (
    LISTING,
    NOTHING,
    Answer,
    Scripted,
    Thing,
    book,
    ids,
    in_turn,
    listing,
    numbered,
    page,
    refusal,
    reply,
    things,
)

T = TypeVar("T")


@virtual_time
async def test_iterating_twice_asks_twice() -> None:
    transport = Scripted(book([things(0), things(1)]))
    pager = listing(transport)
    assert transport.sent == []
    assert await ids(pager) == await ids(pager) == ["0", "1"]
    assert len(transport.sent) == 4


@virtual_time
async def test_two_walks_of_one_pager_do_not_meet() -> None:
    pager = listing(Scripted(book([things(0, 1), things(2)])))
    one, other = aiter(pager), aiter(pager)
    seen = [(await anext(walk)).id for walk in (one, other, one, one, other, other)]
    assert seen == ["0", "0", "1", "2", "1", "2"]


@virtual_time
async def test_break_leaves_nothing_behind() -> None:
    transport = Scripted(book([things(0, 1), things(2)]))
    before = asyncio.all_tasks()
    async for thing in listing(transport):
        assert thing.id == "0"
        break
    async for one in listing(transport).pages():
        assert len(one) == 2
        break
    gc.collect()
    assert asyncio.all_tasks() == before
    assert len(transport.sent) == 2, "and nothing is asked ahead"


@virtual_time
async def test_a_walk_can_be_asked_on_after_an_error() -> None:
    """An async generator would be over then, and the rest silently missing."""
    broken = iter([False, True, False, False])
    pages = book([things(0), things(1), things(2)])

    def answer(request: Request) -> Answer:
        return refusal(500) if next(broken) else pages(request)

    walk = aiter(listing(Scripted(answer), attempts=1))
    assert (await anext(walk)).id == "0"
    with pytest.raises(ServerError):
        await anext(walk)
    assert [thing.id async for thing in walk] == ["1", "2"]


@virtual_time
async def test_a_walk_can_be_asked_on_after_a_cancellation() -> None:
    slow = asyncio.Event()
    pages = book([things(0, 1), things(2)])

    class Slow(Scripted):
        async def send(self, request: Request) -> Any:
            if request.cursor:
                await slow.wait()
            return await super().send(request)

    walk = aiter(listing(Slow(pages)))
    assert [(await anext(walk)).id, (await anext(walk)).id] == ["0", "1"]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(walk), 5.0)
    slow.set()
    assert [thing.id async for thing in walk] == ["2"]


SHARED = {
    "one page": [things(0, 1, 2)],
    "three pages": [things(0, 1, 2), things(3, 4), things(5)],
    "an empty page": [NOTHING, things(0)],
}


async def share(walk: AsyncIterator[T], seen: list[T]) -> None:
    """Let three workers take from one *walk*; an error stops none of them for long."""

    async def work() -> None:
        while True:
            try:
                seen.append(await anext(walk))
            except StopAsyncIteration:
                return
            except (GongError, RuntimeError):
                pass
            await asyncio.sleep(0.3)

    await asyncio.gather(*(work() for _ in range(3)))


@pytest.mark.parametrize("pages", SHARED.values(), ids=SHARED.keys())
@virtual_time
async def test_workers_that_share_a_walk_lose_nothing(pages: list[list[dict[str, Any]]]) -> None:
    """They may be refused, as they are by an async generator, but not served twice or short."""
    seen: list[Thing] = []
    await share(aiter(listing(Scripted(book(pages), delay=0.1))), seen)
    assert sorted(thing.id for thing in seen) == numbered(sum(map(len, pages)))


@pytest.mark.parametrize("pages", SHARED.values(), ids=SHARED.keys())
@virtual_time
async def test_workers_that_share_pages_lose_nothing(pages: list[list[dict[str, Any]]]) -> None:
    seen: list[Page[Thing]] = []
    await share(listing(Scripted(book(pages), delay=0.1)).pages(), seen)
    came = [list(one.records) for one in seen if len(one)]
    assert sorted(came, key=str) == [records for records in pages if records]


# first, collect, total


@virtual_time
async def test_first_asks_for_one_page() -> None:
    transport = Scripted(book([NOTHING, things(5, 6), things(7)]))
    found = await listing(transport).first()
    assert found == Thing(id="5")
    assert len(transport.sent) == 2


@virtual_time
async def test_first_of_nothing_is_none() -> None:
    assert await listing(Scripted(book([NOTHING]))).first() is None


@pytest.mark.parametrize(
    ("limit", "found", "requests"),
    [(0, 0, 0), (1, 1, 1), (2, 2, 1), (3, 3, 2), (4, 4, 2), (5, 5, 3), (99, 5, 3), (None, 5, 3)],
)
@virtual_time
async def test_collect_asks_for_no_more_pages_than_it_needs(
    limit: int | None, found: int, requests: int
) -> None:
    transport = Scripted(book([things(0, 1), things(2, 3), things(4)]))
    collected = await listing(transport).collect(limit=limit)
    assert [thing.id for thing in collected] == numbered(found)
    assert len(transport.sent) == requests


@virtual_time
async def test_a_negative_limit_is_refused_before_any_io() -> None:
    transport = Scripted(book([things(0)]))
    with pytest.raises(ValueError, match="limit"):
        await listing(transport).collect(limit=-1)
    assert transport.sent == []


@pytest.mark.parametrize(
    ("said", "total"), [(0, 0), (215, 215), ("215", 215)], ids=["none", "number", "text"]
)
@virtual_time
async def test_total_is_what_gong_counts(said: Any, total: int) -> None:
    transport = Scripted(
        lambda _: reply({"things": things(0), "records": {"totalRecords": said, "cursor": "c1"}})
    )
    assert await listing(transport).total() == total
    assert len(transport.sent) == 1


@pytest.mark.parametrize(
    "records",
    [
        {},
        *({"totalRecords": said} for said in (None, "many", "٣", 1.5, True, "9" * 5000)),
    ],
    ids=lambda records: repr(records)[:30],
)
@virtual_time
async def test_a_total_that_is_no_count_is_an_error_and_no_page_is_lost(records: Any) -> None:
    transport = Scripted(lambda _: reply({"things": things(0), "records": records}))
    with pytest.raises(DecodeError, match="totalRecords"):
        await listing(transport).total()
    (one,) = [each async for each in listing(transport).pages()]
    assert one.total is None
    assert len(one) == 1


@virtual_time
async def test_a_pager_is_neither_awaited_nor_measured() -> None:
    pager: Any = listing(Scripted(book([things(0)])))
    with pytest.raises(TypeError):
        await pager
    with pytest.raises(TypeError):
        len(pager)
    assert "session" not in repr(pager).lower()


# Pages


@virtual_time
async def test_a_page_keeps_all_that_came() -> None:
    record = {"id": "1", "size": 3, "unknown": {"deep": [1, None]}}
    transport = Scripted(
        in_turn(page([record], "c1", timeZone="US/Pacific", fromDateTime="2026-01-01T00:00:00Z"))
    )
    one = await anext(listing(transport).pages())
    assert isinstance(one, Page)
    assert list(one.records) == [record]
    assert one.items == [*one] == [Thing(id="1", size=3)]
    assert one.items is one.items
    assert (one.total, one.request_id, len(one), one.number) == (1000, "r1", 1, 0)
    assert one.envelope == {
        "requestId": "r1",
        "timeZone": "US/Pacific",
        "fromDateTime": "2026-01-01T00:00:00Z",
    }
    assert one.next == Cursor("c1", LISTING.request().fingerprint())


@virtual_time
async def test_records_under_the_key_that_gong_was_seen_to_use_are_no_envelope() -> None:
    endpoint = evolve(LISTING, items="flows", items_live="things")
    transport = Scripted(in_turn(page(things(1))))
    one = await anext(listing(transport, endpoint=endpoint).pages())
    assert (one.items, one.envelope) == ([Thing(id="1")], {"requestId": "r1"})


@virtual_time
async def test_a_page_shows_no_content_and_travels() -> None:
    one = await anext(listing(Scripted(in_turn(page(things(7654321), "cursor!")))).pages())
    assert "7654321" not in repr(one)
    assert "cursor!" not in repr(one)
    twin = pickle.loads(pickle.dumps(one))
    assert (list(twin.records), twin.next, twin.items) == (list(one.records), one.next, one.items)


@virtual_time
async def test_items_are_decoded_only_when_they_are_read() -> None:
    bad: dict[str, Any] = {"size": 3}
    pages = [[*things(0), bad, *things(2)], things(3)]
    walk = listing(Scripted(book(pages))).pages()
    one = await anext(walk)
    assert list(one.records) == pages[0], "a record that does not fit is not lost"
    with pytest.raises(DecodeError) as caught:
        assert one.items
    assert caught.value.operation == "listThings"
    assert "id" in str(caught.value)
    assert (await anext(walk)).items == [Thing(id="3")]


@virtual_time
async def test_a_record_that_does_not_fit_does_not_end_the_walk() -> None:
    pages = [[*things(0), {"size": 3}, *things(2)], things(3)]
    assert await listing(Scripted(book(pages))).first() == Thing(id="0")
    walk = aiter(listing(Scripted(book(pages))))
    assert (await anext(walk)).id == "0"
    with pytest.raises(DecodeError):
        await anext(walk)
    assert [thing.id async for thing in walk] == ["2", "3"]


@virtual_time
async def test_a_page_reached_by_a_saved_cursor_knows_its_number() -> None:
    def answer(request: Request) -> Answer:
        number = int((request.cursor or "c0")[1:])
        records = {"currentPageNumber": number, "cursor": f"c{number + 1}"}
        return reply({"things": things(number), "records": records})

    first = await anext(listing(Scripted(answer)).pages())
    second = await anext(listing(Scripted(answer)).pages(cursor=str(first.next)))
    assert (first.number, second.number) == (0, 1)


@virtual_time
async def test_a_long_page_lets_other_tasks_run() -> None:
    turns: list[float] = []

    async def other() -> None:
        while True:
            turns.append(now())
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    pace = asyncio.get_running_loop()._pace  # type: ignore[attr-defined]
    async for _ in listing(Scripted(book([things(*range(50))]))):
        pace.now += 0.01  # what decoding a large record takes
    task.cancel()
    assert turns[-1] > 0.4
    assert max(later - earlier for earlier, later in pairwise(turns)) < 0.05
