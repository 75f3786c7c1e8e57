"""Calls that other systems recorded: telling of them, and uploading them."""

from __future__ import annotations

from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.arguments import Arguments
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.recordings import Recordings, ToldCall
from gong_async.sim.route import route

__all__ = ["ROUTES"]

Json = dict[str, Any]

_DIRECTIONS = ("Inbound", "Outbound", "Conference", "Unknown")
_SYSTEMS = ("Salesforce", "HubSpot", "MicrosoftDynamic", "Generic")
_TYPES = ("Account", "Opportunity", "Contact", "Lead", "User")


async def add_call(backend: Backend, asked: Asked) -> Json:
    """POST /v2/calls"""
    told = asked.body
    _check(told)
    _check_parties(told, {user["id"] for user in backend.world.users})
    _check_timeline(told)
    workspaces = {space["id"] for space in backend.world.workspaces}
    if (told.text("workspaceId") or "") not in {*workspaces, ""}:
        raise told.wrong("workspaceId", "no such workspace")
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
    backend.churn.tell(call.with_media(part.filename or ""))
    return {"callId": call.id, "url": call.url}


def _check(told: Arguments) -> None:
    told.required_text("clientUniqueId", most=2_048)
    for name in "purpose", "disposition":
        told.text(name, most=255)
    for name in (
        *("title", "customData", "meetingUrl", "callProviderCode"),
        *("downloadMediaUrl", "languageCode"),
    ):
        told.text(name)
    told.require("actualStart")
    told.moment("actualStart")
    told.moments("scheduledStart", "scheduledEnd")
    told.number("duration")
    told.required_choice("direction", _DIRECTIONS)
    _check_context(told)
    told.section("flowContext").text("taskId")


def _check_parties(told: Arguments, user_ids: set[str]) -> None:
    told.require("parties")
    present: set[str | None] = set()
    for party in told.objects("parties"):
        for name in "phoneNumber", "emailAddress", "name", "partyId":
            party.text(name)
        if party.values.get("mediaChannelId") not in (None, 0, 1):
            raise party.wrong("mediaChannelId", "must be 0 or 1")
        _check_context(party)
        user_id = party.text("userId")
        if user_id is not None and user_id not in user_ids:
            raise party.wrong("userId", "no such user")
        present.add(user_id)
    if told.required_text("primaryUser") not in present:
        raise told.wrong("parties", "a party must be provided for the primaryUser")


def _check_context(owner: Arguments) -> None:
    for system in owner.objects("context"):
        system.required_choice("system", _SYSTEMS)
        for linked in system.objects("objects"):
            linked.required_choice("objectType", _TYPES)
            linked.required_text("objectId")
            linked.objects("fields")


def _check_timeline(told: Arguments) -> None:
    known = {party.text("partyId") for party in told.objects("parties")}
    timeline = told.section("speakersTimeline")
    timeline.flag("precise")
    for segment in timeline.objects("speechSegments"):
        segment.require("fromTime", "toTime")
        segment.number("fromTime")
        segment.number("toTime")
        if not known.issuperset(segment.required_texts("partyIds")):
            raise segment.wrong("partyIds", "each must have a correlating partyId within parties")


def _is_recorded(backend: Backend, user_id: str) -> bool:
    (user,) = (user for user in backend.world.users if user["id"] == user_id)
    kinds = "webConferencesRecorded", "telephonyCallsImported"
    return any(user["settings"][kind] for kind in kinds)


ROUTES = (
    route("POST calls", "calls:create", add_call),
    route("PUT calls/{id}/media", "calls:create", add_media, status=201),
)
