"""Foreign text made harmless, and lengths and numbers put into words, whoever shows them."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clock", "counted", "marked", "one_line", "visible"]

_JOINERS = frozenset("\u200c\u200d")  # words and emoji are made with them; nothing hides in them
_MEANS_SOMETHING = re.compile(r"[\\`*_\[\]<>&~|$#@]|:(?=//)|(?<=\w)\.(?=\w)")


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


def marked(text: str) -> str:
    """Escape what Markdown, GitHub's and a notebook's too, would take for more than text."""
    return _MEANS_SOMETHING.sub(r"\\\g<0>", one_line(text))


def clock(seconds: float) -> str:
    """Write a length of time as ``1:05`` or ``2:00:09``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def counted(number: int, noun: str) -> str:
    """Write ``1 window``, ``2,000 windows``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
