"""The forms in which records are printed: a table, JSON, JSON lines, CSV, Markdown."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from gong_async.cli.text import console, say, visible
from gong_async.shape import is_list, is_object
from gong_async.wording import marked

__all__ = ["Form", "Record", "is_streamed", "lay_out", "lay_out_one", "line", "whole"]

Form = Literal["table", "json", "jsonl", "csv", "markdown"]
Record = dict[str, Any]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
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
    if form == "table":
        _print_table([_flat(record, _brief) for record in records], columns)
        return
    rows = [_flat(record, _cell) for record in records]
    (_print_csv if form == "csv" else _print_markdown)(rows, list(columns) or _names(rows))


def lay_out_one(record: Record) -> None:
    """Print a single record as a table of its names and values."""
    told = {name: cell for name, cell in _flat(record, _brief).items() if cell}
    _print_rows(("", ""), told.items())


def _harmless(text: str) -> str:
    """Escape in JSON what a terminal might obey; what it means stays the same."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else _unit(c) for c in text)


def _unit(char: str) -> str:
    return json.dumps(char)[1:-1] if ord(char) > 126 else f"\\u{ord(char):04x}"


def _flat(record: Record, written: Callable[[object], str], before: str = "") -> dict[str, str]:
    """Name what is inside of objects by its path, as in ``metaData.title``."""
    found: dict[str, str] = {}
    for name, value in record.items():
        if is_object(value):
            found |= _flat(value, written, f"{before}{name}.")
        else:
            found[before + name] = written(value)
    return found


def _names(rows: Iterable[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _brief(value: object) -> str:
    """Write a value for a table, which has no room for lists of objects: only for their number."""
    if is_list(value) and any(is_object(each) for each in value):
        return f"({len(value)})"
    return _cell(value)


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
    shown = visible if sys.stdout.isatty() else str
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([shown(_no_formula(row.get(name, ""))) for name in names])


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


def _print_table(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> None:
    every = _names(rows)
    names = list(columns) or _fitting(rows, every)
    if len(names) < len(every) and not columns:
        say(
            f"{len(names)} of {len(every)} columns shown; --format json has them all,"
            " --columns NAME,NAME chooses"
        )
    heads = [_head(name, names) for name in names]
    _print_rows(heads, ([row.get(name, "") for name in names] for row in rows))


def _fitting(rows: Sequence[dict[str, str]], names: Sequence[str]) -> list[str]:
    """Choose the columns that say anything, from the left, as many as there is room for."""
    left, fitting = console().width, list[str]()
    for name in names:
        cells = [row.get(name, "") for row in rows]
        width = max(len(_head(name, names)), *map(len, cells)) + 3
        is_link = any(cell.startswith("https://") for cell in cells)
        if any(cells) and not is_link and width <= left:
            fitting.append(name)
            left -= width
    return fitting


def _head(name: str, names: Sequence[str]) -> str:
    """Call a column by the last part of its path, where no other goes by that."""
    last = name.rpartition(".")[2]
    return last if [each.rpartition(".")[2] for each in names].count(last) == 1 else name


def _print_rows(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> None:
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE, pad_edge=False, show_header=any(heads))
    for head in heads:
        table.add_column(Text(visible(head)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    console().print(table)
