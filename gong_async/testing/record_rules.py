"""The rules for records of any kind, also those that Gong should not have sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gong_async.harvest.batch import Batch
from gong_async.harvest.schema import TABLES
from gong_async.harvest.sinks import Sink
from gong_async.testing.batches import (
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
from gong_async.testing.records import COMPANY, FULL, transcript

__all__ = ["RecordRules"]


class RecordRules(Output):
    """Every record of every stream is kept, or set aside where it cannot be."""

    def test_halves_of_characters_are_mended(self, sink: Sink, path: Path) -> None:
        sound = self._put(sink, mark(window()), calls_of(call("1", title="fine 🙂")))
        assert sound.mended == 0
        records = call("1", title="half \ud83d"), call("2\ud800"), call("2\udfff"), call("3")
        texts = transcript("1", "x\udc00y", "fine"), transcript("2\ud801", "z")
        pending = (late("3"), late("2\udc00"))
        pages = calls_of(*records), transcripts_of(*texts)
        broken = self._put(sink, mark(window(), pending=pending), *pages)
        assert broken.mended > 0
        titles = [("1", "half \ufffd"), ("2\ufffd", "Weekly sync"), ("3", "Weekly sync")]
        if self.tabular:
            assert self.calls(path) == [("acme", *each) for each in titles]
            said = [("1", "fine"), ("1", "x\ufffdy"), ("2\ufffd", "z")]
            assert self.said(path) == [("acme", *each) for each in said]
        assert {each.call_id for each in sink.pending("acme")} == {"3", "2\ufffd"}
        again = self._put(sink, mark(window()), *pages)
        assert again.mended == broken.mended
        assert [each.call_id for each in sink.pending("acme")] == ["3"]

    def test_every_stream_is_written_and_replaced(self, sink: Sink, path: Path) -> None:
        batches = [
            *(Batch("acme", stream, [record], START) for stream, record in COMPANY.items()),
            calls_of(FULL),
            transcripts_of(transcript(FULL["metaData"]["id"], "a")),
        ]
        for batch in batches * 2:
            done = self._put(sink, mark(streams=(batch.stream,)), batch)
            if self.tabular:
                rows = {name: listed for name, listed in batch.rows.items() if listed}
                assert {name: len(listed) for name, listed in rows.items()} == dict(done.rows)
        if self.tabular:
            for table in {name for batch in batches for name in batch.rows} - {"quarantine"}:
                assert self.read(path, table), table
            for batch in batches:
                for name, listed in batch.rows.items():
                    assert sorted(map(repr, self.read(path, name))) == sorted(map(repr, listed))
        for batch in batches:
            self._put(sink, mark(streams=(batch.stream,), exact=True))
        if self.tabular:
            for table in TABLES:
                assert self.read(path, table) == []

    def test_records_without_an_id_are_set_aside_once(self, sink: Sink, path: Path) -> None:
        if not self.tabular:
            pytest.skip("it keeps all records alike")
        nameless = {"metaData": {"title": "a call without an id"}}
        deep: list[Any] = []
        for _ in range(100_000):
            deep = [deep]
        for company in ("acme", "acme", "globex"):
            endless = {"metaData": {"id": "5"}, "extra": deep}
            pages = calls_of(nameless, nameless, endless, company=company)
            done = self._put(sink, mark(window(), company), pages)
            assert done.rows["quarantine"] == 2
        for _ in range(2):
            users = Batch("acme", "users", [{"no": "id"}, {"id": "1"}], START)
            self._put(sink, mark(**LISTED), users)
        set_aside = self._columns(path, "quarantine", "company", "stream")
        assert (
            set_aside == [("acme", "calls")] * 2 + [("acme", "users")] + [("globex", "calls")] * 2
        )
        self._put(sink, mark(**LISTED), users_of("1"))
        assert ("acme", "users") not in self._columns(path, "quarantine", "company", "stream")
