"""``gong-async search``: full text over what was said."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from attrs import frozen
from cyclopts import Parameter

from gong_async.cli.database import reading
from gong_async.cli.exits import Exit, UsageError
from gong_async.cli.text import clock, console, indented, say, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["Hit", "find", "search", "show"]

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"  # no text has them: Unicode keeps them for inside programs
_WORDS = 32
_MOST = 2**63 - 1  # what SQLite can count

_FIND = f"""
    SELECT n.call_id, n.call_title, n.started, n.speaker, n.start_ms,
        snippet(sentences_fts, 0, '{_OPEN}', '{_CLOSE}', '…', {_WORDS})
    FROM sentences_fts f JOIN sentences_named n ON n.rowid = f.rowid
    WHERE sentences_fts MATCH ? ORDER BY f.rank, n.started DESC LIMIT ?
"""  # noqa: S608 - constants


@frozen
class Hit:
    """
    A sentence that was found.

    Attributes:
        started: When its call started, as UTC text.

        start_ms: Where in the call the sentence starts.

        snippet: What was said, the matches between two marks.
    """

    call_id: str
    title: str | None
    started: str | None
    speaker: str | None
    start_ms: int | None
    snippet: str


def search(db: Path, /, *query: Annotated[str, Parameter(required=True)], limit: int = 10) -> Exit:
    """
    Find sentences in harvested transcripts, the best match first.

    Several words are all to occur.  SQLite's FTS5 syntax works: "a phrase" in quotes, pric*
    for beginnings, OR, NOT, NEAR(one two, 5).

    Args:
        db: The file of a harvest.

        query: What to look for.

        limit: How many sentences to show at most.
    """
    asked = " ".join(query).encode(errors="replace").decode()
    if not asked.strip():
        raise UsageError("say what to look for, as in: gong-async search acme.db budget")
    if limit < 1:
        raise UsageError("--limit must be at least 1")
    with reading(db) as connection:
        hits = find(connection, asked, min(limit, _MOST))
    if not hits:
        say(f"no sentence in {db} matches {asked}")
    out = console()
    for hit in hits:
        show(hit, out)
    return Exit.DONE


def find(connection: sqlite3.Connection, query: str, limit: int) -> list[Hit]:
    """Return what matches; a *query* that FTS5 does not understand is looked for word by word."""
    try:
        rows = connection.execute(_FIND, (query, limit)).fetchall()
    except sqlite3.OperationalError as error:
        words = " ".join('"' + word.replace('"', '""') + '"' for word in query.split())
        say(f"not FTS5 syntax ({error}); looking for the words {words}")
        rows = connection.execute(_FIND, (words, limit)).fetchall()
    return [Hit(*row) for row in rows]


def show(hit: Hit, out: Console) -> None:
    """Print a hit: its call, where it is, and what was said, with the matches marked."""
    from rich.text import Text

    started = (hit.started or "no date")[:16].replace("T", " ")
    at = clock((hit.start_ms or 0) / 1000)
    out.print(Text(visible(hit.title or "(no title)"), style="bold"), soft_wrap=True)
    indented(out, Text(f"{started} UTC · {at} into call {visible(hit.call_id)}", style="dim"))
    said = Text(f"{visible(hit.speaker or 'unknown speaker')}: ", style="cyan")
    indented(out, said.append_text(_marked(hit.snippet, out)))


def _marked(snippet: str, out: Console) -> Text:
    """Mark the matches by colour on a terminal, else by asterisks."""
    from rich.text import Text

    text, asterisks = Text(style="default"), "" if out.is_terminal else "**"
    for number, piece in enumerate(snippet.replace(_CLOSE, _OPEN).split(_OPEN)):
        if number % 2:
            text.append(f"{asterisks}{visible(piece)}{asterisks}", style="bold yellow")
        else:
            text.append(visible(piece))
    return text
