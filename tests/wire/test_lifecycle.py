"""Opening, closing, cancelling, and loops one after the other (rows 85 and 86)."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gong_async.client import Gong
from gong_async.errors import ConfigError, GongError, TransportError
from gong_async.hidden import Hidden
from gong_async.limiter import PacedLimiter
from tests.wire.hostile import Hostile, Line, Seen, answer, hang, raw, refuse
from tests.wire.rig import (
    CREDENTIALS,
    GOOD,
    FreeLimiter,
    Watched,
    connect,
    everything,
    failure,
    list_calls,
    no_tasks_but,
    page,
    script,
    talk,
)


class TestOpen:
    async def test_a_client_that_is_not_open_says_so_and_sends_nothing(self) -> None:
        async with script(GOOD) as server:
            gong = Gong(**CREDENTIALS, base_url=server.url)
            before = await failure(gong.calls.get("1"))
            async with gong:
                await gong.calls.get("1")
            after = await failure(gong.calls.get("1"))
            for error in (before, after):
                assert type(error) is GongError
                assert "async with" in str(error)
            assert len(server.requests) == gong.usage.requests == 1

    async def test_it_is_opened_once_at_a_time_and_closed_as_often_as_you_like(self) -> None:
        async with talk(GOOD) as (_, gong):
            with pytest.raises(GongError, match="open"):
                await gong.__aenter__()
            assert (await gong.calls.get("1")).id == "1"
            await gong.aclose()
            await gong.aclose()

    async def test_usage_counts_from_the_opening(self) -> None:
        async with script(GOOD) as server:
            gong = Gong(**CREDENTIALS, base_url=server.url, limiter=FreeLimiter())
            for _ in range(2):
                async with gong:
                    await gong.calls.get("1")
                    assert gong.usage.requests == 1
                    assert gong.usage.bytes_received == len(everything())

    async def test_closing_under_a_request_in_flight_is_an_error_of_ours(self) -> None:
        async with talk(hang()) as (server, gong):
            flights = [asyncio.create_task(failure(gong.calls.get("1"))) for _ in range(5)]
            await server.until(arrived=5)
            await gong.aclose()
            for error in await asyncio.gather(*flights):
                assert isinstance(error, GongError)

    async def test_closing_while_the_credentials_are_fetched(self) -> None:
        class Slow:
            async def authorization(self) -> Hidden:
                await gong.aclose()
                return Hidden("Bearer x")

        async with script(GOOD) as server:
            gong = Gong(auth=Slow(), base_url=server.url, limiter=FreeLimiter())
            async with gong:
                assert isinstance(await failure(gong.calls.get("1")), GongError)
        assert server.requests == []

    @pytest.mark.parametrize("kind", [ValueError, OSError, TimeoutError, ConfigError])
    async def test_an_error_of_the_callers_own_auth_is_not_taken_for_the_networks(
        self, kind: type[Exception]
    ) -> None:
        class Broken:
            async def authorization(self) -> Hidden:
                raise kind("the vault is closed")

        async with talk(GOOD, auth=Broken()) as (server, gong):
            with pytest.raises(kind, match="the vault is closed"):
                await gong.calls.get("1")
        assert server.connections == 0

    @pytest.mark.parametrize("timeout", [0, -1, float("nan")])
    def test_a_timeout_that_never_ends_is_refused(self, timeout: float) -> None:
        with pytest.raises(ValueError, match="timeout"):
            Gong(**CREDENTIALS, timeout=timeout)


class TestLoops:
    def test_one_client_and_one_limiter_in_one_loop_after_the_other(self) -> None:
        limiter = Watched(rate=4)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        gong = Gong(**CREDENTIALS, base_url=f"http://127.0.0.1:{port}", limiter=limiter)

        async def run() -> None:
            async with Hostile([GOOD], port=port) as server:
                async with gong, asyncio.timeout(10):
                    await asyncio.gather(*(gong.calls.get("1") for _ in range(2)))
                assert len(server.requests) == 2

        for _ in range(3):
            asyncio.run(run())
        gaps = [later - first for first, later in pairwise(limiter.passed)]
        assert len(gaps) == 5
        assert min(gaps) > 0.26  # the pace of the company goes on from loop to loop

    @pytest.mark.parametrize("kind", [FreeLimiter, PacedLimiter])
    async def test_use_from_another_loop_is_refused(self, kind: type[Any]) -> None:
        async with talk(GOOD, limiter=kind()) as (server, gong):
            await gong.calls.get("1")

            async def elsewhere() -> None:
                error = await failure(gong.calls.get("1"))
                assert "loop" in str(error)

            await asyncio.to_thread(asyncio.run, elsewhere())
            assert (await gong.calls.get("1")).id == "1"
        assert len(server.requests) == 2

    def test_a_gate_that_was_closed_in_the_last_loop_is_closed_in_the_next(self) -> None:
        limiter = PacedLimiter(rate=100)
        times: list[float] = []

        async def run(*steps: Any) -> None:
            policy = {"told_waits": 0}
            async with talk(*steps, limiter=limiter, policy=policy) as (server, gong):
                try:
                    await gong.calls.get("1")
                except GongError:
                    times.append(server.answered[0])
                else:
                    times.append(server.requests[0].at)

        asyncio.run(run(refuse(429, headers=(("Retry-After", "1"),))))
        asyncio.run(run(GOOD))
        refused, next_at = times
        assert next_at - refused >= 0.99


class TestCancel:
    @pytest.mark.parametrize("kind", ["whole", "cut", "refused", "late"])
    async def test_row85_wherever_it_hits_nothing_is_left_and_the_client_goes_on(
        self, kind: str
    ) -> None:
        """Cancel after each number of turns of the loop, until the walk gets through."""

        def route(seen: Seen) -> Any:
            number = len(server.requests)
            if kind == "cut" and number % 2:
                return raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", then="fin")
            if kind == "refused" and number % 2:
                return refuse(503)
            if kind == "late":
                return raw(b"HTTP/1.1 200 OK\r\n", b"Content-Length: 99\r\n\r\n{", then="hang")
            return answer(page("1", cursor=None if "cursor" in seen.target else "b"))

        async with Hostile([], route) as server:
            through = 0
            async with connect(server, policy={"first_wait": 0.0, "attempts": 50}) as gong:
                for turns in range(80):
                    known = asyncio.all_tasks()
                    task = asyncio.create_task(list_calls(gong))
                    for _ in range(turns):
                        await asyncio.sleep(0)
                    task.cancel()
                    try:
                        assert await task == ["1", "1"]
                        through += 1
                    except asyncio.CancelledError:
                        pass
                    await no_tasks_but(known)
                kind = "whole"
                assert await list_calls(gong) == ["1", "1"]
            assert through < 80

    async def test_row85_wherever_it_hits_an_upload_nothing_is_left(self, tmp_path: Path) -> None:
        """An open file would be a warning, and so an error."""
        path = tmp_path / "a.wav"
        path.write_bytes(bytes(1 << 20))
        taken = answer('{"requestId": "r", "callId": "1"}')
        through = 0
        async with talk(refuse(429), taken, limiter=FreeLimiter()) as (_, gong):
            for turns in range(0, 300, 5):
                known = asyncio.all_tasks()
                task = asyncio.create_task(gong.calls.upload_media(call_id="1", media=path))
                for _ in range(turns):
                    await asyncio.sleep(0)
                task.cancel()
                with suppress(asyncio.CancelledError):
                    through += bool((await task).call_id)
                await no_tasks_but(known)
            assert (await gong.calls.upload_media(call_id="1", media=path)).call_id == "1"
        assert through < 60

    async def test_cancelled_while_it_waits_for_its_turn(self) -> None:
        limiter = PacedLimiter(rate=2)
        async with talk(GOOD, limiter=limiter) as (server, gong):
            tasks = [asyncio.create_task(gong.calls.get("1")) for _ in range(10)]
            await server.until(arrived=1)
            for task in tasks[1:]:
                task.cancel()
            await asyncio.wait(tasks)
            assert sum(not task.cancelled() for task in tasks) == 1
            assert (await gong.calls.get("1")).id == "1"
        assert len(server.requests) == gong.usage.requests == 2

    async def test_cancelled_in_a_told_wait(self) -> None:
        step, limiter = refuse(429, headers=(("Retry-After", "30"),)), FreeLimiter()
        async with talk(step, limiter=limiter) as (server, gong):
            task = asyncio.create_task(gong.calls.get("1"))
            await limiter.paused.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert len(server.requests) == 1

    async def test_a_deadline_of_the_callers_own_is_theirs(self) -> None:
        async with talk(hang()) as (server, gong):
            with pytest.raises(TimeoutError) as caught:
                async with asyncio.timeout(0.05):
                    await gong.calls.get("1")
            assert not isinstance(caught.value, TransportError)
            server.say(GOOD)
            assert (await gong.calls.get("1")).id == "1"

    async def test_one_failure_in_a_group_cancels_the_others_cleanly(self) -> None:
        async def step(line: Line) -> None:
            await (refuse(403) if len(server.requests) == 5 else hang())(line)

        async with talk(step) as (server, gong):

            async def five() -> None:
                async with asyncio.TaskGroup() as group:
                    for _ in range(5):
                        group.create_task(gong.calls.get("1"))

            with pytest.raises(ExceptionGroup) as caught:
                await five()
            (error,) = caught.value.exceptions
            assert isinstance(error, GongError)
