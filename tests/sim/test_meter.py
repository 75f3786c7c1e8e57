"""The limits, without a network: a sliding second and a UTC day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gong_async.sim.meter import Meter

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def outcomes(meter: Meter, *clocks: float) -> list[bool]:
    """Which of the arrivals pass."""
    return [meter.arrive(clock, NOON) is None for clock in clocks]


def test_three_calls_pass_in_any_second_and_the_fourth_does_not() -> None:
    assert outcomes(Meter(3.0, None), 0.0, 0.3, 0.9, 0.99) == [True, True, True, False]
    assert outcomes(Meter(3.0, None), 0.0, 0.3, 0.9, 1.0) == [True, True, True, True]


def test_a_refused_call_counts_against_the_next_one() -> None:
    assert outcomes(Meter(1.0, None), 0.0, 0.9, 1.5, 2.6) == [True, False, False, True]


@pytest.mark.parametrize(
    ("rate", "clocks", "passed"),
    [
        (0.5, (0.0, 1.9, 4.0), [True, False, True]),
        (2.5, (0.0, 0.1, 0.79, 1.7, 1.75), [True, True, False, True, True]),
    ],
)
def test_a_fractional_rate_scales_the_window(
    rate: float, clocks: tuple[float, ...], passed: list[bool]
) -> None:
    assert outcomes(Meter(rate, None), *clocks) == passed


@pytest.mark.parametrize("rate", [None, 0])
def test_without_a_rate_everything_passes(rate: float | None) -> None:
    meter = Meter(rate, None)
    assert all(outcomes(meter, *[0.0] * 1000))
    assert meter.refused == 0


@settings(deadline=None, derandomize=True)
@given(st.lists(st.floats(0, 3), max_size=40).map(sorted), st.integers(1, 5))
def test_a_call_passes_if_and_only_if_its_second_has_room(clocks: list[float], rate: int) -> None:
    passed = outcomes(Meter(rate, None), *clocks)
    for n, clock in enumerate(clocks):
        before = [at for at in clocks[:n] if at > clock - 1.0]
        assert passed[n] == (len(before) < rate)


def test_the_quota_ends_at_midnight_utc_and_says_so() -> None:
    meter = Meter(None, 2)
    late = datetime(2026, 3, 1, 23, 59, 57, 500_000, tzinfo=UTC)
    assert [meter.arrive(0, late), meter.arrive(1, late)] == [None, None]
    refusal = meter.arrive(2, late)
    assert refusal is not None
    assert refusal.retry_after == 3
    assert meter.arrive(3, late + timedelta(seconds=3)) is None
    assert meter.refused == 1


def test_a_spent_quota_outlasts_a_crowded_second() -> None:
    meter = Meter(1.0, 1)
    meter.arrive(0, NOON)
    refusal = meter.arrive(0, NOON)
    assert refusal is not None
    assert refusal.retry_after == 12 * 3600
