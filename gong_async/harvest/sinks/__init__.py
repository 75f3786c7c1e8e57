"""Where a harvest goes: what every output can do, and which kinds there are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from gong_async.errors import ConfigError
from gong_async.harvest.batch import Batch
from gong_async.harvest.sinks.sqlite import SqliteSink
from gong_async.harvest.state import Committed, Interval, Mark, Pending

__all__ = ["Committed", "Sink", "SqliteSink", "open_sink"]

_FILES = ("sqlite", "duckdb")
_FOLDERS = ("parquet", "jsonl")
_SUFFIXES = {".db": "sqlite", ".sqlite": "sqlite", ".sqlite3": "sqlite", ".duckdb": "duckdb"}


class Sink(Protocol):
    """
    An output.  Every method waits for the disk: call them from one thread at a time.

    Every method raises :class:`~gong_async.errors.SinkError` if the output cannot be read or
    written; what was committed before is safe, and nothing of what failed is visible.

    Several companies may be harvested into one output at once: nothing that is done for one
    touches the rows or the state of another.
    """

    def open(self) -> None:
        """
        Take the output for this process alone; make it if it is not there.

        Raises:
            SinkError: If it cannot be written, or is another program's.  It is left as it is.

            OutputLockedError: If another harvest is writing there.

            StateError: If a newer version of this package wrote it, or its state is damaged.
        """
        ...

    def done(self, company: str, workspace: str | None, stream: str) -> list[Interval]:
        """
        Return what is harvested already, in UTC and in order; no two intervals touch.

        Args:
            workspace: The workspace's id; None for what was harvested of all workspaces at once.

        Raises:
            StateError: If it cannot be read.
        """
        ...

    def notes(self, company: str) -> Mapping[str, str]:
        """Return all that :meth:`note` was told of *company*, by key."""
        ...

    def note(self, company: str, key: str, value: str) -> None:
        """Keep *value* for good, in the place of what *key* stood for before."""
        ...

    def stage(self, window_key: int, batch: Batch) -> None:
        """
        Add a batch to a window that nobody sees yet; held on disk, not in memory.

        A subject (``Table.subject``: a call, a user) that is staged again replaces what the
        same stream staged of it before.

        Args:
            window_key: Any number, new for each window that is being staged.
        """
        ...

    def commit(self, window_key: int, mark: Mark) -> Committed:
        """
        Make what was staged visible and durable, and *mark* with it: all or nothing.

        Each staged subject takes the place of all that the same stream brought of it before;
        each staged transcript ends the waiting for it.  What *mark* says about the rest is done
        as well: see :class:`Mark`.  A window of which nothing was staged may be committed too.
        After a failure, discard the window.

        The other calls that an exact window removes are those of the company, and of the
        window's workspace if it has one, whose ``started`` lies in the window, and whose
        ``scheduled`` lies there too unless it is NULL: Gong goes by the one for some calls and
        by the other for the rest.
        """
        ...

    def discard(self, window_key: int) -> None:
        """Forget what was staged of a window; nothing if nothing was."""
        ...

    def pending(self, company: str) -> list[Pending]:
        """
        Return the calls whose transcript is still waited for, the latest call first.

        Raises:
            StateError: If it cannot be read.
        """
        ...

    def close(self) -> None:
        """Forget what is not committed, and let others write; nothing if it is not open."""
        ...


def open_sink(path: str | Path, format: str | None = None) -> Sink:  # noqa: A002
    """
    Choose the kind of output that *path* names; nothing is opened or made yet.

    Args:
        path: ``*.db``, ``*.sqlite`` or ``*.sqlite3`` for SQLite; ``*.duckdb`` for DuckDB; a
            folder for Parquet: one that is there, or a path that ends with a slash or in a name
            without a dot.

        format: ``sqlite`` or ``duckdb``, whatever the name of the file; ``parquet`` or
            ``jsonl``, whatever the name of the folder; None to go by *path*.

    Raises:
        ConfigError: If there is no such kind of output, or *path* cannot be one.
    """
    target, named = Path(path), _named(path)
    chosen = named if format is None else format
    if chosen is None:
        raise ConfigError(
            f"no output for {target.name!r}; name a file that ends with"
            f" {', '.join(_SUFFIXES)}, or a folder, or give a format: {', '.join(_KINDS)}"
        )
    if chosen not in _KINDS:
        raise ConfigError(f"no output for the format {chosen!r}; give {', '.join(_KINDS)}")
    if chosen in _FOLDERS and (named in _FILES or target.is_file()):
        raise ConfigError(
            f"{chosen} needs a folder, and {target.name!r} is the name of a file; name a folder"
        )
    if chosen in _FILES and named in _FOLDERS and _is_folder(path):
        raise ConfigError(f"{chosen} needs a file, and {str(path)!r} is a folder; name a file")
    if chosen in _FILES and named in _FILES and chosen != named:
        raise ConfigError(
            f"the name {target.name!r} says {named}, and the format {chosen}; give only one of them"
        )
    return _KINDS[chosen](target)


def _is_folder(path: str | Path) -> bool:
    return str(path).endswith(("/", os.sep)) or Path(path).is_dir()


def _named(path: str | Path) -> str | None:
    """Return the kind of output that a path names; None if it could be anything."""
    suffix = Path(path).suffix.lower()
    if suffix in _SUFFIXES and not str(path).endswith(("/", os.sep)):
        return _SUFFIXES[suffix]
    return "parquet" if not suffix or _is_folder(path) else None


def _sqlite(path: Path) -> Sink:
    return SqliteSink(path)


def _duckdb(path: Path) -> Sink:
    from gong_async.harvest.sinks.duckdb import DuckDbSink

    return DuckDbSink(path)


def _parquet(path: Path) -> Sink:
    from gong_async.harvest.sinks.parquet import ParquetSink

    return ParquetSink(path)


def _jsonl(path: Path) -> Sink:
    from gong_async.harvest.sinks.jsonl import JsonlSink

    return JsonlSink(path)


_KINDS = {"sqlite": _sqlite, "duckdb": _duckdb, "parquet": _parquet, "jsonl": _jsonl}
