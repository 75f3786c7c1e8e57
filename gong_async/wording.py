"""Foreign text made harmless, and lengths and numbers put into words, whoever shows them."""

from __future__ import annotations

import unicodedata

__all__ = ["clock", "counted", "visible"]

_JOINERS = frozenset("\u200c\u200d")  # words and emoji are made with them; nothing hides in them


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


def clock(seconds: float) -> str:
    """Write a length of time as ``1:05`` or ``2:00:09``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def counted(number: int, noun: str) -> str:
    """Write ``1 window``, ``2,000 windows``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
