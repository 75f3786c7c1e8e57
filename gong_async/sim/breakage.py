"""How a fault shows on the wire."""

from __future__ import annotations

import asyncio
import json
import math
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from aiohttp import web
from attrs import evolve, frozen

from gong_async.sim.answers import Answer, RefusedError, envelope, to_response
from gong_async.sim.faults import Fault
from gong_async.sim.shapes import is_list

__all__ = ["Victim", "break_answer", "end_connection"]

_DRIP_PIECE = 0.05  # seconds
_FAILED = "Internal server error occurred"
_LINGER_NOT = struct.pack("ii", 1, 0)  # close() is an RST then
_PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


@frozen
class Victim:
    """
    A request to break.

    Attributes:
        request: As aiohttp has it, its body read.

        request_id: Gong's name for it.

        has_cursor: Whether it asks for a later page.

        answer: Makes the true answer.
    """

    request: web.BaseRequest
    request_id: str
    has_cursor: bool
    answer: Callable[[], Awaitable[Answer]]

    def error(self, status: int, text: str) -> Answer:
        """An error in Gong's envelope."""
        return envelope(self.request_id, RefusedError(status, text))

    def end(self, *, rst: bool = False) -> None:
        """End the connection here."""
        end_connection(self.request, rst=rst)


def end_connection(request: web.BaseRequest, *, rst: bool) -> None:
    """End the connection of *request*, with an RST or a FIN."""
    transport = request.transport
    if transport is None:
        return
    if rst:
        peer: socket.socket = transport.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        transport.abort()
    else:
        transport.close()


async def break_answer(fault: Fault, victim: Victim) -> web.StreamResponse | None:
    """Answer *victim* as *fault* wants it; None where the connection ended instead."""
    if fault.done:
        victim = evolve(victim, answer=partial(_known, await victim.answer()))
    await asyncio.sleep(fault.after)
    if fault.kind in _ON_THE_WIRE:
        return await _ON_THE_WIRE[fault.kind](fault, victim)
    broken = _instead(fault, victim) or await _spoilt(fault, victim)
    broken = broken or victim.error(500, _FAILED)
    return to_response(broken, victim.request)


async def _known(answer: Answer) -> Answer:
    return answer


def _instead(fault: Fault, victim: Victim) -> Answer | None:
    """What is said in place of the true answer; None if nothing is, or there is no room for it."""
    retry = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    match fault.kind:
        case "429":
            return _with(victim.error(429, "API request limit exceeded"), retry)
        case "502-html":
            return _html(502, "502 Bad Gateway")
        case "503-retry-after":
            return _with(_html(503, "503 Service Temporarily Unavailable"), retry)
        case "garbled":
            return _html(200, "Sign in")
        case "empty":
            return Answer(200, b"")
        case "error-envelope":
            return victim.error(200, _FAILED)
        case "stale-cursor" if victim.has_cursor:
            return victim.error(400, "The cursor has expired")
        case "false-404" if victim.has_cursor:
            return victim.error(404, "No calls found corresponding to the provided filters")
        case _:
            return None


async def _spoilt(fault: Fault, victim: Victim) -> Answer | None:
    """The true answer, a part of it spoilt; None if it has no such part."""
    if fault.kind not in ("cut-json", "missing-records", "null-list"):
        return None
    answer = await victim.answer()
    if fault.kind == "cut-json":
        return evolve(answer, body=_part(fault, answer))
    content: dict[str, Any] = json.loads(answer.body)
    lists = [name for name, value in content.items() if is_list(value)]
    spoilt = ["records"] if fault.kind == "missing-records" else lists
    if answer.status != 200 or not content.keys() & spoilt:
        return None
    for name in spoilt:
        if fault.kind == "missing-records":
            del content[name]
        else:
            content[name] = None
    return evolve(answer, body=json.dumps(content).encode())


async def _reset(_fault: Fault, victim: Victim) -> None:
    victim.end(rst=True)


async def _disconnect(_fault: Fault, victim: Victim) -> None:
    victim.end()


async def _cut(fault: Fault, victim: Victim) -> None:
    answer = await victim.answer()
    response = _head(answer)
    await response.prepare(victim.request)
    await response.write(_part(fault, answer))
    victim.end(rst=fault.rst)


async def _drip(fault: Fault, victim: Victim) -> web.StreamResponse:
    answer = await victim.answer()
    pieces = max(1, round((1.0 if fault.seconds is None else fault.seconds) / _DRIP_PIECE))
    size = max(1, -(-len(answer.body) // pieces))
    response = _head(answer)
    await response.prepare(victim.request)
    for start in range(0, len(answer.body), size):
        await asyncio.sleep(_DRIP_PIECE)
        await response.write(answer.body[start : start + size])
    return response


async def _hang(fault: Fault, victim: Victim) -> None:
    await asyncio.sleep(math.inf if fault.seconds is None else fault.seconds)
    victim.end()


_ON_THE_WIRE: Mapping[str, Callable[[Fault, Victim], Awaitable[web.StreamResponse | None]]] = {
    "reset": _reset,
    "disconnect": _disconnect,
    "cut": _cut,
    "drip": _drip,
    "hang": _hang,
}


def _head(answer: Answer) -> web.StreamResponse:
    """The response to *answer* before its body; the caller sends that."""
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    response.content_type = answer.content_type
    response.content_length = len(answer.body)
    return response


def _part(fault: Fault, answer: Answer) -> bytes:
    return answer.body[: int(fault.share * len(answer.body))]


def _html(status: int, title: str) -> Answer:
    return Answer(status, _PAGE.format(title).encode(), content_type="text/html")


def _with(answer: Answer, headers: Mapping[str, str]) -> Answer:
    return evolve(answer, headers={**answer.headers, **headers})
