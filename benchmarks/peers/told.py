"""What each peer tells of its run, on its last line.  The standard library only."""

from __future__ import annotations

import asyncio
import inspect
import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

KEY, SECRET = "sim-key", "sim-secret"


def tell(fetch: Callable[[str, datetime, datetime, list[str]], Any]) -> None:
    """
    Run *fetch* with the arguments of the command line: URL, since and until.

    *fetch* appends the id of each call whose transcript it has got to its last argument, and
    raises whatever its package raises.
    """
    url, since, until = sys.argv[1:]
    found: list[str] = []
    error = None
    busy, began = time.process_time(), time.perf_counter()
    try:
        asked = fetch(url, datetime.fromisoformat(since), datetime.fromisoformat(until), found)
        if inspect.iscoroutine(asked):
            asyncio.run(asked)
    except Exception as problem:
        told = str(problem).strip().splitlines() or [""]
        error = f"{type(problem).__name__}: {told[0]}"
    took = {
        "calls": len(found),
        "distinct": len(set(found)),
        "error": error,
        "cpu": time.process_time() - busy,
        "wall": time.perf_counter() - began,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }
    print(json.dumps(took))
