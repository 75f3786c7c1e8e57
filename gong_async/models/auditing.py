"""Who did what in Gong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import define, field

from ._base import OpenEnum, schema

__all__ = [
    "LogEntry",
    "LogType",
]


class LogType(OpenEnum):
    """Which log."""

    ACCESS_LOG = "AccessLog"
    USER_ACTIVITY_LOG = "UserActivityLog"
    USER_CALL_PLAY = "UserCallPlay"
    EXTERNALLY_SHARED_CALL_ACCESS = "ExternallySharedCallAccess"
    EXTERNALLY_SHARED_CALL_PLAY = "ExternallySharedCallPlay"


@schema("logEntry")
@define(kw_only=True)
class LogEntry:
    """
    Something that somebody did in Gong.

    Attributes:
        user_id: Who did it; None where that is not known.

        impersonator_user_id: Who did it in the user's name; None if nobody else.

        event_time: When; aware, in UTC.

        log_record: The rest, by names that depend on the log; any JSON.
    """

    user_id: str | None = None
    user_email_address: str | None = None
    user_full_name: str | None = None
    impersonator_user_id: str | None = None
    impersonator_email_address: str | None = None
    impersonator_full_name: str | None = None
    impersonator_company_id: str | None = None
    event_time: datetime | None = None
    log_record: dict[str, Any] = field(factory=dict[str, Any])
