"""However often a harvest is killed, the next one completes it."""

from __future__ import annotations

from pathlib import Path

from .kills import compare


async def test_a_killed_harvest_is_completed_by_the_next(tmp_path: Path) -> None:
    outcome = await compare(tmp_path, kills=5, calls=300, seed=5)
    assert outcome.kills == 5
    assert outcome.same
