"""Access to single calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gong_async.sim.world import World

__all__ = ["CallAccess"]


class CallAccess:
    """Who was given access to single calls by way of the API."""

    def __init__(self, _world: World) -> None:
        self._users: dict[str, dict[str, None]] = {}

    def of(self, call_id: str) -> list[str]:
        """The ids of those who were given access, in that order."""
        return list(self._users.get(call_id, ()))

    def grant(self, call_id: str, user_ids: Iterable[str]) -> None:
        """Give access; nothing changes for those who have it."""
        self._users.setdefault(call_id, {}).update(dict.fromkeys(user_ids))

    def revoke(self, call_id: str, user_ids: Iterable[str]) -> None:
        """Take access from those who have it."""
        for user_id in user_ids:
            self._users.get(call_id, {}).pop(user_id, None)
