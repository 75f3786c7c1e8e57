"""What a parsed JSON value is, and how foreign text is shown: briefly, harmlessly, if at all."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, TypeGuard

__all__ = ["is_list", "is_object", "kind", "one_line", "printable", "shown", "visible"]

_LONGEST_READ = 10_000
_RUN = re.compile(r"[\w+/=.~%-]{24,}")
_CUT = re.compile(r"[\w+/=.~%-]*\Z")
_JOINERS = frozenset("\u200c\u200d")  # words and emoji are made with them; nothing hides in them


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


def printable(text: str, longest: int) -> str:
    """Return the beginning of *text*, control characters replaced."""
    cut = text[:longest]
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)


def visible(text: str) -> str:
    r"""
    Show what a terminal would obey: control characters and the like come out as ``\x1b``.

    So do marks that reorder or hide text, line breaks, and halves of characters.
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char.isprintable() or char in _JOINERS:
        return char
    if unicodedata.category(char) == "Zs":
        return " "
    return char.encode("unicode_escape").decode()


def one_line(text: str) -> str:
    """Return *text* as :func:`visible` shows it, in one line: a space for each run of white."""
    return visible(" ".join(text.split()))


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
