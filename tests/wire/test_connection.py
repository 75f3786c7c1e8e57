"""Connections that break, dawdle, or say what is not HTTP (rows 6 to 20)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gong_async.errors import APIError, DecodeError, TransportError
from tests.wire.hostile import Hostile, Step, answer, chunked, hang, http, raw, zipped
from tests.wire.rig import (
    ATTEMPTS,
    GOOD,
    SAFE,
    Operation,
    connect,
    everything,
    failure,
    post_write,
    talk,
)

HALF = http(everything(), length=2 * len(everything()))
CHUNKED = http(b"", ("Transfer-Encoding", "chunked"), length=None)
GZIP = ("Content-Encoding", "gzip")

BROKEN: dict[str, tuple[Step, str]] = {
    "row06-reset-before-a-byte": (raw(then="rst"), "read"),
    "row07-closed-before-a-byte": (raw(then="fin"), "read"),
    "row09-reset-in-headers": (raw(b"HTTP/1.1 200 OK\r\nContent-Ty", then="rst"), "read"),
    "row09-closed-in-headers": (raw(b"HTTP/1.1 200 OK\r\nContent-Ty", then="fin"), "read"),
    "row10-reset-in-body": (raw(HALF, then="rst"), "read"),
    "row10-closed-in-body": (raw(HALF, then="fin"), "read"),
    "row11-chunked-closed-without-end": (
        raw(CHUNKED + chunked(everything().encode(), end=False), then="fin"),
        "read",
    ),
    "row11-chunked-reset-without-end": (
        raw(CHUNKED + chunked(everything().encode(), end=False), then="rst"),
        "read",
    ),
    "row11-chunk-size-not-hex": (
        raw(CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n", then="fin"),
        "protocol",
    ),
    "row13-deflate-cut": (
        answer(zipped(everything(), wrap="deflate")[:-12], ("Content-Encoding", "deflate")),
        "protocol",
    ),
    "row14-gzip-wrong-crc": (
        answer(zipped(everything())[:-8] + b"\0" * 8, GZIP, then="fin"),
        "read",
    ),
    "row14-gzip-claimed-but-plain": (answer(everything(), GZIP, then="fin"), "read"),
    "row15-content-length-twice": (
        raw(http("{}", ("Content-Length", "7")), then="fin"),
        "protocol",
    ),
    "row15-garbage-status-line": (raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", then="fin"), "protocol"),
    "row15-header-of-64k": (raw(http("{}", ("X-Long", "x" * 65536)), then="fin"), "protocol"),
    "row15-negative-content-length": (raw(http("{}", length=-5), then="fin"), "protocol"),
    "row15-header-with-nul": (raw(http("{}", ("X-Nul", "a\0b")), then="fin"), "protocol"),
}

CUT: dict[str, Step] = {
    "row12-cut-where-only-the-end-tells": raw(http(everything()[:-9], length=None), then="fin"),
    "row13-gzip-cut-with-the-length-it-has": answer(zipped(everything())[:-20], GZIP),
}


def each(table: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", [pytest.param(table[key], id=key) for key in table])


every_read = pytest.mark.parametrize("read", SAFE.values(), ids=SAFE.keys())


class TestBroken:
    @each(BROKEN)
    @every_read
    async def test_a_read_is_tried_again_until_the_attempts_are_spent(
        self, row: tuple[Step, str], read: Operation
    ) -> None:
        step, phase = row
        async with talk(step) as (server, gong):
            error = await failure(read(gong))
            assert isinstance(error, TransportError)
            assert (error.phase, error.attempts) == (phase, ATTEMPTS)
            assert not error.maybe_done
            assert len(server.requests) == gong.usage.requests == ATTEMPTS
            assert gong.usage.retries == ATTEMPTS - 1

    @each(BROKEN)
    @every_read
    async def test_a_read_heals(self, row: tuple[Step, str], read: Operation) -> None:
        async with talk(row[0], row[0], GOOD) as (server, gong):
            assert await read(gong) == ["1"]
            assert len(server.requests) == gong.usage.requests == 3

    @each(BROKEN)
    async def test_a_write_is_sent_once_and_left_in_doubt(self, row: tuple[Step, str]) -> None:
        async with talk(row[0], GOOD) as (server, gong):
            error = await failure(post_write(gong))
            assert isinstance(error, TransportError)
            assert error.maybe_done
            assert len(server.requests) == error.attempts == 1

    @each(CUT)
    @every_read
    async def test_a_cut_body_is_not_read_as_a_whole_one(self, row: Step, read: Operation) -> None:
        async with talk(row) as (server, gong):
            error = await failure(read(gong))
            assert isinstance(error, DecodeError)
            assert error.attempts == len(server.requests) == ATTEMPTS
            server.say(row, GOOD)
            assert await read(gong) == ["1"]

    async def test_row14_gzip_without_its_trailer_counts_if_the_json_is_whole(self) -> None:
        step = answer(zipped(everything())[:-8], GZIP)
        async with talk(step) as (_, gong):
            for read in SAFE.values():
                assert await read(gong) == ["1"]

    async def test_row15_a_transport_fault_never_looks_like_a_400(self) -> None:
        steps = (BROKEN["row15-content-length-twice"][0], BROKEN["row15-garbage-status-line"][0])
        for step in steps:
            async with talk(step) as (_, gong):
                assert not isinstance(await failure(gong.calls.get("1")), APIError)


class TestKeepAlive:
    async def test_a_connection_serves_many_requests(self) -> None:
        async with talk(GOOD) as (server, gong):
            for read in [*SAFE.values()] * 5:
                assert await read(gong) == ["1"]
            assert server.connections == 1

    async def test_error_bodies_do_not_cost_the_connection(self) -> None:
        step = answer("x" * 300_000, status=404)
        async with talk(step) as (server, gong):
            for _ in range(20):
                await failure(gong.calls.get("1"))
            assert server.connections == 1

    @every_read
    async def test_row08_idle_connection_closed_under_us_is_counted(self, read: Operation) -> None:
        """aiohttp by itself sends a GET again, unseen by limiter and quota."""

        def route(seen: Any) -> Step:
            first = sum(seen.connection == other.connection for other in server.requests) == 1
            return GOOD if first else raw(then="fin")

        async with Hostile([], route) as server, connect(server) as gong:
            for _ in range(5):
                assert await read(gong) == ["1"]
            assert len(server.requests) == gong.usage.requests
            assert gong.usage.retries == 4

    @pytest.mark.parametrize("apart", [False, True], ids=["one-write", "two-writes"])
    async def test_row16_an_answer_that_nobody_asked_for_is_dropped(self, apart: bool) -> None:
        good, alien = http(everything("1")), http(everything("666"))
        step = raw(good, alien, every=0.02) if apart else raw(good + alien)
        async with talk(step, GOOD) as (server, gong):
            assert (await gong.calls.get("1")).id == "1"
            if apart:
                await server.until(answered=1)
            assert (await gong.calls.get("1")).id == "1"


class TestInterim:
    async def test_row17_interim_answers_are_passed_over(self) -> None:
        spam = (
            b"HTTP/1.1 102 Processing\r\n\r\n" * 100 + b"HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n"
        )
        async with talk(raw(spam + http(everything()))) as (_, gong):
            assert (await gong.calls.get("1")).id == "1"
            assert gong.usage.requests == 1

    async def test_row17_interim_answers_without_end_run_into_the_deadline(self) -> None:
        step = raw(*[b"HTTP/1.1 102 Processing\r\n\r\n"] * 10_000, every=0.001, then="hang")
        settings: dict[str, Any] = {"timeout": 0.2, "policy": {"attempts": 2}}
        async with talk(step, **settings) as (_, gong):
            error = await failure(gong.calls.get("1"))
            assert isinstance(error, TransportError)
            assert error.attempts == 2


LATE: dict[str, Step] = {
    "row18-headers-late": raw(b"HTTP/1.1 200 OK\r\n", then="hang"),
    "row19-one-byte-at-a-time": raw(
        http(b"", length=9999), *[b" "] * 9999, every=0.02, then="hang"
    ),
    "row20-no-answer": hang(),
}


class TestLate:
    @each(LATE)
    @pytest.mark.parametrize("read", [SAFE["get"], SAFE["post"]], ids=["get", "post"])
    async def test_the_deadline_is_for_the_whole_attempt(self, row: Step, read: Operation) -> None:
        settings: dict[str, Any] = {"timeout": 0.3, "policy": {"attempts": 2}}
        async with talk(row, **settings) as (server, gong):
            error = await failure(read(gong))
            assert isinstance(error, TransportError)
            assert (error.phase, error.attempts) == ("read", 2)
            assert "0.3 s" in str(error)
            assert len(server.requests) == server.connections == 2  # none is used again
            server.say(GOOD)
            assert await read(gong) == ["1"]

    async def test_a_late_write_is_sent_once_and_left_in_doubt(self) -> None:
        async with talk(hang(), timeout=0.3) as (server, gong):
            error = await failure(post_write(gong))
            assert isinstance(error, TransportError)
            assert error.maybe_done
            assert len(server.requests) == 1

    async def test_waiting_for_the_limiter_is_not_part_of_the_attempt(self) -> None:
        """All that passed the limiter is on its way at once: no queue behind the connections."""
        together = 24
        arrived = asyncio.Event()

        async def step(line: Any) -> None:
            if len(server.requests) >= together:
                arrived.set()
            await arrived.wait()
            await GOOD(line)

        async with talk(step, timeout=5) as (server, gong):
            found = await asyncio.gather(*(gong.calls.get("1") for _ in range(together)))
            assert len(found) == len(server.requests) == together
