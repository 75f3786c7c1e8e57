"""Meetings that Gong records: ``gong.meetings``."""

from __future__ import annotations

from collections.abc import Collection

from gong_async.arguments import needed, whole, wire
from gong_async.endpoint import Endpoint, ListEndpoint
from gong_async.models import (
    CreatedMeeting,
    DeletedMeeting,
    MeetingIntegration,
    PlannedMeeting,
    UpdatedMeeting,
)

from ._base import Resource, at_most, check_order

__all__ = ["Meetings"]

_MOST_EMAILS = 100

CREATE = Endpoint(
    operation="addMeeting",
    method="POST",
    path="/v2/meetings",
    scope="api:meetings:user:create",
    returns=CreatedMeeting,
    writes=True,
    find_out="Gong has no list of meetings: look into the organizer's calendar",
)

UPDATE = Endpoint(
    operation="updateMeeting",
    method="PUT",
    path="/v2/meetings/{meetingId}",
    scope="api:meetings:user:update",
    returns=UpdatedMeeting,
    writes=True,
    find_out="send it again: it is set, not added",
)

DELETE = Endpoint(
    operation="deleteMeeting",
    method="DELETE",
    path="/v2/meetings/{meetingId}",
    scope="api:meetings:user:delete",
    returns=DeletedMeeting,
    writes=True,
    receipt=True,
    find_out="send it again: NotFoundError then says that it is gone",
)

INTEGRATION_STATUS = ListEndpoint(
    operation="integrationStatus",
    method="POST",
    path="/v2/meetings/integration/status",
    scope="api:meetings:integration:status",
    returns=MeetingIntegration,
    items="users",
)


class Meetings(Resource):
    """
    Meetings that another system makes, and Gong records (a beta of Gong).

    Companies that are not part of the beta get PermissionDeniedError.  ConflictError says that
    the organizer's conferencing service is not connected, say.
    """

    async def create(self, meeting: PlannedMeeting) -> CreatedMeeting:
        """
        Make a meeting.

        ``POST /v2/meetings``, scope ``api:meetings:user:create``.  Gong has no name for it that
        would keep it from being made twice, so an uncertain outcome is to be looked into.

        Raises:
            ValueError: If *meeting* lacks something, or ends before it starts; before any I/O.

            ConflictError: If the organizer's service is not connected; its ``user_facing_error``
                and ``fix_url`` are for the organizer.
        """
        return await self._one(CREATE, body=_spelled(meeting))

    async def update(self, *, meeting_id: str, meeting: PlannedMeeting) -> UpdatedMeeting:
        """
        Change a meeting.

        ``PUT /v2/meetings/{meetingId}``, scope ``api:meetings:user:update``.

        Args:
            meeting_id: What :meth:`create` gave.

            meeting: The whole meeting as it is to be.

        Raises:
            ValueError: If the id is not digits, or the meeting lacks something or ends before
                it starts; before any I/O.

            NotFoundError: If there is no such meeting.
        """
        return await self._one(UPDATE, parts={"meetingId": meeting_id}, body=_spelled(meeting))

    async def delete(self, *, meeting_id: str, organizer_email: str) -> DeletedMeeting:
        """
        Delete a meeting.

        ``DELETE /v2/meetings/{meetingId}``, scope ``api:meetings:user:delete``.

        Args:
            meeting_id: What :meth:`create` gave.

            organizer_email: The user whose meeting it is.

        Raises:
            ValueError: If the id is not digits, or the address is none; before any I/O.

            NotFoundError: If there is no such meeting.
        """
        body = wire(**needed(organizer_email=organizer_email))
        return await self._one(DELETE, parts={"meetingId": meeting_id}, body=body)

    async def integration_status(self, *, emails: Collection[str]) -> list[MeetingIntegration]:
        """
        Find out whether Gong can make meetings for users.

        ``POST /v2/meetings/integration/status``, scope ``api:meetings:integration:status``.

        Args:
            emails: Their addresses, 100 at most; an empty collection finds nothing and sends
                nothing.

        Raises:
            ValueError: If there are too many, or one is no address; before any I/O.
        """
        body = wire(emails=at_most(_MOST_EMAILS, emails=emails))
        return await self._list(INTEGRATION_STATUS, body=body) if body["emails"] else []


def _spelled(meeting: PlannedMeeting) -> dict[str, object]:
    body = whole(PlannedMeeting, meeting=meeting)
    check_order(start_time=meeting.start_time, end_time=meeting.end_time)
    if not all(each.email for each in meeting.invitees):
        raise ValueError("each of invitees needs an email")
    return body
