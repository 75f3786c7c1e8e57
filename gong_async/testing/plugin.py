"""
Fixtures for tests of code that uses Gong; pytest finds them once the package is installed.

::

    @pytest.mark.gong_sim(calls=50, faults=Faults(plan={0: Fault("500")}))
    async def test_export(gong: Gong, gong_sim: GongSim) -> None:
        assert len(await export(gong)) == 50
        assert [seen.status for seen in gong_sim.log] == [500, 200]

``gong_sim`` is a :class:`~gong_async.sim.GongSim` that listens while the test runs, in a thread of
its own: so it serves any test, one that is not async too.  ``gong`` is a client of it, open in the
test's event loop, that nothing slows down.

The marker takes what :class:`~gong_async.sim.GongSim` takes, as keywords; a marker of a class or
a module holds for all tests in it, unless a closer one says otherwise.  Without it there are 100
calls and no limits.

``gong`` works with pytest-asyncio in its modes ``strict`` and ``auto``, and where that is not
installed with the plugin of anyio on asyncio.  With pytest-asyncio the test and its fixtures must
be in one event loop, as they are unless a ``loop_scope`` tells them apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gong_async import Gong
    from gong_async.sim import GongSim

# pytest imports this in every run, so the package itself is not imported before it is used.

__all__ = ["gong", "gong_sim"]

_DEFAULTS: dict[str, Any] = {"calls": 100, "rate": None, "quota": None}
_UNPACED = 10_000.0  # calls a second

_async_fixture: Callable[[Any], Any]
try:
    from pytest_asyncio import fixture as _async_fixture
except ImportError:
    _async_fixture = pytest.fixture


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers", "gong_sim(**options): what the simulator of the fixture gong_sim is made with"
    )


@pytest.fixture
def gong_sim(request: pytest.FixtureRequest) -> Iterator[GongSim]:
    """A simulated Gong that listens at ``gong_sim.url``; see the marker of the same name."""
    from gong_async.sim import GongSim

    options = dict(_DEFAULTS)
    for mark in reversed(list(request.node.iter_markers("gong_sim"))):
        if mark.args:
            raise pytest.UsageError("the marker gong_sim takes keywords only, such as calls=50")
        options |= mark.kwargs
    sim = GongSim(**options)
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="gong_sim", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(sim.start(), loop).result()
        yield sim
    finally:
        asyncio.run_coroutine_threadsafe(sim.aclose(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@_async_fixture
async def gong(gong_sim: GongSim) -> AsyncIterator[Gong]:
    """A client of the simulator, open, with its default credentials and without a pace."""
    from gong_async import Gong, PacedLimiter, RetryPolicy

    async with Gong(
        access_key="sim-key",
        access_key_secret="sim-secret",  # noqa: S106 - known to all
        base_url=gong_sim.url,
        limiter=PacedLimiter(rate=_UNPACED),
        retry=RetryPolicy(first_wait=0.001, longest_wait=0.01),
    ) as client:
        yield client
