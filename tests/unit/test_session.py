"""The one way out: attempts, waits, pauses and counts, on virtual time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from attrs import evolve

from gong_async.endpoint import Endpoint, Response
from gong_async.errors import (
    GongError,
    QuotaExhaustedError,
    RateLimitError,
    ServerError,
    TransportError,
)
from gong_async.limiter import PacedLimiter
from gong_async.retry import RetryPolicy
from gong_async.session import Session
from tests.clock import now, virtual_time
from tests.unit.scripted import (
    LISTING,
    Answer,
    Scripted,
    Thing,
    Unhurried,
    in_turn,
    page,
    refusal,
    reply,
    session,
    things,
)

WRITE: Endpoint[Thing] = Endpoint(
    operation="addThing",
    method="POST",
    path="/v2/things",
    scope="api:things:write",
    returns=Thing,
    writes=True,
)
READ = LISTING.request()
GOOD = page(things(1))


def asked(answer: Callable[[Any], Answer], **policy: Any) -> tuple[Session, Scripted]:
    transport = Scripted(answer)
    return session(transport, **policy), transport


@virtual_time
async def test_a_request_is_repeated_until_it_succeeds() -> None:
    broken = TransportError("listThings", "read", "the connection broke")
    client, transport = asked(in_turn(refusal(500), broken, reply(None), refusal(429), GOOD))
    assert (await client.send(READ))["things"] == things(1)
    assert transport.sent == [READ] * 5
    assert (client.usage.requests, client.usage.retries, client.usage.throttled) == (5, 4, 1)
    assert client.limiter.acquired == 5  # type: ignore[attr-defined]


@virtual_time
async def test_the_last_error_says_how_often_and_how_long() -> None:
    random.seed(5)
    client, transport = asked(lambda _: refusal(502))
    began = now()
    with pytest.raises(ServerError) as caught:
        await client.send(READ)
    assert caught.value.attempts == len(transport.sent) == 6
    assert caught.value.elapsed == pytest.approx(now() - began, abs=1e-3)
    assert caught.value.elapsed > 0
    assert caught.value.__cause__ is None


@virtual_time
async def test_a_write_is_not_repeated_after_a_doubtful_end() -> None:
    for doubtful in (
        TransportError("addThing", "read", "the answer broke off", True),
        refusal(503, retry_after="1"),
        reply(None),
    ):
        client, transport = asked(lambda _, doubtful=doubtful: doubtful)  # type: ignore[misc]
        with pytest.raises(GongError) as caught:
            await client.send(WRITE.request(body={}))
        assert caught.value.attempts == len(transport.sent) == 1
        assert client.usage.retries == 0


@virtual_time
async def test_a_write_is_repeated_when_it_was_provably_not_carried_out() -> None:
    refused = TransportError("addThing", "connect", "connection refused")
    unknown = TransportError("addThing", "dns", "the host name does not resolve")
    told = refusal(429, retry_after="1")
    client, transport = asked(in_turn(refused, unknown, told, reply({"id": "1"})))
    assert await client.send(WRITE.request(body={})) == {"id": "1"}
    assert len(transport.sent) == 4


@virtual_time
async def test_retry_after_is_kept_to_the_letter_by_all_tasks() -> None:
    """One refusal stops every task of the client, and none of them fails."""
    told_at: list[float] = []
    times: list[float] = []

    def answer(_: Any) -> Answer:
        times.append(now())
        if len(times) == 3:
            told_at.append(now())
            return refusal(429, retry_after="7")
        return GOOD

    transport = Scripted(answer)
    client = Session(transport, PacedLimiter(), RetryPolicy())
    async with asyncio.TaskGroup() as tasks:
        for _ in range(12):
            tasks.create_task(client.send(READ))
    assert len(times) == 13
    assert not [time for time in times if told_at[0] < time < told_at[0] + 7.0]
    assert client.usage.throttled == 1


@virtual_time
async def test_refusals_that_follow_each_other_end_after_twenty_waits() -> None:
    client, transport = asked(lambda _: refusal(429, retry_after="2"))
    began = now()
    with pytest.raises(RateLimitError) as caught:
        await client.send(READ)
    assert not isinstance(caught.value, QuotaExhaustedError)
    assert len(transport.sent) == 21
    assert now() - began == pytest.approx(40.0, abs=0.1)
    assert client.limiter.pauses == [2.0] * 21  # type: ignore[attr-defined]


@virtual_time
async def test_a_refusal_without_a_time_pauses_the_client_for_a_second() -> None:
    client, _ = asked(in_turn(refusal(429), refusal(429, retry_after="0"), GOOD))
    await client.send(READ)
    assert client.limiter.pauses == [1.0, 0.0]  # type: ignore[attr-defined]


@virtual_time
async def test_zero_seconds_do_not_become_a_hot_loop() -> None:
    times: list[float] = []

    def answer(_: Any) -> Response:
        times.append(now())
        return refusal(429, retry_after="0")

    client = Session(Scripted(answer), PacedLimiter(), RetryPolicy())
    with pytest.raises(RateLimitError):
        await client.send(READ)
    assert len(times) == 21
    assert times[-1] - times[0] >= 20 * 0.35


@virtual_time
async def test_a_spent_quota_is_told_at_once_and_asked_for_only_once() -> None:
    client, transport = asked(lambda _: refusal(429, "Daily limit reached", retry_after="7200"))
    for _ in range(5):
        began = now()
        with pytest.raises(QuotaExhaustedError) as caught:
            await client.send(READ)
        assert now() - began < 1.0
        assert caught.value.retry_at is not None
        assert "come back at" in str(caught.value)
    assert caught.value.attempts == 0, "not sent at all"
    assert len(transport.sent) == client.usage.requests == client.usage.throttled == 1


@virtual_time
async def test_a_spent_quota_is_tried_again_when_it_is_over() -> None:
    client, transport = asked(in_turn(refusal(429, retry_after="7200"), GOOD))
    with pytest.raises(QuotaExhaustedError):
        await client.send(READ)
    await asyncio.sleep(7199.0)
    with pytest.raises(QuotaExhaustedError):
        await client.send(READ)
    await asyncio.sleep(2.0)
    await client.send(READ)
    assert len(transport.sent) == 2


@virtual_time
async def test_tasks_in_the_queue_do_not_spend_requests_on_a_spent_quota() -> None:
    transport = Scripted(lambda _: refusal(429, retry_after="7200"), delay=0.1)
    client = Session(transport, PacedLimiter(), RetryPolicy())
    results = await asyncio.gather(*(client.send(READ) for _ in range(50)), return_exceptions=True)
    assert {type(result) for result in results} == {QuotaExhaustedError}
    assert len(transport.sent) == 1


@pytest.mark.parametrize(
    "outage",
    [
        TransportError("listThings", "connect", "connection refused"),
        refusal(500, "Internal server error occurred"),
        refusal(503),
        refusal(503, retry_after="1"),
        Response(status=502, body=b"<html>"),
        Response(status=200, body=b"<html>"),
    ],
    ids=["refused", "500", "503", "503 with a time", "502 HTML", "200 HTML"],
)
@virtual_time
async def test_an_outage_takes_a_hundred_retries_of_the_client_and_then_fails_fast(
    outage: Answer,
) -> None:
    client, transport = asked(lambda _: outage)
    count = 200
    results = await asyncio.gather(
        *(client.send(READ) for _ in range(count)), return_exceptions=True
    )
    assert all(isinstance(result, GongError) for result in results)
    assert client.usage.retries == len(transport.sent) - count <= 100
    began = now()
    with pytest.raises(GongError) as caught:
        await client.send(READ)
    assert caught.value.attempts == 1
    assert now() - began < 1.0


@virtual_time
async def test_after_an_outage_the_client_recovers_by_itself() -> None:
    healthy = False
    client, _ = asked(lambda _: GOOD if healthy else refusal(500))
    await asyncio.gather(*(client.send(READ) for _ in range(60)), return_exceptions=True)
    healthy = True
    for _ in range(10):
        await client.send(READ)
    healthy = False
    before = client.usage.retries
    with pytest.raises(ServerError):
        await client.send(READ)
    assert client.usage.retries > before


@virtual_time
async def test_cancelling_a_wait_ends_it() -> None:
    client, transport = asked(lambda _: refusal(429, retry_after="50"))
    task = asyncio.create_task(client.send(READ))
    await asyncio.sleep(10.0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert now() == pytest.approx(10.0, abs=0.1)
    assert len(transport.sent) == 1


@virtual_time
async def test_what_is_no_gong_error_is_neither_wrapped_nor_repeated() -> None:
    client, transport = asked(lambda _: ZeroDivisionError("a bug"))
    with pytest.raises(ZeroDivisionError):
        await client.send(READ)
    assert len(transport.sent) == 1


@virtual_time
async def test_the_limiter_is_asked_before_every_attempt() -> None:
    order: list[str] = []

    class Noted(Unhurried):
        async def acquire(self) -> None:
            order.append("acquire")

    def answer(_: Any) -> Answer:
        order.append("send")
        return refusal(500) if len(order) < 6 else GOOD

    await Session(Scripted(answer), Noted(), RetryPolicy()).send(READ)
    assert order == ["acquire", "send"] * 3


@virtual_time
async def test_opening_again_forgets_the_last_time() -> None:
    client, transport = asked(in_turn(refusal(429, retry_after="7200"), GOOD))
    await client.open()
    with pytest.raises(QuotaExhaustedError):
        await client.send(READ)
    await client.open()
    assert client.usage.requests == 0
    await client.send(READ)
    assert (transport.opened, len(transport.sent)) == (2, 2)


@pytest.mark.parametrize(("off", "told"), [(0, 0.0), (3_600, -3_600.0), (-90, 90.0)])
async def test_how_far_the_clocks_are_apart_is_told(off: int, told: float) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=off), usegmt=True)
    answer = evolve(page([]), headers=(("date", date),))
    client, _ = asked(lambda _: answer)
    assert client.usage.clock_ahead is None
    await client.send(LISTING.request())
    assert client.usage.clock_ahead == pytest.approx(told, abs=5)


@virtual_time
async def test_a_session_that_is_opened_again_has_all_of_its_retries() -> None:
    broken = TransportError("listThings", "read", "the connection broke")
    sent, transport = asked(lambda _: broken, attempts=3, budget=20.0)
    for _ in range(2):
        await sent.open()
        with pytest.raises(TransportError):
            await sent.send(READ)
        assert sent.usage.retries == 2
        with pytest.raises(TransportError):
            await sent.send(READ)
        assert sent.usage.retries == 2
    assert len(transport.sent) == 8
