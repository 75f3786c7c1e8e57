"""Who and what refers to an e-mail address or a phone number."""

from __future__ import annotations

import re
from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.route import route

__all__ = ["ROUTES"]

_PHONE = re.compile(r"\+(?=.*\d)")


async def find_email(backend: Backend, asked: Asked) -> dict[str, Any]:
    """GET /v2/data-privacy/data-for-email-address"""
    address = asked.arguments.required_text("emailAddress")
    references = backend.world.email_references(address)
    if references is None:
        raise RefusedError(400, "The email address belongs to an internal user")
    return references


async def find_phone(backend: Backend, asked: Asked) -> dict[str, Any]:
    """GET /v2/data-privacy/data-for-phone-number"""
    number = asked.arguments.required_text("phoneNumber")
    if not _PHONE.match(number):
        raise asked.arguments.wrong("phoneNumber", "must start with + and the country code")
    return backend.world.phone_references(number)


ROUTES = (
    route("GET data-privacy/data-for-email-address", "data-privacy:read", find_email),
    route("GET data-privacy/data-for-phone-number", "data-privacy:read", find_phone),
)
