"""The commands, and what becomes of whatever ends them."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from cyclopts import App, CycloptsError, UnusedCliTokensError

from gong_async.cli.exits import Exit, Interrupted, UsageError, explain
from gong_async.cli.text import escape_what_stdout_lacks, forget_stdout, say
from gong_async.errors import ConfigError, GongError

if TYPE_CHECKING:
    from cyclopts import ArgumentCollection

__all__ = ["COMMANDS", "command_line", "run"]

# Imported when they are used: help for all of them is to be there at once.
_OWN = {
    "harvest:harvest": "Bring calls, transcripts and people into one output.",
    "media:media": "Bring the recordings of harvested calls into a folder.",
    "search:search": "Find sentences in harvested transcripts, the best match first.",
    "transcript:transcript": "Print what was said in a call, and by whom.",
    "view:view": "Write a page to read a call, or an index of the whole harvest.",
    "demo:demo": "See it work, without an account.",
    "login:login": "Let an administrator authorize an app, and keep the token.",
    "doctor:doctor": "See what works with these credentials, and whom to ask for the rest.",
    "privacy:privacy": "What Gong has about a person, and how to have it deleted.",
    "simulate:simulate": "Be a Gong on this machine, until interrupted.",
    "completion:completion": "Let your shell complete commands and options.",
}
_READS = {
    "calls": "Calls, and what was said in them.",
    "users": "The people of the company.",
    "stats": "What people did, and how they talk.",
    "library": "The company's library of calls.",
    "settings": "Scorecards, trackers and briefs as they are set up.",
    "workspaces": "The company's workspaces.",
    "flows": "Engage flows, and the prospects in them.",
    "coaching": "What managers do for their people.",
    "audit": "Who did what in Gong.",
    "tasks": "What Engage tells users to do.",
    "outcomes": "What the outcome of a call can be.",
    "permissions": "Who may see and do what.",
    "meetings": "Whether Gong can make meetings for users.",
    "crm": "Objects of a CRM of one's own.",
    "integrations": "What integrations have set.",
    "ask": "Ask Gong's AI about an account, a deal, a contact or a lead; costs credits.",
    "brief": "Have Gong's AI write a brief; costs credits.",
}
COMMANDS = _OWN | {f"reads:{name}": summary for name, summary in _READS.items()}
"""Where each command is, and its summary."""


def _version() -> str:
    from importlib.metadata import version

    return version("gong-async")


def command_line(names: Collection[str] = ()) -> App:
    """
    Return all commands.

    Args:
        names: The commands that are used; the others are not even imported, and all that their
            help says is their summary.
    """
    asked = {path: path.partition(":")[2] in names for path in COMMANDS}
    # Plain text is imported in no time.
    form: Literal["markdown", "plaintext"] = "markdown" if any(asked.values()) else "plaintext"
    app = App(
        name="gong-async",
        help="Gong at the command line: harvest and search calls, and read all that the API has.",
        help_format=form,
        version=_version,
        exit_on_error=False,
        print_error=False,
        suppress_keyboard_interrupt=False,
        result_action="return_value",
        config=_expect_paths,
    )
    for path, summary in COMMANDS.items():
        name = path.partition(":")[2]
        app.command(f"gong_async.cli.{path}", name=name, help=None if asked[path] else summary)
    return app


def _expect_paths(_app: App, _names: tuple[str, ...], arguments: ArgumentCollection) -> None:
    """Refuse an empty path, which would be the current folder."""
    for each in arguments:
        is_path = Path in (each.hint, *get_args(each.hint))
        if is_path and any(not token.value for token in each.tokens):
            raise UsageError(f"{each.name} is empty; name a file or a folder")


def run(tokens: Sequence[str]) -> int:
    """Carry out the command line *tokens*; return the exit code."""
    app = command_line([token for token in tokens[:1] if not token.startswith("-")])
    try:
        escape_what_stdout_lacks()
        code = app(tokens)
        sys.stdout.flush()
    except CycloptsError as error:
        command = " ".join((*app.name, *(error.command_chain or ())))
        too_many = isinstance(error, UnusedCliTokensError) and error.unused_tokens
        told = f"nothing takes {shlex.join(too_many)}" if too_many else str(error)
        say(f"gong-async: {told}", f"{command} --help tells what can be given")
        return Exit.USAGE
    except (GongError, UsageError) as error:
        from_file = any(token.partition("=")[0] == "--config" for token in tokens)
        code, told = explain(error, from_file=from_file)
        # Settings that cannot work are told in lines of our own, with nothing foreign in them.
        lines = told.split("\n") if isinstance(error, ConfigError) else [told]
        say(f"gong-async: {lines[0]}", *lines[1:])
    except Interrupted as interrupted:
        return interrupted.code
    except KeyboardInterrupt:  # before there is an event loop, or after it
        return 128 + signal.SIGINT
    except (BrokenPipeError, SystemExit):  # as rich ends where nobody reads any more
        forget_stdout()
        return 128 + signal.SIGPIPE
    except OSError as error:
        forget_stdout()
        say(f"gong-async: {error}")
        return Exit.FAILED
    return Exit.DONE if code is None else code
