"""A harvest in one database file: data and state move in the same transactions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, Generic, ParamSpec, TypeVar

from attrs import define, field

from gong_async.errors import GongError, SinkError, StateError
from gong_async.harvest.batch import Batch
from gong_async.harvest.lock import OutputLock
from gong_async.harvest.sinks.place import check_place
from gong_async.harvest.sinks.spill import Spill
from gong_async.harvest.sinks.table_state import Connection, TableState
from gong_async.harvest.state import Committed, Interval, Mark, Pending

__all__ = ["DatabaseSink"]

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound=Connection)


def _told(
    method: Callable[Concatenate[DatabaseSink[C], P], R],
) -> Callable[Concatenate[DatabaseSink[C], P], R]:
    """Make *method* tell what goes wrong in the database, or on the disk, in our own words."""

    @wraps(method)
    def telling(sink: DatabaseSink[C], /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(sink, *args, **kwargs)
        except GongError:
            raise
        except OSError as error:
            problem = str(error.strerror)
        except Exception as error:
            problem = sink.advice(error)
            if not problem:
                raise
        # Raised out here, so that it drags no exception of the database's along.
        raise SinkError(f"{sink.path}: {problem}. What is committed is safe; run again after that")

    return telling


@define(eq=False)
class DatabaseSink(ABC, Generic[C]):
    """
    A file that a database keeps, one row of a table a row of the file's table of that name.

    What is staged waits in files without a name beside it.

    Args:
        path: The file; made if it is not there.
    """

    path: Path = field(converter=Path)
    _lock: OutputLock = field(init=False, repr=False)
    _db: C | None = field(default=None, init=False, repr=False)
    _windows: dict[int, Spill] = field(factory=dict[int, Spill], init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._lock = OutputLock(self.path)

    @abstractmethod
    def _connect(self) -> C:
        """Open the file, if it is a harvest's or can become one."""

    @abstractmethod
    def _prepare(self, db: C) -> None:
        """Make the tables that are missing; raises StateError if the file's version is newer."""

    @abstractmethod
    def _begin(self, db: C) -> None:
        """Begin a transaction."""

    @abstractmethod
    def _roll_back(self, db: C) -> None:
        """Undo the transaction, if the database has not done so by itself."""

    @abstractmethod
    def _write(self, db: C, staged: Spill, mark: Mark) -> tuple[dict[str, int], set[str]]:
        """
        Put what is staged in the place of what was there, and delete what *mark* says.

        Returns:
            Rows written, by table; and the calls that left the output.
        """

    @abstractmethod
    def advice(self, error: Exception) -> str:
        """Say what went wrong in the database and what to do; nothing if *error* is not its."""

    @_told
    def open(self) -> None:
        """Take the file for this process alone; see :meth:`Sink.open`."""
        check_place(self.path, folder=False)
        self._lock.acquire()
        try:
            self._db = self._connect()
            self._prepare(self._db)
        except BaseException:
            self.close()
            raise

    @_told
    def close(self) -> None:
        """Forget what is not committed, and let others write; see :meth:`Sink.close`."""
        db, self._db = self._db, None
        for window_key in list(self._windows):
            self.discard(window_key)
        try:
            if db is not None:
                db.close()
        finally:
            self._lock.release()

    @_told
    def done(self, company: str, workspace: str | None, stream: str) -> list[Interval]:
        """Return what is harvested already; see :meth:`Sink.done`."""
        return self._state.done(company, workspace, stream)

    @_told
    def notes(self, company: str) -> dict[str, str]:
        """Return all that was noted of *company*; see :meth:`Sink.notes`."""
        return self._state.notes(company)

    @_told
    def note(self, company: str, key: str, value: str) -> None:
        """Keep *value* for good; see :meth:`Sink.note`."""
        with self._transaction():
            self._state.note(company, key, value)

    @_told
    def pending(self, company: str) -> list[Pending]:
        """Return the calls whose transcript is still waited for; see :meth:`Sink.pending`."""
        return self._state.pending(company)

    @_told
    def stage(self, window_key: int, batch: Batch) -> None:
        """Add a batch to a window that nobody sees yet; see :meth:`Sink.stage`."""
        self._staged(window_key).add(batch)

    @_told
    def commit(self, window_key: int, mark: Mark) -> Committed:
        """Make what was staged visible and durable, and *mark* with it; see :meth:`Sink.commit`."""
        staged = self._staged(window_key)
        with self._transaction() as db:
            rows, removed = self._write(db, staged, mark)
            self._state.apply(mark, staged.call_ids(mark.company, "transcripts") | removed)
        self.discard(window_key)
        return Committed(rows=rows, mended=staged.mended, removed=len(removed))

    @_told
    def discard(self, window_key: int) -> None:
        """Forget what was staged of a window; see :meth:`Sink.discard`."""
        if staged := self._windows.pop(window_key, None):
            staged.close()

    @property
    def _state(self) -> TableState:
        return TableState(self._opened(), self.path)

    def _opened(self) -> C:
        if self._db is None:
            raise SinkError(f"{self.path} is not open")
        return self._db

    def _staged(self, window_key: int) -> Spill:
        self._opened()
        return self._windows.setdefault(window_key, Spill(self.path.parent))

    @contextmanager
    def _transaction(self) -> Generator[C]:
        db = self._opened()
        self._begin(db)
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            self._roll_back(db)
            raise

    def _newer(self, version: int, known: int) -> StateError:
        return StateError(
            f"{self.path} was written by a newer gong-async: its tables are version"
            f" {version}, this one knows {known}; update gong-async"
        )
