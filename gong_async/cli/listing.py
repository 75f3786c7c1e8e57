"""How much of an answer is printed, and in which form."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from attrs import define, field, frozen
from cyclopts import Parameter

from gong_async.cli.exits import UsageError
from gong_async.cli.forms import Form, Record, is_streamed, lay_out, lay_out_one, line, whole
from gong_async.cli.text import say
from gong_async.errors import CursorError

if TYPE_CHECKING:
    from gong_async.paging import Pager

__all__ = ["Part", "Shown", "how_to_go_on"]


@Parameter(name="*")
@frozen(kw_only=True)
class Shown:
    """
    How to print an answer.

    Args:
        format: table, json, jsonl (an object a line), csv or markdown.  If not given, a table
            on a terminal, and jsonl elsewhere.  The two JSON forms have all that Gong sent.

        columns: Which columns of a table, csv or markdown, comma-separated: what is inside of
            something by its path, as in metaData.title.
    """

    format: Annotated[Form | None, Parameter(group="Output")] = None
    columns: Annotated[str | None, Parameter(group="Output")] = None

    def __attrs_post_init__(self) -> None:
        if self.columns and is_streamed(self._form):
            raise UsageError("--columns: JSON has none; add --format table, csv or markdown")

    def print_one(self, record: Record) -> None:
        """Print a single object."""
        if self._form == "json":
            sys.stdout.write(whole(record) + "\n")
        elif self._form == "table" and not self.columns:
            lay_out_one(record)
        else:
            self.print_all([record])

    def print_all(self, records: Sequence[Record]) -> None:
        """Print a list that is all there."""
        printer = self._printer()
        for record in records:
            printer.add(record)
        printer.end()

    @property
    def _form(self) -> Form:
        return self.format or ("table" if sys.stdout.isatty() else "jsonl")

    def _printer(self) -> _Printer:
        names = [name.strip() for name in (self.columns or "").split(",")]
        return _Printer(self._form, [name for name in names if name])


@Parameter(name="*")
@frozen(kw_only=True)
class Part(Shown):
    """
    How to print a listing, and how much of it.

    Args:
        limit: How many to print at most.

        all: Print all, however many requests that takes.

        cursor: Where to go on: what an earlier command said on stderr.

        skip: How many to leave out at the beginning, or after the cursor.
    """

    limit: Annotated[int, Parameter(group="Output")] = 100
    all: Annotated[bool, Parameter(group="Output", negative="", show_default=False)] = False
    cursor: Annotated[str | None, Parameter(group="Output")] = None
    skip: Annotated[int, Parameter(group="Output")] = 0

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.limit < 1:
            raise UsageError("--limit must be at least 1")
        if self.skip < 0:
            raise UsageError("--skip must be 0 or more")
        if self.cursor is not None:
            _expect_cursor(self.cursor)

    async def print_pages(self, pager: Pager[Any]) -> None:
        """Print what is wanted of a listing, and say on stderr how to go on."""
        printer, skip, at, more = self._printer(), self.skip, self.cursor, ""
        async for page in pager.pages(cursor=self.cursor):
            wanted = page.records[skip:]
            room = len(wanted) if self.all else self.limit - printer.count
            for record in wanted[:room]:
                printer.add(record)
            if room < len(wanted):
                how = how_to_go_on(at, skip + room)
            elif room == len(wanted) and page.next and not self.all:
                how = how_to_go_on(str(page.next), 0)
            else:
                skip, at = max(0, skip - len(page.records)), str(page.next)
                continue
            of = "" if page.total is None else f" of {page.total:,}"
            more = f"there is more{of}; the same command goes on with: {how}"
            break
        printer.end()
        if more:
            say(more)


def _expect_cursor(text: str) -> None:
    from gong_async.paging import Cursor

    try:
        Cursor.parse(text)
    except CursorError:
        raise UsageError("--cursor: give what an earlier command said on stderr") from None


def how_to_go_on(cursor: str | None, skip: int) -> str:
    """Return the options, quoted: the cursor is Gong's, and is pasted into a shell."""
    options = ["--cursor", cursor] if cursor else []
    return shlex.join(options + (["--skip", str(skip)] if skip else []))


@define
class _Printer:
    """Prints records as they come, where the form lets it; else all of them at the end."""

    form: Form
    columns: list[str]
    count: int = 0
    _kept: list[Record] = field(factory=list[Record])

    def add(self, record: Record) -> None:
        if self.form == "jsonl":
            sys.stdout.write(line(record) + "\n")
        elif self.form == "json":
            sys.stdout.write((",\n" if self.count else "[\n") + line(record))
        else:
            self._kept.append(record)
        self.count += 1

    def end(self) -> None:
        if self.form == "json":
            sys.stdout.write("\n]\n" if self.count else "[]\n")
        elif not is_streamed(self.form):
            lay_out(self.form, self._kept, self.columns)
        if not self.count:
            say("nothing found")
