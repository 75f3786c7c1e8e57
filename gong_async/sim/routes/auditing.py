"""The logs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.cursors import Key
from gong_async.sim.logs import LOG_TYPES, Logs
from gong_async.sim.route import route

__all__ = ["ROUTES"]

Json = dict[str, Any]


async def list_logs(backend: Backend, asked: Asked) -> Json:
    """GET /v2/logs"""
    log_type = asked.query.required_choice("logType", LOG_TYPES)
    asked.query.require("fromDateTime")
    since, until = asked.query.moments("fromDateTime", "toDateTime")
    assert since is not None
    ends = [moment for moment in (until, backend.churn.now) if moment is not None]
    entries = backend.state(Logs).entries[log_type]
    found = [
        (number, entry)
        for number, entry in enumerate(entries)
        if since <= _time(entry) and all(_time(entry) < end for end in ends)
    ]
    page = backend.page(asked, found, _key)
    if not page.items:
        raise RefusedError(404, "No logs found for the specified period")
    return {"records": page.records, "logEntries": [entry for _, entry in page.items]}


def _time(entry: Json) -> datetime:
    return datetime.fromisoformat(entry["eventTime"])


def _key(numbered: tuple[int, Json]) -> Key:
    return (numbered[0],)


ROUTES = (route("GET logs", "logs:read", list_logs),)
