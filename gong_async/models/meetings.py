"""Meetings that Gong records, made by other systems (a beta of Gong)."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._base import FOREIGN, schema

__all__ = [
    "CreatedMeeting",
    "DeletedMeeting",
    "Invitee",
    "MeetingIntegration",
    "PlannedMeeting",
    "UpdatedMeeting",
]


@schema("MeetingInvitee")
@define(kw_only=True)
class Invitee:
    """
    Somebody to invite.

    Args:
        email: The address; Gong needs it.
    """

    email: str | None = None
    display_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None


@schema("NewMeetingRequest")
@schema("UpdateMeetingRequest")
@define(kw_only=True)
class PlannedMeeting:
    """
    A meeting as it is to be.

    Args:
        start_time: When it begins; aware, in any zone.

        end_time: When it ends; aware, in any zone.

        invitees: Whom to invite besides the organizer.

        organizer_email: The user whose meeting it is; the settings of this user decide about
            consent.

        title: What it is called.

        external_id: Its id in the other system.

        provider: The web conferencing service, such as ``zoom``; None for the user's default.
    """

    start_time: datetime
    end_time: datetime
    invitees: list[Invitee]
    organizer_email: str
    title: str | None = field(default=None, metadata=FOREIGN)
    external_id: str | None = field(default=None, metadata=FOREIGN)
    provider: str | None = field(default=None, metadata=FOREIGN)


@schema("NewMeetingResponse")
@define(kw_only=True)
class CreatedMeeting:
    """
    A meeting that was made.

    Attributes:
        meeting_id: The id of the meeting, for changing or deleting it.

        meeting_url: Where to enter the meeting.

        additional_invitees: Whom to invite as well, so that Gong comes along and records: its
            coordinator, say.

        request_id: Gong's name for the request.
    """

    meeting_id: str
    request_id: str | None = None
    meeting_url: str | None = None
    additional_invitees: list[Invitee] = field(factory=list[Invitee])


@schema("UpdateMeetingResponse")
@define(kw_only=True)
class UpdatedMeeting:
    """
    A meeting that was changed.

    Attributes:
        meeting_id: The id of the meeting.

        request_id: Gong's name for the request.
    """

    meeting_id: str
    request_id: str | None = None


@schema("DeleteMeetingRequest")
@define(kw_only=True)
class DeletedMeeting:
    """
    A meeting that was deleted.

    Attributes:
        organizer_email: The user whose meeting it was.
    """

    organizer_email: str | None = None


@schema("User Integration Status")
@define(kw_only=True)
class MeetingIntegration:
    """
    Whether Gong can make meetings for a user.

    Attributes:
        email: The address that was asked about.

        exists: Whether it is the address of a user.

        valid: Whether the user's conferencing service is connected.

        user_facing_error: Why it is not, in words for the user.

        fix_url: Where the user can mend it.

        help_url: Where Gong's help explains it.
    """

    email: str | None = None
    exists: bool | None = None
    valid: bool | None = None
    user_facing_error: str | None = None
    fix_url: str | None = None
    help_url: str | None = None
