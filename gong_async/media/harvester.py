"""The recordings of many calls, a few at a time, with links that are asked for just in time."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from attrs import define, field
from attrs.validators import ge

from gong_async.client import Gong
from gong_async.download import DownloadedMedia, MediaKind, Recording
from gong_async.errors import (
    DecodeError,
    MediaError,
    MediaFileError,
    NoMediaError,
    NotFoundError,
    SinkError,
)
from gong_async.harvest.lock import OutputLock
from gong_async.harvest.sinks.place import check_place
from gong_async.media.manifest import Manifest
from gong_async.models import MediaUrls
from gong_async.resources._recordings import MEDIA_ONLY
from gong_async.together import together
from gong_async.upload import Progress

__all__ = ["MediaHarvester", "MediaReport"]

_CALLS_AT_ONCE = 100  # in one request for links
_PIECE = 1 << 20

_Job: TypeAlias = "tuple[Recording, MediaUrls | None]"


@define
class MediaReport:
    """
    What a harvest of recordings has come to, so far or at its end.

    Attributes:
        calls: How many calls there are to it.

        fetched: Recordings that are whole now and were not before.

        present: Recordings that were whole before.

        missing: Calls that have no such recording, or not yet; the next run asks again.

        failed: What went wrong with the others that were tried, by the call's id.

        bytes: Bytes of those fetched, and of those on their way.
    """

    calls: int = 0
    fetched: int = 0
    present: int = 0
    missing: int = 0
    failed: dict[str, str] = field(factory=dict[str, str])
    bytes: int = 0

    @property
    def settled(self) -> int:
        """How many calls nothing more is done about."""
        return self.fetched + self.present + self.missing + len(self.failed)

    @property
    def complete(self) -> bool:
        """Whether every recording that Gong has is there."""
        return self.settled == self.calls and not self.failed

    def watch(self) -> Progress:
        """Return what counts the bytes of one more file, which may begin again."""
        counted = 0

        def count(size: int, _: int | None) -> None:
            nonlocal counted
            self.bytes += size - counted
            counted = size

        return count


@define(eq=False)
class MediaHarvester:
    """
    Bring recordings into a folder, and those that are missing the next time.

    ::

        report = await MediaHarvester(gong, "recordings").run(call_ids)

    Whatever ends a run, ``kill -9`` too: a file under its final name is whole, what is whole is
    not asked for again, and what is not is gone on with.  ``manifest.jsonl`` in the folder lists
    the files with their digests.

    Args:
        gong: The client, open.

        folder: Where the files go; made if it is not there.

        kind: ``audio`` or ``video``.

        at_once: How many files are fetched at a time; they are no requests to Gong's API, which
            is asked for links, a hundred calls at a time.

    Attributes:
        report: How far it is.
    """

    gong: Gong
    folder: Path = field(converter=Path)
    kind: MediaKind = "audio"
    at_once: int = field(default=4, validator=ge(1))
    report: MediaReport = field(factory=MediaReport, init=False)

    async def run(self, call_ids: Iterable[str]) -> MediaReport:
        """
        Fetch the recordings of these calls that are not there yet.

        Returns:
            What it came to; recordings that failed are in it, and do not end the run.

        Raises:
            ValueError: If an id is not digits; before any I/O.

            OutputLockedError: If another process is writing to the folder.

            SinkError, MediaFileError: If the folder cannot be written to.

            GongError: If Gong refuses the links: a scope, the quota, the network.
        """
        recordings = [Recording(call_id, self.kind) for call_id in dict.fromkeys(call_ids)]
        self.report = MediaReport(calls=len(recordings))
        self._make_folder()
        lock = OutputLock(self.folder / "manifest.jsonl")
        lock.acquire()
        try:
            with Manifest(self.folder) as manifest:
                wanted = [one for one in recordings if not await self._is_there(one, manifest)]
                links = _Links(self.gong, iter(wanted))
                async with together() as group:
                    for _ in range(min(self.at_once, len(wanted))):
                        group.create_task(self._fetch_all(links, manifest))
        finally:
            lock.release()
        return self.report

    def _make_folder(self) -> None:
        check_place(self.folder, folder=True)
        problem = ""
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError as error:
            problem = f"{self.folder} cannot be made: {error.strerror}"
        if problem:
            raise SinkError(problem)

    async def _is_there(self, recording: Recording, manifest: Manifest) -> bool:
        """Tell whether a file is whole; list it, if a crash kept it from being listed."""
        path = self.folder / recording.file_name
        if not manifest.holds(recording):
            if recording in manifest or not path.is_file():
                return False
            manifest.add(await _described(recording, path))
            (self.folder / recording.note_name).unlink(missing_ok=True)
        self.report.present += 1
        return True

    async def _fetch_all(self, links: _Links, manifest: Manifest) -> None:
        while (job := await links.next()) is not None:
            recording, known = job
            try:
                media = await self.gong.calls.download_media(
                    recording.call_id,
                    folder=self.folder,
                    kind=recording.kind,
                    links=known,
                    progress=self.report.watch(),
                )
            except NoMediaError:
                self.report.missing += 1
            except MediaFileError:
                raise
            except (MediaError, DecodeError, NotFoundError) as error:
                self.report.failed[recording.call_id] = str(error)
            else:
                manifest.add(media)
                self.report.fetched += 1


@define(eq=False)
class _Links:
    """Recordings with their links, which are asked for when the last ones are used up."""

    gong: Gong
    wanted: Iterator[Recording]
    _ready: deque[_Job] = field(factory=deque[_Job], init=False)
    _turn: asyncio.Lock = field(factory=asyncio.Lock, init=False)

    async def next(self) -> _Job | None:
        """Return the next recording and its links; None if there is no other."""
        async with self._turn:
            if not self._ready and (batch := [*islice(self.wanted, _CALLS_AT_ONCE)]):
                self._ready.extend(await self._ask(batch))
            return self._ready.popleft() if self._ready else None

    async def _ask(self, batch: Sequence[Recording]) -> list[_Job]:
        ids = [recording.call_id for recording in batch]
        try:
            calls = await self.gong.calls.extensive(call_ids=ids, content=MEDIA_ONLY).collect()
        except DecodeError:  # one of them is odd; each by itself then, so that it stands alone
            return [(recording, None) for recording in batch]
        found = {call.meta_data.id: call.media for call in calls}
        return [(recording, found.get(recording.call_id) or MediaUrls()) for recording in batch]


async def _described(recording: Recording, path: Path) -> DownloadedMedia:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            await asyncio.sleep(0)  # there may be a gigabyte of it
        size = file.tell()
    return DownloadedMedia(
        call_id=recording.call_id,
        kind=recording.kind,
        path=path,
        bytes=size,
        sha256=digest.hexdigest(),
    )
