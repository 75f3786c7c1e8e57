"""
What the specification says in words only, said to schemathesis in code.

Date-times, dates, ids, cursors and phone numbers are plain texts to a schema.  A request made of
such texts is valid to the letter, and Gong refuses it; so each request that is meant to be good
gets values that are, and what goes together in words goes together.  Two kinds of bad request are
left out because Gong takes them:

- null, which is as good as absent: ``callIds: must not be empty but can be null``;
- GET /v2/calls without dates, which the specification requires, and whose description, like
  Gong, does not.

And what is wrong in the specification is put right first, see `_correct`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import count
from typing import Any

import schemathesis

from gong_async.sim import World

WORLD = World(seed=1, calls=240)
THINGS = "SCHEMATHESIS_THINGS"
"""The environment variable with things that were made before, see `schemathesis_things`."""

Json = dict[str, Any]

_QUARTER = timedelta(days=45)
_MOMENTS = [(WORLD.start + n * _QUARTER).isoformat() for n in range(4)]
_DAYS = [moment[:10] for moment in _MOMENTS]
_RANGES = {
    ("fromDateTime", "toDateTime"): _MOMENTS,
    ("createdFromDateTime", "createdToDateTime"): _MOMENTS,
    ("scheduledStart", "scheduledEnd"): _MOMENTS,
    ("startTime", "endTime"): _MOMENTS,
    ("from", "to"): _MOMENTS,
    ("fromDate", "toDate"): _DAYS,
    ("callFromDate", "callToDate"): _DAYS,
    ("reviewFromDate", "reviewToDate"): _DAYS,
}
_CALLS = [call.id for call in WORLD.calls]
_USERS = [user["id"] for user in WORLD.users]
_EMAILS = [user["emailAddress"] for user in WORLD.users]
_WORKSPACES = [space["id"] for space in WORLD.workspaces]
_KNOWN: dict[str, list[str]] = {
    **dict.fromkeys(("callId", "callIds"), _CALLS),
    **dict.fromkeys(("userId", "userIds", "primaryUserIds", "reviewedUserIds"), _USERS),
    **dict.fromkeys(("workspaceId", "workspace-id"), _WORKSPACES),
    **dict.fromkeys(("actualStart", "eventTimestamp", "timestamp", "dueDate"), _MOMENTS),
    **dict.fromkeys(("flowOwnerEmail", "flowInstanceOwnerEmail", "emails"), _EMAILS),
    "scorecardIds": [str(card["scorecardId"]) for card in WORLD.scorecards()],
    "manager-id": sorted({user["managerId"] for user in WORLD.users if user.get("managerId")}),
    "folderId": [folder["id"] for folder in WORLD.library_folders()],
    "emailAddress": ["dana@customer.example"],
    "phoneNumber": ["+1 (425) 555-2671"],
    "partyId": ["1"],
    "partyIds": ["1"],
    "priority": ["HIGH"],
    "briefName": ["Account summary", "Deal risks"],
    **json.loads(os.environ.get(THINGS, "{}")),
}
_IN_PATHS = {
    "/v2/calls/{id}": "callId",
    "/v2/users/{id}": "userId",
    "/v2/users/{id}/settings-history": "userId",
    "/v2/meetings/{meetingId}": "meetingId",
    "/v2/tasks/{taskId}": "taskId",
    "/v2/flows/prospects/bulk-assignments/{id}": "bulk",
}
_NEEDED_IN_FACT = {"/v2/library/folders": "workspaceId", "/v2/library/folder-content": "folderId"}
_TAKEN_ONCE = {"clientUniqueId", "eventId"}
_NUMBERS = count()
_FRESH = {name: iter(_KNOWN.get(name, ())) for name in ("recorded", "flowInstanceIds")}
"""What can be used only once."""


@schemathesis.hook
def before_load_schema(context: schemathesis.HookContext, raw_schema: Json) -> None:
    _correct(raw_schema)


def _correct(raw_schema: Json) -> None:
    """
    Put right what is wrong.

    - The values of context fields and of logs are no objects; the examples are texts.
    - Some enumerations list their values in one text: ``"number, string, url, date"``.
    - POST /v2/crm/entities has parameters that only its examples show.
    - GET /v2/crm/entities has its ids in the body, says its description; and where that is not
      called JSON, Gong answers 415.
    """
    schemas = raw_schema["components"]["schemas"]
    for name in "ContextField", "PartyContextField", "CrmPartyContextField":
        del schemas[name]["properties"]["value"]["type"]
    schemas["logEntry"]["properties"]["logRecord"]["additionalProperties"] = True
    _split_enumerations(raw_schema)
    entities = raw_schema["paths"]["/v2/crm/entities"]
    integration, object_type, _ = entities["get"]["parameters"]
    uploaded = [*object_type["schema"]["enum"], "BUSINESS_USER", "STAGE"]
    types = {**object_type["schema"], "enum": uploaded}
    request_id = {**object_type, "name": "clientRequestId", "schema": {"type": "string"}}
    parameters = [integration, {**object_type, "schema": types}, request_id]
    entities["post"]["parameters"] = parameters
    entities["get"]["parameters"] = [integration, object_type]
    ids = {"type": "array", "items": {"type": "string"}}
    entities["get"]["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": ids}},
    }
    entities["get"]["responses"]["415"] = entities["get"]["responses"]["400"]


def _split_enumerations(node: Any) -> None:
    if isinstance(node, dict):
        if isinstance(node.get("enum"), list):
            listed = [value for text in node["enum"] for value in re.split(r" / |, ?", text)]
            node["enum"] = list(dict.fromkeys(listed))
        for value in node.values():
            _split_enumerations(value)
    elif isinstance(node, list):
        for value in node:
            _split_enumerations(value)


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case) -> bool:
    dated = case.path != "/v2/calls" or {"fromDateTime", "toDateTime"} <= set(case.query)
    return (dated or case.method != "GET") and not _has_null(case.body)


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: Json) -> None:
    if case.meta is not None and case.meta.generation.mode.is_negative:
        return
    unknown = "404" in case.operation.definition.raw["responses"]
    case.query = _meant(dict(case.query), unknown=unknown)
    if needed := _NEEDED_IN_FACT.get(case.path):
        case.query = {needed: _KNOWN[needed][0], **case.query}
    for name, value in case.path_parameters.items():
        if known := _IN_PATHS.get(case.path):
            case.path_parameters[name] = _pick(_KNOWN[known], value, unknown=unknown)
    if isinstance(case.body, dict):
        case.body = _meant(case.body, unknown=unknown)
        for name in _TAKEN_ONCE & case.body.keys():
            case.body[name] = f"{name} {next(_NUMBERS)}"
    if suit := _SUITED.get(f"{case.method} {case.path}"):
        suit(case)


def _meant(values: Json, *, unknown: bool) -> Json:
    """*values* as somebody would send them who has read the descriptions."""
    meant = {name: value for name, value in values.items() if name != "cursor"}
    for names, steps in _RANGES.items():
        start = len(str([values.get(name) for name in names])) % 2
        proper = zip(names, (steps[start], steps[start + 2]), strict=True)
        meant.update({name: value for name, value in proper if name in values})
    for name, value in values.items():
        if name in _KNOWN:
            meant[name] = _known(_KNOWN[name], value, unknown=unknown)
        elif isinstance(value, dict):
            meant[name] = _meant(value, unknown=unknown)
        elif isinstance(value, list):
            meant[name] = [
                _meant(one, unknown=unknown) if isinstance(one, dict) else one for one in value
            ]
    return meant


def _known(known: list[str], value: Any, *, unknown: bool) -> Any:
    if isinstance(value, list):
        return sorted({_pick(known, one, unknown=unknown) for one in value or [0]})
    return _pick(known, value, unknown=unknown)


def _pick(known: list[str], value: Any, *, unknown: bool) -> str:
    """One of *known*, always the same for *value*; now and then an *unknown* id."""
    choices = [*known, "404"] if unknown and known[0].isdigit() else known
    return choices[sum(str(value).encode(errors="replace")) % len(choices)]


def _has_null(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_null, value.values()))
    if isinstance(value, list):
        return any(map(_has_null, value))
    return value is None


def _timings(case: schemathesis.Case) -> None:
    selector = case.body.get("contentSelector")
    if isinstance(selector, dict) and selector.get("contextTiming"):
        selector["context"] = "Extended"


def _call(case: schemathesis.Case) -> None:
    host = case.body["primaryUser"] = _USERS[0]
    parties = case.body["parties"]
    case.body["parties"] = [{"userId": host, "partyId": "1"}, *parties]


def _media(case: schemathesis.Case) -> None:
    case.path_parameters["id"] = next(_FRESH["recorded"])


def _unassigned(case: schemathesis.Case) -> None:
    case.body["flowInstanceIds"] = [next(_FRESH["flowInstanceIds"])]


def _granted(case: schemathesis.Case) -> None:
    case.body.setdefault("callAccessList", [])


def _profile(case: schemathesis.Case) -> None:
    case.body["name"] = f"Profile {next(_NUMBERS)}"
    if "libraryFolderAccess" in case.body:
        case.body["libraryFolderAccess"]["permissionLevel"] = "all"


def _one_of_two(name: str, other: str) -> Callable[[schemathesis.Case], None]:
    def suit(case: schemathesis.Case) -> None:
        if other in case.body:
            case.body.pop(name, None)

    return suit


def _default(name: str) -> Callable[[schemathesis.Case], None]:
    def suit(case: schemathesis.Case) -> None:
        case.body.setdefault(name, _KNOWN[name][:3])

    return suit


def _bulk(case: schemathesis.Case) -> None:
    prospects = case.body["prospects"][:50] or [{}]
    case.body["prospects"] = [{"firstName": "Ann", "lastName": "Lee", **one} for one in prospects]


def _meeting(case: schemathesis.Case) -> None:
    case.body["invitees"] = [{"email": "a@b.example", **one} for one in case.body["invitees"]]


def _meeting_to_delete(case: schemathesis.Case) -> None:
    case.body = {**case.body, "organizerEmail": _KNOWN["organizerEmail"][0]}


def _period(case: schemathesis.Case) -> None:
    case.query["crmEntityType"] = "ACCOUNT"
    if case.query["timePeriod"] == "CUSTOM_RANGE":
        case.query |= dict(zip(("fromDateTime", "toDateTime"), _MOMENTS[::2], strict=True))


def _task(case: schemathesis.Case) -> None:
    case.body["userId"] = _KNOWN["busy"][0]


def _fields(case: schemathesis.Case) -> None:
    case.body = [
        {
            **field,
            "uniqueName": "tier",
            **({"referenceTo": "USER"} if field["type"] == "REFERENCE" else {}),
            **({"orderedValueList": ["A", "B"]} if "orderedValueList" in field else {}),
            **({"orderedValueList": ["A", "B"]} if field["type"] == "PICKLIST" else {}),
        }
        for field in case.body[:1] or [{"label": "Tier", "type": "STRING"}]
    ]


def _own_request(case: schemathesis.Case) -> None:
    case.query["clientRequestId"] = f"request-{next(_NUMBERS)}"


_SUITED: dict[str, Callable[[schemathesis.Case], None]] = {
    "POST /v2/calls/extensive": _timings,
    "POST /v2/calls": _call,
    "PUT /v2/calls/{id}/media": _media,
    "PUT /v2/calls/users-access": _granted,
    "DELETE /v2/calls/users-access": _granted,
    "POST /v2/permission-profile": _profile,
    "PUT /v2/permission-profile": _profile,
    "PUT /v2/customer-engagement/content/viewed": _one_of_two("trackingId", "viewer"),
    "POST /v2/digital-interaction": _one_of_two("trackingId", "person"),
    "POST /v2/flows/prospects": _default("crmProspectsIds"),
    "POST /v2/flows/steps": _default("flowIds"),
    "POST /v2/flows/prospects/bulk-assignments": _bulk,
    "POST /v2/flows/prospects/unassign-flows-by-instance-id": _unassigned,
    "POST /v2/meetings": _meeting,
    "PUT /v2/meetings/{meetingId}": _meeting,
    "DELETE /v2/meetings/{meetingId}": _meeting_to_delete,
    "POST /v2/meetings/integration/status": _default("emails"),
    "GET /v2/entities/ask-entity": _period,
    "GET /v2/entities/get-brief": _period,
    "PATCH /v2/tasks/{taskId}": _task,
    "POST /v2/crm/entity-schema": _fields,
    "POST /v2/crm/entities": _own_request,
    "DELETE /v2/crm/integrations": _own_request,
}
"""What goes together, by operation."""
