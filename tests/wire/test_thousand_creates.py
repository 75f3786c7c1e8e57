"""A thousand creates against a Gong that carries each one out, and loses half of its answers."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

from gong_async import CallDirection, CreatedCall, Gong, GongError, NewCall, NewParty
from gong_async.sim import Fault, Faults, GongSim, World
from tests.wire.rig import FreeLimiter

NAMES = [f"pbx/{number}" for number in range(1_000)]
AT_ONCE, PATIENCE = 50, 0.5
LOST = (Fault("reset", done=True), Fault("500", done=True), Fault("hang", done=True))
WORLD = World(seed=5, calls=0)


def call(name: str) -> NewCall:
    host = WORLD.users[0]["id"]
    return NewCall(
        client_unique_id=name,
        actual_start=WORLD.start + timedelta(days=1),
        direction=CallDirection.OUTBOUND,
        primary_user=host,
        parties=[NewParty(user_id=host), NewParty(name="Ann")],
    )


async def create_all(sim: GongSim) -> dict[str, CreatedCall | GongError]:
    """Make a call of each name with the real client, and say what became of each."""
    results: dict[str, CreatedCall | GongError] = {}
    turns = asyncio.Semaphore(AT_ONCE)

    async def create(gong: Gong, name: str) -> None:
        async with turns:
            try:
                results[name] = await gong.calls.create(call(name))
            except GongError as error:
                results[name] = error

    settings = {"base_url": sim.url, "limiter": FreeLimiter(), "timeout": PATIENCE}
    async with Gong(access_key="sim-key", access_key_secret="sim-secret", **settings) as gong:
        await asyncio.gather(*(create(gong, name) for name in NAMES))
    return results


async def test_none_is_made_twice_and_none_is_lost_in_silence() -> None:
    faults = Faults(rate=0.5, kinds=LOST, seed=11)
    async with GongSim(world=WORLD, rate=None, quota=None, faults=faults) as sim:
        results = await create_all(sim)
        calls = sim.truth().calls
    there = {one["metaData"]["clientUniqueId"]: id_ for id_, one in calls.items()}
    sent = Counter(seen.body["clientUniqueId"] for seen in sim.log)
    lost = {seen.body["clientUniqueId"] for seen in sim.log if seen.fault}
    assert max(sent.values()) == 1
    assert Counter(seen.fault for seen in sim.log).keys() == {None, "reset", "500", "hang"}
    assert 400 < len(lost) < 600
    assert lost <= there.keys()
    assert len(calls) == len(there)
    assert results.keys() == set(NAMES)
    for name, result in results.items():
        if isinstance(result, CreatedCall):
            assert there[name] == result.call_id
            assert name not in lost
        elif name in sent:
            assert result.maybe_done
            assert "client_unique_id" in result.find_out
