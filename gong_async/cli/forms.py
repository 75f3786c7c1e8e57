"""The forms in which records are printed: a table, JSON, JSON lines, CSV, Markdown."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import Any, Literal, TypeGuard

from gong_async.cli.text import console, say, visible
from gong_async.shape import is_list, is_object
from gong_async.wording import marked

__all__ = ["Form", "Record", "is_streamed", "lay_out", "lay_out_one", "line", "whole"]

Form = Literal["table", "json", "jsonl", "csv", "markdown"]
Record = dict[str, Any]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST = 200  # characters in a cell
_WRAPPED, _WIDEST = 28, 40  # cells that a text or a word gets in a column that nobody asked for
_GAP = 3
_write = json.JSONEncoder(ensure_ascii=False).encode


def is_streamed(form: Form) -> bool:
    """Whether records are printed as they come; the others have to be seen all together."""
    return form in ("json", "jsonl")


def line(record: Record) -> str:
    """Write a record as one line of JSON that shows harmlessly on any terminal."""
    return _harmless(_write(record))


def whole(record: Record) -> str:
    """Write a single record as JSON that people can read."""
    return _harmless(json.dumps(record, ensure_ascii=False, indent=2))


def lay_out(form: Form, records: Sequence[Record], columns: Sequence[str]) -> None:
    """Print *records* in a form that has columns: those named, else all that there are."""
    rows = [_flat(record) for record in records]
    every = list(dict.fromkeys(name for row in rows for name in row))
    if unknown := [name for name in columns if rows and name not in every]:
        say(f"nothing has a column {', '.join(unknown)}; there are: {', '.join(every)}")
    if form == "table":
        _print_table([_told(row, _shortened) for row in rows], columns, every)
    elif names := list(columns) or every:
        print_rows = _print_csv if form == "csv" else _print_markdown
        print_rows([_told(row, _cell) for row in rows], names)


def lay_out_one(record: Record) -> None:
    """Print a single record as a table of its names and values, and one for each list in it."""
    from rich.text import Text

    flat = _flat(record)
    told = {name: cell for name, cell in _told(flat, _brief).items() if cell}
    _print_rows(("", ""), told.items())
    for name, value in flat.items():
        if _has_objects(value):
            console().print(Text(visible(name), style="bold"))
            lay_out("table", value, ())


def _harmless(text: str) -> str:
    """Escape in JSON what a terminal might obey; what it means stays the same."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else _unit(c) for c in text)


def _unit(char: str) -> str:
    return json.dumps(char)[1:-1] if ord(char) > 126 else f"\\u{ord(char):04x}"


def _flat(record: Record, before: str = "") -> Record:
    """Name what is inside of objects by its path, as in ``metaData.title``."""
    found: Record = {}
    for name, value in record.items():
        found |= _flat(value, f"{before}{name}.") if is_object(value) else {before + name: value}
    return found


def _told(row: Record, written: Callable[[object], str]) -> dict[str, str]:
    return {name: written(value) for name, value in row.items()}


def _has_objects(value: object) -> TypeGuard[list[Record]]:
    return is_list(value) and bool(value) and all(is_object(each) for each in value)


def _brief(value: object) -> str:
    """Write a value for a table, which has no room for lists of objects: only for their number."""
    return f"({len(value)})" if _has_objects(value) else visible(_cell(value))


def _shortened(value: object) -> str:
    """Write a value for one row of several, which has no room for all of a long text either."""
    text = _brief(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_list(value):
        plain = not any(is_object(each) or is_list(each) for each in value)
        return ", ".join(map(_cell, value)) if plain else _write(value)
    return str(value)


def _print_csv(rows: Iterable[dict[str, str]], names: Sequence[str]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        cells = (_no_formula(row.get(name, "")) for name in names)
        writer.writerow(["\n".join(map(visible, cell.split("\n"))) for cell in cells])


def _no_formula(cell: str) -> str:
    """Keep a spreadsheet from computing what somebody wrote; numbers stay numbers."""
    if not cell.startswith(_FORMULA) or re.fullmatch(r"-[0-9.]+", cell):
        return cell
    return f"'{cell}"


def _print_markdown(rows: Iterable[dict[str, str]], names: Sequence[str]) -> None:
    print("|", " | ".join(map(marked, names)), "|")  # noqa: T201 - this is the output
    print("|", " | ".join("---" for _ in names), "|")  # noqa: T201
    for row in rows:
        print("|", " | ".join(marked(row.get(name, "")) for name in names), "|")  # noqa: T201


def _print_table(
    rows: Sequence[dict[str, str]], columns: Sequence[str], every: Sequence[str]
) -> None:
    widths = dict.fromkeys(columns) or _fitting(rows, every)
    if len(widths) < len(every) and not columns:
        say(
            f"{len(widths)} of {len(every)} columns shown; --format json has them all,"
            " --columns NAME,NAME chooses"
        )
    if rows:
        heads = [_head(name, widths) for name in widths]
        cells = ([row.get(name, "") for name in widths] for row in rows)
        _print_rows(heads, cells, widths.values())


def _fitting(rows: Sequence[dict[str, str]], names: Sequence[str]) -> dict[str, int | None]:
    """Choose the columns that say anything, from the left, as many as there is room for."""
    left, fitting = console().width + 1, dict[str, int | None]()
    for name in names:
        cells = [row.get(name, "") for row in rows]
        width = _width([_head(name, names), *cells])
        is_link = any(cell.startswith("https://") for cell in cells)
        fits = width + _GAP <= left or not fitting
        if any(cells) and not is_link and fits:
            fitting[name] = width
            left -= width + _GAP
    return fitting


def _width(cells: Sequence[str]) -> int:
    """Return how wide a column has to be: enough for its words, if not for all of its text."""
    from rich.cells import cell_len

    words = max(cell_len(word) for cell in cells for word in cell.split() or ("",))
    return min(_WIDEST, max(words, min(_WRAPPED, max(map(cell_len, cells)))))


def _head(name: str, names: Iterable[str]) -> str:
    """Call a column by the last part of its path, where no other goes by that."""
    last = name.rpartition(".")[2]
    return last if [each.rpartition(".")[2] for each in names].count(last) == 1 else name


def _print_rows(
    heads: Sequence[str], rows: Iterable[Iterable[str]], widths: Iterable[int | None] = ()
) -> None:
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE, pad_edge=False, show_header=any(heads))
    for head, width in zip_longest(heads, widths):
        table.add_column(Text(visible(head)), overflow="fold", max_width=width)
    for row in rows:
        table.add_row(*map(Text, row))
    console().print(table)
