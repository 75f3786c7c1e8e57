"""A file that is not whole yet, and the note beside it that says of what it is the beginning."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from attrs import define, field, frozen

from gong_async.download.recording import DownloadedMedia, Recording
from gong_async.errors import MediaFileError

__all__ = ["Partial"]

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
_PIECE = 1 << 20
_NOTED_EVERY = 1 << 22  # bytes
_NOTE_SIZE = 512  # bytes: always the same, so that a full disk has room for the next note


@frozen
class _Note:
    """What is known of the bytes on the disk."""

    etag: str
    total: int
    size: int
    sha256: str


@define(eq=False)
class Partial:
    """
    The bytes of *recording* that came so far, in ``<file>.partial``.

    The note, ``<file>.partial.json``, holds the entity tag and the length of the whole, and of
    the bytes on the disk how many they are and their digest.  So nothing is taken for a
    beginning that is not one, whatever ended the last try.  The note is locked meanwhile.

    Args:
        recording: Which.

        folder: Where; it must exist.

    Attributes:
        etag: The strong entity tag of the whole; None where it has none, or nothing is known:
            then there is no going on.

        total: Bytes of the whole; None where nobody says, or nothing is known.

        size: Bytes that came so far.
    """

    recording: Recording
    folder: Path
    etag: str | None = field(default=None, init=False)
    total: int | None = field(default=None, init=False)
    size: int = field(default=0, init=False)
    _digest: Any = field(factory=hashlib.sha256, init=False, repr=False)
    _file: int = field(default=-1, init=False)
    _note: int = field(default=-1, init=False)
    _noted: int = field(default=0, init=False)
    _known: bool = field(default=False, init=False)

    @property
    def path(self) -> Path:
        """What the file is called once it is whole."""
        return self.folder / self.recording.file_name

    @property
    def whole(self) -> bool:
        """Whether every byte is there, as far as the length tells."""
        return self.size == self.total

    def __enter__(self) -> Self:
        with self._told():
            self._open()
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Write down how far it got, and let others have it; leave nothing that is no use."""
        with suppress(OSError):  # then an earlier note counts
            if self.size and self.etag is not None:
                self._write_note()
            elif self._known:
                self._part.unlink(missing_ok=True)
                self._note_path.unlink(missing_ok=True)
        self._close()

    async def resume(self) -> None:
        """Take up what an earlier try left, if it is what its note says; else begin anew."""
        with self._told():
            note = self._read_note()
            digest = hashlib.sha256()
            while note and (piece := self._piece(note.size)):
                digest.update(piece)
                self.size += len(piece)
                await asyncio.sleep(0)  # there may be a gigabyte of it
            self._known = True
            if note is None or digest.hexdigest() != note.sha256:
                self._clear()
                return
            os.ftruncate(self._file, self.size)
            self._digest, self._noted = digest, self.size
            self.etag, self.total = note.etag, note.total

    def restart(self) -> None:
        """Forget all of it."""
        with self._told():
            self._clear()

    def identify(self, etag: str | None, total: int | None) -> None:
        """Say what the bytes to come are the beginning of."""
        self.etag, self.total = etag, total
        if etag is not None:
            with self._told():
                self._write_note()

    def write(self, piece: bytes) -> None:
        """Add the next bytes."""
        with self._told():
            left = memoryview(piece)
            while left:
                done = os.pwrite(self._file, left, self.size)
                self._digest.update(left[:done])
                left, self.size = left[done:], self.size + done
            if self.etag is not None and self.size >= self._noted + _NOTED_EVERY:
                self._write_note()

    def sync(self) -> None:
        """Wait until all of it is on the disk."""
        with self._told():
            os.fsync(self._file)

    def finish(self) -> DownloadedMedia:
        """Give the whole file, which is on the disk already, its name, durably."""
        with self._told():
            self._part.replace(self.path)
            _sync(self.folder)
            self._note_path.unlink()
        return DownloadedMedia(
            call_id=self.recording.call_id,
            kind=self.recording.kind,
            path=self.path,
            bytes=self.size,
            sha256=self._digest.hexdigest(),
        )

    @property
    def _part(self) -> Path:
        return self.folder / self.recording.partial_name

    @property
    def _note_path(self) -> Path:
        return self.folder / self.recording.note_name

    def _open(self) -> None:
        while self._note < 0:
            note = os.open(self._note_path, _FLAGS, 0o666)
            try:
                self._lock(note)
                if _stands_at(note, self._note_path):  # else its last owner removed it meanwhile
                    self._note, note = note, -1
            finally:
                if note >= 0:
                    os.close(note)
        try:
            self._file = os.open(self._part, _FLAGS, 0o666)
        except OSError:
            self._close()
            raise

    def _close(self) -> None:
        for file in (self._file, self._note):
            if file >= 0:
                os.close(file)
        self._file = self._note = -1

    def _lock(self, note: int) -> None:
        import fcntl  # not everywhere: whoever fetches no recordings does without

        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OSError(None, "another download is writing it") from None

    def _clear(self) -> None:
        os.ftruncate(self._note, 0)  # first: it must not be true of other bytes
        os.ftruncate(self._file, 0)
        self.etag = self.total = None
        self.size = self._noted = 0
        self._digest = hashlib.sha256()

    def _piece(self, size: int) -> bytes:
        """Read on, as far as *size* and the file go."""
        return os.pread(self._file, min(_PIECE, size - self.size), self.size)

    def _read_note(self) -> _Note | None:
        try:
            noted = json.loads(os.pread(self._note, _NOTE_SIZE, 0))
        except ValueError:
            return None
        match noted:
            case {"etag": str(etag), "total": int(total), "size": int(size), "sha256": str(digest)}:
                return _Note(etag, total, size, digest)
            case _:
                return None

    def _write_note(self) -> None:
        noted = {"etag": self.etag, "total": self.total, "size": self.size}
        text = json.dumps({**noted, "sha256": self._digest.hexdigest()})
        os.pwrite(self._note, text.encode().ljust(_NOTE_SIZE), 0)
        self._noted = self.size

    @contextmanager
    def _told(self) -> Generator[None]:
        """Tell in our own words of what the disk does not do."""
        problem = ""
        try:
            yield
        except OSError as error:
            problem = (error.strerror or "it cannot be written").lower()
        if problem:
            reason = f"{self._part}: {problem}; what came so far is kept"
            raise self.recording.final(MediaFileError, reason)


def _stands_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    """Wait until the names in *folder* are on the disk."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
