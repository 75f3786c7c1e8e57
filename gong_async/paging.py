"""
Pages, and the pager that walks them.

A pager is a description, not a running thing: iterate it twice and it asks twice.  Between
two pages it holds nothing, so ``break`` needs no clean-up.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Generic, Protocol, Self, TypeVar

from attrs import define, field, frozen

from gong_async.converters import decode
from gong_async.endpoint import PagedEndpoint, Request
from gong_async.errors import CursorError, DecodeError, NotFoundError
from gong_async.hidden import Hidden

__all__ = ["Cursor", "Items", "Listing", "Page", "Pager", "Sender"]

T = TypeVar("T")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

_SAME_PAGES = 3  # in a row: the server ignores the cursor
_EMPTY_PAGES = 50  # in a row, each with a cursor: the server leads nowhere
_SLICE = 0.02  # seconds of decoding before other tasks get their turn


class Sender(Protocol):
    """Anything that sends requests, within the limits: a client does."""

    async def send(self, request: Request) -> dict[str, Any]:
        """Send *request*; return the JSON object that Gong answered with."""
        ...


@frozen
class Cursor:
    """
    Where a page starts, and in which request; ``str()`` it to keep it.

    Gong's cursors live for about an hour, counted from the first page of the listing.
    """

    value: str = field(repr=False, converter=Hidden)
    """What Gong called the place; empty at the beginning of the request."""
    fingerprint: str
    """The name of the request that the cursor is good for."""

    def __str__(self) -> str:
        return f"{self.fingerprint}:{self.value}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """
        Read back what ``str()`` wrote.

        Raises:
            CursorError: If *text* is not that.
        """
        text = Hidden(text)
        fingerprint, colon, value = map(Hidden, text.partition(":"))
        if not colon or not fingerprint.isalnum():
            raise CursorError("this is not a cursor of a page; keep str(page.next) to resume")
        return cls(value, str(fingerprint))


@define(slots=False, eq=False)
class Page(Generic[T]):
    """
    One page: the records as they came, the items once asked for.

    Attributes:
        records: The raw objects, with every field that Gong sent.

        next: Where the next page starts; None on the last page.

        number: The page's place in its request, counted from 0.

        total: How many records Gong counts in the whole request; None if it did not say.

        request_id: Gong's name for the request that brought the page; None for the empty page
            that stands for "nothing found".

        envelope: What came beside the records, such as ``timeZone``.
    """

    endpoint: PagedEndpoint[T] = field(repr=False)
    records: Sequence[dict[str, Any]] = field(repr=False)
    next: Cursor | None
    number: int = 0
    total: int | None = None
    request_id: str | None = None
    envelope: Mapping[str, Any] = field(factory=dict[str, Any], repr=False)
    _items: list[T] | None = field(default=None, init=False, repr=False)

    @property
    def items(self) -> list[T]:
        """
        The records, decoded; nothing is decoded before this is read.

        Raises:
            DecodeError: If a record does not fit its model; *records* has it all the same.
        """
        if self._items is None:
            decoded = partial(decode, self.endpoint.operation, model=self.endpoint.returns)
            self._items = [*map(decoded, self.records)]  # no frame that would show a record
        return self._items

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.records)


class Listing(ABC, Generic[T]):
    """Items not yet asked for."""

    __slots__ = ()

    @abstractmethod
    def _walk(self, most: int | None, /) -> AsyncIterator[T]:
        """Begin to ask for the items, of which at most *most* will be taken."""

    def __aiter__(self) -> AsyncIterator[T]:
        return self._walk(None)

    async def first(self) -> T | None:
        """Return the first item, or None if there is none."""
        async for item in self._walk(1):
            return item
        return None

    async def collect(self, *, limit: int | None = None) -> list[T]:
        """Return the items as a list, at most *limit* of them."""
        if limit is not None and limit < 0:
            raise ValueError(f"limit must be 0 or more, not {limit}")
        found: list[T] = []
        if limit == 0:
            return found
        async for item in self._walk(limit):
            found.append(item)
            if len(found) == limit:
                break
        return found


@frozen(eq=False)
class Pager(Listing[T]):
    """A listing not yet asked for: ``async for`` its items, or its :meth:`pages`."""

    _session: Sender = field(repr=False)
    _endpoint: PagedEndpoint[T] = field(repr=False)
    _requests: tuple[Request, ...]

    @property
    def model(self) -> type[T]:
        """The class of the items."""
        return self._endpoint.returns

    def _walk(self, _most: int | None, /) -> AsyncIterator[T]:
        name, model = self._endpoint.operation, self._endpoint.returns
        return Items(self.pages(), partial(decode, name, model=model))

    def pages(self, *, cursor: Cursor | str | None = None) -> AsyncIterator[Page[T]]:
        """
        Walk page by page, from *cursor* on if one is given.

        Raises:
            CursorError: If *cursor* cannot be read, or belongs to a listing with other
                arguments; before any I/O.
        """
        requests = self._requests
        if isinstance(cursor, str):
            cursor = Hidden(cursor)  # so that no traceback with locals shows it
            cursor = Cursor.parse(cursor)
        if cursor is not None:
            names = [request.fingerprint() for request in requests]
            if cursor.fingerprint not in names:
                raise CursorError(
                    "this cursor belongs to a listing with other arguments; repeat them unchanged"
                )
            requests = requests[names.index(cursor.fingerprint) :]
        if cursor is None or not cursor.value:
            return _Pages(self._session, self._endpoint, requests)
        trail = _Trail({cursor.value})
        return _Pages(self._session, self._endpoint, requests, cursor.value, None, trail)

    async def total(self) -> int:
        """
        Return how many items Gong counts, for one request (or one for each hundred ids).

        Raises:
            DecodeError: If Gong does not say.
        """
        count = 0
        for request in self._requests:
            page = await anext(_Pages(self._session, self._endpoint, (request,)))
            if page.total is None:
                raise DecodeError(self._endpoint.operation, ("no $.records.totalRecords",))
            count += page.total
        return count


@define(eq=False)
class _Pages(Generic[T]):
    """A walk over the pages of one request after the other."""

    _session: Sender
    _endpoint: PagedEndpoint[T]
    _requests: tuple[Request, ...]
    _cursor: str = field(default="", repr=False)
    _number: int | None = 0
    _trail: _Trail = field(factory=lambda: _Trail(), repr=False)
    _turn: asyncio.Lock = field(factory=asyncio.Lock)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Page[T]:
        async with self._turn:  # several tasks may share a walk: each page goes to one of them
            return await self._next()

    async def _next(self) -> Page[T]:
        if not self._requests:
            raise StopAsyncIteration
        page = await self._fetch(self._requests[0])
        if page.next is not None:
            self._trail.follow(self._endpoint.operation, page.next.value, page.records)
            self._cursor, self._number = page.next.value, page.number + 1
            return page
        self._requests, self._cursor, self._number = self._requests[1:], "", 0
        self._trail = _Trail()
        if self._requests:
            page.next = Cursor("", self._requests[0].fingerprint())
        return page

    async def _fetch(self, request: Request) -> Page[T]:
        endpoint, first = self._endpoint, not self._cursor
        asked = request if first else endpoint.at_cursor(request, self._cursor)
        try:
            data = await self._session.send(asked)
        except NotFoundError as error:
            if endpoint.not_found_is_empty and first and error.from_gong:
                return Page(endpoint, (), None, 0, 0)
            raise
        records: dict[str, Any] = data["records"]
        cursor, number = records.get("cursor"), self._number
        if number is None:  # the walk began in the middle: Gong knows where
            number = _count(records.get("currentPageNumber")) or 0
        taken = endpoint.items, endpoint.items_live, "records"
        return Page(
            endpoint,
            endpoint.listed(data),
            Cursor(cursor, request.fingerprint()) if cursor else None,
            number,
            _count(records.get("totalRecords")),
            request_id if isinstance(request_id := data.get("requestId"), str) else None,
            {key: value for key, value in data.items() if key not in taken},
        )


def _count(value: Any) -> int | None:
    """Read a count, which Gong now and then sends as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return value if type(value) is int and value >= 0 else None


@define
class _Trail:
    """What a walk has seen, so that it never goes in circles."""

    _cursors: set[str] = field(factory=set[str])
    _last: Sequence[Any] = field(default=(), repr=False)
    _same: int = 0
    _empty: int = 0

    def follow(self, operation: str, cursor: str, records: Sequence[dict[str, Any]]) -> None:
        """Go on to *cursor* from a page of *records*, or raise :class:`CursorError`."""
        if cursor in self._cursors:
            raise CursorError(f"{operation}: a cursor came twice; start the listing again")
        self._cursors.add(cursor)
        self._empty = 0 if records else self._empty + 1
        if self._empty > _EMPTY_PAGES:
            raise CursorError(f"{operation}: {_EMPTY_PAGES} empty pages in a row; ask again later")
        ends = (len(records), records[0], records[-1]) if records else ()
        self._same = self._same + 1 if ends and ends == self._last else 1
        self._last = ends
        if self._same >= _SAME_PAGES:
            raise CursorError(f"{operation}: the same page {_SAME_PAGES} times; ask again later")


class _Records(Protocol[R_co]):
    """A page, as far as its records go."""

    @property
    def records(self) -> Sequence[R_co]:
        """In their order."""
        ...


@define(eq=False)
class Items(Generic[R, T]):
    """The items of a walk, made of its records one by one as they are asked for."""

    _pages: AsyncIterator[_Records[R]]
    _make: Callable[[R], T]
    _records: deque[R] = field(factory=deque[R], repr=False)
    _turn: asyncio.Lock = field(factory=asyncio.Lock)
    _gave_way: float = 0.0

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        await self._give_way()
        # Taken out, so that it is let go as soon as its item is made: less memory, and faster;
        # and under no name, which a traceback with locals would show.
        return self._make(self._records.popleft() if self._records else await self._next_record())

    async def _next_record(self) -> R:
        async with self._turn:  # one of the tasks that share the walk fetches the page for all
            while not self._records:
                self._records.extend((await anext(self._pages)).records)
            return self._records.popleft()

    async def _give_way(self) -> None:
        """Let other tasks run now and then: a page of large records decodes for long."""
        clock = asyncio.get_running_loop().time
        if clock() - self._gave_way > _SLICE:
            await asyncio.sleep(0)
            self._gave_way = clock()
