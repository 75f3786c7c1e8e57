"""Run a method without a network: what it sends is written down, and answered with nothing."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from attrs import define, field
from surface import Verb, camel, required

from gong_async.endpoint import Endpoint, ListEndpoint, Request
from gong_async.paging import Pager


@define
class Recorder:
    """Stands where the session does; raises *error*, if there is one, instead of answering."""

    error: Exception | None = None
    requests: list[Request] = field(factory=list)

    async def send(self, request: Request) -> dict[str, Any]:
        self.requests.append(request)
        if self.error is not None:
            raise self.error
        return nothing(request.endpoint)


def nothing(endpoint: Endpoint[Any]) -> dict[str, Any]:
    """Make the smallest answer that an operation may give."""
    if isinstance(endpoint, ListEndpoint):
        return {"records": {}, endpoint.items: []}
    smallest = {camel(name): "1" for name in required(endpoint.returns)}
    return smallest if endpoint.unwrap is None else {endpoint.unwrap: smallest}


def sent(verb: Verb, arguments: dict[str, Any]) -> list[Request]:
    """Call the method, all pages if it has pages; return what it sent."""
    recorder = Recorder()
    call(verb, arguments, recorder)
    return recorder.requests


def call(verb: Verb, arguments: dict[str, Any], recorder: Recorder) -> Any:
    """Call the method; return its answer, or a list of its pages."""
    assert verb.resource is not None
    resource: Any = verb.resource  # which needs no more of a session than a recorder has
    result = getattr(resource(recorder), verb.constant.lower())(**arguments)
    return drive(_pages(result) if isinstance(result, Pager) else result)


async def _pages(pager: Pager[Any]) -> list[Any]:
    return [page async for page in pager.pages()]


def drive(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine that never waits, without an event loop."""
    try:
        work.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("a recorded call has nothing to wait for")
