"""A CRM that the company connects itself: its integration, its fields, and its objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from attrs import define, field

from gong_async.sim.crm_file import CrmFile
from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Json
from gong_async.sim.privacy import Names, is_theirs, names
from gong_async.sim.world import World

__all__ = ["OBJECT_TYPES", "UPLOAD_TYPES", "Integration", "OwnCrm"]

OBJECT_TYPES = ("ACCOUNT", "CONTACT", "DEAL", "LEAD")
UPLOAD_TYPES = (*OBJECT_TYPES, "BUSINESS_USER", "STAGE")

_UNDER_WAY = ("PENDING", "IN_PROGRESS")
"""What the first looks at a request find."""


@define
class _Request:
    """What is done later; *outcome* is what is told of it from then on."""

    carry_out: Callable[[], None]
    outcome: Json
    looks: int = 0

    def go_on(self) -> None:
        self.looks += 1
        if self.looks == len(_UNDER_WAY) + 1:
            self.carry_out()

    @property
    def told(self) -> Json:
        under_way = _UNDER_WAY[self.looks - 1 :]
        return _outcome(under_way[0]) if under_way else self.outcome


def _outcome(status: str) -> Json:
    return {"status": status, "errors": [], "totalErrorCount": 0, "totalSuccessCount": 0}


@define
class Integration:
    """
    The connection to the CRM, and what came through it.

    Attributes:
        fields: Those that Gong shows, by the type of the object, by their names.

        objects: By their type, by their ids.
    """

    id: int
    owner_email: str
    name: str
    fields: dict[str, dict[str, Json]] = field(factory=dict[str, dict[str, Json]])
    objects: dict[str, dict[str, Json]] = field(factory=dict[str, dict[str, Json]])

    def set_fields(self, object_type: str, fields: Iterable[Json]) -> None:
        """Show these; what is deleted, or is of another type now, is emptied in all objects."""
        shown = self.fields.setdefault(object_type, {})
        for one in fields:
            before = shown.pop(one["name"], one)
            if one["isDeleted"] or before["type"] != one["type"]:
                for object_ in self.objects.get(object_type, {}).values():
                    object_.pop(one["name"], None)
            if not one["isDeleted"]:
                shown[one["name"]] = one

    def put(self, object_type: str, objects: Iterable[Json]) -> None:
        """Add objects or replace them; those that say so are deleted."""
        there = self.objects.setdefault(object_type, {})
        for one in objects:
            if one.get("isDeleted"):
                there.pop(one["objectId"], None)
            else:
                there[one["objectId"]] = one


class OwnCrm:
    """
    The integration, if there is one, and what was asked of it.

    Time goes by only when somebody looks: what Gong does in its own time is done at the third
    look at any of it.
    """

    integration: Integration | None

    def __init__(self, world: World) -> None:
        self.integration = None
        self._seed = world.office.seed
        self._rng = dice(self._seed, "integrations")
        self._requests: dict[tuple[int, str], _Request] = {}

    def register(self, owner_email: str, name: str) -> int:
        """Make the integration; gives its id."""
        self.integration = Integration(int(digits(self._rng)), owner_email, name)
        return self.integration.id

    def knows(self, integration_id: int, client_request_id: str) -> bool:
        """Whether there was a request of that name."""
        return (integration_id, client_request_id) in self._requests

    def upload(
        self, integration: Integration, client_request_id: str, object_type: str, file: CrmFile
    ) -> None:
        """Put the objects of *file* there in a while, those that are good."""
        outcome = {
            "status": "FAILED" if file.errors else "DONE",
            "errors": file.errors,
            "totalErrorCount": file.failed,
            "totalSuccessCount": len(file.objects),
        }
        put = partial(integration.put, object_type, file.objects)
        self._requests[integration.id, client_request_id] = _Request(put, outcome)

    def delete(self, integration: Integration, client_request_id: str) -> None:
        """Take the integration away in a while, with all of its objects."""
        request = _Request(partial(self._drop, integration), _outcome("DONE"))
        self._requests[integration.id, client_request_id] = request

    def go_on(self) -> None:
        """Get on with everything."""
        for request in self._requests.values():
            request.go_on()

    def told(self, integration_id: int, client_request_id: str) -> Json:
        """How far a request is, as RequestStatusResponse."""
        return self._requests[integration_id, client_request_id].told

    def finish(self) -> None:
        """Be done with everything that is under way."""
        for _ in (*_UNDER_WAY, "DONE"):
            self.go_on()

    def people(self) -> list[str]:
        """The ids of the contacts and leads."""
        return [object_["objectId"] for _, object_ in self._people()]

    def records(self) -> Iterator[Names]:
        """The names of the contacts and leads."""
        return (_names(object_) for _, object_ in self._people())

    def references(self, person: Names) -> list[Json]:
        """What there is of a *person*, as CustomerData."""
        theirs = [one for one in self._people() if is_theirs(_names(one[1]), person)]
        objects = [self._reference(type_, object_) for type_, object_ in theirs]
        return [{"system": "Generic", "objects": objects}] if objects else []

    def phones(self, digest: str) -> list[str]:
        """The numbers of contacts and leads that are alike but for their punctuation."""
        theirs = (one for _, one in self._people() if digest in _names(one))
        return [str(object_["phoneNumber"]) for object_ in theirs]

    def forget(self, person: Names) -> None:
        """Take the contacts and leads away that are of a *person*."""
        for type_, object_ in list(self._people()):
            if self.integration and is_theirs(_names(object_), person):
                del self.integration.objects[type_][object_["objectId"]]

    def _people(self) -> Iterator[tuple[str, Json]]:
        objects = self.integration.objects if self.integration else {}
        for type_ in ("CONTACT", "LEAD"):
            for object_ in objects.get(type_, {}).values():
                yield type_, object_

    def _reference(self, type_: str, object_: Json) -> Json:
        id_ = object_["objectId"]
        return {
            "id": digits(dice(self._seed, "crm object", type_, id_)),
            "objectType": type_.capitalize(),
            "externalId": id_,
            "mirrorId": json.dumps({"crmObjectType": type_, "crmId": id_}),
            "fields": [{"name": name, "value": value} for name, value in object_.items()],
        }

    def _drop(self, integration: Integration) -> None:
        if self.integration is integration:  # else it is gone already, and there is a new one
            self.integration = None


def _names(object_: Json) -> Names:
    return names(object_.get("emailAddress"), object_.get("phoneNumber"), object_["objectId"])
