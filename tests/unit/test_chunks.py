"""Many ids are asked for in hundreds, none twice, and a walk resumes in any of them."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async.endpoint import Request
from gong_async.errors import CursorError
from gong_async.resources.calls import Calls
from tests.clock import virtual_time
from tests.unit.scripted import NOTHING_FOUND, Answer, Scripted, reply, session


def transcripts(request: Request) -> Answer:
    """Answer like Gong that has the transcripts of the even ids, forty a page."""
    asked: list[str] = (request.body or {})["filter"]["callIds"]
    found = [{"callId": one, "transcript": []} for one in asked if int(one) % 2 == 0]
    if not found:
        return NOTHING_FOUND
    start = int((request.cursor or "c0")[1:])
    records: dict[str, Any] = {"totalRecords": len(found)}
    if start + 40 < len(found):
        records["cursor"] = f"c{start + 40}"
    page = {"requestId": "r", "callTranscripts": found[start : start + 40], "records": records}
    return reply(page)


def calls(transport: Scripted) -> Calls:
    return Calls(session(transport))


def asked(transport: Scripted) -> list[list[str]]:
    return [(request.body or {})["filter"]["callIds"] for request in transport.sent]


@given(st.integers(1, 350), st.randoms(use_true_random=False))
@virtual_time
async def test_every_id_is_asked_for_once_in_hundreds(count: int, chance: random.Random) -> None:
    ids = [str(number) for number in range(1, count + 1)]
    shuffled = [*ids, *chance.choices(ids, k=5)]
    chance.shuffle(shuffled)
    transport = Scripted(transcripts)
    came = [one.call_id async for one in calls(transport).transcripts(call_ids=shuffled)]
    assert sorted(came) == sorted(one for one in ids if int(one) % 2 == 0)
    first_pages = zip(asked(transport), transport.cursors, strict=True)
    chunks = [chunk for chunk, cursor in first_pages if cursor is None]
    assert all(len(chunk) <= 100 for chunk in chunks)
    assert sorted(one for chunk in chunks for one in chunk) == sorted(ids)
    assert len(chunks) == -(-count // 100)


@virtual_time
async def test_a_walk_resumes_in_any_chunk_whatever_the_order_of_the_ids() -> None:
    ids = [str(number) for number in range(1, 351)]
    walked = [one async for one in calls(Scripted(transcripts)).transcripts(call_ids=ids).pages()]
    assert [len(one) for one in walked] == [40, 10, 40, 10, 40, 10, 25]
    for number, one in enumerate(walked[:-1]):
        again = calls(Scripted(transcripts)).transcripts(call_ids={*reversed(ids)})
        rest = [list(later.records) async for later in again.pages(cursor=str(one.next))]
        assert rest == [list(later.records) for later in walked[number + 1 :]]


@virtual_time
async def test_a_chunk_of_which_nothing_is_found_is_passed_over() -> None:
    odd = [str(number) for number in range(1, 400, 2)]
    transport = Scripted(transcripts)
    came = [one.call_id async for one in calls(transport).transcripts(call_ids=[*odd, "9000"])]
    assert came == ["9000"]
    assert len(transport.sent) == 3


def test_a_cursor_is_good_for_the_same_ids_only() -> None:
    transport = Scripted(transcripts)
    pager = calls(transport).transcripts(call_ids=["1", "2"])
    cursor = f"{pager._requests[0].fingerprint()}:c40"
    pager.pages(cursor=cursor)
    with pytest.raises(CursorError, match="other arguments"):
        calls(transport).transcripts(call_ids=["1", "3"]).pages(cursor=cursor)
    with pytest.raises(CursorError, match="other arguments"):
        calls(transport).extensive(call_ids=["1", "2"]).pages(cursor=cursor)
    assert transport.sent == []


@virtual_time
async def test_no_ids_send_nothing_and_find_nothing() -> None:
    transport = Scripted(transcripts)
    for pager in (
        calls(transport).transcripts(call_ids=[]),
        calls(transport).transcripts(call_ids=set()),
        calls(transport).extensive(call_ids=()),
        calls(transport).extensive(call_ids=["1"], primary_user_ids=[]),
    ):
        assert await pager.collect() == []
        assert await pager.first() is None
        assert await pager.total() == 0
    assert transport.sent == []


@virtual_time
async def test_none_means_all_and_is_not_sent() -> None:
    empty = reply({"requestId": "r", "callTranscripts": [], "records": {}})
    transport = Scripted(lambda _: empty)
    assert await calls(transport).transcripts(call_ids=None).collect() == []
    (request,) = transport.sent
    assert request.body == {"filter": {}}


@virtual_time
async def test_the_total_of_chunks_is_asked_for_once_each() -> None:
    transport = Scripted(transcripts)
    ids = [str(number) for number in range(1, 251)]
    assert await calls(transport).transcripts(call_ids=ids).total() == 125
    assert len(transport.sent) == 3
