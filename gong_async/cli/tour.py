"""What the demo shows of the file it made, and what to do next."""

from __future__ import annotations

import sqlite3
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from gong_async.cli.database import reading
from gong_async.cli.search import find, show
from gong_async.cli.summary import table_of_rows
from gong_async.cli.text import clock, console, counted, indented, visible

if TYPE_CHECKING:
    from rich.console import Console

    from gong_async.harvest import HarvestReport

__all__ = ["tour"]

_QUESTION = "budget"
_BEFORE, _SENTENCES_SHOWN = 3, 7

_OCCURRENCES = """
    SELECT o.call_id, s.rowid, o.phrase, t.name, c.title, c.started
    FROM tracker_occurrences o
    JOIN trackers t ON t.call_id = o.call_id AND t.tracker_id = o.tracker_id
    JOIN sentences s ON s.call_id = o.call_id AND instr(lower(s.text), lower(o.phrase))
        AND o.start_s * 1000 BETWEEN s.start_ms AND s.end_ms
    JOIN calls c ON c.call_id = o.call_id
    ORDER BY o.call_id, o.start_s LIMIT 200
"""

_SENTENCES = """
    SELECT rowid, speaker, start_ms, text FROM sentences_named
    WHERE call_id = ? ORDER BY monologue, sentence
"""

_SQL = """\
    SELECT name, count(*) AS calls FROM trackers
    WHERE count > 0 GROUP BY name ORDER BY calls DESC LIMIT 3"""

_NEXT = """\
  export GONG_BASE_URL=...   # the three are in Gong under Company Settings, API
  export GONG_ACCESS_KEY=...
  export GONG_ACCESS_KEY_SECRET=...
  gong-async harvest acme.db --since 2026-01-01"""


@frozen
class _Sentence:
    rowid: int
    speaker: str | None
    start_ms: int
    text: str


@frozen
class _Excerpt:
    """Some sentences in a row of one call, with the phrase that a tracker found in them."""

    title: str
    started: str
    tracker: str
    phrase: str
    sentences: list[_Sentence]

    @property
    def liveliness(self) -> int:
        """How often the speaker changes, and how often somebody asks."""
        speakers = [each.speaker for each in self.sentences]
        changes = sum(a != b for a, b in pairwise(speakers))
        return changes + sum(each.text.endswith("?") for each in self.sentences)


def tour(path: Path, report: HarvestReport) -> None:
    """Show on stdout what is in *path*, in a form fit for 80 columns."""
    out = console()
    with reading(path) as connection:
        _heading(out, f"What is in {path} now ({counted(report.requests, 'request')})")
        out.print(table_of_rows(report.rows))
        if excerpt := _excerpt(connection):
            _show_excerpt(excerpt, out)
        _heading(out, f"$ gong-async search {path} {_QUESTION}")
        for hit in find(connection, _QUESTION, 1):
            show(hit, out)
        _heading(out, f'$ sqlite3 {path} "', *f'{_SQL}"'.splitlines())
        for name, calls in connection.execute(_SQL):
            out.print(f"{visible(name)}|{calls}")
    _heading(out, "With a Gong account of your own")
    out.print(_NEXT)


def _heading(out: Console, *lines: str) -> None:
    from rich.text import Text

    out.print()
    for line in lines:
        out.print(Text(visible(line), style="bold green"), soft_wrap=True)
    out.print()


def _excerpt(connection: sqlite3.Connection) -> _Excerpt | None:
    """Return the liveliest of some places where a tracker found its phrase."""
    places = {row[0]: row for row in connection.execute(_OCCURRENCES)}
    excerpts = [_around(connection, *place) for place in places.values()]
    return max(excerpts, key=lambda each: each.liveliness, default=None)


def _around(
    connection: sqlite3.Connection,
    call_id: str,
    rowid: int,
    phrase: str,
    tracker: str,
    title: str,
    started: str,
) -> _Excerpt:
    said = [_Sentence(*row) for row in connection.execute(_SENTENCES, (call_id,))]
    hit = next(n for n, each in enumerate(said) if each.rowid == rowid)
    first = max(0, hit - _BEFORE)
    return _Excerpt(title, started, tracker, phrase, said[first : first + _SENTENCES_SHOWN])


def _show_excerpt(excerpt: _Excerpt, out: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    _heading(out, f"From “{excerpt.title}”, {excerpt.started[:10]}")
    lines = Table.grid(padding=(0, 2))
    lines.add_column(justify="right", style="dim", no_wrap=True)
    lines.add_column(style="cyan", no_wrap=True)
    lines.add_column()
    before: str | None = ""
    for each in excerpt.sentences:
        speaker = "" if each.speaker == before else visible(each.speaker or "unknown speaker")
        said = Text(visible(each.text))
        said.highlight_words([visible(excerpt.phrase)], "bold yellow", case_sensitive=False)
        lines.add_row(f"  {clock(each.start_ms / 1000)}", Text(speaker), said)
        before = each.speaker
    out.print(lines)
    out.print()
    indented(
        out,
        Text(visible(f"Gong's tracker “{excerpt.tracker}” heard “{excerpt.phrase}”"), style="dim"),
    )
