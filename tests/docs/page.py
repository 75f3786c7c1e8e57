"""Do what a page says, block by block, as a reader would who starts in an empty folder."""

from __future__ import annotations

import ast
import asyncio
import configparser
import doctest
import inspect
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing, redirect_stdout
from pathlib import Path
from typing import Any

from attrs import define, field

from .blocks import Block

_PATIENCE = 60.0  # seconds until a command that hangs fails its page
_CRON = re.compile(r"(?:[\d*/,-]+ +){5}\S.*")


@define
class Page:
    """
    A page that is being read.

    Python blocks share a namespace; one that awaits outside of a function runs as it would in a
    notebook.  Commands run in bash.  Questions in SQL go to ``acme.db``.  A block that begins with
    a comment that names a file is that file.  A block of text is what the one before it prints.

    Args:
        folder: Where everything happens; the process is there, too.

        runner: The event loop of the Python blocks.
    """

    folder: Path
    runner: asyncio.Runner
    _namespace: dict[str, Any] = field(factory=lambda: {"__name__": "__main__"})
    _printed: str = ""

    def do(self, block: Block) -> None:
        """Do what *block* says; raise whatever is wrong with it."""
        if block.reason is not None:
            return
        if block.language not in _ACTIONS:
            raise AssertionError(f"nothing runs a block of {block.language or 'no language'}")
        if block.file_name is not None:
            (self.folder / block.file_name).write_text(block.text, "utf-8")
        _ACTIONS[block.language](self, block)

    def _python(self, block: Block) -> None:
        source = "\n" * (block.line - 1) + block.text  # so that tracebacks name the page's lines
        code = compile(source, block.page, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        if block.file_name is not None:
            return
        with redirect_stdout(io.StringIO()) as out:
            if code.co_flags & inspect.CO_COROUTINE:
                self.runner.run(eval(code, self._namespace))
            else:
                exec(code, self._namespace)
        self._printed = out.getvalue()

    def _sh(self, block: Block) -> None:
        if block.file_name is not None:
            return
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.text],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_PATIENCE,
        )
        assert done.returncode == 0, done.stdout
        assert "Traceback" not in done.stdout
        self._printed = done.stdout

    def _sql(self, block: Block) -> None:
        with closing(sqlite3.connect("file:acme.db?mode=ro", uri=True)) as connection:
            rows = connection.execute(block.text).fetchall()
        assert rows, "an example that finds nothing shows nothing"
        self._printed = "".join("|".join(map(str, row)) + "\n" for row in rows)

    def _text(self, block: Block) -> None:
        same = doctest.OutputChecker().check_output
        options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
        assert same(block.text, self._printed, options), self._printed

    def _toml(self, block: Block) -> None:
        assert block.file_name, "name the file that this is"
        tomllib.loads(block.text)

    def _ini(self, block: Block) -> None:
        assert block.file_name, "name the unit that this is"
        unit = configparser.ConfigParser(strict=True, interpolation=None)
        unit.read_string(block.text)
        if shutil.which("systemd-analyze"):
            self._verify(block.file_name)

    def _verify(self, unit: str) -> None:
        """Have systemd judge a unit; where it expects our command, there is none here."""
        path = self.folder / unit
        as_installed = path.read_text("utf-8")
        path.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", as_installed), "utf-8")
        judged = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(path)],
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
        )
        path.write_text(as_installed, "utf-8")
        assert judged.returncode == 0, judged.stderr
        assert unit not in judged.stderr, judged.stderr

    def _json(self, block: Block) -> None:
        json.loads(block.text)

    def _cron(self, block: Block) -> None:
        for line in filter(None, block.text.splitlines()):
            assert _CRON.fullmatch(line), line


_ACTIONS = {
    "cron": Page._cron,
    "ini": Page._ini,
    "json": Page._json,
    "python": Page._python,
    "sh": Page._sh,
    "sql": Page._sql,
    "text": Page._text,
    "toml": Page._toml,
}


def path_with_our_commands() -> str:
    """Return a PATH on which ``gong-async`` is the one under test."""
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
