"""Users and workspaces."""

from __future__ import annotations

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
    for user in backend.world.users:
        if user["id"] == asked.id:
            return {"user": user}
    raise RefusedError(404, "User not found")


async def list_workspaces(backend: Backend, _asked: Asked) -> Json:
    """GET /v2/workspaces"""
    return {"workspaces": backend.world.workspaces}


def _by_id(user: Json) -> Key:
    return (int(user["id"]),)


ROUTES = (
    route("GET users", "users:read", list_users),
    route("GET users/{id}", "users:read", get_user),
    route("GET workspaces", "workspaces:read", list_workspaces),
)
