"""What the tests on the wire are given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from attrs import evolve

from gong_async.sim import World
from tests.harvest.remembered import RememberedWorld
from tests.wire.canaries import KEY, SECRET
from tests.wire.canary_site import Site, opened
from tests.wire.certificates import Certificate, make


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Certificate]:
    """Certificates nobody trusts unasked: a good one, an expired one, one for another host."""
    kinds = {"good": ("localhost", 2), "expired": ("localhost", -1), "other": ("other.test", 2)}
    return {
        kind: make(tmp_path_factory.mktemp(kind), host, days)
        for kind, (host, days) in kinds.items()
    }


@pytest.fixture(scope="session")
def world() -> World:
    """A company of 120 calls: two pages of them."""
    return RememberedWorld(seed=2, calls=120)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def company(world: World, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with opened(world, tmp_path_factory.mktemp("company")) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def site(
    company: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Site]:
    """A company whose secrets are canaries, clients of it, and a folder for this test alone."""
    monkeypatch.setenv("CANARY_KEY", KEY)
    monkeypatch.setenv("CANARY_SECRET", SECRET)
    async with AsyncExitStack() as stack:
        yield evolve(company, folder=tmp_path, stack=stack)
