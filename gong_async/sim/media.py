"""The host of the recordings: another origin, which knows no credentials but signed links."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import math
import time
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from attrs import define

from gong_async.sim.breakage import end_connection
from gong_async.sim.dice import dice
from gong_async.sim.faults import Fault
from gong_async.sim.media_answers import File, broken, reply_to, send
from gong_async.sim.media_faults import MediaFault, MediaFaults

__all__ = ["MediaHost", "MediaSeen"]

_HOST = "127.0.0.1"
_GRACE = 0.05  # seconds that an answer may still take at the end
_SECRETS = ("Authorization", "Cookie", "Proxy-Authorization")
_NAMES = {"audio": "audio.mp3", "video": "video.mp4"}
# What a client that spells the query anew would spell otherwise, and so break the signature.
_SPELLING = "response-content-disposition=attachment%3B%20filename%3d%22call%2B1~.mp3%22"


@define
class MediaSeen:
    """
    One request for a recording.

    Attributes:
        path: Without the query.

        range: The header; empty where there is none.

        if_range: The header; empty where there is none.

        secrets: The headers that are nobody's business here, by name.

        status: The status of the answer; None where the connection ended instead.

        sent: Bytes of the body that were sent.

        fault: The kind of the fault it met; None where it met none.
    """

    path: str
    range: str
    if_range: str
    secrets: tuple[str, ...]
    status: int | None = None
    sent: int = 0
    fault: str | None = None

    def count(self, size: int) -> None:
        """Take note of bytes that were sent."""
        self.sent += size


class MediaHost:
    """
    A media host on localhost, for `GongSim`; it listens as long as that does.

    Its files are made of its seed, the call and the kind: the same in every run.  Those that were
    uploaded are served as they came, until it ends.

    Args:
        seed: Decides the bytes of every file.

        size: Bytes that a file has, about.

        ttl: How long a link is good.

        faults: What goes wrong.

        port: Where to listen; 0 for any free port.
    """

    log: list[MediaSeen]
    """Every request that arrived, in order."""

    def __init__(
        self,
        *,
        seed: int = 1,
        size: int = 60_000,
        ttl: timedelta = timedelta(hours=8),
        faults: MediaFaults | None = None,
        port: int = 0,
    ) -> None:
        self.log = []
        self._seed = seed
        self._size = size
        self._ttl = ttl
        self._faults = faults or MediaFaults()
        self._port = port
        self._key = f"media/{seed}".encode()
        self._versions: Counter[tuple[str, str]] = Counter()
        self._revoked = 0
        self._uploads: dict[tuple[str, str], File] = {}
        self._gone: set[str] = set()
        self._made = lru_cache(maxsize=16)(self._make)
        self._runner: web.ServerRunner | None = None

    @property
    def url(self) -> str:
        """Its origin, while it is listening."""
        if self._runner is None:
            raise RuntimeError("the media host is not running")
        return f"http://{_HOST}:{self._runner.addresses[0][1]}"

    @property
    def secrets_seen(self) -> int:
        """How many requests brought what is nobody's business here."""
        return sum(bool(seen.secrets) for seen in self.log)

    @property
    def bytes_sent(self) -> int:
        """Bytes of all bodies."""
        return sum(seen.sent for seen in self.log)

    def truth(self, call_id: str, kind: str) -> bytes:
        """The whole recording of a call as it is now; *kind* is ``audio`` or ``video``."""
        return bytes(self._file(call_id, _NAMES[kind]).content)

    def replace(self, call_id: str, kind: str) -> None:
        """Put another file in the place of a recording."""
        self._versions[call_id, _NAMES[kind]] += 1

    def keep(self, call_id: str, content: memoryview) -> None:
        """Serve *content* as the recording of a call, from its links for audio and for video."""
        for name in _NAMES.values():
            self._uploads[call_id, name] = File(content, _type(name))

    def forget(self, call_ids: Iterable[str]) -> None:
        """Have no recordings of these calls any more: a 404, for links of before as well."""
        for call_id in call_ids:
            self._gone.add(call_id)
            for name in _NAMES.values():
                self._uploads.pop((call_id, name), None)

    def expire(self) -> None:
        """Let every link that was given out so far be too old."""
        self._revoked += 1

    def sign(self, record: dict[str, Any]) -> dict[str, Any]:
        """Lead the links of a CallData to here, each signed anew; return the record."""
        if links := record.get("media"):
            signed = {name: link and self._signed(link) for name, link in links.items()}
            record["media"] = signed
        return record

    async def start(self) -> None:
        """Listen from now on."""
        server = web.Server(self._serve, handler_cancellation=True, access_log=None)
        runner = web.ServerRunner(server, shutdown_timeout=_GRACE)
        await runner.setup()
        await web.TCPSite(runner, _HOST, self._port).start()
        self._runner = runner

    async def aclose(self) -> None:
        """Stop listening, and end what is still going on."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()
        self.forget({call_id for call_id, _ in self._uploads})

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Log one request, whatever becomes of it, then answer it."""
        ask = request.headers.get
        secrets = tuple(name for name in _SECRETS if name in request.headers)
        seen = MediaSeen(request.path, ask("Range", ""), ask("If-Range", ""), secrets)
        fault = self._faults.pick(len(self.log))
        self.log.append(seen)
        if not self._is_good(request.raw_path):
            fault = MediaFault("expired")
        elif _place(seen.path)[0] in self._gone:
            fault = MediaFault("gone")
        seen.fault = None if fault is None else fault.kind
        response = await self._respond(request, seen, fault)
        if response is None:
            return web.Response()  # for aiohttp, which finds nobody to send it to
        seen.status = response.status
        return response

    async def _respond(
        self, request: web.BaseRequest, seen: MediaSeen, fault: Fault | None
    ) -> web.StreamResponse | None:
        """Answer, and count what was sent; None where the connection ended."""
        call_id, name = _place(seen.path)
        file = self._file(call_id, name)
        reply = reply_to(file, seen.range, seen.if_range)
        if fault is not None:
            await asyncio.sleep(math.inf if fault.kind == "hang" else fault.after)
            reply = broken(fault, file, reply)
            if fault.kind == "changed":
                self._versions[call_id, name] += 1
            if fault.kind == "reset":
                end_connection(request, rst=True)
                return None
        return await send(reply, request, seen.count)

    def _file(self, call_id: str, name: str) -> File:
        version = self._versions[call_id, name]
        uploaded = None if version else self._uploads.get((call_id, name))
        return uploaded or self._made(call_id, name, version)

    def _make(self, call_id: str, name: str, version: int) -> File:
        rng = dice(self._seed, "media", call_id, name, version)
        size = round(self._size * rng.uniform(0.5, 1.5))
        return File(memoryview(rng.randbytes(size)), _type(name))

    def _signed(self, link: str) -> str:
        until = int(time.time() + self._ttl.total_seconds())
        unsigned = f"{urlsplit(link).path}?{_SPELLING}&Expires={until}"
        return f"{self.url}{unsigned}&Signature={self._signature(unsigned)}"

    def _is_good(self, raw_path: str) -> bool:
        """Whether a path with its query, to the letter, is one that was signed, and not too old."""
        unsigned, _, signature = raw_path.rpartition("&Signature=")
        until = unsigned.rpartition("&Expires=")[2]
        signed = self._signature(unsigned).encode()
        return hmac.compare_digest(signature.encode(), signed) and time.time() < int(until)

    def _signature(self, unsigned: str) -> str:
        signed = f"{self._revoked}/{unsigned}".encode()
        return hmac.new(self._key, signed, hashlib.sha256).hexdigest()


def _place(path: str) -> tuple[str, str]:
    """The id of the call and the name of the file that a *path* ends with."""
    call_id, name = f"/{path}".rsplit("/", 2)[-2:]
    return call_id, name


def _type(name: str) -> str:
    return "audio/mpeg" if name.endswith("mp3") else "video/mp4"
