"""A server for every test that wants one; Hypothesis without a clock and without chance."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import settings

from tests.unit.loopback import Server, serving

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=80)
settings.load_profile("steady")


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server on a port of loopback."""
    async with serving() as one:
        yield one
