"""What requests bring along: files in parts, and what is none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from caller import Caller, Reply
from test_recordings import told

MISSING = "mediaFile part is missing"


@pytest.fixture
async def media(gong: Caller) -> str:
    """Where the media of a new call go."""
    reply = await gong.post("/v2/calls", told(gong.sim.world))
    return f"/v2/calls/{reply.body['callId']}/media"


async def upload(gong: Caller, path: str, content: Any, **options: str) -> Reply:
    form = aiohttp.FormData()
    form.add_field("mediaFile", content, **options)
    return await gong.send("PUT", path, data=form)


async def test_a_file_arrives_to_the_last_byte(gong: Caller, media: str) -> None:
    content = bytes(range(256)) * 2_000
    reply = await upload(gong, media, content, filename="talk.wav")
    assert reply.status == 201
    part = gong.sim.log[-1].parts["mediaFile"]
    assert (part.filename, part.size) == ("talk.wav", len(content))
    assert part.sha256 == hashlib.sha256(content).hexdigest()
    assert part.content.closed


async def test_a_large_file_does_not_stay_in_memory(gong: Caller, media: str) -> None:
    piece, pieces, seen = b"\x00\xff" * 500_000, 30, hashlib.sha256()

    async def content() -> AsyncIterator[bytes]:
        for _ in range(pieces):
            seen.update(piece)
            yield piece

    reply = await upload(gong, media, content(), filename="talk.mp4")
    part = gong.sim.log[-1].parts["mediaFile"]
    assert reply.status == 201
    assert (part.size, part.sha256) == (len(piece) * pieces, seen.hexdigest())


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"no such boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b""),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\nhi\r\n--x--\r\n',
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n--x--\r\n",
        ),
    ],
)
async def test_what_is_no_such_file_is_a_400(
    gong: Caller, media: str, content_type: str, body: bytes
) -> None:
    headers = {"Content-Type": content_type}
    reply = await gong.send("PUT", media, data=body, headers=headers)
    assert (reply.status, reply.error) == (400, MISSING)
    assert (await upload(gong, media, b"x", filename="a.mp3")).status == 201


async def test_an_array_in_place_of_an_object_is_a_400(gong: Caller) -> None:
    reply = await gong.send("POST", "/v2/calls", data=json.dumps([{}]))
    assert (reply.status, reply.error) == (400, "Json parse error")
