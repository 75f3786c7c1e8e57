"""Conversations over real sockets: what they cost, what they join, and what is left behind."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from gong_async import (
    ContentSelector,
    Conversation,
    CursorExpiredError,
    DecodeError,
    ExposedContent,
    ExposedFields,
    Gong,
    MissingScopeError,
    NotFoundError,
    PermissionDeniedError,
)
from gong_async.sim import Fault, Faults, GongSim, Truth, World
from tests.wire.hostile import TASK_NAME, Hostile, Line, Seen, Step, answer, hang, refuse
from tests.wire.rig import connect, failure, no_tasks_but

CALLS = 220
TRANSIENT = ("500", "502-html", "reset", "disconnect", "cut", "cut-json", "garbled", "empty")


@pytest.fixture(scope="module")
def world() -> World:
    return World(seed=1, calls=CALLS)


@pytest.fixture(scope="module")
def truth(world: World) -> Truth:
    return GongSim(world=world).truth()


@asynccontextmanager
async def company(world: World, **options: Any) -> AsyncIterator[tuple[GongSim, Gong]]:
    """Open a simulator without limits, and a quick client to it."""
    async with (
        GongSim(world=world, rate=None, quota=None, **options) as sim,
        connect(sim.url, token="sim-token") as gong,
    ):
        yield sim, gong


def ids(found: list[Conversation]) -> list[str]:
    return [one.call.meta_data.id for one in found]


def check(truth: Truth, found: list[Conversation]) -> None:
    """Compare with what the company holds: nothing lost, nothing twice, every name there."""
    assert sorted(ids(found)) == sorted(truth.calls)
    for one in found:
        call_id = one.call.meta_data.id
        told = truth.transcripts.get(call_id)
        assert (one.transcript is None) == (told is None)
        names = {
            party["speakerId"]: party["name"]
            for party in truth.calls[call_id].get("parties", ())
            if party["speakerId"] is not None
        }
        spoken = [
            (monologue["speakerId"], sentence["text"], names.get(monologue["speakerId"]))
            for monologue in (told or {"transcript": []})["transcript"]
            for sentence in monologue["sentences"]
        ]
        assert [
            (each.speaker.speaker_id, each.text, each.speaker.name) for each in one.utterances
        ] == spoken


class TestWhatComes:
    async def test_all_of_a_company_at_two_requests_for_a_hundred_calls(
        self, world: World, truth: Truth
    ) -> None:
        async with company(world) as (sim, gong):
            found = await gong.calls.conversations().collect()
            assert sim.requests <= 1.02 * 2 * math.ceil(CALLS / 100)
        check(truth, found)
        assert any(one.speaker.name is None for each in found for one in each.utterances)

    async def test_calls_of_which_no_transcript_is_ready(self, world: World, truth: Truth) -> None:
        lacking = sorted(truth.calls.keys() - truth.transcripts)
        async with company(world) as (sim, gong):
            found = await gong.calls.conversations(call_ids=lacking).collect()
            assert sorted(ids(found)) == lacking != []
            assert all(one.transcript is None for one in found)
            assert [seen.status for seen in sim.log] == [200, 404]
            sim.publish_transcripts()
            again = await gong.calls.conversations(call_ids=lacking).collect()
            assert any(one.transcript is not None for one in again)

    async def test_gongs_figures_come_unless_other_parts_are_asked_for(self, world: World) -> None:
        content = ContentSelector(exposed_fields=ExposedFields(content=ExposedContent(topics=True)))
        some = [call.id for call in world.calls[:10]]
        async with company(world) as (_, gong):
            usual = await gong.calls.conversations(call_ids=some).collect()
            other = await gong.calls.conversations(call_ids=some, content=content).collect()
        assert any(one.call.interaction for one in usual)
        assert not any(one.call.content for one in usual)
        assert not any(one.call.interaction for one in other)
        assert any(one.call.content for one in other)
        assert any(one.call.parties for one in other)

    async def test_an_empty_range_takes_one_request(self, world: World) -> None:
        async with company(world) as (sim, gong):
            assert await gong.calls.conversations(since=world.end).collect() == []
            assert sim.requests == 1


class TestOne:
    async def test_one_conversation_takes_two_requests(self, world: World, truth: Truth) -> None:
        wanted = next(iter(truth.transcripts))
        async with company(world) as (sim, gong):
            found = await gong.calls.conversation(wanted)
            assert sim.requests == 2
        assert found.call.meta_data.id == wanted
        assert found.transcript is not None

    async def test_an_unknown_call_is_an_error(self, world: World) -> None:
        async with company(world) as (sim, gong):
            error = await failure(gong.calls.conversation("404"))
            assert isinstance(error, NotFoundError)
            assert "no call 404" in str(error)
            assert sim.requests == 1

    @pytest.mark.parametrize("call_id", ["", "x", "../1", "1 ", "٣"])
    async def test_an_id_that_is_none_is_refused_before_any_request(
        self, world: World, call_id: str
    ) -> None:
        async with company(world) as (sim, gong):
            with pytest.raises(ValueError, match="digits"):
                await gong.calls.conversation(call_id)
            assert sim.requests == 0


class TestTrouble:
    @pytest.mark.parametrize("seed", range(2))
    async def test_passing_trouble_costs_nothing_but_requests(
        self, world: World, truth: Truth, seed: int
    ) -> None:
        faults = Faults(rate=0.4, kinds=TRANSIENT, seed=seed)
        async with company(world, faults=faults) as (sim, gong):
            check(truth, await gong.calls.conversations().collect())
            assert sim.requests > 6

    async def test_a_cursor_that_expires_is_an_error_after_the_pages_before_it(
        self, world: World
    ) -> None:
        stale = Fault("stale-cursor")  # a passing 500 for the request that has no cursor
        async with company(world, faults=Faults(plan={1: stale, 2: stale})) as (_, gong):
            found: list[Conversation] = []

            async def walk() -> None:
                async for one in gong.calls.conversations():
                    found.append(one)  # noqa: PERF401 - what comes before the error, too

            assert isinstance(await failure(walk()), CursorExpiredError)
        assert len(found) == 100
        assert any(one.transcript for one in found)

    async def test_a_missing_scope_is_an_error_before_the_first(self, world: World) -> None:
        denied = ["api:calls:read:transcript"]
        async with company(world, denied_scopes=denied) as (_, gong):
            error = await failure(gong.calls.conversations().first())
            assert isinstance(error, MissingScopeError)
            assert error.scope == denied[0]


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
            if refused:
                return after_the_next_page
            return transcripts("1", "2")

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
