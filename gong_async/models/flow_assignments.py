"""Prospects in Engage flows."""

from __future__ import annotations

from attrs import define, field

from ._base import FOREIGN, OpenEnum, schema
from .flows import FlowVisibility

__all__ = [
    "AssignOverrides",
    "AssignmentErrorCode",
    "AssignmentFailure",
    "BulkAssignment",
    "BulkAssignmentStatus",
    "FlowAssignment",
    "FlowInstance",
    "FlowInstanceStatus",
    "FlowStep",
    "FlowStepAction",
    "FlowWithSteps",
    "Prospect",
    "ProspectResult",
    "ProspectStatus",
    "StepOverride",
    "UnassignedFlows",
    "VariableOverride",
]


class FlowStepAction(OpenEnum):
    """What a step of a flow is."""

    SEND_EMAIL = "SEND_EMAIL"
    AUTO_SEND_EMAIL = "AUTO_SEND_EMAIL"
    CALL = "CALL"
    LINKEDIN_CONNECT = "LINKEDIN_CONNECT"
    LINKEDIN_MESSAGE = "LINKEDIN_MESSAGE"
    CUSTOM = "CUSTOM"


class FlowInstanceStatus(OpenEnum):
    """How far a prospect is in a flow."""

    PENDING = "Pending"
    RUNNING = "Running"
    PAUSED = "Paused"
    FINISHED_NO_REPLY = "FinishedNoReply"
    FINISHED_RESPONSE = "FinishedResponse"
    FINISHED = "Finished"


class AssignmentErrorCode(OpenEnum):
    """Why a prospect was not assigned."""

    INVALID_ARGUMENT = "InvalidArgument"
    INVALID_STATE = "InvalidState"
    UNEXPECTED_ERROR = "UnexpectedError"


class BulkAssignmentStatus(OpenEnum):
    """How far Gong is with many prospects."""

    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"


class ProspectStatus(OpenEnum):
    """What became of one prospect of many."""

    CRM_OPERATION_FAILED = "CRM_OPERATION_FAILED"
    FLOW_ASSIGNMENT_FAILED = "FLOW_ASSIGNMENT_FAILED"
    ASSIGNED = "ASSIGNED"


@schema("PublicApiFlowStep")
@define(kw_only=True)
class FlowStep:
    """
    A step of a flow.

    Attributes:
        step_order: Its place in the flow, from 1; overrides name it by this.
    """

    id: str | None = None
    step_order: int | None = None
    action: FlowStepAction | None = None
    subject: str | None = None
    body: str | None = None
    is_reply: bool | None = None


@schema("PublicApiFlowWithSteps")
@define(kw_only=True)
class FlowWithSteps:
    """
    A flow with its steps.

    Attributes:
        id: The flow's id.

        creation_date: ISO 8601 with an offset, as Gong sent it.

        exclusive: Gong's flag for whether a prospect in this flow can be added to others; by
            its name, True says no.
    """

    id: str
    name: str | None = None
    folder_id: str | None = None
    visibility: FlowVisibility | None = None
    creation_date: str | None = None
    exclusive: bool | None = None
    description: str | None = None
    steps: list[FlowStep] = field(factory=list[FlowStep])


@schema("PublicApiAssignedFlow")
@define(kw_only=True)
class FlowInstance:
    """
    A prospect in a flow.

    Attributes:
        flow_instance_id: The id of just this: this prospect in this flow.

        crm_prospect_id: The prospect, by the id in the CRM.

        flow_instance_owner_email: The user who has the to-dos.

        flow_instance_create_date: ISO 8601 with an offset, as Gong sent it.
    """

    flow_instance_id: str
    flow_id: str | None = None
    flow_name: str | None = None
    crm_prospect_id: str | None = None
    flow_instance_owner_email: str | None = None
    flow_instance_owner_full_name: str | None = None
    flow_instance_create_date: str | None = None
    flow_instance_status: FlowInstanceStatus | None = None
    workspace_id: str | None = None
    exclusive: bool | None = None


@schema("AssignedFlowFailure")
@define(kw_only=True)
class AssignmentFailure:
    """A prospect that was not assigned, and why."""

    flow_id: str | None = None
    crm_prospect_id: str | None = None
    error_code: AssignmentErrorCode | None = None
    error_message: str | None = None


@schema("AssignFlowResponse")
@define(kw_only=True)
class FlowAssignment:
    """
    What became of prospects that were to be assigned to a flow.

    Attributes:
        prospects_assigned: Those in the flow now.

        prospects_not_assigned: The others.

        request_id: Gong's name for the request.
    """

    request_id: str | None = None
    prospects_assigned: list[FlowInstance] = field(factory=list[FlowInstance])
    prospects_not_assigned: list[AssignmentFailure] = field(factory=list[AssignmentFailure])


@schema("UnassignFlowsResponse")
@define(kw_only=True)
class UnassignedFlows:
    """
    What prospects were taken out of.

    Attributes:
        unassigned_flow_instance_ids: The instances that are over; one that is missing here goes
            on.

        request_id: Gong's name for the request.
    """

    request_id: str | None = None
    unassigned_flow_instance_ids: list[str] = field(factory=list[str])


@schema("PublicApiStepContentOverride")
@define(kw_only=True)
class StepOverride:
    """
    What a step says to these prospects alone (a beta of Gong).

    Args:
        number: The place of the step in the flow, from 1.

        subject: None for the step's own.

        body: None for the step's own.
    """

    number: int
    subject: str | None = field(default=None, metadata=FOREIGN)
    body: str | None = field(default=None, metadata=FOREIGN)


@schema("PublicApiVariableValueOverride")
@define(kw_only=True)
class VariableOverride:
    """What a variable of the flow is for these prospects alone (a beta of Gong)."""

    name: str
    value: str = field(metadata=FOREIGN)


@schema("AssignOverrides")
@define(kw_only=True)
class AssignOverrides:
    """
    What is different for these prospects (a beta of Gong).

    Args:
        steps: What steps say.

        flow_instance_variables: What variables are.

        cool_off_override: Whether to assign those that are cooling off as well.
    """

    steps: list[StepOverride] | None = None
    flow_instance_variables: list[VariableOverride] | None = None
    cool_off_override: bool | None = None


@schema("FlowAssignmentProspect")
@define(kw_only=True)
class Prospect:
    """
    Somebody to assign to a flow: by the id in the CRM, or by name, who is then added to the
    CRM.

    Args:
        crm_id: The id in the CRM; without it both names must be given.
    """

    first_name: str | None = field(default=None, metadata=FOREIGN)
    last_name: str | None = field(default=None, metadata=FOREIGN)
    email: str | None = None
    job_title: str | None = field(default=None, metadata=FOREIGN)
    linked_in_url: str | None = field(default=None, metadata=FOREIGN)
    crm_id: str | None = field(default=None, metadata=FOREIGN)
    account_crm_id: str | None = field(default=None, metadata=FOREIGN)
    company_name: str | None = field(default=None, metadata=FOREIGN)


@schema("FlowAssignmentResult")
@define(kw_only=True)
class ProspectResult:
    """
    What became of one prospect of many.

    Attributes:
        crm_id: The id in the CRM.

        flow_instance_id: The prospect in the flow; None if not assigned.
    """

    prospect: Prospect | None = None
    status: ProspectStatus | None = None
    crm_id: str | None = None
    flow_instance_id: str | None = None
    error_code: str | None = None
    error_message: str | None = None


@schema("FlowProspectsBulkAssignmentResponse")
@define(kw_only=True)
class BulkAssignment:
    """
    How far Gong is with many prospects.

    Attributes:
        id: The id of the whole, to ask with.

        status: How far it is.

        total_count: How many prospects there are.

        processed_count: How many are through.

        success_count: How many of those are in the flow.

        failed_count: How many are not.

        results: What became of each that is through.

        request_id: Gong's name for the request.
    """

    id: str
    request_id: str | None = None
    status: BulkAssignmentStatus | None = None
    total_count: int | None = None
    processed_count: int | None = None
    success_count: int | None = None
    failed_count: int | None = None
    results: list[ProspectResult] = field(factory=list[ProspectResult])

    @property
    def is_over(self) -> bool:
        """Whether Gong is through with all of them, for better or for worse."""
        return self.status in (BulkAssignmentStatus.COMPLETED, BulkAssignmentStatus.FAILED)
