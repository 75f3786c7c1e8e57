"""
The one way out: retry( limiter -> transport -> verdict ).  The only module that knows backoff.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any

import backoff
from attrs import define, evolve, field, frozen

from gong_async.endpoint import Request
from gong_async.errors import GongError, QuotaExhaustedError, RateLimitError
from gong_async.limiter import Limiter
from gong_async.retry import RetryBudget, RetryPolicy, Tries
from gong_async.transport import Transport
from gong_async.verdict import interpret

__all__ = ["Session", "Usage"]

_log = logging.getLogger("gong_async")
_log.addHandler(logging.NullHandler())  # silent unless the application listens

_UNTOLD_PAUSE = 1.0  # seconds, where a 429 does not say how long


@frozen(kw_only=True)
class Usage:
    """
    What a client has used since it opened.

    Attributes:
        requests: Attempts sent; each counts against the company's daily quota.

        retries: Those of them that repeated an earlier one.

        throttled: Answers of 429.

        bytes_received: Bytes of whole bodies, decompressed.
    """

    requests: int = 0
    retries: int = 0
    throttled: int = 0
    bytes_received: int = 0


@define(eq=False)
class Session:
    """Send requests within the limits, and again where that is safe."""

    transport: Transport
    limiter: Limiter
    policy: RetryPolicy
    usage: Usage = field(factory=Usage, init=False)
    _budget: RetryBudget = field(init=False)
    _spent: tuple[Any, ...] | None = field(default=None, init=False)
    _spent_until: float = field(default=0.0, init=False)

    def __attrs_post_init__(self) -> None:
        self._budget = RetryBudget(self.policy.budget)

    async def open(self) -> None:
        """Start counting anew and get the transport ready."""
        await self.transport.open()
        self.usage = Usage()
        self._budget = RetryBudget(self.policy.budget)
        self._spent, self._spent_until = None, 0.0

    async def send(self, request: Request) -> dict[str, Any]:
        """
        Send *request*; return the JSON object that Gong answered with.

        Raises:
            GongError: In the form that fits, after the last attempt.
        """
        self.transport.check()
        tries = Tries(self.policy, self._budget, request.endpoint.writes)
        clock = asyncio.get_running_loop().time
        began = clock()
        attempt = backoff.on_exception(
            tries.waits,
            GongError,
            giveup=partial(_judge, tries),
            jitter=None,  # backoff's own would undercut Retry-After
            logger=None,
        )(self._attempt)
        try:
            data = await attempt(request, tries)
        except GongError as error:
            error.attempts, error.elapsed = tries.sent, clock() - began
            raise
        tries.succeeded()
        return data

    async def _attempt(self, request: Request, tries: Tries) -> dict[str, Any]:
        self._refuse_if_spent(request)
        await self.limiter.acquire()
        self._refuse_if_spent(request)
        self._count(requests=1, retries=int(tries.sent > 0))
        tries.sent += 1
        response = await self.transport.send(request)
        self._count(bytes_received=len(response.body))
        try:
            return interpret(request, response, max_wait=self.policy.max_wait)
        except QuotaExhaustedError as error:
            self._count(throttled=1)
            until = asyncio.get_running_loop().time() + (error.retry_after or 0.0)
            if until > self._spent_until:
                self._spent, self._spent_until = error.args, until
            raise
        except RateLimitError as error:
            self._count(throttled=1)
            told = error.retry_after
            self.limiter.pause(_UNTOLD_PAUSE if told is None else told)
            raise

    def _refuse_if_spent(self, request: Request) -> None:
        """Keep within a told wait that is too long to sit out: nothing leaves until it is over."""
        if self._spent is None or asyncio.get_running_loop().time() >= self._spent_until:
            return
        _, *rest = self._spent
        raise QuotaExhaustedError(request.endpoint.operation, *rest)

    def _count(self, **more: int) -> None:
        self.usage = evolve(
            self.usage, **{name: getattr(self.usage, name) + by for name, by in more.items()}
        )


def _judge(tries: Tries, error: Exception) -> bool:
    """Say whether *error* is the last one, and log it if it is not."""
    assert isinstance(error, GongError)
    over = tries.give_up(error)
    if not over:
        _log.warning("%s; trying again in %.1f s", error, tries.wait)
    return over
