"""What the documentation of a method says, said to somebody at a command line."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["for_commands", "in_options", "summary"]

_Words = str | Callable[[re.Match[str]], str]

_TRANSLATED: tuple[tuple[str, _Words], ...] = (
    (r"\n\n(?:Returns|Raises):\n(?s:.*)", ""),
    (r":\w+:`~?([^`]+)`", r"`\1`"),
    (r"``", "`"),
    (r"\s+The\s+`envelope`\s+of\s+a\s+page\s+[^.]*\.", ""),
    (r"[;.]\s+[Aa]n\s+empty\s+collection\s+\w+\s+nothing\s+and\s+sends\s+nothing", ""),
    (r",\s+aware,\s+in\s+any\s+zone", ", such as 2026-01-31 or 2026-01-31T09:30:00Z"),
    (r",\s+aware\b", ""),
    (r";\s+None\s+(?:for\s+)?", "; if not given, "),
    (r"\.\s+None\s+(?:for\s+)?", ".  If not given, "),
    (r"\bNone\b", "empty"),
    (r"\b(?:in|of)\s+`\[(\w+),\s+(\w+)\)`", r"from *\1* to *\2*"),
    (r"`([a-z]+(?:_[a-z]+)+)`", lambda found: f"`{_in_camel_case(found[1])}`"),
    (r"`([A-Z]+(?:_[A-Z]+)*)`", lambda found: f"`{_as_a_choice(found[1])}`"),
    (r"`entities\.(\w+)\(\)`", r"`gong-async \1`"),
    (r"`(\w+)\.(\w+)\(\)`", r"`gong-async \1 \2`"),
)


def for_commands(method: Callable[..., Any], options: Mapping[str, str]) -> str:
    """Return what the documentation of *method* says; *options* has its arguments' options."""
    text = inspect.getdoc(method) or ""
    for pattern, words in _TRANSLATED:
        text = re.sub(pattern, words, text)
    return re.sub(r"\*(\w+)\*", lambda found: f"`{options.get(found[1], found[1])}`", text)


def in_options(message: str, options: Mapping[str, str]) -> str:
    """Call in the *message* of an error every argument by its option."""
    message = re.sub(r"\b[A-Z]\w+\.([A-Z_]+)\b", lambda found: _as_a_choice(found[1]), message)
    return re.sub(r"\w+", lambda found: options.get(found[0], found[0]), message)


def summary(described: object) -> str:
    """Return the first sentence of a documentation."""
    return (inspect.getdoc(described) or "").partition("\n")[0]


def _in_camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))


def _as_a_choice(member: str) -> str:
    return member.lower().replace("_", "-")
