"""What every route answers from: the company, the clock, and the cursors."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from attrs import define, field, frozen

from gong_async.sim.answers import RefusedError
from gong_async.sim.arguments import Arguments
from gong_async.sim.body import Body, Part
from gong_async.sim.churn import Churn
from gong_async.sim.cursors import Cursors, Key, digest
from gong_async.sim.media import MediaHost
from gong_async.sim.shapes import is_list, is_object
from gong_async.sim.world import SimCall, World

__all__ = ["PAGE_SIZE", "Asked", "Backend", "Page", "call_key"]

PAGE_SIZE = 100

T = TypeVar("T")


@frozen
class Asked:
    """
    One request that got past the door.

    Attributes:
        operation: The method and path of the route.

        id: The id in the path; empty where there is none.

        query: The first value of each name.

        sent: The body as it came.

        denied: Gives the refusal for a scope that the credentials lack, else None.
    """

    operation: str
    id: str
    query: Arguments
    sent: Body
    denied: Callable[[str], RefusedError | None]

    @property
    def arguments(self) -> Arguments:
        """Where a listing has its filter and its cursor: the query of a GET, else the body."""
        return self.query if self.operation.startswith("GET ") else self.body

    @property
    def body(self) -> Arguments:
        """The object that the body has to be."""
        if not is_object(self.sent.json):
            raise RefusedError(400, "Json parse error")
        return Arguments(self.sent.json, "body")

    @property
    def array(self) -> list[Any]:
        """The array that the body has to be."""
        if not is_list(self.sent.json):
            raise RefusedError(400, "Json parse error")
        return self.sent.json

    def part(self, name: str) -> Part:
        """The uploaded file *name*, which may not be missing."""
        if name not in self.sent.parts:
            raise RefusedError(400, f"{name} part is missing")
        return self.sent.parts[name]

    def demand(self, scope: str) -> None:
        """Refuse the request if its credentials lack *scope*."""
        if refused := self.denied(scope):
            raise refused

    def filter(self) -> Arguments:
        """The filter of a POST, which has to be there even when empty."""
        self.arguments.require("filter")
        return self.arguments.section("filter")


@frozen
class Page(Generic[T]):
    """Some of a listing's things, and Gong's ``records`` about them."""

    items: Sequence[T]
    records: dict[str, Any]


@define(slots=False, kw_only=True)
class Backend:
    """
    The company behind the routes.

    Args:
        churn: Its data, and what becomes of them.

        cursors: Writes and reads the cursors.

        late_after: Seconds after *opened* until the late transcripts appear, where the
            company has no clock of its own.

        media: Where the recordings are.

        ai_credits: How many answers of its AI the company can still have; None for any number.
    """

    churn: Churn
    cursors: Cursors
    late_after: float
    media: MediaHost
    ai_credits: int | None = None
    published: bool = False
    opened: float = field(factory=time.monotonic, init=False)
    _states: dict[Any, Any] = field(factory=dict[Any, Any], init=False)

    def state(self, kind: Callable[[World], T]) -> T:
        """The server's one *kind* of state, made of the founded company when first asked for."""
        if kind not in self._states:
            self._states[kind] = kind(self.churn.founded)
        state: T = self._states[kind]
        return state

    def spend_credit(self) -> None:
        """Pay for an answer of the AI; a 402 where there is nothing to pay with."""
        if self.ai_credits is not None:
            if self.ai_credits < 1:
                raise RefusedError(402, "Payment Required")
            self.ai_credits -= 1

    @cached_property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return ZoneInfo(self.churn.founded.time_zone)

    @property
    def world(self) -> World:
        """The company as it is now."""
        return self.churn.world

    @property
    def now(self) -> datetime:
        """The company's time; without a clock of its own the end of its data at least."""
        return self.churn.now or max(self.world.end, datetime.now(UTC))

    @property
    def today(self) -> date:
        """The company's current day."""
        return self.now.astimezone(self.zone).date()

    def has_transcript(self, call: SimCall) -> bool:
        """Whether the transcript of *call* is there by now."""
        if call.silent:
            return False
        if self.published:
            return True
        if self.churn.now is not None:
            return call.transcribed <= self.churn.now
        return not call.late or self._age >= self.late_after

    def calls(
        self,
        since: datetime | None,
        until: datetime | None,
        *,
        workspace_id: str | None,
        ids: Collection[str] | None = None,
        host_ids: Collection[str] | None = None,
    ) -> Sequence[SimCall]:
        """The calls that pass all the filters, in the order of `call_key`."""
        calls = self.world.calls
        if ids is not None:
            there = self.world.call_by_id
            calls = sorted((there[id_] for id_ in ids if id_ in there), key=call_key)
        start = bisect_left(calls, since, key=_when) if since else 0
        stop = bisect_left(calls, until, key=_when) if until else len(calls)
        calls = calls[start:stop]
        if workspace_id is not None:
            calls = [call for call in calls if call.workspace_id == workspace_id]
        if host_ids is not None:
            calls = [call for call in calls if call.host_id in host_ids]
        return calls

    def page(self, asked: Asked, items: Sequence[T], key: Callable[[T], Key]) -> Page[T]:
        """The page of *items* that the request asks for; they are in the order of *key*."""
        inputs = dict(asked.arguments.values)
        cursor = asked.arguments.text("cursor")
        inputs.pop("cursor", None)
        listing = digest(asked.operation, inputs)
        place = (
            self.cursors.first(listing, len(items))
            if cursor is None
            else self.cursors.read(cursor, listing)
        )
        start = 0 if place.after is None else bisect_right(items, place.after, key=key)
        chunk = items[start : start + PAGE_SIZE]
        records: dict[str, Any] = {
            "totalRecords": place.total,
            "currentPageSize": len(chunk),
            "currentPageNumber": place.number,
        }
        if start + PAGE_SIZE < len(items):
            records["cursor"] = self.cursors.after(place, key(chunk[-1]))
        return Page(chunk, records)

    @property
    def _age(self) -> float:
        return time.monotonic() - self.opened


def call_key(call: SimCall) -> Key:
    """Calls are listed by the time that filters compare, then by id."""
    return (_when(call).isoformat(timespec="microseconds"), call.id)


def _when(call: SimCall) -> datetime:
    return call.when
