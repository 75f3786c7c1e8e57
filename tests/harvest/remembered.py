"""Simulated companies for many harvests."""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from attrs import evolve

from gong_async.sim import World
from gong_async.sim.world import SimCall


class RememberedWorld(World):
    """A world that makes up each talk once for all the tests."""

    def __init__(self, **options: int) -> None:
        super().__init__(**options)
        self._transcripts: dict[str, bytes] = {}
        self._details: dict[str, bytes] = {}

    def transcript(self, call: SimCall) -> dict[str, Any]:
        if call.id not in self._transcripts:
            self._transcripts[call.id] = marshal.dumps(super().transcript(call))
        return marshal.loads(self._transcripts[call.id])

    def extensive(self, call: SimCall) -> dict[str, Any]:
        if call.id not in self._details:
            self._details[call.id] = marshal.dumps(super().extensive(call))
        return marshal.loads(self._details[call.id])


class TerseWorld(World):
    """A world whose calls are quickly told: for harvests of many."""

    def transcript(self, call: SimCall) -> dict[str, Any]:
        said = [{"start": n * 900, "end": n * 900 + 800, "text": f"{call.id} {n}"} for n in (0, 1)]
        return {"callId": call.id, "transcript": [{"speakerId": "1", "sentences": said}]}

    def extensive(self, call: SimCall) -> dict[str, Any]:
        return {"metaData": call.basic, "parties": [{"id": call.id[:9], "name": "Ann"}]}


def starting(world: World, moments: Sequence[datetime]) -> World:
    """Return *world* with its first calls alone, which start at *moments* and were not planned."""
    calls = [
        evolve(call, when=when, edits={"scheduled": None, "started": when.isoformat()})
        for call, when in zip(world.calls, moments, strict=False)
    ]
    assert len(calls) == len(moments), "too small a world"
    return world.showing(sorted(calls, key=lambda call: (call.when, call.id)))
