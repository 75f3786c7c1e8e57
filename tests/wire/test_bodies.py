"""Bodies that are not what the API promises, or far too much of it (rows 47 to 64)."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest

from gong_async.errors import DecodeError
from tests.wire.hostile import Hostile, Line, Step, answer, bomb, chunked, envelope, http, raw
from tests.wire.rig import ATTEMPTS, GOOD, SAFE, Operation, everything, failure, page, talk

CHUNKED = ("Transfer-Encoding", "chunked")
DEEP = "[" * 100_000 + "]" * 100_000


def swapped(**changes: Any) -> Step:
    """Answer with the good body, in which some keys are others; None takes the key out."""
    body: dict[str, Any] = {**json.loads(everything()), **changes}
    return answer(json.dumps({key: value for key, value in body.items() if value is not None}))


UNREADABLE: dict[str, Step] = {
    "row47-html-with-200": answer("<html>Please sign in</html>", kind="text/html"),
    "row48-empty": answer(b""),
    "row48-empty-204": raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "row48-blank": answer("  \n"),
    "row48-null": answer("null"),
    "row48-list": answer("[]"),
    "row48-text": answer('"ok"'),
    "row48-number": answer("7"),
    "row48-true": answer("true"),
    "row48-empty-object": answer("{}"),
    "row49-cut-json": answer(everything()[:-5]),
    "row49-two-documents": answer(everything() * 2),
    "row50-errors-with-200": answer(envelope("Sorry")),
    "row50-errors-beside-the-data": swapped(errors=["only half of it"]),
    "row54-deep-nesting": answer(DEEP),
    "row54-deep-nesting-inside": answer(everything()[:-1] + f', "x": {DEEP}}}'),
    "row54-integer-of-5000-digits": answer(everything()[:-1] + ', "x": ' + "9" * 5000 + "}"),
}
NO_PAGE: dict[str, Step] = {
    "row51-list-missing": answer(page("1", key="others")),
    "row51-list-an-object": swapped(calls={"id": "1"}, callTranscripts={"id": "1"}),
    "row51-list-text": swapped(calls="1", callTranscripts="1"),
    "row51-list-with-text-in-it": swapped(calls=[{"id": "1"}, "2"], callTranscripts=["2"]),
    "row51-list-with-null-in-it": swapped(calls=[{"id": "1"}, None], callTranscripts=[None]),
    "row52-list-null": answer(everything().replace("[{", 'null, "x": [{')),
    "row53-records-missing": swapped(records=None),
    "row53-records-a-list": swapped(records=[]),
    "row53-records-text": swapped(records="cursor"),
    "row53-cursor-a-number": swapped(records={"cursor": 7}),
    "row53-cursor-an-object": swapped(records={"cursor": {"a": 1}}),
}


def each(table: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", [pytest.param(table[key], id=key) for key in table])


@each(UNREADABLE)
@pytest.mark.parametrize("read", SAFE.values(), ids=SAFE.keys())
async def test_a_body_that_is_no_answer_is_an_error_and_may_heal(
    row: Step, read: Operation
) -> None:
    async with talk(row) as (server, gong):
        error = await failure(read(gong))
        assert isinstance(error, DecodeError)
        assert error.attempts == len(server.requests) == ATTEMPTS
        assert len(str(error)) < 1000
        assert "sign in" not in str(error)
        server.say(row, GOOD)
        assert await read(gong) == ["1"]
        assert server.connections == 1


@each(NO_PAGE)
@pytest.mark.parametrize("read", ["list", "post"])
async def test_what_is_not_a_page_is_never_an_empty_one(row: Step, read: str) -> None:
    async with talk(row) as (server, gong):
        error = await failure(SAFE[read](gong))
        assert isinstance(error, DecodeError)
        assert error.attempts == len(server.requests) == ATTEMPTS
        assert "$." in str(error)
        server.say(row, GOOD)
        assert await SAFE[read](gong) == ["1"]


@pytest.mark.parametrize("data", ["{}", '{"call": null}', '{"call": []}', '{"call": "1"}'])
async def test_row51_an_answer_without_its_object_is_an_error(data: str) -> None:
    async with talk(answer(data)) as (_, gong):
        error = await failure(gong.calls.get("1"))
        assert isinstance(error, DecodeError)
        assert error.attempts == ATTEMPTS


LENIENT: dict[str, Step] = {
    "row55-nan": answer(everything()[:-1] + ', "x": NaN, "y": 1e999}'),
    "row55-duplicate-keys": answer('{"requestId": "other", ' + everything()[1:]),
    "row55-byte-order-mark": answer(b"\xef\xbb\xbf" + everything().encode()),
    "row55-latin-1": answer(everything()[:-1].encode() + b', "x": "caf\xe9"}'),
    "row55-text-plain": answer(everything(), kind="text/plain"),
    "row55-no-content-type": answer(everything(), kind=None),
    "row55-content-type-nonsense": answer(everything(), kind=";;;=,charset=nowhere"),
    "row56-unknown-fields": swapped(brandNew={"a": [1, 2]}),
    "status-201": answer(everything(), status=201),
    "status-299": answer(everything(), status=299),
    "chunks-of-one-byte": raw(
        http(b"", CHUNKED, length=None)
        + chunked(*(bytes([byte]) for byte in everything().encode()))
    ),
    "chunk-extensions-and-trailers": raw(
        http(b"", CHUNKED, length=None)
        + b"%x;a=b\r\n%s\r\n0\r\nX-Trailer: 1\r\n\r\n" % (len(everything()), everything().encode())
    ),
    "ended-by-the-connection": raw(http(everything(), length=None), then="fin"),
    "http-1.0": raw(http(everything(), status="HTTP/1.0 200 OK"), then="fin"),
    "byte-by-byte": raw(*(bytes([byte]) for byte in http(everything()))),
}


@each(LENIENT)
@pytest.mark.parametrize("read", SAFE.values(), ids=SAFE.keys())
async def test_what_is_odd_but_whole_is_read(row: Step, read: Operation) -> None:
    async with talk(row) as (server, gong):
        assert await read(gong) == ["1"]
        assert len(server.requests) == 1


class TestRecords:
    async def test_row60_ids_that_come_as_numbers_are_exact(self) -> None:
        ids = ["7782342274025937895", "99999999999999999999", "1"]
        body = page(*ids)
        for id_ in ids:
            body = body.replace(f'"{id_}"', id_)
        async with talk(answer(body)) as (_, gong):
            assert [call.id async for call in gong.calls.list()] == ids

    async def test_row63_any_text_is_carried(self) -> None:
        title = "\ud83d \0 \u2028 \x1b[31m \ufeff \u202e " + "x" * 65536
        body = json.loads(page("1"))
        body["calls"][0]["title"] = title
        async with talk(answer(json.dumps(body))) as (_, gong):
            call = await gong.calls.list().first()
            assert call is not None
            assert call.title is not None
            assert call.title.endswith("x" * 65536)

    @pytest.mark.parametrize("call", [{}, {"id": None}, {"id": []}, {"id": {"a": 1}}])
    async def test_row59_a_record_without_its_id_does_not_take_the_page_with_it(
        self, call: dict[str, Any]
    ) -> None:
        body = json.loads(page("1"))
        body["calls"].append(call)
        async with talk(answer(json.dumps(body))) as (server, gong):
            found = await anext(gong.calls.list().pages())
            assert found.records[0] == {"id": "1"}
            assert len(found) == 2
            with pytest.raises(DecodeError, match="id"):
                _ = found.items
            assert len(server.requests) == 1


class TestMuch:
    async def test_row64_a_body_over_the_limit_is_refused_at_once(self) -> None:
        async def endless(line: Line) -> None:
            await line.write(http(b"", CHUNKED, length=None))
            while True:
                await line.write(chunked(b" " * (1 << 16), end=False))

        async with talk(endless) as (server, gong):
            error = await failure(gong.calls.get("1"))
            assert isinstance(error, DecodeError)
            assert "larger" in str(error)
            assert len(server.requests) == 1
            server.say(GOOD)
            assert (await gong.calls.get("1")).id == "1"

    async def test_a_list_of_millions_that_are_no_objects_is_refused_in_few_words(self) -> None:
        body = page("1").replace('[{"id": "1"}]', "[" + "0," * 2_000_000 + "0]")
        async with talk(answer(body), policy={"attempts": 1}) as (_, gong):
            error = await failure(gong.calls.list().collect())
            assert isinstance(error, DecodeError)
            assert len(error.problems) <= 100


READ_IT = """
import asyncio, resource, sys
from gong_async import Gong, DecodeError

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

async def main(url):
    async with Gong(access_key="k", access_key_secret="s", base_url=url) as gong:
        await gong.calls.get("1")
        idle = peak()
        try:
            await gong.calls.get("1")
        except DecodeError as error:
            print(peak() - idle, error)

asyncio.run(main(sys.argv[1]))
"""


@pytest.mark.parametrize("kind", ["gzip", "plain"])
async def test_row64_a_bomb_does_not_fill_the_memory(kind: str) -> None:
    """Measured in a process of its own: 300 MiB must not cost 64."""
    if kind == "gzip":
        step = answer(await asyncio.to_thread(bomb, 300), ("Content-Encoding", "gzip"))
    else:
        step = raw(http(b"", length=300 << 20), *[b" " * (1 << 20)] * 300)
    async with Hostile([GOOD, step]) as server, asyncio.timeout(30):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", READ_IT, server.url, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
    assert process.returncode == 0
    grown, _, said = out.decode().partition(" ")
    assert "larger" in said
    assert int(grown) < 64
    assert len(server.requests) == 2
