"""The rules for what an output remembers, whatever ends the harvest."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from gong_async.errors import OutputLockedError, SinkError
from gong_async.harvest.batch import Batch
from gong_async.harvest.sinks import Sink
from gong_async.harvest.state import Mark
from gong_async.testing.batches import (
    DAY,
    START,
    call,
    calls_of,
    late,
    mark,
    transcripts_of,
    window,
)
from gong_async.testing.output import Output
from gong_async.testing.records import transcript

__all__ = ["StateRules"]

Commit = tuple[int, Sequence[Batch], Mark]


def _crash(sink: Sink, commits: Sequence[Commit], staged: Sequence[Batch]) -> None:
    """Commit and stage in a process that dies in the middle of it."""
    sink.open()
    for key, batches, what in commits:
        for batch in batches:
            sink.stage(key, batch)
        sink.commit(key, what)
    for batch in staged:
        sink.stage(99, batch)
    os.kill(os.getpid(), signal.SIGKILL)


class StateRules(Output):
    """What is committed is remembered for good, and what is not is forgotten."""

    # State

    def test_what_is_done_is_known_by_company_workspace_and_stream(self, path: Path) -> None:
        with self._opened(path) as sink:
            for day in (4, 0, 1):
                self._put(sink, mark(window(day, day + 1, "9")))
            self._put(sink, mark(window(7, 8), done=window(7, 7.5), streams=("calls",)))
            self._put(sink, mark(window(8, 9), done=None))
        with self._opened(path) as sink:
            two = [(START, START + 2 * DAY), (START + 4 * DAY, START + 5 * DAY)]
            assert sink.done("acme", "9", "transcripts") == two
            assert sink.done("acme", "9", "calls") == two
            assert sink.done("acme", None, "calls") == [(START + 7 * DAY, START + 7.5 * DAY)]
            assert sink.done("acme", None, "transcripts") == []
            self._put(sink, mark(window(2, 4, "9")))
            assert sink.done("acme", "9", "calls") == [(START, START + 5 * DAY)]

    def test_notes_are_kept(self, path: Path) -> None:
        with self._opened(path) as sink:
            assert sink.notes("acme") == {}
            for key, value in (("scope", "one"), ("other", "ünï \0 ' OR '1'='1"), ("scope", "two")):
                sink.note("acme", key, value)
        with self._opened(path) as sink:
            assert sink.notes("acme") == {"scope": "two", "other": "ünï \0 ' OR '1'='1"}

    def test_late_transcripts_are_waited_for_until_they_come(self, sink: Sink) -> None:
        self._put(sink, mark(pending=(late("1", 5), late("2", 5, 2), late("3", 5, 3))))
        self._put(sink, mark(pending=(late("1", 9, 1), late("2", 4))))
        third, second, first = sink.pending("acme")
        assert [(each.call_id, each.attempts) for each in (third, second, first)] == [
            ("3", 1),
            ("2", 2),
            ("1", 2),
        ]
        assert (first.first_seen, first.started) == (START + 5 * DAY, START + DAY)
        assert (second.first_seen, second.started) == (START + 4 * DAY, START + 2 * DAY)
        assert (second.workspace, sink.pending("globex")) == ("9", [])
        sink.stage(1, transcripts_of(transcript("1", "at last"), transcript("2", "me too")))
        assert len(sink.pending("acme")) == 3
        sink.commit(1, mark(streams=("transcripts",)))
        assert sink.pending("acme") == [third]
        self._put(sink, mark(streams=("calls",)), calls_of(call("3")))
        assert sink.pending("acme") == [third]

    def test_thousands_may_be_waited_for(self, sink: Sink) -> None:
        ids = [str(number) for number in range(2_500)]
        self._put(sink, mark(pending=tuple(map(late, ids))))
        self._put(sink, mark(pending=tuple(map(late, ids[:1_500]))))
        texts = [transcript(each) for each in ids[1_200:]]
        self._put(sink, mark(streams=("transcripts",)), transcripts_of(*texts))
        waiting = sink.pending("acme")
        assert {(each.call_id, each.attempts) for each in waiting} == {
            (each, 2) for each in ids[:1_200]
        }

    # Trouble

    def test_a_second_harvest_on_the_same_output_is_refused(self, sink: Sink, path: Path) -> None:
        second = self.make(path)
        with pytest.raises(OutputLockedError):
            second.open()
        second.close()
        self._put(sink, mark(window()), calls_of(call("1")))
        assert self._ids(path) == ["1"]

    def test_what_is_not_committed_goes_when_it_is_closed(self, path: Path) -> None:
        sink = self.make(path)
        sink.close()
        sink.open()
        self._put(sink, mark(window()), calls_of(call("1")))
        sink.stage(1, calls_of(call("2")))
        sink.close()
        sink.close()
        for use in (
            lambda: sink.stage(1, calls_of(call("3"))),
            lambda: sink.commit(1, mark(window(1, 2))),
            lambda: sink.done("acme", None, "calls"),
        ):
            with pytest.raises(SinkError):
                use()
        sink.open()
        sink.commit(1, mark(window(1, 2)))
        assert self._ids(path) == ["1"]
        sink.close()

    def test_a_killed_process_leaves_whole_windows(self, path: Path) -> None:
        commits: list[Commit] = [
            (key, (calls_of(call(str(key))), transcripts_of(transcript(str(key), "x"))), each)
            for key in range(3)
            if (each := mark(window(key, key + 1), pending=(late(f"{key}0"),)))
        ]
        staged = [calls_of(call("9")), transcripts_of(transcript("0", "y"), transcript("00", "z"))]
        work = (self.make(path), commits, staged)
        child = multiprocessing.get_context("spawn").Process(target=_crash, args=work)
        child.start()
        child.join()
        assert child.exitcode == -signal.SIGKILL
        with self._opened(path) as sink:
            assert self._ids(path) == ["0", "1", "2"]
            assert self.said(path) == [("acme", each, "x") for each in "012"]
            assert sink.done("acme", None, "calls") == [(START, START + 3 * DAY)]
            assert len(sink.pending("acme")) == 3
            sink.stage(99, calls_of(call("8")))
            sink.commit(99, mark(window(3, 4)))
            assert self._ids(path) == ["0", "1", "2", "8"]
