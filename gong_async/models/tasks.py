"""What Engage tells users to do."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._base import OpenEnum, schema

__all__ = [
    "OptOutChannel",
    "Task",
    "TaskAccount",
    "TaskAction",
    "TaskAffiliation",
    "TaskContact",
    "TaskContactDetails",
    "TaskContactEmail",
    "TaskContactPhone",
    "TaskContactType",
    "TaskCrm",
    "TaskFlow",
    "TaskFlowStep",
    "TaskOpportunity",
    "TaskPriority",
    "TaskStatus",
    "TaskType",
    "Tasks",
]


class TaskStatus(OpenEnum):
    """What became of a task."""

    OPEN = "OPEN"
    DONE = "DONE"
    DISMISSED = "DISMISSED"


class TaskType(OpenEnum):
    """Where a task comes from."""

    FLOW = "FLOW"
    MANUAL = "MANUAL"


class TaskAction(OpenEnum):
    """What there is to do."""

    CALL = "CALL"


class TaskCrm(OpenEnum):
    """The CRM that a task refers to."""

    SALESFORCE = "SALESFORCE"
    HUBSPOT = "HUBSPOT"
    MICROSOFT_DYNAMICS = "MICROSOFT_DYNAMICS"
    GENERIC = "GENERIC"


class TaskContactType(OpenEnum):
    """What the CRM has somebody as."""

    CONTACT = "CONTACT"
    LEAD = "LEAD"


class TaskAffiliation(OpenEnum):
    """Which side somebody is on."""

    US = "Us"
    THEM = "Them"
    UNKNOWN = "Unknown"


class OptOutChannel(OpenEnum):
    """How somebody does not want to be reached."""

    CALLS = "CALLS"
    EMAILS = "EMAILS"
    SMS_MESSAGES = "SMS_MESSAGES"


@schema("AccountDto")
@define(kw_only=True)
class TaskAccount:
    """The account in the CRM that a task is about."""

    crm_id: str | None = None
    name: str | None = None
    crm_url: str | None = None


@schema("OpportunityDto")
@define(kw_only=True)
class TaskOpportunity:
    """The deal in the CRM that a task is about; its figures and dates as the CRM spells them."""

    crm_id: str | None = None
    name: str | None = None
    crm_url: str | None = None
    status: str | None = None
    stage: str | None = None
    amount: str | None = None
    probability: str | None = None
    close_date: str | None = None


@schema("StepDto")
@define(kw_only=True)
class TaskFlowStep:
    """The step of a flow that a task is."""

    id: str | None = None
    name: str | None = None
    step_number: int | None = None


@schema("FlowDto")
@define(kw_only=True)
class TaskFlow:
    """The flow that a task comes from."""

    id: str | None = None
    name: str | None = None
    step: TaskFlowStep | None = None


@schema("ContactEmailDto")
@define(kw_only=True)
class TaskContactEmail:
    """An address of somebody to get in touch with."""

    email: str | None = None


@schema("PersonPhoneDto")
@define(kw_only=True)
class TaskContactPhone:
    """
    A phone number of somebody to get in touch with.

    Attributes:
        raw: As it was written.

        normalized: With a plus and the country code.
    """

    raw: str | None = None
    extension: str | None = None
    country_code: int | None = None
    normalized: str | None = None
    label: str | None = None
    is_verified: bool | None = None


@schema("ContactCrmData")
@define(kw_only=True)
class TaskContactDetails:
    """
    What the CRM knows about somebody to get in touch with.

    Attributes:
        timezone: As the CRM spells it.

        opt_out_channels: How not to.
    """

    first_name: str | None = None
    last_name: str | None = None
    crm_url: str | None = None
    company_name: str | None = None
    affiliation: TaskAffiliation | None = None
    emails: list[TaskContactEmail] = field(factory=list[TaskContactEmail])
    title: str | None = None
    timezone: str | None = None
    phone_numbers: list[TaskContactPhone] = field(factory=list[TaskContactPhone])
    city: str | None = None
    country: str | None = None
    state: str | None = None
    zipcode: str | None = None
    opt_out_channels: list[OptOutChannel] = field(factory=list[OptOutChannel])
    linkedin_profile: str | None = None


@schema("ContactDto")
@define(kw_only=True)
class TaskContact:
    """
    Somebody to get in touch with.

    Attributes:
        crm_id: The id in the CRM.
    """

    crm_id: str | None = None
    type: TaskContactType | None = None
    data: TaskContactDetails | None = None


@schema("Priority")
@define(kw_only=True)
class TaskPriority:
    """
    How urgent a task is.

    Attributes:
        weight: More is more urgent.
    """

    id: str | None = None
    name: str | None = None
    weight: int | None = None


@schema("ReminderDataDto")
@define(kw_only=True)
class Task:
    """
    Something to do for a user.

    Attributes:
        id: The id of the task.

        user_id: Whose task it is.

        due_date: When it is due; aware, in the offset that Gong sent.

        title: Its title; only of those that are ``MANUAL``.
    """

    id: str | None = None
    user_id: str | None = None
    created: datetime | None = None
    updated: datetime | None = None
    status: TaskStatus | None = None
    type: TaskType | None = None
    actions: list[TaskAction] = field(factory=list[TaskAction])
    account: TaskAccount | None = None
    opportunity: TaskOpportunity | None = None
    due_date: datetime | None = None
    flow: TaskFlow | None = None
    contact: TaskContact | None = None
    additional_contacts: list[TaskContact] = field(factory=list[TaskContact])
    title: str | None = None
    priority: TaskPriority | None = None


@schema("UserRemindersResponse")
@define(kw_only=True)
class Tasks:
    """
    The tasks of a user.

    Attributes:
        tasks: The tasks.

        crm_type: The CRM that they refer to.

        request_id: Gong's name for the request.
    """

    request_id: str | None = None
    tasks: list[Task] = field(factory=list[Task])
    crm_type: TaskCrm | None = None
