"""Every fifth answer goes wrong: it costs requests, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from .faulty import cost
from .remembered import TerseWorld


@pytest.mark.parametrize("seed", [1, 2])
async def test_faults_cost_a_third_of_the_requests_at_most(seed: int, tmp_path: Path) -> None:
    (found,) = await cost(TerseWorld(seed=11, calls=3_000), [seed], tmp_path)
    print(f"\n{found.faults} faults cost {found.ratio:.2f} times the requests")
    assert found.faults >= 0.1 * found.faulty
    assert found.ratio <= 1.35
