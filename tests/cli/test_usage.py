"""What is refused before anything is sent."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from gong_async.cli.app import run
from tests.cli.command import Command

NOBODY = "http://127.0.0.1:9"
COMMANDS = ("harvest", "media", "search", "demo", "simulate", "view")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GONG_BASE_URL", NOBODY)
    monkeypatch.setenv("GONG_ACCESS_KEY", "key")
    monkeypatch.setenv("GONG_ACCESS_KEY_SECRET", "sim-secret")
    monkeypatch.delenv("GONG_ACCESS_TOKEN", raising=False)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nonsense"], 'Unknown command "nonsense"'),
        (["harvest"], "OUT requires an argument"),
        (["harvest", "a.db", "--nonsense"], "Unknown option: --nonsense"),
        (["harvest", "a.db", "b.db"], "nothing takes b.db"),
        (["harvest", "a.db", "--secret", "x"], "--secret"),
        (["harvest", "a.db", "--since", "yesterday"], "--since: 'yesterday' is not a time"),
        (["harvest", "a.db", "--since", "2026-02-30"], "--since: '2026-02-30' is not a time"),
        (["harvest", "a.db", "--since", "2026-02-01T09:30"], "2026-02-01T09:30Z for UTC"),
        (["harvest", "a.db", "--until", "0001-01-01T00:00+14:00"], "is not a time"),
        (["harvest", "a.db", "--until", "0001-01-01"], "is too long ago"),
        (["harvest", "a.db", "--since", "2999-01-01"], "must be before --until"),
        (["harvest", "a.db", "--look-back", "soon"], "--look-back: 'soon' is not a length"),
        (["harvest", "a.db", "--max-age", "1y"], "give one like 7d, 12h, 30m or 90s"),
        (["harvest", "a.db", "--max-age", "999999999d"], "--max-age: 999999999d is too long"),
        (["harvest", "a.db", "--follow", "often"], "--follow: 'often' is not a length of time"),
        (["harvest", "a.db", "--follow", "0s"], "--follow must be at least 1s"),
        (["harvest", "a.db", "--follow", "1h", "2h"], "--follow: give one length of time"),
        (["harvest", "a.db", "--follow", "--plan"], "--follow has no end: leave out --plan"),
        (["harvest", "a.db", "--follow", "--until", "2026-01-01"], "leave out --until"),
        (["harvest", "a.db", "--quota", "0"], "--quota must be at least 1"),
        (["harvest", "a.db", "--quota-share", "1.5"], "--quota-share must be more than 0"),
        (["harvest", "a.db", "--quota", "9", "--quota-share", "0.1"], "not even one call"),
        (["harvest", "a.db", "--company", "a", "--company", "b"], "there is only one company"),
        (["harvest", "a.db", "--config", "missing.toml"], "there is no file missing.toml"),
        (["harvest", "a.db", "--ledger", "nowhere/a.json"], "nowhere/a.json cannot be opened"),
        (["harvest", "a.db", "--ledger", "folder.db"], "folder.db"),
        (["harvest", "a.db", "--format", "xml"], "--format"),
        (["harvest", "a.db", "--format", "parquet"], "name a folder"),
        (
            ["harvest", "a.db", "--since", "2026-02-01", "--until", "2026-02-01T01:00+01:00"],
            "--since (2026-02-01T00:00:00Z) must be before --until (2026-02-01T00:00:00Z)",
        ),
        (["harvest", "a.db", "--stream", "emails"], "no stream 'emails'"),
        (
            ["harvest", "a.db", "--workspace", "../users"],
            "workspace_ids must be text of 1 to 20 digits",
        ),
        (["harvest", "a.db", "--company", "a b"], "company must be"),
        (["harvest", "a.db", "--rate", "0"], "--rate must be more than 0"),
        (["harvest", "a.db", "--rate", "nan"], "--rate must be more than 0"),
        (["harvest", "a.db", "--rate", "fast"], "--rate"),
        (["harvest", "a.db", "--events", "xml"], "--events"),
        (["harvest", "a.csv"], "no output for 'a.csv'"),
        (["harvest", "nowhere/a.db"], "nowhere"),
        (["harvest", "folder.db"], "folder.db"),
        (["harvest", "file/a.db"], "file"),
        (["media"], "OUT requires an argument"),
        (["media", "missing.db"], "there is no file missing.db"),
        (["media", "file"], "file cannot be read"),
        (["media", "."], "is not a harvest's folder; make one with"),
        (["media", "a.duckdb"], "there is no file a.duckdb"),
        (["media", "a.db", "--kind", "text"], "--kind"),
        (["media", "a.db", "--at-once", "0"], "--at-once must be at least 1"),
        (["media", "a.db", "--secret", "x"], "--secret"),
        (["search", "missing.db", "budget"], "there is no file missing.db"),
        (["search", "file", "budget"], "file cannot be read"),
        (["search", "missing.db"], "QUERY requires an argument"),
        (["search", "missing.db", " "], "say what to look for"),
        (["search", "missing.db", "budget", "--limit", "0"], "--limit must be at least 1"),
        (["simulate", "--port", "70000"], "--port must be from 0 to 65535"),
        (["simulate", "--calls", "0"], "--calls must be at least 1"),
        (["simulate", "--rate", "-1"], "--rate must be more than 0"),
        (["simulate", "--quota", "0"], "--quota must be at least 1"),
        (["simulate", "--latency", "inf"], "--latency must be 0 or more"),
        (["simulate", "--faults", "missing.json"], "missing.json cannot be read"),
        (["simulate", "--faults", "file"], "--faults: file: not JSON"),
        (["demo", "demo.txt"], "no output for 'demo.txt'"),
        (["demo", "demo/"], "the demo makes a SQLite file; name one that ends with .db"),
        (["demo", "demo.duckdb"], "the demo makes a SQLite file; name one that ends with .db"),
    ],
)
def test_a_mistake_is_told_without_a_request(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A request would be a refused connection here, which has another exit code."""
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "file").write_text("no database, no JSON, no folder either")
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert said.out == ""
    assert "sim-secret" not in said.err


@pytest.mark.parametrize("url", ["http://api.gong.io", "https://me:pw@api.gong.io", "ftp://x"])
def test_a_base_url_that_credentials_may_not_go_to_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GONG_BASE_URL", url)
    assert run(["harvest", "a.db", "--since", "2026-01-01"]) == 2
    assert "GONG_BASE_URL: the base URL must" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_tells_every_argument_and_offers_no_place_for_a_secret(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert run([command, "--help"]) == 0
    said = capsys.readouterr().out
    options = {word for word in said.split() if word.startswith("--")}
    expected = {
        "harvest": {
            *("--since", "--until", "--workspace", "--stream", "--format", "--look-back"),
            *("--max-age", "--plan", "--follow", "--company", "--config", "--rate", "--quota"),
            *("--quota-share", "--ledger", "--wait-for-quota", "--events"),
        },
        "media": {
            *("--kind", "--folder", "--since", "--until", "--at-once", "--company", "--config"),
            *("--rate", "--quota", "--quota-share", "--ledger"),
        },
        "simulate": {
            *("--port", "--calls", "--seed", "--rate", "--quota", "--latency", "--faults")
        },
        "search": {"--limit"},
        "demo": set[str](),
        "view": {"--out", "--company", "--no-open"},
    }[command]
    assert expected <= options
    assert not [each for each in options if any(s in each for s in ("key", "secret", "token"))]


async def test_help_fits_a_narrow_terminal(tmp_path: Path) -> None:
    done = await Command(tmp_path).run("harvest", "--help", COLUMNS="80")
    assert max(map(len, done.out.splitlines())) <= 80
    assert "…" not in done.out


async def test_the_command_runs_as_a_module(tmp_path: Path) -> None:
    done = await Command(tmp_path).run("--help")
    assert (done.code, done.err) == (0, "")
    assert all(command in done.out for command in COMMANDS)


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"{version('gong-async')}\n"


def test_without_the_extra_the_command_tells_what_to_install() -> None:
    code = (
        "import sys; sys.modules |= dict.fromkeys(['cyclopts', 'jinja2', 'rich']);"
        " from gong_async.cli import main; sys.exit(main())"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.returncode == 2
    told = "the command line needs cyclopts, jinja2, rich: pip install 'gong-async[cli]'"
    assert ended.stderr == f"gong-async: {told}\n"
