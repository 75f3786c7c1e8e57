"""Recordings: what :class:`~gong_async.resources.Calls` has besides the operations of its tag."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from attrs import field, frozen

from gong_async.converters import wire
from gong_async.download import DownloadedMedia, Downloader, MediaKind, Recording
from gong_async.endpoint import PagedEndpoint
from gong_async.errors import NotFoundError
from gong_async.models import CallDetails, ContentSelector, ExposedFields, MediaUrls
from gong_async.upload import Progress

from ._base import Resource

__all__ = ["MEDIA_ONLY", "Recordings"]

MEDIA_ONLY = ContentSelector(exposed_fields=ExposedFields(media=True))


@frozen(eq=False)
class Recordings(Resource):
    """
    The recordings of calls.

    Attributes:
        _details: The operation that tells the links.
    """

    _details: ClassVar[PagedEndpoint[CallDetails]]
    _downloader: Downloader = field(factory=Downloader, repr=False)

    async def media(self, call_id: str) -> MediaUrls:
        """
        Ask where the recording of a call can be fetched, for eight hours from now.

        ``POST /v2/calls/extensive``, one request, scopes ``api:calls:read:extensive`` and
        ``api:calls:read:media-url``.  Anybody who has such a link can fetch it.

        Args:
            call_id: The call.

        Returns:
            The links, each None where there is none, or none yet.

        Raises:
            ValueError: If *call_id* is not digits; before any I/O.

            NotFoundError: If there is no such call, or the credentials may not see it.
        """
        content = wire(content_selector=MEDIA_ONLY)
        async for call in self._filtered(self._details, wire(call_ids=[call_id]), **content):
            if call.meta_data.id == call_id:
                return call.media or MediaUrls()
        told = (f"there is no call {call_id} that the credentials may see",)
        raise NotFoundError(self._details.operation, 404, told)

    async def download_media(
        self,
        call_id: str,
        *,
        folder: str | os.PathLike[str],
        kind: MediaKind = "audio",
        links: MediaUrls | None = None,
        progress: Progress | None = None,
    ) -> DownloadedMedia:
        """
        Fetch the recording of a call into a file: whole, or not at all under that name.

        ``POST /v2/calls/extensive`` for a link, with the scopes of :meth:`media`; then the link,
        without credentials, over https from a public address, past the limiter.  What a broken
        or cancelled download leaves, ``FILE.partial``, the next one goes on with.

        Args:
            call_id: The call.

            folder: Where the file goes, as ``CALL_ID-audio.mp3`` or ``CALL_ID-video.mp4``; a
                file that is there already is replaced.

            kind: ``"audio"`` or ``"video"``.

            links: What :meth:`media` or ``extensive`` said less than eight hours ago; None to
                ask now.  Gong is asked again where they have expired.

            progress: Called after each piece with the bytes there are and their number in all,
                which is None where nobody says; from the beginning again if it has to be.

        Raises:
            ValueError: If *call_id* is not digits, or *kind* is neither; before any I/O.

            NoMediaError: If the call has no such recording, or not yet.

            MediaError: If it cannot be fetched or written, after the last try.

            NotFoundError: If there is no such call, or the credentials may not see it.
        """
        return await self._downloader.fetch(
            Recording(call_id, kind),
            Path(folder),
            lambda: self.media(call_id),
            links=links,
            progress=progress,
        )
