"""The pace, told waits, spent quotas and outages (rows 37 to 46)."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import format_datetime
from itertools import cycle, pairwise
from types import SimpleNamespace

import pytest

from gong_async.client import Gong
from gong_async.errors import QuotaExhaustedError, RateLimitError, ServerError, TransportError
from gong_async.limiter import PacedLimiter
from tests.wire.hostile import Header, Hostile, Line, Seen, Step, answer, refuse
from tests.wire.rig import (
    ATTEMPTS,
    GOOD,
    FreeLimiter,
    Watched,
    connect,
    failure,
    post_write,
    script,
    talk,
)


def throttled(*retry_after: str, status: int = 429, date: str | None = None) -> Step:
    headers = tuple(("Retry-After", value) for value in retry_after)
    dates: tuple[Header, ...] = (("Date", date),) if date else ()
    return refuse(status, "Too many requests", headers=(*headers, *dates))


class TestPace:
    async def test_three_calls_in_any_second_at_most(self) -> None:
        limiter = Watched()
        async with talk(GOOD, limiter=limiter) as (server, gong):
            await asyncio.gather(*(gong.calls.get("1") for _ in range(15)))
        passed, arrived = limiter.passed, [seen.at for seen in server.requests]
        assert len(passed) == len(arrived) == 15
        assert all(later - first > 1 for first, later in zip(passed, passed[3:], strict=False))
        # The same as the server saw it, with room for a machine that is busy with other things.
        assert all(later - first > 0.8 for first, later in zip(arrived, arrived[3:], strict=False))
        assert passed[-1] - passed[0] < 14 * 0.35 * 3

    async def test_clients_of_one_company_share_one_pace(self) -> None:
        limiter = Watched(rate=20)
        async with (
            talk(GOOD, limiter=limiter) as (server, one),
            connect(server.url, limiter=limiter) as other,
        ):
            await asyncio.gather(*(gong.calls.get("1") for gong in [one, other] * 5))
        gaps = [later - first for first, later in pairwise(limiter.passed)]
        assert min(gaps) > 0.05
        assert one.usage.requests == other.usage.requests == 5

    async def test_every_retry_passes_the_limiter(self) -> None:
        limiter = FreeLimiter()
        async with talk(refuse(500), limiter=limiter) as (server, gong):
            await failure(gong.calls.get("1"))
        assert limiter.passed == len(server.requests) == ATTEMPTS


class TestToldWaits:
    async def test_row37_one_refusal_stops_every_task(self) -> None:
        limiter = Watched(rate=10)
        async with talk(throttled("1"), GOOD, limiter=limiter) as (server, gong):
            found = await asyncio.gather(*(gong.calls.get("1") for _ in range(10)))
            assert len(found) == 10
            assert gong.usage.throttled == 1
        ((at, seconds),) = limiter.told
        assert seconds == 1
        assert [when for when in limiter.passed if at <= when < at + 1] == []
        refused = server.answered[0]
        early = [seen.at for seen in server.requests if refused + 0.4 < seen.at < refused + 1]
        assert early == []

    async def test_row37_told_waits_are_not_failures_but_come_to_an_end(self) -> None:
        policy = {"attempts": 2, "told_waits": 5}
        async with talk(throttled("0"), policy=policy) as (server, gong):
            error = await failure(gong.calls.get("1"))
            assert type(error) is RateLimitError
            assert error.attempts == len(server.requests) == 6
            server.say(*[throttled("0")] * 5, GOOD)
            assert (await gong.calls.get("1")).id == "1"
            assert gong.usage.throttled == 11

    async def test_row37_a_write_that_was_refused_is_sent_again(self) -> None:
        steps = (throttled("0"), throttled(), GOOD)
        async with talk(*steps, limiter=FreeLimiter()) as (server, gong):
            assert await post_write(gong) == ["1"]
            assert len(server.requests) == 3

    async def test_row38_without_a_told_wait_the_gate_closes_all_the_same(self) -> None:
        limiter = FreeLimiter()
        for step in (throttled(), throttled("")):
            async with talk(step, limiter=limiter) as (_, gong):
                error = await failure(gong.calls.get("1"))
                assert type(error) is RateLimitError
                assert error.retry_after is None
                assert error.attempts == ATTEMPTS
        assert min(limiter.pauses) >= 1

    async def test_row39_no_wait_at_all_is_no_hot_loop(self) -> None:
        limiter = Watched(rate=20)
        async with talk(*[throttled("0")] * 8, GOOD, limiter=limiter) as (server, gong):
            await gong.calls.get("1")
        gaps = [b.at - a.at for a, b in pairwise(server.requests)]
        assert len(gaps) == 8
        assert sum(gaps) > 8 * 0.05

    async def test_row39_nor_is_it_with_the_usual_policy(self) -> None:
        policy = {"first_wait": 0.5, "longest_wait": 20}
        limiter = FreeLimiter()
        async with talk(throttled("0"), GOOD, limiter=limiter, policy=policy) as (server, gong):
            await gong.calls.get("1")
        first, second = server.requests
        assert second.at - first.at >= 0.05

    @pytest.mark.parametrize("minutes", [-15, 15])
    async def test_row40_a_date_counts_against_the_servers_own_clock(self, minutes: int) -> None:
        now = datetime.now(UTC) + timedelta(minutes=minutes)
        date, until = (format_datetime(t, usegmt=True) for t in (now, now + timedelta(seconds=1)))
        limiter = FreeLimiter()
        async with talk(throttled(until, date=date), GOOD, limiter=limiter) as (server, gong):
            await gong.calls.get("1")
        assert limiter.pauses == [1.0]
        first, second = server.requests
        assert second.at - server.answered[0] >= 0.99
        assert first.at < second.at

    @pytest.mark.parametrize(
        "value",
        [
            "Fri, 01 Jan 2016 00:00:00 GMT",
            "-5",
            "-0",
            "0.5",
            "soon",
            "nan",
            "1_0",
            "+3",
            "1e3",
            "0x10",
            "3 seconds",
            ",",
            "Fri, 99 Foo 2016 99:99:99 GMT",
            "Fri, 01 Jan 2016",
            "1 2 3 4 5 6 7",
            "\xd9\xa3",
            "\xb2",
        ],
    )
    async def test_row41_nonsense_counts_as_not_said(self, value: str) -> None:
        limiter = FreeLimiter()
        async with talk(throttled(value), GOOD, limiter=limiter) as (_, gong):
            assert (await gong.calls.get("1")).id == "1"
        assert limiter.pauses == [1.0]

    async def test_row41_of_two_waits_the_longer_counts(self) -> None:
        async with talk(throttled("0", "7200", "90", "x")) as (_, gong):
            error = await failure(gong.calls.get("1"))
        assert isinstance(error, QuotaExhaustedError)
        assert error.retry_after == 7200

    async def test_row44_a_503_with_a_wait_holds_up_its_own_request_alone(self) -> None:
        limiter = FreeLimiter()
        async with talk(throttled("1", status=503), GOOD, limiter=limiter) as (server, gong):
            await asyncio.gather(gong.calls.get("1"), gong.calls.get("1"))
        assert limiter.pauses == []
        times = [seen.at for seen in server.requests]
        assert len(times) == 3
        assert times[2] - server.answered[0] >= 0.99

    async def test_row45_refusals_widen_the_gap_and_calls_let_it_shrink(self) -> None:
        limiter = PacedLimiter(rate=200)
        async with talk(*[throttled("0")] * 5, GOOD, limiter=limiter) as (_, gong):
            await gong.calls.get("1")
            assert limiter.floor < limiter.gap <= 1.3 * limiter.floor
            widest = limiter.gap
            for _ in range(20):
                await gong.calls.get("1")
            assert limiter.floor <= limiter.gap < widest


class TestQuota:
    @pytest.mark.parametrize(
        "value", ["61", "3600", "1000000000", "9" * 50, "inf", "Infinity"], ids=lambda v: v[:12]
    )
    async def test_row42_and_43_a_long_wait_is_raised_and_not_sat_out(self, value: str) -> None:
        async with talk(throttled(value), GOOD) as (server, gong):
            async with asyncio.timeout(5):
                error = await failure(gong.calls.list().collect())
                assert isinstance(error, QuotaExhaustedError)
                assert error.attempts == 1
                assert "come back" in str(error)
                again = [await failure(gong.calls.get("1")) for _ in range(20)]
            assert {type(other) for other in again} == {QuotaExhaustedError}
            assert {other.attempts for other in again} == {0}
            assert len(server.requests) == gong.usage.requests == 1
            if value == "3600":
                assert error.retry_at is not None
                ahead = error.retry_at - datetime.now(UTC)
                assert timedelta(minutes=59) < ahead <= timedelta(hours=1)

    async def test_row43_when_the_time_has_passed_calls_leave_again(self) -> None:
        policy = {"max_wait": 0.5}
        async with talk(throttled("1"), GOOD, policy=policy) as (server, gong):
            assert isinstance(await failure(gong.calls.get("1")), QuotaExhaustedError)
            refused = 0
            while await maybe(gong) is not None:
                refused += 1
                await asyncio.sleep(0.02)
            assert refused > 0
            first, second = server.requests
            assert second.at - server.answered[0] >= 0.99
            assert first.at < second.at

    async def test_row43_tasks_that_were_waiting_do_not_ask_either(self) -> None:
        limiter = PacedLimiter(rate=50)
        async with talk(throttled("3600"), limiter=limiter) as (server, gong):
            async with asyncio.timeout(2):
                errors = await asyncio.gather(*(failure(gong.calls.get("1")) for _ in range(30)))
        assert {type(error) for error in errors} == {QuotaExhaustedError}
        assert len(server.requests) <= 2

    async def test_row43_of_two_spent_quotas_the_longer_wait_counts(self) -> None:
        """Calls in flight together are refused one by one."""
        steps = (throttled("7200"), throttled("61"), GOOD)
        async with talk(*steps, limiter=FreeLimiter()) as (server, gong):
            await asyncio.gather(*(failure(gong.calls.get("1")) for _ in range(2)))
            assert len(server.requests) == 2
            error = await failure(gong.calls.get("1"))
        assert isinstance(error, QuotaExhaustedError)
        assert error.retry_at is not None
        assert error.retry_at - datetime.now(UTC) > timedelta(minutes=119)

    async def test_a_client_that_is_opened_anew_asks_anew(self) -> None:
        async with script(throttled("3600"), GOOD) as server:
            gong = Gong(access_key="k", access_key_secret="s", base_url=server.url)
            async with gong:
                assert isinstance(await failure(gong.calls.get("1")), QuotaExhaustedError)
            async with gong:
                assert (await gong.calls.get("1")).id == "1"
                assert gong.usage.requests == 1


async def maybe(gong: Gong) -> QuotaExhaustedError | None:
    try:
        await gong.calls.get("1")
    except QuotaExhaustedError as error:
        return error
    return None


class TestOutage:
    @pytest.mark.parametrize(
        "step", [refuse(500), throttled("0", status=503), throttled()], ids=["500", "503", "429"]
    )
    async def test_row46_the_retries_of_the_whole_client_are_bounded(self, step: Step) -> None:
        limiter = FreeLimiter()
        async with talk(step, limiter=limiter) as (server, gong):
            errors = await asyncio.gather(*(failure(gong.calls.get("1")) for _ in range(60)))
            assert len(errors) == 60
            assert len(server.requests) <= 60 + 100
            spent = len(server.requests)
            async with asyncio.timeout(10):
                for _ in range(20):
                    assert (await failure(gong.calls.get("1"))).attempts == 1
            assert len(server.requests) == spent + 20

    async def test_row46_failed_connections_cost_twice(self) -> None:
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{bound.getsockname()[1]}"
            async with connect(url, limiter=FreeLimiter()) as gong:
                made = (failure(gong.calls.get("1")) for _ in range(60))
                errors = await asyncio.gather(*made)
                assert all(isinstance(error, TransportError) for error in errors)
                assert gong.usage.retries <= 50

    async def test_row46_it_recovers_by_itself(self) -> None:
        policy = {"budget": 25.0}
        async with talk(refuse(500), policy=policy) as (server, gong):
            for _ in range(3):
                await failure(gong.calls.get("1"))
            assert (await failure(gong.calls.get("1"))).attempts == 1
            server.say(GOOD)
            for _ in range(10):
                await gong.calls.get("1")
            server.say(refuse(500), refuse(500), GOOD)
            assert (await gong.calls.get("1")).id == "1"

    async def test_a_retry_that_helped_costs_nothing(self) -> None:
        """Else a long run with one hiccup in ten would slowly lose its retries."""

        def route(seen: Seen) -> Step:
            return GOOD if len(server.requests) % 2 == 0 else refuse(500)

        async with Hostile([], route) as server, connect(server, policy={"budget": 5.0}) as gong:
            for _ in range(50):
                await gong.calls.get("1")
            assert gong.usage.retries == 50


class TestWaits:
    async def test_row98_a_wall_clock_that_jumps_changes_nothing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """DST, a clock that is set, a laptop that slept: backoff looks at the wall clock."""
        hours = cycle((0, 1, -1, 2))

        class Jumping(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return datetime(2026, 3, 29, 2, tzinfo=tz) + timedelta(hours=next(hours))

        clock = SimpleNamespace(datetime=Jumping, timedelta=timedelta)
        monkeypatch.setattr("backoff._async.datetime", clock)
        async with talk(*[refuse(500)] * 5, GOOD) as (server, gong):
            assert (await gong.calls.get("1")).id == "1"
            assert len(server.requests) == 6

    async def test_the_waits_of_ours_are_bounded_in_sum(self) -> None:
        policy = {"first_wait": 5.0, "longest_wait": 20.0, "total_wait": 0.0}
        async with talk(refuse(500), policy=policy) as (server, gong):
            error = await failure(gong.calls.get("1"))
            assert isinstance(error, ServerError)
            assert len(server.requests) == 1

    async def test_an_error_knows_its_attempts_and_its_time(self) -> None:
        async def late(line: Line) -> None:
            await asyncio.sleep(0.02)
            await answer("", status=500)(line)

        async with talk(late) as (server, gong):
            error = await failure(gong.calls.get("1"))
            assert error.attempts == len(server.requests) == gong.usage.requests == ATTEMPTS
            assert error.elapsed >= 0.02 * ATTEMPTS
