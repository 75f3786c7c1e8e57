from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gong_async.cli.app import run
from gong_async.harvest import open_sink
from gong_async.testing.records import FULL, transcript
from tests.cli.command import Command
from tests.cli.harvests import call_ids, rows
from tests.pages import Page
from tests.pages import harvested as harvested_of

FULL_ID = FULL["metaData"]["id"]


@pytest.fixture
def database(harvested: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(harvested, tmp_path))


def view(*arguments: object) -> int:
    return run(["view", *map(str, arguments), "--no-open"])


def test_a_call_becomes_a_page_beside_the_database(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = database.read_bytes()
    for call_id in call_ids(database)[:5]:
        assert view(database, call_id) == 0
        written = database.with_name(f"{call_id}.html")
        assert capsys.readouterr() == (f"{written}\n", "")
        page = Page(written.read_text("utf-8"))
        query = (
            f"SELECT text FROM sentences WHERE call_id = '{call_id}' ORDER BY monologue, sentence"
        )
        assert [each.text for each in page.all("span", "said")] == [
            t for (t,) in rows(database, query)
        ]
        (title,), *_ = rows(database, f"SELECT title FROM calls WHERE call_id = '{call_id}'")
        assert page.one("h1").text == title
    assert database.read_bytes() == before
    assert len(list(database.parent.iterdir())) == 6


def test_the_index_leads_to_the_pages_that_are_there(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown, *others = call_ids(database)
    assert view(database, shown) == 0
    database.with_name(f"{others[0]}.html").write_text("a page of somebody else")
    assert view(database) == 0
    page = Page(database.with_name("index.html").read_text("utf-8"))
    (island,) = [s for s in page.all("script") if s.attributes["type"] == "application/json"]
    listed = {call[0]: call[-1] for call in json.loads(island.text)["calls"]}
    assert listed == {shown: 1} | dict.fromkeys(others, 0)
    assert f"gong-async view {database} CALL_ID" in page.one("main").text


def test_the_counts_are_the_database_s(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert view(database) == 0
    page = Page(database.with_name("index.html").read_text("utf-8"))
    shown = [
        (each.attributes["data-kind"], each.attributes["data-name"], each.text)
        for each in page.all("button")
        if "data-kind" in each.attributes
    ]
    people = rows(
        database,
        "SELECT 'people', name, name || count(DISTINCT call_id) FROM parties"
        " WHERE affiliation = 'Internal' GROUP BY user_id"
        " ORDER BY count(DISTINCT call_id) DESC, name LIMIT 12",
    )
    trackers = rows(
        database,
        "SELECT 'heard', name, name || count(*) FROM trackers WHERE count > 0"
        " GROUP BY name ORDER BY count(*) DESC, name LIMIT 12",
    )
    assert shown == people + trackers
    bars = [each.text for each in page.all("title")[1:]]
    assert sum(int(text.rpartition(": ")[2]) for text in bars) == 60


def test_a_page_is_replaced_and_nothing_else_is(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_id = call_ids(database)[0]
    out = database.with_name("notes.html")
    out.write_text("my notes")
    for arguments in ((database, call_id), (database,)):
        assert view(*arguments, "--out", out) == 2
        assert "it stays as it is" in capsys.readouterr().err
        assert out.read_text() == "my notes"
    out.unlink()
    assert view(database, call_id, "--out", out) == 0
    assert capsys.readouterr() == (f"{out}\n", "")
    assert view(database, "--out", out) == 0
    assert capsys.readouterr() == (f"{out}\n", f"replaced {out}\n")
    assert "Calls in acme.db" in out.read_text("utf-8")
    assert {path.name for path in database.parent.iterdir()} == {"acme.db", "notes.html"}


def test_what_cannot_be_shown_is_told(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = database.parent
    (folder / "file").write_text("no database")
    with closing(sqlite3.connect(folder / "other.db")) as db:
        db.execute("CREATE TABLE sentences (text)")
    before = set(folder.iterdir())
    call_id = call_ids(database)[0]
    for arguments, told in (
        ([folder / "missing.db"], "there is no file"),
        ([folder / "file"], "cannot be read"),
        ([folder / "other.db"], "is not a harvest's file"),
        ([database, "12"], "there is no call 12 in"),
        ([database, call_id, "--company", "globex"], f"there is no call {call_id} of globex in"),
        ([database, "--company", "globex"], "there is no call of globex in"),
        ([database, "../../etc"], "is no name for a file; say where to write with --out"),
        ([database, call_id, "--out", folder], "is a folder; name a file in it"),
        (
            [database, "--out", folder / "nowhere" / "a.html"],
            "nowhere; make it, or write elsewhere",
        ),
    ):
        assert view(*arguments) == 2
        said = capsys.readouterr()
        assert told in said.err
        assert said.out == ""
    assert set(folder.iterdir()) == before


def test_a_place_that_cannot_be_written_to_is_named(database: Path) -> None:
    assert view(database) == 0
    before = {path: path.read_bytes() for path in database.parent.iterdir()}
    page = database.with_name("index.html")
    line = Command(database.parent).line("view", "acme.db", "--no-open")
    full = ("sh", "-c", 'ulimit -f 0; exec "$@"', "sh", *line)
    done = subprocess.run(full, cwd=database.parent, capture_output=True, text=True)
    told = f"gong-async: {page} cannot be written (File too large); name another file with --out\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)
    assert {path: path.read_bytes() for path in database.parent.iterdir()} == before


def test_nothing_is_said_to_be_replaced_that_is_not(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert view(database) == 0
    assert view(database, "--company", "globex") == 2
    assert "repla" not in capsys.readouterr().err


def test_of_several_companies_one_is_to_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "both.db"
    for company in ("acme", "globex"):
        said = transcript(FULL_ID, f"We are {company}.")
        harvested_of(path, FULL, said, company=company)
    assert view(path, FULL_ID) == 2
    assert "choose one with --company: acme, globex" in capsys.readouterr().err
    assert view(path, FULL_ID, "--company", "globex") == 0
    page = Page(path.with_name(f"{FULL_ID}.html").read_text("utf-8"))
    assert page.one("span", "said").text == "We are globex."


def test_a_file_of_the_first_version_is_read(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(database)) as db:
        db.execute("DROP TABLE flows")
        db.execute("PRAGMA user_version = 1")
    assert view(database, call_ids(database)[0]) == 0
    assert view(database) == 0


def test_a_running_harvest_does_not_stand_in_the_way(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sink = open_sink(database)
    sink.open()
    try:
        assert view(database, call_ids(database)[0]) == 0
    finally:
        sink.close()


def test_a_database_without_a_table_is_told(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(database)) as db:
        db.execute("DROP TABLE outline")
    assert view(database, call_ids(database)[0]) == 2
    assert "cannot be read (no such table: outline)" in capsys.readouterr().err


async def test_the_page_is_opened_in_a_browser(database: Path, tmp_path: Path) -> None:
    browser = tmp_path / "browser.py"
    browser.write_text("import sys; open('opened', 'w').write(sys.argv[1])")
    done = await Command(tmp_path).run("view", "acme.db", BROWSER=f"{sys.executable} {browser} %s")
    assert (done.code, done.out) == (0, "index.html\n")
    assert (tmp_path / "opened").read_text() == (tmp_path / "index.html").as_uri()
