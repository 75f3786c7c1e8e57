"""The table of what the simulator serves."""

from __future__ import annotations

import re

from gong_async.sim.answers import RefusedError
from gong_async.sim.route import Route
from gong_async.sim.routes import (
    auditing,
    calls,
    company,
    crm,
    engage,
    engagement,
    entities,
    integrations,
    meetings,
    permissions,
    privacy,
    recordings,
    stats,
    tasks,
    users,
)

__all__ = ["ROUTES", "find"]

ROUTES: tuple[Route, ...] = (
    *auditing.ROUTES,
    *calls.ROUTES,
    *company.ROUTES,
    *crm.ROUTES,
    *engage.ROUTES,
    *engagement.ROUTES,
    *entities.ROUTES,
    *integrations.ROUTES,
    *meetings.ROUTES,
    *permissions.ROUTES,
    *privacy.ROUTES,
    *recordings.ROUTES,
    *stats.ROUTES,
    *tasks.ROUTES,
    *users.ROUTES,
)

_ID = re.compile(r"\{\w+\}")

_BY_PATH: dict[str, dict[str, Route]] = {}
for _route in ROUTES:
    _BY_PATH.setdefault(_route.path, {})[_route.method] = _route

_WITH_ID = [
    (re.compile(_ID.sub("([^/]+)", path)), routes)
    for path, routes in _BY_PATH.items()
    if _ID.search(path)
]


def find(method: str, path: str) -> tuple[Route, str]:
    """The route and the id in *path*; a 405 where only the method is wrong, else a 404."""
    by_method, id_ = _match(path)
    if method not in by_method:
        raise RefusedError(405, "Method Not Allowed", {"Allow": ", ".join(by_method)})
    return by_method[method], id_


def _match(path: str) -> tuple[dict[str, Route], str]:
    if path in _BY_PATH and not _ID.search(path):
        return _BY_PATH[path], ""
    for pattern, by_method in _WITH_ID:
        if found := pattern.fullmatch(path):
            return by_method, found[1]
    raise RefusedError(404, "Not Found")
