"""What Gong holds about a person, found by e-mail address or phone number."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._base import OpenEnum, schema
from .crm import ContextField, CrmSystem

__all__ = [
    "CallReference",
    "CustomerData",
    "CustomerDataObject",
    "CustomerDataObjectType",
    "CustomerEngagement",
    "EmailMessage",
    "EmailReferences",
    "EngagementEventType",
    "ExternalObject",
    "ExternalObjectType",
    "ExternalSystem",
    "MeetingReference",
    "PhoneReferences",
]


class ExternalObjectType(OpenEnum):
    """What a call is in another system."""

    CONVERSATION = "Conversation"
    TASK = "Task"


class CustomerDataObjectType(OpenEnum):
    """What a person is in the CRM."""

    LEAD = "Lead"
    CONTACT = "Contact"


class EngagementEventType(OpenEnum):
    """What a customer did."""

    CONTENT_SHARED = "contentShared"
    CONTENT_VIEWED = "contentViewed"
    CUSTOM_EVENT = "customEvent"
    DIGITAL_INTERACTION = "digitalInteraction"


@schema("EmailMessage")
@define(kw_only=True)
class EmailMessage:
    """
    A message that mentions the person; neither its subject nor its text.

    Attributes:
        from_: The sender's address.

        id: 32 characters, not digits.

        sent_time: ISO 8601 with an offset, as Gong sent it.

        mailbox: The mailbox that it was read from.
    """

    from_: str | None = None
    id: str | None = None
    sent_time: str | None = None
    mailbox: str | None = None
    message_hash: str | None = None


@schema("ExternalSystemObject")
@define(kw_only=True)
class ExternalObject:
    """
    A call, as another system knows it.

    Attributes:
        external_id: The id in that system, not in Gong.
    """

    object_type: ExternalObjectType | None = None
    external_id: str | None = None


@schema("ExternalSystem")
@define(kw_only=True)
class ExternalSystem:
    """A system that knows a call, and as what."""

    system: CrmSystem | None = None
    objects: list[ExternalObject] = field(factory=list[ExternalObject])


@schema("CallReference")
@define(kw_only=True)
class CallReference:
    """
    A call that the person took part in.

    Attributes:
        id: The call's id.

        status: Such as ``COMPLETED``.
    """

    id: str | None = None
    status: str | None = None
    external_systems: list[ExternalSystem] = field(factory=list[ExternalSystem])


@schema("Meeting")
@define(kw_only=True)
class MeetingReference:
    """
    A meeting that the person was invited to.

    Attributes:
        id: Digits, the calendar's id and the time, in one text.
    """

    id: str | None = None


@schema("CustomerDataObject")
@define(kw_only=True)
class CustomerDataObject:
    """
    A lead or contact that the person is.

    Attributes:
        id: Gong's id of the lead or contact.

        external_id: The id in the CRM.

        mirror_id: JSON, as text, that names the CRM, the type and the id.
    """

    id: str | None = None
    object_type: CustomerDataObjectType | None = None
    external_id: str | None = None
    mirror_id: str | None = None
    fields: list[ContextField] = field(factory=list[ContextField])


@schema("CustomerData")
@define(kw_only=True)
class CustomerData:
    """What Gong keeps of the person from one system."""

    system: CrmSystem | None = None
    objects: list[CustomerDataObject] = field(factory=list[CustomerDataObject])


@schema("CustomerEngagement")
@define(kw_only=True)
class CustomerEngagement:
    """
    Something that the person did, such as looking at a shared call.

    Attributes:
        timestamp: Aware, in the company's offset.
    """

    event_type: EngagementEventType | None = None
    timestamp: datetime | None = None
    content_id: str | None = None
    content_url: str | None = None
    reporting_system: str | None = None
    event_name: str | None = None
    source_event_id: str | None = None


@schema("EmailAddressReferences")
@define(kw_only=True)
class EmailReferences:
    """
    All that Gong holds about an e-mail address; lists are empty where it holds nothing.

    Attributes:
        request_id: Gong's name for the request.
    """

    emails: list[EmailMessage] = field(factory=list[EmailMessage])
    calls: list[CallReference] = field(factory=list[CallReference])
    meetings: list[MeetingReference] = field(factory=list[MeetingReference])
    customer_data: list[CustomerData] = field(factory=list[CustomerData])
    customer_engagement: list[CustomerEngagement] = field(factory=list[CustomerEngagement])
    request_id: str | None = None


@schema("PhoneNumberReferences")
@define(kw_only=True)
class PhoneReferences:
    """
    All that Gong holds about a phone number; lists are empty where it holds nothing.

    Attributes:
        supplied_phone_number: The number that was asked for.

        matching_phone_numbers: The numbers found, as they are written there.

        email_addresses: The addresses found with them.

        request_id: Gong's name for the request.
    """

    emails: list[EmailMessage] = field(factory=list[EmailMessage])
    calls: list[CallReference] = field(factory=list[CallReference])
    meetings: list[MeetingReference] = field(factory=list[MeetingReference])
    customer_data: list[CustomerData] = field(factory=list[CustomerData])
    supplied_phone_number: str | None = None
    matching_phone_numbers: list[str] = field(factory=list[str])
    email_addresses: list[str] = field(factory=list[str])
    request_id: str | None = None
