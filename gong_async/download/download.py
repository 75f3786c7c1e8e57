"""One recording, from its link to a whole file, however often that breaks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from gong_async.download.incoming import GONE, Incoming
from gong_async.download.partial import Partial
from gong_async.download.recording import DownloadedMedia, Recording
from gong_async.download.transport import MediaTransport
from gong_async.errors import MediaError, MediaFileError, NoMediaError
from gong_async.hidden import Hidden
from gong_async.retry import RetryBudget, RetryPolicy, Tries
from gong_async.upload import Progress

if TYPE_CHECKING:
    from gong_async.models import MediaUrls

__all__ = ["Download", "Downloader"]

_log = logging.getLogger("gong_async")

_MOST_LINKS = 3  # each costs a request, and most that are refused are so for good
_GAIN = 1 << 20  # bytes: whoever brings so many more may fail as often again


@define(eq=False)
class Download:
    """
    Bring one recording into a folder.

    Args:
        recording: Which.

        folder: Where it goes.

        transport: What fetches it, open.

        policy: How often and how patiently to try again; *attempts* are those without a gain.

        ask: Asks Gong for links, which expire.

        progress: Called after each piece with the bytes there are and their number in all.
    """

    recording: Recording
    folder: Path
    transport: MediaTransport
    policy: RetryPolicy
    ask: Callable[[], Awaitable[MediaUrls]] = field(repr=False)
    progress: Progress | None = field(default=None, repr=False)
    _url: str | None = field(default=None, init=False, repr=False)

    async def run(self, links: MediaUrls | None = None) -> DownloadedMedia:
        """
        Fetch what is missing and return the file, once it is whole and on the disk.

        Args:
            links: What Gong said lately; None to ask.

        Raises:
            MediaError: After the last try; what came is kept.

            GongError: If Gong cannot be asked for a link.
        """
        if not self.folder.is_dir():
            reason = f"{self.folder} is not a folder; make it first"
            raise self.recording.final(MediaFileError, reason)
        with Partial(self.recording, self.folder) as partial:
            await partial.resume()
            if links is not None and not partial.whole:
                self._url = self._link(links)
            await self._complete(partial)
            await asyncio.to_thread(partial.sync)
            return partial.finish()

    async def _complete(self, partial: Partial) -> None:
        """Try until it is whole; a file that grows may break as often as it likes."""
        tries, best, sent, refused = self._tries(), partial.size, 0, 0
        while not partial.whole:
            try:
                sent += 1
                await self._try(partial)
            except MediaError as error:
                error.attempts = sent
                if partial.size >= best + _GAIN:
                    tries, best, refused = self._tries(), partial.size, 0
                if error.status in GONE:
                    self._url, refused = None, refused + 1
                    error.transient = refused < _MOST_LINKS
                if tries.give_up(error):
                    raise
                _log.warning("%s; trying again in %.1f s", error, tries.wait)
                await asyncio.sleep(tries.wait)

    async def _try(self, partial: Partial) -> None:
        if partial.etag is None:  # then nothing says that the rest belongs to it
            partial.restart()
        if self._url is None:
            self._url = self._link(await self.ask())
        incoming = Incoming(partial, self.progress)
        await self.transport.get(self.recording, self._url, incoming.headers, incoming)
        incoming.end()

    def _link(self, links: MediaUrls) -> str:
        url = links.audio_url if self.recording.kind == "audio" else links.video_url
        if not url:
            raise self.recording.final(NoMediaError, "Gong has none, or not yet")
        return Hidden(url)

    def _tries(self) -> Tries:
        return Tries(self.policy, RetryBudget(self.policy.budget), writes=False)


@frozen
class Downloader:
    """
    What all downloads of a client have in common.

    Args:
        allow_loopback, timeout: See :class:`~gong_async.download.MediaTransport`.

        policy: How often and how patiently to try again.
    """

    allow_loopback: bool = False
    timeout: float = 60.0
    policy: RetryPolicy = field(factory=RetryPolicy)

    async def fetch(
        self,
        recording: Recording,
        folder: Path,
        ask: Callable[[], Awaitable[MediaUrls]],
        *,
        links: MediaUrls | None,
        progress: Progress | None,
    ) -> DownloadedMedia:
        """Bring one recording into *folder*; see :class:`Download`."""
        async with MediaTransport(self.allow_loopback, self.timeout) as transport:
            download = Download(recording, folder, transport, self.policy, ask, progress)
            return await download.run(links)
