"""Whatever Gong counts, the windows cover a range: each moment once, and at an end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gong_async.harvest.head import Head
from gong_async.harvest.planner import Planner, Range, count_windows
from gong_async.harvest.state import Window
from gong_async.paging import Page
from gong_async.resources.calls import EXTENSIVE

START = datetime(2025, 1, 1, tzinfo=UTC)
SHORTEST = timedelta(seconds=2)
MANY = 5_000  # windows: more than any of the ranges here can need

Count = Callable[[Window], int]


def range_of(seconds: float) -> Window:
    return Window(None, START, START + timedelta(seconds=seconds))


def counting(moments: Sequence[float]) -> Count:
    """Count calls that start so many seconds after START."""
    starts = [START + timedelta(seconds=each) for each in sorted(moments)]
    return lambda window: sum(window.since <= each < window.until for each in starts)


def hand_out(
    planner: Planner, count: Count, walks: int, smallest: float = 250.0
) -> tuple[list[Window], int]:
    """Walk all windows, so many at a time; return them, and how many were asked for in vain."""
    walked: list[Window] = []
    begun: deque[tuple[Window, Range]] = deque()
    vain = 0
    while True:
        while len(begun) < walks and (work := planner.next(walks, smallest)) is not None:
            begun.append(work)
        if not begun:
            return walked, vain
        window, of = begun.popleft()
        if planner.fits(window, count(window), of):
            walked.append(window)
            of.walking -= 1
        else:
            vain += 1
        assert len(walked) + vain < MANY, "it never ends"


def assert_covered(whole: Window, windows: Sequence[Window]) -> None:
    """Assert that half-open windows meet at their edges, from one end of *whole* to the other."""
    ordered = sorted(windows, key=lambda each: each.since)
    assert ordered[0].since == whole.since
    assert ordered[-1].until == whole.until
    assert all(one.until == next_.since for one, next_ in pairwise(ordered))
    if len(ordered) > 1:
        assert min(each.until - each.since for each in ordered) >= SHORTEST


spans = st.one_of(
    st.sampled_from((0.000001, 0.5, 1, 2, 3.5, 4, 4.000001, 5)),
    st.floats(2, 400 * 86_400),
    st.integers(2, 400 * 86_400),
)
totals = st.one_of(st.sampled_from((0, 1, 2, 99, 100, 101, 10_000_000)), st.integers(0, 100_000))
sizes = st.one_of(st.integers(1_000, 5_000), st.sampled_from((10**6, 10**9)))


@settings(deadline=None, max_examples=60)
@given(spans, totals, sizes, st.integers(1, 40), st.data())
def test_windows_cover_a_range_whatever_is_counted(
    seconds: float, total: int, size: int, walks: int, data: st.DataObject
) -> None:
    """Counts that come from nowhere, and now and then say that a window is too large."""
    planner, whole = Planner(size), range_of(seconds)
    planner.add(whole, min(total, 100 * size))
    patience = 8

    def count(window: Window) -> int:
        nonlocal patience
        patience -= 1
        return data.draw(st.integers(0, 50 * size)) if patience > 0 else 0

    windows, _ = hand_out(planner, count, walks)
    assert_covered(whole, windows)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(5, 400 * 86_400),
    st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=40),
    st.integers(1, 100),
    st.integers(1, 20),
    st.booleans(),
)
@example(400 * 86_400, [0.5] * 20, 1, 1, True)
@example(5, [0.0] * 20, 1, 1, False)
def test_where_counts_are_true_windows_are_no_larger_than_they_may_be(
    seconds: int, starts: list[float], size: int, walks: int, learning: bool
) -> None:
    moments = sorted(int(each * seconds) for each in starts)
    count, planner, whole = counting(moments), Planner(size), range_of(seconds)
    planner.add(whole, len(moments))
    walked: list[Window] = []
    asked = 0
    while (work := planner.next(walks, 10.0)) is not None:
        window, of = work
        asked += 1
        assert asked < 2_000, "it never ends"
        if planner.fits(window, count(window), of):
            walked.append(window)
            of.walking -= 1
            if learning:
                mine = (START + timedelta(seconds=each) for each in moments)
                planner.learn(window, [at for at in mine if window.since <= at < window.until])
    assert_covered(whole, walked)
    for window in walked:
        assert count(window) <= 2.5 * size or window.until - window.since <= 2 * SHORTEST


def test_all_calls_in_one_second_are_found() -> None:
    planner, whole = Planner(1_000), range_of(365 * 86_400)
    moments = [200 * 86_400.0] * 50_000
    planner.add(whole, len(moments))
    starts = START + timedelta(days=200)

    def count(window: Window) -> int:
        return 50_000 if window.since <= starts < window.until else 0

    windows, vain = hand_out(planner, count, 4)
    assert_covered(whole, windows)
    assert len(windows) + vain < 1_500


def test_a_profile_that_is_wrong_does_not_hand_out_one_window_for_ever() -> None:
    """Nearly all that it expects is in the last two seconds, so no edge leaves room for another."""
    planner, hour = Planner(100), datetime(2025, 1, 6, 9, tzinfo=UTC)
    for week in range(300):
        monday = hour + timedelta(days=7 * week)
        quiet = Window(None, monday, monday + timedelta(hours=1))
        busy = Window(None, quiet.until, quiet.until + timedelta(seconds=2))
        planner.learn(busy, [quiet.until] * 100)
        planner.learn(quiet, [])
    whole = Window(None, hour, hour + timedelta(hours=1, seconds=1))
    planner.add(whole, 1_000)

    def count(window: Window) -> int:
        return 1_000 if window.since == hour else 0  # all in the first second

    windows, _ = hand_out(planner, count, 4)
    assert_covered(whole, windows)


@settings(deadline=None, max_examples=60)
@given(totals, st.integers(1, 5_000), st.integers(1, 50), st.floats(250, 1_000))
def test_windows_are_counted_before_they_are_cut(
    total: int, largest: int, walks: int, smallest: float
) -> None:
    if total / largest > MANY:
        largest = 5_000  # else it counts for long
    counted = count_windows(total, walks, smallest, largest)
    assert 1 <= counted <= max(1, total / min(smallest, largest) + 1)


@settings(deadline=None, max_examples=60)
@given(st.integers(5_000, 200_000), st.integers(500, 5_000), st.integers(1, 20))
def test_an_even_range_is_cut_as_was_counted(total: int, size: int, walks: int) -> None:
    planner, whole = Planner(size), range_of(365 * 86_400)
    planner.add(whole, total)
    length = whole.until - whole.since

    def count(window: Window) -> int:
        return round(total * ((window.until - window.since) / length))

    windows, vain = hand_out(planner, count, walks)
    assert vain == 0
    counted = count_windows(total, walks, 250.0, size)
    assert abs(len(windows) - counted) <= 2 + counted // 10
    assert max(map(count, windows)) <= 1.5 * size
    half = len(windows) // 2
    if half > 1:  # large first, small last, but that no stump is left
        assert max(map(count, windows[:half])) >= 0.74 * max(map(count, windows[half:]))


def test_a_window_that_is_put_back_is_cut_into_parts() -> None:
    planner, whole = Planner(1_000), range_of(86_400)
    of = planner.add(whole, 2_000)
    window, _ = planner.next(2, 250.0) or pytest.fail("nothing to walk")
    assert of.walking == 1
    assert not planner.fits(window, 50_000, of)
    assert of.walking == 0
    assert not of.given_out
    parts, _ = hand_out(planner, counting(()), 2)
    assert_covered(whole, parts)
    assert sum(each.until <= window.until for each in parts) >= 10


def test_several_ranges_are_cut_the_fullest_first() -> None:
    planner = Planner(1_000)
    ranges = [
        planner.add(Window(str(n), START, START + timedelta(days=n + 1)), calls)
        for n, calls in enumerate((1, 30_000, 0, 500))
    ]
    first = planner.next(4, 250.0) or pytest.fail("nothing to walk")
    assert first[1] is ranges[1]
    walked, _ = hand_out(planner, counting(()), 4)
    assert all(each.given_out for each in ranges)
    for each in ranges:
        mine = [
            window for window in (first[0], *walked) if window.workspace == each.window.workspace
        ]
        assert_covered(each.window, mine)


def test_a_range_that_is_walked_whole_is_not_handed_out() -> None:
    planner, whole = Planner(1_000), range_of(2)
    of = planner.whole(whole, 10)
    assert (of.given_out, of.walking) == (True, 1)
    assert planner.next(4, 250.0) is None


def page(starts: Sequence[float | None], ids: Sequence[str] | None = None) -> Page[object]:
    """A page of calls that start so many seconds after START."""
    names = ids or [str(n + 1) for n in range(len(starts))]
    records = [
        {
            "metaData": {
                "id": name,
                "started": None if each is None else (START + timedelta(seconds=each)).isoformat(),
            }
        }
        for name, each in zip(names, starts, strict=True)
    ]
    return Page(EXTENSIVE, records, None, 0, 1_000)


def test_the_head_of_a_range_ends_where_its_last_call_starts() -> None:
    whole = range_of(86_400)
    head = Head.of(whole, page([0, 5, 5, 9, 9])) or pytest.fail("no head")
    assert head.window == Window(None, START, START + timedelta(seconds=9))
    assert [each["metaData"]["id"] for each in head.page.records] == ["1", "2", "3"]
    of = Range(whole, 1_000, head=head)
    assert (of.walking, of.left) == (1, 997)
    planner = Planner(100)
    planner.add(whole, 1_000, head)
    windows, _ = hand_out(planner, counting(()), 2)
    assert_covered(whole, [head.window, *windows])


@pytest.mark.parametrize(
    ("starts", "ids"),
    [
        ([], []),
        ([0], None),  # it would hold no moment
        ([0, 0], None),
        ([5, 3, 9], None),
        ([None, 3, 9], None),
        ([3, 9, None], None),
        ([-1, 3, 9], None),
        ([3, 86_400], None),
        ([3, 90_000], None),
        ([3, 5, 9], ["1", "1", "2"]),
    ],
)
def test_no_page_is_a_head_but_one_in_order(
    starts: list[float | None], ids: list[str] | None
) -> None:
    assert Head.of(range_of(86_400), page(starts, ids)) is None
