"""What a folder of recordings holds: a line of JSON for each, written once that is on the disk."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from attrs import asdict, define, field, frozen

from gong_async.download import DownloadedMedia, Recording
from gong_async.errors import SinkError

__all__ = ["Manifest"]

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW


@frozen
class _Entry:
    """A line: of two about one file the later one counts."""

    file: str
    bytes: int
    sha256: str
    call_id: str
    kind: str


@define(eq=False)
class Manifest:
    """
    The file ``manifest.jsonl`` in *folder*.

    Each line has ``file``, ``bytes``, ``sha256``, ``call_id`` and ``kind``.  A line that a crash
    has cut is taken away.  For one process at a time.

    Raises:
        SinkError: If it cannot be read or written.
    """

    folder: Path
    _entries: dict[str, _Entry] = field(factory=dict[str, _Entry], init=False, repr=False)
    _file: int = field(default=-1, init=False)

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / "manifest.jsonl"

    def __enter__(self) -> Self:
        with self._told():
            self._read()
            self._file = os.open(self.path, _FLAGS, 0o666)
        return self

    def __exit__(self, *exc_info: object) -> None:
        os.close(self._file)

    def __contains__(self, recording: Recording) -> bool:
        return recording.file_name in self._entries

    def holds(self, recording: Recording) -> bool:
        """Tell whether a recording is listed, and its file there and as long as listed."""
        entry = self._entries.get(recording.file_name)
        path = self.folder / recording.file_name
        return entry is not None and path.is_file() and path.stat().st_size == entry.bytes

    def add(self, media: DownloadedMedia) -> None:
        """List a file that is whole, durably."""
        entry = _Entry(media.path.name, media.bytes, media.sha256, media.call_id, media.kind)
        line = _line(entry)
        with self._told():
            before = os.fstat(self._file).st_size
            if os.write(self._file, line) < len(line):
                os.ftruncate(self._file, before)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._file)
        self._entries[entry.file] = entry

    def _read(self) -> None:
        """Read what is listed; write the file anew if there is anything else in it."""
        content = self.path.read_bytes() if self.path.exists() else b""
        found = filter(None, map(_entry, content.splitlines()))
        self._entries = {entry.file: entry for entry in found}
        clean = b"".join(_line(entry) for entry in self._entries.values())
        if clean != content:
            anew = self.path.with_name(f"{self.path.name}.new")
            with anew.open("wb") as file:
                file.write(clean)
                file.flush()
                os.fsync(file.fileno())
            anew.replace(self.path)

    @contextmanager
    def _told(self) -> Generator[None]:
        problem = ""
        try:
            yield
        except OSError as error:
            problem = f"{self.path}: {error.strerror}; what is listed is safe, run it again then"
        if problem:  # raised out here, so that it drags no OSError along
            raise SinkError(problem)


def _line(entry: _Entry) -> bytes:
    return json.dumps(asdict(entry)).encode() + b"\n"


def _entry(line: bytes) -> _Entry | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    match found:
        case {
            "file": str(file),
            "bytes": int(size),
            "sha256": str(digest),
            "call_id": str(call_id),
            "kind": str(kind),
        }:
            return _Entry(file, size, digest, call_id, kind)
        case _:
            return None
