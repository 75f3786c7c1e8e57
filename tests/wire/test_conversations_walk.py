"""The walk over conversations: what it asks for and when, and what it leaves behind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from gong_async import Conversation, DecodeError, Gong, PermissionDeniedError
from tests.wire.hostile import TASK_NAME, Hostile, Line, Seen, Step, answer, hang, refuse
from tests.wire.rig import connect, failure, no_tasks_but


def ids(found: list[Conversation]) -> list[str]:
    return [one.call.meta_data.id for one in found]


def calls(*ids: str, cursor: str | None = None) -> Step:
    """A page of calls."""
    records = {} if cursor is None else {"cursor": cursor}
    return answer(json.dumps({"records": records, "calls": [{"metaData": {"id": i}} for i in ids]}))


def transcripts(*ids: Any, **broken: Any) -> Step:
    """A page of transcripts."""
    found = [{"callId": i, "transcript": []} for i in ids]
    found += [{"callId": i, "transcript": value} for i, value in broken.items()]
    return answer(json.dumps({"records": {}, "callTranscripts": found}))


def is_transcript(seen: Seen) -> bool:
    return seen.target.startswith("/v2/calls/transcript")


def hundreds(seen: Seen) -> Step:
    """Answer as a company of 250 calls does, of which each has a transcript."""
    body = json.loads(seen.body)
    wanted = body["filter"].get("callIds") or [str(n) for n in range(1, 251)]
    if is_transcript(seen):
        return transcripts(*wanted)
    start = int(body.get("cursor", 0))
    rest = start + 100 < len(wanted)
    return calls(*wanted[start : start + 100], cursor=str(start + 100) if rest else None)


@asynccontextmanager
async def cheap_company() -> AsyncIterator[tuple[Hostile, Gong]]:
    async with Hostile([], hundreds) as server, connect(server) as gong:
        yield server, gong


class TestCost:
    @pytest.mark.parametrize(
        ("limit", "requests"), [(0, 0), (1, 2), (100, 2), (101, 4), (200, 4), (201, 6), (None, 6)]
    )
    async def test_no_page_is_read_that_a_limit_makes_needless(
        self, limit: int | None, requests: int
    ) -> None:
        async with cheap_company() as (server, gong):
            found = await gong.calls.conversations().collect(limit=limit)
        assert (len(found), len(server.requests)) == (250 if limit is None else limit, requests)
        assert all(one.transcript is not None for one in found)

    async def test_the_first_takes_two_requests(self) -> None:
        async with cheap_company() as (server, gong):
            assert await gong.calls.conversations().first()
        assert len(server.requests) == 2

    async def test_asking_twice_asks_twice(self) -> None:
        async with cheap_company() as (server, gong):
            listing = gong.calls.conversations()
            assert await listing.collect() == await listing.collect() != []
        assert len(server.requests) == 12

    async def test_ids_go_out_in_hundreds(self) -> None:
        wanted = [str(10**17 + n) for n in range(250)]
        async with cheap_company() as (server, gong):
            found = await gong.calls.conversations(call_ids=wanted).collect()
        assert ids(found) == wanted
        asked = [len(json.loads(seen.body)["filter"]["callIds"]) for seen in server.requests]
        assert sorted(asked) == [50, 50, 100, 100, 100, 100]

    async def test_a_page_of_more_than_a_hundred_is_asked_for_in_hundreds(self) -> None:
        numbers = [str(n) for n in range(1, 251)]

        def route(seen: Seen) -> Step:
            return hundreds(seen) if is_transcript(seen) else calls(*numbers)

        async with Hostile([], route) as server, connect(server) as gong:
            found = await gong.calls.conversations().collect()
        assert all(one.transcript is not None for one in found)
        assert len(server.requests) == 4

    async def test_no_ids_no_request(self) -> None:
        async with cheap_company() as (server, gong):
            assert await gong.calls.conversations(call_ids=[]).collect() == []
            assert await gong.calls.conversations(primary_user_ids=[]).first() is None
        assert server.connections == 0


class TestEnds:
    async def test_break_leaves_no_task_and_at_most_one_page(self) -> None:
        async with cheap_company() as (server, gong):
            before = {asyncio.current_task()}
            async for _ in gong.calls.conversations():
                break
            left = asyncio.all_tasks() - before
            assert {task.get_name() for task in left} == {TASK_NAME}
        assert len(server.requests) == 3

    async def test_tasks_that_share_a_walk_get_each_conversation_once(self) -> None:
        async with cheap_company() as (server, gong):
            walk = aiter(gong.calls.conversations())

            async def take() -> list[Conversation]:
                return [one async for one in walk]

            shares = await asyncio.gather(take(), take(), take())
        found = [call_id for share in shares for call_id in ids(share)]
        assert sorted(map(int, found)) == list(range(1, 251))
        assert len(server.requests) == 6


class TestShadow:
    async def test_the_transcripts_come_while_the_next_page_does(self) -> None:
        def route(seen: Seen) -> Step:
            if not is_transcript(seen):
                return calls("2") if "cursor" in json.loads(seen.body) else calls("1", cursor="b")

            return once_the_next_page_was_asked_for

        async def once_the_next_page_was_asked_for(line: Line) -> None:
            await server.until(arrived=3)
            await transcripts("1", "2")(line)

        async with Hostile([], route) as server, connect(server) as gong:
            assert ids(await gong.calls.conversations().collect()) == ["1", "2"]
        assert len(server.requests) == 4

    async def test_cancelling_ends_both_requests(self) -> None:
        def route(seen: Seen) -> Step:
            first = not is_transcript(seen) and "cursor" not in json.loads(seen.body)
            return calls("1", cursor="b") if first else hang()

        async with Hostile([], route) as server, connect(server) as gong:
            before = asyncio.all_tasks()
            walk = asyncio.create_task(gong.calls.conversations().collect())
            await server.until(arrived=3)
            walk.cancel()
            with pytest.raises(asyncio.CancelledError):
                await walk
            await no_tasks_but(before)

    async def test_after_an_error_no_further_page_is_read_ahead(self) -> None:
        pages = [calls("3"), calls("2", cursor="c"), calls("1", cursor="b")]
        refused = [refuse(403)]

        def route(seen: Seen) -> Step:
            if not is_transcript(seen):
                return pages.pop()
            return after_the_next_page if refused else transcripts("1", "2", "3")

        async def after_the_next_page(line: Line) -> None:
            await server.until(answered=2)
            await refused.pop()(line)

        async with Hostile([], route) as server, connect(server) as gong:
            walk = aiter(gong.calls.conversations())
            assert isinstance(await failure(anext(walk)), PermissionDeniedError)
            assert ids([await anext(walk)]) == ["1"]
            assert len(server.requests) == 4
            assert ids([one async for one in walk]) == ["2", "3"]
        assert len(server.requests) == 7

    async def test_after_an_error_the_same_conversations_can_be_asked_for_again(self) -> None:
        refused = [refuse(403), refuse(403)]

        def route(seen: Seen) -> Step:
            if is_transcript(seen):
                return refused.pop() if refused else transcripts("1", "2")
            return calls("2") if "cursor" in json.loads(seen.body) else calls("1", cursor="b")

        async with Hostile([], route) as server, connect(server) as gong:
            walk = aiter(gong.calls.conversations())
            for _ in range(2):
                assert isinstance(await failure(anext(walk)), PermissionDeniedError)
            assert ids([one async for one in walk]) == ["1", "2"]

    async def test_a_page_that_cannot_be_read_is_told_once_it_is_its_turn(self) -> None:
        pages = [calls("2"), refuse(403), calls("1", cursor="b")]
        refused = [refuse(403)]

        def route(seen: Seen) -> Step:
            if not is_transcript(seen):
                return pages.pop()
            return after_the_next_page if refused else transcripts("1", "2")

        async def after_the_next_page(line: Line) -> None:
            await server.until(answered=2)
            await refused.pop()(line)

        async with Hostile([], route) as server, connect(server) as gong:
            walk = aiter(gong.calls.conversations())
            assert isinstance(await failure(anext(walk)), PermissionDeniedError)  # transcripts
            assert ids([await anext(walk)]) == ["1"]
            assert isinstance(await failure(anext(walk)), PermissionDeniedError)  # the second page
            assert ids([await anext(walk)]) == ["2"]
            with pytest.raises(StopAsyncIteration):
                await anext(walk)


class TestOddRecords:
    async def test_a_record_that_cannot_be_read_costs_that_conversation_alone(self) -> None:
        steps = calls("1", "2", "3"), transcripts("1", 3, **{"2": "no list"})
        async with Hostile(list(steps)) as server, connect(server) as gong:
            walk = aiter(gong.calls.conversations())
            first = await anext(walk)
            assert isinstance(await failure(anext(walk)), DecodeError)
            third = await anext(walk)
        assert ids([first, third]) == ["1", "3"]
        assert first.transcript is not None
        assert third.transcript is not None
        assert third.transcript.call_id == "3"

    async def test_an_id_that_is_none_is_not_asked_for(self) -> None:
        listed = {"calls": [{"metaData": {"id": "x/../y"}}, {"metaData": {}}, {"metaData": None}]}
        steps = answer(json.dumps({"records": {}, **listed})), transcripts()
        async with Hostile(list(steps)) as server, connect(server) as gong:
            walk = aiter(gong.calls.conversations())
            odd = await anext(walk)
            assert (odd.call.meta_data.id, odd.transcript) == ("x/../y", None)
            for _ in range(2):
                assert isinstance(await failure(anext(walk)), DecodeError)
            with pytest.raises(StopAsyncIteration):
                await anext(walk)
        assert len(server.requests) == 1

    async def test_null_parties_and_speakers(self) -> None:
        listed = [
            {"metaData": {"id": "1"}, "parties": None},
            {"metaData": {"id": "2"}, "parties": [{"speakerId": None, "name": "Mute"}]},
        ]
        spoken = [
            {"speakerId": None, "sentences": [{"start": 0, "end": 5, "text": "a"}]},
            {"speakerId": "9", "sentences": None},
            {"speakerId": "8", "sentences": [{"text": None}]},
        ]
        texts = [{"callId": each, "transcript": spoken} for each in ("1", "2")]
        steps = (
            answer(json.dumps({"records": {}, "calls": listed})),
            answer(json.dumps({"records": {}, "callTranscripts": texts})),
        )
        async with Hostile(list(steps)) as server, connect(server) as gong:
            found = await gong.calls.conversations().collect()
        for one in found:
            labels = [each.speaker.label for each in one.utterances]
            assert labels == ["Unknown speaker", "Speaker 2"]
            assert "[00:00:00] Unknown speaker: a\n" in one.to_text()
