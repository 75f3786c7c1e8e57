"""The commands that read, against a simulator."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
import sys
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gong_async.cli.app import COMMANDS, command_line, run
from gong_async.cli.listing import how_to_go_on
from gong_async.sim import GongSim
from tests.cli.command import SECRET, Command, run_here
from tests.cli.conftest import Fast

pytestmark = [
    pytest.mark.gong_sim(calls=230, access_key_secret=SECRET),
    pytest.mark.usefixtures("in_environment"),
]

HOSTILE = "=1+1 | <script>\x1b[2J\u202egnol\r\n*b*"
HARMLESS = r"=1+1 | <script>\x1b[2J\u202egnol\r"


def records(lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.splitlines()]


def hint(err: str) -> list[str]:
    """Return the options that go on, as a command said them."""
    return shlex.split(err.splitlines()[-1].rpartition("goes on with: ")[2])


def gone_on_with(limits: list[int], *asked: str, skip: int = 0) -> list[str]:
    """Return the ids that come when a command goes on as it says until there is no more."""
    found, options = list[str](), ["--skip", str(skip)]
    for limit in cycle(limits):
        done = run_here(*asked, f"--limit={limit}", *options)
        here = [record.get("id") or record["callId"] for record in records(done.out)]
        found += here
        if "there is more" not in done.err:
            return found
        assert len(here) == limit
        options = hint(done.err)
    raise AssertionError("there are no limits")


class TestListing:
    def test_a_pipe_gets_an_object_a_line_as_gong_sent_it(self, gong_sim: GongSim) -> None:
        done = run_here("calls", "list", "--limit", "3")
        assert done.code == 0
        assert records(done.out) == [call.basic for call in gong_sim.world.calls[:3]]

    def test_what_it_says_goes_on_where_it_stopped(self, gong_sim: GongSim, fast: Fast) -> None:
        calls = [call.id for call in gong_sim.world.calls]

        @settings(max_examples=20, deadline=None)
        @given(limits=st.lists(st.integers(40, 130), min_size=1), skip=st.integers(0, 240))
        @example(limits=[100], skip=0)
        @example(limits=[100], skip=100)
        def nothing_is_lost_or_comes_twice(limits: list[int], skip: int) -> None:
            assert gone_on_with(limits, *fast("calls", "list"), skip=skip) == calls[skip:]

        nothing_is_lost_or_comes_twice()

    def test_it_goes_on_in_a_listing_of_ids(self, gong_sim: GongSim, fast: Fast) -> None:
        ids = [call.id for call in gong_sim.world.calls]
        asked = fast("calls", "transcripts", *(f"--call-id={call_id}" for call_id in ids))
        every = [each["callId"] for each in records(run_here(*asked, "--all").out)]
        assert gone_on_with([150], *asked) == every

    def test_what_it_says_is_safe_to_paste_into_a_shell(self) -> None:
        cursor = "f0:$(touch x); 'b' \"c"
        assert shlex.split(how_to_go_on(cursor, 7)) == ["--cursor", cursor, "--skip", "7"]

    def test_all_is_all(self, gong_sim: GongSim) -> None:
        done = run_here("calls", "list", "--all", "--format", "json")
        assert [each["id"] for each in json.loads(done.out)] == [c.id for c in gong_sim.world.calls]
        assert (done.err, gong_sim.requests) == ("", 3)

    def test_a_whole_page_is_followed_by_a_cursor_that_nobody_else_gets(self) -> None:
        done = run_here("calls", "list")
        assert "there is more of 230" in done.err
        other = run_here("calls", "list", "--workspace-id", "1", *hint(done.err))
        assert other.code == 1
        assert other.err.endswith(
            "belongs to a listing with other arguments; repeat them unchanged\n"
        )

    def test_a_cursor_that_is_too_old_says_how_to_begin_again(self) -> None:
        option, cursor = hint(run_here("calls", "list").err)
        done = run_here("calls", "list", option, f"{cursor}x")
        assert (done.code, done.out) == (1, "")
        assert "a cursor is good for an hour: begin without --cursor" in done.err

    def test_a_range_in_days_is_told(self, gong_sim: GongSim) -> None:
        done = run_here("calls", "list", "--since", "2026-02-01", "--all")
        assert "--since 2026-02-01 is taken as 2026-02-01T00:00:00Z" in done.err
        assert 0 < len(records(done.out)) < 230

    def test_nothing_found_is_no_failure(self) -> None:
        done = run_here("calls", "list", "--since", "1999-01-01", "--until", "1999-01-02")
        assert (done.code, done.out) == (0, "")
        assert "nothing found" in done.err


class TestForms:
    @pytest.fixture
    def hostile(self, gong_sim: GongSim) -> str:
        gong_sim.edit(gong_sim.world.calls[0].id, title=HOSTILE)
        return HOSTILE

    def test_json_means_the_same(self, hostile: str) -> None:
        for form in ("json", "jsonl"):
            done = run_here("calls", "list", "--limit", "1", "--format", form)
            (record,) = json.loads(done.out) if form == "json" else records(done.out)
            assert record["title"] == hostile

    @pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "markdown"])
    def test_no_form_lets_a_terminal_obey(self, gong_sim: GongSim, hostile: str, form: str) -> None:
        call_id = gong_sim.world.calls[0].id
        listed = ("list", "--limit", "1"), ("extensive", f"--call-id={call_id}")
        for command in (*listed, ("get", call_id)):
            done = run_here("calls", *command, "--format", form)
            assert "script" in done.out
            assert done.out.replace("\n", "").isprintable()

    def test_csv_keeps_a_spreadsheet_from_computing_and_a_terminal_from_obeying(
        self, hostile: str
    ) -> None:
        done = run_here("calls", "list", "--limit", "2", "--format", "csv")
        first, second = csv.DictReader(io.StringIO(done.out))
        assert first["title"] == f"'{HARMLESS}\n*b*"
        assert second["duration"].isdigit()

    def test_markdown_says_what_was_said_and_no_more(self, hostile: str) -> None:
        done = run_here(
            *("calls", "list", "--limit", "1", "--format", "markdown", "--columns", "title,id")
        )
        _, _, row = done.out.splitlines()
        assert row.startswith(r"| =1+1 \| \<script\>\\x1b\[2J\\u202egnol \*b\* |")

    async def test_a_terminal_gets_a_table_that_fits(
        self, hostile: str, gong_sim: GongSim, tmp_path: Path
    ) -> None:
        list_ = ("calls", "list", "--limit", "1")
        code, shown = await Command(tmp_path, gong_sim).run_on_terminal(*list_)
        assert (code, "columns shown; --format json has them all" in shown) == (0, True)
        lines = re.sub(r"\x1b\[[0-9]+m|\r", "", shown).split("\n")
        assert [line for line in lines if len(line) > 80 and "--" not in line] == []
        code, shown = await Command(tmp_path, gong_sim).run_on_terminal(
            *list_, "--columns", "id,title"
        )
        assert (code, "\\x1b[2J" in shown, "\x1b[2J" in shown) == (0, True, False)

    def test_a_title_of_64_kb_leaves_room_for_others(self, gong_sim: GongSim) -> None:
        gong_sim.edit(gong_sim.world.calls[0].id, title="long " * 13_000)
        done = run_here("calls", "list", "--limit", "2", "--format", "table")
        assert "title" in done.out
        assert "…" in done.out
        assert len(done.out.splitlines()) < 20
        assert max(map(len, done.out.splitlines())) <= 80

    @pytest.mark.parametrize("form", ["table", "csv", "markdown"])
    def test_a_column_that_nothing_has_is_told(self, form: str) -> None:
        asked = ("calls", "list", "--limit", "1", "--columns", "id,titel")
        done = run_here(*asked, "--format", form)
        assert done.code == 0
        assert "nothing has a column titel; there are: id, url, title" in done.err

    @pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "markdown"])
    def test_nothing_is_not_an_empty_row(self, form: str) -> None:
        done = run_here("crm", "integrations", "--format", form)
        assert (done.code, done.out) == (0, "[]\n" if form == "json" else "")

    def test_one_object_is_a_table_of_names_and_values_and_of_its_lists(
        self, gong_sim: GongSim
    ) -> None:
        user = gong_sim.world.users[0]
        done = run_here("users", "get", user["id"], "--format", "table")
        told = [line.split() for line in done.out.splitlines()]
        assert ["id", user["id"]] in told
        assert told.index(["spokenLanguages"]) < told.index(["language", "primary"])


class TestRefusals:
    @pytest.mark.parametrize(
        ("arguments", "code", "told"),
        [
            (["calls", "get", "7"], 1, "Call ID 7 was not found"),
            (["calls", "get", "../users"], 2, "id must be text of 1 to 20 digits"),
            (["calls", "list", "--since", "soon"], 2, "--since: 'soon' is not a time"),
            (["calls", "list", "--since", "2026-02-01T10:00"], 2, "write 2026-02-01T10:00Z"),
            (["calls", "list", "--limit", "0"], 2, "--limit must be at least 1"),
            (["calls", "list", "--company", "acme"], 2, "give the file that it is in"),
            (["calls", "list", "--config", "none.toml"], 2, "there is no file none.toml"),
            (["calls", "list", "--cursor", "x"], 2, "--cursor: give what an earlier command said"),
            (["calls", "steal"], 2, "steal"),
            (["calls", "get"], 2, "CALL_ID requires an argument"),
            (["calls", "list", "--columns", "id"], 2, "add --format table, csv or markdown"),
            (
                ["calls", "list", "--since", "2026-02-02T00:00Z", "--until", "2026-02-01T00:00Z"],
                *(2, "--since must be before --until"),
            ),
            (["flows", "steps", "--flow-id", "x"], 2, "each of --flow-id must be text of 1 to 20"),
        ],
    )
    def test_what_cannot_be_done_says_what_to_do(
        self, arguments: list[str], code: int, told: str
    ) -> None:
        done = run_here(*arguments)
        assert (done.code, done.out) == (code, "")
        assert told in done.err

    def test_wrong_credentials_are_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GONG_ACCESS_KEY_SECRET", "wrong")
        done = run_here("users", "list")
        assert done.code == 3
        assert "check GONG_ACCESS_KEY" in done.err


def test_a_company_of_a_file_is_asked(fast: Fast) -> None:
    several = run_here(*fast("workspaces")[:-2])
    assert (several.code, "choose one: acme, other" in several.err) == (2, True)
    done = run_here(*fast("workspaces"))
    assert [each["name"] for each in records(done.out)] == [
        "Sales",
        "Customer Success",
        "Sales Development",
    ]


@pytest.mark.parametrize("name", [path.partition(":")[2] for path in COMMANDS])
def test_help_of_a_command_is_its_documentation(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"Usage: gong-async {name}")
    assert "╭─" in told


@pytest.mark.parametrize("name", [path[6:] for path in COMMANDS if path.startswith("reads:")])
def test_help_speaks_to_people_who_know_no_python(name: str) -> None:
    app = command_line([name])[name]
    commands = [app, *(app[each] for each in app if not each.startswith("-"))]
    told = "".join(each.default_command.__doc__ or "" for each in commands if each.default_command)
    assert told
    jargon = r"\bNone\b|\baware\b|collection\b[^;.]*nothing|``|\(\)|`\[|:\w+:`|\*\w+\*|_[a-z]+`"
    assert re.findall(jargon, told) == []


def test_help_names_options_as_they_are_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["tasks", "list", "--help"]) == 0
    assert "--status CHOICE" in capsys.readouterr().out
    assert run(["calls", "list", "--help"]) == 0
    assert "List the calls from --since to --until" in capsys.readouterr().out


def test_help_imports_neither_the_network_nor_the_models() -> None:
    script = (
        "import sys; from gong_async.cli.app import run; run(['--help']);"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert loaded & {"aiohttp", "asyncio", "cattrs", "sqlite3", "rich.markdown"} == set()
    assert not any(name.startswith("gong_async.models") for name in loaded)
    for path in COMMANDS:
        assert path.partition(":")[2] in done.stdout
