"""How the rules make an output, fill it and read what others see of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from gong_async.harvest.batch import Batch
from gong_async.harvest.schema import TABLES
from gong_async.harvest.sinks import Sink
from gong_async.harvest.state import Committed, Mark

__all__ = ["Output"]


class Output(ABC):
    """An output that is put to the test."""

    name = "output"
    """What the output is called in the empty folder that it gets for each test."""

    tabular = True
    """Whether it keeps the tables of :data:`gong_async.harvest.TABLES`."""

    @abstractmethod
    def make(self, path: Path) -> Sink:
        """
        Return an output at *path* that is not open yet, and that can be pickled.

        Two that are made of one path are the same output: what the one commits, the other
        finds.
        """

    def read(self, path: Path, table: str) -> list[tuple[Any, ...]]:
        """
        Return all rows that readers see of a table; the output may be open meanwhile.

        Args:
            path: What :meth:`make` was given.

            table: A name of :data:`gong_async.harvest.TABLES`.

        Returns:
            The rows in any order, with their values in the order of the table's columns, as
            :attr:`gong_async.harvest.Batch.rows` has them; none if there is no such table yet.
        """
        raise NotImplementedError("give the suite a read() of its own: it looks at the rows")

    def calls(self, path: Path) -> list[tuple[str, str, str]]:
        """Return company, id and title of all calls that readers see, in order."""
        return self._columns(path, "calls", "company", "call_id", "title")

    def said(self, path: Path) -> list[tuple[str, str, str]]:
        """Return company, id of the call and text of all sentences that readers see, in order."""
        return self._columns(path, "sentences", "company", "call_id", "text")

    def users(self, path: Path) -> list[tuple[str, str]]:
        """Return company and id of all users that readers see, in order."""
        return self._columns(path, "users", "company", "user_id")

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        """Return where the output of a test is."""
        return tmp_path / self.name

    @pytest.fixture
    def sink(self, path: Path) -> Iterator[Sink]:
        """Return an output that is open for the test."""
        with self._opened(path) as sink:
            yield sink

    @contextmanager
    def _opened(self, path: Path) -> Generator[Sink, None, None]:
        with closing(self.make(path)) as sink:
            sink.open()
            yield sink

    def _put(self, sink: Sink, what: Mark, *batches: Batch) -> Committed:
        for batch in batches:
            sink.stage(7, batch)
        return sink.commit(7, what)

    def _ids(self, path: Path) -> list[str]:
        return [call_id for _, call_id, _ in self.calls(path)]

    def _columns(self, path: Path, table: str, *columns: str) -> list[tuple[Any, ...]]:
        names = [column.name for column in TABLES[table].columns]
        places = [names.index(column) for column in columns]
        return sorted(tuple(row[place] for place in places) for row in self.read(path, table))
