"""What every resource shares."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timezone
from typing import Any, TypeVar, cast

from attrs import field, frozen

from gong_async.arguments import given
from gong_async.converters import decode
from gong_async.endpoint import Endpoint, Json, ListEndpoint, PagedEndpoint
from gong_async.errors import NotFoundError
from gong_async.paging import Pager, Sender
from gong_async.upload import Upload

T = TypeVar("T")

_CALL_IDS = 100  # in one request: as many as an answer has on a page


@frozen(eq=False)
class Resource:
    """A group of endpoints that share a noun."""

    _session: Sender = field(repr=False)

    def _pager(self, endpoint: PagedEndpoint[T], *, query: Mapping[str, str]) -> Pager[T]:
        return Pager(self._session, endpoint, (endpoint.request(query=query),))

    def _filtered(
        self, endpoint: PagedEndpoint[T], criteria: Mapping[str, Any], **beside: Any
    ) -> Pager[T]:
        """List what meets *criteria*: nothing, and nothing is sent, if a list of ids is empty."""
        bodies = ({"filter": part, **beside} for part in _parts(criteria))
        requests = tuple(endpoint.request(body=body) for body in bodies)
        return Pager(self._session, endpoint, requests)

    async def _one(
        self,
        endpoint: Endpoint[T],
        *,
        parts: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
        upload: Upload | None = None,
    ) -> T:
        request = endpoint.request(parts=parts, query=query, body=body, upload=upload)
        data = await self._session.send(request)
        return decode(endpoint.operation, endpoint.answer(data), endpoint.returns)

    async def _list(
        self,
        endpoint: ListEndpoint[T],
        *,
        parts: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
    ) -> list[T]:
        try:
            data = await self._session.send(endpoint.request(parts=parts, query=query, body=body))
        except NotFoundError as error:
            if endpoint.not_found_is_empty and error.from_gong:
                return []
            raise
        return [
            decode(endpoint.operation, item, endpoint.returns) for item in endpoint.listed(data)
        ]


def between(since: datetime | None, until: datetime | None) -> dict[str, datetime | None]:
    """
    Name a half-open range of times as the API does.

    Raises:
        ValueError: If a time is naive, or the range cannot hold anything.
    """
    check_aware("since", since)
    check_aware("until", until)
    check_order(since=since, until=until)
    return {"from_date_time": since, "to_date_time": until}


def check_aware(name: str, value: object) -> None:
    """
    Check that a time is one, if it is given.

    Raises:
        ValueError: If it is naive, or no ``datetime``.
    """
    if value is None or (isinstance(value, datetime) and value.utcoffset() is not None):
        return
    raise ValueError(f"{name} must be a datetime with a time zone, such as tzinfo=UTC")


def at_most(most: int, *, at_least: int = 0, **argument: Collection[Any]) -> list[str]:
    """
    Return the texts of *argument*, each once and in order.

    Raises:
        ValueError: If there are more than Gong takes at a time, or fewer.
    """
    ((name, texts),) = given(list[str], **argument).items()
    if not all(isinstance(each, str) for each in texts):
        raise ValueError(f"{name} must be a list of texts")
    found = _in_order(texts)
    if not at_least <= len(found) <= most:
        raise ValueError(f"{len(found)} {name}, and Gong takes {at_least} to {most} at a time")
    return found


def check_order(**bounds: date | None) -> None:
    """
    Check that a half-open range, given as its two bounds by name, can hold anything.

    Raises:
        ValueError: If both are there, and the first is not before the second.
    """
    (first, start), (second, end) = bounds.items()
    if start is not None and end is not None and _instant(start) >= _instant(end):
        raise ValueError(f"{first} must be before {second}: {start} is not before {end}")


def _instant(value: date) -> date:
    """Fix a time's offset: two times of one zone Python compares by what its clocks say."""
    if isinstance(value, datetime) and (offset := value.utcoffset()) is not None:
        return value.replace(tzinfo=timezone(offset))
    return value


def _parts(criteria: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """
    Split *criteria* so that none asks for too many calls.

    Ids are put in order, each once, so that the same question is always the same request.
    """
    ids = {
        key: _in_order(cast("list[str]", value))
        for key, value in criteria.items()
        if isinstance(value, list)
    }
    if not all(ids.values()):
        return
    ordered = {**criteria, **ids}
    if "callIds" not in ids:
        yield ordered
        return
    call_ids = ids["callIds"]
    for start in range(0, len(call_ids), _CALL_IDS):
        yield {**ordered, "callIds": call_ids[start : start + _CALL_IDS]}


def _in_order(ids: Collection[str]) -> list[str]:
    return sorted(set(ids), key=lambda text: (len(text), text))
