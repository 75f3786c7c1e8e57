from __future__ import annotations

import base64
import hashlib
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from gong_async.testing.records import FULL, transcript
from gong_async.view import MARK, call_page, companies_with, index_page, read_call, read_harvest
from gong_async.wording import visible
from tests.pages import HOSTILE, HOSTILE_ID, SAID, SCRIPT, Page, harvested, hostile

FULL_ID = FULL["metaData"]["id"]
FOREIGN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("view") / "acme.db"
    said = transcript(FULL_ID, "Do you sell at Walmart?", "WALMART and walmart.", "No.")
    harvested(path, FULL, said, *hostile(), transcript("5", "Nobody knows this call."))
    with closing(sqlite3.connect(path)) as db:
        yield db


def page_of(database: sqlite3.Connection, call_id: str) -> Page:
    return Page(call_page(read_call(database, "acme", call_id)))


def index_of(database: sqlite3.Connection, *pages: str) -> Page:
    return Page(index_page(read_harvest(database), "acme.db", "gong-async view acme.db", pages))


def pages(database: sqlite3.Connection) -> list[Page]:
    return [page_of(database, FULL_ID), page_of(database, HOSTILE_ID), index_of(database, "666")]


def said_on(page: Page) -> list[str]:
    return [each.text for each in page.all("span", "said")]


# Every page


def test_a_page_asks_the_network_for_nothing(database: sqlite3.Connection) -> None:
    for page in pages(database):
        assert page.source.encode().startswith(MARK)
        assert [
            each for each in page.elements if each.tag in ("link", "img", "iframe", "base")
        ] == []
        loaded = {"src", "srcset", "poster", "data", "action", "xlink:href", "style"}
        found = {name for each in page.elements for name in each.attributes}
        assert found & loaded == set()
        assert not [name for name in found if name.startswith("on")]
        assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest", page.source)


def test_the_policy_allows_the_one_script_and_the_one_style(database: sqlite3.Connection) -> None:
    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    for page in pages(database):
        (script,) = [s for s in page.all("script") if s.attributes["type"] == "module"]
        meta = [each.attributes for each in page.all("meta")]
        (policy,) = [each["content"] for each in meta if "http-equiv" in each]
        assert policy == (
            f"default-src 'none'; style-src {digest(page.one('style').text)};"
            f" script-src {digest(script.text)}; base-uri 'none'; form-action 'none'"
        )


def test_no_foreign_text_is_more_than_text(database: sqlite3.Connection) -> None:
    for page in pages(database):
        assert SCRIPT not in page.source
        assert FOREIGN.search(page.source) is None
        hrefs = [each.attributes.get("href") for each in page.elements]
        assert all(h.startswith(("#", "https://")) for h in hrefs if h is not None)
    title = page_of(database, HOSTILE_ID).one("h1").text
    assert title.startswith(HOSTILE.replace("\x1b", "\\x1b").replace("\x07", "\\x07")[:60])
    assert "\\u202etxt.exe{{7*7}}xxx" in title
    assert len(title) < 400


def test_every_reference_within_a_page_leads_somewhere_and_ids_are_there_once(
    database: sqlite3.Connection,
) -> None:
    for page in pages(database):
        ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
        assert len(ids) == len(set(ids))
        referred = [
            h[1:] for each in page.elements if (h := each.attributes.get("href") or "")[:1] == "#"
        ]
        labelled = [
            each.attributes["aria-labelledby"]
            for each in page.elements
            if "aria-labelledby" in each.attributes
        ]
        assert {*referred, *labelled} <= set(ids)


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_shown_and_changes_nothing_else(
    database: sqlite3.Connection, text: str
) -> None:
    call = read_call(database, "acme", FULL_ID)
    person, sentence = call.people[0], call.sentences[0]
    page = Page(
        call_page(
            evolve(
                call,
                title=text or "-",
                brief=text or "-",
                people=[evolve(person, name=text or "-"), *call.people[1:]],
                sentences=[evolve(sentence, text=text), *call.sentences[1:]],
                trackers=[],
            )
        )
    )
    plain = Page(call_page(evolve(call, trackers=[])))
    assert [each.tag for each in page.elements] == [each.tag for each in plain.elements]
    assert FOREIGN.search(page.source) is None
    assert said_on(page)[0] == "\n".join(map(visible, text.splitlines()))


# The page of a call


def test_every_sentence_is_there_once_in_its_order(database: sqlite3.Connection) -> None:
    said = database.execute(
        "SELECT text FROM sentences WHERE call_id = ? ORDER BY monologue, sentence", (FULL_ID,)
    )
    assert said_on(page_of(database, FULL_ID)) == [text for (text,) in said]
    shown = said_on(page_of(database, HOSTILE_ID))
    assert len(shown) == len(SAID)
    assert shown[0] == f"</script>{SCRIPT}"
    assert shown[3] == SAID[3]
    assert shown[4] == "one\ntwo\nthree\\x00four"
    assert shown[5] == "&lt;b&gt; & \N{REPLACEMENT CHARACTER} half a character"


def test_each_sentence_leads_to_its_second_in_gong(database: sqlite3.Connection) -> None:
    links = [each.attributes["href"] for each in page_of(database, FULL_ID).all("a", "at")]
    in_gong = [urlsplit(link) for link in links if link and link.startswith("https:")]
    assert {(each.netloc, each.path) for each in in_gong} == {("app.gong.io", "/call")}
    asked = [parse_qs(each.query) for each in in_gong]
    assert {each["id"][0] for each in asked} == {FULL_ID}
    assert [json.loads(each["highlights"][0]) for each in asked] == [
        [{"type": "SHARE", "from": second, "to": second + 1}] for second in (0, 1, 2)
    ]


def test_an_address_that_is_not_plain_https_is_no_link(database: sqlite3.Connection) -> None:
    page = page_of(database, HOSTILE_ID)
    assert [each.text.strip() for each in page.all("span", "at")] == [f"0:0{n}" for n in range(6)]
    assert "javascript:" not in page.source


def test_the_head_tells_who_and_when(database: sqlite3.Connection) -> None:
    page = page_of(database, FULL_ID)
    assert page.all("title")[0].text == "Müller GmbH: 価格 🙂"
    assert page.one("time").text == "Mon 3 Feb 2025, 08:00 UTC"
    assert page.one("time").attributes["datetime"] == "2025-02-03T08:00:07.428000Z"
    facts = " ".join(page.one("p", "facts").text.split())
    assert "30:00 long" in facts
    assert "Open in Gong app.gong.io" in facts
    assert "Ann CFO" in page.one("dl", "people").text


def test_what_gong_made_of_the_call_is_there(database: sqlite3.Connection) -> None:
    text = page_of(database, FULL_ID).one("body").text
    for told in ("They liked it.", "Price matters", "Opening", "Silence", "Agenda", "Next"):
        assert told in text


def test_what_a_tracker_heard_is_marked_where_it_was_said(database: sqlite3.Connection) -> None:
    page = page_of(database, FULL_ID)
    assert [each.text for each in page.all("em")] == ["WALMART", "walmart"]
    assert [each.text for each in page.all("small", "tag")] == ["Stores", "Stores"]
    ticks = page.all("rect", "tick")
    assert [each.attributes["x"] for each in ticks] == ["0.08%", "0.14%", "0.50%"]


def test_a_call_known_by_its_transcript_alone_is_shown(database: sqlite3.Connection) -> None:
    page = page_of(database, "5")
    assert said_on(page) == ["Nobody knows this call."]
    assert page.one("h1").text == "(no title)"
    assert page.one("article", "turn").pieces[0].strip() == ""
    assert "Unknown speaker 1" in page.one("article", "turn").text


def test_a_call_without_a_transcript_says_so(tmp_path: Path) -> None:
    with closing(sqlite3.connect(harvested(tmp_path / "a.db", FULL))) as db:
        page = page_of(db, FULL_ID)
    assert said_on(page) == []
    assert "There is no transcript" in page.one("main").text
    assert "Price matters" in page.one("body").text
    assert page.all("section", "timeline") == []


def test_several_companies_may_have_a_call_of_one_id(tmp_path: Path) -> None:
    harvested(tmp_path / "a.db", FULL, transcript(FULL_ID, "Ours."), company="acme")
    harvested(tmp_path / "a.db", FULL, transcript(FULL_ID, "Theirs."), company="globex")
    with closing(sqlite3.connect(tmp_path / "a.db")) as db:
        assert companies_with(db, FULL_ID) == ["acme", "globex"]
        theirs = Page(call_page(read_call(db, "globex", FULL_ID)))
        both, one = read_harvest(db), read_harvest(db, "globex")
    assert said_on(theirs) == ["Theirs."]
    assert (both.calls, one.calls, len(one.rows)) == (2, 1, 1)
    assert "Company" in Page(index_page(both, "a.db", "view", ())).one("thead").text


# The page of a harvest


def test_the_figures_are_the_database_s(database: sqlite3.Connection) -> None:
    page = index_of(database)
    names = [each.text for each in page.all("dt")[:4]]
    figures = dict(zip(names, (each.text for each in page.all("dd")), strict=False))
    asked = (
        "SELECT count(*) FROM (SELECT call_id FROM calls UNION SELECT call_id FROM transcripts)",
        "SELECT printf('%.0f', sum(duration_s) / 3600.0) FROM calls",
        "SELECT count(*) FROM transcripts",
        "SELECT count(*) FROM sentences",
    )
    found = [str(database.execute(query).fetchone()[0]) for query in asked]
    assert figures == dict(zip(("calls", "hours", "transcripts", "sentences"), found, strict=True))


def test_the_list_has_every_call_with_its_people(database: sqlite3.Connection) -> None:
    page = index_of(database, HOSTILE_ID)
    (island,) = [s for s in page.all("script") if s.attributes["type"] == "application/json"]
    assert not set("<>&'") & set(island.text)
    data = json.loads(island.text)
    listed = {call_id: rest for call_id, *rest in data["calls"]}
    assert list(listed) == [HOSTILE_ID, FULL_ID, "5"]
    title, when, long, company, people, heard, has_page = listed[FULL_ID]
    assert (title, when, long, has_page) == ("Müller GmbH: 価格 🙂", "2025-02-03T08:00", 1800, 0)
    named = [data["names"][place] for place in (*company, *people, *heard)]
    assert named == ["acme", "Ann", "Stores"]
    assert listed[HOSTILE_ID][-1] == 1
    assert len(listed[HOSTILE_ID][0]) < 400
    assert listed["5"][:3] == ["", "", None]


def test_no_database_has_too_much_time_in_it(tmp_path: Path) -> None:
    days = ("0001-01-01", "1971-05-06", "2026-02-28", "2026-03-01", "2099-12-31", "9999-12-31")
    calls = [{"metaData": {"id": str(n), "started": f"{d}T12:00:00Z"}} for n, d in enumerate(days)]
    with closing(sqlite3.connect(harvested(tmp_path / "a.db", *calls))) as db:
        page = index_of(db)
    chart = page.one("section", "wide")
    assert "Calls a year" in chart.text
    assert "2 calls without a date" in chart.text
    assert "year of 2026-01-01: 2" in chart.text


def test_of_very_many_calls_the_newest_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    with closing(sqlite3.connect(harvested(tmp_path / "a.db"))) as db:
        rows = ((str(n), f"2026-01-01T00:00:00.{n:06}Z") for n in range(20_001))
        db.executemany("INSERT INTO calls (company, call_id, started) VALUES ('a', ?, ?)", rows)
        harvest = read_harvest(db)
        page = Page(index_page(harvest, "a.db", "gong-async view a.db", ()))
    assert [harvest.rows[place].call_id for place in (0, -1)] == ["20000", "1"]
    assert "The newest 20,000 calls are listed" in page.one("main").text
    assert page.all("dd")[0].text == "20,001"


def test_an_empty_harvest_is_a_page_too(tmp_path: Path) -> None:
    with closing(sqlite3.connect(harvested(tmp_path / "a.db"))) as db:
        page = index_of(db)
    assert page.all("section", "chart") == []
    assert [each.text for each in page.all("dd")[:4]] == ["0"] * 4


def test_without_jinja_a_page_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['jinja2'] = None; import gong_async.view;"
        " gong_async.view.render.render('index.html', (), {})"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    said = "ConfigError: pages need jinja2: pip install 'gong-async[cli]'"
    assert ended.stderr.splitlines()[-1].endswith(said)
