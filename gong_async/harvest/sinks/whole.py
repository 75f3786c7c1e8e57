"""Rows that every output can hold: in UTF-8, and each key once."""

from __future__ import annotations

from operator import itemgetter

from gong_async.harvest.schema import TABLES, Row, Rows, Table
from gong_async.harvest.tables import mend

__all__ = ["whole"]


def whole(rows: Rows) -> tuple[Rows, int]:
    """Return *rows* as UTF-8 can hold them, each key once, and how many texts were mended."""
    mended = 0
    try:
        for name, listed in rows.items():
            for place, column in enumerate(TABLES[name].columns):
                if column.type == "text":
                    "".join(filter(None, map(itemgetter(place), listed))).encode()
    except UnicodeEncodeError:
        rows, mended = mend(rows)  # which may make two ids the same
    return {
        name: listed if name in _NUMBERED and not mended else _unique(TABLES[name], listed)
        for name, listed in rows.items()
    }, mended


def _unique(table: Table, rows: list[Row]) -> list[Row]:
    """Return of each key the last row; where a key has a NULL, its rows are all different."""
    names = [column.name for column in table.columns]
    key_of = itemgetter(*map(names.index, table.key))
    found: dict[object, Row] = {}
    for number, row in enumerate(rows):
        key = key_of(row)
        found[number if None in key else key] = row
    return list(found.values())


def _is_numbered(table: Table) -> bool:
    """Whether the key numbers the parts of a subject: then no two rows have the same."""
    types = {column.name: column.type for column in table.columns}
    parts = table.key[table.key.index("company") + 1 :]
    return all(types[name] == "integer" for name in parts)


_NUMBERED = {table.name for table in TABLES.values() if _is_numbered(table)}
