"""Run the command, in this process or in one of its own, against a simulator in this one."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import pty
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import define, frozen

from gong_async.cli.app import run
from gong_async.sim import GongSim

SECRET = "a-secret-of-ours"
PATIENCE = 60.0  # seconds until a command that hangs fails its test


def simulator(**options: Any) -> GongSim:
    """A company without limits, whose secret is nobody else's."""
    settings: dict[str, Any] = {"rate": None, "quota": None, "access_key_secret": SECRET}
    return GongSim(**(settings | options))


@frozen
class Ended:
    code: int
    out: str
    err: str

    def checked(self) -> Ended:
        assert "Traceback" not in self.err
        assert "Warning" not in self.err
        assert SECRET not in self.out + self.err
        return self


def run_here(*arguments: str) -> Ended:
    """Run ``gong-async`` in this process, which takes no time; the simulator is in a thread."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    return Ended(code, out.getvalue(), err.getvalue()).checked()


@define
class Command:
    """``gong-async`` in *folder*, with the credentials of *sim* in its environment, or none."""

    folder: Path
    sim: GongSim | None = None
    secret: str = SECRET

    async def start(self, *arguments: str, stdout: int = PIPE, **environment: str) -> Process:
        return await asyncio.create_subprocess_exec(
            *self.line(*arguments),
            cwd=self.folder,
            env=self.environment() | environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=stdout,
            stderr=PIPE,
            limit=2**20,
        )

    async def run(self, *arguments: str, **environment: str) -> Ended:
        return await ended(await self.start(*arguments, **environment))

    async def run_without_reader(self, *arguments: str) -> Ended:
        """Run it with a standard output that nobody reads any more."""
        reading, writing = os.pipe()
        os.close(reading)
        try:
            process = await self.start(*arguments, stdout=writing)
        finally:
            os.close(writing)
        return await ended(process)

    async def run_on_terminal(self, *arguments: str, **environment: str) -> tuple[int, str]:
        """Return the exit code, and all that a terminal of 80 columns was sent."""
        terminal, inside = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            *self.line(*arguments),
            cwd=self.folder,
            env=self.environment() | {"TERM": "xterm-256color", "COLUMNS": "80"} | environment,
            stdin=inside,
            stdout=inside,
            stderr=inside,
        )
        os.close(inside)
        # In a thread: the event loop has no say in a terminal.
        shown = await asyncio.to_thread(_read, terminal)
        return (await ended(process)).code, shown

    def line(self, *arguments: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "gong_async", *arguments)

    def environment(self) -> dict[str, str]:
        foreign = ("GONG_", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        if self.sim is not None:
            environment |= {
                "GONG_BASE_URL": self.sim.url,
                "GONG_ACCESS_KEY": "sim-key",
                "GONG_ACCESS_KEY_SECRET": self.secret,
            }
        return environment


def _read(terminal: int) -> str:
    chunks: list[bytes] = []
    try:
        while chunk := os.read(terminal, 65_536):
            chunks.append(chunk)
    except OSError:  # how Linux says that the other side is closed
        pass
    finally:
        os.close(terminal)
    return b"".join(chunks).decode()


async def ended(process: Process) -> Ended:
    try:
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode is not None
    return Ended(process.returncode, (out or b"").decode(), (err or b"").decode()).checked()


async def stop(process: Process, signum: signal.Signals = signal.SIGTERM) -> Ended:
    process.send_signal(signum)
    return await ended(process)


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait for what another process does to *holds*; it tells nobody."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
