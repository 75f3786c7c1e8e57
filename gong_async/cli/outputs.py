"""The calls that a harvest has brought, whichever kind of output they are in; to read only."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from gong_async.cli.database import reading
from gong_async.cli.exits import UsageError
from gong_async.errors import SinkError

if TYPE_CHECKING:
    from gong_async.harvest.sinks.table_state import Connection

__all__ = ["Call", "harvested_calls"]

Call: TypeAlias = "tuple[str | None, str]"
"""When it was scheduled, or else started, as the tables have it; and its id."""

_COMPANIES = "SELECT DISTINCT company FROM gong_state_notes"
_CALLS = "SELECT company, call_id, coalesce(scheduled, started) FROM calls"


def harvested_calls(out: Path) -> dict[str, list[Call]]:
    """
    Return of each company in an output the calls that are committed, the earliest first.

    Raises:
        UsageError: If there is no such output, or it is no harvest's, or it cannot be read.

        StateError: If it is damaged, or a newer version of this package wrote it.

        ConfigError: If it is a DuckDB file, and DuckDB is not installed.
    """
    try:
        with _opened(out) as (connection, rows):
            companies = connection.execute(_COMPANIES).fetchall()
            found: dict[str, list[Call]] = {company: [] for (company,) in companies}
            for company, call_id, when in rows:
                found.setdefault(company, []).append((when, call_id))
    except SinkError as error:
        raise UsageError(str(error)) from None
    return {company: sorted(calls, key=_time_first) for company, calls in found.items()}


def _time_first(call: Call) -> tuple[str, str]:
    when, call_id = call
    return when or "", call_id


@contextmanager
def _opened(out: Path) -> Generator[tuple[Connection, Iterable[tuple[str, str, str | None]]]]:
    """Open an output of the kind that is there, whatever it is called."""
    from gong_async.harvest.sinks.catalog import Catalog
    from gong_async.harvest.sinks.duckdb import DuckDbSink, is_duckdb

    if out.is_dir():
        catalog = Catalog(out / "_gong" / "state.sqlite")
        if not catalog.path.is_file():
            raise UsageError(
                f"{out} is not a harvest's folder; make one with: gong-async harvest FOLDER/"
            )
        with catalog.reading():
            yield catalog.db, catalog.parts.calls()
    elif out.is_file() and is_duckdb(out):
        with DuckDbSink(out).reading() as duckdb:
            yield duckdb, duckdb.execute(_CALLS).fetchall()
    else:
        with reading(out) as sqlite:
            yield sqlite, sqlite.execute(_CALLS)
