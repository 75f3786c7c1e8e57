"""A Gong on localhost."""

from __future__ import annotations

import asyncio
import string
import time
from bisect import bisect_right
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from random import Random
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from attrs import define, field, frozen

from gong_async.sim.answers import Answer, RefusedError, envelope, in_turns, to_response
from gong_async.sim.arguments import Arguments
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.body import Body, Part, receive
from gong_async.sim.breakage import Victim, break_answer
from gong_async.sim.churn import Churn
from gong_async.sim.cursors import Cursors
from gong_async.sim.door import Door
from gong_async.sim.faults import Fault, Faults
from gong_async.sim.letter import to_the_letter
from gong_async.sim.media import MediaHost
from gong_async.sim.meter import Meter, Refusal
from gong_async.sim.oauth import SimOAuth
from gong_async.sim.routes import find
from gong_async.sim.selection import Selection
from gong_async.sim.shapes import is_object
from gong_async.sim.world import World

__all__ = ["GongSim", "Seen", "Truth"]

_HOST = "127.0.0.1"
_START = datetime(2026, 1, 5, tzinfo=UTC)
_GRACE = 0.05  # seconds that a request in progress may still take at the end
_REQUEST_ID = string.digits + string.ascii_lowercase


@define
class Seen:
    """
    One request that arrived.

    Attributes:
        time: Seconds since the simulator started.

        method: ``GET``, ``POST``, ...

        path: Without the query.

        query: The first value of each name.

        body: The parsed JSON; None where there is none.

        parts: The uploaded files by the names of their fields; their content is not kept.

        status: The status of the answer; None until there is one, or where the connection ended
            instead.

        fault: The kind of the fault it met; None where it met none.
    """

    time: float
    method: str
    path: str
    query: Mapping[str, str]
    body: Any = None
    parts: Mapping[str, Part] = field(factory=dict[str, Part])
    status: int | None = None
    fault: str | None = None

    @property
    def has_cursor(self) -> bool:
        """Whether it asks for a later page."""
        if self.method == "GET":
            return "cursor" in self.query
        return is_object(self.body) and self.body.get("cursor") is not None


@frozen
class Truth:
    """
    What a perfect harvest would hold.

    Attributes:
        calls: CallData with all that can be asked for except media URLs, by the call's id.

        transcripts: CallTranscript, by the call's id.
    """

    calls: Mapping[str, dict[str, Any]] = field(repr=False)
    transcripts: Mapping[str, dict[str, Any]] = field(repr=False)


class GongSim:
    """
    A Gong on localhost: all 67 operations over a company that its seed invents.

    ``async with GongSim() as sim:`` listens at ``sim.url`` until the block ends.  What is written
    is there to be read from then on, and gone with the simulator.

    Its company stands still, and all of its calls are there, until it gets a clock of its own
    (:attr:`now`) or is changed (:meth:`edit`, :meth:`delete`, :meth:`delay`).

    Args:
        seed: Decides the whole company, and the ids of the requests.

        calls: How many calls the company has.

        rate: Calls a second that are answered; None or 0 for no limit.

        quota: Calls a UTC day that are answered; None for no limit.

        latency: Seconds before each answer.

        faults: What goes wrong.

        access_key, access_key_secret, token: The credentials that are taken.

        oauth: Grants further tokens, each with its own scopes.

        port: Where to listen; 0 for any free port.

        start, days: When the calls are: from *start*, an aware datetime, for so many days.

        denied_scopes: Scopes that the credentials lack: ``api:coaching:read``.

        late_after: Seconds from the start until the late transcripts appear; with a clock of
            its own each transcript has its time.

        cursor_ttl: Seconds from a listing's first page until its cursors expire.

        as_specified: Whether every good answer fits the official specification to the letter;
            else it is as Gong really sends it, with nulls, with numbers that are texts, and with
            values that the specification does not list.

        ai_credits: How many answers of Gong's AI the company can have, where Gong counts the
            conversations that each rests on; None for any number.

        world: A company to use in place of the invented one.

        media: What serves the recordings, and is started and ended with the simulator.
    """

    world: World
    """The company as it was founded, whatever happens to it."""
    media: MediaHost
    """Where the recordings are, a host of its own."""
    oauth: SimOAuth
    """Its authorization server, which no limit holds and no fault breaks."""
    log: list[Seen]
    """Every request that arrived, in order; the refused ones too."""
    _runner: web.ServerRunner | None = None

    def __init__(
        self,
        *,
        seed: int = 1,
        calls: int = 5_000,
        rate: float | None = 3.0,
        quota: int | None = 10_000,
        latency: float = 0.0,
        faults: Faults | None = None,
        access_key: str = "sim-key",
        access_key_secret: str = "sim-secret",  # noqa: S107 - known to all
        token: str = "sim-token",  # noqa: S107 - known to all
        oauth: SimOAuth | None = None,
        port: int = 0,
        start: datetime = _START,
        days: int = 180,
        denied_scopes: Collection[str] = (),
        late_after: float = 3600.0,
        cursor_ttl: float = 3600.0,
        as_specified: bool = False,
        ai_credits: int | None = None,
        world: World | None = None,
        media: MediaHost | None = None,
    ) -> None:
        self.world = world or World(seed, calls, start=start, days=days)
        self.media, self.oauth = media or MediaHost(seed=seed), oauth or SimOAuth()
        self.log = []
        self._meter = Meter(rate, quota)
        self._latency, self._port = latency, port
        self._faults, self._as_specified = faults or Faults(), as_specified
        self._door = Door(access_key, access_key_secret, token, denied_scopes, self.oauth.granted)
        self._ids = Random(f"{seed}/request ids")
        self._churn = Churn(self.world)
        self._backend = Backend(
            churn=self._churn,
            cursors=Cursors(f"gong-sim/{seed}".encode(), cursor_ttl),
            late_after=late_after,
            media=self.media,
            ai_credits=ai_credits,
        )

    @property
    def url(self) -> str:
        """The base URL to give to a client, while the simulator is running."""
        if self._runner is None:
            raise RuntimeError("the simulator is not running")
        return f"http://{_HOST}:{self._runner.addresses[0][1]}"

    @property
    def requests(self) -> int:
        """How many requests arrived."""
        return len(self.log)

    @property
    def throttled(self) -> int:
        """How many of them were over a limit; a 429 that a fault made up does not count."""
        return self._meter.refused

    def arrivals_in_any_second(self) -> int:
        """The most requests that arrived within any one second."""
        times = [seen.time for seen in self.log]
        counts = (n + 1 - bisect_right(times, at - 1.0) for n, at in enumerate(times))
        return max(counts, default=0)

    def publish_transcripts(self) -> None:
        """Let the late transcripts appear now."""
        self._backend.published = True

    @property
    def now(self) -> datetime | None:
        """
        The company's clock, an aware datetime; None, as at first, if all is there already.

        Calls that are later are not there yet.  A transcript appears within two hours of its
        call, a late one after a day or more.
        """
        return self._churn.now

    @now.setter
    def now(self, moment: datetime | None) -> None:
        """Set the clock: forward as a rule, but back works too."""
        self._churn.now = moment

    def edit(self, call_id: str, **changes: Any) -> None:
        """
        Change what Gong says of a call: ``sim.edit(call_id, title="...")``.

        Args:
            changes: By the names of the specification's CallBasicData, as JSON.  With
                ``scheduled`` or ``started`` the call moves, with ``workspaceId`` as well.

        Raises:
            ValueError: There is no such call, or it cannot be changed so.
        """
        self._churn.edit(call_id, changes)

    def delete(self, call_id: str) -> None:
        """Take a call and its transcript away for good."""
        self._churn.delete(call_id)

    def delay(self, call_id: str, until: datetime) -> None:
        """Let a call show up only once the company's clock is at *until*, an aware datetime."""
        self._churn.delay(call_id, until)

    def truth(self) -> Truth:
        """Tell what is there now; each record before ``as_specified`` touches it."""
        world, has_transcript = self._churn.world, self._backend.has_transcript
        prune = Selection.everything().prune
        return Truth(
            {call.id: prune(world.extensive(call)) for call in world.calls},
            {call.id: world.transcript(call) for call in filter(has_transcript, world.calls)},
        )

    async def start(self) -> None:
        """Listen from now on."""
        self._backend.opened = time.monotonic()
        server = web.Server(self._serve, handler_cancellation=True, access_log=None)
        runner = web.ServerRunner(server, shutdown_timeout=_GRACE)
        await runner.setup()
        await web.TCPSite(runner, _HOST, self._port).start()
        self._runner = runner
        await self.media.start()

    async def aclose(self) -> None:
        """Stop listening, and end what is still going on."""
        await self.media.aclose()
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Log and count one request to the API, whatever becomes of it, then answer it."""
        if (granted := await self.oauth.serve(request)) is not None:
            return granted
        clock = time.monotonic()
        refusal = self._meter.arrive(clock, datetime.now(UTC))
        fault = None if refusal else self._faults.pick(len(self.log))
        seen = Seen(clock - self._backend.opened, request.method, request.path, dict(request.query))
        self.log.append(seen)
        with ExitStack() as files:
            body = await receive(request, files)
            seen.body, seen.parts = body.json, body.parts
            await asyncio.sleep(self._latency)
            response = await self._respond(request, seen, body, refusal, fault)
        if response is None:
            return web.Response()  # for aiohttp, which finds nobody to send it to
        seen.status = response.status
        return response

    async def _respond(
        self,
        request: web.BaseRequest,
        seen: Seen,
        body: Body,
        refusal: Refusal | None,
        fault: Fault | None,
    ) -> web.StreamResponse | None:
        request_id = "".join(self._ids.choices(_REQUEST_ID, k=19))
        if refusal:
            retry = {"Retry-After": str(refusal.retry_after)}
            over = RefusedError(429, "API request limit exceeded", retry)
            return to_response(envelope(request_id, over), request)
        answer = partial(self._answer, request, seen, request_id, body)
        if fault:
            seen.fault = fault.kind
            return await break_answer(fault, Victim(request, request_id, seen.has_cursor, answer))
        return to_response(await answer(), request)

    async def _answer(
        self, request: web.BaseRequest, seen: Seen, request_id: str, body: Body
    ) -> Answer:
        """What the routes say, which may be an error."""
        try:
            denied = self._door.admit(request.headers.get("Authorization", ""))
            route, id_ = find(seen.method, seen.path)
            query = Arguments(seen.query, "query")
            asked = Asked(route.operation, id_, query, body, denied)
            asked.demand(route.scope)
            content = await route.serve(self._backend, asked)
        except RefusedError as refused:
            return envelope(request_id, refused)
        form = _as_it_is
        if self._as_specified:
            form = partial(to_the_letter, integers=route.integers, renamed=route.renamed)
        told = await in_turns({"requestId": request_id, **content}, form)
        return Answer(route.status, told, {"x-traceid": request_id})


def _as_it_is(value: Any) -> Any:
    return value
