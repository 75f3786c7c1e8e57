"""The table of exit codes is the code's."""

from __future__ import annotations

import re
import signal

from gong_async.cli.exits import Exit

from .blocks import ROOT


def test_the_table_has_every_code() -> None:
    page = (ROOT / "docs" / "reference" / "exit-codes.md").read_text("utf-8")
    told = {int(code) for code in re.findall(r"(?m)^\| (\d+) \|", page)}
    signals = (signal.SIGINT, signal.SIGPIPE, signal.SIGTERM)
    assert told == {*Exit, *(128 + each for each in signals)}
