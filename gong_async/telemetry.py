"""
What is told of requests and harvests while they run: to ``logging``, and to OpenTelemetry.

Nothing of it holds a query, a body, an id, an address, or anything that Gong said.

The logger ``gong_async`` is silent unless the application listens.  It tells of each attempt
(DEBUG) and of each failure that is tried again (WARNING); what is not known yet is None in

============== =====================================================================
``operation``  the operation's name in Gong's specification
``attempt``    counted from 1
``status``     the HTTP status
``elapsed``    seconds of the attempt
``wait``       seconds until the next attempt
``request_id`` Gong's name for the request, for its support
``company``    the company of the harvest that the request belongs to
============== =====================================================================

Where ``opentelemetry-api`` can be imported (``pip install 'gong-async[otel]'``), each request is a
span of the kind CLIENT, retries and all, and these are the instruments:

===================== ========================= ==============================================
``gong.requests``     counter, ``{request}``    attempts, by operation and status or error
``gong.waits``        histogram, ``s``          by operation and reason: ``limiter``, ``retry``
``gong.quota.left``   gauge, ``{request}``      calls left today, where a ledger counts them
``gong.harvest.rows`` counter, ``{row}``        rows committed, by table
``gong.harvest.lag``  gauge, ``s``              from the moment up to which all is committed to now
===================== ========================= ==============================================

Attributes are ``gong.operation``, ``gong.company``, ``gong.table``, ``gong.wait.reason``, and as in
the conventions for HTTP clients ``http.request.method``, ``url.template``,
``http.response.status_code``, ``http.request.resend_count`` and ``error.type``: a status, the phase
of a :class:`~gong_async.errors.TransportError`, or the name of an exception.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from importlib.metadata import version
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

from attrs import define, field, frozen

from gong_async.errors import APIError, GongError, TransportError

if TYPE_CHECKING:
    from gong_async.endpoint import Endpoint

__all__ = ["Attempt", "Watch", "committed", "harvested", "of_company", "quota_left", "watch"]

_log = logging.getLogger("gong_async")
_log.addHandler(logging.NullHandler())  # silent unless the application listens

_company: ContextVar[str | None] = ContextVar("gong_async company", default=None)
_reached: dict[str, datetime] = {}
"""Up to when everything is committed, by company."""


@contextmanager
def of_company(name: str) -> Generator[None]:
    """Tell of everything that is done meanwhile, in this task and those it starts, as *name*'s."""
    token = _company.set(name)
    try:
        yield
    finally:
        _company.reset(token)


@define(eq=False)
class Attempt:
    """What is known of one attempt; filled in while it goes on."""

    status: int | None = None
    request_id: str | None = None
    failure: str | None = None


@define(eq=False)
class Watch:
    """A request that is being made, as often as it takes."""

    endpoint: Endpoint[Any]
    attempts: int = 0
    _latest: Attempt = field(factory=Attempt)
    _waited: dict[str, float] = field(factory=lambda: {"limiter": 0.0, "retry": 0.0})

    @contextmanager
    def attempt(self) -> Generator[Attempt]:
        """Tell of one attempt when it is over, however it ends."""
        self._latest = made = Attempt()
        self.attempts += 1
        began = monotonic()
        try:
            yield made
        except BaseException as error:
            made.failure = _name(error)
            if isinstance(error, APIError):
                made.request_id = error.request_id
            raise
        finally:
            self._tell(made, monotonic() - began)

    def waited(self, reason: Literal["limiter", "retry"], seconds: float) -> None:
        """Tell of a wait."""
        self._waited[reason] += seconds
        if otel := _otel():
            labels = _labels(self.endpoint) | {"gong.wait.reason": reason}
            otel.waits.record(seconds, labels)

    def retrying(self, error: GongError, wait: float) -> None:
        """Tell that the request is made again after *error*, in *wait* seconds."""
        made = self._latest
        extra = self._extra(made, wait=wait)
        what = (
            f"{error.reason} ({error.phase})" if isinstance(error, TransportError) else _said(made)
        )
        _log.warning("%s: %s; trying again in %.1f s", extra["operation"], what, wait, extra=extra)
        self.waited("retry", wait)
        if otel := _otel():
            event = _outcome(made) | {"gong.attempt": self.attempts, "gong.wait": wait}
            otel.trace.get_current_span().add_event("retry", event)

    def outcome(self) -> dict[str, Any]:
        """Return the attributes of a span that is over."""
        again = {"http.request.resend_count": self.attempts - 1} if self.attempts > 1 else {}
        return {
            **_outcome(self._latest),
            **again,
            "gong.attempts": self.attempts,
            **{f"gong.wait.{reason}": seconds for reason, seconds in self._waited.items()},
        }

    def _tell(self, made: Attempt, elapsed: float) -> None:
        if _log.isEnabledFor(logging.DEBUG):
            extra = self._extra(made, elapsed=elapsed)
            about = extra["operation"], self.attempts, _said(made), elapsed
            _log.debug("%s: attempt %d: %s after %.3f s", *about, extra=extra)
        if otel := _otel():
            otel.requests.add(1, _labels(self.endpoint) | _outcome(made))

    def _extra(
        self, made: Attempt, *, wait: float | None = None, elapsed: float | None = None
    ) -> dict[str, Any]:
        return {
            "operation": self.endpoint.operation,
            "attempt": self.attempts,
            "status": made.status,
            "elapsed": elapsed,
            "wait": wait,
            "request_id": made.request_id,
            "company": _company.get(),
        }


@contextmanager
def watch(endpoint: Endpoint[Any]) -> Generator[Watch]:
    """Watch a request to *endpoint*: with a span around it, where OpenTelemetry is installed."""
    watched, otel = Watch(endpoint), _otel()
    if otel is None:
        yield watched
        return
    with otel.tracer.start_as_current_span(
        f"{endpoint.method} {endpoint.path}",
        kind=otel.trace.SpanKind.CLIENT,
        attributes={
            **_labels(endpoint),
            "http.request.method": endpoint.method,
            "url.template": endpoint.path,
        },
        record_exception=False,  # its text may hold what Gong said
        set_status_on_exception=False,
    ) as span:
        try:
            yield watched
        except BaseException as error:
            span.set_attributes({**watched.outcome(), "error.type": _name(error)})
            span.set_status(otel.trace.StatusCode.ERROR)
            raise
        span.set_attributes(watched.outcome())


def quota_left(count: Callable[[], int]) -> None:
    """Tell how many calls are left today, which *count* returns; unasked where nobody listens."""
    if otel := _otel():
        with suppress(GongError):  # of a ledger that cannot be read, those who need it tell
            otel.quota.set(count(), _labels())


def harvested(rows: Mapping[str, int]) -> None:
    """Tell how many rows were committed, by table."""
    if otel := _otel():
        for table, number in rows.items():
            otel.rows.add(number, _labels() | {"gong.table": table})


def committed(company: str, until: datetime) -> None:
    """Tell that all that was asked for is there up to *until*, an aware datetime."""
    _reached[company] = until


@frozen
class _Otel:
    """OpenTelemetry's module ``trace``, and our tracer and instruments."""

    trace: Any
    tracer: Any
    requests: Any
    waits: Any
    quota: Any
    rows: Any


@cache
def _otel() -> _Otel | None:
    """Return what OpenTelemetry is told by; None where it is not installed."""
    try:
        metrics, trace = map(import_module, ("opentelemetry.metrics", "opentelemetry.trace"))
    except ImportError:
        return None
    name = "gong_async", version("gong-async")
    meter = metrics.get_meter(*name)

    def lags(_: object) -> Iterator[Any]:
        for company, until in list(_reached.items()):
            lag = (datetime.now(UTC) - until).total_seconds()
            yield metrics.Observation(lag, {"gong.company": company})

    meter.create_observable_gauge("gong.harvest.lag", [lags], "s")
    return _Otel(
        trace,
        trace.get_tracer(*name),
        requests=meter.create_counter("gong.requests", "{request}"),
        waits=meter.create_histogram("gong.waits", "s"),
        quota=meter.create_gauge("gong.quota.left", "{request}"),
        rows=meter.create_counter("gong.harvest.rows", "{row}"),
    )


def _labels(endpoint: Endpoint[Any] | None = None) -> dict[str, str]:
    found = {} if endpoint is None else {"gong.operation": endpoint.operation}
    company = _company.get()
    return found if company is None else {**found, "gong.company": company}


def _outcome(made: Attempt) -> dict[str, Any]:
    found = {"http.response.status_code": made.status, "error.type": made.failure}
    return {name: value for name, value in found.items() if value is not None}


def _said(made: Attempt) -> str:
    """Say how an attempt ended, in our words alone."""
    status = None if made.status is None else f"HTTP {made.status}"
    failure = None if made.failure == str(made.status) else made.failure
    request = f"request {made.request_id}" if made.request_id else None
    return ", ".join(filter(None, (status, failure, request)))


def _name(error: BaseException) -> str:
    match error:
        case APIError():
            return str(error.status)
        case TransportError():
            return error.phase
        case _:
            return type(error).__name__
