"""The commands that read, against a simulator."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from gong_async.cli.app import COMMANDS, run
from gong_async.sim import GongSim
from tests.cli.command import Command, simulator

HOSTILE = "=1+1 | <script>\x1b[2J\u202egnol\n*b*"


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[GongSim]:
    async with simulator(calls=230) as running:
        yield running


@pytest.fixture
def command(sim: GongSim, tmp_path: Path) -> Command:
    return Command(tmp_path, sim)


def records(lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.splitlines()]


def hint(err: str) -> list[str]:
    """Return the options that go on, as a command said them."""
    return err.splitlines()[-1].rpartition("goes on with: ")[2].split()


class TestListing:
    async def test_a_pipe_gets_an_object_a_line_as_gong_sent_it(
        self, command: Command, sim: GongSim
    ) -> None:
        done = await command.run("calls", "list", "--limit", "3")
        assert done.code == 0
        assert records(done.out) == [call.basic for call in sim.world.calls[:3]]

    async def test_what_it_says_goes_on_where_it_stopped(
        self, command: Command, sim: GongSim
    ) -> None:
        found, options = list[str](), list[str]()
        for _ in range(4):
            done = await command.run("calls", "list", "--limit", "60", *options)
            found += [record["id"] for record in records(done.out)]
            options = hint(done.err) if done.err else []
        assert found == [call.id for call in sim.world.calls]
        assert options == []

    async def test_all_is_all(self, command: Command, sim: GongSim) -> None:
        done = await command.run("calls", "list", "--all", "--format", "json")
        assert [each["id"] for each in json.loads(done.out)] == [c.id for c in sim.world.calls]
        assert (done.err, sim.requests) == ("", 3)

    async def test_a_whole_page_is_followed_by_a_cursor_that_nobody_else_gets(
        self, command: Command
    ) -> None:
        done = await command.run("calls", "list")
        assert "there is more of 230" in done.err
        other = await command.run("calls", "list", "--workspace-id", "1", *hint(done.err))
        assert other.code == 1
        assert "belongs to a listing with other arguments" in other.err

    async def test_a_range_in_days_is_told(self, command: Command, sim: GongSim) -> None:
        done = await command.run("calls", "list", "--since", "2026-02-01", "--all")
        assert "--since 2026-02-01 is taken as 2026-02-01T00:00:00Z" in done.err
        assert 0 < len(records(done.out)) < 230

    async def test_nothing_found_is_no_failure(self, command: Command) -> None:
        done = await command.run("calls", "list", "--since", "1999-01-01", "--until", "1999-01-02")
        assert (done.code, done.out) == (0, "")
        assert "nothing found" in done.err


class TestForms:
    @pytest.fixture
    def hostile(self, sim: GongSim) -> str:
        sim.edit(sim.world.calls[0].id, title=HOSTILE)
        return HOSTILE

    async def test_json_means_the_same_and_shows_harmlessly(
        self, command: Command, hostile: str
    ) -> None:
        for form in ("json", "jsonl"):
            done = await command.run("calls", "list", "--limit", "1", "--format", form)
            (record,) = json.loads(done.out) if form == "json" else records(done.out)
            assert record["title"] == hostile
            assert done.out.replace("\n", "").isprintable()

    async def test_csv_keeps_a_spreadsheet_from_computing(
        self, command: Command, hostile: str
    ) -> None:
        done = await command.run("calls", "list", "--limit", "2", "--format", "csv")
        first, second = csv.DictReader(io.StringIO(done.out))
        assert first["title"] == f"'{hostile}"
        assert second["duration"].isdigit()

    async def test_markdown_says_what_was_said_and_no_more(
        self, command: Command, hostile: str
    ) -> None:
        done = await command.run(
            *("calls", "list", "--limit", "1", "--format", "markdown", "--columns", "title,id")
        )
        _, _, row = done.out.splitlines()
        assert row.startswith(r"| =1+1 \| \<script\>\\x1b\[2J\\u202egnol \*b\* |")

    async def test_a_terminal_gets_a_table_that_fits(self, command: Command, hostile: str) -> None:
        list_ = ("calls", "list", "--limit", "1")
        code, shown = await command.run_on_terminal(*list_)
        assert (code, "columns shown; --format json has them all" in shown) == (0, True)
        lines = re.sub(r"\x1b\[[0-9]+m|\r", "", shown).split("\n")
        assert [line for line in lines if len(line) > 80 and "--" not in line] == []
        code, shown = await command.run_on_terminal(*list_, "--columns", "id,title")
        assert (code, "\\x1b[2J" in shown, "\x1b[2J" in shown) == (0, True, False)

    async def test_one_object_is_a_table_of_names_and_values(
        self, command: Command, sim: GongSim
    ) -> None:
        call = sim.world.calls[0]
        done = await command.run("calls", "get", call.id, "--format", "table")
        assert any(line.split() == ["id", call.id] for line in done.out.splitlines())


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
            (["calls", "list", "--cursor", "x"], 1, "this is not a cursor of a page"),
            (["calls", "steal"], 2, "steal"),
        ],
    )
    async def test_what_cannot_be_done_says_what_to_do(
        self, command: Command, arguments: list[str], code: int, told: str
    ) -> None:
        done = await command.run(*arguments)
        assert (done.code, done.out) == (code, "")
        assert told in done.err

    async def test_wrong_credentials_are_told(self, sim: GongSim, tmp_path: Path) -> None:
        done = await Command(tmp_path, sim, secret="wrong").run("users", "list")
        assert done.code == 3
        assert "check GONG_ACCESS_KEY" in done.err


async def test_a_company_of_a_file_is_asked(sim: GongSim, tmp_path: Path) -> None:
    companies = tmp_path / "gong.toml"
    companies.write_text(
        f'[companies.acme]\nbase_url = "{sim.url}"\n'
        'access_key = {env = "KEY"}\naccess_key_secret = {env = "WORD"}\n'
        f'[companies.other]\nbase_url = "{sim.url}"\naccess_key = {{env = "KEY"}}\n'
        'access_key_secret = {env = "WORD"}\n'
    )
    companies.chmod(0o600)
    ask = ("workspaces", "--config", "gong.toml")
    secret = {"KEY": "sim-key", "WORD": Command(tmp_path).secret}
    several = await Command(tmp_path).run(*ask, **secret)
    assert (several.code, "choose one: acme, other" in several.err) == (2, True)
    done = await Command(tmp_path).run(*ask, "--company", "acme", **secret)
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
