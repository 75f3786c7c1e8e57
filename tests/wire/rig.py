"""What the tests on the wire share: a quick client, the calls to make, and what must be clean."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from attrs import define, field

from gong_async.client import Gong
from gong_async.endpoint import Endpoint
from gong_async.errors import GongError
from gong_async.limiter import PacedLimiter
from gong_async.models import Call
from gong_async.retry import RetryPolicy
from tests.wire.hostile import TASK_NAME, Hostile, Step, answer

QUICK: dict[str, float] = {"first_wait": 0.001, "longest_wait": 0.01}
ATTEMPTS = RetryPolicy().attempts
CREDENTIALS: dict[str, Any] = {"access_key": "key", "access_key_secret": "secret"}
BASIC = "Basic a2V5OnNlY3JldA=="

CREATE = Endpoint(
    operation="addCall",
    method="POST",
    path="/v2/calls",
    scope=None,
    returns=Call,
    unwrap="call",
    writes=True,
)


def page(
    *ids: str, cursor: str | None = None, key: str = "calls", total: int | None = None, **more: Any
) -> str:
    """Write a page of calls."""
    records: dict[str, Any] = {"currentPageSize": len(ids), "currentPageNumber": 0}
    records |= {} if total is None else {"totalRecords": total}
    records |= {} if cursor is None else {"cursor": cursor}
    items = [{"id": id_} for id_ in ids]
    return json.dumps({"requestId": "req-1", "records": records, key: items, **more})


def everything(id_: str = "1") -> str:
    """Write a body that answers each of the calls below."""
    transcripts = [{"callId": id_, "transcript": []}]
    return page(id_, call={"id": id_}, callTranscripts=transcripts)


GOOD = answer(everything())


async def list_calls(gong: Gong) -> list[str]:
    return [call.id for call in await gong.calls.list().collect()]


async def get_call(gong: Gong) -> list[str]:
    return [(await gong.calls.get("1")).id]


async def post_read(gong: Gong) -> list[str | None]:
    return [found.call_id async for found in gong.calls.transcripts(call_ids=["1"])]


async def post_write(gong: Gong) -> list[str]:
    return [(await gong.send(CREATE.request(body={"title": "x"})))["call"]["id"]]


Operation = Callable[[Gong], Awaitable[list[Any]]]
SAFE: dict[str, Operation] = {"list": list_calls, "get": get_call, "post": post_read}


@asynccontextmanager
async def connect(server: Hostile | str, **settings: Any) -> AsyncIterator[Gong]:
    """Open a quick client; afterwards no task and no connection of it may be left."""
    policy = RetryPolicy(**{**QUICK, **settings.pop("policy", {})})
    settings.setdefault("limiter", PacedLimiter(rate=1000))
    if not {"auth", "token"} & settings.keys():
        settings |= CREDENTIALS
    url = server if isinstance(server, str) else server.url
    before = asyncio.all_tasks()
    async with asyncio.timeout(30):
        async with Gong(base_url=url, retry=policy, **settings) as gong:
            yield gong
        if not settings.get("session"):
            await no_tasks_but(before)
            if isinstance(server, Hostile):
                await server.quiet()


@asynccontextmanager
async def talk(*steps: Step, **settings: Any) -> AsyncIterator[tuple[Hostile, Gong]]:
    """Open a server with that script, and a quick client to it."""
    async with script(*steps) as server, connect(server, **settings) as gong:
        yield server, gong


async def no_tasks_but(known: set[asyncio.Task[Any]]) -> None:
    """Fail if tasks are left that neither *known* holds nor the server started."""
    left: set[asyncio.Task[Any]] = set()
    for _ in range(20):
        tasks = asyncio.all_tasks() - known
        left = {task for task in tasks if task.get_name() != TASK_NAME}
        if not left:
            return
        await asyncio.sleep(0)
    raise AssertionError(f"tasks left behind: {left}")


async def failure(made: Awaitable[Any]) -> GongError:
    """Return the error of ours that *made* raises; any other gets through and fails the test."""
    try:
        got = await made
    except GongError as error:
        return error
    raise AssertionError(f"no error, but {got!r}")


@define(eq=False)
class FreeLimiter:
    """A limiter that holds nothing back and writes down the pauses it was asked for."""

    rate = 3.0

    passed: int = 0
    pauses: list[float] = field(factory=list[float])
    paused: asyncio.Event = field(factory=asyncio.Event)

    async def acquire(self) -> None:
        self.passed += 1

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.paused.set()


@define(eq=False)
class Watched(PacedLimiter):
    """A paced limiter that writes down when calls passed, and when it was told to wait."""

    passed: list[float] = field(factory=list[float], init=False)
    told: list[tuple[float, float]] = field(factory=list[tuple[float, float]], init=False)

    async def acquire(self) -> None:
        await super().acquire()
        self.passed.append(asyncio.get_running_loop().time())

    def pause(self, seconds: float) -> None:
        self.told.append((asyncio.get_running_loop().time(), seconds))
        super().pause(seconds)


def script(*steps: Step) -> Hostile:
    return Hostile(list(steps))
