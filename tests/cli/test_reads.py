"""The commands that read, against a simulator."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from command import Command, simulator

from gong_async.cli.app import COMMANDS
from gong_async.sim import GongSim


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[GongSim]:
    async with simulator(calls=230) as running:
        yield running


@pytest.fixture
def command(sim: GongSim, tmp_path: Path) -> Command:
    return Command(tmp_path, sim)
