"""Ask for transcripts a hundred at a time, whatever windows the calls are of."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeAlias

from attrs import define, field

from gong_async.client import Gong
from gong_async.harvest.account import DENIED, Account
from gong_async.harvest.tables import call_id_of
from gong_async.harvest.writer import Writer

__all__ = ["Hundreds"]

Record: TypeAlias = dict[str, Any]

_HUNDRED = 100
_AHEAD = 8  # hundreds a walk: so far listing runs ahead, that at the end none waits for a listing
_QUEUED = 3  # requests in the limiter's queue keep it busy; more would stand in the listings' way


@define(eq=False)
class _Share:
    """The calls that one page waits for."""

    whole: asyncio.Future[list[Record]]
    missing: int
    records: list[Record] = field(factory=list[Record])

    def arrive(self, ids: int, records: Sequence[Record]) -> None:
        self.missing -= ids
        self.records.extend(records)
        if not self.missing and not self.whole.done():
            self.whole.set_result(self.records)

    def fail(self, error: BaseException) -> None:
        if not self.whole.done():
            self.whole.set_exception(error)


@define(eq=False)
class Hundreds:
    """
    Transcripts of calls, by their ids, in the shadow of the listings that bring the ids.

    A request costs the same for one call as for a hundred, and the last page of a window is
    rarely a full one: its calls wait here for those of other windows.

    Args:
        start: Starts a task of the run.

        more: Tells whether more calls are going to come.

        walks: Tells how many walks there may be at a time.
    """

    gong: Gong
    start: Callable[[Coroutine[Any, Any, None]], object]
    write: Writer
    account: Account
    more: Callable[[], bool]
    walks: Callable[[], int]
    _waiting: deque[tuple[str, _Share]] = field(factory=deque[tuple[str, _Share]])
    _asking: int = 0
    _moved: asyncio.Event = field(factory=asyncio.Event)

    async def ask(self, ids: Sequence[str]) -> list[Record]:
        """Return the transcripts of *ids* that are there already."""
        if not ids:
            return []
        distinct = dict.fromkeys(ids)
        share = _Share(asyncio.get_running_loop().create_future(), len(distinct))
        self._waiting.extend((each, share) for each in distinct)
        self.send()
        return await share.whole

    async def room(self) -> None:
        """Wait until it is of use to list more calls."""
        while len(self._waiting) > _HUNDRED * _AHEAD * self.walks():
            self._moved.clear()
            await self._moved.wait()
        await self.write.room()

    def send(self) -> None:
        """Ask for what is to be asked for now; to be called when that may have changed."""
        if len(self._waiting) >= _HUNDRED and (not self._asking or self.gong.queued < _QUEUED):
            self._send()
        while self._waiting and not self.more():
            self._send()

    def _send(self) -> None:
        batch: list[tuple[str, _Share]] = []
        while self._waiting and len({call_id for call_id, _ in batch}) < _HUNDRED:
            call_id, share = self._waiting.popleft()
            if not share.whole.done():  # else its window was given up
                batch.append((call_id, share))
        self._moved.set()
        if batch:
            self._asking += 1
            self.start(self._fetch(batch))

    async def _fetch(self, batch: list[tuple[str, _Share]]) -> None:
        shares = dict.fromkeys(share for _, share in batch)
        try:
            records = await self.ask_now(dict.fromkeys(call_id for call_id, _ in batch))
        except asyncio.CancelledError:
            for share in shares:
                share.whole.cancel()
            raise
        except Exception as error:  # the windows' to judge, each by itself
            for share in shares:
                share.fail(error)
        else:
            for share in shares:
                mine = {call_id for call_id, owner in batch if owner is share}
                share.arrive(len(mine), [each for each in records if call_id_of(each) in mine])
        self._asking -= 1
        self.send()

    async def ask_now(self, ids: Iterable[str]) -> list[Record]:
        """Do the same without waiting for others; nothing if the key may not read transcripts."""
        if "transcripts" in self.account.skipped:
            return []
        await self.write.room()
        pager = self.gong.calls.transcripts(call_ids=list(ids))
        try:
            return [record async for page in pager.pages() for record in page.records]
        except DENIED as error:
            self.account.denied("transcripts", error)
            return []
