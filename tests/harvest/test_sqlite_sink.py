"""What a SQLite harvest shows: whole windows, replaced calls, a search index in step."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gong_async.errors import ConfigError, OutputLockedError, SinkError
from gong_async.harvest.schema import TABLES
from gong_async.harvest.sinks import Sink, SqliteSink, open_sink
from gong_async.harvest.state import Committed, Mark, Pending, Window
from gong_async.harvest.tables import call_rows, mend, transcript_rows, user_rows

from .records import FULL, HARVESTED, call, transcript
from .shapes import anything, spoiled

START = datetime(2025, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "acme.db"


@pytest.fixture
def sink(path: Path) -> Iterator[Sink]:
    sink = open_sink(path)
    sink.open()
    yield sink
    sink.close()


def ask(path: Path, query: str, *values: object) -> list[Any]:
    """Read as another program would; rows of one column come as that column."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute(query, values).fetchall()
    return [row[0] if len(row) == 1 else row for row in rows]


def search(path: Path, words: str) -> list[Any]:
    query = "SELECT n.call_id, n.text FROM sentences_fts f JOIN sentences_named n"
    query += " ON n.rowid = f.rowid WHERE sentences_fts MATCH ? ORDER BY 1, 2"
    return ask(path, query, words)


def in_step(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO sentences_fts(sentences_fts, rank) VALUES ('integrity-check', 1)")


def put(sink: Sink, *records: dict[str, Any], company: str = "acme", key: int = 1) -> Committed:
    stage(sink, *records, company=company, key=key)
    return sink.commit(key)


def stage(sink: Sink, *records: dict[str, Any], company: str = "acme", key: int = 1) -> None:
    calls = [record for record in records if "metaData" in record]
    texts = [record for record in records if "callId" in record]
    sink.stage(key, call_rows(company, calls))
    sink.stage(key, transcript_rows(company, texts, HARVESTED))


def mark(day: int, **more: Any) -> Mark:
    window = Window("9", START + day * DAY, START + (day + 1) * DAY)
    return Mark(company="acme", window=window, streams=("calls", "transcripts"), **more)


def test_what_is_staged_is_seen_when_its_window_is_committed(sink: Sink, path: Path) -> None:
    stage(sink, call("1"), transcript("1", "one"), key=1)
    stage(sink, call("2"), transcript("2", "two"), key=2)
    stage(sink, call("3"), transcript("3", "three"), key=1)
    assert ask(path, "SELECT count(*) FROM calls") == [0]
    done = sink.commit(1, mark(0))
    assert dict(done.rows) == {"calls": 2, "transcripts": 2, "sentences": 2}
    assert ask(path, "SELECT call_id FROM calls ORDER BY 1") == ["1", "3"]
    assert search(path, "two") == []
    sink.discard(2)
    sink.discard(2)
    assert sink.commit(2) == Committed()
    assert ask(path, "SELECT text FROM sentences ORDER BY call_id") == ["one", "three"]
    assert sink.done("acme", "9", "calls") == [(START, START + DAY)]


def test_everything_that_a_call_has_is_written(sink: Sink, path: Path) -> None:
    rows = call_rows("acme", [FULL])
    assert put(sink, FULL).rows == {table: len(rows[table]) for table in rows if rows[table]}
    for table, expected in rows.items():
        assert ask(path, f"SELECT * FROM {table} ORDER BY 2, 3, 4") == expected
    names = [column.name for column in TABLES["calls"].columns]
    assert ask(path, "SELECT name FROM pragma_table_info('calls') ORDER BY cid") == names


def test_a_call_that_comes_again_takes_the_place_of_the_old_one(sink: Sink, path: Path) -> None:
    old = {**FULL, "metaData": {"id": "1", "title": "old"}}
    put(sink, old, transcript("1", "apples", "pears", "plums"), call("2", "other"))
    put(sink, call("1", "new"), transcript("1", "cherries"))
    for table in TABLES.values():
        if table.per_call and table.name not in ("calls", "transcripts", "sentences"):
            assert ask(path, f"SELECT * FROM {table.name}") == []
    assert ask(path, "SELECT title FROM calls ORDER BY call_id") == ["new", "other"]
    assert ask(path, "SELECT sentences FROM transcripts") == [1]
    assert search(path, "apples OR pears OR plums") == []
    assert search(path, "cherries") == [("1", "cherries")]
    in_step(path)


def test_streams_do_not_touch_each_other(sink: Sink, path: Path) -> None:
    put(sink, FULL, transcript(FULL["metaData"]["id"], "kept"))
    put(sink, {**FULL, "content": {}})
    assert search(path, "kept") != []
    assert ask(path, "SELECT count(*) FROM topics") == [0]
    put(sink, transcript(FULL["metaData"]["id"]))
    assert ask(path, "SELECT count(*) FROM parties") == [2]
    assert ask(path, "SELECT count(*) FROM sentences") == [0]
    assert ask(path, "SELECT sentences FROM transcripts") == [0]


def test_of_a_call_on_two_pages_of_a_window_the_last_counts(sink: Sink, path: Path) -> None:
    stage(sink, {**FULL, "metaData": {"id": "1"}}, transcript("1", "a", "b"), call("2"))
    stage(sink, call("1", "last"), transcript("1", "c"))
    assert sink.commit(1).rows == {"calls": 2, "transcripts": 1, "sentences": 1}
    assert ask(path, "SELECT title FROM calls WHERE call_id = '1'") == ["last"]
    assert ask(path, "SELECT count(*) FROM parties") == [0]
    assert ask(path, "SELECT text FROM sentences") == ["c"]
    in_step(path)


def test_companies_share_a_file(sink: Sink, path: Path) -> None:
    put(sink, call("1", "ours"), transcript("1", "one"))
    put(sink, call("1", "theirs"), transcript("1", "two"), company="globex")
    put(sink, call("1", "ours again"), transcript("1", "three"))
    assert ask(path, "SELECT company, title FROM calls ORDER BY 1") == [
        ("acme", "ours again"),
        ("globex", "theirs"),
    ]
    assert search(path, "two") == [("1", "two")]
    sink.set_scope("globex", "abc")
    assert (sink.scope("acme"), sink.scope("globex")) == (None, "abc")


def test_the_index_forgets_a_sentence_that_gives_way_to_one_of_the_same_key(
    sink: Sink, path: Path
) -> None:
    for word in ("apple", "pear"):
        sink.stage(1, {"sentences": [("acme", "1", 0, 0, None, None, 0, 1, word)]})
        sink.commit(1)
    assert (search(path, "apple"), search(path, "pear")) == ([], [("1", "pear")])
    in_step(path)


def test_search_folds_case_and_accents(sink: Sink, path: Path) -> None:
    put(sink, transcript("1", "Das Café in Zürich", "ПРИВЕТ", "emoji 🙂 and \u2028 and \0 nul"))
    assert search(path, "cafe zurich") == [("1", "Das Café in Zürich")]
    assert search(path, "привет") == [("1", "ПРИВЕТ")]
    assert search(path, "nul") == [("1", "emoji 🙂 and \u2028 and \0 nul")]


def test_the_index_follows_what_users_delete_and_survives_vacuum(sink: Sink, path: Path) -> None:
    for number in range(1, 9):
        put(sink, transcript(str(number), f"word{number}", "more"))
    sink.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM sentences WHERE call_id IN ('2', '5')")
        db.execute("UPDATE sentences SET text = 'other' WHERE text = 'word7'")
        db.commit()
        db.execute("VACUUM")
    in_step(path)
    assert search(path, "word8") == [("8", "word8")]
    assert search(path, "other") == [("7", "other")]
    assert search(path, "word2 OR word5 OR word7") == []


def test_the_view_names_who_said_it_and_where(sink: Sink, path: Path) -> None:
    who = [{"id": "p1", "speakerId": "801", "name": "Ann"}, {"id": "p2", "speakerId": "801"}]
    put(sink, call("1", parties=who), transcript("1", "Hello."), transcript("2", "No call."))
    query = "SELECT call_id, call_title, speaker, text FROM sentences_named ORDER BY 1"
    assert ask(path, query) == [
        ("1", "Weekly sync", "Ann", "Hello."),
        ("2", None, None, "No call."),
    ]


def test_halves_of_characters_are_mended(sink: Sink, path: Path) -> None:
    sound = put(sink, call("1", "fine 🙂"), transcript("1", "fine"))
    assert sound.replaced == 0
    broken = put(sink, call("1", "half \ud83d"), transcript("1", "x\udc00y", "fine"), call("2"))
    assert broken.replaced == 3  # the title, the record it came in, and the sentence
    assert broken.rows["calls"] == 2
    assert ask(path, "SELECT title FROM calls WHERE call_id = '1'") == ["half \ufffd"]
    assert search(path, "x") == [("1", "x\ufffdy")]
    users = sink.replace("acme", "users", user_rows("acme", [{"id": "1", "title": "\udfff"}]))
    assert users == Committed(rows={"users": 1}, replaced=2)
    assert ask(path, "SELECT title FROM users") == ["\ufffd"]


def test_hostile_text_is_only_text(sink: Sink, path: Path) -> None:
    evil = "x'); DROP TABLE calls; --"
    put(sink, call("1", evil), transcript("1", evil, speaker=evil), company=evil)
    window = Window("' OR '1'='1", START, START + DAY)
    late = Pending(call_id=evil, workspace=evil, started=None, first_seen=START)
    sink.commit(5, Mark(company=evil, window=window, streams=(evil,), pending=(late,)))
    assert ask(path, "SELECT company, title FROM calls") == [(evil, evil)]
    assert sink.done(evil, "' OR '1'='1", evil) == [(START, START + DAY)]
    assert sink.done(evil, "9", evil) == []
    assert sink.pending(evil) == [late]
    with pytest.raises(KeyError):
        sink.replace("acme", "users; DROP TABLE calls", {})
    with pytest.raises(KeyError):
        sink.stage(1, {"sqlite_schema": [("x",)]})


def test_what_is_done_is_remembered_by_company_workspace_and_stream(path: Path) -> None:
    sink = open_sink(path)
    sink.open()
    for day in (4, 0, 1):
        sink.commit(day, mark(day))
    whole = Window(None, START, START + timedelta(microseconds=1))
    sink.commit(9, Mark(company="acme", window=whole, streams=("calls",)))
    sink.set_scope("acme", "one")
    sink.set_scope("acme", "two")
    sink.close()
    sink.open()
    assert sink.done("acme", "9", "transcripts") == [
        (START, START + 2 * DAY),
        (START + 4 * DAY, START + 5 * DAY),
    ]
    assert sink.done("acme", None, "calls") == [(START, START + timedelta(microseconds=1))]
    assert sink.done("acme", None, "transcripts") == []
    assert sink.done("globex", "9", "calls") == []
    assert sink.scope("acme") == "two"
    sink.commit(1, mark(2))
    sink.commit(1, mark(3))
    assert sink.done("acme", "9", "calls") == [(START, START + 5 * DAY)]
    assert ask(path, "SELECT count(*) FROM gong_state_intervals WHERE workspace = '9'") == [2]
    sink.close()


def test_late_transcripts_are_waited_for_until_they_come(sink: Sink) -> None:
    def late(call_id: str, seen: int, started: int | None = None) -> Pending:
        when = None if started is None else START + started * DAY
        return Pending(call_id=call_id, workspace="9", started=when, first_seen=START + seen * DAY)

    sink.commit(1, mark(0, pending=(late("1", 5), late("2", 5, 2), late("3", 5, 3))))
    sink.commit(2, Mark(company="globex", pending=(late("1", 5),)))
    sink.commit(3, Mark(company="acme", pending=(late("1", 9, 1), late("2", 4, 2))))
    assert [(each.call_id, each.attempts) for each in sink.pending("acme")] == [
        ("3", 1),
        ("2", 2),
        ("1", 2),
    ]
    third, second, first = sink.pending("acme")
    assert (first.first_seen, first.started) == (START + 5 * DAY, START + DAY)
    assert (second.first_seen, second.workspace) == (START + 4 * DAY, "9")
    stage(sink, transcript("1", "here at last"), transcript("2", "me too"))
    assert len(sink.pending("acme")) == 3
    sink.commit(1, Mark(company="acme", pending=(late("2", 9, 2),)))
    assert [each.call_id for each in sink.pending("acme")] == ["3", "2"]
    assert sink.pending("acme")[0] == third
    assert [each.call_id for each in sink.pending("globex")] == ["1"]


def test_snapshots_are_swapped_whole(sink: Sink, path: Path) -> None:
    sink.replace("acme", "users", user_rows("acme", [{"id": "1"}, {"id": "2"}, {"no": "id"}]))
    sink.replace("globex", "users", user_rows("globex", [{"id": "1"}, {"no": "id"}]))
    put(sink, {"metaData": {"title": "a call without an id"}})
    done = sink.replace("acme", "users", user_rows("acme", [{"id": "3"}]))
    assert done == Committed(rows={"users": 1})
    assert ask(path, "SELECT company, user_id FROM users ORDER BY 1, 2") == [
        ("acme", "3"),
        ("globex", "1"),
    ]
    assert ask(path, "SELECT company, stream FROM quarantine ORDER BY 1, 2") == [
        ("acme", "calls"),
        ("globex", "users"),
    ]


def test_the_same_record_is_set_aside_once(sink: Sink, path: Path) -> None:
    for key in (1, 2):
        put(sink, {"metaData": {"title": "a call without an id"}}, key=key)
    assert ask(path, "SELECT count(*) FROM quarantine") == [1]


def test_a_second_harvest_on_the_same_output_is_refused(sink: Sink, path: Path) -> None:
    second = open_sink(str(path))
    with pytest.raises(OutputLockedError):
        second.open()
    second.close()
    put(sink, call("1"))
    assert ask(path, "SELECT count(*) FROM calls") == [1]


def test_one_file_remains(path: Path) -> None:
    sink = open_sink(path)
    sink.open()
    stage(sink, call("1"))
    sink.close()
    sink.close()
    assert [each.name for each in path.parent.iterdir()] == ["acme.db"]
    with pytest.raises(SinkError, match="not open"):
        sink.stage(1, {})
    assert ask(path, "SELECT count(*) FROM calls") == [0]


@pytest.mark.parametrize("name", ["a.db", "a.sqlite", "a.SQLITE3"])
def test_a_name_chooses_sqlite(tmp_path: Path, name: str) -> None:
    sink = open_sink(str(tmp_path / name))
    assert isinstance(sink, SqliteSink)
    assert list(tmp_path.iterdir()) == []
    assert pickle.loads(pickle.dumps(sink)).path == tmp_path / name


def test_a_name_that_says_nothing_needs_a_format(tmp_path: Path) -> None:
    for name in ("acme", "acme.duckdb", "acme.db.txt"):
        with pytest.raises(ConfigError, match=r"\.db, \.sqlite, \.sqlite3"):
            open_sink(tmp_path / name)
    with pytest.raises(ConfigError, match="'parquet'"):
        open_sink(tmp_path / "acme.db", format="parquet")
    assert isinstance(open_sink(tmp_path / "acme", format="sqlite"), SqliteSink)


@settings(
    derandomize=True,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(spoiled(FULL) | spoiled(transcript("5", "a", "b")) | anything, max_size=4))
def test_records_of_any_shape_are_written(sink: Sink, path: Path, records: list[Any]) -> None:
    for rows in (call_rows("acme", records), transcript_rows("acme", records, HARVESTED)):
        sink.stage(1, rows)
        for table in ("calls", "transcripts"):
            written = {row[1] for row in mend(rows)[0].get(table, [])}
            if written:
                sink.commit(1)
                assert written <= set(ask(path, f"SELECT call_id FROM {table}"))
    in_step(path)
