"""What customers did with content, in the form that Gong calls legacy."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._base import FOREIGN, OpenEnum, schema
from .new_calls import NewCallContext, NewPartyContext

__all__ = [
    "Actor",
    "AgentPlatform",
    "ContentShared",
    "ContentViewed",
    "CustomAction",
    "EventProperty",
    "EventPropertyType",
    "Sharer",
]


class AgentPlatform(OpenEnum):
    """What somebody used."""

    WINDOWS = "Windows"
    LINUX = "Linux"
    MAC_OS = "MacOS"
    IOS = "iOS"
    ANDROID = "Android"


class EventPropertyType(OpenEnum):
    """How the value of a property is to be read."""

    NUMBER = "number"
    STRING = "string"
    URL = "url"
    DATE = "date"


@schema("Generic Property")
@define(kw_only=True)
class EventProperty:
    """
    Something else to know about an event, or about its content.

    Args:
        value: The value as text, in the form that its type has in JSON.
    """

    name: str = field(metadata=FOREIGN)
    value: str = field(metadata=FOREIGN)
    data_type: EventPropertyType


@schema("Sharer")
@define(kw_only=True)
class Sharer:
    """
    The user who shared the content.

    Args:
        id: The user's id in Gong.
    """

    id: str | None = field(default=None, metadata=FOREIGN)
    email: str | None = None
    name: str | None = field(default=None, metadata=FOREIGN)


@schema("Actor")
@define(kw_only=True)
class Actor:
    """
    Somebody from outside.

    Args:
        context: The objects in the CRM that this person is.
    """

    email: str | None = None
    name: str | None = field(default=None, metadata=FOREIGN)
    title: str | None = field(default=None, metadata=FOREIGN)
    context: list[NewPartyContext] | None = None


@schema("ContentSharedEvent")
@define(kw_only=True)
class ContentShared:
    """
    A user shared content with people from outside.

    Args:
        reporting_system: The name of the system that reports it, the same in all its events.

        event_timestamp: When it happened; aware, in any zone.

        content_id: The content's id in that system.

        content_url: Where those people look at it.

        event_id: The event's id in that system: by it Gong tells whether it has the event.

        share_id: The id of this sharing, where content can be shared more than once.

        share_info_url: A page that tells more about the event.

        sharing_message_body: The message, which may be HTML.

        recipients: Those it was shared with, each with an address.

        workspace_id: Where it goes; None lets Gong decide.

        action_name: Such as ``Document Sent``.
    """

    reporting_system: str = field(metadata=FOREIGN)
    event_timestamp: datetime
    content_id: str = field(metadata=FOREIGN)
    content_url: str = field(metadata=FOREIGN)
    content_title: str = field(metadata=FOREIGN)
    event_id: str | None = field(default=None, metadata=FOREIGN)
    share_id: str | None = field(default=None, metadata=FOREIGN)
    share_info_url: str | None = field(default=None, metadata=FOREIGN)
    sharing_message_subject: str | None = field(default=None, metadata=FOREIGN)
    sharing_message_body: str | None = field(default=None, metadata=FOREIGN)
    sharer: Sharer | None = None
    recipients: list[Actor] | None = None
    crm_context: list[NewCallContext] | None = None
    content_properties: list[EventProperty] | None = None
    event_properties: list[EventProperty] | None = None
    workspace_id: str | None = None
    action_name: str | None = field(default=None, metadata=FOREIGN)
    non_company_participants: list[Actor] | None = None
    more_info_url: str | None = field(default=None, metadata=FOREIGN)
    tracking_id: str | None = field(default=None, metadata=FOREIGN)
    mobile_app_id: str | None = field(default=None, metadata=FOREIGN)
    agent_platform: str | None = field(default=None, metadata=FOREIGN)
    user_agent: str | None = field(default=None, metadata=FOREIGN)


@schema("ContentViewedEvent")
@define(kw_only=True)
class ContentViewed:
    """
    Somebody from outside looked at content.

    Args:
        reporting_system: The name of the system that reports it, the same in all its events.

        event_timestamp: When it happened; aware, in any zone.

        content_id: The content's id in that system.

        content_url: Where it was looked at.

        event_id: The event's id in that system: by it Gong tells whether it has the event.

        view_action_title: Such as ``Document Viewed``.

        share_id: The id of the sharing that this follows.

        view_info_url: A page that tells more about the event.

        viewer: Who looked at it; None where only *tracking_id* is known.

        user_agent: The header of a browser.

        mobile_app_id: The bundle or package of an app.

        workspace_id: Where it goes; None lets Gong decide.

        tracking_id: Who looked at it, as a tracker calls that person; not beside *viewer*.
    """

    reporting_system: str = field(metadata=FOREIGN)
    event_timestamp: datetime
    content_id: str = field(metadata=FOREIGN)
    content_url: str = field(metadata=FOREIGN)
    content_title: str = field(metadata=FOREIGN)
    event_id: str | None = field(default=None, metadata=FOREIGN)
    view_action_title: str | None = field(default=None, metadata=FOREIGN)
    share_id: str | None = field(default=None, metadata=FOREIGN)
    view_info_url: str | None = field(default=None, metadata=FOREIGN)
    viewer: Actor | None = None
    crm_context: list[NewCallContext] | None = None
    content_properties: list[EventProperty] | None = None
    event_properties: list[EventProperty] | None = None
    user_agent: str | None = field(default=None, metadata=FOREIGN)
    mobile_app_id: str | None = field(default=None, metadata=FOREIGN)
    agent_platform: AgentPlatform | None = None
    workspace_id: str | None = None
    tracking_id: str | None = field(default=None, metadata=FOREIGN)
    non_company_participants: list[Actor] | None = None
    more_info_url: str | None = field(default=None, metadata=FOREIGN)
    action_name: str | None = field(default=None, metadata=FOREIGN)
    sharer: Sharer | None = None
    sharing_message_subject: str | None = field(default=None, metadata=FOREIGN)
    sharing_message_body: str | None = field(default=None, metadata=FOREIGN)


@schema("CustomActionEvent")
@define(kw_only=True)
class CustomAction:
    """
    Somebody from outside did something else with content, such as signing it.

    Args:
        reporting_system: The name of the system that reports it, the same in all its events.

        event_timestamp: When it happened; aware, in any zone.

        event_id: The event's id in that system: by it Gong tells whether it has the event.

        content_id: The content's id in that system.

        action_name: Such as ``Document Signed``.

        event_info_url: A page that tells more about the event.

        actor: Who did it.

        user_agent: The header of a browser.

        mobile_app_id: The bundle or package of an app.

        workspace_id: Where it goes; None lets Gong decide.
    """

    reporting_system: str = field(metadata=FOREIGN)
    event_timestamp: datetime
    event_id: str | None = field(default=None, metadata=FOREIGN)
    content_id: str | None = field(default=None, metadata=FOREIGN)
    content_url: str | None = field(default=None, metadata=FOREIGN)
    content_title: str | None = field(default=None, metadata=FOREIGN)
    action_name: str | None = field(default=None, metadata=FOREIGN)
    event_info_url: str | None = field(default=None, metadata=FOREIGN)
    actor: Actor | None = None
    crm_context: list[NewCallContext] | None = None
    content_properties: list[EventProperty] | None = None
    event_properties: list[EventProperty] | None = None
    user_agent: str | None = field(default=None, metadata=FOREIGN)
    mobile_app_id: str | None = field(default=None, metadata=FOREIGN)
    agent_platform: AgentPlatform | None = None
    workspace_id: str | None = None
    non_company_participants: list[Actor] | None = None
    more_info_url: str | None = field(default=None, metadata=FOREIGN)
    sharer: Sharer | None = None
    sharing_message_subject: str | None = field(default=None, metadata=FOREIGN)
    share_id: str | None = field(default=None, metadata=FOREIGN)
    tracking_id: str | None = field(default=None, metadata=FOREIGN)
    sharing_message_body: str | None = field(default=None, metadata=FOREIGN)
