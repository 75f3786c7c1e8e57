"""Where a harvest goes: what every output can do, and which kinds there are."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from gong_async.errors import ConfigError
from gong_async.harvest.schema import Rows
from gong_async.harvest.sinks.sqlite import SqliteSink
from gong_async.harvest.state import Committed, Interval, Mark, Pending

__all__ = ["Committed", "Sink", "SqliteSink", "open_sink"]

_SQLITE = (".db", ".sqlite", ".sqlite3")


class Sink(Protocol):
    """
    An output.  Every method waits for the disk: call them from one thread at a time.

    Every method raises :class:`~gong_async.errors.SinkError` if the output cannot be read or
    written; what was committed before is safe, and nothing of what failed is visible.
    """

    def open(self) -> None:
        """
        Take the output for this process alone; make it if it is not there.

        Raises:
            SinkError: If it cannot be written, or is another program's.  It is left as it is.

            OutputLockedError: If another harvest is writing there.

            StateError: If a newer version of this package wrote it.
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

    def scope(self, company: str) -> str | None:
        """Return what :meth:`set_scope` was last told; None if it never was."""
        ...

    def set_scope(self, company: str, digest: str) -> None:
        """Remember the digest of what is asked of each call, for good."""
        ...

    def stage(self, window_key: int, rows: Rows) -> None:
        """
        Add the rows of a page to a window that nobody sees yet; held on disk, not in memory.

        A call that is staged again replaces what was staged of it before.

        Args:
            window_key: Any number, new for each window that is being staged.
        """
        ...

    def commit(self, window_key: int, mark: Mark | None = None) -> Committed:
        """
        Make what was staged visible and durable, and *mark* with it: all or nothing.

        Each staged call takes the place of all that the same stream brought of it before;
        each staged transcript ends the waiting for it.  A window of which nothing was staged
        may be committed too.  After a failure, discard the window.
        """
        ...

    def discard(self, window_key: int) -> None:
        """Forget what was staged of a window; nothing if nothing was."""
        ...

    def replace(self, company: str, table: str, rows: Rows) -> Committed:
        """
        Put *rows* in the place of all rows of *company* in *table*, all or nothing.

        Args:
            table: ``users`` or ``workspaces``.

            rows: Its rows, and those of ``quarantine`` that came with them.
        """
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
        path: ``*.db``, ``*.sqlite`` or ``*.sqlite3`` for SQLite.

        format: ``sqlite``, whatever the path ends with; None to go by the path.

    Raises:
        ConfigError: If there is no such kind of output.
    """
    target = Path(path)
    if format == "sqlite" or (format is None and target.suffix.lower() in _SQLITE):
        return SqliteSink(target)
    asked = f"the format {format!r}" if format else f"{target.name!r}"
    raise ConfigError(
        f"no output for {asked}; name a file that ends with {', '.join(_SQLITE)},"
        " or give the format sqlite"
    )
