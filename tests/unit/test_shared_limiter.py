"""Several processes over one ledger, played by several limiters in one loop, on virtual time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gong_async.errors import QuotaExhaustedError, TransportError
from gong_async.ledger import QuotaLedger
from gong_async.limiter import PacedLimiter, QuotaKeeper, SharedLimiter
from gong_async.retry import RetryPolicy
from gong_async.session import Session
from tests.clock import now, run, virtual_time
from tests.unit.departures import CLOSE, FLOOR, Departures, busiest_second
from tests.unit.scripted import LISTING, Scripted, in_turn, page, refusal

NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)


class Office:
    """Limiters that share a ledger, all on virtual time, and who left when."""

    def __init__(self, folder: str, limiters: int, **ledger: int) -> None:
        shared = QuotaLedger(Path(folder) / "ledger", clock=now, now=lambda: NOON, **ledger)
        self.ledger = shared
        self.limiters = [SharedLimiter(ledger=shared) for _ in range(limiters)]
        self.lines = [Departures(limiter) for limiter in self.limiters]

    async def all(self, *counts: int) -> None:
        await asyncio.gather(
            *(line.all(count) for line, count in zip(self.lines, counts, strict=True))
        )

    @property
    def times(self) -> list[float]:
        return sorted(time for line in self.lines for time in line.times)

    @property
    def gaps(self) -> list[float]:
        return [later - earlier for earlier, later in pairwise(self.times)]


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0.0, 1.5)), min_size=1, max_size=30))
@settings(max_examples=40)
@virtual_time
async def test_all_processes_together_keep_the_pace_and_each_its_order(
    arrivals: list[tuple[int, float]],
) -> None:
    with TemporaryDirectory() as folder:
        office = Office(folder, 3)
        async with asyncio.TaskGroup() as tasks:
            for name, (which, wait) in enumerate(arrivals):
                await asyncio.sleep(wait)
                tasks.create_task(office.lines[which].leave(name))
        assert len(office.times) == len(arrivals) == office.ledger.spent()
        assert busiest_second(office.times) <= 3
        assert min(office.gaps, default=1.0) >= FLOOR - 1e-9
        for line in office.lines:
            assert line.names == sorted(line.names)


@virtual_time
async def test_processes_take_turns_however_long_their_queues_are(tmp_path: Path) -> None:
    office = Office(str(tmp_path), 3)
    await office.all(50, 10, 10)
    early = [sum(time <= office.times[29] for time in line.times) for line in office.lines]
    assert min(early) >= 8
    assert 69 / office.times[-1] >= 2.8, "and together they are as fast as one"


@virtual_time
async def test_one_who_gives_up_is_not_counted_and_hardly_holds_up_the_others(
    tmp_path: Path,
) -> None:
    office = Office(str(tmp_path), 2)
    await office.all(1, 0)
    doomed = [asyncio.create_task(office.lines[0].leave(name)) for name in range(5)]
    await asyncio.sleep(0.1)
    for task in doomed:
        task.cancel()
    await asyncio.gather(*doomed, return_exceptions=True)
    await office.all(0, 1)
    assert office.ledger.spent() == 2
    assert FLOOR <= office.gaps[0] <= 1.3 * FLOOR


@virtual_time
async def test_a_pause_told_to_one_process_is_a_pause_of_all(tmp_path: Path) -> None:
    office = Office(str(tmp_path), 2)
    await office.all(1, 1)
    told = now()
    office.limiters[0].pause(20.0)
    await office.all(3, 3)
    assert office.times[2] - told == pytest.approx(20.0, abs=CLOSE)
    assert busiest_second(office.times) <= 3
    assert office.limiters[0].gap > office.limiters[1].gap


@virtual_time
async def test_a_spent_quota_refuses_all_who_queue_at_once(tmp_path: Path) -> None:
    office = Office(str(tmp_path), 2, quota=4)
    lines = [line for line in office.lines for _ in range(20)]
    ends = await asyncio.gather(*(line.leave() for line in lines), return_exceptions=True)
    refused = [end for end in ends if isinstance(end, QuotaExhaustedError)]
    assert (len(office.times), len(refused)) == (4, 36)
    assert {error.retry_at for error in refused} == {datetime(2026, 5, 6, tzinfo=UTC)}
    assert now() - office.times[-1] <= 1.3 * FLOOR
    assert office.ledger.spent() == 4


@virtual_time
async def test_what_gong_says_to_one_process_refuses_the_queues_of_all(tmp_path: Path) -> None:
    office = Office(str(tmp_path), 2)
    keeper = office.limiters[0]
    assert isinstance(keeper, QuotaKeeper)
    waiting = [asyncio.create_task(line.leave()) for line in office.lines for _ in range(10)]
    await asyncio.sleep(0.1)
    keeper.exhausted(NOON + timedelta(hours=2))
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    refused = [end for end in ends if isinstance(end, QuotaExhaustedError)]
    assert len(refused) == 19
    assert {error.retry_at for error in refused} == {NOON + timedelta(hours=2)}
    assert now() <= 1.3 * FLOOR


def test_a_shared_limiter_goes_on_in_a_new_loop(tmp_path: Path) -> None:
    limiter = SharedLimiter(ledger=QuotaLedger(tmp_path / "ledger", clock=now))
    old, new = Departures(limiter), Departures(limiter)
    run(old.all(3), start=100.0)
    run(new.all(3), start=old.times[-1] + 0.1)
    assert busiest_second([*old.times, *new.times]) <= 3


# Sessions at a limiter


@pytest.mark.parametrize("shared", [False, True], ids=["paced", "shared"])
@virtual_time
async def test_who_queues_for_a_spent_quota_is_refused_at_once(
    tmp_path: Path, shared: bool
) -> None:
    ledger = QuotaLedger(tmp_path / "ledger", clock=now)
    limiter = SharedLimiter(ledger=ledger) if shared else PacedLimiter()
    transport = Scripted(lambda _: refusal(429, retry_after="7200"), delay=0.1)
    client = Session(transport, limiter, RetryPolicy())
    ends = await asyncio.gather(
        *(client.send(LISTING.request()) for _ in range(50)), return_exceptions=True
    )
    assert [type(end) for end in ends] == [QuotaExhaustedError] * 50
    assert {end.operation for end in ends if isinstance(end, QuotaExhaustedError)} == {
        LISTING.operation
    }
    assert len(transport.sent) == client.usage.requests == 1
    assert now() == pytest.approx(0.1, abs=CLOSE)
    if shared:
        with pytest.raises(QuotaExhaustedError, match="listThings"):
            await Session(transport, SharedLimiter(ledger=ledger), RetryPolicy()).send(
                LISTING.request()
            )
    assert len(transport.sent) == 1


@virtual_time
async def test_a_time_out_of_a_limiter_is_not_taken_for_a_spent_quota() -> None:
    class Impatient(PacedLimiter):
        async def acquire(self) -> None:
            raise TimeoutError("nobody's")

    transport = Scripted(lambda _: refusal(500))
    with pytest.raises(TimeoutError, match="nobody's"):
        await Session(transport, Impatient(), RetryPolicy()).send(LISTING.request())
    assert transport.sent == []


@virtual_time
async def test_the_seconds_in_flight_tell_the_mean_latency() -> None:
    answers = in_turn(refusal(500), TransportError("listThings", "read", "it broke"), page([]))
    client = Session(Scripted(answers, delay=0.3), PacedLimiter(), RetryPolicy())
    await client.send(LISTING.request())
    assert client.usage.requests == 3
    assert client.usage.seconds_in_flight == pytest.approx(0.9, abs=CLOSE)
    await client.open()
    assert client.usage.seconds_in_flight == 0.0
