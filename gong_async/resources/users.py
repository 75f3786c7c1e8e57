"""The people who have a seat in Gong: ``gong.users``."""

from __future__ import annotations

import builtins
from collections.abc import Collection
from datetime import datetime

from gong_async.arguments import query, wire
from gong_async.endpoint import Endpoint, ListEndpoint, PagedEndpoint
from gong_async.models import SettingsChange, User
from gong_async.paging import Pager

from ._base import Resource, check_aware, check_order

__all__ = ["Users"]

LIST = PagedEndpoint(
    operation="listUsers",
    method="GET",
    path="/v2/users",
    scope="api:users:read",
    returns=User,
    items="users",
)

GET = Endpoint(
    operation="getUser",
    method="GET",
    path="/v2/users/{id}",
    scope="api:users:read",
    returns=User,
    unwrap="user",
)

EXTENSIVE = PagedEndpoint(
    operation="listMultipleUsers",
    method="POST",
    path="/v2/users/extensive",
    scope="api:users:read",
    returns=User,
    items="users",
    not_found_is_empty=True,
)

SETTINGS_HISTORY = ListEndpoint(
    operation="getUserHistory",
    method="GET",
    path="/v2/users/{id}/settings-history",
    scope="api:users:read",
    returns=SettingsChange,
    items="userSettingsHistory",
)


class Users(Resource):
    """The people who have a seat in Gong."""

    def list(self, *, include_avatars: bool | None = None) -> Pager[User]:
        """
        List all users, those no longer active among them.

        ``GET /v2/users``, scope ``api:users:read``, 100 users a page.

        Args:
            include_avatars: Whether to list Gong's own staff, too, who get such a user when
                they work in the company's account; None leaves them out.
        """
        return self._pager(LIST, query=query(include_avatars=include_avatars))

    async def get(self, user_id: str) -> User:
        """
        Fetch one user.

        ``GET /v2/users/{id}``, scope ``api:users:read``.

        Raises:
            ValueError: If *user_id* is not digits; before any I/O.

            NotFoundError: If there is no such user.
        """
        return await self._one(GET, parts={"id": user_id})

    def extensive(
        self,
        *,
        created_since: datetime | None = None,
        created_until: datetime | None = None,
        include_avatars: bool | None = None,
        user_ids: Collection[str] | None = None,
    ) -> Pager[User]:
        """
        List users by when they came to Gong, or by their ids.

        ``POST /v2/users/extensive``, scope ``api:users:read``, 100 users a page.

        Args:
            created_since: The earliest time, aware, in any zone; None reaches back to the first
                user.

            created_until: The latest time, itself excluded, aware; None reaches to the last.

            include_avatars: Whether to list Gong's own staff, too; None leaves them out.

            user_ids: Only these users.  None for all; an empty collection lists nothing and
                sends nothing.

        Raises:
            ValueError: If a time is naive, the range is upside down, or an id is not digits;
                before any I/O.
        """
        check_aware("created_since", created_since)
        check_aware("created_until", created_until)
        check_order(created_since=created_since, created_until=created_until)
        return self._filtered(
            EXTENSIVE,
            wire(
                created_from_date_time=created_since,
                created_to_date_time=created_until,
                include_avatars=include_avatars,
                user_ids=user_ids,
            ),
        )

    async def settings_history(self, user_id: str) -> builtins.list[SettingsChange]:
        """
        List the changes of what Gong records and imports of a user.

        ``GET /v2/users/{id}/settings-history``, scope ``api:users:read``.

        Raises:
            ValueError: If *user_id* is not digits; before any I/O.

            NotFoundError: If there is no such user.
        """
        return await self._list(SETTINGS_HISTORY, parts={"id": user_id})
