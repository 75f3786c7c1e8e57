"""What the company collects: the call library."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from urllib.parse import quote

from gong_async.sim.calls import SimCall
from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Json, Office

_FOLDERS = {
    "Library": None,
    "Best of": "Library",
    "Great discovery calls": "Best of",
    "Pricing, handled well": "Best of",
    "Onboarding": "Library",
    "Week 1 🚀": "Onboarding",
    "Customers' own words": "Library",
    "Empty shelf": "Library",
}
"""Name to name of the parent; the one without a parent came with Gong."""

_NOTES = (
    "Listen to the pause after the price.",
    "Textbook opening.",
    "How to say no to a discount",
    "The customer explains the problem better than our website does.",
)


def folders(office: Office) -> list[Json]:
    """As LibraryFolder, with the `workspaceId` that Gong does not tell."""
    rng = dice(office.seed, "library")
    return [
        folder
        for workspace_id in office.workspace_ids
        for folder in _shelf(rng, office, workspace_id)
    ]


def _shelf(rng: Random, office: Office, workspace_id: str) -> list[Json]:
    ids = {name: digits(rng) for name in _FOLDERS}
    return [
        {
            "id": ids[name],
            "name": name,
            "parentFolderId": ids[parent] if parent else None,
            "createdBy": rng.choice(office.staff[:8]).id if parent else None,
            "updated": office.stamp(office.start + timedelta(seconds=rng.randrange(10**7))),
            "workspaceId": workspace_id,
        }
        for name, parent in _FOLDERS.items()
    ]


def content(office: Office, folder: Json, calls: Sequence[SimCall]) -> Json:
    """
    What is in *folder*, as LibraryFolderListOfCallsResponse.

    Args:
        calls: Of the folder's workspace, to choose from.
    """
    rng = dice(office.seed, "folder", folder["id"])
    empty = folder["parentFolderId"] is None or folder["name"] == "Empty shelf"
    chosen = [] if empty else rng.sample(calls, min(len(calls), rng.randrange(3, 15)))
    told = ("id", "name", "createdBy", "updated")
    return {
        **{name: folder[name] for name in told},
        "calls": [_entry(rng, office, call) for call in chosen],
    }


def _entry(rng: Random, office: Office, call: SimCall) -> Json:
    basic = call.basic
    snippet, marks = None, ""
    if rng.random() < 0.5:
        start = rng.randrange(basic["duration"])
        snippet = {"fromSec": start, "toSec": rng.randrange(start, basic["duration"]) + 1}
        marks = "&highlights=" + quote(json.dumps([{"from": start, "to": snippet["toSec"]}]))
    return {
        "id": call.id,
        "title": basic["title"],
        "note": rng.choice(_NOTES) if rng.random() < 0.5 else None,
        "addedBy": rng.choice(office.staff).id,
        "created": office.stamp(call.when + timedelta(seconds=rng.randrange(5_000, 10**6))),
        "url": call.url + marks,
        "snippet": snippet,
    }
