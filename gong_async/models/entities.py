"""What Gong's AI makes of the conversations with somebody."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._base import OpenEnum, schema

__all__ = [
    "AnswerSection",
    "BriefSection",
    "BriefSectionType",
    "CallFinding",
    "ConversationFindings",
    "EmailFinding",
    "EntityAnswer",
    "EntityBrief",
    "FoundCall",
    "FoundEmail",
    "McpConnection",
    "McpConnectionStatus",
    "McpResult",
    "McpStatus",
    "TimePeriod",
    "WebFinding",
]


class TimePeriod(OpenEnum):
    """Which conversations count, by the time that they took place."""

    LAST_7DAYS = "LAST_7DAYS"
    LAST_30DAYS = "LAST_30DAYS"
    LAST_90DAYS = "LAST_90DAYS"
    LAST_90_DAYS_SINCE_LAST_ACTIVITY = "LAST_90_DAYS_SINCE_LAST_ACTIVITY"
    LAST_YEAR_SINCE_LAST_ACTIVITY = "LAST_YEAR_SINCE_LAST_ACTIVITY"
    LAST_YEAR = "LAST_YEAR"
    THIS_WEEK = "THIS_WEEK"
    THIS_MONTH = "THIS_MONTH"
    THIS_YEAR = "THIS_YEAR"
    THIS_QUARTER = "THIS_QUARTER"
    CUSTOM_RANGE = "CUSTOM_RANGE"
    ALL_CONVERSATIONS = "ALL_CONVERSATIONS"


class BriefSectionType(OpenEnum):
    """Where a section of a brief comes from."""

    CONVERSATIONS = "Conversations"
    WEB = "Web"
    CRM_OR_GONG_DATA = "CrmOrGongData"
    MCP_CONNECTION = "McpConnection"


class McpStatus(OpenEnum):
    """How the whole went."""

    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    CONNECTION_ERROR = "CONNECTION_ERROR"


class McpConnectionStatus(OpenEnum):
    """How a connection went."""

    SUCCESS = "SUCCESS"
    AUTH_REQUIRED = "AUTH_REQUIRED"
    FAILED = "FAILED"
    NOT_CONNECTED = "NOT_CONNECTED"
    NO_MATCHING_TOOLS = "NO_MATCHING_TOOLS"
    NO_USER_CONTEXT = "NO_USER_CONTEXT"
    UNKNOWN = "UNKNOWN"


@schema("CallInfoDto")
@define(kw_only=True)
class FoundCall:
    """A call that something was found in."""

    id: str | None = None
    title: str | None = None
    started: datetime | None = None
    url: str | None = None


@schema("EmailInfoDto")
@define(kw_only=True)
class FoundEmail:
    """An email that something was found in."""

    id: str | None = None
    title: str | None = None
    sent_date_time: datetime | None = None


@schema("BriefCallFindingDto")
@schema("EntityCallFindingDto")
@define(kw_only=True)
class CallFinding:
    """Evidence from a call."""

    call: FoundCall | None = None


@schema("EmailFindingDto")
@define(kw_only=True)
class EmailFinding:
    """Evidence from emails."""

    emails: list[FoundEmail] = field(factory=list[FoundEmail])


@schema("ConversationFindingsDto")
@define(kw_only=True)
class ConversationFindings:
    """Evidence from calls and emails."""

    call_findings: list[CallFinding] = field(factory=list[CallFinding])
    email_findings: list[EmailFinding] = field(factory=list[EmailFinding])


@schema("WebFindingDto")
@define(kw_only=True)
class WebFinding:
    """
    Evidence from the web.

    Attributes:
        domain: The site; it may be one that redirects to it.
    """

    domain: str | None = None
    title: str | None = None
    url: str | None = None


@schema("ConnectionResultDto")
@define(kw_only=True)
class McpConnection:
    """What became of a connection to another system (Model Context Protocol)."""

    name: str | None = None
    status: McpConnectionStatus | None = None


@schema("McpResultDto")
@define(kw_only=True)
class McpResult:
    """
    What other systems brought.

    Attributes:
        servers: The servers that were asked.

        error_message: What went wrong; None if nothing did.
    """

    connections: list[McpConnection] = field(factory=list[McpConnection])
    servers: list[str] = field(factory=list[str])
    mcp_status: McpStatus | None = None
    error_message: str | None = None


@schema("BriefSectionDto")
@define(kw_only=True)
class BriefSection:
    """
    A part of a brief.

    Attributes:
        section_summary: What it says, one point an entry.

        conversation_findings: What that rests on, of ``Conversations``.

        mcp_result: The same, of ``McpConnection``.
    """

    title: str | None = None
    section_summary: list[str] = field(factory=list[str])
    conversation_findings: ConversationFindings | None = None
    brief_section_type: BriefSectionType | None = None
    web_findings: list[WebFinding] = field(factory=list[WebFinding])
    mcp_result: McpResult | None = None


@schema("AnswerSectionDto")
@define(kw_only=True)
class AnswerSection:
    """
    A part of an answer.

    Attributes:
        answer_items: What it says, one point an entry.
    """

    answer_items: list[str] = field(factory=list[str])
    email_findings: list[EmailFinding] = field(factory=list[EmailFinding])
    call_findings: list[CallFinding] = field(factory=list[CallFinding])


@schema("GenerateBriefResponse")
@define(kw_only=True)
class EntityBrief:
    """
    A brief about an account, a deal, a contact or a lead.

    Attributes:
        num_of_calls_searched: How many calls it rests on.

        num_of_emails_searched: How many emails it rests on.

        brief_sections: What it says.

        request_id: Gong's name for the request.
    """

    request_id: str | None = None
    num_of_calls_searched: int | None = None
    num_of_emails_searched: int | None = None
    brief_sections: list[BriefSection] = field(factory=list[BriefSection])


@schema("AskEntityResponse")
@define(kw_only=True)
class EntityAnswer:
    """
    The answer to a question about an account, a deal, a contact or a lead.

    Attributes:
        num_of_calls_searched: How many calls it rests on.

        num_of_emails_searched: How many emails it rests on.

        answer: What it says.

        request_id: Gong's name for the request.
    """

    request_id: str | None = None
    num_of_calls_searched: int | None = None
    num_of_emails_searched: int | None = None
    answer: list[AnswerSection] = field(factory=list[AnswerSection])
