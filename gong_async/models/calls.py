"""Calls: what Gong lists of each, and all that it found out about one."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._base import OpenEnum, schema
from .content import CallContent
from .crm import CallContext, PartyContext
from .interaction import CallCollaboration, CallInteraction

__all__ = [
    "Affiliation",
    "Call",
    "CallDetails",
    "CallDirection",
    "CallMedia",
    "CallScope",
    "MediaUrls",
    "ParticipationMethod",
    "Party",
]


class CallDirection(OpenEnum):
    """Who started the call."""

    INBOUND = "Inbound"
    OUTBOUND = "Outbound"
    CONFERENCE = "Conference"
    UNKNOWN = "Unknown"


class CallScope(OpenEnum):
    """Whether anybody from outside the company took part."""

    INTERNAL = "Internal"
    EXTERNAL = "External"
    UNKNOWN = "Unknown"


class CallMedia(OpenEnum):
    """What was recorded."""

    VIDEO = "Video"
    AUDIO = "Audio"


class Affiliation(OpenEnum):
    """Whether a participant belongs to the company."""

    INTERNAL = "Internal"
    EXTERNAL = "External"
    UNKNOWN = "Unknown"


class ParticipationMethod(OpenEnum):
    """How a participant came to the call."""

    INVITEE = "Invitee"
    ATTENDEE = "Attendee"


@schema("CallBasicData")
@define(kw_only=True)
class Call:
    """
    A call, without its content.

    Attributes:
        id: The call's id.

        scheduled: When it was to start, for web conferences; aware, in the company's offset.

        started: When it was recorded; aware, in the company's offset.

        duration: Seconds.

        primary_user_id: The user who hosted it.

        system: What it was carried out with, such as a dialer or a conferencing service.

        language: ISO 639-2/B, such as ``eng``; ``und`` where Gong does not support the
            language, ``zxx`` where too little was said to tell.

        sdr_disposition: The outcome that the dialer or the caller noted.

        client_unique_id: The call's id in the system that recorded it.

        custom_data: What was handed to Gong when the call was uploaded.

        is_private: Whether the call is private: Gong hands it out all the same.

        calendar_event_id: The meeting's id in the Google or Outlook calendar.
    """

    id: str
    url: str | None = None
    title: str | None = None
    scheduled: datetime | None = None
    started: datetime | None = None
    duration: int | None = None
    primary_user_id: str | None = None
    direction: CallDirection | None = None
    system: str | None = None
    scope: CallScope | None = None
    media: CallMedia | None = None
    language: str | None = None
    workspace_id: str | None = None
    sdr_disposition: str | None = None
    client_unique_id: str | None = None
    custom_data: str | None = None
    purpose: str | None = None
    meeting_url: str | None = None
    is_private: bool | None = None
    calendar_event_id: str | None = None


@schema("Party")
@define(kw_only=True)
class Party:
    """
    A participant of a call.

    Attributes:
        id: The participant's id, within the call.

        user_id: The Gong user that this is; None for people from outside.

        speaker_id: What transcripts and trackers call this person; None for those who said
            nothing.

        context: The objects in the CRM that this person is.

        methods: Invited, attending, or both.
    """

    id: str | None = None
    email_address: str | None = None
    name: str | None = None
    title: str | None = None
    user_id: str | None = None
    speaker_id: str | None = None
    context: list[PartyContext] = field(factory=list[PartyContext])
    affiliation: Affiliation | None = None
    phone_number: str | None = None
    methods: list[ParticipationMethod] = field(factory=list[ParticipationMethod])


@schema("MediaDto")
@define(kw_only=True)
class MediaUrls:
    """
    Where the recording can be fetched, for eight hours.

    Anybody who has such an address can fetch it: they stay out of the ``repr``.

    Attributes:
        audio_url: None where there is no sound to fetch.

        video_url: None for a call without pictures.
    """

    audio_url: str | None = field(default=None, repr=False)
    video_url: str | None = field(default=None, repr=False)


@schema("CallData")
@define(kw_only=True)
class CallDetails:
    """
    A call with the parts that were asked for.

    A part is None, or an empty list, where the :class:`ContentSelector` left it out and
    where Gong has not got it (yet): that can take it from minutes to days after the call.

    Attributes:
        meta_data: The call itself, with its id.

        context: The objects in the CRM that the call belongs to.

        parties: The participants.
    """

    meta_data: Call
    context: list[CallContext] = field(factory=list[CallContext])
    parties: list[Party] = field(factory=list[Party])
    content: CallContent | None = None
    interaction: CallInteraction | None = None
    collaboration: CallCollaboration | None = None
    media: MediaUrls | None = None
