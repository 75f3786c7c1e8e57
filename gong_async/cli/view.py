"""``gong-async view``: a harvest, or one of its calls, as a page to read."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import sys
import webbrowser
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from gong_async.cli.database import reading
from gong_async.cli.exits import Exit, UsageError
from gong_async.cli.text import say

__all__ = ["view"]

_NAME = re.compile(r"[0-9A-Za-z_-]{1,100}")


def view(
    db: Path,
    call_id: str | None = None,
    /,
    *,
    out: Path | None = None,
    company: str | None = None,
    opened: Annotated[bool, Parameter(name="--open")] = True,
) -> Exit:
    """
    Write a page to read, and open it: a call, or all that is in a harvest.

    The page is one file that needs no network.  Its path goes to stdout.

    Args:
        db: The file of a harvest.

        call_id: The call to show; without it, a list of the calls, and who and what is in them.

        out: The file to write; CALL_ID.html or index.html beside the database if not given. A
            page of an earlier time is replaced, any other file refused.

        company: Show this company alone; needed where several have a call of that id.

        opened: Open the page in a browser.
    """
    if call_id == "":
        raise UsageError("CALL_ID is empty; leave it out for a list of the calls")
    out = out or db.with_name(f"{_file_name(call_id)}.html")
    with reading(db) as connection, _writing(out):
        replaces = _expect_page(out)
        if call_id is None:
            page = _index(connection, db, out, company)
        else:
            page = _call(connection, db, call_id, company)
        _write(out, page)
    if replaces:
        say(f"replaced {out}")
    sys.stdout.write(f"{out}\n")
    if opened and not webbrowser.open(out.absolute().as_uri()):
        say("there is no browser here to open it with")
    return Exit.DONE


def _file_name(call_id: str | None) -> str:
    if call_id is None:
        return "index"
    if not _NAME.fullmatch(call_id):
        raise UsageError(f"{call_id} is no name for a file; say where to write with --out FILE")
    return call_id


def _call(connection: sqlite3.Connection, db: Path, call_id: str, company: str | None) -> str:
    from gong_async.view import call_page, companies_with, read_call

    having = [name for name in companies_with(connection, call_id) if company in (None, name)]
    if not having:
        of = f" of {company}" if company else ""
        raise UsageError(
            f"there is no call {call_id}{of} in {db}; gong-async view {db} lists those that are"
        )
    if len(having) > 1:
        raise UsageError(
            f"several companies have a call {call_id}; choose one with --company:"
            f" {', '.join(having)}"
        )
    return call_page(read_call(connection, having[0], call_id))


def _index(connection: sqlite3.Connection, db: Path, out: Path, company: str | None) -> str:
    from gong_async.view import index_page, read_harvest

    harvest = read_harvest(connection, company)
    if company and not harvest.companies:
        raise UsageError(f"there is no call of {company} in {db}")
    command = shlex.join(["gong-async", "view", str(db)])
    return index_page(harvest, db.name, command, _pages(out.parent))


def _pages(folder: Path) -> set[str]:
    """Return the ids of the calls that have a page in *folder*."""
    return {path.stem for path in folder.glob("*.html") if path.is_file() and _is_page(path)}


def _is_page(path: Path) -> bool:
    from gong_async.view import MARK

    try:
        with path.open("rb") as file:
            return file.read(len(MARK)) == MARK
    except OSError:  # nobody can tell, so it is none
        return False


@contextmanager
def _writing(out: Path) -> Generator[None]:
    """Tell of a place that cannot be written to as of a mistake in the command."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"{out.absolute()} cannot be written ({error.strerror}); name another file with --out"
        ) from None


def _expect_page(out: Path) -> bool:
    """Refuse to write where there is something else than a page; tell whether there is one."""
    if not out.parent.is_dir():
        raise UsageError(f"there is no folder {out.parent}; make it, or write elsewhere")
    if out.is_dir():
        raise UsageError(f"{out} is a folder; name a file in it")
    if not out.exists():
        return False
    if not _is_page(out):
        raise UsageError(
            f"{out} is not a page of gong-async view; it stays as it is: name another with --out"
        )
    return True


def _write(out: Path, page: str) -> None:
    """Write all of the page or nothing: whoever has the old one open never sees half of it."""
    new = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        new.write_text(page, "utf-8")
        new.replace(out)
    finally:
        with suppress(OSError):
            new.unlink()
