"""What a folder needs before and after a commit: renames done, leftovers gone, files checked."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from attrs import frozen

from gong_async.errors import SinkError
from gong_async.harvest.sinks.catalog import Catalog, sync
from gong_async.harvest.sinks.folder_format import Format, damaged
from gong_async.harvest.sinks.folder_names import range_of, safe
from gong_async.harvest.sinks.folder_parts import File, Move, Part
from gong_async.harvest.sinks.place import check_place
from gong_async.harvest.state import Mark, Pending

__all__ = ["Upkeep", "check_folder"]


def check_folder(path: Path) -> None:
    """
    Refuse what cannot become a harvest's folder, before anything is made.

    Raises:
        SinkError: If it is no folder that may be written, or holds other things.
    """
    check_place(path, folder=True)
    if path.exists() and not (path / "_gong").is_dir() and any(path.iterdir()):
        raise SinkError(
            f"{path} holds other things, and was left as it is; name a new folder or an empty one"
        )


@frozen
class Upkeep:
    """
    The upkeep of the folder *root*.

    Args:
        staging: The folder of temporary files.
    """

    root: Path
    staging: Path
    catalog: Catalog
    format: Format

    def has_data(self) -> bool:
        """Whether there is anything that only the catalog can make sense of."""
        found = self.format.layout.find(self.root, self.format.folders)
        return self.catalog.previous.exists() or next(found, None) is not None

    def settle(self) -> None:
        """
        Do the renames and removals that the last commit has decided on.

        All of them may have been done before: then nothing changes.
        """
        moves = self.catalog.parts.moves()
        for move in moves:
            self._do(move)
        targets = [self.root / move.target for move in moves]
        for folder in sorted({folder for target in targets for folder in target.parents}):
            if folder.is_relative_to(self.root) and folder.is_dir():
                sync(folder)

    def _do(self, move: Move) -> None:
        target = self.root / move.target
        if move.source is None:
            target.unlink(missing_ok=True)
        elif (source := self.staging / move.source).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)

    def clear(self) -> None:
        """Remove what was staged and not committed."""
        with self.catalog.transaction():
            self.catalog.parts.forget_moves()
        for left in self.staging.iterdir():
            left.unlink()

    def check(self) -> None:
        """
        Compare what is there with what was committed.

        What is too long is cut back.  If the catalog is of an earlier run, put in the place of a
        later one, what does not fit is forgotten, so that it is harvested again.

        Raises:
            StateError: If a file is missing or too short.
        """
        earlier = not self.catalog.follows_previous()
        lost: dict[Part, None] = {}
        for part, file in self.catalog.parts.all_files():
            if self._fits(file, thorough=earlier):
                continue
            if not earlier:
                raise damaged(self.root / file.path)
            lost[part] = None
        with self.catalog.transaction():
            for part in lost:
                self._forget(part)

    def _fits(self, file: File, *, thorough: bool) -> bool:
        """Whether a file is as it was committed; *thorough*: to the last byte."""
        path = self.root / file.path
        if not path.is_file() or path.stat().st_size < file.length:
            return False
        if path.stat().st_size > file.length:
            os.truncate(path, file.length)
            sync(path)
        if not thorough:
            return True
        with path.open("rb") as written:
            return hashlib.file_digest(written, "sha256").hexdigest() == file.digest

    def _forget(self, part: Part) -> None:
        """Have a part harvested again: its window, or the transcripts that had come late."""
        parts, edges = self.catalog.parts, range_of(part.name)
        subjects = parts.forget(part)
        if edges is not None:
            parts.undo(part.company, part.stream, edges)
        elif part.stream == "transcripts":
            self.catalog.state.apply(
                Mark(company=part.company, pending=tuple(map(_waiting, subjects)))
            )

    def sweep(self) -> None:
        """Remove files that the catalog does not list, and have their windows harvested again."""
        parts = self.catalog.parts
        listed = {file.path for _, file in parts.all_files()}
        found = self.format.layout.find(self.root, self.format.folders)
        strays = [each for each in found if each.path not in listed]
        companies = parts.companies() if strays else []
        with self.catalog.transaction():
            for stray in strays:
                if edges := range_of(stray.name):
                    for company in companies:
                        if safe(company) == stray.company:
                            parts.undo(company, self.format.stream(stray.folder), edges)
        for stray in strays:
            (self.root / stray.path).unlink()


def _waiting(subject: str) -> Pending:
    call_id: str = json.loads(subject)[0]
    now = datetime.now(UTC)
    return Pending(call_id=call_id, workspace=None, started=None, first_seen=now, attempts=0)
