"""A CRM of the company's own: its integration, its fields, its objects, and how far Gong is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import define, field

from ._base import FOREIGN, OpenEnum, schema

__all__ = [
    "CrmField",
    "CrmFieldType",
    "CrmIntegration",
    "CrmObjectType",
    "CrmObjects",
    "CrmSchema",
    "CrmUploadType",
    "LineError",
    "RequestState",
    "RequestStatus",
]


class CrmObjectType(OpenEnum):
    """What kind of object."""

    ACCOUNT = "ACCOUNT"
    CONTACT = "CONTACT"
    DEAL = "DEAL"
    LEAD = "LEAD"


class CrmUploadType(OpenEnum):
    """What kind of object a file brings: two more than can be asked for."""

    ACCOUNT = "ACCOUNT"
    CONTACT = "CONTACT"
    DEAL = "DEAL"
    LEAD = "LEAD"
    BUSINESS_USER = "BUSINESS_USER"
    STAGE = "STAGE"


class CrmFieldType(OpenEnum):
    """What a field holds."""

    DATE = "DATE"
    DATETIME = "DATETIME"
    NUMBER = "NUMBER"
    PERCENT = "PERCENT"
    CURRENCY = "CURRENCY"
    ID = "ID"
    URL = "URL"
    STRING = "STRING"
    BOOLEAN = "BOOLEAN"
    PHONENUMBER = "PHONENUMBER"
    EMAILADDRESS = "EMAILADDRESS"
    PICKLIST = "PICKLIST"
    REFERENCE = "REFERENCE"
    STRINGARRAY = "STRINGARRAY"


class RequestState(OpenEnum):
    """How far Gong is with a request that it carries out in its own time."""

    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    FAILED = "FAILED"


@schema("GenericCrmIntegration")
@define(kw_only=True)
class CrmIntegration:
    """
    The integration with a CRM; a company has one at most.

    Attributes:
        integration_id: Its id, which everything else asks for.

        owner_email: Whoever is responsible for it.
    """

    integration_id: str
    owner_email: str | None = None
    name: str | None = None


@schema("GenericSchemaFieldRequest")
@define(kw_only=True)
class CrmField:
    """
    A field of the objects of one type.

    Gong lists a field's name as ``name``, and asks for it as ``unique_name``; whichever is there
    is sent, so that a field that was listed can be sent back.

    Attributes:
        unique_name: The name in the CRM; needed to send the field, unless *name* is there.

        label: The name for people; needed to send the field.

        type: Needed to send the field; another type than before deletes what the field held.

        last_modified: Aware; sent in whole seconds.

        is_deleted: True deletes the field and what it held in every object.

        reference_to: ACCOUNT, CONTACT, DEAL, LEAD or USER; needed by a REFERENCE.

        ordered_value_list: The values to choose from; needed by a PICKLIST.

        name: The name in the CRM, where Gong lists the field.
    """

    unique_name: str | None = field(default=None, metadata=FOREIGN)
    label: str | None = field(default=None, metadata=FOREIGN)
    type: CrmFieldType | None = None
    last_modified: datetime | None = None
    is_deleted: bool | None = None
    reference_to: str | None = None
    ordered_value_list: list[str] | None = field(default=None, metadata=FOREIGN)
    name: str | None = field(default=None, metadata=FOREIGN)


@schema("ListSelectedFieldsResponse")
@define(kw_only=True)
class CrmSchema:
    """
    The fields that Gong shows of the objects.

    Attributes:
        object_type_to_selected_fields: The fields by the type of the object.

        request_id: Gong's name for the request.
    """

    object_type_to_selected_fields: dict[str, list[CrmField]] = field(
        factory=dict[str, list[CrmField]]
    )
    request_id: str | None = None


@schema("GetGenericCrmObjectsResponse")
@define(kw_only=True)
class CrmObjects:
    """
    Objects as Gong has them.

    Attributes:
        crm_objects_map: The fields of each object, by the object's id in the CRM; None for an
            object that Gong has not got.

        request_id: Gong's name for the request.
    """

    crm_objects_map: dict[str, dict[str, Any] | None] = field(
        factory=dict[str, dict[str, Any] | None]
    )
    request_id: str | None = None


@schema("LineErrorResponse")
@define(kw_only=True)
class LineError:
    """
    What is wrong with an object in a file.

    Attributes:
        line: The line, counted from 1; 0 where the whole file is meant.
    """

    line: int | None = None
    description: str | None = None


@schema("RequestStatusResponse")
@define(kw_only=True)
class RequestStatus:
    """
    How far Gong is with a file, or with the end of an integration.

    Attributes:
        errors: What is wrong with the file: 20 at most.

        total_error_count: Objects that could not be read.

        total_success_count: Objects that could.

        request_id: Gong's name for the request.
    """

    status: RequestState | None = None
    errors: list[LineError] = field(factory=list[LineError])
    total_error_count: int | None = None
    total_success_count: int | None = None
    request_id: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether Gong is through with it, for better or for worse."""
        return self.status in (RequestState.DONE, RequestState.FAILED)
