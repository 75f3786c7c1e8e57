"""The command ``gong-async``, from the extra ``cli``; one file a command."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

__all__ = ["main"]


def main() -> int:
    """Run the command line of this process; return the exit code."""
    _open_what_is_closed()
    if missing := [name for name in ("cyclopts", "jinja2", "rich") if find_spec(name) is None]:
        sys.stderr.write(
            f"gong-async: the command line needs {', '.join(missing)}:"
            " pip install 'gong-async[cli]'\n"
        )
        return 2
    from gong_async.cli.app import run

    return run(sys.argv[1:])


def _open_what_is_closed() -> None:
    """Lead standard streams that are closed to nowhere, before a file of ours gets their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
