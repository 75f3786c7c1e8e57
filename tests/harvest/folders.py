"""What a harvest's folder holds, and a small harvest to fill one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from gong_async.harvest.batch import Batch
from gong_async.harvest.sinks import Sink, open_sink
from gong_async.harvest.state import Committed, Mark, Pending, Window
from gong_async.testing.records import transcript

START = datetime(2025, 1, 1, tzinfo=UTC)
STREAMS = ("calls", "transcripts")

Contents = dict[str, list[str]]


def hours(first: float, last: float, workspace: str | None = None) -> Window:
    return Window(workspace, START + timedelta(hours=first), START + timedelta(hours=last))


def call(call_id: str, hour: float, title: str = "", **meta: Any) -> dict[str, Any]:
    """A call that starts so many hours after START, with a topic."""
    started = (START + timedelta(hours=hour)).isoformat()
    about = {"id": call_id, "title": title, "started": started, "workspaceId": "7", **meta}
    return {"metaData": about, "content": {"topics": [{"name": title or call_id}]}}


def rows(folder: Path) -> Contents:
    """Return what each table or stream has, as text, in whatever files it lies."""
    found: Contents = {}
    for path in sorted(folder.rglob("*.parquet")):
        table = path.relative_to(folder).parts[0]
        found.setdefault(table, []).extend(map(repr, _parquet(path)))
    for path in sorted(folder.rglob("*.jsonl.gz")):
        stream = path.relative_to(folder).parts[0]
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        found.setdefault(stream, []).extend(repr(json.loads(line)) for line in lines)
    return {name: sorted(listed) for name, listed in found.items()}


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    for row in pq.ParquetFile(path).read(use_threads=False).to_pylist():
        row.pop("harvested_at", None)
        yield row


def state(sink: Sink) -> list[object]:
    done = [sink.done("acme", None, stream) for stream in STREAMS]
    return [*done, [(each.call_id, each.attempts) for each in sink.pending("acme")]]


def stage(sink: Sink, key: int, stream: str, *records: dict[str, Any]) -> None:
    sink.stage(key, Batch("acme", stream, records))


def _first(sink: Sink) -> Committed:
    stage(sink, 1, "calls", call("1", 1), call("2", 2), call("3", 3))
    stage(sink, 1, "transcripts", transcript("1", "a"), transcript("2", "b"))
    stage(sink, 1, "calls", {"no": "id"}, call("1", 1, "again"))
    waiting = Pending(call_id="3", workspace=None, started=None, first_seen=START)
    day = hours(0, 24)
    return sink.commit(
        1, Mark(company="acme", streams=STREAMS, window=day, done=day, pending=(waiting,))
    )


def _late(sink: Sink) -> Committed:
    stage(sink, 2, "transcripts", transcript("3", "late"))
    return sink.commit(2, Mark(company="acme", streams=("transcripts",)))


def _other_edges(sink: Sink) -> Committed:
    stage(sink, 3, "calls", call("2", 2, "changed"), call("4", 26))
    stage(sink, 3, "transcripts", transcript("4", "d"), transcript("2", "b"))
    window = hours(2, 48)
    return sink.commit(3, Mark(company="acme", streams=STREAMS, window=window, done=window))


def _exact(sink: Sink) -> Committed:
    stage(sink, 4, "calls", call("1", 1, "third"))
    day = hours(0, 24)
    return sink.commit(4, Mark(company="acme", streams=STREAMS, window=day, done=day, exact=True))


def _list(sink: Sink, key: int, *users: int) -> Committed:
    stage(sink, key, "users", *({"id": user, "firstName": f"in {key}"} for user in users))
    return sink.commit(key, Mark(company="acme", streams=("users",), exact=True))


def _same_edges(sink: Sink) -> Committed:
    stage(sink, 7, "calls", call("5", 30))
    window = hours(2, 48)
    return sink.commit(7, Mark(company="acme", streams=STREAMS, window=window, done=window))


STEPS: tuple[Callable[[Sink], Committed], ...] = (
    _first,
    _late,
    _other_edges,
    _exact,
    lambda sink: _list(sink, 5, 1, 2),
    lambda sink: _list(sink, 6, 2, 3),
    _same_edges,
)
"""Commits of every kind, one after the other."""


def data_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.suffix in (".parquet", ".gz")]


def titles(folder: Path) -> list[str]:
    return rows(folder).get("calls", [])


def opened(folder: Path, form: str) -> Sink:
    sink = open_sink(folder, form)
    sink.open()
    return sink
