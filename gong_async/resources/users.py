"""The people who have a seat in Gong: ``gong.users``."""

from __future__ import annotations

from gong_async.converters import query
from gong_async.endpoint import Endpoint, PagedEndpoint
from gong_async.models import User
from gong_async.paging import Pager

from ._base import Resource

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


class Users(Resource):
    """The people who have a seat in Gong."""

    def list(self, *, include_avatars: bool | None = None) -> Pager[User]:
        """
        List all users, those no longer active among them.

        ``GET /v2/users``, scope ``api:users:read``, 100 users a page.

        Args:
            include_avatars: Whether to list Gong's own staff, too, who get such a user when
                they work in the company's account; None for not.
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
