"""A simulated company for many harvests."""

from __future__ import annotations

import marshal
from typing import Any

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
