"""Who and what refers to an e-mail address or a phone number, and how to end that."""

from __future__ import annotations

import re
from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.engagement import Engagement
from gong_async.sim.privacy import digest
from gong_async.sim.route import route

__all__ = ["ROUTES"]

Json = dict[str, Any]

_PHONE = re.compile(r"\+(?=.*\d)")


async def find_email(backend: Backend, asked: Asked) -> Json:
    """GET /v2/data-privacy/data-for-email-address"""
    address = _address(asked)
    references = _by_email(backend, address)
    reported = backend.state(Engagement).of({address, *_crm_ids(references)})
    return {**references, "customerEngagement": references["customerEngagement"] + reported}


async def find_phone(backend: Backend, asked: Asked) -> Json:
    """GET /v2/data-privacy/data-for-phone-number"""
    return backend.world.phone_references(_number(asked))


async def erase_email(backend: Backend, asked: Asked) -> Json:
    """POST /v2/data-privacy/erase-data-for-email-address: at once, where Gong takes its time"""
    address = _address(asked)
    references = _by_email(backend, address)
    backend.state(Engagement).forget({address, *_crm_ids(references)})
    backend.churn.erase(address, [call["id"] for call in references["calls"]])
    return {}


async def erase_phone(backend: Backend, asked: Asked) -> Json:
    """POST /v2/data-privacy/erase-data-for-phone-number: at once, where Gong takes its time"""
    number = _number(asked)
    references = backend.world.phone_references(number)
    backend.state(Engagement).forget({*references["emailAddresses"], *_crm_ids(references)})
    backend.churn.erase(digest(number), [call["id"] for call in references["calls"]])
    return {}


def _address(asked: Asked) -> str:
    return asked.query.required_text("emailAddress").strip().lower()


def _number(asked: Asked) -> str:
    number = asked.query.required_text("phoneNumber")
    if not _PHONE.match(number):
        raise asked.query.wrong("phoneNumber", "must start with + and the country code")
    return number


def _by_email(backend: Backend, address: str) -> Json:
    references = backend.world.email_references(address)
    if references is None:
        raise RefusedError(400, "The email address belongs to an internal user")
    return references


def _crm_ids(references: Json) -> list[str]:
    """Under which ids the CRM knows the person."""
    systems: list[Json] = references["customerData"]
    return [object_["externalId"] for system in systems for object_ in system["objects"]]


ROUTES = (
    route("GET data-privacy/data-for-email-address", "data-privacy:read", find_email),
    route("GET data-privacy/data-for-phone-number", "data-privacy:read", find_phone),
    route("POST data-privacy/erase-data-for-email-address", "data-privacy:delete", erase_email),
    route("POST data-privacy/erase-data-for-phone-number", "data-privacy:delete", erase_phone),
)
