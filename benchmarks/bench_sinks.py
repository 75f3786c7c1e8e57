"""
What writing a transcript costs: from the bytes of the answer to rows that are committed.

    python benchmarks/bench_sinks.py [--pages N]

Pages of 100 transcripts of 300 sentences each, ten to a window, are parsed, made into rows,
staged and committed; the time is CPU of the whole process, write-ahead logs and search index
included.  The reference parses the same bytes with ``json.loads`` and does nothing with them;
its turns alternate with those of the output, so that both meet the same machine.  Read the
ratio, not the milliseconds.  "window again" reads the last window once more, unchanged.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pages import transcript_page

from gong_async.harvest import Batch, Mark, Sink, Window, open_sink

CALLS, WINDOW = 100, 10
START = datetime(2026, 1, 5, tzinfo=UTC)
OUTPUTS = (("calls.db", None), ("calls.duckdb", None), ("p", "parquet"), ("j", "jsonl"))


def window(number: int) -> Window:
    since = START + timedelta(days=number)
    return Window(None, since, since + timedelta(days=1))


def write(sink: Sink, number: int, bodies: list[bytes]) -> float:
    """Write a window; return the seconds of CPU."""
    began = time.process_time()
    for body in bodies:
        records: list[dict[str, Any]] = json.loads(body)["callTranscripts"]
        sink.stage(number, Batch("acme", "transcripts", records))
        del records
    span = window(number)
    sink.commit(
        number, Mark(company="acme", streams=("transcripts",), window=span, done=span, exact=False)
    )
    return time.process_time() - began


def parse(bodies: list[bytes]) -> float:
    began = time.process_time()
    for body in bodies:
        json.loads(body)
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=40)
    options = parser.parse_args()
    windows = [
        [transcript_page(seed) for seed in range(first, first + WINDOW)]
        for first in range(0, options.pages, WINDOW)
    ]
    calls = len(windows) * WINDOW * CALLS
    print(f"{'output':10}{'ms a call':>11}{'json.loads':>12}{'ratio':>7}{'window again':>14}")
    for name, format_ in OUTPUTS:
        with tempfile.TemporaryDirectory() as folder:
            sink = open_sink(Path(folder, name), format_)
            sink.open()
            spent = reference = 0.0
            for number, bodies in enumerate(windows):
                reference += parse(bodies)
                spent += write(sink, number, bodies)
            again = write(sink, len(windows) - 1, windows[-1])
            sink.close()
        kind = format_ or name.partition(".")[2]
        print(
            f"{kind:10}{spent / calls * 1e3:11.2f}{reference / calls * 1e3:12.2f}"
            f"{spent / reference:7.1f}{again / len(windows[-1]) / CALLS * 1e3:14.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
