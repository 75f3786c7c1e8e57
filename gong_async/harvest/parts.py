"""Take Gong's records apart, and set aside those that no rows can be made of.  Pure."""

from __future__ import annotations

from typing import Any

from gong_async.harvest.schema import TABLES, Rows
from gong_async.harvest.values import raw
from gong_async.shape import is_list, is_object

__all__ = ["items_of", "no_rows", "object_of", "set_aside"]

_NOTHING: dict[str, Any] = {}


def object_of(value: object) -> dict[str, Any]:
    """Return an object; an empty one for anything else."""
    return value if is_object(value) else _NOTHING


def items_of(value: object) -> list[tuple[int, dict[str, Any]]]:
    """Return the objects of a list with their places in it; nothing for anything else."""
    if not is_list(value):
        return []
    return [(position, each) for position, each in enumerate(value) if each.__class__ is dict]


def no_rows(stream: str) -> Rows:
    """Return no rows for each of the tables of *stream*, and for ``quarantine``."""
    return {each.name: [] for each in TABLES.values() if each.stream in (stream, "quarantine")}


def set_aside(rows: Rows, company: str, stream: str, problem: str, record: object) -> None:
    """Put *record* into ``quarantine``."""
    rows["quarantine"].append((company, stream, problem, raw(record)))
