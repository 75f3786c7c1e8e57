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

from gong_async.errors import SinkError
from gong_async.harvest.batch import Batch
from gong_async.harvest.schema import TABLES
from gong_async.harvest.sinks import Sink, SqliteSink, open_sink
from gong_async.harvest.state import Committed, Mark, Pending, Window
from gong_async.harvest.tables import mend
from gong_async.testing.records import FULL, transcript

from .records import call
from .shapes import anything, spoiled

START = datetime(2025, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
BOTH = ("calls", "transcripts")


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


def put(sink: Sink, *records: dict[str, Any], company: str = "acme") -> Committed:
    calls = [record for record in records if "metaData" in record]
    texts = [record for record in records if "callId" in record]
    sink.stage(1, Batch(company, "calls", calls))
    sink.stage(1, Batch(company, "transcripts", texts))
    return sink.commit(1, Mark(company=company, streams=BOTH))


def test_everything_that_a_call_has_is_written(sink: Sink, path: Path) -> None:
    rows = Batch("acme", "calls", [FULL]).rows
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
        if table.stream == "calls" and table.name != "calls":
            assert ask(path, f"SELECT * FROM {table.name}") == []
    assert ask(path, "SELECT title FROM calls ORDER BY call_id") == ["new", "other"]
    assert ask(path, "SELECT sentences FROM transcripts") == [1]
    assert search(path, "apples OR pears OR plums") == []
    assert search(path, "cherries") == [("1", "cherries")]
    in_step(path)


def test_the_index_follows_what_comes_again_changed_and_unchanged(sink: Sink, path: Path) -> None:
    put(sink, *(transcript(each, f"old{each}", "more") for each in "1234"))
    rowids = ask(path, "SELECT rowid FROM sentences WHERE call_id IN ('1', '4') ORDER BY 1")
    put(sink, transcript("1", "old1", "more"), transcript("2", "new2"), transcript("3"))
    in_step(path)
    put(sink, transcript("4", "old4", "more"), transcript("5", "new5"))
    in_step(path)
    assert search(path, "old2 OR old3") == []
    assert search(path, "old1 OR new2 OR old4 OR new5") == [
        ("1", "old1"),
        ("2", "new2"),
        ("4", "old4"),
        ("5", "new5"),
    ]
    kept = ask(path, "SELECT rowid FROM sentences WHERE call_id IN ('1', '4') ORDER BY 1")
    assert kept == rowids


def test_the_index_follows_rows_that_take_the_place_of_the_last_ones(
    sink: Sink, path: Path
) -> None:
    put(sink, transcript("1", "kept"), transcript("2", "gone", "going"))
    sink.stage(1, Batch("acme", "transcripts", [transcript("1", "kept")]))
    sink.stage(1, Batch("acme", "transcripts", [transcript("2", "new", "newer")]))
    sink.stage(1, Batch("acme", "transcripts", [transcript("3", "last")]))
    sink.commit(1, Mark(company="acme", streams=BOTH))
    in_step(path)
    found = [("1", "kept"), ("2", "new"), ("2", "newer"), ("3", "last")]
    assert search(path, "kept OR gone OR going OR new OR newer OR last") == found


def test_an_exact_commit_leaves_nothing_in_the_index(sink: Sink, path: Path) -> None:
    put(sink, call("1"), transcript("1", "apple"), transcript("2", "pear"))
    window = Window(None, START, START + 99 * DAY)
    sink.commit(1, Mark(company="acme", streams=BOTH, window=window, exact=True))
    in_step(path)
    assert search(path, "apple OR pear") == [("2", "pear")]
    sink.commit(1, Mark(company="acme", streams=("transcripts",), exact=True))
    in_step(path)
    assert search(path, "apple OR pear") == []


def test_search_folds_case_and_accents(sink: Sink, path: Path) -> None:
    put(sink, transcript("1", "Das Café in Zürich", "ПРИВЕТ", "emoji 🙂 and \u2028 and \0 nul"))
    assert search(path, "cafe zurich") == [("1", "Das Café in Zürich")]
    assert search(path, "привет") == [("1", "ПРИВЕТ")]
    assert search(path, "nul") == [("1", "emoji 🙂 and \u2028 and \0 nul")]


def test_the_shorter_sentence_is_the_better_match(sink: Sink, path: Path) -> None:
    put(sink, transcript("1", "budget and much else that was said", "a budget", "no match"))
    query = "SELECT rowid FROM sentences_fts WHERE sentences_fts MATCH 'budget' ORDER BY rank"
    assert ask(path, query) == [2, 1]


def test_an_index_that_keeps_the_lengths_of_sentences_stays_in_step(sink: Sink, path: Path) -> None:
    put(sink, transcript("1", "apple", "more"), transcript("2", "pear"))
    sink.close()
    with closing(sqlite3.connect(path)) as db:
        made = "SELECT sql FROM sqlite_schema WHERE name = 'sentences_fts'"
        ((new,),) = db.execute(made).fetchall()
        old = new.replace("columnsize = 0, ", "")
        assert old != new
        db.execute("DROP TABLE sentences_fts")
        db.execute(old)
        db.execute("INSERT INTO sentences_fts (sentences_fts) VALUES ('rebuild')")
        db.commit()
    sink.open()
    put(sink, transcript("1", "cherry"), transcript("3", "plum"))
    in_step(path)
    assert search(path, "apple OR pear OR cherry OR plum") == [
        ("1", "cherry"),
        ("2", "pear"),
        ("3", "plum"),
    ]


def test_the_index_follows_what_users_change_and_survives_vacuum(sink: Sink, path: Path) -> None:
    for number in range(1, 9):
        put(sink, transcript(str(number), f"word{number}", "more"))
    sink.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM sentences WHERE call_id IN ('2', '5')")
        mine = "INSERT INTO sentences (company, call_id, text) VALUES ('acme', '9', 'word9')"
        db.execute(mine)
        db.execute("UPDATE sentences SET text = 'other' WHERE text = 'word7'")
        db.commit()
        db.execute("VACUUM")
    in_step(path)
    assert search(path, "word8") == [("8", "word8")]
    assert search(path, "other") == [("7", "other")]
    assert search(path, "word2 OR word5 OR word7") == []
    assert search(path, "word9") == [("9", "word9")]


def test_the_view_names_who_said_it_and_where(sink: Sink, path: Path) -> None:
    who = [{"id": "p1", "speakerId": "801", "name": "Ann"}, {"id": "p2", "speakerId": "801"}]
    put(sink, call("1", parties=who), transcript("1", "Hello."), transcript("2", "No call."))
    query = "SELECT call_id, call_title, speaker, text FROM sentences_named ORDER BY 1"
    assert ask(path, query) == [
        ("1", "Weekly sync", "Ann", "Hello."),
        ("2", None, None, "No call."),
    ]


def test_hostile_text_is_only_text(sink: Sink, path: Path) -> None:
    evil = "x'); DROP TABLE calls; --"
    put(sink, call("1", evil), transcript("1", evil, speaker=evil), company=evil)
    window = Window("' OR '1'='1", START, START + DAY)
    late = Pending(call_id=evil, workspace=evil, started=None, first_seen=START)
    settings = {"streams": (evil,), "window": window, "done": window, "exact": True}
    sink.commit(5, Mark(company=evil, pending=(late,), **settings))
    sink.commit(5, Mark(company=evil, streams=(evil,), exact=True))
    sink.note(evil, evil, evil)
    assert ask(path, "SELECT company, title FROM calls") == [(evil, evil)]
    assert sink.done(evil, "' OR '1'='1", evil) == [(START, START + DAY)]
    assert sink.done(evil, "9", evil) == []
    assert sink.pending(evil) == [late]
    assert sink.notes(evil) == {evil: evil}
    with pytest.raises(KeyError):
        sink.stage(1, Batch("acme", "calls; DROP TABLE calls", []))


def test_one_file_remains(path: Path) -> None:
    sink = open_sink(path)
    sink.open()
    sink.stage(1, Batch("acme", "calls", [call("1")]))
    for moment in ("while open", "when closed"):
        others = {each.name for each in path.parent.iterdir()} - {"acme.db"}
        assert others <= {"acme.db.lock", "acme.db-wal", "acme.db-shm"}, moment
        sink.close()
    assert [each.name for each in path.parent.iterdir()] == ["acme.db"]


@pytest.mark.parametrize("name", ["a.db", "a.sqlite", "a.SQLITE3"])
def test_a_name_chooses_sqlite(tmp_path: Path, name: str) -> None:
    sink = open_sink(str(tmp_path / name))
    assert isinstance(sink, SqliteSink)
    assert list(tmp_path.iterdir()) == []
    assert pickle.loads(pickle.dumps(sink)).path == tmp_path / name


@settings(
    derandomize=True,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(spoiled(FULL) | spoiled(transcript("5", "a", "b")) | anything, max_size=4))
def test_records_of_any_shape_are_written(sink: Sink, path: Path, records: list[Any]) -> None:
    for stream in BOTH:
        batch = Batch("acme", stream, records)
        sink.stage(1, batch)
        sink.commit(1, Mark(company="acme", streams=BOTH))
        written = {row[1] for row in mend(batch.rows)[0][stream]}
        assert written <= set(ask(path, f"SELECT call_id FROM {stream}"))
    in_step(path)


def _version_1(path: Path) -> None:
    """Make a file as the first version did: without the later tables, and with other state."""
    sink = open_sink(path)
    sink.open()
    put(sink, call("1"), transcript("1", "apple"))
    window = Window(None, START, START + DAY)
    late = Pending(call_id="2", workspace=None, started=None, first_seen=START)
    marked = Mark(company="acme", streams=BOTH, window=window, done=window, pending=(late,))
    sink.commit(1, marked)
    sink.close()
    first = (*BOTH, "sentences", "quarantine", "users", "workspaces")
    with closing(sqlite3.connect(path)) as db:
        for table in TABLES.values():
            if table.stream not in first:
                db.execute(f"DROP TABLE {table.name}")
        for name, key in (
            ("intervals", "company, workspace, stream, since"),
            ("pending", "call_id, company"),
        ):
            state = f"gong_state_{name}"
            ((made,),) = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (state,))
            rows = db.execute(f"SELECT * FROM {state}").fetchall()
            db.execute(f"DROP TABLE {state}")
            db.execute(f"{made[:-1]}, PRIMARY KEY ({key})) WITHOUT ROWID")
            marks = ", ".join("?" * len(rows[0]))
            db.executemany(f"INSERT INTO {state} VALUES ({marks})", rows)
        db.execute("DROP TABLE gong_state_notes")
        db.execute(
            "CREATE TABLE gong_state_scope (company TEXT NOT NULL PRIMARY KEY,"
            " digest TEXT NOT NULL) WITHOUT ROWID"
        )
        db.execute("INSERT INTO gong_state_scope VALUES ('acme', 'abc'), ('globex', 'def')")
        db.execute("PRAGMA user_version = 1")
        db.commit()


def test_a_file_of_the_first_version_goes_on(path: Path) -> None:
    _version_1(path)
    sink = open_sink(path)
    sink.open()
    assert (sink.notes("acme"), sink.notes("globex")) == ({"scope": "abc"}, {"scope": "def"})
    assert sink.done("acme", None, "calls") == [(START, START + DAY)]
    assert [each.call_id for each in sink.pending("acme")] == ["2"]
    put(sink, call("1", "new"), transcript("1", "pear"), transcript("2", "plum"))
    sink.commit(1, Mark(company="acme", done=Window(None, START + DAY, START + 2 * DAY)))
    flow = Batch("acme", "flows", [{"id": "5"}])
    sink.stage(1, flow)
    sink.commit(1, Mark(company="acme", streams=("flows",), exact=True))
    assert ask(path, "SELECT flow_id FROM flows") == ["5"]
    assert ask(path, "SELECT title FROM calls") == ["new"]
    assert search(path, "apple OR pear OR plum") == [("1", "pear"), ("2", "plum")]
    assert sink.pending("acme") == []
    in_step(path)
    sink.close()
    sink.open()
    sink.close()
    assert ask(path, "PRAGMA user_version") == [2]


def test_a_file_of_the_first_version_is_migrated_whole_or_not_at_all(path: Path) -> None:
    _version_1(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE gong_state_scope")
    before = ask(path, "SELECT name FROM sqlite_schema ORDER BY 1")
    with pytest.raises(SinkError):
        open_sink(path).open()
    assert ask(path, "SELECT name FROM sqlite_schema ORDER BY 1") == before
    assert ask(path, "PRAGMA user_version") == [1]
