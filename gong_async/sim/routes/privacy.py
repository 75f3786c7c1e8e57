"""Who and what refers to an e-mail address or a phone number, and how to end that."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain
from typing import Any, Protocol

from gong_async.sim.analyst import Analyst
from gong_async.sim.answers import RefusedError
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.bulk import BulkAssignments
from gong_async.sim.engagement import Engagement
from gong_async.sim.enrolments import Enrolments
from gong_async.sim.meetings import Meetings
from gong_async.sim.own_crm import OwnCrm
from gong_async.sim.privacy import Names, digest
from gong_async.sim.route import route
from gong_async.sim.tasks import Tasks
from gong_async.sim.world import World

__all__ = ["ROUTES"]

Json = dict[str, Any]


class _Keeper(Protocol):
    def forget(self, person: Names, /) -> None: ...


_KEEPERS: tuple[Callable[[World], _Keeper], ...] = (
    Analyst,
    BulkAssignments,
    Engagement,
    Enrolments,
    Meetings,
    OwnCrm,
    Tasks,
)
"""All that have something of people beside the calls."""

_PHONE = re.compile(r"\+(?=.*\d)")


async def find_email(backend: Backend, asked: Asked) -> Json:
    """GET /v2/data-privacy/data-for-email-address"""
    address = _address(backend, asked)
    person = _known_as(backend, address)
    found = backend.world.email_references(address, person)
    assert found is not None
    engagement = found["customerEngagement"] + backend.state(Engagement).of(person)
    return {**_with_written(backend, found, person), "customerEngagement": engagement}


async def find_phone(backend: Backend, asked: Asked) -> Json:
    """GET /v2/data-privacy/data-for-phone-number"""
    number = _number(asked)
    person = _known_as(backend, digest(number))
    found = backend.world.phone_references(number, person)
    numbers = found["matchingPhoneNumbers"] + backend.state(OwnCrm).phones(digest(number))
    return {**_with_written(backend, found, person), "matchingPhoneNumbers": numbers}


async def erase_email(backend: Backend, asked: Asked) -> Json:
    """POST /v2/data-privacy/erase-data-for-email-address: at once, where Gong takes its time"""
    return _erase(backend, _address(backend, asked))


async def erase_phone(backend: Backend, asked: Asked) -> Json:
    """POST /v2/data-privacy/erase-data-for-phone-number: at once, where Gong takes its time"""
    return _erase(backend, digest(_number(asked)))


def _erase(backend: Backend, name: str) -> Json:
    """Erase whom *name* names, after all that is under way."""
    backend.state(OwnCrm).finish()
    backend.state(BulkAssignments).finish()
    person = _known_as(backend, name)
    backend.media.forget(backend.churn.erase(person))
    for keeper in _KEEPERS:
        backend.state(keeper).forget(person)
    return {}


def _known_as(backend: Backend, name: str) -> Names:
    uploaded, assigned = backend.state(OwnCrm).records(), backend.state(BulkAssignments).records()
    return backend.world.known_as(name, chain(uploaded, assigned))


def _with_written(backend: Backend, found: Json, person: Names) -> Json:
    """What was *found* of a *person*, with the objects that were uploaded and the meetings made."""
    objects = backend.state(OwnCrm).references(person)
    meetings = [{"id": id_} for id_ in backend.state(Meetings).of(person)]
    return {
        **found,
        "meetings": found["meetings"] + meetings,
        "customerData": found["customerData"] + objects,
    }


def _address(backend: Backend, asked: Asked) -> str:
    address = asked.query.required_text("emailAddress").strip().lower()
    if backend.world.is_own(address):
        raise RefusedError(400, "The email address belongs to an internal user")
    return address


def _number(asked: Asked) -> str:
    number = asked.query.required_text("phoneNumber")
    if not _PHONE.match(number):
        raise asked.query.wrong("phoneNumber", "must start with + and the country code")
    return number


ROUTES = (
    route("GET data-privacy/data-for-email-address", "data-privacy:read", find_email),
    route("GET data-privacy/data-for-phone-number", "data-privacy:read", find_phone),
    route("POST data-privacy/erase-data-for-email-address", "data-privacy:delete", erase_email),
    route("POST data-privacy/erase-data-for-phone-number", "data-privacy:delete", erase_phone),
)
