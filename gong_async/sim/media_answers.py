"""How the media host answers: as it should, or as a fault wants it."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cached_property

from aiohttp import web
from attrs import evolve, field, frozen

from gong_async.sim.breakage import end_connection
from gong_async.sim.faults import Fault

__all__ = ["ELSEWHERE", "File", "broken", "reply_to", "send"]

ELSEWHERE = "/elsewhere"
"""Where a ``redirect`` leads."""

_PIECE = 1 << 16
_DRIP_PIECE = 0.05  # seconds
_RANGE = re.compile(r"bytes=([0-9]+)-([0-9]*)", re.ASCII)
_STATUSES = {"expired": 403, "gone": 404, "500": 500, "416": 416}
_REFUSAL = b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code></Error>'


@frozen(slots=False)
class File:
    """A recording as it is at present."""

    content: memoryview = field(repr=False)
    content_type: str

    @cached_property
    def etag(self) -> str:
        """Its strong entity tag."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'

    def whole(self) -> Reply:
        """The answer to one who asks for all of it."""
        return Reply(200, self.content, self._headers())

    def part(self, start: int, stop: int) -> Reply:
        """The bytes from *start* to *stop*, that one excluded."""
        where = f"bytes {start}-{stop - 1}/{len(self.content)}"
        return Reply(206, self.content[start:stop], self._headers() | {"Content-Range": where})

    def _headers(self) -> dict[str, str]:
        return {"ETag": self.etag, "Accept-Ranges": "bytes", "Content-Type": self.content_type}


@frozen
class Reply:
    """
    What to send.

    Attributes:
        sent: How many bytes of the body are sent before the connection ends; None for all.

        rst: Whether it ends with an RST then, else with a FIN.

        framed: Whether the answer says how long it is.

        seconds: How long the body takes.
    """

    status: int
    body: bytes | memoryview = field(default=b"", repr=False)
    headers: dict[str, str] = field(factory=dict[str, str])
    sent: int | None = None
    rst: bool = False
    framed: bool = True
    seconds: float = 0.0

    def pieces(self) -> Iterator[bytes | memoryview]:
        """What is sent of the body, piece by piece."""
        sent = self.body[: self.sent]
        slow = max(1, round(self.seconds / _DRIP_PIECE))
        size = min(_PIECE, max(1, -(-len(sent) // slow)))
        return (sent[start : start + size] for start in range(0, len(sent), size))


def reply_to(file: File, range_: str, if_range: str) -> Reply:
    """The answer to a request with those two headers."""
    total, found = len(file.content), _RANGE.fullmatch(range_)
    if found is None or if_range not in ("", file.etag):
        return file.whole()
    start = int(found[1])
    stop = min(total, int(found[2]) + 1) if found[2] else total
    return file.part(start, stop) if start < stop else _refused(416)


def broken(fault: Fault, file: File, good: Reply) -> Reply:
    """What comes in place of the *good* answer."""
    size = len(good.body)
    share, start = int(fault.share * size), len(file.content) - size
    match fault.kind:
        case "expired" | "gone" | "500" | "416":
            return _refused(_STATUSES[fault.kind])
        case "redirect":
            return Reply(302, headers={"Location": ELSEWHERE})
        case "short" if good.status == 206:
            return file.part(start, start + max(1, share))
        case "wrong-range" if size > 1:
            return file.part(start + 1, len(file.content))
        case "ignored-range":
            return file.whole()
        case "long":
            return evolve(good, body=b"".join((good.body, file.content[:9])), framed=False)
        case "drip":
            return evolve(good, seconds=1.0 if fault.seconds is None else fault.seconds)
        case "chunked":
            return evolve(file.whole(), framed=False)
        case "gzip":
            encoding = {"Content-Encoding": "gzip"}
            return evolve(good, body=gzip.compress(good.body), headers=good.headers | encoding)
        case "weak":
            weak = {"ETag": f"W/{file.etag}"}
            return evolve(good, headers=good.headers | weak, sent=share, rst=fault.rst)
        case _:
            return evolve(good, sent=share, rst=fault.rst)


async def send(
    reply: Reply, request: web.BaseRequest, count: Callable[[int], object]
) -> web.StreamResponse | None:
    """Send *reply*, counting the bytes of its body; None where the connection ended."""
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    if reply.framed:
        response.content_length = len(reply.body)
    try:
        await response.prepare(request)
        for piece in reply.pieces():
            if reply.seconds:
                await asyncio.sleep(_DRIP_PIECE)
            await response.write(piece)
            count(len(piece))
    except ConnectionError:
        return None
    if reply.sent is None:
        return response
    end_connection(request, rst=reply.rst)
    return None


def _refused(status: int) -> Reply:
    return Reply(status, _REFUSAL, {"Content-Type": "application/xml"})
