"""Permission profiles, and access to single calls."""

from __future__ import annotations

from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.arguments import Arguments
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.call_access import CallAccess
from gong_async.sim.forms import Form, check, inside, one_of, texts
from gong_async.sim.profiles import ACCESSES, FLAGS, FORECASTS, Profiles
from gong_async.sim.route import route

__all__ = ["ROUTES"]

Json = dict[str, Any]

_LEVELS = ("all", "managers-team", "report-to-them", "own", "none")
_FOLDERS = ("all", "specific-folders", "none")
_IN_FOLDERS = (
    *("managePublicFolder", "manageStreams", "manageFolderCalls"),
    "shareFoldersAndStreams",
)


async def list_profiles(backend: Backend, asked: Asked) -> Json:
    """GET /v2/all-permission-profiles"""
    return {"profiles": backend.state(Profiles).of(_workspace_id(backend, asked))}


async def get_profile(backend: Backend, asked: Asked) -> Json:
    """GET /v2/permission-profile"""
    return {"profile": backend.state(Profiles).get(asked.query.required_text("profileId"))}


async def create_profile(backend: Backend, asked: Asked) -> Json:
    """POST /v2/permission-profile"""
    workspace_id, profile = _workspace_id(backend, asked), _profile(asked.body)
    return {"profile": backend.state(Profiles).create(workspace_id, profile)}


async def update_profile(backend: Backend, asked: Asked) -> Json:
    """PUT /v2/permission-profile"""
    profile_id = asked.query.required_text("profileId")
    return {"profile": backend.state(Profiles).update(profile_id, _profile(asked.body))}


async def list_profile_users(backend: Backend, asked: Asked) -> Json:
    """GET /v2/permission-profile/users"""
    return {"users": backend.state(Profiles).users(asked.query.required_text("profileId"))}


async def list_access(backend: Backend, asked: Asked) -> Json:
    """POST /v2/calls/users-access"""
    call_ids = asked.filter().required_texts("callIds")
    _check_calls(backend, call_ids)
    given = backend.state(CallAccess)
    return {
        "callAccessList": [
            {"callId": call_id, "users": [{"userId": user_id} for user_id in given.of(call_id)]}
            for call_id in call_ids
        ]
    }


async def grant_access(backend: Backend, asked: Asked) -> Json:
    """PUT /v2/calls/users-access"""
    for call_id, user_ids in _accesses(backend, asked):
        backend.state(CallAccess).grant(call_id, user_ids)
    return {}


async def revoke_access(backend: Backend, asked: Asked) -> Json:
    """DELETE /v2/calls/users-access"""
    for call_id, user_ids in _accesses(backend, asked):
        backend.state(CallAccess).revoke(call_id, user_ids)
    return {}


def _workspace_id(backend: Backend, asked: Asked) -> str:
    workspace_id = asked.query.required_text("workspaceId")
    if workspace_id not in (space["id"] for space in backend.world.workspaces):
        raise RefusedError(400, "Bad request")
    return workspace_id


def _folders(given: Arguments, name: str) -> None:
    """Nothing goes with the level ``none``, and nothing without a level."""
    access = given.section(name)
    folders = access.distinct("libraryFolderIds")
    allowed = [one for one in _IN_FOLDERS if access.flag(one)]
    if access.values:
        level = access.required_choice("permissionLevel", _FOLDERS)
        if level == "none" and (folders or allowed):
            raise access.wrong("permissionLevel", "must not be none")


_ACCESS = inside({"permissionLevel": one_of(*_LEVELS), "teamLeadIds": Arguments.distinct})
_PROFILE: Form = {
    **texts("name description"),
    **dict.fromkeys(FLAGS, Arguments.flag),
    **dict.fromkeys(ACCESSES, _ACCESS),
    "libraryFolderAccess": _folders,
    "forecastPermissions": inside(dict.fromkeys(FORECASTS, _ACCESS)),
}


def _profile(given: Arguments) -> Json:
    """What *given* says of a profile; what is missing there is missing here."""
    check(given, _PROFILE)
    return {name: given.values[name] for name in _PROFILE if given.values.get(name) is not None}


def _accesses(backend: Backend, asked: Asked) -> list[tuple[str, list[str]]]:
    """The calls and users of a change, all of them known."""
    asked.body.require("callAccessList")
    accesses = [
        (one.required_text("callId"), one.required_texts("userIds"))
        for one in asked.body.objects("callAccessList")
    ]
    _check_calls(backend, [call_id for call_id, _ in accesses])
    known = {user["id"] for user in backend.world.users}
    if not known.issuperset(user_id for _, user_ids in accesses for user_id in user_ids):
        raise RefusedError(400, "Some users not found")
    return accesses


def _check_calls(backend: Backend, call_ids: list[str]) -> None:
    if not backend.world.call_by_id.keys() >= set(call_ids):
        raise RefusedError(400, "Some calls not found")


ROUTES = (
    route("GET all-permission-profiles", "permission-profile:read", list_profiles),
    route("GET permission-profile", "permission-profile:read", get_profile),
    route("POST permission-profile", "permission-profile:write", create_profile),
    route("PUT permission-profile", "permission-profile:write", update_profile),
    route("GET permission-profile/users", "users:read", list_profile_users),
    route("POST calls/users-access", "call-user-access:read", list_access),
    route("PUT calls/users-access", "call-user-access:write", grant_access),
    route("DELETE calls/users-access", "call-user-access:write", revoke_access),
)
