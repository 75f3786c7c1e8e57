"""What a parsed JSON value is, and how foreign text is shown: briefly, harmlessly, if at all."""

from __future__ import annotations

import json
import re
from typing import Any, TypeGuard

__all__ = ["HALF", "encodable", "is_list", "is_object", "kind", "printable", "raw", "shown"]

HALF = re.compile("[\ud800-\udfff]")
"""Half a character: JSON may carry such lone surrogates (``"\\ud83d"``), and UTF-8 cannot."""

_LONGEST_READ = 10_000
_RUN = re.compile(r"[\w+/=.~%-]{24,}")
_CUT = re.compile(r"[\w+/=.~%-]*\Z")
_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    """Tell whether *value* is a JSON object."""
    return isinstance(value, dict)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Tell whether *value* is a JSON list."""
    return isinstance(value, list)


def kind(value: object) -> str:
    """Name the JSON type of *value*, without showing it."""
    names: dict[object, str] = {
        type(None): "missing or null",
        bool: "a boolean",
        str: "text",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), "a number")


def encodable(text: str) -> str:
    """Replace each half of a character, which no file in UTF-8 can hold, by U+FFFD."""
    return HALF.sub("\ufffd", text)


def raw(value: object) -> str | None:
    """Return any JSON value as compact JSON; None if it is nested too deeply to be written."""
    try:
        return _write(value)
    except (RecursionError, ValueError):
        return None


def printable(text: str, longest: int) -> str:
    """Return the beginning of *text*, control characters replaced."""
    cut = text[:longest]
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)


def shown(said: object, longest: int = 200) -> str:
    """Return what somebody else *said* in a form that an error may show: no key, no cursor."""
    text = said if isinstance(said, str) else repr(said)
    if len(text) > _LONGEST_READ:  # half a token might not be recognized as one
        text = _CUT.sub("", text[:_LONGEST_READ])
    return printable(_RUN.sub(_without_token, text), longest)


def _without_token(run: re.Match[str]) -> str:
    """Leave out what may be a key or a cursor; words and the paths of fields stay."""
    text = run.group()
    suspect = any(c.isdigit() for c in text) or max(map(len, text.split("."))) >= 32
    return "[...]" if suspect else text
