"""The four operations on calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.backend import Asked, Backend, call_key
from gong_async.sim.route import route
from gong_async.sim.selection import Selection
from gong_async.sim.world import SimCall

__all__ = ["ROUTES"]

_NOTHING = "No calls found corresponding to the provided filters"
_MEDIA_SCOPE = "api:calls:read:media-url"

Json = dict[str, Any]


async def list_calls(backend: Backend, asked: Asked) -> Json:
    """GET /v2/calls"""
    since, until = asked.arguments.moments("fromDateTime", "toDateTime")
    workspace_id = asked.arguments.text("workspaceId")
    calls = backend.calls(since, until, workspace_id=workspace_id)
    return await _answer(backend, asked, calls, "calls", lambda call: call.basic)


async def get_call(backend: Backend, asked: Asked) -> Json:
    """GET /v2/calls/{id}"""
    call = backend.world.call_by_id.get(asked.id)
    if call is None:
        raise RefusedError(404, f"Call ID {asked.id} was not found")
    return {"call": call.basic}


async def list_extensive(backend: Backend, asked: Asked) -> Json:
    """POST /v2/calls/extensive"""
    calls = _filtered(backend, asked, by_host=True)
    selection = Selection.read(asked.arguments.section("contentSelector"))
    if selection.media:
        asked.demand(_MEDIA_SCOPE)
    world = backend.world

    def record(call: SimCall) -> Json:
        return backend.media.sign(selection.prune(world.extensive(call)))

    return await _answer(backend, asked, calls, "calls", record)


async def list_transcripts(backend: Backend, asked: Asked) -> Json:
    """POST /v2/calls/transcript"""
    calls = _filtered(backend, asked)
    ready = [call for call in calls if backend.has_transcript(call)]
    return await _answer(backend, asked, ready, "callTranscripts", backend.world.transcript)


def _filtered(backend: Backend, asked: Asked, *, by_host: bool = False) -> Sequence[SimCall]:
    filter_ = asked.filter()
    return backend.calls(
        *filter_.moments("fromDateTime", "toDateTime"),
        workspace_id=filter_.text("workspaceId"),
        ids=filter_.texts("callIds"),
        host_ids=filter_.texts("primaryUserIds") if by_host else None,
    )


async def _answer(
    backend: Backend,
    asked: Asked,
    calls: Sequence[SimCall],
    name: str,
    record: Callable[[SimCall], Json],
) -> Json:
    """One page, made call by call so that other requests get their turn; empty is a 404."""
    page = backend.page(asked, calls, call_key)
    if not page.items:
        raise RefusedError(404, _NOTHING)
    made: list[Json] = []
    for call in page.items:
        made.append(record(call))
        await asyncio.sleep(0)
    return {"records": page.records, name: made}


ROUTES = (
    route("GET calls", "calls:read:basic", list_calls),
    route("GET calls/{id}", "calls:read:basic", get_call),
    route("POST calls/extensive", "calls:read:extensive", list_extensive),
    route("POST calls/transcript", "calls:read:transcript", list_transcripts),
)
