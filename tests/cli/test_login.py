"""``gong-async login``, against the simulator's authorization server."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import socket
import stat
from asyncio.subprocess import Process
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from gong_async.oauth import FileTokenStore, OAuthToken
from gong_async.sim import GongSim
from tests.cli.command import Command, ended, simulator

TOKEN = OAuthToken(
    access_token="access",
    refresh_token="refresh",
    expires_at=datetime(2026, 5, 5, tzinfo=UTC),
    api_base_url="https://us-1.api.gong.io",
)
SCOPES = "api:calls:read:basic api:users:read api:workspaces:read"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def app_of(sim: GongSim) -> dict[str, str]:
    return {
        "GONG_OAUTH_URL": sim.url,
        "GONG_CLIENT_ID": sim.oauth.client_id,
        "GONG_CLIENT_SECRET": sim.oauth.client_secret,
    }


async def told_address(process: Process) -> str:
    """Wait until the command prints the address to authorize the app at."""
    assert process.stderr is not None
    async for line in process.stderr:
        if found := re.match(rb"  (http\S+)", line):
            return found[1].decode()
    raise AssertionError("no address was told")


async def browse(address: str) -> None:
    """Do what a browser does: follow the redirect to this machine."""
    async with aiohttp.ClientSession() as session, session.get(address) as landed:
        assert (landed.status, urlsplit(str(landed.url)).path) == (200, "/callback")


async def logged_in(command: Command, sim: GongSim, *options: str) -> Process:
    arguments = ("login", "acme.token", "--no-browser", "--port", str(free_port()), *options)
    return await command.start(*arguments, **app_of(sim))


async def test_the_token_is_kept_and_used_by_the_other_commands(tmp_path: Path) -> None:
    async with simulator(calls=20) as sim:
        process = await logged_in(Command(tmp_path), sim)
        await browse(await told_address(process))
        done = await ended(process)
        assert done.code == 0
        assert f"the token for {sim.url} is in acme.token" in done.err
        kept = tmp_path / "acme.token"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        variables = app_of(sim) | {"GONG_TOKEN_FILE": str(kept)}
        done = await Command(tmp_path).run("workspaces", **variables)
        assert (done.code, len(done.out.splitlines())) == (0, 3)
        for secret in (sim.oauth.client_secret, json.loads(kept.read_text())["access_token"]):
            assert secret not in done.err


async def test_a_scope_that_was_not_asked_for_is_missing_later(tmp_path: Path) -> None:
    async with simulator(calls=20) as sim:
        process = await logged_in(Command(tmp_path), sim, "--scope", "api:users:read")
        await browse(await told_address(process))
        assert (await ended(process)).code == 0
        variables = app_of(sim) | {"GONG_TOKEN_FILE": "acme.token"}
        done = await Command(tmp_path).run("workspaces", **variables)
    assert done.code == 3
    assert "ask a Gong administrator to grant the scope api:workspaces:read" in done.err


async def test_a_token_that_is_renewed_no_more_leads_to_another_login(tmp_path: Path) -> None:
    async with simulator(calls=20) as sim:
        process = await logged_in(Command(tmp_path), sim)
        await browse(await told_address(process))
        assert (await ended(process)).code == 0
        sim.oauth.revoke()
        variables = app_of(sim) | {"GONG_TOKEN_FILE": "acme.token"}
        done = await Command(tmp_path).run("workspaces", **variables)
    assert done.code == 3
    assert "gong-async login makes the file of GONG_TOKEN_FILE anew" in done.err
    assert "GONG_ACCESS_KEY" not in done.err


async def test_an_answer_to_another_request_does_not_end_the_waiting(tmp_path: Path) -> None:
    async with simulator(calls=20) as sim:
        process = await logged_in(Command(tmp_path), sim)
        address = await told_address(process)
        port = re.search(r"localhost%3A(\d+)", address)
        assert port is not None
        landing = f"http://127.0.0.1:{port[1]}/callback"
        async with aiohttp.ClientSession() as session:
            for query in ("?code=mine&state=mine", "?code=mine", "", "?state=%FF"):
                async with session.get(landing + query) as refused:
                    assert refused.status == 404
        assert sim.oauth.grants == []
        await browse(address)
        assert (await ended(process)).code == 0


@pytest.mark.parametrize("file", ["nowhere/acme.token", ".", "", "notes.txt"])
async def test_a_file_that_cannot_be_is_refused_before_anybody_is_asked(
    tmp_path: Path, file: str
) -> None:
    async with simulator(calls=20) as sim:
        (tmp_path / "notes.txt").write_text("precious")
        (tmp_path / "notes.txt").chmod(0o600)
        done = await Command(tmp_path).run("login", file, "--no-browser", **app_of(sim))
        assert (done.code, sim.oauth.grants) == (2, [])
    assert "authorize the app at" not in done.err
    assert (tmp_path / "notes.txt").read_text() == "precious"


@pytest.mark.parametrize("before", ["", "token"])
async def test_a_token_and_an_empty_file_are_replaced(tmp_path: Path, before: str) -> None:
    async with simulator(calls=20) as sim:
        kept = tmp_path / "acme.token"
        kept.touch(0o600)
        if before:
            kept.write_text(TOKEN.to_json())
        process = await logged_in(Command(tmp_path), sim)
        await browse(await told_address(process))
        assert (await ended(process)).code == 0
        assert FileTokenStore(kept).load().api_base_url == sim.url


async def test_the_line_to_copy_is_quoted(tmp_path: Path) -> None:
    folder = tmp_path / "of acme's"
    folder.mkdir()
    async with simulator(calls=20) as sim:
        process = await logged_in(Command(folder), sim)
        await browse(await told_address(process))
        [line] = [each for each in (await ended(process)).err.splitlines() if "export" in each]
    assert shlex.split(line) == ["export", f"GONG_TOKEN_FILE={folder / 'acme.token'}"]


async def test_nobody_is_waited_for_for_ever(tmp_path: Path) -> None:
    async with simulator(calls=20) as sim:
        process = await logged_in(Command(tmp_path), sim, "--patience", "0.1")
        done = await ended(process)
    assert done.code == 1
    assert "nobody authorized the app within 0.1 s" in done.err


@pytest.mark.parametrize(
    ("arguments", "variables", "code", "told"),
    [
        ((), {}, 3, "GONG_CLIENT_ID is not set"),
        ((), {"GONG_CLIENT_ID": "a"}, 3, "GONG_CLIENT_SECRET is not set"),
        (("--scope", ""), {"GONG_CLIENT_ID": "a", "GONG_CLIENT_SECRET": "b"}, 2, "--scope: "),
        (("--port", "70000"), {"GONG_CLIENT_ID": "a", "GONG_CLIENT_SECRET": "b"}, 2, "--port must"),
    ],
)
async def test_what_cannot_be_done_is_refused_at_once(
    tmp_path: Path, arguments: tuple[str, ...], variables: dict[str, str], code: int, told: str
) -> None:
    done = await Command(tmp_path).run("login", "--no-browser", *arguments, **variables)
    assert (done.code, told in done.err) == (code, True)


async def test_a_token_file_without_its_app_says_what_is_missing(tmp_path: Path) -> None:
    done = await Command(tmp_path).run("workspaces", GONG_TOKEN_FILE="acme.token")
    assert done.code == 3
    assert "GONG_CLIENT_ID is not set" in done.err


async def test_an_interrupt_ends_the_waiting(tmp_path: Path) -> None:
    async with simulator(calls=20) as sim:
        process = await logged_in(Command(tmp_path), sim)
        await told_address(process)
        await asyncio.sleep(0)
        process.send_signal(2)
        assert (await ended(process)).code == 130
