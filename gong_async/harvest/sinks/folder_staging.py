"""What waits in a folder to be committed: a temporary file for each file to come."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path

from attrs import define, field, frozen

from gong_async.harvest.schema import Row
from gong_async.harvest.sinks.folder_format import Format, Writer

__all__ = ["Sealed", "StagedFile", "StagedWindow", "Staging", "kept", "remove", "seal"]


@frozen
class Sealed:
    """A temporary file that is whole, and on the disk."""

    path: Path
    length: int
    digest: str


@define(eq=False)
class StagedFile:
    """A temporary file, and how many rows each page has brought to it."""

    path: Path
    writer: Writer
    pages: list[tuple[int, int]] = field(factory=list[tuple[int, int]])

    def add(self, page: int, rows: Sequence[Row]) -> None:
        """Write a page's rows."""
        self.writer.write(rows)
        self.pages.append((page, len(rows)))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(count for _, count in self.pages)


@define(eq=False)
class StagedWindow:
    """
    What is staged of a window.

    Attributes:
        broken: Whether some of it may not have reached the disk.
    """

    files: dict[str, StagedFile] = field(factory=dict[str, StagedFile])
    pages: int = 0
    mended: int = 0
    broken: bool = False


@define(eq=False)
class Staging:
    """
    The folder of temporary files.

    Args:
        generation: Makes the names differ from those of earlier runs, which a catalog may list.
    """

    path: Path
    format: Format
    generation: int
    _files: int = 0

    def begin(self, folder: str) -> StagedFile:
        """Begin a file that is to go to *folder*."""
        self._files += 1
        path = self.path / f"{self.generation}-{self._files}.part"
        return StagedFile(path, self.format.writer(folder, path))

    def compose(self, folder: str, rows: Iterable[Sequence[Row]]) -> StagedFile:
        """Write a file of *rows*."""
        file = self.begin(folder)
        try:
            for number, some in enumerate(rows):
                file.add(number, some)
            file.writer.close()
        except BaseException:
            remove(file)
            raise
        return file

    def read(
        self, folder: str, file: StagedFile, stale: Callable[[int], set[str]]
    ) -> Iterator[Sequence[Row]]:
        """Yield the rows of a file, but for those that are *stale* as of their page."""
        rows = chain.from_iterable(self.format.read(folder, file.path))
        for page, count in file.pages:
            yield from kept(self.format, folder, [list(islice(rows, count))], stale(page))

    def discard(self, window: StagedWindow) -> None:
        """Remove a window's files."""
        for file in window.files.values():
            remove(file)


def kept(
    format: Format,  # noqa: A002
    folder: str,
    groups: Iterable[Sequence[Row]],
    gone: set[str],
) -> Iterator[Sequence[Row]]:
    """Yield the rows that are about something else than what is *gone*."""
    for group in groups:
        remaining = [
            row
            for row in group
            if not (about := format.subjects(folder, row)) or not gone.issuperset(about)
        ]
        if remaining:
            yield remaining


def seal(file: StagedFile) -> Sealed:
    """Wait until a file is on the disk; what is read for the digest is in memory still."""
    file.writer.close()
    with file.path.open("rb") as written:
        os.fsync(written.fileno())
        digest = hashlib.file_digest(written, "sha256").hexdigest()
        return Sealed(file.path, written.tell(), digest)


def remove(file: StagedFile) -> None:
    """Remove a file that may not even be finished."""
    with suppress(OSError):
        file.writer.close()
    file.path.unlink(missing_ok=True)
