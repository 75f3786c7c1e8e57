"""
What the specification says in words only, said to schemathesis in code.

Date-times, dates, ids, cursors and phone numbers are plain texts to a schema.  A request made of
such texts is valid to the letter, and Gong refuses it; so each request that is meant to be good
gets values that are.  Two kinds of bad request are left out because Gong takes them:

- null, which is as good as absent: ``callIds: must not be empty but can be null``;
- GET /v2/calls without dates, which the specification requires, and whose description, like
  Gong, does not.

And one line of the specification is wrong: it has the values of context fields as objects, with a
text for an example.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import schemathesis

from gong_async.sim import World

WORLD = World(seed=1, calls=240)

_QUARTER = timedelta(days=45)
_MOMENTS = [(WORLD.start + n * _QUARTER).isoformat() for n in range(4)]
_DAYS = [moment[:10] for moment in _MOMENTS]
_RANGES = {
    ("fromDateTime", "toDateTime"): _MOMENTS,
    ("from", "to"): _MOMENTS,
    ("fromDate", "toDate"): _DAYS,
    ("callFromDate", "callToDate"): _DAYS,
    ("reviewFromDate", "reviewToDate"): _DAYS,
}
_CALLS = [call.id for call in WORLD.calls]
_USERS = [user["id"] for user in WORLD.users]
_WORKSPACES = [space["id"] for space in WORLD.workspaces]
_KNOWN = {
    "callIds": _CALLS,
    "primaryUserIds": _USERS,
    "userIds": _USERS,
    "reviewedUserIds": _USERS,
    "scorecardIds": [str(card["scorecardId"]) for card in WORLD.scorecards()],
    "workspaceId": _WORKSPACES,
    "workspace-id": _WORKSPACES,
    "manager-id": sorted({user["managerId"] for user in WORLD.users if user.get("managerId")}),
    "folderId": [folder["id"] for folder in WORLD.library_folders()],
    "flowOwnerEmail": [user["emailAddress"] for user in WORLD.users],
    "emailAddress": ["dana@customer.example"],
    "phoneNumber": ["+1 (425) 555-2671"],
}
_NEEDED_IN_FACT = {"/v2/library/folders": "workspaceId", "/v2/library/folder-content": "folderId"}


@schemathesis.hook
def before_load_schema(context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    for name in "ContextField", "PartyContextField":
        del raw_schema["components"]["schemas"][name]["properties"]["value"]["type"]


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case) -> bool:
    dated = case.path != "/v2/calls" or {"fromDateTime", "toDateTime"} <= set(case.query)
    return dated and not _has_null(case.body)


@schemathesis.hook
def before_call(
    context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]
) -> None:
    if case.meta is not None and case.meta.generation.mode.is_negative:
        return
    case.query = _meant(dict(case.query))
    if needed := _NEEDED_IN_FACT.get(case.path):
        case.query = {needed: _KNOWN[needed][0], **case.query}
    if "id" in case.path_parameters:
        known = _CALLS if case.path.startswith("/v2/calls") else _USERS
        case.path_parameters = {"id": _pick(known, case.path_parameters["id"])}
    if isinstance(case.body, dict):
        case.body = _meant(case.body)
        if isinstance(case.body.get("filter"), dict):
            case.body["filter"] = _meant(case.body["filter"])
        selector = case.body.get("contentSelector")
        if isinstance(selector, dict) and selector.get("contextTiming"):
            selector["context"] = "Extended"


def _meant(values: dict[str, Any]) -> dict[str, Any]:
    """*values* as somebody would send them who has read the descriptions."""
    meant = {name: value for name, value in values.items() if name != "cursor"}
    for names, steps in _RANGES.items():
        start = len(str([values.get(name) for name in names])) % 2
        proper = zip(names, (steps[start], steps[start + 2]), strict=True)
        meant.update({name: value for name, value in proper if name in values})
    for name in _KNOWN.keys() & values.keys():
        if isinstance(values[name], list):
            known = {_pick(_KNOWN[name], value) for value in values[name] or [0]}
            meant[name] = sorted(known)
        else:
            meant[name] = _pick(_KNOWN[name], values[name])
    return meant


def _pick(known: list[str], value: Any) -> str:
    """One of *known*, always the same for *value*; now and then an id that nothing has."""
    choices = [*known, "404"] if known[0].isdigit() else known
    return choices[sum(str(value).encode(errors="replace")) % len(choices)]


def _has_null(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_null, value.values()))
    if isinstance(value, list):
        return any(map(_has_null, value))
    return value is None
