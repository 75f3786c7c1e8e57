"""The pace of calls, over hours that pass in milliseconds."""

from __future__ import annotations

import asyncio
import math
import random
import threading
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gong_async.errors import GongError
from gong_async.limiter import Limiter, PacedLimiter, QuotaKeeper
from tests.clock import VirtualTimeLoop, now, run, virtual_time
from tests.unit.departures import CLOSE, FLOOR, Departures, busiest_second


def test_the_measure_of_these_tests_measures() -> None:
    assert busiest_second([0.0, 0.5, 0.999, 1.0, 1.4]) == 4
    assert busiest_second([0.0, 0.999, 1.0, 2.0]) == 2


ARRIVALS = st.lists(
    st.sampled_from([0.0, 0.0, 0.0, 1e-6, 0.1, 0.35, 0.351, 1.0, 1.05, 7.0])
    | st.floats(0.0, 3.0, allow_subnormal=False),
    min_size=2,
    max_size=80,
)


@given(ARRIVALS)
@virtual_time
async def test_no_second_sees_more_than_three_departures(arrivals: list[float]) -> None:
    departures = Departures(PacedLimiter())
    await departures.arriving(arrivals)
    assert len(departures.times) == len(arrivals)
    assert busiest_second(departures.times) <= 3
    assert min(departures.gaps) >= FLOOR - 1e-9
    assert departures.names == sorted(departures.names), "first come, first served"


@given(st.floats(0.01, 50.0), st.integers(2, 80))
@virtual_time
async def test_the_rate_is_kept_whatever_it_is(rate: float, count: int) -> None:
    departures = Departures(PacedLimiter(rate=rate))
    await departures.all(count)
    assert min(departures.gaps) >= 1.05 / rate - 1e-9
    assert busiest_second(departures.times) <= math.ceil(rate)


@virtual_time
async def test_a_saturated_limiter_keeps_the_pace_up() -> None:
    departures = Departures(PacedLimiter())
    await departures.all(300)
    assert departures.times[0] == pytest.approx(0.0, abs=CLOSE)
    assert 299 / departures.times[-1] >= 2.8
    assert departures.gaps == pytest.approx([FLOOR] * 299, abs=CLOSE)
    assert departures.names == list(range(300))


@virtual_time
async def test_idling_saves_nothing_up() -> None:
    departures = Departures(PacedLimiter())
    await departures.all(3)
    await asyncio.sleep(3600)
    began = now()
    await departures.all(6)
    assert departures.times[3] == pytest.approx(began, abs=CLOSE)
    assert departures.gaps[3:] == pytest.approx([FLOOR] * 5, abs=CLOSE)


@virtual_time
async def test_newcomers_do_not_overtake() -> None:
    """Behind a bare aiolimiter, one who asks just as the bucket has room goes first."""
    departures = Departures(PacedLimiter())
    async with asyncio.TaskGroup() as tasks:
        for name in range(20):
            tasks.create_task(departures.leave(name))
        for name in range(20, 60):
            await asyncio.sleep(FLOOR / 2)
            tasks.create_task(departures.leave(name))
    assert departures.names == list(range(60))


# Pauses


@given(
    st.lists(st.tuples(st.floats(0.0, 5.0), st.floats(0.0, 20.0)), min_size=1, max_size=8),
    st.integers(10, 60),
)
@virtual_time
async def test_none_leaves_inside_a_pause(pauses: list[tuple[float, float]], count: int) -> None:
    limiter = PacedLimiter()
    departures = Departures(limiter)
    closed: list[tuple[float, float]] = []
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(departures.all(count))
        for after, seconds in pauses:
            await asyncio.sleep(after)
            limiter.pause(seconds)
            closed.append((now(), now() + max(seconds, FLOOR)))
    assert len(departures.times) == count
    for begin, end in closed:
        assert not [time for time in departures.times if begin < time < end - 1e-9]
    assert busiest_second(departures.times) <= 3


@virtual_time
async def test_after_a_pause_tasks_leave_one_by_one_at_once() -> None:
    limiter = PacedLimiter()
    departures = Departures(limiter)
    waiting = asyncio.create_task(departures.all(100))
    await asyncio.sleep(FLOOR / 2)
    limiter.pause(10.0)
    until = now() + 10.0
    await waiting
    after = departures.times[1:]
    assert after[0] == pytest.approx(until, abs=CLOSE), "no later than told"
    assert busiest_second(after) <= 3
    assert departures.names == list(range(100))


@virtual_time
async def test_a_shorter_pause_does_not_shorten_a_longer_one() -> None:
    limiter = PacedLimiter()
    await limiter.acquire()
    limiter.pause(30.0)
    limiter.pause(1.0)
    began = now()
    await limiter.acquire()
    assert now() - began == pytest.approx(30.0, abs=CLOSE)


@pytest.mark.parametrize("seconds", [0.0, -5.0])
@virtual_time
async def test_a_pause_is_a_gap_at_least(seconds: float) -> None:
    limiter = PacedLimiter()
    await limiter.acquire()
    await asyncio.sleep(60)
    limiter.pause(seconds)
    began = now()
    await limiter.acquire()
    assert now() - began >= FLOOR


@virtual_time
async def test_a_pause_holds_for_one_who_never_asked_before() -> None:
    limiter = PacedLimiter()
    limiter.pause(5.0)
    began = now()
    await limiter.acquire()
    assert now() - began == pytest.approx(5.0, abs=CLOSE)


@virtual_time
async def test_each_refusal_widens_the_gap_up_to_a_limit() -> None:
    limiter = PacedLimiter()
    await limiter.acquire()
    seen = [limiter.gap]
    for _ in range(40):
        limiter.pause(0.0)
        seen.append(limiter.gap)
    assert seen[0] == limiter.floor == pytest.approx(FLOOR)
    assert all(before < after for before, after in pairwise(seen[:6]))
    assert max(seen) == seen[-1] == pytest.approx(1.3 * FLOOR)
    assert all(before <= after for before, after in pairwise(seen))


@pytest.mark.parametrize("busy", [0.002, 0.005, 0.009])
def test_a_busy_loop_does_not_lose_the_pace(busy: float) -> None:
    """Each call leaves a little after its time; the next one keeps to its own."""
    departures = Departures(PacedLimiter())

    async def work() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        while True:
            loop.pass_by(busy)
            await asyncio.sleep(busy / 10)

    async def leave_while_busy() -> None:
        working = asyncio.create_task(work())
        for _ in range(200):
            await departures.leave()
        working.cancel()

    run(leave_while_busy())
    lost = departures.times[-1] - departures.times[0] - 199 * FLOOR
    assert -CLOSE <= lost <= 2 * busy
    assert busiest_second(departures.times) <= 3
    assert min(b - a for a, b in zip(departures.times, departures.times[3:], strict=False)) > 1.03


@virtual_time
async def test_the_gap_shrinks_back_to_its_floor_and_stays_there() -> None:
    limiter = PacedLimiter()
    departures = Departures(limiter)
    await departures.leave()
    for _ in range(40):
        limiter.pause(0.0)
    widths: list[float] = []
    for _ in range(1000):
        await departures.leave()
        widths.append(limiter.gap)
    assert widths[0] > 1.25 * FLOOR
    assert all(before >= after for before, after in pairwise(widths))
    assert widths[-1] == limiter.floor
    gaps = departures.gaps[1:]  # the first is the pause
    assert gaps == pytest.approx(widths[:-1], abs=CLOSE), "the gap that shows is the gap kept"


@given(st.lists(st.sampled_from(["leave", "leave", "pause", "sleep"]), max_size=120))
@virtual_time
async def test_the_gap_stays_between_its_floor_and_its_limit(steps: list[str]) -> None:
    limiter = PacedLimiter()
    departures = Departures(limiter)
    for step in steps:
        before = limiter.gap
        if step == "leave":
            await departures.leave()
            assert limiter.gap <= before
        elif step == "pause":
            limiter.pause(1.0)
            assert limiter.gap > before or limiter.gap == pytest.approx(1.3 * limiter.floor)
        else:
            await asyncio.sleep(0.2)
        assert limiter.floor <= limiter.gap <= 1.3 * limiter.floor + 1e-9
    assert busiest_second(departures.times) <= 3


# Cancellation


@given(st.integers(0, 2**32), st.floats(0.0, 20.0))
@settings(max_examples=60)
@virtual_time
async def test_waiters_that_give_up_cost_the_others_nothing(seed: int, pause: float) -> None:
    rng = random.Random(seed)
    limiter = PacedLimiter()
    departures = Departures(limiter)
    tasks = [asyncio.create_task(departures.leave(name)) for name in range(40)]
    doomed = set(rng.sample(range(40), 25))
    await asyncio.sleep(rng.choice([0.0, 0.2, 3.0]))
    limiter.pause(pause)
    for name in rng.sample(sorted(doomed), len(doomed)):
        tasks[name].cancel()
        await asyncio.sleep(rng.choice([0.0, 0.0, 0.01, 0.3]))
    await asyncio.gather(*tasks, return_exceptions=True)
    stayed = [name for name in range(40) if name not in doomed or not tasks[name].cancelled()]
    assert departures.names == stayed
    assert busiest_second(departures.times) <= 3
    began = now()
    await limiter.acquire()
    assert now() - began <= 1.3 * FLOOR + CLOSE


@virtual_time
async def test_the_turn_of_one_who_gives_up_goes_to_the_next() -> None:
    departures = Departures(PacedLimiter())
    tasks = [asyncio.create_task(departures.leave(name)) for name in range(10)]
    await asyncio.sleep(0.1)
    for name in range(1, 9):
        tasks[name].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert departures.names == [0, 9]
    assert departures.gaps == pytest.approx([FLOOR], abs=CLOSE)


@virtual_time
async def test_one_who_gives_up_in_a_pause_does_not_open_the_gate() -> None:
    limiter = PacedLimiter()
    departures = Departures(limiter)
    await departures.leave()
    limiter.pause(10.0)
    until = now() + 10.0
    first = asyncio.create_task(departures.leave(1))
    second = asyncio.create_task(departures.leave(2))
    await asyncio.sleep(5.0)
    first.cancel()
    await second
    assert departures.names == [0, 2]
    assert departures.times[-1] == pytest.approx(until, abs=CLOSE)


# Loops


def test_a_new_loop_keeps_its_distance_from_the_last_call_of_the_old_one() -> None:
    limiter = PacedLimiter()

    async def leave() -> float:
        await limiter.acquire()
        return now()

    first = run(leave(), start=100.0)
    second = run(leave(), start=first + 0.1)
    third = run(leave(), start=second + 60.0)
    assert FLOOR - CLOSE <= second - first <= 2 * FLOOR
    assert third - second == pytest.approx(60.0, abs=CLOSE)


def test_the_calls_of_a_new_loop_keep_their_distance_from_each_other() -> None:
    limiter = PacedLimiter()
    old, new = Departures(limiter), Departures(limiter)
    run(old.all(2))
    run(new.all(4), start=old.times[-1] + 0.3 * FLOOR)
    assert all(gap >= FLOOR - CLOSE for gap in new.gaps)
    assert busiest_second([*old.times, *new.times]) <= 3


def test_a_pause_goes_on_in_a_new_loop() -> None:
    limiter = PacedLimiter()

    async def refused() -> float:
        await limiter.acquire()
        limiter.pause(30.0)
        return now()

    async def leave() -> float:
        await limiter.acquire()
        return now()

    told = run(refused())
    assert run(leave(), start=told + 1.0) - told == pytest.approx(30.0, abs=CLOSE)


def test_two_loops_at_once_are_refused() -> None:
    limiter = PacedLimiter()
    taken, done = threading.Event(), threading.Event()

    async def hold() -> None:
        await limiter.acquire()
        taken.set()
        await asyncio.to_thread(done.wait, 30)

    other = threading.Thread(target=lambda: asyncio.run(hold()))
    other.start()
    try:
        assert taken.wait(30)
        with pytest.raises(GongError, match="another event loop"):
            run(limiter.acquire())
    finally:
        done.set()
        other.join(30)
    run(asyncio.wait_for(limiter.acquire(), 10.0), start=1e9)


# Arguments


@pytest.mark.parametrize("rate", [0, 0.0, -1.0, math.nan, math.inf, -math.inf])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        PacedLimiter(rate=rate)


def test_the_gap_follows_from_the_rate() -> None:
    assert PacedLimiter().gap == pytest.approx(0.35)
    assert PacedLimiter(rate=10).gap == PacedLimiter(rate=10).floor == pytest.approx(0.105)
    assert PacedLimiter(rate=0.5).gap == pytest.approx(2.1)


def test_a_limiter_shows_its_pace_and_is_a_limiter() -> None:
    limiter: Limiter = PacedLimiter(rate=3.0)
    assert repr(limiter).startswith("PacedLimiter(rate=3.0, gap=0.35")
    assert limiter != PacedLimiter(rate=3.0)
    assert limiter.rate == 3.0
    assert not isinstance(limiter, QuotaKeeper)
