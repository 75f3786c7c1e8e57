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
    reported = backend.state(Engagement).of(backend.world.known_as(address))
    return {**references, "customerEngagement": references["customerEngagement"] + reported}


async def find_phone(backend: Backend, asked: Asked) -> Json:
    """GET /v2/data-privacy/data-for-phone-number"""
    return backend.world.phone_references(_number(asked))


async def erase_email(backend: Backend, asked: Asked) -> Json:
    """POST /v2/data-privacy/erase-data-for-email-address: at once, where Gong takes its time"""
    address = _address(asked)
    _by_email(backend, address)
    return _erase(backend, address)


async def erase_phone(backend: Backend, asked: Asked) -> Json:
    """POST /v2/data-privacy/erase-data-for-phone-number: at once, where Gong takes its time"""
    return _erase(backend, digest(_number(asked)))


def _erase(backend: Backend, name: str) -> Json:
    person = backend.world.known_as(name)
    backend.churn.erase(person)
    backend.state(Engagement).forget(person)
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


ROUTES = (
    route("GET data-privacy/data-for-email-address", "data-privacy:read", find_email),
    route("GET data-privacy/data-for-phone-number", "data-privacy:read", find_phone),
    route("POST data-privacy/erase-data-for-email-address", "data-privacy:delete", erase_email),
    route("POST data-privacy/erase-data-for-phone-number", "data-privacy:delete", erase_phone),
)
