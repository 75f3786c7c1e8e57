"""
Answers to the letter of the official specification.

The simulated company has habits of the real Gong that its specification knows nothing of: nulls,
which no schema allows; numbers as texts, in scorecards; values that no enumeration lists; and
other names than the specified ones.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gong_async.sim.shapes import is_list, is_object

__all__ = ["to_the_letter"]

_DIRECTIONS = ("Inbound", "Outbound", "Conference", "Unknown")
_SYSTEMS = ("Salesforce", "HubSpot", "MicrosoftDynamic", "Generic")


def to_the_letter(value: Any, integers: Collection[str], renamed: Mapping[str, str]) -> Any:
    """
    *value* as the specification has it.

    Nulls are left out, texts under the names in *integers* become numbers, unlisted values the
    most general one that is listed; *renamed* has the specified names by the real ones.
    """
    if is_list(value):
        return [to_the_letter(item, integers, renamed) for item in value]
    if not is_object(value):
        return value
    members = {
        renamed.get(name, name): int(item)
        if name in integers and isinstance(item, str)
        else to_the_letter(item, integers, renamed)
        for name, item in value.items()
        if item is not None
    }
    if members.get("direction", "Unknown") not in _DIRECTIONS:
        members["direction"] = "Unknown"
    if "objects" in members and members.get("system") not in _SYSTEMS:
        members["system"] = "Generic"
    return members
