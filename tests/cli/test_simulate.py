from __future__ import annotations

import asyncio
import re
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from gong_async import Gong
from gong_async.cli.app import run
from tests.cli.command import Command, ended, simulator, stop

STUBBORN = """
import asyncio, sys
from gong_async.cli.exits import until_signal

async def work():
    while True:
        try:
            print("at work", flush=True)
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass

asyncio.run(until_signal(work()))
"""


async def test_it_serves_what_it_says_until_interrupted(tmp_path: Path) -> None:
    process = await Command(tmp_path).start(
        "simulate", "--port", "0", "--calls", "50", "--latency", "0"
    )
    assert process.stderr is not None
    told = await process.stderr.readuntil(b"gong-async harvest")
    given = dict(re.findall(r"export (\w+)=(\S+)", told.decode()))
    async with Gong(
        base_url=given["GONG_BASE_URL"],
        access_key=given["GONG_ACCESS_KEY"],
        access_key_secret=given["GONG_ACCESS_KEY_SECRET"],
    ) as gong:
        assert await gong.calls.list().total() == 50
    done = await stop(process, signal.SIGINT)
    assert (done.code, done.out) == (130, "")
    assert "ended after 1 request" in done.err


async def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    async with simulator(calls=1) as sim:
        port = sim.url.rpartition(":")[2]
        done = await Command(tmp_path).run("simulate", "--port", port, "--calls", "1")
    assert done.code == 2
    assert f"port {port} cannot be listened on" in done.err
    assert "--port" in done.err


def test_faults_come_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faults = tmp_path / "faults.json"
    faults.write_text('{"kinds": ["flood"]}')
    assert run(["simulate", "--faults", str(faults), "--calls", "1"]) == 2
    assert "faults.json: faults.kinds[0]: kind: must be one of" in capsys.readouterr().err


async def test_the_second_signal_kills() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STUBBORN, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    for _ in range(2):
        await process.stdout.readline()
        process.send_signal(signal.SIGTERM)
    assert (await ended(process)).code == -signal.SIGTERM
