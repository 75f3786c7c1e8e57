"""What people did on a company's web site, and elsewhere in the digital world."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._base import FOREIGN, OpenEnum, schema

__all__ = [
    "CompanyContext",
    "CompanyContextType",
    "DigitalInteraction",
    "InteractionCompany",
    "InteractionContent",
    "InteractionDevice",
    "InteractionField",
    "InteractionFieldType",
    "InteractionLocation",
    "InteractionNumber",
    "InteractionNumberType",
    "InteractionPerson",
    "InteractionSearch",
    "InteractionSearchType",
    "InteractionStep",
    "PersonContext",
    "PersonContextType",
]


class InteractionFieldType(OpenEnum):
    """How the value of a field is to be read; a duration is seconds."""

    STRING = "STRING"
    NUMBER = "NUMBER"
    DATE = "DATE"
    URL = "URL"
    BOOLEAN = "BOOLEAN"
    DURATION = "DURATION"


class InteractionNumberType(OpenEnum):
    """What a number stands for."""

    PERCENTAGE = "PERCENTAGE"
    NPS = "NPS"
    RATING = "RATING"
    OTHER = "OTHER"


class InteractionSearchType(OpenEnum):
    """What was searched for."""

    VENDOR = "VENDOR"
    PRODUCT = "PRODUCT"
    CATEGORY = "CATEGORY"


class PersonContextType(OpenEnum):
    """What a person is in the CRM."""

    CONTACT = "CONTACT"
    LEAD = "LEAD"


class CompanyContextType(OpenEnum):
    """What a company is in the CRM."""

    ACCOUNT = "ACCOUNT"
    OPPORTUNITY = "OPPORTUNITY"


class InteractionDevice(OpenEnum):
    """What was used."""

    MOBILE = "MOBILE"
    PC = "PC"


@schema("CustomField")
@define(kw_only=True)
class InteractionField:
    """
    Something else to know.

    Args:
        value: The value as text; dates are ISO 8601.

        data_type: None for text.
    """

    name: str = field(metadata=FOREIGN)
    value: str = field(metadata=FOREIGN)
    data_type: InteractionFieldType | None = None


@schema("NumericContentDetails")
@define(kw_only=True)
class InteractionNumber:
    """
    A number that came out of it, such as a score.

    Args:
        range_from: The lowest value that there is.

        range_to: The highest value that there is.
    """

    value: int | None = None
    range_from: int
    range_to: int
    numeric_type: InteractionNumberType | None = None


@schema("StepContentDetails")
@define(kw_only=True)
class InteractionStep:
    """
    How far somebody came with something.

    Args:
        value: The step at present.

        available_steps: All steps.
    """

    value: str = field(metadata=FOREIGN)
    available_steps: list[str] = field(metadata=FOREIGN)


@schema("SearchObjectDetails")
@define(kw_only=True)
class InteractionSearch:
    """
    What a search found.

    Args:
        object_id: The id in the system that was searched.

        url: The page there.
    """

    name: str = field(metadata=FOREIGN)
    object_type: InteractionSearchType
    domain: str = field(metadata=FOREIGN)
    object_id: str | None = field(default=None, metadata=FOREIGN)
    url: str | None = field(default=None, metadata=FOREIGN)


@schema("Content")
@define(kw_only=True)
class InteractionContent:
    """
    What somebody looked at.

    Args:
        content_id: Its id in the reporting system.

        content_label: Any labels.

        content_additional_info_url: A page that tells more, such as an analysis.
    """

    content_title: str = field(metadata=FOREIGN)
    content_id: str | None = field(default=None, metadata=FOREIGN)
    content_label: list[str] | None = field(default=None, metadata=FOREIGN)
    content_url: str | None = field(default=None, metadata=FOREIGN)
    content_additional_info_url: str | None = field(default=None, metadata=FOREIGN)
    numeric_content_details: InteractionNumber | None = None
    step_content_details: InteractionStep | None = None
    search_object_details: InteractionSearch | None = None
    content_custom_fields: list[InteractionField] | None = None


@schema("PersonBusinessContext")
@define(kw_only=True)
class PersonContext:
    """What a person is in the CRM, by the id there."""

    object_type: PersonContextType
    object_id: str = field(metadata=FOREIGN)
    system_name: str | None = field(default=None, metadata=FOREIGN)


@schema("CompanyBusinessContext")
@define(kw_only=True)
class CompanyContext:
    """What a company is in the CRM, by the id there."""

    object_type: CompanyContextType
    object_id: str = field(metadata=FOREIGN)
    system_name: str | None = field(default=None, metadata=FOREIGN)


@schema("Location")
@define(kw_only=True)
class InteractionLocation:
    """
    Where a person was.

    Args:
        country: ISO 3166, or any text.

        state: ISO 3166-2, or any text.

        region: ISO 3166-2, or any text.
    """

    country: str | None = field(default=None, metadata=FOREIGN)
    state: str | None = field(default=None, metadata=FOREIGN)
    region: str | None = field(default=None, metadata=FOREIGN)
    city: str | None = field(default=None, metadata=FOREIGN)


@schema("Company")
@define(kw_only=True)
class InteractionCompany:
    """
    The company that a person works for.

    Args:
        company_id: Its id in the reporting system.

        domain: Such as ``acme.com``; needed for a person of whom nothing else is known, unless
            *company_business_contexts* has an account or an opportunity.
    """

    company_id: str | None = field(default=None, metadata=FOREIGN)
    name: str | None = field(default=None, metadata=FOREIGN)
    domain: str | None = field(default=None, metadata=FOREIGN)
    company_business_contexts: list[CompanyContext] | None = None


@schema("Person")
@define(kw_only=True)
class InteractionPerson:
    """
    Who did it.

    Args:
        person_id: The person's id in the reporting system; needed where name, address, number
            and CRM are unknown.
    """

    name: str | None = field(default=None, metadata=FOREIGN)
    email: str | None = None
    phone_number: str | None = field(default=None, metadata=FOREIGN)
    person_id: str | None = field(default=None, metadata=FOREIGN)
    person_business_context: PersonContext | None = None
    location: InteractionLocation | None = None
    company: InteractionCompany | None = None
    person_custom_fields: list[InteractionField] | None = None


@schema("DigitalInteractionRequest")
@define(kw_only=True)
class DigitalInteraction:
    """
    Something that somebody did.

    Args:
        event_id: The event's id in the reporting system: by it Gong tells whether it has the
            event already.

        timestamp: When it happened; aware, in any zone.

        event_type: What was done, such as ``link clicked``.

        source_system_name: The partner, where the events go through another platform.

        session_id: What ties events together.

        person: Who did it; None where only *tracking_id* is known.

        tracking_id: Who did it, as a tracker calls that person; not beside *person*.
    """

    event_id: str = field(metadata=FOREIGN)
    timestamp: datetime
    event_type: str = field(metadata=FOREIGN)
    content: InteractionContent
    source_system_name: str | None = field(default=None, metadata=FOREIGN)
    session_id: str | None = field(default=None, metadata=FOREIGN)
    device: InteractionDevice | None = None
    person: InteractionPerson | None = None
    custom_fields: list[InteractionField] | None = None
    tracking_id: str | None = field(default=None, metadata=FOREIGN)
