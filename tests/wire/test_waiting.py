"""Waiting for what Gong does in its own time: within the limit, and not for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import aiohttp
import pytest

from gong_async.client import Gong
from gong_async.errors import NotFoundError
from gong_async.limiter import PacedLimiter
from gong_async.models import BulkAssignmentStatus, CrmUploadType, Prospect, RequestState
from gong_async.sim import GongSim, World
from gong_async.sim.server import Seen
from tests.wire.rig import Watched, connect, no_tasks_but

WORLD = World(seed=3, calls=60)
FLOW = next(flow for flow in WORLD.flows() if flow["ownerEmail"] is None)
OWNER = WORLD.users[0]["emailAddress"]
LINES = b'{"objectId": "a", "modifiedDate": "2026-01-03T23:45:57Z"}\n{}\n'

Wait = Callable[[float], Awaitable[Any]]
Start = Callable[[Gong], Awaitable[Wait]]


async def file() -> AsyncIterator[bytes]:
    yield LINES


async def a_bulk_assignment(gong: Gong) -> Wait:
    """Have Gong assign prospects; return how to wait for that."""
    prospects = [Prospect(first_name="Ann", last_name=f"Li {n}") for n in range(4)]
    submitted = await gong.flows.assign_in_bulk(
        flow_id=FLOW["id"], owner_email=OWNER, prospects=prospects
    )
    assert submitted.status is BulkAssignmentStatus.PENDING
    return lambda within: gong.flows.wait(assignment_id=submitted.id, within=within)


async def an_upload(gong: Gong) -> Wait:
    """Have Gong read a file; return how to wait for that."""
    registered = await gong.crm.register_integration(owner_email=OWNER, name="ACME")
    place = {"integration_id": registered.integration_id or "", "client_request_id": "up"}
    await gong.crm.upload(**place, object_type=CrmUploadType.ACCOUNT, data=file())
    return lambda within: gong.crm.wait(**place, within=within)


STARTS: dict[str, Start] = {"flows": a_bulk_assignment, "crm": an_upload}
each_start = pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)


@asynccontextmanager
async def company(**settings: Any) -> AsyncIterator[tuple[GongSim, Gong]]:
    """Open a company without limits, and a client of it that leaves no task behind."""
    settings.setdefault("limiter", PacedLimiter(rate=1000))
    sim = GongSim(world=WORLD, rate=None, quota=None)
    async with sim, connect(sim.url, token="sim-token", **settings) as gong:
        yield sim, gong


def polls(sim: GongSim) -> list[Seen]:
    return [
        seen
        for seen in sim.log
        if seen.path.startswith(("/v2/flows/prospects/bulk-assignments/", "/v2/crm/request-status"))
    ]


async def test_waiting_ends_when_gong_is_through() -> None:
    async with company() as (sim, gong):
        waits = [await start(gong) for start in STARTS.values()]
        assigned, read = await asyncio.gather(*(wait(30) for wait in waits))
        assert assigned.status is BulkAssignmentStatus.COMPLETED
        assert assigned.success_count == assigned.total_count == len(assigned.results) == 4
        crm_ids = [result.crm_id for result in assigned.results]
        there = await gong.flows.prospects(crm_prospects_ids=crm_ids)
        assert {one.crm_prospect_id for one in there} == set(crm_ids)
        assert read.status is RequestState.FAILED
        assert (read.total_success_count, read.total_error_count) == (1, 1)
        assert [error.line for error in read.errors] == [2]
        times = [seen.time for seen in polls(sim) if "request-status" in seen.path]
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert len(gaps) == 2
        assert all(gap > least for gap, least in zip(gaps, (0.99, 1.49), strict=True))


@each_start
async def test_waiting_has_a_deadline_and_can_go_on_after_it(start: Start) -> None:
    async with company() as (sim, gong):
        wait = await start(gong)
        began = asyncio.get_running_loop().time()
        with pytest.raises(TimeoutError, match=r"not over after 0\.2 s"):
            await wait(0.2)
        assert 0.2 <= asyncio.get_running_loop().time() - began < 1
        assert len(polls(sim)) == 1
        assert (await wait(30)).status in ("COMPLETED", "FAILED")


@each_start
async def test_the_deadline_counts_while_the_limiter_holds_the_question_back(
    start: Start,
) -> None:
    limiter = PacedLimiter(rate=1000)
    async with company(limiter=limiter) as (sim, gong):
        wait = await start(gong)
        limiter.pause(60)
        with pytest.raises(TimeoutError):
            await wait(0.1)
        assert polls(sim) == []


@each_start
async def test_every_question_waits_its_turn_in_the_limiter(start: Start) -> None:
    limiter = Watched(rate=20)
    async with company(limiter=limiter) as (sim, gong):
        wait = await start(gong)
        ended = await asyncio.gather(*(wait(0.3) for _ in range(3)), return_exceptions=True)
        assert len(polls(sim)) == len(ended) == 3
        assert len(limiter.passed) == sim.requests
        assert min(later - earlier for earlier, later in pairwise(limiter.passed)) > 0.05


@each_start
async def test_waiting_can_be_given_up(start: Start) -> None:
    answered, trace = asyncio.Event(), aiohttp.TraceConfig()

    async def note(*_: object) -> None:
        answered.set()

    trace.on_request_end.append(note)
    async with company(trace_configs=[trace]) as (sim, gong):
        wait = await start(gong)
        before = asyncio.all_tasks()
        answered.clear()
        waiting = asyncio.ensure_future(wait(30))
        await answered.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await no_tasks_but(before)
        assert len(polls(sim)) == 1
        assert await gong.workspaces.list()


async def test_what_fails_ends_the_waiting_at_once() -> None:
    async with company() as (sim, gong):
        with pytest.raises(NotFoundError):
            await gong.flows.wait(assignment_id="f47ac10b-58cc-4372-a567-0e02b2c3d479")
        assert len(polls(sim)) == 1
