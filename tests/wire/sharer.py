"""One of several processes that share a ledger: asks Gong again and again, a line for each answer.

``sharer.py LEDGER RATE QUOTA LISTING COUNT`` says "ready", waits for a line, and ends with
the counts of its calls as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime

from gong_async import Gong, QuotaExhaustedError
from gong_async.ledger import QuotaLedger
from gong_async.limiter import SharedLimiter

NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)


async def main(path: str, rate: str, quota: str, listing: str, count: str) -> None:
    ledger = QuotaLedger(path, int(quota), now=lambda: NOON)
    limiter = SharedLimiter(rate=float(rate), ledger=ledger)
    refused: list[QuotaExhaustedError] = []
    async with Gong.from_env(limiter=limiter) as gong:
        ask = {"workspaces": gong.workspaces.list, "scorecards": gong.settings.scorecards}[listing]

        async def call() -> None:
            try:
                await ask()
            except QuotaExhaustedError as error:
                refused.append(error)
            else:
                print("answered", flush=True)

        print("ready", flush=True)
        sys.stdin.readline()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(int(count)):
                tasks.create_task(call())
        told = {"sent": gong.usage.requests, "refused": len(refused)}
        print(json.dumps(told | {"until": sorted({str(error.retry_at) for error in refused})}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
