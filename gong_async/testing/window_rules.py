"""The rules for windows: what is seen when, what comes again, and what Gong has no more."""

from __future__ import annotations

from pathlib import Path

from gong_async.harvest.sinks import Sink
from gong_async.harvest.state import Committed, Mark
from gong_async.testing.batches import (
    DAY,
    HOUR,
    LISTED,
    START,
    call,
    calls_of,
    late,
    mark,
    transcripts_of,
    users_of,
    window,
)
from gong_async.testing.output import Output
from gong_async.testing.records import FULL, transcript

__all__ = ["WindowRules"]


class WindowRules(Output):
    """Windows are seen whole, each call once, and nothing that Gong has no more."""

    # Windows

    def test_what_is_staged_is_seen_when_its_window_is_committed(
        self, sink: Sink, path: Path
    ) -> None:
        sink.stage(1, calls_of(call("1")))
        sink.stage(2, calls_of(call("2")))
        sink.stage(1, transcripts_of(transcript("1", "one")))
        sink.stage(1, calls_of(call("3")))
        assert self.calls(path) == []
        done = sink.commit(1, mark(window()))
        if self.tabular:
            parts = {"topics": 2, "transcripts": 1, "sentences": 1}
            assert dict(done.rows) == {"calls": 2, **parts}
        assert self._ids(path) == ["1", "3"]
        assert self.said(path) == [("acme", "1", "one")]
        assert sink.done("acme", None, "calls") == [(START, START + DAY)]

    def test_many_windows_may_be_staged_at_once(self, sink: Sink, path: Path) -> None:
        for page in range(3):
            for key in range(12):
                name = f"{key}{page}"
                sink.stage(key, calls_of(call(name, START + key * DAY)))
                sink.stage(key, transcripts_of(transcript(name, name)))
        for key in (7, 0, 11):
            sink.commit(key, mark(window(key, key + 1)))
            sink.discard((key + 1) % 12)
        there = sorted(f"{key}{page}" for key in (7, 0, 11) for page in range(3))
        assert self._ids(path) == there
        assert [text for _, _, text in self.said(path)] == there

    def test_what_is_discarded_was_never_there(self, sink: Sink, path: Path) -> None:
        sink.stage(1, calls_of(call("1")))
        sink.discard(1)
        sink.discard(1)
        assert sink.commit(1, mark(window())) == Committed()
        assert self.calls(path) == []
        assert sink.done("acme", None, "calls") == [(START, START + DAY)]

    def test_a_window_without_anything_may_be_committed(self, sink: Sink, path: Path) -> None:
        self._put(sink, mark(window()), calls_of(), transcripts_of())
        self._put(sink, Mark(company="acme"))
        assert self.calls(path) == []

    # What comes again

    def test_the_same_window_again_takes_the_place_of_the_first(
        self, sink: Sink, path: Path
    ) -> None:
        for title in ("old", "new"):
            pages = calls_of(call("1", title=title)), transcripts_of(transcript("1", title))
            self._put(sink, mark(window()), *pages)
        assert self.calls(path) == [("acme", "1", "new")]
        assert self.said(path) == [("acme", "1", "new")]

    def test_the_same_window_with_the_same_again_changes_nothing(
        self, sink: Sink, path: Path
    ) -> None:
        pages = calls_of(call("1"), FULL), transcripts_of(transcript("1", "a", "b"))
        first = self._put(sink, mark(window()), *pages)
        before = self.calls(path), self.said(path)
        assert self._put(sink, mark(window()), *pages) == first
        assert (self.calls(path), self.said(path)) == before

    def test_windows_with_other_edges_bring_no_doubles(self, sink: Sink, path: Path) -> None:
        def harvest(first: int, last: int, title: str) -> None:
            ids = [str(hour) for hour in range(first, last)]
            records = [call(each, START + int(each) * HOUR, title) for each in ids]
            texts = [transcript(each, title) for each in ids]
            where = window(first / 24, last / 24)
            pages = calls_of(*records), transcripts_of(*texts)
            self._put(sink, mark(where, exact=True), *pages)

        harvest(10, 20, "old")
        harvest(20, 30, "old")
        harvest(15, 25, "new")
        expected = [
            ("acme", str(hour), "new" if 15 <= hour < 25 else "old") for hour in range(10, 30)
        ]
        assert self.calls(path) == expected
        assert self.said(path) == expected
        assert sink.done("acme", None, "calls") == [(START + 10 * HOUR, START + 30 * HOUR)]

    def test_a_call_whose_time_has_changed_is_there_once(self, sink: Sink, path: Path) -> None:
        self._put(sink, mark(window(0, 1), exact=True), calls_of(call("1", START, "before")))
        self._put(sink, mark(window(1, 2), exact=True), calls_of(call("1", START + DAY, "after")))
        assert self.calls(path) == [("acme", "1", "after")]
        self._put(sink, mark(window(0, 1), exact=True))
        assert self.calls(path) == [("acme", "1", "after")]

    def test_of_a_call_on_two_pages_of_a_window_the_last_counts(
        self, sink: Sink, path: Path
    ) -> None:
        sink.stage(1, calls_of(call("1", title="first"), call("2")))
        sink.stage(1, transcripts_of(transcript("1", "a", "b"), transcript("2", "c")))
        sink.stage(1, transcripts_of(transcript("1", "d")))
        sink.stage(1, calls_of(call("1", title="last"), call("3"), call("3")))
        done = sink.commit(1, mark(window()))
        assert self.calls(path) == [
            ("acme", "1", "last"),
            ("acme", "2", "Weekly sync"),
            ("acme", "3", "Weekly sync"),
        ]
        assert self.said(path) == [("acme", "1", "d"), ("acme", "2", "c")]
        if self.tabular:
            assert (done.rows["calls"], done.rows["sentences"]) == (3, 2)

    def test_a_stream_does_not_touch_what_another_brought(self, sink: Sink, path: Path) -> None:
        self._put(
            sink, mark(window()), calls_of(call("1")), transcripts_of(transcript("1", "kept"))
        )
        self._put(sink, mark(window()), calls_of(call("1", title="new")))
        assert self.said(path) == [("acme", "1", "kept")]
        self._put(sink, mark(streams=("transcripts",)), transcripts_of(transcript("1", "late")))
        assert self.said(path) == [("acme", "1", "late")]
        assert self.calls(path) == [("acme", "1", "new")]
        self._put(sink, mark(streams=("transcripts",)), transcripts_of(transcript("1")))
        assert self.said(path) == []

    # What Gong has no more

    def test_an_exact_window_removes_the_other_calls_of_its_range(
        self, sink: Sink, path: Path
    ) -> None:
        times = {"before": -1, "first": 0, "kept": 5, "last": 23.999, "after": 24}
        records = [call(each, START + hour * HOUR, each) for each, hour in times.items()]
        texts = [transcript(each, each) for each in times]
        everything = mark(window(-1, 2), pending=(late("first"), late("after")))
        self._put(sink, everything, calls_of(*records), transcripts_of(*texts))
        self._put(sink, mark(streams=()), transcripts_of(transcript("alone", "alone")))
        self._put(sink, mark(pending=(late("last"), late("after"))))
        done = self._put(sink, mark(window(0, 1), exact=True), calls_of(records[2]))
        assert done.removed == 2
        assert self._ids(path) == ["after", "before", "kept"]
        there = ["after", "alone", "before", "kept"]
        assert [text for _, _, text in self.said(path)] == there
        assert [each.call_id for each in sink.pending("acme")] == ["after"]

    def test_a_window_that_is_not_exact_removes_nothing(self, sink: Sink, path: Path) -> None:
        self._put(sink, mark(window()), calls_of(call("1"), call("2")))
        assert self._put(sink, mark(window()), calls_of(call("2"))).removed == 0
        assert self._put(sink, mark(window())).removed == 0
        assert self._ids(path) == ["1", "2"]

    def test_an_exact_window_without_calls_removes_all_of_them(
        self, sink: Sink, path: Path
    ) -> None:
        self._put(sink, mark(window(0, 2)), calls_of(call("1"), call("2", START + DAY)))
        assert self._put(sink, mark(window(), streams=("transcripts",), exact=True)).removed == 0
        assert self._put(sink, mark(window(), exact=True)).removed == 1
        assert self._ids(path) == ["2"]

    def test_a_call_that_was_scheduled_out_of_the_window_stays(
        self, sink: Sink, path: Path
    ) -> None:
        self._put(
            sink,
            mark(window(-1, 3)),
            calls_of(
                call("in", START + HOUR, scheduled=START),
                call("earlier", START + HOUR, scheduled=START - HOUR),
                call("later", START + HOUR, scheduled=START + DAY),
                call("unknown", None),
            ),
        )
        assert self._put(sink, mark(window(), exact=True)).removed == 1
        assert self._ids(path) == ["earlier", "later", "unknown"]

    def test_an_exact_window_of_a_workspace_leaves_the_others_alone(
        self, sink: Sink, path: Path
    ) -> None:
        self._put(sink, mark(window()), calls_of(call("1"), call("2", workspace="8")))
        assert self._put(sink, mark(window(workspace="9"), exact=True)).removed == 1
        assert self._ids(path) == ["2"]

    def test_lists_are_replaced_whole(self, sink: Sink, path: Path) -> None:
        self._put(sink, mark(window()), calls_of(call("1")))
        self._put(sink, mark(**LISTED), users_of("1", "2"), users_of("3"))
        assert self.users(path) == [("acme", "1"), ("acme", "2"), ("acme", "3")]
        done = self._put(sink, mark(**LISTED), users_of("2", "4"))
        assert done.removed == 0
        assert self.users(path) == [("acme", "2"), ("acme", "4")]
        self._put(sink, mark(streams=("users",)), users_of("5"))
        assert self.users(path) == [("acme", "2"), ("acme", "4"), ("acme", "5")]
        self._put(sink, mark(**LISTED))
        assert self.users(path) == []
        assert self._ids(path) == ["1"]

    def test_companies_do_not_touch_each_other(self, sink: Sink, path: Path) -> None:
        companies = ("acme", "Acme", "globex")
        for company in companies:
            pages = calls_of(call("1", title=company), call("2"), company=company)
            texts = transcripts_of(transcript("1", company), company=company)
            self._put(sink, mark(window(), company, pending=(late("2"),)), pages, texts)
            users = users_of("1", company=company)
            self._put(sink, mark(None, company, **LISTED), users)
            sink.note(company, "scope", company)
        self._put(sink, mark(window(), exact=True))
        self._put(sink, mark(**LISTED))
        others = sorted(companies[1:])
        assert sorted({company for company, _, _ in self.calls(path)}) == others
        assert [company for company, _, _ in self.said(path)] == others
        assert [company for company, _ in self.users(path)] == others
        assert [len(sink.pending(each)) for each in companies] == [0, 1, 1]
        assert [sink.notes(each) for each in companies] == [{"scope": each} for each in companies]
        assert sink.done("initech", None, "calls") == []
