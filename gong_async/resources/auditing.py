"""Who did what in Gong: ``gong.auditing``."""

from __future__ import annotations

from datetime import datetime

from gong_async.arguments import needed, query
from gong_async.endpoint import PagedEndpoint
from gong_async.models import LogEntry, LogType
from gong_async.paging import Pager

from ._base import Resource, between

__all__ = ["Auditing"]

LOGS = PagedEndpoint(
    operation="listLogs",
    method="GET",
    path="/v2/logs",
    scope="api:logs:read",
    returns=LogEntry,
    items="logEntries",
    not_found_is_empty=True,
)


class Auditing(Resource):
    """Who did what in Gong."""

    def logs(
        self, *, log_type: LogType, since: datetime, until: datetime | None = None
    ) -> Pager[LogEntry]:
        """
        List what was logged in ``[since, until)``.

        ``GET /v2/logs``, scope ``api:logs:read``.  A range in which nothing was logged is
        empty.

        Args:
            log_type: Which log.

            since: The earliest time, aware, in any zone.

            until: The latest time, itself excluded, aware; None reaches to the last entry.

        Raises:
            ValueError: If a time is naive, or the range is upside down; before any I/O.
        """
        needed(log_type=log_type, since=since)
        return self._pager(LOGS, query=query(log_type=log_type, **between(since, until)))
