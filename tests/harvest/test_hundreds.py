"""Transcripts are asked for a hundred at a time, and each page gets its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Sequence
from typing import Any

import pytest
from attrs import define, field

from gong_async import (
    Gong,
    GongError,
    MissingScopeError,
    PacedLimiter,
    RetryPolicy,
    ServerError,
)
from gong_async.endpoint import Request, Response
from gong_async.harvest import open_sink
from gong_async.harvest.account import Account
from gong_async.harvest.hundreds import Hundreds
from gong_async.harvest.writer import Writer
from tests.clock import now, virtual_time

HERE, ALL = 1.0, ("calls", "transcripts")


@define(eq=False)
class Rig:
    """Hundreds over a Gong that takes a second for each answer; it is the transport as well."""

    listing: bool = True
    rate: float = 1e6
    error: GongError | None = None
    missing: frozenset[str] = frozenset()
    asked: list[list[str]] = field(factory=list[list[str]])
    tasks: set[asyncio.Task[None]] = field(factory=set[asyncio.Task[None]])
    most: int = 0
    _now: int = 0

    def hundreds(self) -> tuple[Hundreds, Account]:
        gong = Gong(token="t", limiter=PacedLimiter(rate=self.rate), retry=RetryPolicy(attempts=1))
        gong._session.transport = self
        account = Account(gong, None, ALL)
        write = Writer(open_sink("never-opened.db"))
        return Hundreds(gong, self.start, write, account, lambda: self.listing, lambda: 1), account

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def open(self) -> None: ...

    def check(self) -> None: ...

    async def aclose(self) -> None: ...

    async def send(self, request: Request) -> Response:
        ids = list((request.body or {})["filter"]["callIds"])
        self.asked.append(ids)
        self._now += 1
        self.most = max(self.most, self._now)
        await asyncio.sleep(HERE)
        self._now -= 1
        if self.error is not None:
            raise self.error
        found = [{"callId": each, "transcript": []} for each in ids if each not in self.missing]
        content = {"records": {"totalRecords": len(found)}, "callTranscripts": found}
        return Response(status=200, body=json.dumps(content).encode())


def ids(count: int, start: int = 0) -> list[str]:
    return [str(10**17 + start + n) for n in range(count)]


def of(records: Sequence[dict[str, Any]]) -> list[str]:
    return sorted(each["callId"] for each in records)


@virtual_time
async def test_pages_of_several_windows_share_a_request() -> None:
    rig = Rig()
    hundreds, _ = rig.hundreds()
    pages = [ids(30, 1_000 * n) for n in range(4)]
    answers = [asyncio.create_task(hundreds.ask(page)) for page in pages]
    await asyncio.sleep(2 * HERE)
    assert [len(each) for each in rig.asked] == [100]
    assert [each.done() for each in answers] == [True, True, True, False]
    rig.listing = False
    hundreds.send()
    assert [of(each) for each in await asyncio.gather(*answers)] == pages
    assert [len(each) for each in rig.asked] == [100, 20]


@virtual_time
async def test_a_call_in_two_windows_comes_to_both() -> None:
    rig = Rig(listing=False)
    hundreds, _ = rig.hundreds()
    answers = await asyncio.gather(hundreds.ask(ids(5)), hundreds.ask([*ids(5), *ids(5)]))
    assert [of(each) for each in answers] == [ids(5), ids(5)]
    assert await hundreds.ask([]) == []


@virtual_time
async def test_what_is_not_there_is_not_waited_for() -> None:
    rig = Rig(listing=False, missing=frozenset(ids(100)[:99]))
    hundreds, _ = rig.hundreds()
    assert of(await hundreds.ask(ids(100))) == ids(100)[99:]


@virtual_time
async def test_listing_waits_where_it_is_far_ahead() -> None:
    rig = Rig()
    hundreds, _ = rig.hundreds()
    answer = asyncio.create_task(hundreds.ask(ids(3_000)))
    await asyncio.sleep(0)
    await hundreds.room()
    assert now() > 0
    assert sum(map(len, rig.asked)) >= 2_000
    rig.listing = False
    hundreds.send()
    assert of(await answer) == ids(3_000)
    assert sorted(each for batch in rig.asked for each in batch) == ids(3_000)


@virtual_time
async def test_few_requests_stand_in_the_way_of_a_listing() -> None:
    rig = Rig(rate=1.0)
    hundreds, _ = rig.hundreds()
    answers = [asyncio.create_task(hundreds.ask(ids(100, 100 * n))) for n in range(30)]
    for n in range(30):
        await asyncio.sleep(HERE)
        answers.append(asyncio.create_task(hundreds.ask(ids(100, 100 * (30 + n)))))
    listing = asyncio.create_task(hundreds.gong.calls.transcripts(call_ids=["7"]).first())
    await asyncio.sleep(HERE / 10)
    assert 2 <= hundreds.gong.queued <= 4
    rig.listing = False
    hundreds.send()
    await asyncio.gather(listing, *answers)
    assert hundreds.gong.queued == 0


@virtual_time
async def test_an_error_is_told_to_all_whose_calls_were_asked_for_and_no_others() -> None:
    rig = Rig(error=ServerError("getCallTranscripts", 500))
    hundreds, _ = rig.hundreds()
    failing = [asyncio.create_task(hundreds.ask(ids(50, 100 * n))) for n in range(2)]
    await asyncio.sleep(HERE / 2)
    well = asyncio.create_task(hundreds.ask(ids(50, 900)))
    failures = await asyncio.gather(*failing, return_exceptions=True)
    assert [type(each) for each in failures] == [ServerError, ServerError]
    rig.error, rig.listing = None, False
    hundreds.send()
    assert of(await well) == ids(50, 900)


@virtual_time
async def test_calls_of_a_window_that_was_given_up_are_not_asked_for() -> None:
    rig = Rig()
    hundreds, _ = rig.hundreds()
    given_up = asyncio.create_task(hundreds.ask(ids(60)))
    kept = asyncio.create_task(hundreds.ask(ids(30, 500)))
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    rig.listing = False
    hundreds.send()
    assert of(await kept) == ids(30, 500)
    assert [len(each) for each in rig.asked] == [30]


@virtual_time
async def test_a_scope_that_is_missing_leaves_transcripts_out() -> None:
    rig = Rig(listing=False, error=MissingScopeError("getCallTranscripts", 401, scope="api:x"))
    hundreds, account = rig.hundreds()
    assert await hundreds.ask(ids(250)) == []
    assert account.skipped == {"transcripts": "api:x"}


@virtual_time
async def test_a_cancelled_request_wakes_everybody() -> None:
    rig = Rig()
    hundreds, _ = rig.hundreds()
    answers = [asyncio.create_task(hundreds.ask(ids(50, 100 * n))) for n in range(2)]
    await asyncio.sleep(HERE / 2)
    for task in rig.tasks:
        task.cancel()
    ends = await asyncio.gather(*answers, return_exceptions=True)
    assert [type(each) for each in ends] == [asyncio.CancelledError] * 2
