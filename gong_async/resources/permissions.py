"""Who may see and do what: ``gong.permissions``."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gong_async.arguments import needed, query, several, whole, wire
from gong_async.endpoint import Endpoint, ListEndpoint
from gong_async.models import CallAccess, CallUsers, PermissionProfile, ProfileUser, Receipt

from ._base import Resource

__all__ = ["Permissions"]

PROFILES = ListEndpoint(
    operation="listPermissionProfile",
    method="GET",
    path="/v2/all-permission-profiles",
    scope=None,
    returns=PermissionProfile,
    items="profiles",
)

PROFILE = Endpoint(
    operation="getPermissionProfile",
    method="GET",
    path="/v2/permission-profile",
    scope=None,
    returns=PermissionProfile,
    unwrap="profile",
)

CREATE_PROFILE = Endpoint(
    operation="createPermissionProfile",
    method="POST",
    path="/v2/permission-profile",
    scope=None,
    returns=PermissionProfile,
    unwrap="profile",
    writes=True,
    find_out="look for its name in permissions.profiles()",
)

UPDATE_PROFILE = Endpoint(
    operation="updatePermissionProfile",
    method="PUT",
    path="/v2/permission-profile",
    scope=None,
    returns=PermissionProfile,
    unwrap="profile",
    writes=True,
    find_out="look at it with permissions.profile(), or send it again: it is set, not added",
)

PROFILE_USERS = ListEndpoint(
    operation="listPermissionProfileUsers",
    method="GET",
    path="/v2/permission-profile/users",
    scope="api:users:read",
    returns=ProfileUser,
    items="users",
)

CALL_ACCESS = ListEndpoint(
    operation="getUsersAccessToCalls",
    method="POST",
    path="/v2/calls/users-access",
    scope="api:call-user-access:read",
    returns=CallAccess,
    items="callAccessList",
)

GRANT_CALL_ACCESS = Endpoint(
    operation="addUsersAccessToCalls",
    method="PUT",
    path="/v2/calls/users-access",
    scope="api:call-user-access:write",
    returns=Receipt,
    writes=True,
    receipt=True,
    find_out="look with permissions.call_access(), or send it again: that changes nothing",
)

REVOKE_CALL_ACCESS = Endpoint(
    operation="deleteUsersAccessToCalls",
    method="DELETE",
    path="/v2/calls/users-access",
    scope="api:call-user-access:write",
    returns=Receipt,
    writes=True,
    receipt=True,
    find_out="look with permissions.call_access(), or send it again: that changes nothing",
)


class Permissions(Resource):
    """
    Who may see and do what.

    A profile governs its users; access to single calls is given besides.  For profiles Gong's
    specification names no scope; others have seen ``api:permission-profile:read`` and
    ``api:permission-profile:write`` asked for.
    """

    async def profiles(self, *, workspace_id: str) -> list[PermissionProfile]:
        """
        List the profiles of a workspace, by name.

        ``GET /v2/all-permission-profiles``.

        Args:
            workspace_id: The workspace.

        Raises:
            ValueError: If the id is not digits; before any I/O.
        """
        return await self._list(PROFILES, query=query(**needed(workspace_id=workspace_id)))

    async def profile(self, profile_id: str) -> PermissionProfile:
        """
        Fetch one profile.

        ``GET /v2/permission-profile``.

        Raises:
            ValueError: If *profile_id* is not digits; before any I/O.
        """
        return await self._one(PROFILE, query=query(**needed(profile_id=profile_id)))

    async def create_profile(
        self, *, workspace_id: str, profile: PermissionProfile
    ) -> PermissionProfile:
        """
        Add a profile to a workspace.

        ``POST /v2/permission-profile``.

        Args:
            workspace_id: The workspace.

            profile: What its users may see and do; it needs a name, and has no id yet.

        Returns:
            The profile as Gong has it, with its id.

        Raises:
            ValueError: If the id is not digits, or the profile has no name or an id; before any
                I/O.

            APIError: With status 422, if there is such a name already, say.
        """
        body = whole(PermissionProfile, profile=profile)
        if not profile.name:
            raise ValueError("profile needs a name")
        if profile.id is not None:
            raise ValueError("profile has an id already: update it, or take the id out")
        return await self._one(
            CREATE_PROFILE,
            query=query(**needed(workspace_id=workspace_id)),
            body=body,
        )

    async def update_profile(
        self, *, profile_id: str, profile: PermissionProfile
    ) -> PermissionProfile:
        """
        Change a profile.

        ``PUT /v2/permission-profile``.

        Args:
            profile_id: The profile to change.

            profile: What it is to be; what is None is not sent.

        Returns:
            The whole profile as Gong has it now.

        Raises:
            ValueError: If the id is not digits, or is another one than the profile's, or nothing
                is to change; before any I/O.
        """
        body = whole(PermissionProfile, profile=profile)
        if profile.id not in (None, profile_id):
            raise ValueError("profile has another id than profile_id: which one is to change?")
        if not body.keys() - {"id"}:
            raise ValueError("profile has nothing but None: nothing is to change")
        return await self._one(
            UPDATE_PROFILE,
            query=query(**needed(profile_id=profile_id)),
            body=body,
        )

    async def profile_users(self, profile_id: str) -> list[ProfileUser]:
        """
        List the users that a profile governs.

        ``GET /v2/permission-profile/users``, scope ``api:users:read``.

        Raises:
            ValueError: If *profile_id* is not digits; before any I/O.

            BadRequestError: If there is no such profile.
        """
        return await self._list(PROFILE_USERS, query=query(**needed(profile_id=profile_id)))

    async def call_access(self, *, call_ids: Collection[str]) -> list[CallAccess]:
        """
        Find out who was given access to calls, one by one, by way of the API.

        ``POST /v2/calls/users-access``, scope ``api:call-user-access:read``.

        Args:
            call_ids: The calls; an empty collection finds nothing and sends nothing.

        Raises:
            ValueError: If an id is not digits; before any I/O.

            BadRequestError: If one of the calls is unknown.
        """
        ids = sorted(set(wire(**needed(call_ids=call_ids))["callIds"]))
        return await self._list(CALL_ACCESS, body={"filter": {"callIds": ids}}) if ids else []

    async def grant_call_access(self, *, access: Sequence[CallUsers]) -> Receipt:
        """
        Give users access to calls; nothing changes for those who have it.

        ``PUT /v2/calls/users-access``, scope ``api:call-user-access:write``.

        Args:
            access: The calls, each with its users.

        Raises:
            ValueError: If there are none, or an id is not digits; before any I/O.

            BadRequestError: If one of the calls is unknown.
        """
        return await self._one(GRANT_CALL_ACCESS, body=_listed(access))

    async def revoke_call_access(self, *, access: Sequence[CallUsers]) -> Receipt:
        """
        Take access to calls from users, if it was given by way of the API.

        ``DELETE /v2/calls/users-access``, scope ``api:call-user-access:write``.

        Args:
            access: The calls, each with its users.

        Raises:
            ValueError: If there are none, or an id is not digits; before any I/O.

            BadRequestError: If one of the calls is unknown.
        """
        return await self._one(REVOKE_CALL_ACCESS, body=_listed(access))


def _listed(access: Sequence[CallUsers]) -> dict[str, object]:
    calls = several(CallUsers, access=access)
    if not all(each.user_ids for each in calls):
        raise ValueError("access must name a user for each call")
    return wire(call_access_list=calls)
