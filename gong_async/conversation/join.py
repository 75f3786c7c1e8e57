"""Calls with their transcripts: two requests for each page of a hundred calls."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any, Protocol, Self, TypeVar

from attrs import define, field, frozen

from gong_async.converters import decode
from gong_async.errors import GongError
from gong_async.models import CallDetails, CallTranscript
from gong_async.paging import Items, Listing, Page, Pager
from gong_async.shape import is_object
from gong_async.together import together

from .conversation import Conversation

__all__ = ["Conversations"]

T = TypeVar("T")

_ID = re.compile(r"[0-9]{1,20}")


class _Transcripts(Protocol):
    """What lists the transcripts of calls."""

    def __call__(self, *, call_ids: Sequence[str]) -> Pager[CallTranscript]: ...


@frozen(eq=False)
class Conversations(Listing[Conversation]):
    """
    Conversations not yet asked for: ``async for`` them, or take the :meth:`first`.

    A description, as a :class:`~gong_async.Pager` is one: iterate it twice and it asks twice;
    between two pages it holds nothing, so ``break`` needs no clean-up.  Each page of calls is
    followed by one request for its transcripts, while the next page is on its way: that one page
    is all that is read ahead, and none is that *limit* makes needless.

    A page that cannot be read is an error once the conversations before it are handed out.
    """

    _calls: Pager[CallDetails]
    _transcripts: _Transcripts = field(repr=False)

    def _walk(self, most: int | None, /) -> AsyncIterator[Conversation]:
        return Items(_JoinedPages(self._calls.pages(), self._transcripts, most), _join)


@frozen
class _Pair:
    """A call and its transcript, each to be decoded when it is needed."""

    call: Callable[[], CallDetails]
    transcript: Callable[[], CallTranscript] | None


@frozen
class _JoinedPage:
    records: Sequence[_Pair]


@define(eq=False)
class _JoinedPages:
    """
    A walk over pages of calls, each joined with its transcripts.

    Args:
        wanted: How many calls are wanted; None for all.
    """

    _pages: AsyncIterator[Page[CallDetails]]
    _transcripts: _Transcripts
    _wanted: int | None
    _read: deque[Page[CallDetails]] = field(factory=deque[Page[CallDetails]])
    _failure: GongError | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> _JoinedPage:
        if not self._read:
            await self._read_one()
        page = self._read[0]
        async with together() as group:
            if self._needs_more_than(page):
                group.create_task(self._read_ahead())
            transcripts = await self._transcripts_of(page)
        self._read.popleft()
        if self._wanted is not None:
            self._wanted -= len(page)
        return _JoinedPage(
            [
                _Pair(_later(page, record), transcripts.get(_text(record, "metaData", "id")))
                for record in page.records
            ]
        )

    def _needs_more_than(self, page: Page[CallDetails]) -> bool:
        if page.next is None or len(self._read) > 1 or self._failure is not None:
            return False
        return self._wanted is None or self._wanted > len(page)

    async def _read_one(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure
        self._read.append(await anext(self._pages))

    async def _read_ahead(self) -> None:
        """Read the next page; if it cannot be read, that is told when its turn comes."""
        try:
            self._read.append(await anext(self._pages))
        except GongError as error:
            self._failure = error

    async def _transcripts_of(
        self, page: Page[CallDetails]
    ) -> dict[str, Callable[[], CallTranscript]]:
        ids = [_text(record, "metaData", "id") for record in page.records]
        askable = [each for each in ids if _ID.fullmatch(each)]
        return {
            _text(record, "callId"): _later(found, record)
            async for found in self._transcripts(call_ids=askable).pages()
            for record in found.records
        }


def _join(pair: _Pair) -> Conversation:
    return Conversation(pair.call(), pair.transcript and pair.transcript())


def _later(page: Page[T], record: dict[str, Any]) -> Callable[[], T]:
    return partial(decode, page.endpoint.operation, record, page.endpoint.returns)


def _text(record: Any, *path: str) -> str:
    """Read what is at *path* as text, as an id is read; empty if nothing is."""
    for key in path:
        record = record.get(key) if is_object(record) else None
    return "" if record is None else str(record)
