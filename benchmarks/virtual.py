"""
A whole harvest in virtual time: hours of waiting for Gong pass in seconds.

`VirtualTimeLoop` jumps from timer to timer, `VirtualGong` answers as Gong would after a latency
of that time, and `NullSink` keeps the ids alone and objects to whatever a harvest must not do.
"""

from __future__ import annotations

import asyncio
import json
import selectors
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from attrs import define, field

from gong_async import Gong, Limiter, PacedLimiter
from gong_async.endpoint import Request, Response
from gong_async.harvest import Committed, Interval, Mark, Pending, Window
from gong_async.harvest.batch import Batch
from gong_async.harvest.state import merge

T = TypeVar("T")
Json = dict[str, Any]

LIMIT = 3  # calls that Gong answers in any one second
PAGE = 100
START = datetime(2025, 1, 1, tzinfo=UTC)
FIRST_ID = 10**18
SIGMA, JITTER = 0.25, 0.05
WORDS = [
    "we",
    "our",
    "team",
    "the",
    "renewal",
    "price",
    "quarter",
    "budget",
    "next",
    "week",
    "could",
    "you",
    "share",
    "export",
]
NOTHING = "No calls found corresponding to the provided filters"
HOLIDAYS = ((1, 1), (1, 2), (4, 18), (5, 1), (5, 26), (7, 4), (11, 27), (11, 28), (12, 24))


class _NoWaiting(selectors.SelectSelector):
    """Instead of waiting for a timer, move the clock to it."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("every task waits for another one, and no timer is set")
        if not ready:
            self.now += max(timeout or 0.0, 1e-6)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """A loop in which no time passes but that of its timers; work for threads is done in line."""

    def __init__(self) -> None:
        self._pace = _NoWaiting()
        super().__init__(self._pace)

    def time(self) -> float:
        return self._pace.now

    def run_in_executor(
        self, _executor: Any, function: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(function(*args))
        except Exception as error:
            done.set_exception(error)
        return done


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run *main* to its end on a clock of its own, which begins at 0."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)


def moments(rng: Random, calls: int, days: int) -> list[int]:
    """
    When the calls of a company take place: seconds since `START`, in order.

    Five long working days a week, hardly anything on other days; twice as much at the end of the
    year as at its start, a step up in between, busy ends of quarters, holidays, and six days of
    some six times the usual.  Calls start at full five seconds, so that some start together.
    """
    dates = [START.date() + timedelta(days=n) for n in range(days)]
    weights = [_load(day) * (1 + n / days) for n, day in enumerate(dates)]
    step = rng.randrange(days // 4, 1 + 3 * days // 4)
    weights[step:] = [1.3 * weight for weight in weights[step:]]
    busy = [n for n, day in enumerate(dates) if _load(day) >= 1]
    for n in rng.sample(busy, min(6, len(busy))):
        weights[n] += 7
    found: list[int] = []
    for day, count in Counter(rng.choices(range(days), weights, k=calls)).items():
        found += [
            day * 86_400
            + int(rng.triangular(8, 18) * 720 if rng.random() < 0.96 else rng.random() * 17_280) * 5
            for _ in range(count)
        ]
    return sorted(found)


def _load(day: date) -> float:
    if day.weekday() >= 5:
        return 0.05
    if (day.month, day.day) in HOLIDAYS:
        return 0.1
    return 1.6 if day.month % 3 == 0 and day.day > 20 else 1.0


@define(eq=False)
class VirtualGong:
    """
    A company of *calls* calls, and Gong in front of it: a transport for a client.

    Args:
        latency: Median seconds from a request's arrival to its answer; lognormal.  On its way
            there each request spends up to 50 ms more.

        sentences: What is said in each call.
    """

    calls: int
    latency: float
    seed: int = 1
    days: int = 365
    sentences: int = 1
    requests: int = field(default=0, init=False)
    """How many arrived."""
    refused: int = field(default=0, init=False)
    """How many of them were answered with 429, for being the fourth or later in a second."""
    empty: int = field(default=0, init=False)
    """How many asked for something that is not there."""
    _moments: list[int] = field(init=False, repr=False)
    _rng: Random = field(init=False, repr=False)
    _arrivals: list[float] = field(factory=list, init=False, repr=False)
    _talks: list[list[Json]] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._moments = moments(Random(f"{self.seed}/calls"), self.calls, self.days)
        self._rng = Random(f"{self.seed}/latency")
        talks = Random(f"{self.seed}/talks")
        self._talks = [[_sentence(talks, n) for n in range(self.sentences)] for _ in range(50)]

    @property
    def since(self) -> datetime:
        return START

    @property
    def until(self) -> datetime:
        return START + timedelta(days=self.days)

    def ids(self) -> Iterator[str]:
        """The ids of all calls."""
        return (str(FIRST_ID + n) for n in range(self.calls))

    def client(self, limiter: Limiter | None = None) -> Gong:
        """A client of this Gong."""
        gong = Gong(token="t", limiter=limiter or PacedLimiter())
        gong._session.transport = self
        return gong

    async def open(self) -> None: ...

    def check(self) -> None: ...

    async def aclose(self) -> None: ...

    async def send(self, request: Request) -> Response:
        """Answer *request* when its time has come."""
        await asyncio.sleep(self._rng.random() * JITTER)
        crowded = self._arrive(asyncio.get_running_loop().time())
        await asyncio.sleep(self.latency * self._rng.lognormvariate(0, SIGMA))
        if crowded:
            body = _bytes({"requestId": "r", "errors": ["API request limit exceeded"]})
            return Response(status=429, headers=(("retry-after", "1"),), body=body)
        return self.answer(request)

    def _arrive(self, now: float) -> bool:
        self.requests += 1
        self._arrivals = [*(at for at in self._arrivals if at > now - 1), now]
        crowded = len(self._arrivals) > LIMIT
        self.refused += crowded
        return crowded

    def answer(self, request: Request) -> Response:
        """The answer to *request*, at once."""
        match request.endpoint.operation:
            case "listCallsExtensive":
                return self._page(request, "calls", self._call)
            case "getCallTranscripts":
                return self._page(request, "callTranscripts", self._transcript)
            case "listUsers":
                user = {"id": "1", "active": True}
                return _ok({"records": _records(1, 1, 0), "users": [user]})
            case "listWorkspaces":
                return _ok({"workspaces": [{"id": "1", "name": "All"}]})
            case other:
                raise AssertionError(f"{other}: nobody simulates that")

    def _page(self, request: Request, name: str, record: Callable[[int], Json]) -> Response:
        filter_ = (request.body or {})["filter"]
        if filter_.get("workspaceId") not in (None, "1"):
            return self._nothing()
        first, last = self._range(filter_)
        chosen: Sequence[int] = range(first, last)
        if (ids := filter_.get("callIds")) is not None:
            assert len(ids) <= PAGE, "more ids than a page holds"
            numbers = sorted(int(each) - FIRST_ID for each in set(ids))
            chosen = [n for n in numbers if first <= n < last]
        number = int((request.body or {}).get("cursor", 0))
        page = [record(n) for n in chosen[number * PAGE : (number + 1) * PAGE]]
        if not page:
            return self._nothing()
        return _ok({"records": _records(len(chosen), len(page), number), name: page})

    def _range(self, filter_: Mapping[str, Any]) -> tuple[int, int]:
        bounds = filter_.get("fromDateTime"), filter_.get("toDateTime")
        first, last = (None if each is None else _seconds(each) for each in bounds)
        return (
            0 if first is None else bisect_left(self._moments, first),
            self.calls if last is None else bisect_left(self._moments, last),
        )

    def _nothing(self) -> Response:
        self.empty += 1
        return Response(status=404, body=_bytes({"requestId": "r", "errors": [NOTHING]}))

    def _call(self, n: int) -> Json:
        started = START + timedelta(seconds=self._moments[n])
        basic = {"id": str(FIRST_ID + n), "started": started.isoformat(), "duration": 900}
        return {"metaData": {**basic, "workspaceId": "1"}}

    def _transcript(self, n: int) -> Json:
        monologue = {"speakerId": "1", "sentences": self._talks[n % len(self._talks)]}
        return {"callId": str(FIRST_ID + n), "transcript": [monologue]}


def _sentence(rng: Random, n: int) -> Json:
    text = " ".join(rng.choices(WORDS, k=rng.randrange(5, 15)))
    return {"start": n * 4_000, "end": n * 4_000 + 3_500, "text": f"{text}."}


def _seconds(moment: str) -> float:
    return (datetime.fromisoformat(moment) - START).total_seconds()


def _records(total: int, size: int, number: int) -> Json:
    records: Json = {
        "totalRecords": total,
        "currentPageSize": size,
        "currentPageNumber": number,
    }
    if number * PAGE + size < total:
        records["cursor"] = str(number + 1)
    return records


def _ok(content: Json) -> Response:
    return Response(status=200, body=_bytes({"requestId": "r", **content}))


def _bytes(content: Json) -> bytes:
    return json.dumps(content).encode()


@define(eq=False)
class NullSink:
    """An output that keeps nothing but ids, and raises AssertionError where a harvest errs."""

    held: dict[str, set[str]] = field(factory=dict[str, set[str]], init=False)
    """The ids that are visible, by stream."""
    exact: list[Window] = field(factory=list[Window], init=False)
    _staged: dict[int, dict[str, set[str]]] = field(factory=dict, init=False)
    _intervals: dict[tuple[str | None, str], list[Interval]] = field(factory=dict, init=False)
    _notes: dict[str, str] = field(factory=dict[str, str], init=False)
    _pending: dict[str, Pending] = field(factory=dict[str, Pending], init=False)

    def open(self) -> None: ...

    def close(self) -> None:
        self._staged.clear()

    def done(self, _company: str, workspace: str | None, stream: str) -> list[Interval]:
        return self._intervals.get((workspace, stream), [])

    def notes(self, _company: str) -> Mapping[str, str]:
        return dict(self._notes)

    def note(self, _company: str, key: str, value: str) -> None:
        self._notes[key] = value

    def stage(self, window_key: int, batch: Batch) -> None:
        ids = self._staged.setdefault(window_key, {}).setdefault(batch.stream, set())
        ids |= {_id(batch.stream, record) for record in batch.records}

    def commit(self, window_key: int, mark: Mark) -> Committed:
        staged = self._staged.pop(window_key, {})
        if mark.window is not None and mark.exact:
            self._object_to_overlap(mark.window)
            self.exact.append(mark.window)
        for stream, ids in staged.items():
            held = self.held.setdefault(stream, set())
            assert mark.window is None or not ids & held, f"{stream} came twice"
            held |= ids
        if mark.done is not None:
            assert mark.window is not None, "done, but what was walked is not said"
            for stream in mark.streams:
                place = (mark.done.workspace, stream)
                interval = (mark.done.since, mark.done.until)
                self._intervals[place] = merge([*self._intervals.get(place, ()), interval])
        self._pending |= {each.call_id: each for each in mark.pending}
        for call_id in staged.get("transcripts", ()):
            self._pending.pop(call_id, None)
        return Committed(rows={stream: len(ids) for stream, ids in staged.items()})

    def discard(self, window_key: int) -> None:
        self._staged.pop(window_key, None)

    def pending(self, _company: str) -> list[Pending]:
        return list(self._pending.values())

    def check(self, world: VirtualGong, streams: Iterable[str] = ("calls", "transcripts")) -> None:
        """Object unless the whole *world* is here, and known to be."""
        everything = set(world.ids())
        for stream in streams:
            held = self.held.get(stream, set())
            assert held == everything, f"{len(held)} of {len(everything)} in {stream}"
            done = self._intervals.get((None, stream))
            assert done == [(world.since, world.until)], f"{stream}: done is {done}"

    def _object_to_overlap(self, window: Window) -> None:
        for other in self.exact:
            apart = window.until <= other.since or other.until <= window.since
            assert apart or window.workspace != other.workspace, f"{window} overlaps {other}"


def _id(stream: str, record: Json) -> str:
    match stream:
        case "calls":
            return record["metaData"]["id"]
        case "transcripts":
            return record["callId"]
        case _:
            return record["id"]
