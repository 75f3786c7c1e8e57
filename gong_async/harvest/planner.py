"""
How a range of time is cut into windows while it is harvested.  Pure: no I/O here.

Windows are large first and small last, so that those who walk them finish together; each is
sized by the density of the calls seen so far.  Nothing rests on an order inside a listing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from attrs import define, evolve, field

from gong_async.harvest.density import Density
from gong_async.harvest.head import Head
from gong_async.harvest.state import Window

__all__ = ["Planner", "Range", "count_windows"]

_SHORTEST = timedelta(seconds=2)
_GUIDED = 1.3  # times an equal share of what is left: how large the next window is
_STUMP = 0.75  # of what is left: who takes more takes all
_TOO_MANY = 2.5  # times the largest window: cut once more rather than walked


@define(eq=False)
class Range:
    """
    A stretch of time that no earlier run has brought, and what became of its windows.

    Attributes:
        window: The whole of it.

        total: How many calls Gong counts there.

        found: How many its windows have brought.

        walking: Windows that are given out, or being written.

        failed: Whether one of them was given up.

        head: Its first page, if that may prove to be all of its beginning.

        empty: Windows that Gong says have no calls; believed once *found* reaches *total*.

        doubted: Whether the empty ones were asked for once more already.

        asked: When it was first asked for.
    """

    window: Window
    total: int
    asked: datetime = field(factory=lambda: datetime.now(UTC))
    found: int = 0
    walking: int = 0
    failed: bool = False
    head: Head | None = None
    empty: list[Window] = field(factory=list[Window])
    doubted: bool = False
    _pieces: list[tuple[Window, float]] = field(factory=list[tuple[Window, float]])

    def __attrs_post_init__(self) -> None:
        rest, calls = self.window, self.total
        if self.head is not None:
            rest = evolve(rest, since=self.head.window.until)
            calls -= len(self.head.page.records)
            self.walking = 1
        self._pieces.append((rest, float(calls)))

    @property
    def adds_up(self) -> bool:
        """Whether its windows, and its head, brought as many calls as Gong counts."""
        return self.found == self.total

    @property
    def lacks(self) -> bool:
        """Whether Gong counts more calls than its windows brought."""
        return self.found < self.total

    @property
    def left(self) -> float:
        """How many calls are in what is not given out yet, by estimate."""
        return sum(calls for _, calls in self._pieces)

    @property
    def given_out(self) -> bool:
        """Whether every moment of it is in some window."""
        return not self._pieces

    def put_back(self, window: Window, calls: float) -> None:
        """Take *window* back to be cut up."""
        self._pieces.append((window, calls))

    def correct(self, window: Window, calls: float) -> None:
        """Expect so many calls more, or fewer, in what *window* was cut off."""
        after = [n for n, (rest, _) in enumerate(self._pieces) if rest.since >= window.until]
        if after:
            place = min(after, key=lambda n: self._pieces[n][0].since)
            rest, expected = self._pieces[place]
            self._pieces[place] = (rest, max(expected + calls, 0.0))

    def take(self, calls: float, density: Density) -> tuple[Window, float]:
        """Cut a window of about *calls* calls off; return it and how many to expect there."""
        window, expected = self._pieces[-1]
        edge = _edge(window, calls / expected if expected > calls else 1.0, density)
        if edge is None:
            return self._pieces.pop()
        self._pieces[-1] = (Window(window.workspace, edge, window.until), expected - calls)
        return Window(window.workspace, window.since, edge), calls


def _edge(window: Window, share: float, density: Density) -> datetime | None:
    """Return where to cut; None where that would leave a stump."""
    if share > _STUMP:
        return None
    first, last = window.since + _SHORTEST, window.until - _SHORTEST
    edge = density.reach(window.since, window.until, share).replace(microsecond=0)
    return min(max(edge, first), last) if first <= last else None


@define(eq=False)
class Planner:
    """
    Hands out windows of the ranges that it is given.

    Args:
        calls_per_window: How many calls a window holds at the most, about.
    """

    calls_per_window: int
    _ranges: list[Range] = field(factory=list[Range])
    _expected: dict[Window, float] = field(factory=dict[Window, float])
    _density: Density = field(factory=Density)

    @property
    def left(self) -> bool:
        """Whether some window was not handed out yet."""
        return any(not each.given_out for each in self._ranges)

    def add(self, window: Window, calls: int, head: Head | None = None) -> Range:
        """Take a range to be cut up, after its head; Gong counts *calls* calls in it."""
        found = Range(window, calls, head=head)
        self._ranges.append(found)
        return found

    def whole(self, window: Window, calls: int) -> Range:
        """Take a range that is walked in one window, from now on."""
        found = Range(window, calls)
        found.take(calls, self._density)
        found.walking = 1
        return found

    def next(self, walks: int, smallest: float) -> tuple[Window, Range] | None:
        """
        Return the next window to walk, one of about *walks* at a time; None if none is left.

        Args:
            smallest: The fewest calls that are worth a window: each costs half a page, on the
                average, for its last one.
        """
        self._ranges = [each for each in self._ranges if not each.given_out]
        if not self._ranges:
            return None
        fullest = max(self._ranges, key=lambda each: each.left)
        left = sum(each.left for each in self._ranges)
        calls = _size(left, walks, smallest, self.calls_per_window)
        window, self._expected[window] = fullest.take(calls, self._density)
        fullest.walking += 1
        return window, fullest

    def fits(self, window: Window, calls: int, of: Range) -> bool:
        """
        Learn that Gong counts *calls* calls in *window*; tell whether to walk it.

        If not, it was taken back and is handed out again in parts.
        """
        if window in self._expected:
            of.correct(window, self._expected.pop(window) - calls)
        if (
            calls > _TOO_MANY * self.calls_per_window
            and window.until - window.since > 2 * _SHORTEST
        ):
            of.put_back(window, calls)
            of.walking -= 1
            if of not in self._ranges:
                self._ranges.append(of)
            return False
        return True

    def learn(self, window: Window, moments: Iterable[datetime]) -> None:
        """Learn when the calls of *window* start; the next windows are sized by it."""
        self._density.learn(window, moments)


def count_windows(calls: int, walks: int, smallest: float, largest: int) -> int:
    """Return how many windows a range of so many calls is cut into."""
    windows, left = 1, float(calls)
    while (size := _size(left, walks, smallest, largest)) <= _STUMP * left:
        windows, left = windows + 1, left - size
    return windows


def _size(left: float, walks: int, smallest: float, largest: int) -> float:
    """Return how many calls the next window is to hold, of those that are left."""
    return min(max(_GUIDED * left / walks, smallest), largest)
