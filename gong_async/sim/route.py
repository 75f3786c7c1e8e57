"""What the simulator serves an operation with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from attrs import frozen

from gong_async.sim.backend import Asked, Backend

__all__ = ["Route", "Serve", "route"]

_NONE: Mapping[str, str] = {}

Serve = Callable[[Backend, Asked], Awaitable[dict[str, Any]]]


@frozen
class Route:
    """
    One operation.

    Attributes:
        method: ``GET``, ``POST``, ``PUT``, ``PATCH`` or ``DELETE``.

        path: As the specification has it, with ``{id}`` or the like for the id in it.

        scope: The scope that it needs.

        serve: Gives the answer without its ``requestId``; raises `RefusedError`.

        status: Of a good answer.

        integers: Names of numbers that the company has as texts.

        renamed: The names in the specification, by those that Gong really sends.
    """

    method: str
    path: str
    scope: str
    serve: Serve
    status: int
    integers: frozenset[str]
    renamed: Mapping[str, str]

    @property
    def operation(self) -> str:
        """The method and the path."""
        return f"{self.method} {self.path}"


def route(
    operation: str,
    scope: str,
    serve: Serve,
    *,
    status: int = 200,
    integers: str = "",
    renamed: Mapping[str, str] = _NONE,
) -> Route:
    """
    Make the route of *operation*: ``GET calls/{id}``.

    Args:
        scope: Without ``api:``.

        integers: The names, with spaces between them.
    """
    method, path = operation.split(" ")
    names = frozenset(integers.split())
    return Route(method, f"/v2/{path}", f"api:{scope}", serve, status, names, renamed)
