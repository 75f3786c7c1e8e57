"""``gong-async simulate``: a Gong on this machine, to try things without an account."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path
from typing import TYPE_CHECKING

from gong_async.cli.exits import Exit, UsageError, until_signal
from gong_async.cli.text import say

if TYPE_CHECKING:
    from gong_async.sim import Faults, GongSim

__all__ = ["simulate"]


def simulate(
    *,
    port: int = 8099,
    calls: int = 5_000,
    seed: int = 1,
    rate: float = 3.0,
    quota: int = 10_000,
    latency: float = 0.3,
    faults: Path | None = None,
) -> Exit:
    """
    Be a Gong on this machine, until interrupted.

    It serves an invented company, keeps Gong's limits, and can be made to fail.

    Args:
        port: Where to listen, on 127.0.0.1; 0 for any free port.

        calls: How many calls the company has.

        seed: Decides the whole company; the same seed, the same company.

        rate: Calls a second that are answered; those beyond get a 429.

        quota: Calls a day that are answered.

        latency: Seconds before each answer.

        faults: A JSON file that tells what goes wrong, such as
            {"rate": 0.1, "kinds": ["500", "reset"]}.
    """
    _expect(0 <= port <= 65_535, "--port must be from 0 to 65535")
    _expect(calls >= 1, "--calls must be at least 1")
    _expect(math.isfinite(rate) and rate > 0, "--rate must be more than 0")
    _expect(quota >= 1, "--quota must be at least 1")
    _expect(math.isfinite(latency) and latency >= 0, "--latency must be 0 or more")
    from gong_async.sim import GongSim

    say(f"inventing a company with {calls:,} calls ...")
    sim = GongSim(
        seed=seed,
        calls=calls,
        rate=rate,
        quota=quota,
        latency=latency,
        faults=_faults(faults),
        port=port,
    )
    return asyncio.run(until_signal(_serve(sim, port)))


def _expect(holds: bool, message: str) -> None:
    if not holds:
        raise UsageError(message)


def _faults(path: Path | None) -> Faults | None:
    from gong_async.sim import Faults

    try:
        return None if path is None else Faults.from_file(path)
    except ValueError as error:
        raise UsageError(f"--faults: {error}") from None
    except OSError as error:
        raise UsageError(f"--faults: {path} cannot be read: {error.strerror}") from None


async def _serve(sim: GongSim, port: int) -> Exit:
    try:
        await sim.start()
    except OSError as error:
        reason = f"port {port} cannot be listened on ({error.strerror})"
        raise UsageError(f"{reason}; give another one with --port, or 0 for any") from None
    try:
        since, until = f"{sim.world.start:%Y-%m-%d}", f"{sim.world.end:%Y-%m-%d}"
        say(
            f"a Gong with calls from {since} to {until} listens at {sim.url}; Ctrl-C ends it",
            "",
            "to use it, in another terminal:",
            "",
            f"  export GONG_BASE_URL={sim.url}",
            "  export GONG_ACCESS_KEY=sim-key",
            "  export GONG_ACCESS_KEY_SECRET=sim-secret",
            f"  gong-async harvest sim.db --since {since} --until {until}",
            "",
        )
        await asyncio.get_running_loop().create_future()
        return Exit.DONE
    finally:
        await sim.aclose()
        say(f"ended after {sim.requests:,} requests, {sim.throttled:,} of them over a limit")
