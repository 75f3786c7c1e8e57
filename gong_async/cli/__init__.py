"""The command ``gong-async``, from the extra ``cli``; one file a command."""

from __future__ import annotations

import sys
from importlib.util import find_spec

__all__ = ["main"]


def main() -> int:
    """Run the command line of this process; return the exit code."""
    if missing := [name for name in ("cyclopts", "jinja2", "rich") if find_spec(name) is None]:
        sys.stderr.write(
            f"gong-async: the command line needs {' and '.join(missing)}, which is not installed;"
            " run: pip install 'gong-async[cli]'\n"
        )
        return 2
    from gong_async.cli.app import run

    return run(sys.argv[1:])
