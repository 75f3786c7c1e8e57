"""Conversations over real sockets: what they cost, what they join, and what is left behind."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from gong_async import (
    ContentSelector,
    Conversation,
    CursorExpiredError,
    ExposedContent,
    ExposedFields,
    Gong,
    MissingScopeError,
    NotFoundError,
)
from gong_async.sim import Fault, Faults, GongSim, Truth, World
from tests.wire.rig import connect, failure

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
