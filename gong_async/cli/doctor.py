"""``gong-async doctor``: what works with these credentials, and whom to ask for the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from gong_async.cli.company import Asked
from gong_async.cli.exits import Exit, until_signal
from gong_async.cli.forms import lay_out
from gong_async.cli.text import say
from gong_async.errors import (
    APIError,
    AuthenticationError,
    BadRequestError,
    MissingScopeError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExhaustedError,
)

if TYPE_CHECKING:
    from gong_async.client import Gong

__all__ = ["doctor", "probes"]

_Probe = Callable[["Gong"], Awaitable[Any]]

_ENV = Asked()
_WORKS, _MISSING = "works", "missing"
_FAR_OFF = 60.0  # seconds
_NOBODY = "nobody@example.com"
_FROM, _TO = date(2024, 1, 1), date(2024, 1, 2)
_SINCE, _UNTIL = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (_FROM, _TO))


def probes() -> dict[str, _Probe]:
    """For each scope that reading takes, the cheapest request that needs it."""
    return _of_calls() | _of_stats() | _of_the_rest()


def _of_calls() -> dict[str, _Probe]:
    from gong_async.models import ContentSelector, ExposedFields

    media = ContentSelector(exposed_fields=ExposedFields(media=True))
    return {
        "api:calls:read:basic": lambda gong: gong.calls.list(since=_SINCE, until=_UNTIL).first(),
        "api:calls:read:extensive": lambda gong: gong.calls.extensive(call_ids=["1"]).first(),
        "api:calls:read:media-url": lambda gong: gong.calls.extensive(
            call_ids=["1"], content=media
        ).first(),
        "api:calls:read:transcript": lambda gong: gong.calls.transcripts(call_ids=["1"]).first(),
    }


def _of_stats() -> dict[str, _Probe]:
    return {
        "api:stats:user-actions": lambda gong: gong.stats.activity(
            from_date=_FROM, to_date=_TO
        ).first(),
        "api:stats:user-actions:detailed": lambda gong: gong.stats.activity_day_by_day(
            from_date=_FROM, to_date=_TO
        ).first(),
        "api:stats:interaction": lambda gong: gong.stats.interaction(
            from_date=_FROM, to_date=_TO
        ).first(),
        "api:stats:scorecards": lambda gong: gong.stats.answered_scorecards(
            call_from_date=_FROM, call_to_date=_TO
        ).first(),
    }


def _of_the_rest() -> dict[str, _Probe]:
    from gong_async.models import LogType

    return {
        "api:users:read": lambda gong: gong.users.list().first(),
        "api:workspaces:read": lambda gong: gong.workspaces.list(),
        "api:settings:scorecards:read": lambda gong: gong.settings.scorecards(),
        "api:settings:trackers:read": lambda gong: gong.settings.trackers(),
        "api:ai-briefer:read": lambda gong: gong.settings.briefs(),
        "api:library:read": lambda gong: gong.library.folders(),
        "api:flows:read": lambda gong: gong.flows.list(owner_email=_NOBODY).first(),
        "api:coaching:read": lambda gong: gong.coaching.metrics(
            manager_id="1", workspace_id="1", since=_SINCE, until=_UNTIL
        ),
        "api:data-privacy:read": lambda gong: gong.privacy.find_email(_NOBODY),
        "api:logs:read": lambda gong: gong.auditing.logs(
            log_type=LogType.ACCESS_LOG, since=_SINCE, until=_UNTIL
        ).first(),
        "api:call-outcomes:read": lambda gong: gong.outcomes.list(),
        "api:call-user-access:read": lambda gong: gong.permissions.call_access(call_ids=["1"]),
        "api:crm:integrations:read": lambda gong: gong.crm.integrations(),
        "api:tasks:read": lambda gong: gong.tasks.list(user_id="1"),
        "api:meetings:integration:status": lambda gong: gong.meetings.integration_status(
            emails=[_NOBODY]
        ),
    }


def doctor(*, asked: Asked = _ENV) -> Exit:
    """
    Try the credentials, the address, the clock, and each scope with the cheapest request.

    Prints what works, and what to ask a Gong administrator for.  It takes 23 requests of the
    daily quota.  Nothing is written, and nothing that costs credits is asked.
    """
    return asyncio.run(until_signal(_examine(asked)))


async def _examine(asked: Asked) -> Exit:
    from gong_async.retry import RetryPolicy

    async with asked.gong(retry=RetryPolicy(attempts=2)) as gong:
        say(f"asking {gong.base_url}")
        found = {scope: await _verdict(gong, probe) for scope, probe in probes().items()}
        say(f"took {gong.usage.requests} requests; {_clock(gong.usage.clock_ahead)}")
    lay_out("table", [{"scope": scope, "": told} for scope, told in found.items()], ("scope", ""))
    missing = [scope for scope, told in found.items() if told == _MISSING]
    if missing:
        say("ask a Gong administrator to grant: " + " ".join(missing))
        return Exit.CREDENTIALS
    return Exit.DONE


async def _verdict(gong: Gong, probe: _Probe) -> str:
    """Say what becomes of a request; raises what makes every other one useless as well."""
    try:
        await probe(gong)
    except MissingScopeError:
        return _MISSING
    except (AuthenticationError, QuotaExhaustedError):
        raise
    except PermissionDeniedError as error:
        return f"refused: {'; '.join(error.messages)}"
    except (BadRequestError, NotFoundError):
        return _WORKS  # whoever lacks the scope does not get as far as that
    except APIError as error:
        return f"Gong failed: HTTP {error.status}"
    return _WORKS


def _clock(ahead: float | None) -> str:
    if ahead is None:
        return "Gong does not tell the time"
    if abs(ahead) < _FAR_OFF:
        return "the clock is right"
    way = "ahead of" if ahead > 0 else "behind"
    return f"this machine's clock is {abs(ahead):.0f} s {way} Gong's: set it"
