"""Whether to try again, and when.  Decisions only; the session does the waiting."""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

from attrs import Factory, define, field, frozen
from attrs.validators import ge

from gong_async.errors import (
    APIError,
    DecodeError,
    GongError,
    MediaError,
    QuotaExhaustedError,
    RateLimitError,
    ServerError,
    TransportError,
)

__all__ = ["RetryBudget", "RetryPolicy", "Tries", "may_be_done"]

_SHORTEST = 0.05  # seconds; "Retry-After: 0" must not become a hot loop


@frozen(kw_only=True)
class RetryPolicy:
    """
    How often, and how patiently, a request is tried again.

    Args:
        attempts: How often a request may fail before its error is raised.

        first_wait: Seconds; the waits are drawn between 0 and ``first_wait * 2 ** failures``.

        longest_wait: Seconds; no wait of our own is longer.

        total_wait: Seconds; the waits of our own for one request never add up to more.

        max_wait: Seconds; a wait that Gong asks for is sat out up to this, and raised as
            :class:`~gong_async.errors.QuotaExhaustedError` beyond.

        told_waits: How many waits that Gong asks for may follow each other.

        budget: Retries that the whole client may have outstanding, in fifths: a retry costs
            5, after a failed connection or a time-out 10, and success pays them back.
    """

    attempts: int = field(default=6, validator=ge(1))
    first_wait: float = field(default=0.5, validator=ge(0))
    longest_wait: float = field(default=20.0, validator=ge(0))
    total_wait: float = field(default=120.0, validator=ge(0))
    max_wait: float = field(default=60.0, validator=ge(0))
    told_waits: int = field(default=20, validator=ge(0))
    budget: float = field(default=500.0, validator=ge(0))

    def retryable(self, error: GongError, *, writes: bool) -> bool:
        """Say whether a request, which perhaps *writes*, may be sent again after *error*."""
        match error:
            case QuotaExhaustedError():
                return False
            case RateLimitError():
                return True
            case TransportError(phase="tls"):
                return False
            case TransportError(phase="dns" | "connect"):
                return True
            case TransportError() | ServerError() | APIError(status=408 | 425):
                return not writes
            case DecodeError(transient=True):
                return not writes
            case MediaError():
                return error.transient
            case _:
                return False


@define
class RetryBudget:
    """What is left of the retries of a whole client, so that an outage is not hammered."""

    size: float
    left: float = field(default=Factory(lambda self: self.size, takes_self=True))

    def take(self, cost: float) -> bool:
        """Pay for a retry, if that much is left."""
        if self.left < cost:
            return False
        self.left -= cost
        return True

    def refund(self, amount: float) -> None:
        """Pay back after a success."""
        self.left = min(self.size, self.left + amount)


@define
class Tries:
    """The attempts of one request: the verdict on each failure, and the wait before the next."""

    policy: RetryPolicy
    budget: RetryBudget
    writes: bool
    sent: int = 0
    _failures: int = 0
    _told: int = 0
    _waited: float = 0.0
    _spent: float = 0.0
    wait: float = 0.0
    """Seconds until the next attempt."""
    renewed: bool = False
    """Whether the credentials were refused once, so that others were asked for."""
    renewing: bool = False
    """Whether others are being asked for: what fails meanwhile is not the request."""

    def give_up(self, error: GongError) -> bool:
        """Take note of *error* and say whether it is the last; backoff asks after each failure."""
        if not self.policy.retryable(error, writes=self.writes):
            return True
        told = _told_wait(error)
        if told is None:
            return self._give_up_own(error)
        # A limit is no failure of Gong's; a server that asks for time is, and may go on for long.
        cost = 0.0 if isinstance(error, RateLimitError) else 5.0
        return self._give_up_told(told) or not self._pay(cost)

    def waits(self) -> Generator[float, Any, None]:
        """Speak backoff's protocol: errors in, seconds out."""
        yield 0.0
        while True:
            yield self.wait

    def succeeded(self) -> None:
        """Pay back what this request took, or a little if it took nothing."""
        self.budget.refund(self._spent or 1.0)

    def _give_up_told(self, told: float) -> bool:
        self._told += 1
        self.wait = max(told, random.uniform(_SHORTEST, self.policy.first_wait))
        return self._told > self.policy.told_waits or told > self.policy.max_wait

    def _give_up_own(self, error: GongError) -> bool:
        self._told = 0
        self._failures += 1
        base = self.policy.first_wait * (2 if isinstance(error, RateLimitError) else 1)
        ceiling = min(self.policy.longest_wait, base * 2.0 ** min(self._failures, 60))
        self.wait = random.uniform(0.0, ceiling)
        self._waited += self.wait
        cost = 10.0 if isinstance(error, TransportError) else 5.0
        if self._failures >= self.policy.attempts or self._waited > self.policy.total_wait:
            return True
        return not self._pay(cost)

    def _pay(self, cost: float) -> bool:
        paid = self.budget.take(cost)
        self._spent += cost if paid else 0.0
        return paid


def _told_wait(error: GongError) -> float | None:
    """Return the seconds that Gong asked to wait, where its asking counts."""
    told = isinstance(error, APIError) and error.status in (429, 503)
    return error.retry_after if told and isinstance(error, APIError) else None


def may_be_done(error: GongError) -> bool:
    """Say whether a request that ended with *error* may have been carried out by Gong."""
    match error:
        case TransportError():
            return error.phase not in ("dns", "connect", "tls")
        case APIError():
            return error.status >= 500 or error.status in (408, 425)
        case DecodeError():
            return True
        case _:
            return False
