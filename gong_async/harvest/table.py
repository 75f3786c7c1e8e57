"""What a table of a harvest is, and how its columns are read from Gong's objects.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import Any, Literal, TypeAlias

from attrs import frozen

from gong_async.harvest import values
from gong_async.harvest.values import Value
from gong_async.shape import is_object

__all__ = ["Column", "Row", "Rows", "Table", "list_table", "table"]

ColumnType: TypeAlias = Literal["text", "integer", "real"]
Row: TypeAlias = tuple[Value, ...]
Rows: TypeAlias = dict[str, list[Row]]
"""Rows by table, each in the order of the table's columns."""

_Convert: TypeAlias = Callable[[Any], Value]
_Reader: TypeAlias = tuple[str, type | None, _Convert]
"""The key, the type of values that are taken as they are, and what converts the others."""

_KINDS: dict[str, tuple[ColumnType, _Convert]] = {
    "count": ("integer", values.count),
    "day": ("text", values.day),
    "flag": ("integer", values.flag),
    "id": ("text", values.identifier),
    "integer": ("integer", values.integer),
    "json": ("text", values.json_text),
    "real": ("real", values.real),
    "text": ("text", values.text),
    "time": ("text", values.time),
}


@frozen
class Column:
    """A column; each may hold NULL."""

    name: str
    type: ColumnType


@frozen
class Table:
    """
    A table.

    Args:
        columns: In order, the first being ``company``.

        key: The columns that tell rows apart, those of the subject first, so that an index over
            the key finds the rows of a subject.

        stream: The stream that brings its rows.  Of the tables of a stream, the first has one
            row a subject; the others have its parts.

        subject: The columns right after ``company`` that name what a record is about, the same
            in all tables of a stream; the rows of a subject are replaced together.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    stream: str
    subject: tuple[str, ...]
    _readers: tuple[_Reader, ...]

    def subject_of(self, row: Row) -> Row:
        """Return the values that name what *row* is about."""
        return row[1 : 1 + len(self.subject)]

    def read(self, source: Mapping[str, Any], *before: Value) -> Row:
        """Return *before*, then the columns that have their value straight from *source*."""
        get: Callable[[str], Any] = source.get
        found: list[Any] = [
            value if (value := get(key)) is None or value.__class__ is as_it_is else convert(value)
            for key, as_it_is, convert in self._readers
        ]
        return (*before, *found)


def table(name: str, stream: str, key: str, declared: str) -> Table:
    """
    Declare a table.

    Args:
        key: The columns of the subject, then ``company``, then what else tells rows apart.

        declared: Lines of column, kind and where the value is in Gong's object: ``manager.id``
            is in an object inside it.  Those without have their value from elsewhere.
    """
    columns = [Column("company", "text")]
    readers: list[_Reader] = []
    for line in declared.strip().splitlines():
        column, kind, *source = line.split()
        kept_as, convert = _KINDS[kind]
        columns.append(Column(column, kept_as))
        readers.extend(_reader(path, kind, convert) for path in source)
    subject = tuple(takewhile(lambda part: part != "company", key.split()))
    return Table(name, tuple(columns), tuple(key.split()), stream, subject, tuple(readers))


def list_table(name: str, stream: str, subject: str, declared: str) -> Table:
    """Declare a table of the parts that each record of *subject* lists, in their order there."""
    about = "\n".join(f"{column} id" for column in subject.split())
    lines = f"{about}\nposition integer\n{declared.strip()}"
    return table(name, stream, f"{subject} company position", lines)


def _reader(path: str, kind: str, convert: _Convert) -> _Reader:
    key, dot, rest = path.partition(".")
    if not dot:
        return key, str if kind == "text" else None, convert

    def inside(value: Any) -> Value:
        return convert(value.get(rest)) if is_object(value) else None

    return key, None, inside
