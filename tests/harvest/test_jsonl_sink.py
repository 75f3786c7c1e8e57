"""Raw records on lines: what Gong sent, each once, for any reader of compressed JSON lines."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gong_async.harvest.batch import Batch
from gong_async.harvest.sinks import Sink, open_sink
from gong_async.harvest.sinks.folder_names import safe
from gong_async.harvest.state import Mark
from gong_async.harvest.tables import ROWS, mend
from gong_async.testing import SinkContract
from gong_async.testing.records import COMPANY, FULL, transcript

from .folders import STREAMS, call, data_files, hours, opened, rows, stage
from .shapes import anything, spoiled

RECORDS = {"calls": FULL, "transcripts": transcript("7", "a", "b"), **COMPANY}
COMPACT: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}


@pytest.fixture
def form() -> str:
    return "jsonl"


def lines(folder: Path, stream: str) -> list[str]:
    """Return the lines of a stream, which end with a line feed and with nothing else."""
    text = b"".join(gzip.decompress(path.read_bytes()) for path in data_files(folder / stream))
    *found, nothing = text.decode().split("\n")
    assert nothing == ""
    return found


class TestJsonl(SinkContract):
    name = "acme"
    tabular = False

    def make(self, path: Path) -> Sink:
        return open_sink(path, "jsonl")

    def _records(self, path: Path, stream: str) -> list[tuple[str, Any]]:
        known = {safe(company): company for company in ("acme", "Acme", "globex")}
        return [
            (known[partition.name.removeprefix("company=")], json.loads(line))
            for partition in (path / stream).glob("*")
            for line in lines(path, f"{stream}/{partition.name}")
        ]

    def calls(self, path: Path) -> list[tuple[str, str, str]]:
        found = [(whose, each["metaData"]) for whose, each in self._records(path, "calls")]
        return sorted((whose, meta["id"], meta["title"]) for whose, meta in found)

    def said(self, path: Path) -> list[tuple[str, str, str]]:
        return sorted(
            (whose, each["callId"], sentence["text"])
            for whose, each in self._records(path, "transcripts")
            for monologue in each["transcript"]
            for sentence in monologue["sentences"]
        )

    def users(self, path: Path) -> list[tuple[str, str]]:
        return sorted((whose, each["id"]) for whose, each in self._records(path, "users"))


def commit(sink: Sink, key: int, first: int = 0) -> dict[str, int]:
    mark = Mark(company="acme", streams=STREAMS, window=hours(first, first + 24))
    return dict(sink.commit(key, mark).rows)


@pytest.mark.parametrize("stream", RECORDS)
def test_a_record_is_what_gong_sent(sink: Sink, folder: Path, stream: str) -> None:
    record = {**RECORDS[stream], "unknownToAnyone": {"kept": [1, 2.5, None, "価格"]}}
    stage(sink, 1, stream, record)
    assert commit(sink, 1) == {stream: 1}
    assert lines(folder, stream) == [json.dumps(record, **COMPACT)]
    (path,) = data_files(folder)
    assert path.parent == folder / stream / "company=acme"


def test_a_record_that_is_set_aside_is_there_with_the_reason(sink: Sink, folder: Path) -> None:
    stage(sink, 1, "calls", {"bad": "é"}, call("1", 1))
    stage(sink, 1, "transcripts", {"callId": "1", "transcript": 5})
    assert commit(sink, 1) == {"calls": 1, "quarantine": 2}
    first, second = sorted(
        map(json.loads, lines(folder, "quarantine")), key=lambda each: each["stream"]
    )
    assert first == {
        "company": "acme",
        "stream": "calls",
        "problem": "a call without an id",
        "record": {"bad": "é"},
    }
    assert second["record"] == {"callId": "1", "transcript": 5}


def test_of_a_record_that_comes_again_the_last_counts(sink: Sink, folder: Path) -> None:
    stage(sink, 1, "calls", call("1", 1, "a"), call("2", 1, "a"), call("1", 1, "b"))
    stage(sink, 1, "calls", call("2", 1, "b"))
    assert commit(sink, 1) == {"calls": 2}
    assert ['"title":"b"' in line for line in lines(folder, "calls")] == [True, True]


def test_every_record_has_one_line_whatever_is_in_it(sink: Sink, folder: Path) -> None:
    odd = "a\u2028b\u2029c\x85d\r\n\x0b\x0c\x1c\x1d\x1e\0\ufeff\u202e\x1b[31m"
    stage(sink, 1, "calls", call("1", 1, odd))
    commit(sink, 1)
    (path,) = data_files(folder)
    (line,) = gzip.decompress(path.read_bytes()).decode().splitlines()
    assert json.loads(line)["metaData"]["title"] == odd


def test_halves_of_characters_are_mended_and_counted(sink: Sink, folder: Path) -> None:
    for key in (1, 2):
        stage(sink, key, "calls", call("1\ud83d", 1, "half \udc4d"), {"bad": '\\" \ud83d'})
        mark = Mark(company="acme", streams=STREAMS, window=hours(key, 24))
        assert sink.commit(key, mark).mended == 4
    (line,) = lines(folder, "calls")
    assert json.loads(line)["metaData"]["title"] == "half \ufffd"
    (aside,) = lines(folder, "quarantine")
    assert json.loads(aside)["record"] == {"bad": '\\" \ufffd'}


def test_a_record_too_deep_to_be_written_is_set_aside(sink: Sink, folder: Path) -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    stage(sink, 1, "calls", {**call("1", 1), "deep": deep})
    stage(sink, 1, "transcripts", {**transcript("1", "a"), "deep": deep})
    assert commit(sink, 1) == {"quarantine": 2}
    assert [json.loads(line)["record"] for line in lines(folder, "quarantine")] == [None, None]


@pytest.mark.parametrize("stream", RECORDS)
def test_any_record_is_there_once_however_often_it_comes(stream: str) -> None:
    @settings(
        derandomize=True,
        deadline=None,
        max_examples=8,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.lists(spoiled(RECORDS[stream]) | anything, max_size=4))
    def check(records: list[Any]) -> None:
        with TemporaryDirectory() as place:
            folder = Path(place, "out")
            sink = opened(folder, "jsonl")
            for key, some in enumerate((records, records[:1], records)):
                sink.stage(key, Batch("acme", stream, some))
                commit(sink, key, key)
            sink.close()
            found = rows(folder)
            expected, _ = mend(ROWS[stream]("acme", records, ""))
            head, aside = next(iter(expected.values())), expected["quarantine"]
            assert len(found.get(stream, [])) == len(head)
            assert len(found.get("quarantine", [])) == len({row[-1] for row in aside})

    check()


def test_other_readers_read_it(sink: Sink, folder: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    for page in range(3):
        stage(sink, 1, "calls", *(call(f"{page}{n}", 1, f"title {n}") for n in range(50)))
    commit(sink, 1)
    with closing(duckdb.connect()) as db:
        found = db.execute(
            "SELECT company, count(DISTINCT metaData.id)"
            " FROM read_json(?, hive_partitioning = true) GROUP BY company",
            [f"{folder}/calls/*/*.jsonl.gz"],
        ).fetchall()
    assert found == [("acme", 150)]
    unpacked = subprocess.run(["gzip", "-dc", *data_files(folder)], capture_output=True, check=True)
    assert len(unpacked.stdout.splitlines()) == 150


def test_it_needs_the_standard_library_alone(folder: Path) -> None:
    script = (
        "import sys\n"
        "for name in ('pyarrow', 'duckdb'): sys.modules[name] = None\n"
        "from gong_async.harvest.sinks import open_sink\n"
        f"sink = open_sink({str(folder)!r}, 'jsonl'); sink.open(); sink.close()\n"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True)
    assert (folder / "_gong" / "state.sqlite").exists()
