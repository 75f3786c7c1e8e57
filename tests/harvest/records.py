"""Small raw records of calls, and when they were harvested."""

from __future__ import annotations

from typing import Any

HARVESTED = "2025-03-01T00:00:00.000000Z"


def call(call_id: object, title: str = "Weekly sync", **blocks: Any) -> dict[str, Any]:
    """A record of POST /v2/calls/extensive; *blocks* stand beside its ``metaData``."""
    meta = {"id": call_id, "title": title, "started": "2025-02-03T10:00:00+02:00"}
    return {"metaData": meta, **blocks}
