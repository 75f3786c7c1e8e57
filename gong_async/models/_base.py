"""What every model shares: its name in Gong's specification, and enums that stay open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from gong_async.enums import OpenEnum

__all__ = ["FOREIGN", "SCHEMAS", "OpenEnum", "schema"]

C = TypeVar("C", bound=type[Any])

SCHEMAS: dict[str, type[Any]] = {}
FOREIGN = {"foreign": True}
"""Marks a field that may be any text: an id of another system's making, say."""


def schema(name: str) -> Callable[[C], C]:
    """Name the schema of Gong's specification that a model is held to by the tests."""

    def register(cls: C) -> C:
        SCHEMAS[name] = cls
        return cls

    return register
