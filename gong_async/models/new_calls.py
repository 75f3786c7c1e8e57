"""Calls on their way to Gong: what to say of one that another system recorded."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field
from attrs.validators import ge, in_, max_len, min_len, optional

from ._base import FOREIGN, OpenEnum, schema
from .calls import CallDirection
from .crm import ContextField, CrmSystem

__all__ = [
    "CreatedCall",
    "FlowContext",
    "LinkedObjectType",
    "NewCall",
    "NewCallContext",
    "NewCallObject",
    "NewParty",
    "NewPartyContext",
    "NewPartyObject",
    "SpeakersTimeline",
    "SpeechSegment",
    "UploadedMedia",
]


class LinkedObjectType(OpenEnum):
    """What kind of object in the CRM something is linked to."""

    OPPORTUNITY = "Opportunity"
    ACCOUNT = "Account"
    LEAD = "Lead"
    CONTACT = "Contact"
    USER = "User"


@schema("ExternalCrmCallObject")
@define(kw_only=True)
class NewCallObject:
    """
    An object in the CRM that a call, or an event, belongs to.

    Args:
        object_id: The id in the CRM, not in Gong.

        fields: For future use, says Gong.
    """

    object_type: LinkedObjectType
    object_id: str = field(metadata=FOREIGN)
    fields: list[ContextField] | None = None


@schema("CallUploadContext")
@define(kw_only=True)
class NewCallContext:
    """
    The objects of one system that a call, or an event, belongs to.

    Args:
        system: Gong takes Salesforce and Generic.

        objects: Of each account one opportunity at most.
    """

    system: CrmSystem
    objects: list[NewCallObject] | None = None


@schema("ExternalCrmPartyObject")
@define(kw_only=True)
class NewPartyObject:
    """
    An object in the CRM that a person from outside is.

    Args:
        object_id: The id in the CRM, not in Gong.

        fields: For future use, says Gong.
    """

    object_type: LinkedObjectType
    object_id: str = field(metadata=FOREIGN)
    fields: list[ContextField] | None = None


@schema("PartyUploadContext")
@define(kw_only=True)
class NewPartyContext:
    """
    The objects of one system that a person is.

    Args:
        system: Gong takes Salesforce and Generic.
    """

    system: CrmSystem
    objects: list[NewPartyObject] | None = None


@schema("CallParticipant")
@define(kw_only=True)
class NewParty:
    """
    A participant of a call to be created.

    Args:
        phone_number: As the telephone system has it.

        party_id: Any name; needed by a timeline of who spoke when, and by nothing else.

        media_channel_id: The channel of a stereo recording that this member of the company
            is on: 0 left, 1 right.

        user_id: The Gong user that this is; None for people from outside.
    """

    name: str | None = field(default=None, metadata=FOREIGN)
    email_address: str | None = None
    phone_number: str | None = field(default=None, metadata=FOREIGN)
    user_id: str | None = None
    party_id: str | None = field(default=None, metadata=FOREIGN)
    media_channel_id: int | None = field(
        default=None, metadata=FOREIGN, validator=optional(in_((0, 1)))
    )
    context: list[NewPartyContext] | None = None


@schema("SpeechSegment")
@define(kw_only=True)
class SpeechSegment:
    """
    Who spoke from when to when; segments may overlap.

    Args:
        from_time: Milliseconds from the beginning of the call.

        to_time: Milliseconds from the beginning of the call.

        party_ids: The speakers, by the ``party_id`` that they have among the call's parties.
    """

    from_time: int = field(validator=ge(0))
    to_time: int = field(validator=ge(0))
    party_ids: list[str] = field(metadata=FOREIGN, validator=min_len(1))


@schema("SpeakersTimeline")
@define(kw_only=True)
class SpeakersTimeline:
    """
    Who spoke when; channels of the recording are not looked at where this is given.

    Args:
        precise: Whether the segments are true to a tenth of a second; None for not saying.
    """

    precise: bool | None = None
    speech_segments: list[SpeechSegment] | None = None


@schema("FlowContext")
@define(kw_only=True)
class FlowContext:
    """
    The task that a call belongs to.

    Args:
        task_id: The task's id.
    """

    task_id: str | None = None


@schema("NewCallAddingRequest")
@define(kw_only=True)
class NewCall:
    """
    A call to be created.

    Args:
        client_unique_id: The call's id in the system that recorded it, at most 2,048
            characters: by it Gong tells whether it has the call already.

        actual_start: When it started; aware, in any zone.

        direction: Who started it.

        primary_user: The Gong user who hosted it.

        parties: The participants, the primary user among them by ``user_id``.

        duration: Seconds.

        scheduled_start: When it was to start; aware.

        scheduled_end: When it was to end; aware.

        purpose: At most 255 characters.

        disposition: The outcome that the caller noted, at most 255 characters.

        context: The objects in the CRM that it belongs to.

        custom_data: Anything; Gong hands it out again with the call.

        speakers_timeline: Who spoke when; None where the channels tell, or Gong is to find out.

        call_provider_code: The system that carried it out, as Gong calls it, such as ``zoom``.

        download_media_url: Where Gong can fetch the recording, 1.5 GB at most; None if
            ``calls.upload_media`` is to bring it.  It stays out of the ``repr``.

        workspace_id: Where it goes; None lets Gong decide.

        language_code: Such as ``en-US``; None lets Gong find out.

        flow_context: The task of a flow that it belongs to.

    Raises:
        ValueError: If a text is too long.
    """

    client_unique_id: str = field(metadata=FOREIGN, validator=max_len(2048))
    actual_start: datetime
    direction: CallDirection
    primary_user: str
    parties: list[NewParty]
    title: str | None = field(default=None, metadata=FOREIGN)
    duration: float | None = None
    scheduled_start: datetime | None = None
    scheduled_end: datetime | None = None
    purpose: str | None = field(default=None, metadata=FOREIGN, validator=optional(max_len(255)))
    disposition: str | None = field(
        default=None, metadata=FOREIGN, validator=optional(max_len(255))
    )
    context: list[NewCallContext] | None = None
    custom_data: str | None = field(default=None, metadata=FOREIGN)
    speakers_timeline: SpeakersTimeline | None = None
    meeting_url: str | None = None
    call_provider_code: str | None = None
    download_media_url: str | None = field(default=None, repr=False)
    workspace_id: str | None = None
    language_code: str | None = None
    flow_context: FlowContext | None = None


@schema("NewCallAddingResponse")
@define(kw_only=True)
class CreatedCall:
    """
    What Gong made of a new call.

    Attributes:
        call_id: The call's id.

        request_id: Gong's name for the request.
    """

    call_id: str
    request_id: str | None = None


@schema("NewCallRecordingResponse")
@define(kw_only=True)
class UploadedMedia:
    """
    What Gong says to a recording.

    Attributes:
        call_id: The call it belongs to.

        url: The page of the call in Gong.

        request_id: Gong's name for the request.
    """

    call_id: str | None = None
    url: str | None = None
    request_id: str | None = None
