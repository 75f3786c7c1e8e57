"""The first page of a range that is cut up: of use, if it proves to be all of the beginning."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import define, evolve

from gong_async.harvest.state import Window
from gong_async.harvest.tables import call_id_of
from gong_async.harvest.values import time
from gong_async.paging import Page
from gong_async.shape import is_object

__all__ = ["Head", "started_of"]


def started_of(record: object) -> datetime | None:
    """Return when the call of a record of calls started; None if it does not say."""
    basic = record.get("metaData") if is_object(record) else None
    told = time(basic.get("started")) if is_object(basic) else None
    return None if told is None else datetime.fromisoformat(told)


@define(eq=False)
class Head:
    """
    The beginning of a range, if its first page should hold all of it.

    Nobody promises that.  But if this window and those that make up the rest of the range
    bring exactly as many calls as Gong counts in the range, then it is so.

    Args:
        window: From the beginning of the range to the start of the page's last call.

        page: The page, without the calls that are not of the window.

        ids: Those of its calls: what the windows bring of them does not count once more.
    """

    window: Window
    page: Page[Any]
    ids: frozenset[str]

    @classmethod
    def of(cls, window: Window, page: Page[Any]) -> Head | None:
        """Return the head of *window*, whose first page is *page*; None where it cannot be."""
        starts = [started_of(record) for record in page.records]
        known = [each for each in starts if each is not None]
        last = max(known, default=window.since)
        ordered = len(known) == len(starts) and known == sorted(known)
        if not ordered or not window.since < last < window.until or known[0] < window.since:
            return None
        records = [record for record, at in zip(page.records, known, strict=True) if at < last]
        ids = {call_id for call_id in map(call_id_of, records) if call_id is not None}
        if len(ids) < len(records):
            return None
        found = evolve(page, records=records, next=None, total=len(records))
        return cls(evolve(window, until=last), found, frozenset(ids))
