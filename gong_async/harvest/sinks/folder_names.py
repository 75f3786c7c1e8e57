"""What the files of a harvest's folder are called, and what their names tell.  Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from attrs import frozen

from gong_async.harvest import values
from gong_async.harvest.state import Window

__all__ = ["Found", "Layout", "late_name", "list_name", "range_of", "safe", "window_name"]

_SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_UNSAFE_RUN = re.compile(r"[^a-z0-9_-]+")
_RESERVED = re.compile(r"all|con|prn|aux|nul|(com|lpt)[0-9]|late-.*")
"""What has a meaning of ours, and names that stand for devices on some systems."""

_MOMENT = r"[0-9]{8}T[0-9]{6}(?:-[0-9]{6})?Z"
_WINDOW = re.compile(rf"[^./]+\.({_MOMENT})\.({_MOMENT})")
_NAME = rf"(?:all|late-[0-9a-f]{{16}}|[^./]+\.{_MOMENT}\.{_MOMENT})"


def safe(text: str) -> str:
    """
    Return a name for *text* that any file system takes, and keeps apart from all others.

    It is the text itself where that is short and of small letters, digits, ``_`` and ``-``;
    otherwise what is left of it, with a digest behind a ``~``.
    """
    if _SAFE.fullmatch(text) and not _RESERVED.fullmatch(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{_UNSAFE_RUN.sub('-', text.lower())[:40].strip('-') or 'x'}~{digest[:16]}"


def window_name(window: Window) -> str:
    """Return the name of what a window brought: its workspace, its edges in UTC."""
    workspace = "all" if window.workspace is None else safe(window.workspace)
    return f"{workspace}.{_compact(window.since)}.{_compact(window.until)}"


def list_name() -> str:
    """Return the name of a list that is harvested as a whole."""
    return "all"


def late_name(subjects: Iterable[str]) -> str:
    """Return the name of what came late, which only its subjects tell from the rest."""
    digest = hashlib.sha256()
    for subject in subjects:
        digest.update(subject.encode() + b"\n")
    return f"late-{digest.hexdigest()[:16]}"


def range_of(name: str) -> tuple[str, str] | None:
    """Return a window's edges as :func:`values.time` writes them; None for another's name."""
    edges = _WINDOW.fullmatch(name)
    return None if edges is None else (_full(edges[1]), _full(edges[2]))


@frozen
class Found:
    """
    A file that is called like one of a harvest's.

    Attributes:
        path: Relative to the output.

        company: The company, as :func:`safe` writes it.
    """

    path: str
    folder: str
    company: str
    name: str


@frozen
class Layout:
    """
    Where the files of a format are.

    Args:
        template: A path below the folder, with ``{company}`` and ``{name}`` in it.
    """

    template: str

    def path(self, folder: str, company: str, name: str) -> str:
        """Return where a company's file is, relative to the output."""
        return f"{folder}/{self.template.format(company=safe(company), name=name)}"

    def find(self, root: Path, folders: Iterable[str]) -> Iterator[Found]:
        """Yield what is there already and looks like a harvest's."""
        pattern = re.escape(self.template).replace(r"\{company\}", r"(?P<company>[^./]+)")
        named = re.compile(pattern.replace(r"\{name\}", rf"(?P<name>{_NAME})"))
        for folder in folders:
            for file in sorted((root / folder).glob(self.template.format(company="*", name="*"))):
                place = file.relative_to(root / folder).as_posix()
                if (match := named.fullmatch(place)) and file.is_file():
                    path = str(PurePosixPath(folder, place))
                    yield Found(path, folder, match["company"], match["name"])


def _compact(moment: object) -> str:
    text = str(values.time(moment)).replace("-", "").replace(":", "")
    return text.replace(".000000", "").replace(".", "-")


def _full(compact: str) -> str:
    date, clock, fraction = compact[:8], compact[9:15], compact[16:22] or "000000"
    day = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    return f"{day}T{clock[:2]}:{clock[2:4]}:{clock[4:]}.{fraction}Z"
