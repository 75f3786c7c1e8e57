"""Who did what in Gong: the company's history, as its logs tell it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from gong_async.sim.calls import SimCall
from gong_async.sim.dice import dice
from gong_async.sim.people import Employee, Json
from gong_async.sim.reviews import COMMENTING, LISTENING, SCORING, SHARING, reviewer_id

if TYPE_CHECKING:
    from gong_async.sim.world import World

__all__ = ["LOG_TYPES", "Logs"]

LOG_TYPES = (
    *("AccessLog", "UserActivityLog", "UserCallPlay"),
    *("ExternallySharedCallAccess", "ExternallySharedCallPlay"),
)
_SUPPORTED = 29
"""One login in so many is Gong's support in the name of a user."""

_Event: TypeAlias = tuple[str, datetime, Employee | None, Json]


class Logs:
    """
    The logs of a company; what is deleted later stays in them.

    Args:
        world: The company.
    """

    def __init__(self, world: World) -> None:
        self.entries: dict[str, list[Json]] = {name: [] for name in LOG_TYPES}
        """logEntry by the type of the log, the oldest first."""
        events = [event for call in world.calls for event in _events(call)]
        for log_type, moment, user, record in sorted(events, key=lambda event: event[1]):
            self.entries[log_type].append(_entry(moment, user, record))


def _events(call: SimCall) -> Iterator[_Event]:
    rng = dice(call.office.seed, "logs", call.id)
    host, manager = call.host, call.office.by_id[reviewer_id(call)]
    address = {"ipAddress": f"192.0.2.{rng.randrange(1, 255)}"}
    about = {"callId": call.id}

    def after(hours: int) -> datetime:
        return call.when + timedelta(seconds=rng.randrange(hours * 3_600))

    yield "AccessLog", call.when - timedelta(minutes=5), host, {**address, "method": "SSO"}
    if LISTENING.meets(call):
        yield "UserCallPlay", after(48), manager, {**about, "playedSeconds": rng.randrange(20, 900)}
    if COMMENTING.meets(call):
        yield "UserActivityLog", after(24), manager, {**about, "action": "Add comment"}
    if SCORING.meets(call):
        yield "UserActivityLog", after(24), manager, {**about, "action": "Fill in scorecard"}
    if SHARING.meets(call):
        yield "UserActivityLog", after(2), host, {**about, "action": "Share externally"}
        visitor = {**about, **address, "viewerEmailAddress": f"guest@{call.account.domain}"}
        yield "ExternallySharedCallAccess", after(72), None, visitor
        yield "ExternallySharedCallPlay", after(72), None, {**visitor, "playedSeconds": 40}


def _entry(moment: datetime, user: Employee | None, record: Json) -> Json:
    """What is not there is null; a visitor has no user."""
    supported = user is not None and int(user.id[-6:] + f"{moment:%d%H%M}") % _SUPPORTED == 0
    return {
        "userId": user and user.id,
        "userEmailAddress": user and user.email,
        "userFullName": user and user.name,
        "impersonatorUserId": "1" if supported else None,
        "impersonatorEmailAddress": "support@gong.example" if supported else None,
        "impersonatorFullName": "Support" if supported else None,
        "impersonatorCompanyId": "1" if supported else None,
        "eventTime": moment.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "logRecord": record,
    }
