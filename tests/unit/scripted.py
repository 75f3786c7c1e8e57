"""A Gong of our own: a transport that answers from a script, and a limiter that only counts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from attrs import define

from gong_async.endpoint import PagedEndpoint, Request, Response
from gong_async.errors import GongError
from gong_async.paging import Pager
from gong_async.retry import RetryPolicy
from gong_async.session import Session
from gong_async.verdict import interpret

Answer = Response | Exception


@define(kw_only=True)
class Thing:
    """What the listings of these tests are made of."""

    id: str
    size: int | None = None


LISTING: PagedEndpoint[Thing] = PagedEndpoint(
    operation="listThings",
    method="GET",
    path="/v2/things",
    scope="api:things:read",
    returns=Thing,
    items="things",
    not_found_is_empty=True,
)
BY_POST: PagedEndpoint[Thing] = PagedEndpoint(
    operation="searchThings",
    method="POST",
    path="/v2/things/search",
    scope="api:things:read",
    returns=Thing,
    items="things",
)


class Unhurried:
    """A limiter that holds nothing back."""

    rate = 3.0

    def __init__(self) -> None:
        self.acquired = 0
        self.pauses: list[float] = []

    async def acquire(self) -> None:
        self.acquired += 1

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


class Scripted:
    """A transport that notes each request, waits *delay* seconds, and asks a function."""

    def __init__(self, answer: Callable[[Request], Answer], *, delay: float = 0.0) -> None:
        self._answer = answer
        self._delay = delay
        self.sent: list[Request] = []
        self.opened = self.closed = 0

    async def open(self) -> None:
        self.opened += 1

    def check(self) -> None:
        """It is always open."""

    async def aclose(self) -> None:
        self.closed += 1

    async def send(self, request: Request) -> Response:
        self.sent.append(request)
        assert len(self.sent) < 5_000, "this goes on for ever"
        if self._delay:
            await asyncio.sleep(self._delay)
        answer = self._answer(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def cursors(self) -> list[str | None]:
        """The cursors asked for, in order; None for the beginning of a listing."""
        return [request.cursor for request in self.sent]


def in_turn(*answers: Answer) -> Callable[[Request], Answer]:
    """Give *answers* one after the other, whatever is asked."""
    left = list(answers)
    return lambda _: left.pop(0)


def reply(data: Any, status: int = 200, **headers: str) -> Response:
    """Answer with JSON; ``retry_after="3"`` becomes a header."""
    named = {"content-type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return Response(status=status, headers=tuple(named.items()), body=json.dumps(data).encode())


def refusal(status: int, *errors: Any, **headers: str) -> Response:
    """Answer with Gong's own error envelope."""
    return reply({"requestId": "4al018gzaztcr8nbukw", "errors": list(errors)}, status, **headers)


def page(things: Iterable[dict[str, Any]], cursor: str | None = None, **more: Any) -> Response:
    """Answer with one page of the listings above."""
    records = {"totalRecords": 1000, "currentPageSize": 100, "currentPageNumber": 0}
    if cursor is not None:
        records["cursor"] = cursor  # type: ignore[assignment]
    return reply({"requestId": "r1", "things": list(things), "records": records, **more})


def book(pages: Sequence[Sequence[dict[str, Any]]]) -> Callable[[Request], Answer]:
    """Answer like a listing of *pages*: the n-th follows the cursor ``c<n>``."""

    def answer(request: Request) -> Answer:
        number = int((request.cursor or "c0")[1:])
        following = f"c{number + 1}" if number + 1 < len(pages) else None
        return page(pages[number], following)

    return answer


def things(*ids: int) -> list[dict[str, Any]]:
    """Make the records of things."""
    return [{"id": str(number)} for number in ids]


def session(transport: Scripted, **policy: Any) -> Session:
    """A session over *transport* that never waits for the limiter."""
    return Session(transport, Unhurried(), RetryPolicy(**policy))


def listing(
    transport: Scripted,
    *queries: dict[str, str],
    endpoint: PagedEndpoint[Thing] = LISTING,
    **policy: Any,
) -> Pager[Thing]:
    """A pager over one request for each of *queries*, or over a plain one."""
    requests = tuple(endpoint.request(query=query) for query in queries or ({},))
    return Pager(session(transport, **policy), endpoint, requests)


NOTHING: list[dict[str, Any]] = []
NOTHING_FOUND = refusal(404, "No calls found corresponding to the provided filters")


def verdict(
    response: Response, request: Request | None = None, *, max_wait: float = 60.0
) -> GongError:
    """Return the error that *response* means as an answer to *request*, or to a first page."""
    with pytest.raises(GongError) as caught:
        interpret(request or LISTING.request(), response, max_wait=max_wait)
    return caught.value


async def ids(pager: Pager[Thing]) -> list[str]:
    """Walk a listing to its end; return the ids of its things."""
    return [thing.id async for thing in pager]


def numbered(count: int) -> list[str]:
    """Return the ids of so many things."""
    return [str(number) for number in range(count)]
