"""Which recording, and what it is called as a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, TypeVar, get_args

from attrs import frozen

from gong_async.errors import MediaError

__all__ = ["DownloadedMedia", "MediaKind", "Recording"]

E = TypeVar("E", bound=MediaError)

MediaKind = Literal["audio", "video"]

_CALL_ID = re.compile(r"[0-9]{1,20}", re.ASCII)
_SUFFIXES: dict[str, str] = {"audio": "mp3", "video": "mp4"}


@frozen
class Recording:
    """
    The sound or the pictures of one call.

    Raises:
        ValueError: If *call_id* is not digits, or *kind* neither ``audio`` nor ``video``: both
            become part of a file's name.
    """

    call_id: str
    kind: MediaKind

    def __attrs_post_init__(self) -> None:
        if type(self.call_id) is not str or not _CALL_ID.fullmatch(self.call_id):
            raise ValueError("call_id must be text of 1 to 20 digits, such as '123'")
        if self.kind not in get_args(MediaKind):
            raise ValueError("kind must be 'audio' or 'video'")

    @property
    def file_name(self) -> str:
        """What its file is called once it is whole; nothing of it comes from elsewhere."""
        return f"{self.call_id}-{self.kind}.{_SUFFIXES[self.kind]}"

    @property
    def partial_name(self) -> str:
        """What its file is called until then."""
        return f"{self.file_name}.partial"

    @property
    def note_name(self) -> str:
        """What the note is called that says of what that is the beginning."""
        return f"{self.partial_name}.json"

    def error(
        self, reason: str, *, transient: bool = True, status: int | None = None
    ) -> MediaError:
        """Return the error that says why it cannot be fetched."""
        return MediaError(self.call_id, self.kind, reason, transient, status)

    def final(self, kind: type[E], reason: str) -> E:
        """Return an error of that *kind*, which trying again does not mend."""
        return kind(self.call_id, self.kind, reason)


@frozen(kw_only=True)
class DownloadedMedia:
    """
    A recording that is whole, and on the disk.

    Attributes:
        call_id: The call.

        kind: ``audio`` or ``video``.

        path: The file: ``CALL_ID-audio.mp3`` or ``CALL_ID-video.mp4``.

        bytes: How large it is.

        sha256: Its digest, in hexadecimal.
    """

    call_id: str
    kind: MediaKind
    path: Path
    bytes: int
    sha256: str
