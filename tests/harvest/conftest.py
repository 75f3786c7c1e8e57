"""A simulated company on a real socket, and clients that nothing slows down."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen

from gong_async import Gong, PacedLimiter, RetryPolicy
from gong_async.harvest import Event, Harvester, HarvestJob, HarvestReport, Sink, open_sink
from gong_async.sim import GongSim, World
from gong_async.sim.answers import Answer, RefusedError, envelope
from gong_async.sim.server import Seen

from .folders import opened
from .remembered import RememberedWorld, TerseWorld

CALLS = 250

Lie = Callable[[Seen, dict[str, Any]], dict[str, Any] | int | None]
"""Gets an answer's content, which it may change; returns it, or a status to answer instead."""


@frozen
class Company:
    """A simulator and a client of it."""

    sim: GongSim
    gong: Gong

    def job(self, **options: object) -> HarvestJob:
        settings = {"since": self.sim.world.start, "until": self.sim.world.end, **options}
        return HarvestJob(**settings)

    async def harvest(
        self,
        database: Path,
        events: list[Event] | None = None,
        *,
        walks: int | None = None,
        **options: object,
    ) -> HarvestReport:
        listener = None if events is None else events.append
        harvester = Harvester(self.gong, open_sink(database), walks=walks, on_event=listener)
        return await harvester.run(self.job(**options))

    def asked(self, operation: str) -> list[Seen]:
        """The requests whose path ends in *operation*."""
        return [seen for seen in self.sim.log if seen.path.endswith(operation)]


Serve = Callable[..., Awaitable[Company]]


class LyingSim(GongSim):
    """A simulator whose good answers are tampered with, and whose empty ones are too."""

    def __init__(self, lie: Lie, **options: Any) -> None:
        super().__init__(**options)
        self._lie = lie

    async def _answer(self, request: Any, seen: Seen, request_id: str, body: Any) -> Answer:
        answer = await super()._answer(request, seen, request_id, body)
        told = self._lie(seen, json.loads(answer.body))
        if told is None:
            return answer
        if isinstance(told, int):
            return envelope(request_id, RefusedError(told, "No calls found corresponding"))
        return evolve(answer, status=200, body=json.dumps(told).encode())


@pytest.fixture(scope="session")
def world() -> World:
    return RememberedWorld(seed=3, calls=CALLS)


@pytest.fixture(scope="session")
def terse() -> World:
    return TerseWorld(seed=4, calls=1_500)


@pytest.fixture
async def serve(world: World) -> AsyncIterator[Serve]:
    async with AsyncExitStack() as stack:

        async def start(*, lie: Lie | None = None, **options: Any) -> Company:
            settings = {"world": world, "rate": None, "quota": None, "late_after": 1e9, **options}
            made = GongSim(**settings) if lie is None else LyingSim(lie, **settings)
            sim = await stack.enter_async_context(made)
            return Company(sim, await stack.enter_async_context(client(sim)))

        yield start


def client(sim: GongSim) -> Gong:
    """A client of *sim* that nothing slows down."""
    return Gong(
        access_key="sim-key",
        access_key_secret="sim-secret",
        base_url=sim.url,
        limiter=PacedLimiter(rate=2_000),
        retry=RetryPolicy(first_wait=0.001, longest_wait=0.01),
    )


@pytest.fixture
async def company(serve: Serve) -> Company:
    return await serve()


@pytest.fixture(params=["parquet", "jsonl"])
def form(request: pytest.FixtureRequest) -> str:
    """The form of an output that is a folder."""
    if request.param == "parquet":
        pytest.importorskip("pyarrow")
    return request.param


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def sink(folder: Path, form: str) -> Iterator[Sink]:
    sink = opened(folder, form)
    yield sink
    sink.close()
