"""What every resource shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import field, frozen
from gong_async.converters import decode

from gong_async.endpoint import Endpoint, ListEndpoint, PagedEndpoint
from gong_async.errors import NotFoundError
from gong_async.paging import Pager
from gong_async.session import Session

T = TypeVar("T")


@frozen(eq=False)
class Resource:
    """A group of endpoints that share a noun."""

    _session: Session = field(repr=False)

    def _pager(
        self,
        endpoint: PagedEndpoint[T],
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Pager[T]:
        return Pager(self._session, endpoint, (endpoint.request(query=query, body=body),))

    async def _one(
        self,
        endpoint: Endpoint[T],
        *,
        parts: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> T:
        data = await self._session.send(endpoint.request(parts=parts, query=query))
        found = data if endpoint.unwrap is None else data[endpoint.unwrap]
        return decode(endpoint.operation, found, endpoint.returns)

    async def _list(
        self, endpoint: ListEndpoint[T], *, query: Mapping[str, str] | None = None
    ) -> list[T]:
        try:
            data = await self._session.send(endpoint.request(query=query))
        except NotFoundError as error:
            if endpoint.not_found_is_empty and error.from_gong:
                return []
            raise
        return [decode(endpoint.operation, item, endpoint.returns) for item in data[endpoint.items]]
