"""What the simulator says: Gong's answers and its envelope of errors, as bytes on the wire."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web
from attrs import field, frozen

from gong_async.sim.shapes import is_list

__all__ = ["Answer", "RefusedError", "envelope", "in_turns", "to_response"]

_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
_NONE: Mapping[str, str] = {}
_WORTH_PACKING = 1_000  # bytes
_PACKED_IN_A_THREAD = 64_000  # bytes


class RefusedError(Exception):
    """
    The answer is no.

    Args:
        status: Of HTTP.

        text: One of Gong's.

        headers: More than the usual ones.

        members: Of the envelope, beside the usual ones.
    """

    def __init__(
        self,
        status: int,
        text: str,
        headers: Mapping[str, str] = _NONE,
        members: Mapping[str, Any] = _NONE,
    ) -> None:
        super().__init__(status, text)
        self.status = status
        self.text = text
        self.headers = headers
        self.members = members


@frozen
class Answer:
    """One whole answer, before it is packed or broken."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(factory=dict[str, str])
    content_type: str = "application/json"


def envelope(request_id: str, refused: RefusedError) -> Answer:
    """Gong's own form of an error."""
    body = json.dumps({"requestId": request_id, "errors": [refused.text], **refused.members})
    headers = {"x-traceid": request_id, **refused.headers}
    return Answer(refused.status, body.encode(), headers)


async def in_turns(content: Mapping[str, Any], form: Callable[[Any], Any]) -> bytes:
    """
    *content* as JSON, its parts in their *form*, lists item by item so that others get a turn.

    A hundred transcripts are ten megabytes, and the encoder never lets go of the interpreter.
    """
    members: list[str] = []
    for name, value in content.items():
        if is_list(value):
            items: list[str] = []
            for item in value:
                items.append(json.dumps(form(item)))
                await asyncio.sleep(0)
            (spelled,) = form({name: []})
            members.append(f"{json.dumps(spelled)}: [{', '.join(items)}]")
        else:
            members.append(json.dumps(form({name: value}))[1:-1])
    return f"{{{', '.join(filter(None, members))}}}".encode()


def to_response(answer: Answer, request: web.BaseRequest) -> web.Response:
    """*answer* as aiohttp sends it: gzip where the request takes it and it is worth it."""
    response = web.Response(
        status=answer.status,
        body=answer.body,
        headers=answer.headers,
        content_type=answer.content_type,
        zlib_executor_size=_PACKED_IN_A_THREAD,
    )
    takes_gzip = _TAKES_GZIP.search(request.headers.get("Accept-Encoding", ""))
    if takes_gzip and len(answer.body) >= _WORTH_PACKING:
        response.enable_compression(web.ContentCoding.gzip)
    return response
