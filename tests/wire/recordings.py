"""What the tests of recordings share: a company with a media host, and a quick client of it."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from attrs import frozen

from gong_async import Gong
from gong_async.download import DownloadedMedia
from gong_async.sim import GongSim, MediaFault, MediaFaults, MediaHost
from tests.wire.rig import connect


@frozen
class Company:
    sim: GongSim
    gong: Gong

    @property
    def call_id(self) -> str:
        """A call with pictures."""
        return next(c.id for c in self.sim.world.calls if c.basic["media"] == "Video")

    @property
    def asked(self) -> list[str]:
        """The ranges that were asked of the media host."""
        return [seen.range for seen in self.sim.media.log]

    def truth(self, kind: str = "audio") -> bytes:
        return self.sim.media.truth(self.call_id, kind)

    async def fetch(self, folder: Path, **more: Any) -> DownloadedMedia:
        return await self.gong.calls.download_media(self.call_id, folder=folder, **more)


@asynccontextmanager
async def company(
    plan: Mapping[int, MediaFault | str] | None = None,
    *,
    faults: MediaFaults | None = None,
    size: int = 60_000,
    calls: int = 12,
    sim: Mapping[str, Any] | None = None,
    **settings: Any,
) -> AsyncIterator[Company]:
    """Open a company whose media host breaks its answers as planned; see `connect`."""
    planned = {
        number: MediaFault(fault) if isinstance(fault, str) else fault
        for number, fault in (plan or {}).items()
    }
    host = MediaHost(size=size, faults=faults or MediaFaults(plan=planned))
    async with (
        GongSim(calls=calls, rate=None, quota=None, media=host, **(sim or {})) as running,
        connect(running.url, token="sim-token", **settings) as gong,
    ):
        yield Company(running, gong)
        assert host.secrets_seen == 0


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
