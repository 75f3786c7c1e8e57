"""The fields of a model: what they are, and what Gong calls them."""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import attrs

__all__ = ["fields_of", "present", "spelling", "wire_name"]


def wire_name(name: str) -> str:
    """Spell a Python name as Gong spells it: ``primary_user_id`` becomes ``primaryUserId``."""
    head, *tail = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in tail)


def spelling(attribute: attrs.Attribute[Any]) -> str:
    """Return the wire name of a model's field: its own, if ``metadata={"wire": ...}`` has one."""
    return str(attribute.metadata.get("wire") or wire_name(attribute.name))


@cache
def fields_of(model: type[Any]) -> tuple[tuple[attrs.Attribute[Any], Any], ...]:
    """Return each field of *model* with its type, where it is not None."""
    attrs.resolve_types(model)
    return tuple((each, present(each.type)) for each in attrs.fields(model))


def present(kind: Any) -> Any:
    """Return what *kind* is where it is not None; a choice of several stays what it is."""
    if get_origin(kind) in (Union, UnionType):
        kinds = [each for each in get_args(kind) if each is not NoneType]
        return kinds[0] if len(kinds) == 1 else kind
    return kind
