"""The one way out: retry( limiter -> transport -> verdict )."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import Any

import backoff
from attrs import define, evolve, field, frozen

from gong_async.auth import RenewableAuth
from gong_async.endpoint import Request, Response
from gong_async.errors import (
    AuthenticationError,
    GongError,
    MissingScopeError,
    QuotaExhaustedError,
    RateLimitError,
)
from gong_async.limiter import Limiter, QuotaKeeper
from gong_async.retry import RetryBudget, RetryPolicy, Tries, may_be_done
from gong_async.shape import printable
from gong_async.telemetry import Watch, watch
from gong_async.transport import Transport
from gong_async.upload import SourceError
from gong_async.verdict import interpret, told_time

__all__ = ["Session", "Usage"]

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

        seconds_in_flight: For each attempt the time from leaving the limiter to its whole
            answer, or to its failure, in sum; so ``seconds_in_flight / requests`` is the mean
            latency, once nothing is in flight.

        clock_ahead: Seconds by which this machine's clock was ahead of Gong's at the last
            answer, to about a second; None where no answer has told the time.
    """

    requests: int = 0
    retries: int = 0
    throttled: int = 0
    bytes_received: int = 0
    seconds_in_flight: float = 0.0
    clock_ahead: float | None = None


@define(eq=False)
class Session:
    """Send requests within the limits, and again where that is safe."""

    transport: Transport
    limiter: Limiter
    policy: RetryPolicy
    auth: RenewableAuth | None = None
    usage: Usage = field(factory=Usage, init=False)
    _budget: RetryBudget = field(init=False)
    _spent: tuple[Any, ...] = field(default=(), init=False)
    _spent_until: float = field(default=0.0, init=False)
    _queue: set[asyncio.Timeout] = field(factory=set[asyncio.Timeout], init=False)

    def __attrs_post_init__(self) -> None:
        self._budget = RetryBudget(self.policy.budget)

    async def open(self) -> None:
        """Start counting anew and get the transport ready."""
        await self.transport.open()
        self.usage = Usage()
        self._budget = RetryBudget(self.policy.budget)
        self._spent_until = 0.0

    async def aclose(self) -> None:
        """Let go of the connections, and let a renewal that is under way come to its end."""
        try:
            await self.transport.aclose()  # first: what waits for the renewal is not sent any more
        finally:
            if self.auth is not None:
                await self.auth.aclose()

    @property
    def queued(self) -> int:
        """How many requests wait for the limiter at present."""
        return len(self._queue)

    async def send(self, request: Request) -> dict[str, Any]:
        """
        Send *request*; return the JSON object that Gong answered with.

        Raises:
            GongError: In the form that fits, after the last attempt.
        """
        self.transport.check()
        with watch(request.endpoint) as watched:
            return await self._send(request, watched)

    async def _send(self, request: Request, watched: Watch) -> dict[str, Any]:
        tries = Tries(self.policy, self._budget, request.endpoint.writes)
        clock = asyncio.get_running_loop().time
        began = clock()
        attempt = backoff.on_exception(
            tries.waits,
            GongError,
            giveup=partial(_judge, request, tries, watched),
            jitter=None,  # backoff's own would undercut Retry-After
            logger=None,
        )(self._attempt)
        try:
            data = await attempt(request, tries, watched)
        except GongError as error:
            if tries.renewing:
                raise
            error.attempts, error.elapsed = tries.sent, clock() - began
            if request.endpoint.has_effect and may_be_done(error):
                error.maybe_done, error.find_out = True, request.endpoint.find_out
            raise
        except SourceError as error:
            broke = error.error
        else:
            tries.succeeded()
            return data
        raise broke  # out here: it is the caller's own, whatever its type

    async def _attempt(self, request: Request, tries: Tries, watched: Watch) -> dict[str, Any]:
        auth = self.auth
        await self._leave(request, watched)
        if auth is not None and auth.stale:
            await self._renew(auth, auth.token, tries)
            await self._leave(request, watched)  # its turn has gone by
        self.transport.check()  # the client may be closed by now
        used = auth and auth.token
        self._count(requests=1, retries=int(tries.sent > 0))
        tries.sent += 1
        try:
            with watched.attempt() as made:
                response = await self._timed(request)
                made.status = response.status
                data = self._read(request, response)
                made.request_id = _request_id(data)
                return data
        except AuthenticationError as error:
            scope_missing = isinstance(error, MissingScopeError)
            if auth is None or scope_missing or tries.renewed:
                raise
            refused = error
        tries.renewed = True
        if not await self._renew(auth, used, tries):
            raise refused
        if request.spent or request.endpoint.costs_credits:
            anew = ", with a path or a new stream" if request.spent else ""
            refused.add_note(f"the credentials are others now: ask again{anew}")
            raise refused
        watched.retrying(refused, 0.0)
        return await self._attempt(request, tries, watched)  # what was refused was not carried out

    def _read(self, request: Request, response: Response) -> dict[str, Any]:
        try:
            return interpret(request, response, max_wait=self.policy.max_wait)
        except QuotaExhaustedError as error:
            self._count(throttled=1)
            self._close(error)
            raise
        except RateLimitError as error:
            self._count(throttled=1)
            told = error.retry_after
            self.limiter.pause(_UNTOLD_PAUSE if told is None else told)
            raise

    async def _renew(self, auth: RenewableAuth, used: object, tries: Tries) -> bool:
        tries.renewing = True
        renewed = await auth.renew(used)
        tries.renewing = False
        return renewed

    async def _leave(self, request: Request, watched: Watch) -> None:
        """Wait in the limiter's queue, unless the quota is spent, or until it is."""
        self._refuse_if_spent(request)
        clock = asyncio.get_running_loop().time
        queued = clock()
        place = asyncio.timeout(None)
        try:
            async with place:
                self._queue.add(place)
                await self.limiter.acquire()
        except TimeoutError:
            if not place.expired():
                raise
        except QuotaExhaustedError as error:
            error.operation = request.endpoint.operation
            raise
        finally:
            self._queue.discard(place)
        if place.expired():
            raise self._refusal(request)
        self._refuse_if_spent(request)
        watched.waited("limiter", clock() - queued)

    async def _timed(self, request: Request) -> Response:
        clock = asyncio.get_running_loop().time
        began, size = clock(), 0
        try:
            response = await self.transport.send(request)
            size = len(response.body)
            if (told := told_time(response)) is not None:
                ahead = (datetime.now(UTC) - told).total_seconds()
                self.usage = evolve(self.usage, clock_ahead=ahead)
            return response
        finally:
            self._count(bytes_received=size, seconds_in_flight=clock() - began)

    def _close(self, error: QuotaExhaustedError) -> None:
        """Keep to a told wait that is too long to sit out: nothing leaves until it is over."""
        now = asyncio.get_running_loop().time()
        until = now + (error.retry_after or 0.0)
        if until > self._spent_until:
            self._spent, self._spent_until = error.args, until
        places, self._queue = self._queue, set()
        for place in places:
            place.reschedule(now)
        if isinstance(self.limiter, QuotaKeeper):
            self.limiter.exhausted(error.retry_at)

    def _refuse_if_spent(self, request: Request) -> None:
        if asyncio.get_running_loop().time() < self._spent_until:
            raise self._refusal(request)

    def _refusal(self, request: Request) -> QuotaExhaustedError:
        _, *rest = self._spent
        return QuotaExhaustedError(request.endpoint.operation, *rest)

    def _count(self, **more: float) -> None:
        self.usage = evolve(
            self.usage, **{name: getattr(self.usage, name) + by for name, by in more.items()}
        )


def _request_id(data: dict[str, Any]) -> str | None:
    found = data.get("requestId")
    return printable(found, 64) if isinstance(found, str) else None


def _judge(request: Request, tries: Tries, watched: Watch, error: Exception) -> bool:
    """Say whether *error* is the last one, and tell of it if it is not."""
    assert isinstance(error, GongError)
    if tries.renewing:
        return True
    if request.spent:
        if tries.policy.retryable(error, writes=tries.writes):
            error.add_note("not sent again: the stream was read from; give a path, or a new stream")
        return True
    over = request.endpoint.costs_credits or tries.give_up(error)
    if not over:
        watched.retrying(error, tries.wait)
    return over
