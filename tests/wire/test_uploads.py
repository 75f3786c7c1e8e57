"""Files on their way: whole, streamed, sent again only where that can be, and let go."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import tracemalloc
from array import array
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp import StreamReader
from aiohttp.base_protocol import BaseProtocol
from attrs import define, field

from gong_async import CrmUploadType, Gong
from gong_async.errors import (
    AuthenticationError,
    ConflictError,
    GongError,
    RateLimitError,
    ServerError,
    TransportError,
)
from gong_async.upload import Source, Upload
from tests.wire.hostile import hang, raw, refuse
from tests.wire.rig import ATTEMPTS, connect, failure, talk
from tests.wire.takers import TAKEN, deaf, taking

SOUND = bytes(range(256)) * 4000


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / 'a "call" of Zoë.mp3'
    path.write_bytes(SOUND)
    return path


@define
class Stream:
    """An async iterator over a sound, which tells whether it was closed."""

    sound: bytes = SOUND
    closed: bool = False
    breaks: Exception | None = None
    pause: Callable[[], Awaitable[object]] | None = None

    async def __call__(self) -> AsyncIterator[bytes]:
        try:
            for start in range(0, len(self.sound), 100_000):
                yield self.sound[start : start + 100_000]
                if self.pause is not None:
                    await self.pause()
                if self.breaks is not None:
                    raise self.breaks
            yield b""
        finally:
            self.closed = True


@define
class Going:
    """An async iterable whose iterators go on where the last one stopped."""

    stream: AsyncIterator[bytes] = field(factory=lambda: Stream()())

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self.stream


async def _pieces(*pieces: Any) -> AsyncIterator[Any]:
    for piece in pieces:
        yield piece


Make = Callable[[], Source]


def _of_aiohttp() -> StreamReader:
    """Make what aiohttp hands out for the body of an answer: it is no iterator, and starts once."""
    reader = StreamReader(BaseProtocol(asyncio.get_running_loop()), 1 << 20)
    reader.feed_data(SOUND)
    reader.feed_eof()
    return reader


def media(gong: Gong, source: Source, **more: Any) -> Awaitable[Any]:
    return gong.calls.upload_media(call_id="77", media=source, **more)


class TestWhole:
    async def test_a_file_arrives_as_it_is(self, sound: Path) -> None:
        told: list[tuple[int, int | None]] = []
        async with taking() as (server, gong):
            done = await media(gong, sound, progress=lambda *now: told.append(now))
        assert (done.call_id, done.url) == ("77", TAKEN["url"])
        (one,) = server.taken
        assert (one.method, one.path) == ("PUT", "/v2/calls/77/media")
        assert (one.part, one.kind) == ("mediaFile", "audio/mpeg")
        assert one.filename == "a %22call%22 of Zoë.mp3"
        assert (one.size, one.digest) == (len(SOUND), digest(SOUND))
        assert one.length is not None
        assert one.length > len(SOUND)
        assert told == sorted(told)
        assert told[-1] == (len(SOUND), len(SOUND))
        assert len(told) > 2

    async def test_a_stream_arrives_as_it_is(self) -> None:
        told: list[tuple[int, int | None]] = []
        stream = Stream()
        async with taking() as (server, gong):
            await media(gong, stream(), progress=lambda *now: told.append(now))
        (one,) = server.taken
        assert (one.size, one.digest, one.length) == (len(SOUND), digest(SOUND), None)
        assert told[-1] == (len(SOUND), None)
        assert stream.closed

    async def test_any_buffer_of_bytes_arrives_as_it_is(self) -> None:
        numbers = memoryview(array("I", range(100)))
        told: list[int] = []
        async with taking() as (server, gong):
            source = _pieces(bytearray(b"ab"), numbers, numbers[::2], b"c")
            await media(gong, source, progress=lambda sent, _: told.append(sent))
        whole = b"ab" + numbers.tobytes() + numbers[::2].tobytes() + b"c"
        assert (server.taken[0].size, server.taken[0].digest) == (len(whole), digest(whole))
        assert told[-1] == len(whole)

    async def test_objects_of_a_crm_arrive_as_they_are(self, tmp_path: Path) -> None:
        path = tmp_path / "deals.ldjson"
        path.write_bytes(b'{"objectId": "1"}\n')
        async with taking() as (server, gong):
            await gong.crm.upload(
                integration_id="5",
                object_type=CrmUploadType.DEAL,
                client_request_id="night-1",
                data=str(path),
            )
        (one,) = server.taken
        assert (one.method, one.path, one.part) == ("POST", "/v2/crm/entities", "dataFile")
        assert one.query == {
            "integrationId": "5",
            "objectType": "DEAL",
            "clientRequestId": "night-1",
        }
        assert one.digest == digest(b'{"objectId": "1"}\n')

    async def test_the_memory_stays_flat(self, tmp_path: Path) -> None:
        path = tmp_path / "long.wav"
        with path.open("wb") as file:
            file.truncate(96 << 20)
        async with taking() as (server, gong):
            tracemalloc.start()
            try:
                await media(gong, path)
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
        assert server.taken[0].size == 96 << 20
        assert peak < 12 << 20


class TestAgain:
    async def test_a_file_is_sent_again_from_its_beginning(self, sound: Path) -> None:
        told: list[int] = []
        async with taking((429, True), (429, True)) as (server, gong):
            await media(gong, sound, progress=lambda sent, _: told.append(sent))
        assert [one.digest for one in server.taken] == [digest(SOUND)] * 3
        assert told.count(len(SOUND)) == 3

    @pytest.mark.parametrize("source", [lambda: Stream()(), Going, _of_aiohttp])
    async def test_a_stream_is_not_and_the_error_says_so(self, source: Make) -> None:
        async with taking((429, True)) as (server, gong):
            error = await failure(media(gong, source()))
        assert isinstance(error, RateLimitError)
        assert (server.asked, error.attempts, error.maybe_done) == (1, 1, False)
        assert "a new stream" in error.__notes__[0]

    @pytest.mark.parametrize("status", [400, 401, 404, 409, 500])
    async def test_what_would_not_be_sent_again_anyway_has_no_such_note(self, status: int) -> None:
        async with taking((status, True)) as (server, gong):
            error = await failure(media(gong, Stream()()))
        assert (server.asked, getattr(error, "__notes__", [])) == (1, [])

    async def test_a_stream_that_nobody_read_is(self) -> None:
        async with talk(refuse(500)) as (server, _):
            port = server.port
        async with connect(f"http://127.0.0.1:{port}") as gong:
            error = await failure(media(gong, Stream()()))
        assert isinstance(error, TransportError)
        assert (error.phase, error.attempts, error.maybe_done) == ("connect", ATTEMPTS, False)

    @pytest.mark.parametrize("status", [500, 502, 503])
    async def test_after_a_failure_of_gong_nothing_is(self, sound: Path, status: int) -> None:
        async with taking((status, True)) as (server, gong):
            error = await failure(media(gong, sound))
        assert isinstance(error, ServerError)
        assert (server.asked, error.attempts, error.maybe_done) == (1, 1, True)
        assert "look in Gong whether the call has its recording" in str(error)

    async def test_after_a_lost_answer_nothing_is(self, sound: Path) -> None:
        async with talk(raw(then="rst")) as (server, gong):
            error = await failure(media(gong, sound))
        assert isinstance(error, TransportError)
        assert (len(server.requests), error.attempts, error.maybe_done) == (1, 1, True)

    async def test_gong_knows_the_name_already(self, sound: Path) -> None:
        async with taking((409, True)) as (server, gong):
            error = await failure(
                gong.crm.upload(
                    integration_id="5",
                    object_type=CrmUploadType.LEAD,
                    client_request_id="a",
                    data=sound,
                )
            )
        assert isinstance(error, ConflictError)
        assert (server.asked, error.maybe_done) == (1, False)


class TestCutShort:
    async def test_a_refusal_is_heard_before_the_file_is_through(self, tmp_path: Path) -> None:
        path = tmp_path / "long.wav"
        with path.open("wb") as file:
            file.truncate(64 << 20)
        told: list[int] = []
        async with taking((401, False)) as (server, gong):
            error = await failure(media(gong, path, progress=lambda sent, _: told.append(sent)))
        assert isinstance(error, AuthenticationError)
        assert server.asked == 1

    async def test_what_breaks_the_stream_is_what_the_caller_gets(self) -> None:
        broken = LookupError("the tape is gone")
        stream = Stream(breaks=broken)
        async with taking() as (server, gong):
            with pytest.raises(LookupError) as caught:
                await media(gong, stream())
            assert caught.value is broken
            assert gong.usage.requests == 1
        assert stream.closed
        assert server.taken == []

    @pytest.mark.parametrize(
        "broken",
        [
            TransportError("getCall", "connect", "no connection in time"),
            TransportError("getCall", "read", "the connection broke"),
            RateLimitError("getCall", 429),
            AuthenticationError("getCall", 401),
        ],
    )
    @pytest.mark.parametrize("by", ["source", "progress"])
    async def test_an_error_of_ours_that_breaks_it_is_still_not_of_the_upload(
        self, sound: Path, broken: GongError, by: str
    ) -> None:
        def fail(_: int, __: int | None) -> None:
            raise broken

        async with taking() as (server, gong):
            source, progress = (Stream(breaks=broken)(), None) if by == "source" else (sound, fail)
            error = await failure(media(gong, source, progress=progress))
            assert (gong.usage.requests, server.taken) == (1, [])
        assert error is broken
        assert (error.attempts, error.maybe_done, error.find_out) == (0, False, "")
        assert not getattr(error, "__notes__", [])

    async def test_a_file_that_is_rewritten_meanwhile_is_not_taken(self, sound: Path) -> None:
        def rewrite(sent: int, total: int | None) -> None:
            if sent == total:
                sound.write_bytes(SOUND[::-1])

        os.utime(sound, (0, 0))  # long ago, however coarse the clock of the file system is
        async with taking() as (server, gong):
            with pytest.raises(ValueError, match="written to while it was read"):
                await media(gong, sound, progress=rewrite)
        assert server.taken == []

    async def test_a_file_that_shrinks_meanwhile_is_not_taken(self, sound: Path) -> None:
        def shrink(sent: int, _: int | None) -> None:
            with sound.open("r+b") as file:
                file.truncate(sent)

        async with taking() as (server, gong):
            with pytest.raises(ValueError, match="written to while it was read"):
                await media(gong, sound, progress=shrink)
        assert server.taken == []

    async def test_a_cancelled_upload_lets_go_of_everything(self) -> None:
        reached, never = asyncio.Event(), asyncio.Event()

        async def pause() -> None:
            reached.set()
            await never.wait()

        stream = Stream(pause=pause)
        async with taking() as (server, gong):
            task = asyncio.ensure_future(media(gong, stream()))
            await reached.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert stream.closed
        assert server.taken == []

    async def test_a_server_that_stops_reading_is_given_up_and_so_is_the_stream(self) -> None:
        closed: list[int] = []

        async def endless() -> AsyncIterator[bytes]:
            sent = 0
            try:
                while True:
                    sent += 1
                    yield SOUND
            finally:
                closed.append(sent)

        source = endless()  # held on to: nothing but the client closes it
        async with deaf() as url, connect(url, timeout=0.5) as gong:
            error = await failure(media(gong, source))
            assert len(closed) == 1
        assert isinstance(error, TransportError)
        assert (error.phase, error.attempts, error.maybe_done) == ("read", 1, True)

    async def test_a_server_that_never_answers_is_given_up(self, sound: Path) -> None:
        async with talk(hang(), timeout=0.5) as (server, gong):
            error = await failure(media(gong, sound))
        assert isinstance(error, TransportError)
        assert (error.phase, error.maybe_done, len(server.requests)) == ("read", True, 1)

    async def test_a_slow_stream_may_take_its_time(self) -> None:
        pauses = iter([1.5])
        stream = Stream(pause=lambda: asyncio.sleep(next(pauses, 0.0)))
        async with taking(timeout=1.0) as (server, gong):
            await media(gong, stream())
        assert server.taken[0].size == len(SOUND)


class TestRefused:
    @pytest.mark.parametrize(
        ("size", "problem"),
        [(0, "is empty"), (1_500_000_001, "is larger than the 1,500,000,000 bytes")],
    )
    async def test_before_a_byte_leaves(self, tmp_path: Path, size: int, problem: str) -> None:
        path = tmp_path / "a.wav"
        with path.open("wb") as file:
            file.truncate(size)
        async with taking() as (server, gong):
            with pytest.raises(ValueError, match=problem):
                await media(gong, path)
            with pytest.raises(ValueError, match="is a folder"):
                await media(gong, tmp_path)
            with pytest.raises(FileNotFoundError):
                await media(gong, tmp_path / "none.wav")
            for source in (b"sound", None, [b"sound"], io.BytesIO(b"sound")):
                with pytest.raises(TypeError, match="must be a path or an async iterable; not"):
                    await media(gong, cast("Source", source))
        assert (server.asked, gong.usage.requests) == (0, 0)

    @pytest.mark.parametrize("most", [99_999, 250_000])
    async def test_a_stream_that_is_too_long_never_ends(self, most: int) -> None:
        upload = Upload("mediaFile", Stream()(), most)
        with pytest.raises(ValueError, match="is larger than"):
            [piece async for piece in upload.pieces()]

    @pytest.mark.parametrize("piece", ["sound", None, 7, [1, 2], {"a": 1}])
    @pytest.mark.parametrize("before", [(), (b"a",)])
    async def test_a_stream_of_anything_but_bytes(self, piece: Any, before: Any) -> None:
        async with taking() as (server, gong):
            with pytest.raises(TypeError, match="mediaFile must come in pieces of bytes; not"):
                await media(gong, _pieces(*before, piece))
        assert server.taken == []

    async def test_a_progress_that_cannot_be_called(self, sound: Path) -> None:
        async with taking() as (server, gong):
            for source in (sound, Stream()()):
                with pytest.raises(TypeError, match="progress must be a function"):
                    await media(gong, source, progress=5)
        assert server.asked == 0

    async def test_a_stream_without_a_byte(self) -> None:
        async with taking() as (server, gong):
            with pytest.raises(ValueError, match="is empty"):
                await media(gong, Stream(sound=b"")())
        assert server.taken == []
