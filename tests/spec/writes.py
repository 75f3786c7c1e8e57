"""What the methods that write, and those beside them, send for arguments that are all given."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gong_async.models import (
    Actor,
    AgentPlatform,
    CallDirection,
    ContentShared,
    ContentViewed,
    ContextField,
    CrmField,
    CrmFieldType,
    CrmObjectType,
    CrmSystem,
    CrmUploadType,
    CustomAction,
    DigitalInteraction,
    EventProperty,
    EventPropertyType,
    FlowContext,
    IntegrationType,
    IntegrationTypeSettings,
    InteractionContent,
    InteractionDevice,
    InteractionField,
    InteractionPerson,
    LinkedObjectType,
    NewCall,
    NewCallContext,
    NewCallObject,
    NewParty,
    NewPartyContext,
    NewPartyObject,
    Sharer,
    SpeakersTimeline,
    SpeechSegment,
)

WHEN = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
SPELLED = "2024-03-01T09:30:00Z"
FILE = Path(__file__)

PARTY_CONTEXT = NewPartyContext(
    system=CrmSystem.SALESFORCE,
    objects=[
        NewPartyObject(
            object_type=LinkedObjectType.LEAD,
            object_id="00Q-é",
            fields=[ContextField(name="score", value=7)],
        )
    ],
)
SPELLED_PARTY_CONTEXT = {
    "system": "Salesforce",
    "objects": [
        {"objectType": "Lead", "objectId": "00Q-é", "fields": [{"name": "score", "value": 7}]}
    ],
}
CONTEXT = NewCallContext(
    system=CrmSystem.GENERIC,
    objects=[NewCallObject(object_type=LinkedObjectType.ACCOUNT, object_id="a/1")],
)
SPELLED_CONTEXT = {
    "system": "Generic",
    "objects": [{"objectType": "Account", "objectId": "a/1"}],
}
CALL = NewCall(
    client_unique_id="pbx/1",
    actual_start=WHEN,
    direction=CallDirection.OUTBOUND,
    primary_user="3",
    parties=[
        NewParty(user_id="3", media_channel_id=1, party_id="rep"),
        NewParty(
            name="Ann",
            email_address="ann@example.com",
            phone_number="(912) 507-4395",
            context=[PARTY_CONTEXT],
        ),
    ],
    title="First\nlook",
    duration=125.8,
    scheduled_start=WHEN,
    scheduled_end=WHEN,
    purpose="Demo",
    disposition="No answer",
    context=[CONTEXT],
    custom_data='{"a": 1}',
    speakers_timeline=SpeakersTimeline(
        precise=True,
        speech_segments=[SpeechSegment(from_time=0, to_time=900, party_ids=["rep"])],
    ),
    meeting_url="https://example.com/m",
    call_provider_code="zoom",
    download_media_url="https://example.com/a.mp3",
    workspace_id="7",
    language_code="en-US",
    flow_context=FlowContext(task_id="8"),
)
SPELLED_CALL = {
    "clientUniqueId": "pbx/1",
    "actualStart": SPELLED,
    "direction": "Outbound",
    "primaryUser": "3",
    "parties": [
        {"userId": "3", "mediaChannelId": 1, "partyId": "rep"},
        {
            "name": "Ann",
            "emailAddress": "ann@example.com",
            "phoneNumber": "(912) 507-4395",
            "context": [SPELLED_PARTY_CONTEXT],
        },
    ],
    "title": "First\nlook",
    "duration": 125.8,
    "scheduledStart": SPELLED,
    "scheduledEnd": SPELLED,
    "purpose": "Demo",
    "disposition": "No answer",
    "context": [SPELLED_CONTEXT],
    "customData": '{"a": 1}',
    "speakersTimeline": {
        "precise": True,
        "speechSegments": [{"fromTime": 0, "toTime": 900, "partyIds": ["rep"]}],
    },
    "meetingUrl": "https://example.com/m",
    "callProviderCode": "zoom",
    "downloadMediaUrl": "https://example.com/a.mp3",
    "workspaceId": "7",
    "languageCode": "en-US",
    "flowContext": {"taskId": "8"},
}

PROPERTY = EventProperty(name="pages", value="3", data_type=EventPropertyType.NUMBER)
SPELLED_PROPERTY = {"name": "pages", "value": "3", "dataType": "number"}
ACTOR = Actor(email="bo@example.com", name="Bo", title="CTO", context=[PARTY_CONTEXT])
SPELLED_ACTOR = {
    "email": "bo@example.com",
    "name": "Bo",
    "title": "CTO",
    "context": [SPELLED_PARTY_CONTEXT],
}
EVENT: dict[str, Any] = {
    "reporting_system": "docs",
    "event_timestamp": WHEN,
    "content_id": "doc_1",
    "content_url": "https://example.com/doc_1",
    "content_title": "Features",
    "event_id": "e1",
    "share_id": "s1",
    "sharing_message_subject": "Hi",
    "sharing_message_body": "<b>\nHi</b>",
    "sharer": Sharer(id="3", email="rep@example.com", name="Rep"),
    "crm_context": [CONTEXT],
    "content_properties": [PROPERTY],
    "event_properties": [PROPERTY],
    "workspace_id": "7",
    "action_name": "Document Sent",
    "non_company_participants": [ACTOR],
    "more_info_url": "https://example.com/more",
    "mobile_app_id": "com.example",
    "user_agent": "Mozilla/5.0",
}
SPELLED_EVENT = {
    "reportingSystem": "docs",
    "eventTimestamp": SPELLED,
    "contentId": "doc_1",
    "contentUrl": "https://example.com/doc_1",
    "contentTitle": "Features",
    "eventId": "e1",
    "shareId": "s1",
    "sharingMessageSubject": "Hi",
    "sharingMessageBody": "<b>\nHi</b>",
    "sharer": {"id": "3", "email": "rep@example.com", "name": "Rep"},
    "crmContext": [SPELLED_CONTEXT],
    "contentProperties": [SPELLED_PROPERTY],
    "eventProperties": [SPELLED_PROPERTY],
    "workspaceId": "7",
    "actionName": "Document Sent",
    "nonCompanyParticipants": [SPELLED_ACTOR],
    "moreInfoUrl": "https://example.com/more",
    "mobileAppId": "com.example",
    "userAgent": "Mozilla/5.0",
}
INTERACTION = DigitalInteraction(
    event_id="e1",
    timestamp=WHEN,
    event_type="page viewed",
    content=InteractionContent(content_title="Prices", content_label=["a", "b"]),
    source_system_name="site",
    session_id="s1",
    device=InteractionDevice.PC,
    person=InteractionPerson(person_id="p-1", email="ann@example.com", phone_number="0912"),
    custom_fields=[InteractionField(name="n", value="v")],
)
SPELLED_INTERACTION = {
    "eventId": "e1",
    "timestamp": SPELLED,
    "eventType": "page viewed",
    "content": {"contentTitle": "Prices", "contentLabel": ["a", "b"]},
    "sourceSystemName": "site",
    "sessionId": "s1",
    "device": "PC",
    "person": {"personId": "p-1", "email": "ann@example.com", "phoneNumber": "0912"},
    "customFields": [{"name": "n", "value": "v"}],
}
FIELDS = [
    CrmField(
        unique_name="tier",
        label="Tier",
        type=CrmFieldType.PICKLIST,
        last_modified=WHEN.replace(microsecond=5),
        ordered_value_list=["A", "B"],
    ),
    CrmField(name="owner", label="Owner", type=CrmFieldType.REFERENCE, reference_to="USER"),
    CrmField(unique_name="old", label="Old", type=CrmFieldType.STRING, is_deleted=True),
]
SPELLED_FIELDS = [
    {
        "uniqueName": "tier",
        "label": "Tier",
        "type": "PICKLIST",
        "lastModified": SPELLED,
        "orderedValueList": ["A", "B"],
    },
    {"uniqueName": "owner", "label": "Owner", "type": "REFERENCE", "referenceTo": "USER"},
    {"uniqueName": "old", "label": "Old", "type": "STRING", "isDeleted": True},
]
PLACE: dict[str, Any] = {"integration_id": "5", "object_type": CrmObjectType.DEAL}
SPELLED_PLACE = {"integrationId": "5", "objectType": "DEAL"}
NAMED = {"integration_id": "5", "client_request_id": "night_1-a"}
SPELLED_NAMED = {"integrationId": "5", "clientRequestId": "night_1-a"}

Sent = tuple[str, dict[str, str], Any]

WRITES: dict[str, tuple[dict[str, Any], Sent]] = {
    "calls.CREATE": ({"call": CALL}, ("/v2/calls", {}, SPELLED_CALL)),
    "calls.UPLOAD_MEDIA": (
        {"call_id": "77", "media": FILE, "progress": print},
        ("/v2/calls/77/media", {}, None),
    ),
    "crm.INTEGRATIONS": ({}, ("/v2/crm/integrations", {}, None)),
    "crm.REGISTER_INTEGRATION": (
        {"owner_email": "ann@example.com", "name": "Sandbox"},
        ("/v2/crm/integrations", {}, {"ownerEmail": "ann@example.com", "name": "Sandbox"}),
    ),
    "crm.DELETE_INTEGRATION": (NAMED, ("/v2/crm/integrations", SPELLED_NAMED, None)),
    "crm.SCHEMA": (PLACE, ("/v2/crm/entity-schema", SPELLED_PLACE, None)),
    "crm.UPLOAD_SCHEMA": (
        {**PLACE, "fields": FIELDS},
        ("/v2/crm/entity-schema", SPELLED_PLACE, SPELLED_FIELDS),
    ),
    "crm.OBJECTS": (
        {**PLACE, "crm_ids": ["b", "a", "b"]},
        ("/v2/crm/entities", SPELLED_PLACE, ["a", "b"]),
    ),
    "crm.UPLOAD": (
        {**NAMED, "object_type": CrmUploadType.STAGE, "data": FILE, "progress": print},
        ("/v2/crm/entities", {**SPELLED_NAMED, "objectType": "STAGE"}, None),
    ),
    "crm.REQUEST_STATUS": (NAMED, ("/v2/crm/request-status", SPELLED_NAMED, None)),
    "digital_interactions.CREATE": (
        {"interaction": INTERACTION},
        ("/v2/digital-interaction", {}, SPELLED_INTERACTION),
    ),
    "engagement.CONTENT_SHARED": (
        {
            "event": ContentShared(
                **EVENT,
                recipients=[ACTOR],
                share_info_url="https://example.com/i",
                tracking_id="t1",
                agent_platform="iOS",
            )
        },
        (
            "/v2/customer-engagement/content/shared",
            {},
            {
                **SPELLED_EVENT,
                "recipients": [SPELLED_ACTOR],
                "shareInfoUrl": "https://example.com/i",
                "trackingId": "t1",
                "agentPlatform": "iOS",
            },
        ),
    ),
    "engagement.CONTENT_VIEWED": (
        {
            "event": ContentViewed(
                **EVENT,
                viewer=ACTOR,
                view_action_title="Viewed",
                view_info_url="https://example.com/i",
                agent_platform=AgentPlatform.IOS,
            )
        },
        (
            "/v2/customer-engagement/content/viewed",
            {},
            {
                **SPELLED_EVENT,
                "viewer": SPELLED_ACTOR,
                "viewActionTitle": "Viewed",
                "viewInfoUrl": "https://example.com/i",
                "agentPlatform": "iOS",
            },
        ),
    ),
    "engagement.CUSTOM_ACTION": (
        {
            "event": CustomAction(
                **EVENT,
                actor=ACTOR,
                event_info_url="https://example.com/i",
                tracking_id="t1",
                agent_platform=AgentPlatform.ANDROID,
            )
        },
        (
            "/v2/customer-engagement/action",
            {},
            {
                **SPELLED_EVENT,
                "actor": SPELLED_ACTOR,
                "eventInfoUrl": "https://example.com/i",
                "trackingId": "t1",
                "agentPlatform": "Android",
            },
        ),
    ),
    "integrations.UPDATE_SETTINGS": (
        {
            "integration_type_settings": [
                IntegrationTypeSettings(
                    integration_type=IntegrationType.DIALER,
                    allowed_origin="https://acme.example.com",
                )
            ]
        },
        (
            "/v2/integration-settings",
            {},
            {
                "integrationTypeSettings": [
                    {"integrationType": "DIALER", "allowedOrigin": "https://acme.example.com"}
                ]
            },
        ),
    ),
}
