"""What Gong knows from a company's CRM about calls and people."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from ._base import OpenEnum, schema

__all__ = [
    "CallContext",
    "CallContextObject",
    "CallContextObjectType",
    "ContextField",
    "ContextTiming",
    "CrmSystem",
    "PartyContext",
    "PartyContextObject",
    "PartyContextObjectType",
]


class CrmSystem(OpenEnum):
    """The system that an object lives in."""

    SALESFORCE = "Salesforce"
    HUBSPOT = "HubSpot"
    MICROSOFT_DYNAMIC = "MicrosoftDynamic"
    GENERIC = "Generic"


class ContextTiming(OpenEnum):
    """Whether the fields of an object are as they are now, or as they were at the call."""

    NOW = "Now"
    TIME_OF_CALL = "TimeOfCall"


class CallContextObjectType(OpenEnum):
    """What kind of object a call belongs to."""

    OPPORTUNITY = "Opportunity"
    ACCOUNT = "Account"


class PartyContextObjectType(OpenEnum):
    """What kind of object a participant is."""

    CONTACT = "Contact"
    USER = "User"
    LEAD = "Lead"


@schema("ContextField")
@schema("CrmPartyContextField")
@schema("PartyContextField")
@define(kw_only=True)
class ContextField:
    """
    One field of an object in the CRM.

    Attributes:
        value: Whatever JSON the CRM holds: text, a number, a boolean, a list, an object or
            None; booleans may come as text.
    """

    name: str | None = None
    value: Any = None


@schema("ExternalCallObject")
@define(kw_only=True)
class CallContextObject:
    """
    An opportunity or account that a call belongs to.

    Attributes:
        object_id: The id in the CRM, not in Gong.

        fields: Filled only where the selector asked for an extended context.
    """

    object_type: CallContextObjectType | None = None
    object_id: str | None = None
    fields: list[ContextField] = field(factory=list[ContextField])
    timing: ContextTiming | None = None


@schema("CallContextDto")
@define(kw_only=True)
class CallContext:
    """The objects of one system that a call belongs to."""

    system: CrmSystem | None = None
    objects: list[CallContextObject] = field(factory=list[CallContextObject])


@schema("ExternalPartyObject")
@define(kw_only=True)
class PartyContextObject:
    """
    A contact, lead or user that a participant is.

    Attributes:
        object_id: The id in the CRM, not in Gong.

        fields: Filled only where the selector asked for an extended context.
    """

    object_type: PartyContextObjectType | None = None
    object_id: str | None = None
    fields: list[ContextField] = field(factory=list[ContextField])
    timing: ContextTiming | None = None


@schema("PartyContextDto")
@define(kw_only=True)
class PartyContext:
    """The objects of one system that a participant is."""

    system: CrmSystem | None = None
    objects: list[PartyContextObject] = field(factory=list[PartyContextObject])
