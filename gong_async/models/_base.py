"""What every model shares: its name in Gong's specification, and enums that stay open."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

C = TypeVar("C", bound=type[Any])

SCHEMAS: dict[str, type[Any]] = {}


def schema(name: str) -> Callable[[C], C]:
    """Name the schema of Gong's specification that a model is held to by the tests."""

    def register(cls: C) -> C:
        SCHEMAS[name] = cls
        return cls

    return register


class OpenEnum(StrEnum):
    """
    An enum that carries along the values it does not know.

    Gong adds values without notice.  An unknown one becomes a member of its own, equal to
    its text, so that no record is lost and nothing the API said is altered.
    """

    @classmethod
    def _missing_(cls, value: object) -> OpenEnum | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = value
        return member
