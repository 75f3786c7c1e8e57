"""
A harvest in a folder: files that are written beside it and renamed into it as a whole.

What is committed is what the catalog in ``_gong`` lists; renames that a crash has left undone
are done when the folder is next opened.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from attrs import define, field

from gong_async.errors import HarvestError, SinkError
from gong_async.harvest.batch import Batch
from gong_async.harvest.lock import OutputLock
from gong_async.harvest.sinks.catalog import NOT_SQLITE, Catalog, sync
from gong_async.harvest.sinks.folder_commit import Commit
from gong_async.harvest.sinks.folder_format import Format
from gong_async.harvest.sinks.folder_staging import StagedWindow, Staging
from gong_async.harvest.sinks.folder_upkeep import Upkeep, check_folder
from gong_async.harvest.sinks.sqlite_file import advice
from gong_async.harvest.state import Committed, Interval, Mark, Pending

__all__ = ["FolderSink"]

P = ParamSpec("P")
R = TypeVar("R")

_ADVICE = {
    errno.ENOSPC: "the disk is full; free some space",
    errno.EDQUOT: "the disk quota is used up; free some space",
    errno.EIO: "the disk failed; check it",
}


def _told(
    method: Callable[Concatenate[FolderSink, P], R],
) -> Callable[Concatenate[FolderSink, P], R]:
    """Make *method* tell what goes wrong with the catalog or the files in our own words."""

    @wraps(method)
    def telling(sink: FolderSink, /, *args: P.args, **kwargs: P.kwargs) -> R:
        damaged: HarvestError | None = None
        problem = ""
        try:
            return method(sink, *args, **kwargs)
        except sqlite3.Error as error:
            problem = advice(error)
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in NOT_SQLITE:
                damaged = sink.catalog.damaged()
        except OSError as error:
            number = error.errno or 0
            problem = _ADVICE.get(number) or (os.strerror(number) if number else str(error))
        # Raised out here, so that it drags no other library's exception along.
        raise damaged or SinkError(
            f"{sink.path}: {problem}. What is committed is safe; run again after that"
        )

    return telling


@define(eq=False)
class FolderSink(ABC):
    """
    A folder of files, one for each table or stream and each window.

    Whoever reads sees whole files only; between two renames of a commit some tables may be a
    moment ahead of others.  What the harvest remembers is in ``_gong``: ``state.sqlite``, its
    predecessor ``state.prev.sqlite``, and what is not committed yet.

    Args:
        path: The folder; made if it is not there.
    """

    path: Path = field(converter=Path)
    catalog: Catalog = field(init=False, repr=False)
    _lock: OutputLock = field(init=False, repr=False)
    _staging: Staging | None = field(default=None, init=False, repr=False)
    _upkeep: Upkeep | None = field(default=None, init=False, repr=False)
    _settled: bool = field(default=True, init=False, repr=False)
    _windows: dict[int, StagedWindow] = field(
        factory=dict[int, StagedWindow], init=False, repr=False
    )

    def __attrs_post_init__(self) -> None:
        self._lock = OutputLock(self.path.absolute())
        self.catalog = Catalog(self.path / "_gong" / "state.sqlite")

    @abstractmethod
    def _load(self) -> Format:
        """Return the format; raises ConfigError if what it needs is not installed."""

    @_told
    def open(self) -> None:
        """Take the folder for this process alone; see :meth:`Sink.open`."""
        form = self._load()
        check_folder(self.path)
        self._lock.acquire()
        try:
            check_folder(self.path)
            staging = self.path / "_gong" / "staging"
            self._upkeep = upkeep = Upkeep(self.path, staging, self.catalog, form)
            if not staging.is_dir():
                staging.mkdir(parents=True)
                for made in (self.path.absolute().parent, self.path, staging.parent):
                    sync(made)
            self.catalog.open(form.name, upkeep.has_data)
            upkeep.settle()
            upkeep.clear()
            upkeep.check()
            upkeep.sweep()
            self._staging = Staging(staging, form, self.catalog.keep_previous())
            self._settled = True
        except BaseException:
            self.close()
            raise

    @_told
    def close(self) -> None:
        """Forget what is not committed, and let others write; see :meth:`Sink.close`."""
        staging, self._staging, self._upkeep = self._staging, None, None
        windows, self._windows = self._windows, {}
        try:
            if staging is not None:
                for window in windows.values():
                    staging.discard(window)
        finally:
            try:
                self.catalog.close()
            finally:
                self._lock.release()

    @_told
    def done(self, company: str, workspace: str | None, stream: str) -> list[Interval]:
        """Return what is harvested already; see :meth:`Sink.done`."""
        return self.catalog.state.done(company, workspace, stream)

    @_told
    def notes(self, company: str) -> dict[str, str]:
        """Return all that was noted of *company*; see :meth:`Sink.notes`."""
        return self.catalog.state.notes(company)

    @_told
    def note(self, company: str, key: str, value: str) -> None:
        """Keep *value* for good; see :meth:`Sink.note`."""
        with self.catalog.transaction():
            self.catalog.state.note(company, key, value)

    @_told
    def stage(self, window_key: int, batch: Batch) -> None:
        """Add a batch to a window that nobody sees yet; see :meth:`Sink.stage`."""
        staging = self._opened
        window = self._window(window_key)
        try:
            pages = staging.format.pages(batch)
            with self.catalog.transaction("BEGIN"):
                self.catalog.parts.stage(window_key, window.pages, pages.entries)
            for folder, rows in pages.rows.items():
                if rows:
                    if folder not in window.files:
                        window.files[folder] = staging.begin(folder)
                    window.files[folder].add(window.pages, rows)
        except BaseException:
            window.broken = True
            raise
        window.pages += 1
        window.mended += pages.mended

    @_told
    def commit(self, window_key: int, mark: Mark) -> Committed:
        """Make what was staged visible and durable, and *mark* with it; see :meth:`Sink.commit`."""
        staging, window = self._opened, self._window(window_key)
        self._settle()  # where an earlier commit could not
        commit = Commit(self.path, self.catalog, staging, window_key, window, mark)
        try:
            with self.catalog.transaction():
                done = commit.prepare()
        except BaseException:
            window.broken = True
            commit.undo()
            raise
        del self._windows[window_key]
        self._settled = False
        self._settle()
        staging.discard(window)
        return done

    @_told
    def discard(self, window_key: int) -> None:
        """Forget what was staged of a window; see :meth:`Sink.discard`."""
        if window := self._windows.pop(window_key, None):
            self._opened.discard(window)
            self.catalog.parts.unstage(window_key)

    @_told
    def pending(self, company: str) -> list[Pending]:
        """Return the calls whose transcript is still waited for; see :meth:`Sink.pending`."""
        return self.catalog.state.pending(company)

    @property
    def _opened(self) -> Staging:
        if self._staging is None:
            raise SinkError(f"{self.path} is not open")
        return self._staging

    def _window(self, window_key: int) -> StagedWindow:
        """Return a window's files; raises SinkError if some may not have reached the disk."""
        window = self._windows.setdefault(window_key, StagedWindow())
        if window.broken:
            raise SinkError(
                f"{self.path}: a part of this window could not be written; discard it, and stage"
                " it again"
            )
        return window

    def _settle(self) -> None:
        if self._upkeep is not None and not self._settled:
            self._upkeep.settle()
            self._settled = True
