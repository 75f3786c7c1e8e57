"""How far a harvest is, drawn for a terminal."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import define, field

from gong_async.cli.tally import Tally
from gong_async.cli.text import counted, visible
from gong_async.errors import GongError

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress_bar import ProgressBar

    from gong_async.cli.errands import Errand

__all__ = ["Bar"]

_QUOTA_OVER = 2.0  # seconds between two looks into a ledger


@define(eq=False)
class Bar:
    """Three lines for the only company, or a line for each of several."""

    errands: Mapping[str, Errand]
    tallies: Mapping[str, Tally]
    _left: dict[str, int] = field(factory=dict[str, int], init=False)
    _looked: float = field(default=float("-inf"), init=False)

    def draw(self) -> RenderableType:
        """Return what to show now."""
        self._look()
        if any(errand.label for errand in self.errands.values()):
            return self._table()
        (company,) = self.errands
        return self._lines(company)

    def _look(self) -> None:
        """Look from time to time how much of the quota other processes have left."""
        if time.monotonic() < self._looked + _QUOTA_OVER:
            return
        self._looked = time.monotonic()
        for company, errand in self.errands.items():
            if errand.ledger is None:
                continue
            try:
                self._left[company] = max(0, errand.ledger.allowed - errand.ledger.spent())
            except GongError:  # it will end the harvest, which tells it
                self._left.pop(company, None)

    def _lines(self, company: str) -> RenderableType:
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        tally, rate = self.tallies[company], self.errands[company].gong.limiter.rate
        line = Table.grid(padding=(0, 1), expand=True)
        line.add_column(ratio=1)
        to_go = tally.to_go() if tally.waits_until else f"{tally.to_go()} to go"
        line.add_row(_progress(tally), Text(_percent(tally), "bold"), Text(to_go, "cyan"))
        kept = counted(tally.windows, "window")
        calls = f"{tally.calls:,} of {counted(tally.total, 'call')} · " if tally.total else ""
        spent = f"{counted(tally.requests, 'request')} · {tally.rate():.1f} of {rate:.1f} a second"
        if company in self._left:
            spent += f" · {self._left[company]:,} left today"
        return Group(line, Text(f"{calls}{kept} kept", "dim"), Text(spent, "dim"))

    def _table(self) -> RenderableType:
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", expand=True)
        table.add_column("company", style="cyan", no_wrap=True, max_width=16)
        table.add_column("", ratio=1, min_width=4)
        for name in ("calls", "windows", "requests", "a second", "left", "to go"):
            table.add_column(name, justify="right", no_wrap=name != "to go")
        for company, tally in self.tallies.items():
            left = self._left.get(company)
            table.add_row(
                Text(visible(company)),
                _progress(tally),
                f"{tally.calls:,} of {tally.total:,}" if tally.total else "",
                f"{tally.windows:,}",
                f"{tally.requests:,}",
                f"{tally.rate():.1f} of {self.errands[company].gong.limiter.rate:.1f}",
                "" if left is None else f"{left:,}",
                tally.to_go(),
            )
        return Group(table, "")  # where the terminal writes ^C


def _progress(tally: Tally) -> ProgressBar:
    from rich.progress_bar import ProgressBar

    return ProgressBar(total=tally.total or None, completed=tally.calls, pulse=not tally.total)


def _percent(tally: Tally) -> str:
    return f"{tally.calls / tally.total:4.0%}" if tally.total else ""
