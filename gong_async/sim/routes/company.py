"""What a company has set up: library, scorecards, trackers, briefs, outcomes, flows, coaching."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.cursors import Key
from gong_async.sim.outcomes import outcomes
from gong_async.sim.route import route

__all__ = ["ROUTES"]

_MOST_RECENT = 20

Json = dict[str, Any]


async def list_library_folders(backend: Backend, asked: Asked) -> Json:
    """GET /v2/library/folders"""
    if len(backend.world.workspaces) > 1:
        asked.arguments.require("workspaceId")
    workspace_id = asked.arguments.text("workspaceId")
    folders = [
        _public(folder, "workspaceId")
        for folder in backend.world.library_folders()
        if workspace_id in (None, folder["workspaceId"])
    ]
    if not folders:
        raise RefusedError(404, "No folders found for the specified period")
    return {"folders": folders}


async def get_folder_content(backend: Backend, asked: Asked) -> Json:
    """GET /v2/library/folder-content"""
    content = backend.world.folder_content(asked.arguments.required_text("folderId"))
    if content is None:
        raise RefusedError(404, "No folders found for the specified period")
    return content


async def list_scorecards(backend: Backend, _asked: Asked) -> Json:
    """GET /v2/settings/scorecards"""
    scorecards = backend.world.scorecards()
    if not scorecards:
        raise RefusedError(404, "Scorecards not found")
    return {"scorecards": scorecards}


async def list_trackers(backend: Backend, asked: Asked) -> Json:
    """GET /v2/settings/trackers"""
    return {"keywordTrackers": _in_workspace(backend, asked, backend.world.trackers())}


async def list_briefs(backend: Backend, asked: Asked) -> Json:
    """GET /v2/settings/briefs"""
    return {"briefs": _in_workspace(backend, asked, backend.world.briefs())}


async def list_outcomes(_backend: Backend, _asked: Asked) -> Json:
    """GET /v2/call-outcomes"""
    return {"outcomes": outcomes()}


async def list_flows(backend: Backend, asked: Asked) -> Json:
    """GET /v2/flows: the company's, and those that the owner has or shares"""
    arguments = asked.arguments
    owner = arguments.required_text("flowOwnerEmail")
    workspace_id, folder_id = arguments.text("workspaceId"), arguments.text("folderId")
    flows = [
        flow
        for flow in backend.world.flows()
        if (flow["visibility"] == "Company" or flow["ownerEmail"] == owner)
        and workspace_id in (None, flow["workspaceId"])
        and folder_id in (None, flow["folderId"])
    ]
    if arguments.flag("mostRecentlyAssigned"):
        flows = sorted(flows, key=_created)[-_MOST_RECENT:]
    page = backend.page(asked, sorted(flows, key=_flow_key), _flow_key)
    public = [_public(flow, "workspaceId", "ownerEmail") for flow in page.items]
    return {"records": page.records, "flows": public}


async def list_coaching(backend: Backend, asked: Asked) -> Json:
    """GET /v2/coaching"""
    arguments = asked.arguments
    arguments.require("workspace-id", "manager-id", "from", "to")
    workspace_id, manager_id = arguments.int64("workspace-id"), arguments.int64("manager-id")
    since, until = arguments.moments("from", "to")
    assert since is not None
    assert until is not None
    return {"coachingData": backend.world.coaching(manager_id, workspace_id, since, until)}


def _in_workspace(backend: Backend, asked: Asked, items: list[Json]) -> list[Json]:
    """The *items* of the workspace that is asked for; all if none is."""
    workspace_id = asked.arguments.text("workspaceId")
    if workspace_id not in (None, *(space["id"] for space in backend.world.workspaces)):
        raise RefusedError(404, "Workspace not found")
    return [item for item in items if workspace_id in (None, item["workspaceId"])]


def _public(whole: Json, *private: str) -> Json:
    return {name: value for name, value in whole.items() if name not in private}


def _created(flow: Json) -> datetime:
    return datetime.fromisoformat(flow["creationDate"])


def _flow_key(flow: Json) -> Key:
    return (int(flow["id"]),)


_SCORECARD = (
    "scorecardId workspaceId updaterUserId questionId questionRevisionId minRange maxRange id"
)

ROUTES = (
    route("GET library/folders", "library:read", list_library_folders),
    route("GET library/folder-content", "library:read", get_folder_content),
    route(
        "GET settings/scorecards", "settings:scorecards:read", list_scorecards, integers=_SCORECARD
    ),
    route("GET settings/trackers", "settings:trackers:read", list_trackers),
    route("GET settings/briefs", "ai-briefer:read", list_briefs),
    route("GET call-outcomes", "call-outcomes:read", list_outcomes),
    route("GET flows", "flows:read", list_flows),
    route("GET coaching", "coaching:read", list_coaching),
)
