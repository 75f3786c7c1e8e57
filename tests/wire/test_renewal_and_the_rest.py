"""A renewal among everything else: retries, streams, credits, telemetry, quotas, and the end."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gong_async.client import Gong
from gong_async.errors import (
    AuthenticationError,
    DecodeError,
    GongError,
    QuotaExhaustedError,
    TransportError,
)
from gong_async.models import CrmObjectType, TimePeriod
from gong_async.oauth import FileTokenStore, OAuth
from gong_async.retry import RetryPolicy
from tests.told import Told
from tests.wire.granting import HOUR, client, scene
from tests.wire.hostile import Step, answer, hang, raw, refuse
from tests.wire.renewable import after, renewable
from tests.wire.rig import CREATE, GOOD, FreeLimiter, Watched, failure

EXPIRED = refuse(401, "The access token has expired")
WRITE = CREATE.request(body={"title": "x"})


async def stream() -> AsyncIterator[bytes]:
    yield b"sound"


async def question(gong: Gong) -> None:
    await gong.entities.ask(
        workspace_id="1",
        crm_entity_type=CrmObjectType.DEAL,
        crm_entity_id="d",
        question="why?",
        time_period=TimePeriod.THIS_YEAR,
    )


# Files


async def test_a_stream_that_was_refused_leaves_the_next_one_a_new_token() -> None:
    async with scene() as one, client(one.oauth()) as gong:
        one.expire()
        source = stream()
        error = await failure(gong.calls.upload_media(call_id="1", media=source))
        assert isinstance(error, AuthenticationError)
        assert any("a new stream" in note for note in error.__notes__)
        assert one.refreshes == [200]
        assert one.statuses == [401], "it is not sent again"
        await failure(gong.calls.upload_media(call_id="1", media=stream()))
        assert (one.refreshes, len(one.statuses)) == ([200], 2)


async def test_a_file_goes_out_whole_after_a_refusal_and_a_pause(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(bytes(range(256)) * 3000)
    taken = answer('{"requestId": "r", "callId": "1"}')
    heard: list[int] = []
    async with renewable(EXPIRED, refuse(429), taken) as (one, gong):
        await gong.calls.upload_media(
            call_id="1", media=path, progress=lambda sent, _: heard.append(sent)
        )
        assert one.sent_with == ["access-0", "access-1", "access-1"]
        puts = [seen.body for seen in one.server.requests if seen.method == "PUT"]
        assert [path.read_bytes() in body for body in puts] == [True] * 3
        used = gong.usage
        assert (used.requests, used.retries, used.throttled) == (3, 2, 1)
    assert heard.count(path.stat().st_size) == 3


# What costs credits


@pytest.mark.parametrize(
    "step",
    [refuse(429), refuse(500), refuse(503), refuse(402), EXPIRED, raw(then="rst"), answer("{")],
    ids=["429", "500", "503", "402", "401", "reset", "cut"],
)
async def test_what_costs_credits_is_sent_once_whatever_comes(step: Step) -> None:
    good = answer(json.dumps({"requestId": "r", "answer": []}))
    async with renewable(step, good) as (one, gong):
        error = await failure(question(gong))
        assert (error.attempts, one.sent_with) == (1, ["access-0"])
        await question(gong)
        assert one.sent_with[1:] == ["access-1" if step is EXPIRED else "access-0"]


async def test_what_costs_credits_and_met_an_old_token_says_to_ask_again() -> None:
    async with renewable(EXPIRED) as (one, gong):
        error = await failure(question(gong))
        assert one.refreshes == 1
        assert any("ask again" in note for note in error.__notes__)


# Doubt, attempts, usage


@pytest.mark.parametrize(
    ("step", "kind"), [(answer('{"requestId":'), DecodeError), (raw(then="rst"), TransportError)]
)
async def test_a_write_in_doubt_after_a_renewal_is_not_sent_again(
    step: Step, kind: type[GongError]
) -> None:
    async with renewable(EXPIRED, step, GOOD) as (one, gong):
        error = await failure(gong.send(WRITE))
        assert type(error) is kind
        assert (error.attempts, error.maybe_done) == (2, True)
        assert one.sent_with == ["access-0", "access-1"]


async def test_a_renewal_takes_nothing_from_the_budget_of_retries() -> None:
    async with renewable(EXPIRED, GOOD) as (one, _):
        settings = {"auth": one.oauth, "limiter": FreeLimiter()}
        async with Gong(**settings, retry=RetryPolicy(budget=0, attempts=1)) as gong:
            await gong.calls.get("1")
            assert (gong.usage.requests, gong.usage.retries) == (2, 1)


async def test_a_renewal_is_told_as_any_attempt_that_is_made_again(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "gong_async")
    async with renewable(EXPIRED, refuse(500), GOOD) as (_, gong):
        await gong.calls.get("1")
        assert (gong.usage.requests, gong.usage.retries) == (3, 2)
    (span,) = [span for span in told.spans if span.name == "GET /v2/calls/{id}"]
    assert span.attributes is not None
    assert span.attributes["gong.attempts"] == 3
    assert span.attributes["http.request.resend_count"] == 2
    assert [(event.attributes or {})["error.type"] for event in span.events] == ["401", "500"]
    assert [vars(record)["status"] for record in caplog.records] == [401, 500]


# Quotas and the limiter


async def test_whoever_is_renewing_when_the_quota_is_spent_sends_nothing_more() -> None:
    spent = refuse(429, headers=(("Retry-After", "7200"),))
    slow = asyncio.Event()
    async with renewable(EXPIRED, spent, granting=[after(slow, refuse(503))]) as (one, gong):
        renewing = asyncio.ensure_future(failure(gong.send(WRITE)))
        await one.server.until(arrived=2)
        assert isinstance(await failure(gong.calls.get("1")), QuotaExhaustedError)
        slow.set()
        error = await renewing
        assert isinstance(error, QuotaExhaustedError)
        assert (error.operation, error.attempts, error.maybe_done) == ("addCall", 1, False)
        assert one.sent_with == ["access-0", "access-0"]
        assert one.refreshes == 2, "the token is renewed all the same"


async def test_a_pause_holds_for_what_is_sent_again_after_a_renewal() -> None:
    slow = asyncio.Event()
    limiter = Watched(rate=1000)
    told = refuse(429, headers=(("Retry-After", "1"),))
    async with renewable(EXPIRED, told, GOOD, granting=[after(slow, refuse(503))]) as (one, _):
        async with Gong(auth=one.oauth, limiter=limiter) as gong:
            both = [asyncio.ensure_future(gong.calls.get("1"))]
            await one.server.until(arrived=2)
            both.append(asyncio.ensure_future(gong.calls.get("2")))
            await one.server.until(arrived=3, answered=2)
            slow.set()
            await asyncio.gather(*both)
        (closed, seconds), *_ = limiter.told
        assert all(seen.at >= closed + seconds for seen in one.server.requests[-2:])


# Cancellation, and the end


async def test_wherever_cancelling_hits_a_renewal_the_token_is_kept_and_the_lock_is_free(
    tmp_path: Path,
) -> None:
    """Cancel after each number of turns of the loop, until the request gets through."""
    through = 0
    for turns in range(0, 120, 3):
        async with renewable(EXPIRED, GOOD) as (one, _):
            store = FileTokenStore(tmp_path / f"{turns}.token")
            await store.save(one.oauth.token)
            async with client(OAuth(one.app, store)) as gong:
                task = asyncio.create_task(gong.calls.get("1"))
                for _ in range(turns):
                    await asyncio.sleep(0)
                task.cancel()
                try:
                    through += bool((await task).id)
                except asyncio.CancelledError:
                    assert (await gong.calls.get("1")).id == "1"
            assert one.refreshes <= 1, "the refresh token is used once"
            async with store.renewing() as kept:
                assert kept.access_token == f"access-{one.refreshes}"
    assert through < 40


async def test_a_client_that_is_closed_sends_nothing_of_what_still_waited() -> None:
    slow = asyncio.Event()
    async with renewable(GOOD, granting=[after(slow, refuse(503))]) as (one, gong):
        one.clock.now += 24 * HOUR
        waiting = asyncio.ensure_future(failure(gong.send(WRITE)))
        await one.server.until(arrived=1)
        closing = asyncio.ensure_future(gong.aclose())
        await asyncio.sleep(0)
        slow.set()
        await closing
        error = await waiting
        assert "not open" in str(error)
        assert (error.attempts, error.maybe_done, gong.usage.requests) == (0, False, 0)
        assert (len(one.kept), one.sent_with) == (1, []), "the token is kept"


async def test_closing_in_one_event_loop_does_not_wait_for_a_renewal_in_another() -> None:
    async with renewable(GOOD, granting=[hang()], timeout=1.0) as (one, gong):
        one.clock.now += 24 * HOUR
        task = asyncio.create_task(gong.calls.get("1"))
        await one.server.until(arrived=1)
        elsewhere = threading.Thread(target=lambda: asyncio.run(one.oauth.aclose()), daemon=True)
        elsewhere.start()
        await asyncio.to_thread(elsewhere.join, 0.8)
        assert not elsewhere.is_alive()
        assert (await task).id == "1"
