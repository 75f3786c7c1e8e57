"""Meetings that other systems make, and Gong records."""

from __future__ import annotations

from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.arguments import Arguments
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.meetings import Meetings
from gong_async.sim.route import route

__all__ = ["ROUTES"]

_MOST_EMAILS = 100

Json = dict[str, Any]


async def create(backend: Backend, asked: Asked) -> Json:
    """POST /v2/meetings"""
    meeting = _meeting(backend, asked.body)
    return backend.state(Meetings).add(meeting)


async def update(backend: Backend, asked: Asked) -> Json:
    """PUT /v2/meetings/{meetingId}"""
    meeting = _meeting(backend, asked.body)
    _check(backend, asked.id, meeting["organizerEmail"])
    backend.state(Meetings).replace(asked.id, meeting)
    return {"meetingId": asked.id}


async def delete(backend: Backend, asked: Asked) -> Json:
    """DELETE /v2/meetings/{meetingId}, with the organizer in its body"""
    organizer = asked.body.required_text("organizerEmail")
    _check(backend, asked.id, organizer)
    backend.state(Meetings).remove(asked.id)
    return {"organizerEmail": organizer}


async def list_status(backend: Backend, asked: Asked) -> Json:
    """POST /v2/meetings/integration/status"""
    emails = asked.body.required_texts("emails", most=_MOST_EMAILS)
    return {"users": [_status(backend, email) for email in emails]}


def _status(backend: Backend, email: str) -> Json:
    if email not in backend.world.office.by_email:
        return {"email": email, "exists": False, "valid": False}
    trouble = backend.state(Meetings).trouble(email)
    return {"email": email, "exists": True, "valid": trouble is None, **(trouble or {})}


def _meeting(backend: Backend, body: Arguments) -> Json:
    body.require("startTime", "endTime", "invitees", "organizerEmail")
    body.moments("startTime", "endTime")
    for invitee in body.objects("invitees"):
        invitee.required_text("email")
    for name in "title", "externalId", "provider":
        body.text(name)
    organizer = body.required_text("organizerEmail")
    if organizer not in backend.world.office.by_email:
        text = "No Gong user found corresponding to the provided organizer email"
        raise RefusedError(404, text)
    if trouble := backend.state(Meetings).trouble(organizer):
        raise RefusedError(409, "Provider disconnected", members=trouble)
    return dict(body.values)


def _check(backend: Backend, meeting_id: str, organizer: str) -> None:
    meeting = backend.state(Meetings).get(meeting_id)
    if meeting is None:
        raise RefusedError(404, "The given meeting ID was not found.")
    if meeting["organizerEmail"] != organizer:
        text = "No Gong meeting found corresponding to the provided organizer email"
        raise RefusedError(404, text)


ROUTES = (
    route("POST meetings", "meetings:user:create", create),
    route("PUT meetings/{meetingId}", "meetings:user:update", update),
    route("DELETE meetings/{meetingId}", "meetings:user:delete", delete),
    route("POST meetings/integration/status", "meetings:integration:status", list_status),
)
