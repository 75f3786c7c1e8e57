"""
Kill a process that stages and commits windows, again and again; look at what it leaves.

``python tests/harvest/sink_kills.py FILE KILLS`` rewrites a few windows without end, each
time as another generation, in a process of its own that is killed without warning.  After
each kill every window must be of one generation, and of the last one that was committed.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
import warnings
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from gong_async.harvest.batch import Batch
from gong_async.harvest.sinks import open_sink
from gong_async.harvest.state import Mark, Window

WINDOWS, PAGES, CALLS = 4, 3, 10
START = datetime(2025, 1, 1, tzinfo=UTC)

# Python 3.12 and later warn of threads, such as DuckDB has; the child opens a database of its own.
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)


def ids(window: int, page: int) -> list[str]:
    return [f"{window}{page * CALLS + n:03}" for n in range(CALLS)]


def write(path: Path, generation: int, told: int) -> None:
    """Rewrite the windows without end; tell each commit through the pipe *told*."""
    sink = open_sink(path)
    sink.open()
    while True:
        generation += 1
        word = f"gen{generation}"
        for window in range(WINDOWS):
            for page in range(PAGES):
                topics = [{"name": word}] * (1 + generation % 3)
                calls = [
                    {"metaData": {"id": each, "title": word}, "content": {"topics": topics}}
                    for each in ids(window, page)
                ]
                said = {"sentences": [{"text": word}] * (1 + generation % 4)}
                texts = [{"callId": each, "transcript": [said] * 5} for each in ids(window, page)]
                sink.stage(window, Batch("acme", "calls", calls))
                sink.stage(window, Batch("acme", "transcripts", texts))
            since = START + timedelta(days=window)
            done = Window(None, since, since + timedelta(days=1))
            both = ("calls", "transcripts")
            mark = Mark(company="acme", streams=both, window=done, done=done, exact=True)
            sink.commit(window, mark)
            os.write(told, f"{window} {generation}\n".encode())


def connect(path: Path) -> Any:
    """Open a file to read it; one of SQLite's is looked over."""
    if path.suffix == ".duckdb":
        return duckdb.connect(str(path))
    db = sqlite3.connect(path)
    db.execute("INSERT INTO sentences_fts(sentences_fts, rank) VALUES ('integrity-check', 1)")
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return db


def check(path: Path, committed: dict[int, int]) -> None:
    """Assert that each window is whole, and at least as new as what was told to be committed."""
    sink = open_sink(path)
    sink.open()
    done = sink.done("acme", None, "calls")
    assert done == sink.done("acme", None, "transcripts")
    days = sum((until - since).days for since, until in done)
    sink.close()
    with closing(connect(path)) as db:
        whole = 0
        for window in range(WINDOWS):
            mine = f"call_id LIKE '{window}%'"
            titles = db.execute(f"SELECT title, count(*) FROM calls WHERE {mine} GROUP BY 1")
            found = titles.fetchall()
            if not found:
                assert window not in committed
                continue
            whole += 1
            ((word, calls),) = found
            generation = int(word.removeprefix("gen"))
            assert generation >= committed.get(window, 0)
            assert calls == PAGES * CALLS
            for table, column, each in (
                ("topics", "name", 1 + generation % 3),
                ("sentences", "text", 5 * (1 + generation % 4)),
            ):
                query = f"SELECT {column}, count(*) FROM {table} WHERE {mine} GROUP BY 1"
                assert db.execute(query).fetchall() == [(word, calls * each)], (window, table)
        assert whole == days
        assert db.execute("SELECT count(*) FROM calls").fetchone() == (whole * PAGES * CALLS,)


def kill_once(path: Path, committed: dict[int, int], commits: int, patience: float) -> None:
    """Let a process commit so often, kill it *patience* seconds later, and add what it told."""
    listen, told = os.pipe()
    child = os.fork()
    if not child:
        write(path, max(committed.values(), default=0) + 10, told)
    os.close(told)
    with os.fdopen(listen) as lines:
        first = [lines.readline() for _ in range(commits)]
        time.sleep(patience)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for line in (*first, *lines):
            window, generation = map(int, line.split())
            committed[window] = generation


def main(path: Path, kills: int) -> None:
    chance = random.Random(7)
    committed: dict[int, int] = {}
    for _ in range(kills):
        kill_once(path, committed, chance.randrange(6), chance.uniform(0.0, 0.05))
        check(path, committed)
    print(len(committed))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
