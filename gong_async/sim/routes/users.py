"""Users and workspaces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.cursors import Key
from gong_async.sim.route import route

__all__ = ["ROUTES"]

Json = dict[str, Any]


async def list_users(backend: Backend, asked: Asked) -> Json:
    """GET /v2/users; the simulated company has no avatars to include"""
    asked.arguments.flag("includeAvatars")
    page = backend.page(asked, sorted(backend.world.users, key=_by_id), _by_id)
    return {"records": page.records, "users": page.items}


async def get_user(backend: Backend, asked: Asked) -> Json:
    """GET /v2/users/{id}"""
    return {"user": _user(backend, asked)}


async def list_extensive(backend: Backend, asked: Asked) -> Json:
    """POST /v2/users/extensive; the simulated company has no avatars to include"""
    filter_ = asked.filter()
    filter_.flag("includeAvatars")
    user_ids = filter_.texts("userIds")
    since, until = filter_.moments("createdFromDateTime", "createdToDateTime")
    found = [
        user
        for user in sorted(backend.world.users, key=_by_id)
        if (user_ids is None or user["id"] in user_ids)
        and (since is None or since <= _created(user))
        and (until is None or _created(user) < until)
    ]
    page = backend.page(asked, found, _by_id)
    if not page.items:
        raise RefusedError(404, "No calls found for the specified period")  # Gong's words
    return {"records": page.records, "users": page.items}


async def get_settings_history(backend: Backend, asked: Asked) -> Json:
    """GET /v2/users/{id}/settings-history"""
    history = backend.world.settings_history(_user(backend, asked)["id"])
    return {"userSettingsHistory": history}


async def list_workspaces(backend: Backend, _asked: Asked) -> Json:
    """GET /v2/workspaces"""
    return {"workspaces": backend.world.workspaces}


def _user(backend: Backend, asked: Asked) -> Json:
    for user in backend.world.users:
        if user["id"] == asked.id:
            return user
    raise RefusedError(404, "User not found")


def _created(user: Json) -> datetime:
    return datetime.fromisoformat(user["created"])


def _by_id(user: Json) -> Key:
    return (int(user["id"]),)


ROUTES = (
    route("GET users", "users:read", list_users),
    route("GET users/{id}", "users:read", get_user),
    route("POST users/extensive", "users:read", list_extensive),
    route("GET users/{id}/settings-history", "users:read", get_settings_history),
    route("GET workspaces", "workspaces:read", list_workspaces),
)
