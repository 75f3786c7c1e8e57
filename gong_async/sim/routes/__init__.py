"""The table of what the simulator serves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from attrs import frozen

from gong_async.sim.answers import RefusedError
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.routes import calls, company, privacy, stats, users

__all__ = ["ROUTES", "Route", "find"]


Serve = Callable[[Backend, Asked], Awaitable[dict[str, Any]]]


@frozen
class Route:
    """
    One operation.

    Attributes:
        method: ``GET`` or ``POST``.

        path: With ``{id}`` for the id in it.

        scope: The scope that it needs.

        serve: Gives the answer without its ``requestId``; raises `RefusedError`.

        integers: Names of numbers that the company has as texts.
    """

    method: str
    path: str
    scope: str
    serve: Serve
    integers: frozenset[str] = frozenset()

    @property
    def operation(self) -> str:
        """The method and the path."""
        return f"{self.method} {self.path}"


def _get(path: str, scope: str, serve: Serve, integers: str = "") -> Route:
    return Route("GET", f"/v2/{path}", f"api:{scope}", serve, frozenset(integers.split()))


def _post(path: str, scope: str, serve: Serve, integers: str = "") -> Route:
    return Route("POST", f"/v2/{path}", f"api:{scope}", serve, frozenset(integers.split()))


_SCORECARD = (
    "scorecardId workspaceId updaterUserId questionId questionRevisionId minRange maxRange id"
)
_ANSWERED = (
    "answeredScorecardId scorecardId callId reviewedUserId reviewerUserId editorUserId"
    " questionId questionRevisionId score"
)


ROUTES = (
    _get("calls", "calls:read:basic", calls.list_calls),
    _get("calls/{id}", "calls:read:basic", calls.get_call),
    _post("calls/extensive", "calls:read:extensive", calls.list_extensive),
    _post("calls/transcript", "calls:read:transcript", calls.list_transcripts),
    _get("users", "users:read", users.list_users),
    _get("users/{id}", "users:read", users.get_user),
    _post("stats/activity/aggregate", "stats:user-actions", stats.list_activity),
    _post("stats/activity/day-by-day", "stats:user-actions:detailed", stats.list_activity_by_day),
    _post("stats/interaction", "stats:interaction", stats.list_interaction),
    _post(
        "stats/activity/scorecards", "stats:scorecards", stats.list_answered_scorecards, _ANSWERED
    ),
    _get("library/folders", "library:read", company.list_library_folders),
    _get("library/folder-content", "library:read", company.get_folder_content),
    _get("settings/scorecards", "settings:scorecards:read", company.list_scorecards, _SCORECARD),
    _get("settings/trackers", "settings:trackers:read", company.list_trackers),
    _get("workspaces", "workspaces:read", users.list_workspaces),
    _get("flows", "flows:read", company.list_flows),
    _get("coaching", "coaching:read", company.list_coaching),
    _get("data-privacy/data-for-email-address", "data-privacy:read", privacy.find_email),
    _get("data-privacy/data-for-phone-number", "data-privacy:read", privacy.find_phone),
)

_BY_PATH: dict[str, dict[str, Route]] = {}
for _route in ROUTES:
    _BY_PATH.setdefault(_route.path, {})[_route.method] = _route


def find(method: str, path: str) -> tuple[Route, str]:
    """The route and the id in *path*; a 405 where only the method is wrong, else a 404."""
    by_method, id_ = _BY_PATH.get(path), ""
    if by_method is None:
        parent, _, id_ = path.rpartition("/")
        by_method = _BY_PATH.get(f"{parent}/{{id}}") if id_ else None
    if by_method is None:
        raise RefusedError(404, "Not Found")
    if method not in by_method:
        raise RefusedError(405, "Method Not Allowed", {"Allow": ", ".join(by_method)})
    return by_method[method], id_
