"""What a parsed JSON value is: checks that type checkers follow, and a name that shows nothing."""

from __future__ import annotations

from typing import Any, TypeGuard

__all__ = ["is_list", "is_object", "kind"]


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    """Tell whether *value* is a JSON object."""
    return isinstance(value, dict)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Tell whether *value* is a JSON list."""
    return isinstance(value, list)


def kind(value: object) -> str:
    """Name the JSON type of *value*, without showing it."""
    names = {
        type(None): "null",
        bool: "a boolean",
        str: "text",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), "a number")
