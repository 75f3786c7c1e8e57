"""The page of a harvest: its calls, when they were, who took part, and what trackers heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from gong_async.view.render import harmless, render, shortened
from gong_async.view.survey import Count, Harvest

__all__ = ["index_page"]

_YEARS = range(1970, 2100)
_MOST = len(_YEARS)  # bars that a narrow screen still tells apart


@frozen
class Bar:
    """A bar of the chart over time, in per cent as SVG takes it, and what it stands for."""

    x: str
    y: str
    width: str
    height: str
    label: str


@frozen
class Chart:
    """Calls over time: a bar for each *unit*, *most* calls in the highest."""

    unit: str
    calls: int
    most: int
    first: str
    last: str
    bars: list[Bar]


def index_page(harvest: Harvest, source: str, command: str, pages: Collection[str]) -> str:
    """
    Return what a harvest holds as HTML.

    Args:
        source: What to call the database.

        command: What makes the page of a call, but for the call's id.

        pages: The ids of the calls whose pages are beside this one.
    """
    values = {
        "harvest": harvest,
        "source": source,
        "command": command,
        "chart": _chart(harvest.days),
        "people": _shares(harvest.people),
        "trackers": _shares(harvest.trackers),
        "data": _data(harvest, pages),
    }
    return render("index.html.j2", ("page.js", "index.js"), values)


def _shares(counts: Sequence[Count]) -> list[tuple[Count, str]]:
    """Return each count with how long its bar is, the first of them being the longest."""
    return [(each, f"{each.calls / counts[0].calls * 100:.1f}%") for each in counts]


def _data(harvest: Harvest, pages: Collection[str]) -> dict[str, Any]:
    """Return what the list in the page is made from; names are there once, calls tell places."""
    names: dict[str, int] = {}

    def places(listed: Sequence[str]) -> list[int]:
        return [names.setdefault(_text(name), len(names)) for name in listed]

    calls = [
        [
            _text(each.call_id),
            _text(each.title or ""),
            (each.started or "")[:16],
            each.duration_s,
            places([each.company]),
            places(each.people),
            places(each.trackers),
            int(each.call_id in pages),
        ]
        for each in harvest.rows
    ]
    return {"calls": calls, "names": list(names)}


def _text(text: str) -> str:
    return str(harmless(shortened(text)))


# Calls over time


def _chart(days: Sequence[tuple[str, int]]) -> Chart | None:
    """Draw a bar for each day, week, month or year, the shortest that gives not too many."""
    counted = {day: calls for text, calls in days if (day := _day(text))}
    if not counted:
        return None
    unit, begin, begins = _division(min(counted), max(counted))
    totals = Counter[date]()
    for day, calls in counted.items():
        totals[begin(day)] += calls
    most, step = max(totals.values()), 100 / len(begins)
    bars = [
        Bar(
            x=f"{number * step:.3f}%",
            y=f"{100 - totals[start] / most * 100:.2f}%",
            width=f"{step * 0.8:.3f}%",
            height=f"{totals[start] / most * 100:.2f}%",
            label=f"{'' if unit == 'day' else f'{unit} of '}{start}: {totals[start]:,}",
        )
        for number, start in enumerate(begins)
    ]
    first, last = begins[0].isoformat(), max(counted).isoformat()
    return Chart(unit, sum(counted.values()), most, first, last, bars)


def _day(text: str) -> date | None:
    """Read a day; None for what no call was on."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _division(first: date, last: date) -> tuple[str, Callable[[date], date], list[date]]:
    """Return the unit, what begins the one that a day is in, and all beginnings."""
    for unit, begin, following in _UNITS:
        begins = [begin(first)]
        while (after := following(begins[-1])) <= last and len(begins) <= _MOST:
            begins.append(after)
        if len(begins) <= _MOST:
            return unit, begin, begins
    raise AssertionError("more years than there are")


def _next_month(day: date) -> date:
    return (day + timedelta(days=31)).replace(day=1)


_UNITS: tuple[tuple[str, Callable[[date], date], Callable[[date], date]], ...] = (
    ("day", lambda day: day, lambda day: day + timedelta(days=1)),
    ("week", lambda day: day - timedelta(days=day.weekday()), lambda day: day + timedelta(days=7)),
    ("month", lambda day: day.replace(day=1), _next_month),
    ("year", lambda day: day.replace(month=1, day=1), lambda day: day.replace(year=day.year + 1)),
)
"""How to count over time: the name, when what holds a day begins, and when the next one does."""
