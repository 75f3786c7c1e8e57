"""Words for people: where they go, and how they are laid out there."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from io import TextIOWrapper
from typing import TYPE_CHECKING

from gong_async.wording import clock, counted, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from gong_async.harvest import Window

__all__ = [
    "clock",
    "console",
    "counted",
    "escape_what_stdout_lacks",
    "forget_stdout",
    "indented",
    "moment",
    "say",
    "span",
    "visible",
]


def moment(when: datetime) -> str:
    """Write a datetime of UTC as an option takes it."""
    return f"{when.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def span(window: Window) -> str:
    """Write from when to when *window* goes."""
    return f"{moment(window.since)} to {moment(window.until)}"


def say(*lines: str) -> None:
    """Tell the person at the terminal: on stderr, since stdout is for data."""
    sys.stderr.write("".join(f"{visible(line)}\n" for line in lines))
    sys.stderr.flush()


def console(*, stderr: bool = False) -> Console:
    """Return a rich console that takes text for text: no markup, no emoji codes, no guesses."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def indented(out: Console, text: Text, by: int = 2) -> None:
    """Print *text* a little to the right; a terminal gets it wrapped, a pipe in one line."""
    from rich.padding import Padding
    from rich.text import Text

    if out.is_terminal:
        out.print(Padding(text, (0, 0, 0, by), expand=False))
    else:
        out.print(Text(" " * by).append_text(text), soft_wrap=True)


def escape_what_stdout_lacks() -> None:
    """Let characters that the encoding of stdout has not come out escaped, as on stderr."""
    out: object = sys.stdout
    if isinstance(out, TextIOWrapper):
        out.reconfigure(errors="backslashreplace")


def forget_stdout() -> None:
    """Let what is still written to stdout vanish, since nobody reads it any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
