"""What a harvest is going to take: ``gong-async harvest --plan``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gong_async.cli.errands import Errand
from gong_async.cli.exits import Exit, explain, worst
from gong_async.cli.hearing import hearing
from gong_async.cli.progress import Events, write_json
from gong_async.cli.text import console, counted, say, visible
from gong_async.errors import GongError
from gong_async.harvest import HarvestPlan, Sink
from gong_async.harvest.plan import DAILY_QUOTA

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["estimate"]


async def estimate(errands: Sequence[Errand], sink: Sink | None, events: Events) -> Exit:
    """
    Tell on stdout what each errand is going to take, and harvest nothing.

    Args:
        sink: Where it would go; None if that is not there yet.
    """
    plans, codes = dict[str, HarvestPlan](), list[Exit]()
    for errand in errands:
        try:
            with hearing():
                plans[errand.company] = await _plan(errand, sink)
        except GongError as error:
            code, told = explain(error, from_file=bool(errand.label))
            say(f"{errand.prefix or 'gong-async: '}{told}")
            codes.append(code)
    if events == "json":
        for errand in errands:
            if plan := plans.get(errand.company):
                write_json(plan, errand.label)
    elif plans:
        console().print(_table(errands, plans))
    spent = sum(plan.spent for plan in plans.values())
    say(f"nothing was harvested; the estimate took {counted(spent, 'request')}")
    return worst(codes)


async def _plan(errand: Errand, sink: Sink | None) -> HarvestPlan:
    quota = DAILY_QUOTA if errand.ledger is None else errand.ledger.quota
    async with errand.gong as gong:
        return await errand.job.plan(gong, sink, quota=quota)


def _table(errands: Sequence[Errand], plans: Mapping[str, HarvestPlan]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("company", overflow="fold")
    for name in ("calls", "requests", "minutes", "daily quota", "left today"):
        table.add_column(name, justify="right")
    for errand in errands:
        if plan := plans.get(errand.company):
            ledger = errand.ledger
            table.add_row(
                Text(visible(errand.company)),
                f"{plan.calls:,}",
                f"{plan.requests:,}",
                f"{plan.seconds / 60:,.1f}",
                f"{plan.quota_share:.1%}",
                "" if ledger is None else f"{max(0, ledger.allowed - ledger.spent()):,}",
            )
    return table
