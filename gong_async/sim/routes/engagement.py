"""What other systems report that people did with content, or elsewhere in the digital world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast

from gong_async.sim.answers import RefusedError
from gong_async.sim.arguments import Arguments
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.engagement import Engagement
from gong_async.sim.event_forms import (
    CONTENT_SHARED,
    CONTENT_VIEWED,
    CUSTOM_ACTION,
    DIGITAL_INTERACTION,
)
from gong_async.sim.forms import check
from gong_async.sim.privacy import names
from gong_async.sim.route import route

__all__ = ["ROUTES"]

_SYSTEM = "digital-interaction"
"""What reports digital interactions where nobody says so."""

Json = dict[str, Any]


async def content_shared(backend: Backend, asked: Asked) -> Json:
    """PUT /v2/customer-engagement/content/shared"""
    check(asked.body, CONTENT_SHARED)
    return _report(backend, asked.body, "contentShared", asked.body.objects("recipients"))


async def content_viewed(backend: Backend, asked: Asked) -> Json:
    """PUT /v2/customer-engagement/content/viewed"""
    check(asked.body, CONTENT_VIEWED)
    _check_tracking(asked.body, "viewer")
    return _report(backend, asked.body, "contentViewed", [asked.body.section("viewer")])


async def custom_action(backend: Backend, asked: Asked) -> Json:
    """PUT /v2/customer-engagement/action"""
    check(asked.body, CUSTOM_ACTION)
    return _report(backend, asked.body, "customEvent", [asked.body.section("actor")])


def _report(backend: Backend, body: Arguments, type_: str, actors: Iterable[Arguments]) -> Json:
    event = {
        "eventType": type_,
        "timestamp": _moment(backend, body, "eventTimestamp"),
        "contentId": body.text("contentId"),
        "contentUrl": body.text("contentUrl"),
        "reportingSystem": body.text("reportingSystem"),
        "eventName": body.text("actionName") or body.text("contentTitle"),
        "sourceEventId": body.text("eventId"),
    }
    everybody = [*actors, *body.objects("nonCompanyParticipants")]
    return _keep(backend, event, [name for actor in everybody for name in _names(actor)])


async def digital_interaction(backend: Backend, asked: Asked) -> Json:
    """POST /v2/digital-interaction"""
    body = asked.body
    check(body, DIGITAL_INTERACTION)
    _check_tracking(body, "person")
    content, person = body.section("content"), body.section("person")
    event = {
        "eventType": "digitalInteraction",
        "timestamp": _moment(backend, body, "timestamp"),
        "contentId": content.text("contentId"),
        "contentUrl": content.text("contentUrl"),
        "reportingSystem": body.text("sourceSystemName") or _SYSTEM,
        "eventName": body.text("eventType"),
        "sourceEventId": body.text("eventId"),
    }
    crm_id = person.section("personBusinessContext").text("objectId")
    return _keep(backend, event, names(person.text("email"), person.text("phoneNumber"), crm_id))


def _keep(backend: Backend, event: Json, names: Iterable[str]) -> Json:
    engagement = backend.state(Engagement)
    if engagement.knows(event["reportingSystem"], event["sourceEventId"]):
        raise RefusedError(409, "Event was already reported in the past")
    engagement.add(event, names)
    return {}


def _check_tracking(body: Arguments, person: str) -> None:
    if body.text("trackingId") is not None and body.values.get(person) is not None:
        raise body.wrong("trackingId", f"must be null if a {person} is sent")


def _moment(backend: Backend, body: Arguments, name: str) -> str:
    return backend.world.office.stamp(cast(datetime, body.moment(name)))


def _names(actor: Arguments) -> Iterator[str]:
    """The address and the ids in the CRM of somebody."""
    if email := actor.text("email"):
        yield email
    for system in actor.objects("context"):
        for object_ in system.objects("objects"):
            yield cast(str, object_.text("objectId"))


_WRITE = "engagement-data:write"

ROUTES = (
    route("PUT customer-engagement/content/shared", _WRITE, content_shared),
    route("PUT customer-engagement/content/viewed", _WRITE, content_viewed),
    route("PUT customer-engagement/action", _WRITE, custom_action),
    route("POST digital-interaction", "digital-interactions:write", digital_interaction),
)
