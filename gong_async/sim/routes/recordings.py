"""Calls that other systems recorded: telling of them, and uploading them."""

from __future__ import annotations

from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.arguments import Arguments
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.forms import (
    CONTEXT,
    Form,
    Rule,
    check,
    each,
    inside,
    one_of,
    required,
    texts,
)
from gong_async.sim.recordings import Recordings, ToldCall
from gong_async.sim.route import route

__all__ = ["ROUTES"]

Json = dict[str, Any]


async def add_call(backend: Backend, asked: Asked) -> Json:
    """POST /v2/calls"""
    told = asked.body
    _check(backend, told)
    if not _is_recorded(backend, told.values["primaryUser"]):
        raise RefusedError(409, "Recording is not enabled for the primary user")
    call = backend.state(Recordings).tell(dict(told.values))
    backend.churn.tell(call)
    return {"callId": call.id}


async def add_media(backend: Backend, asked: Asked) -> Json:
    """PUT /v2/calls/{id}/media"""
    call = backend.world.call_by_id.get(asked.id)
    if not isinstance(call, ToldCall):
        raise RefusedError(400, f"Call ID {asked.id} was not found")
    part = asked.part("mediaFile")
    if call.media is not None:
        raise RefusedError(400, f"Call ID {asked.id} has its media already")
    backend.media.keep(call.id, part.keep())
    backend.churn.tell(call.with_media(part.filename or ""))
    return {"callId": call.id, "url": call.url}


def _sized(most: int) -> Rule:
    return lambda told, name: told.text(name, most=most)


def _channel(party: Arguments, name: str) -> None:
    if party.integer(name) not in (None, 0, 1):
        raise party.wrong(name, "must be 0 or 1")


_PARTY: Form = {
    **texts("phoneNumber emailAddress name partyId userId"),
    "mediaChannelId": _channel,
    "context": CONTEXT,
}
_SEGMENT: Form = {
    "fromTime": required(Arguments.number),
    "toTime": required(Arguments.number),
    "partyIds": required(Arguments.strings),
}
_CALL: Form = {
    "clientUniqueId": required(_sized(2_048)),
    "actualStart": required(Arguments.moment),
    "direction": required(one_of("Inbound", "Outbound", "Conference", "Unknown")),
    "primaryUser": required(Arguments.text),
    "parties": required(each(_PARTY)),
    "purpose": _sized(255),
    "disposition": _sized(255),
    "scheduledStart": Arguments.moment,
    "scheduledEnd": Arguments.moment,
    "duration": Arguments.number,
    "context": CONTEXT,
    "speakersTimeline": inside({"precise": Arguments.flag, "speechSegments": each(_SEGMENT)}),
    "flowContext": inside(texts("taskId")),
    **texts("title customData meetingUrl callProviderCode downloadMediaUrl workspaceId"),
    **texts("languageCode"),
}


def _check(backend: Backend, told: Arguments) -> None:
    """Refuse a call that is not whole in itself, or speaks of what the company does not have."""
    check(told, _CALL)
    told.moments("scheduledStart", "scheduledEnd")
    user_ids = {user["id"] for user in backend.world.users}
    parties = told.objects("parties")
    for party in parties:
        if party.text("userId") not in {*user_ids, None}:
            raise party.wrong("userId", "no such user")
    if told.text("primaryUser") not in {party.text("userId") for party in parties}:
        raise told.wrong("parties", "a party must be provided for the primaryUser")
    party_ids = {party.text("partyId") for party in parties}
    for segment in told.section("speakersTimeline").objects("speechSegments"):
        if not party_ids.issuperset(segment.strings("partyIds") or ()):
            raise segment.wrong("partyIds", "each must have a correlating partyId within parties")
    if told.text("workspaceId") not in {None, *(one["id"] for one in backend.world.workspaces)}:
        raise told.wrong("workspaceId", "no such workspace")


def _is_recorded(backend: Backend, user_id: str) -> bool:
    (user,) = (user for user in backend.world.users if user["id"] == user_id)
    kinds = "webConferencesRecorded", "telephonyCallsImported"
    return any(user["settings"][kind] for kind in kinds)


ROUTES = (
    route("POST calls", "calls:create", add_call),
    route("PUT calls/{id}/media", "calls:create", add_media, status=201),
)
