"""The commands, and what becomes of whatever ends them."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from importlib.metadata import version

from cyclopts import App, CycloptsError

from gong_async.cli.demo import demo
from gong_async.cli.exits import Exit, Interrupted, UsageError, explain
from gong_async.cli.harvest import harvest
from gong_async.cli.media import media
from gong_async.cli.search import search
from gong_async.cli.simulate import simulate
from gong_async.cli.text import escape_what_stdout_lacks, forget_stdout, say
from gong_async.errors import ConfigError, GongError

__all__ = ["app", "run"]

app = App(
    name="gong-async",
    help="Harvest a company's Gong calls and transcripts into one file, and search them.",
    version=lambda: version("gong-async"),
    exit_on_error=False,
    print_error=False,
    result_action="return_value",
)
for command in (demo, harvest, media, search, simulate):
    app.command(command)


def run(tokens: Sequence[str]) -> int:
    """Carry out the command line *tokens*; return the exit code."""
    try:
        escape_what_stdout_lacks()
        code = app(tokens)
        sys.stdout.flush()
    except CycloptsError as error:
        command = " ".join((*app.name, *(error.command_chain or ())))
        say(f"gong-async: {error}", f"{command} --help tells what can be given")
        return Exit.USAGE
    except (GongError, UsageError) as error:
        code, told = explain(error)
        # Settings that cannot work are told in lines of our own, with nothing foreign in them.
        lines = told.split("\n") if isinstance(error, ConfigError) else [told]
        say(f"gong-async: {lines[0]}", *lines[1:])
    except Interrupted as interrupted:
        return interrupted.code
    except KeyboardInterrupt:  # before there is an event loop, or after it
        return 128 + signal.SIGINT
    except OSError as error:
        forget_stdout()
        if not isinstance(error, BrokenPipeError):  # that is how a reader says: enough
            say(f"gong-async: {error}")
        return Exit.FAILED
    return Exit.DONE if code is None else code
