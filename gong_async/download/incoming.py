"""What an answer of the media host may add to a file: nothing that might not belong to it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import define, field

from gong_async.download.partial import Partial
from gong_async.errors import MediaError
from gong_async.upload import Progress

__all__ = ["GONE", "Incoming"]

_STRONG = re.compile(r'"[!#-~]{1,128}"', re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})", re.ASCII | re.IGNORECASE)
_BUSY = frozenset({408, 425, 429})
GONE = frozenset({403, 404, 410})  # how a link that has expired is told


@define(eq=False)
class Incoming:
    """
    One answer on its way into *partial*.

    A range is asked for even from the first byte on: the answer then names the length of the
    whole apart from that of its body, which may be cut.
    """

    partial: Partial
    progress: Progress | None = None
    _end: int | None = field(default=None, init=False)

    @property
    def headers(self) -> dict[str, str]:
        """What to ask with."""
        size, etag = self.partial.size, self.partial.etag
        headers = {"Range": f"bytes={size}-"}
        return {**headers, "If-Range": etag} if size and etag else headers

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Look at the head of the answer; begin anew if its body is not what is missing."""
        if status not in (200, 206):
            raise self._refused(status)
        if headers.get("Content-Encoding", "identity").lower() != "identity":
            raise self._wrong("the answer is compressed, which nobody asked for")
        found = headers.get("ETag", "")
        etag = found if _STRONG.fullmatch(found) else None
        if status == 206:
            self._begin_part(etag, headers)
        else:
            self._begin_whole(etag, headers)

    def take(self, piece: bytes) -> None:
        """Add the next bytes."""
        if self._end is not None and self.partial.size + len(piece) > self._end:
            raise self._wrong("more came than was announced")
        self.partial.write(piece)
        if self.progress is not None:
            self.progress(self.partial.size, self.partial.total)

    def end(self) -> None:
        """Check that the body, which has come to its end, was whole."""
        if self._end is None:
            self.partial.identify(None, self.partial.size)
        elif not self.partial.whole:
            raise self.partial.recording.error("the answer broke off")

    def _begin_whole(self, etag: str | None, headers: Mapping[str, str]) -> None:
        """Take a 200: the file has changed, or its host ignores ranges."""
        length = _length(headers)
        if length is None and headers.get("Transfer-Encoding", "").lower() != "chunked":
            raise self._wrong("the answer does not say how long it is")
        self.partial.restart()
        self._end = length
        self.partial.identify(None if length is None else etag, length)

    def _begin_part(self, etag: str | None, headers: Mapping[str, str]) -> None:
        found = _RANGE.fullmatch(headers.get("Content-Range", ""))
        start, last, total = map(int, found.groups()) if found else (-1, -1, -1)
        partial, length = self.partial, _length(headers)
        fits = start == partial.size <= last < total
        if not fits or length not in (None, last + 1 - start):
            raise self._wrong("the answer is another part than the one that was asked for")
        if partial.size and (etag, total) != (partial.etag, partial.total):
            raise self._wrong("the file has changed")
        if not partial.size:
            partial.identify(etag, total)
        self._end = last + 1

    def _wrong(self, reason: str) -> MediaError:
        """Forget all that came: what this answer belongs to is not known."""
        self.partial.restart()
        return self.partial.recording.error(reason)

    def _refused(self, status: int) -> MediaError:
        error = self.partial.recording.error
        if status == 416:
            self.partial.restart()
            return error("its host has no such part", status=status)
        if status in GONE:
            return error(f"its host refused the link ({status})", status=status)
        if 300 <= status < 400:
            why = f"its host sends elsewhere ({status}), which is not followed"
            return error(why, status=status, transient=False)
        busy = status >= 500 or status in _BUSY
        return error(f"its host answered with {status}", status=status, transient=busy)


def _length(headers: Mapping[str, str]) -> int | None:
    text = headers.get("Content-Length", "")
    return int(text) if _NUMBER.fullmatch(text) else None
