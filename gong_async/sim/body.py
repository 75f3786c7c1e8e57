"""What a request brings along: JSON, or uploaded files."""

from __future__ import annotations

import json
from contextlib import ExitStack, suppress
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, cast

from aiohttp import web
from attrs import field, frozen

if TYPE_CHECKING:
    from aiohttp import BodyPartReader

__all__ = ["Body", "Part", "receive"]

_IN_MEMORY = 1_000_000  # bytes of a file; what is more lies on the disk


@frozen
class Part:
    """
    One uploaded file.

    Attributes:
        filename: As the sender has it; None if they do not tell.

        size: In bytes.

        sha256: In hexadecimal.

        content: At its beginning; closed once the request is answered.
    """

    filename: str | None
    size: int
    sha256: str
    content: IO[bytes]

    def keep(self) -> memoryview:
        """The content for longer than the request; what is large stays on the disk."""
        if self.size <= _IN_MEMORY:
            return memoryview(self.content.read())
        return memoryview(mmap(self.content.fileno(), 0, access=ACCESS_READ))


@frozen
class Body:
    """
    The body of one request.

    Attributes:
        media_type: ``application/json``, ...

        json: What it says; None where it is no JSON.

        parts: The uploaded files by the names of their fields.
    """

    media_type: str
    json: Any = None
    parts: dict[str, Part] = field(factory=dict[str, Part])


async def receive(request: web.BaseRequest, files: ExitStack) -> Body:
    """Read the body of *request*; what it uploads is open as long as *files*."""
    media_type = request.content_type
    if media_type == "multipart/form-data":
        return Body(media_type, parts=await _parts(request, files))
    return Body(media_type, _parsed(await request.read()))


async def _parts(request: web.BaseRequest, files: ExitStack) -> dict[str, Part]:
    """The files that there are up to the first thing that is none."""
    parts: dict[str, Part] = {}
    with suppress(Exception):  # aiohttp has many names for garbage
        reader = await request.multipart()
        while part := await reader.next():
            if part.headers.get("Content-Type", "").startswith("multipart/"):
                break
            sent = cast("BodyPartReader", part)
            parts[sent.name or ""] = await _part(sent, files)
    return parts


async def _part(sent: BodyPartReader, files: ExitStack) -> Part:
    content = files.enter_context(SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - files does
    seen, size = sha256(), 0
    while chunk := await sent.read_chunk(65_536):
        content.write(chunk)
        seen.update(chunk)
        size += len(chunk)
    content.seek(0)
    return Part(sent.filename, size, seen.hexdigest(), cast(IO[bytes], content))


def _parsed(body: bytes) -> Any:
    """The JSON in *body*; None if there is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
