"""Where an output may be."""

from __future__ import annotations

import os
from pathlib import Path

from gong_async.errors import SinkError

__all__ = ["check_place"]


def check_place(path: Path, *, folder: bool) -> None:
    """
    Refuse what cannot become an output, before anything is made.

    Args:
        folder: Whether the output is a folder; else it is a file.

    Raises:
        SinkError: If what it is to be in is missing, or it is of the other kind, or it may not
            be written to.
    """
    kind, fits = ("folder", path.is_dir()) if folder else ("file", path.is_file())
    if not path.parent.is_dir():
        raise SinkError(f"{path.parent} is not a folder; make it first")
    if path.exists() and not fits:
        raise SinkError(f"{path} is not a {kind}; name a {kind}")
    for place in (path.parent, path):
        if place.exists() and not os.access(place, os.W_OK):
            raise SinkError(f"{place} may not be written to; check its permissions")
