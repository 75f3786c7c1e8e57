"""Enums that stay open."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["OpenEnum"]


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
