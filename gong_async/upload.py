"""A file on its way to Gong: streamed, never held in memory, framed as one multipart part."""

from __future__ import annotations

import asyncio
import mimetypes
import os
import secrets
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any, Self

from attrs import define, field

__all__ = ["Body", "Progress", "Source", "SourceError", "Upload"]

Source = str | os.PathLike[str] | AsyncIterable[bytes]
"""A path, or what yields the bytes."""

Progress = Callable[[int, int | None], object]
"""Called with the bytes sent so far, and with how many there are; None where nobody knows."""

_PIECE = 1 << 18


class SourceError(Exception):
    """
    What ended the reading of a file: the caller's own error, and none of the request's.

    Attributes:
        error: What the caller is to get.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


@define(eq=False)
class Upload:
    """
    A file to send; it is opened when it is sent.

    A path is read anew for each attempt.  Anything else can be read only once: of an async
    iterable nobody knows whether its next iterator starts anew, or where the last one stopped.

    Args:
        part: The name of the part in the multipart body.

        source: A path, or an async iterable of bytes.

        most: Bytes that Gong takes at most.

        progress: Called in the event loop after each piece; from the beginning again if the
            file is sent again.

    Attributes:
        size: Bytes of the file; None where only the end of a stream tells.

    Raises:
        ValueError: If the file is empty or larger than *most*.

        TypeError: If *source* is neither a path nor an async iterable, or *progress* cannot be
            called.

        OSError: If the file cannot be looked at.
    """

    part: str
    source: Source = field(repr=False)
    most: int
    progress: Progress | None = field(default=None, repr=False)
    size: int | None = field(init=False)
    _begun: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        if self.progress is not None and not callable(self.progress):
            raise TypeError("progress must be a function of the bytes sent and of those in all")
        if isinstance(self.source, AsyncIterable):
            self.size = None
            return
        try:
            path = Path(self.source)
        except TypeError:
            kind = type(self.source).__name__
            raise TypeError(
                f"the {self.part} must be a path or an async iterable; not {kind}"
            ) from None
        if path.is_dir():
            raise ValueError(f"the {self.part} is a folder: give a file")
        self.size = path.stat().st_size
        if not self.size:
            raise self._empty()
        if self.size > self.most:
            raise self._too_large()

    @property
    def name(self) -> str:
        """What the file is called; a stream is called after its part."""
        return self.part if isinstance(self.source, AsyncIterable) else Path(self.source).name

    @property
    def spent(self) -> bool:
        """Whether this is a stream that was read from already, so that it cannot be sent again."""
        return self._begun and isinstance(self.source, AsyncIterable)

    async def pieces(self) -> AsyncGenerator[bytes]:
        """
        Read the file once, piece by piece.

        Raises:
            ValueError: If it turns out to be empty, too large, or written to meanwhile.

            TypeError: If a piece of a stream is no bytes.
        """
        self._begun = True
        sent = 0
        source = self.source
        read = _streamed(source) if isinstance(source, AsyncIterable) else self._read(Path(source))
        async with aclosing(read):
            async for found in read:
                piece = self._bytes(found)
                sent += len(piece)
                if sent > self.most:
                    raise self._too_large()
                if self.size is not None and sent > self.size:
                    raise self._changed()
                yield piece
                if self.progress is not None:
                    self.progress(sent, self.size)
        if not sent:
            raise self._empty()
        if self.size is not None and sent < self.size:
            raise self._changed()

    async def _read(self, path: Path) -> AsyncGenerator[bytes]:
        """Read the file without holding up the event loop."""
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            while piece := await asyncio.to_thread(file.read, _PIECE):
                yield piece
            after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise self._changed()

    def _bytes(self, piece: Any) -> bytes:
        """Return *piece*, bytes or another buffer, whose length need not count bytes, as bytes."""
        if isinstance(piece, bytes):
            return piece
        try:
            return bytes(memoryview(piece))
        except TypeError:
            kind = type(piece).__name__
        raise TypeError(f"the {self.part} must come in pieces of bytes; not {kind}")

    def _empty(self) -> ValueError:
        return ValueError(f"the {self.part} is empty")

    def _too_large(self) -> ValueError:
        return ValueError(f"the {self.part} is larger than the {self.most:,} bytes that Gong takes")

    def _changed(self) -> ValueError:
        return ValueError(f"the {self.part} was written to while it was read; send it again")


@define(eq=False)
class Body:
    """
    The multipart body of one attempt: an async iterator of bytes.

    Attributes:
        broke: What ended the reading of the file, if anything did.
    """

    upload: Upload
    broke: Exception | None = field(default=None, init=False)
    _boundary: str = field(factory=lambda: secrets.token_hex(16), init=False, repr=False)
    _chunks: AsyncGenerator[bytes] = field(init=False, repr=False)
    _turn: asyncio.Lock = field(factory=asyncio.Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._chunks = self._framed()

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the body needs; it has a length where the file has one."""
        kind = {"Content-Type": f"multipart/form-data; boundary={self._boundary}"}
        size = self.upload.size
        if size is None:
            return kind
        return {**kind, "Content-Length": str(len(self._head) + size + len(self._tail))}

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        async with self._turn:
            try:
                return await anext(self._chunks)
            except StopAsyncIteration:
                raise
            except Exception as error:
                self.broke = error
                raise

    async def aclose(self) -> None:
        """Close the file, once nobody reads from it any more."""
        async with self._turn:
            await self._chunks.aclose()

    async def _framed(self) -> AsyncGenerator[bytes]:
        yield self._head
        async with aclosing(self.upload.pieces()) as pieces:
            async for piece in pieces:
                yield piece
        yield self._tail

    @property
    def _head(self) -> bytes:
        name = self.upload.name
        for character, written in (('"', "%22"), ("\r", "%0D"), ("\n", "%0A")):
            name = name.replace(character, written)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        lines = (
            f"--{self._boundary}",
            f'Content-Disposition: form-data; name="{self.upload.part}"; filename="{name}"',
            f"Content-Type: {kind}",
        )
        return "".join(f"{line}\r\n" for line in (*lines, "")).encode("utf-8", "replace")

    @property
    def _tail(self) -> bytes:
        return f"\r\n--{self._boundary}--\r\n".encode()


async def _streamed(source: AsyncIterable[bytes]) -> AsyncGenerator[bytes]:
    """Read a stream, and close what can be closed: nobody can use the rest."""
    pieces = aiter(source)
    try:
        async for piece in pieces:
            yield piece
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()
