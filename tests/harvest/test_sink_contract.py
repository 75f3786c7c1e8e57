"""The outputs that are databases do what every output must do; others are found out."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gong_async.errors import SinkError
from gong_async.harvest.schema import TABLES
from gong_async.harvest.sinks import Sink, open_sink
from gong_async.testing import SinkContract

pytest_plugins = ["pytester"]

BROKEN = """
    import sqlite3
    from contextlib import closing

    import pytest
    from attrs import evolve
    from gong_async.harvest import TABLES
    from gong_async.harvest.sinks import SqliteSink
    from gong_async.testing import SinkContract

    class Unmarked(SqliteSink):
        def commit(self, window_key, mark):
            return super().commit(window_key, evolve(mark, done=None))

    class Hoarder(SqliteSink):
        def commit(self, window_key, mark):
            return super().commit(window_key, evolve(mark, exact=False))

    class StartsOver(SqliteSink):
        def open(self):
            running = self.path.with_name("running")
            if running.exists():
                for left in self.path.parent.glob(self.path.name + "*"):
                    left.unlink()
            super().open()
            running.touch()

        def close(self):
            super().close()
            self.path.with_name("running").unlink(missing_ok=True)

    class Contract(SinkContract):
        def make(self, path):
            return self.kind(path)

        def read(self, path, table):
            columns = ", ".join(column.name for column in TABLES[table].columns)
            with closing(sqlite3.connect(path)) as db:
                return db.execute(f"SELECT {columns} FROM {table}").fetchall()

    class TestSound(Contract):
        kind = SqliteSink

    class TestUnmarked(Contract):
        kind = Unmarked

    class TestHoarder(Contract):
        kind = Hoarder

    class TestStartsOver(Contract):
        kind = StartsOver
"""


def _all(table: str) -> str:
    return f"SELECT {', '.join(column.name for column in TABLES[table].columns)} FROM {table}"


class TestSqlite(SinkContract):
    name = "acme.db"

    def make(self, path: Path) -> Sink:
        return open_sink(path)

    def read(self, path: Path, table: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as db:
            check = "INSERT INTO sentences_fts (sentences_fts, rank) VALUES ('integrity-check', 1)"
            db.execute(check)
            return db.execute(_all(table)).fetchall()


class TestDuckDb(SinkContract):
    name = "acme.duckdb"

    def make(self, path: Path) -> Sink:
        return open_sink(path)

    def read(self, path: Path, table: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(path)) as db:
            return db.execute(_all(table)).fetchall()


@pytest.mark.parametrize("name", ["acme.db", "acme.duckdb"])
def test_what_is_not_open_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(SinkError, match=f"{name} is not open"):
        open_sink(tmp_path / name).done("acme", None, "calls")


def test_an_output_that_breaks_a_rule_fails_the_contract(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BROKEN)
    chosen = "what_is_done_is_known or lists_are_replaced or killed_process"
    run = pytester.runpytest_subprocess("-k", chosen, "-p", "no:asyncio")
    run.assert_outcomes(passed=8, failed=4)
    run.stdout.fnmatch_lines_random(
        [
            "FAILED *::TestUnmarked::test_what_is_done_*",
            "FAILED *::TestUnmarked::test_a_killed_process_*",
            "FAILED *::TestHoarder::test_lists_*",
            "FAILED *::TestStartsOver::test_a_killed_process_*",
            "E *Right contains 3 more items, first extra item: '0'",
        ]
    )
