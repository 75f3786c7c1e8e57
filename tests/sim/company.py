"""Companies to look at, and what several tests look at in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from gong_async.sim.world import SimCall, World

Json = dict[str, Any]
Detail = tuple[SimCall, Json, list[Json]]

EVER = date(2025, 12, 1), date(2026, 12, 1)
SAMPLE = 300


@cache
def company() -> World:
    """Half a year of a company, only to be read."""
    return World(7, 1_500)


@cache
def sample() -> list[Detail]:
    """Some of its calls with their extensive records and monologues."""
    world = company()
    return [
        (call, world.extensive(call), world.transcript(call)["transcript"])
        for call in world.calls[:: len(world.calls) // SAMPLE]
    ]


def everything(world: World) -> Json:
    return {
        "workspaces": world.workspaces,
        "users": world.users,
        "calls": [world.extensive(call) for call in world.calls],
        "transcripts": [world.transcript(call) for call in world.calls],
        "scorecards": world.scorecards(),
        "answers": world.answered_scorecards(),
        "trackers": world.trackers(),
        "flows": world.flows(),
        "folders": [world.folder_content(one["id"]) for one in world.library_folders()],
        "activity": world.activity(*EVER, None),
        "interaction": world.interaction(*EVER, None),
    }


def fingerprint(world: World) -> str:
    return hashlib.sha256(json.dumps(everything(world)).encode()).hexdigest()


def spoken(monologues: list[Json]) -> Iterator[tuple[str, Json]]:
    for one in monologues:
        for sentence in one["sentences"]:
            yield one["speakerId"], sentence


def assert_in_time(duration: int, monologues: list[Json]) -> None:
    sentences = [sentence for _, sentence in spoken(monologues)]
    assert all(0 <= one["start"] < one["end"] <= duration * 1000 for one in sentences)
    assert all(a["end"] <= b["start"] for a, b in pairwise(sentences))
    assert all(one["text"].strip() and not set("{}[]|") & set(one["text"]) for one in sentences)
