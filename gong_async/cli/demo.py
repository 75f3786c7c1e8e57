"""``gong-async demo``: everything once, without an account."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from gong_async.cli.database import companies
from gong_async.cli.exits import Exit, UsageError, until_signal
from gong_async.cli.harvest import sink_for
from gong_async.cli.text import say

if TYPE_CHECKING:
    from gong_async.harvest import HarvestReport, Sink

__all__ = ["demo"]

_COMPANY = "gong-async-demo"
_RATE = 10.0


def demo(
    out: Path = Path("gong-demo.db"),
    /,
    *,
    calls: Annotated[int, Parameter(show=False)] = 1_200,
) -> Exit:
    """
    See it work, without an account: a simulated Gong, a harvest, and what to do with it.

    Args:
        out: The file to make; one that an earlier demo made is replaced, any other refused.
    """
    from gong_async.cli.tour import tour
    from gong_async.harvest.sinks import SqliteSink

    sink = sink_for(out)
    if not isinstance(sink, SqliteSink):
        raise UsageError("the demo makes a SQLite file; name one that ends with .db")
    _clear(out)
    reports: list[HarvestReport] = []

    async def work() -> Exit:
        reports.append(await _harvest(sink, calls))
        return Exit.DONE if reports[0].complete else Exit.FAILED

    code = asyncio.run(until_signal(work()))
    tour(out, reports[0])
    return code


async def _harvest(sink: Sink, calls: int) -> HarvestReport:
    from gong_async.cli.errands import Errand
    from gong_async.cli.rounds import Rounds
    from gong_async.client import Gong
    from gong_async.harvest import HarvestJob, HarvestReport
    from gong_async.limiter import PacedLimiter
    from gong_async.sim import GongSim

    say(
        f"a simulated Gong with {calls:,} calls, on this machine",
        f"it grants {_RATE:g} requests a second; the real one grants 3",
    )
    async with GongSim(calls=calls, rate=_RATE) as sim:
        gong = Gong(
            access_key="sim-key",
            access_key_secret="sim-secret",  # noqa: S106 - known to all
            base_url=sim.url,
            limiter=PacedLimiter(rate=_RATE),
        )
        job = HarvestJob(
            since=sim.world.start,
            until=sim.world.end,
            company=_COMPANY,
            calls_per_window=200,
        )
        end = (await Rounds((), sink).once([Errand(gong, job)]))[_COMPANY]
        if not isinstance(end, HarvestReport):
            raise end
        return end


def _clear(out: Path) -> None:
    """Remove what an earlier demo left in *out*; refuse anything else that is there."""
    from gong_async.harvest.lock import OutputLock

    if not out.exists():
        return
    lock = OutputLock(out)
    lock.acquire()
    try:
        if companies(out) - {_COMPANY}:
            raise UsageError(f"{out} holds a harvest of yours")
        for end in ("", "-wal", "-shm"):
            out.with_name(out.name + end).unlink(missing_ok=True)
    except UsageError as error:
        raise UsageError(
            f"{error}; it stays as it is: give the demo another file, as in"
            " gong-async demo other.db"
        ) from None
    finally:
        lock.release()
