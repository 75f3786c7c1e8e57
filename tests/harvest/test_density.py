"""The profile of the week cuts a stretch of time where it says that the calls are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gong_async.harvest.density import Density
from gong_async.harvest.state import Window

START = datetime(2025, 1, 1, tzinfo=UTC)
NEAR = timedelta(seconds=1)

seconds = st.integers(0, 3 * 365 * 86_400)
moments = seconds.map(lambda after: START + timedelta(seconds=after))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    since = draw(moments)
    length = draw(st.one_of(st.integers(1, 7_200), st.integers(1, 400 * 86_400)))
    return Window(None, since, since + timedelta(seconds=length))


@st.composite
def lessons(draw: st.DrawFn) -> tuple[Window, list[datetime]]:
    window = draw(windows())
    length = int((window.until - window.since).total_seconds())
    starts = draw(st.lists(st.integers(0, length - 1), max_size=30))
    times = draw(st.sampled_from((1, 100)))
    return window, [window.since + timedelta(seconds=each) for each in starts] * times


@st.composite
def densities(draw: st.DrawFn) -> Density:
    density = Density()
    for window, calls in draw(st.lists(lessons(), max_size=5)):
        density.learn(window, calls)
    return density


@settings(deadline=None, max_examples=60)
@given(densities(), windows(), st.floats(0, 1))
def test_what_is_reached_holds_the_share_that_was_asked_for(
    density: Density, window: Window, share: float
) -> None:
    edge = density.reach(window.since, window.until, share)
    assert window.since <= edge <= window.until
    whole = density.weight(window.since, window.until)
    before = density.weight(window.since, max(edge - NEAR, window.since))
    behind = density.weight(window.since, min(edge + NEAR, window.until))
    assert before <= share * whole + 1e-6 * whole
    assert behind >= share * whole - 1e-6 * whole


@settings(deadline=None, max_examples=60)
@given(densities(), windows(), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_reaches_no_less_far(
    density: Density, window: Window, one: float, other: float
) -> None:
    small, large = sorted((one, other))
    reach = density.reach
    assert reach(window.since, window.until, small) <= reach(window.since, window.until, large)


@settings(deadline=None, max_examples=60)
@given(densities(), windows(), st.floats(0, 1))
def test_weights_add_up(density: Density, window: Window, share: float) -> None:
    middle = window.since + share * (window.until - window.since)
    parts = density.weight(window.since, middle) + density.weight(middle, window.until)
    whole = density.weight(window.since, window.until)
    assert whole >= 0
    assert abs(parts - whole) <= 1e-6 * max(whole, 1)


@settings(deadline=None, max_examples=60)
@given(windows(), st.floats(0, 1))
def test_who_has_learnt_nothing_cuts_evenly(window: Window, share: float) -> None:
    edge = Density().reach(window.since, window.until, share)
    assert abs(edge - (window.since + share * (window.until - window.since))) <= NEAR


@settings(deadline=None, max_examples=60)
@given(st.lists(windows(), min_size=1, max_size=3), windows(), st.floats(0, 1))
def test_windows_without_calls_teach_nothing_and_break_nothing(
    empty: list[Window], window: Window, share: float
) -> None:
    density = Density()
    for each in empty:
        density.learn(each, [])
    assert window.since <= density.reach(window.since, window.until, share) <= window.until


def test_a_week_is_learnt() -> None:
    """Calls between nine and ten on Mondays alone: half of them is half past nine."""
    density, monday = Density(), datetime(2025, 1, 6, tzinfo=UTC)
    nine = monday + timedelta(hours=9)
    for week in range(40):
        since = monday + week * timedelta(days=7)
        calls = [since + timedelta(hours=9, minutes=n) for n in range(60)]
        density.learn(Window(None, since, since + timedelta(days=7)), calls)
    edge = density.reach(monday, monday + timedelta(days=7), 0.5)
    assert abs(edge - nine - timedelta(minutes=30)) <= timedelta(minutes=15)
