"""Where the package knows better than Gong's specification, and how it knows."""

from __future__ import annotations

import re

IS_ID = re.compile(r"(?:.*I|i)d")
"""Ids are text here, also where the specification has them as numbers; api-facts A7."""

NO_ID = {
    ("CallParticipant", "mediaChannelId"): "the number of a channel, 0 or 1",
}
"""Fields that are called ids, and are none."""

ENUMS_IN_WORDS = {
    "CrmUploadType": {"ACCOUNT", "CONTACT", "DEAL", "LEAD", "BUSINESS_USER", "STAGE"},
}
"""Closed lists that the specification only has in its prose."""

LIVE_ONLY_OPERATIONS = {
    "getIntegrationSettings": "recorded live; api-facts B, last paragraphs",
}
"""What Gong answers and its specification lacks."""

LIVE_ONLY = {
    ("GenericSchemaFieldRequest", "name"): "its own example of an answer has it",
    ("Question", "created"): "recorded live, api-facts C12 and D17",
    ("Question", "updated"): "recorded live, api-facts C12 and D17",
    ("Question", "updaterUserId"): "recorded live, api-facts C12 and D17",
}
"""Fields that Gong sends and its specification lacks."""

ISO_TEXT = {
    ("ContentSharedEvent", "eventTimestamp"): "its own text says ISO 8601",
    ("ContentViewedEvent", "eventTimestamp"): "its own text says ISO 8601",
    ("CustomActionEvent", "eventTimestamp"): "its own text says ISO 8601",
    ("GenericSchemaFieldRequest", "lastModified"): "its own text says ISO 8601",
    ("NewCallAddingRequest", "actualStart"): "its own text says ISO 8601",
    ("NewCallAddingRequest", "scheduledEnd"): "its own text says ISO 8601",
    ("NewCallAddingRequest", "scheduledStart"): "its own text says ISO 8601",
    ("Brief", "created"): "its own text says ISO 8601",
    ("Brief", "updated"): "its own text says ISO 8601",
    ("NewMeetingRequest", "endTime"): "its own text says ISO 8601",
    ("NewMeetingRequest", "startTime"): "its own text says ISO 8601",
    ("UpdateMeetingRequest", "endTime"): "its own text says ISO 8601",
    ("UpdateMeetingRequest", "startTime"): "its own text says ISO 8601",
    ("UserSettingsHistory", "time"): "its own text says ISO 8601",
    ("logEntry", "eventTime"): "its own text says ISO 8601",
    ("UserMetadata", "created"): "live ISO 8601, api-facts A6",
    ("KeywordTracker", "created"): "live ISO 8601 with six decimals, api-facts C13",
    ("KeywordTracker", "updated"): "live ISO 8601 with six decimals, api-facts C13",
    ("Question", "created"): "recorded live, api-facts C12 and D17",
    ("Question", "updated"): "recorded live, api-facts C12 and D17",
}
"""Plain text in the specification that is a time in every answer seen."""

OPTIONAL_ANYWAY = {
    ("getCrmObjects", "objectsCrmIds"): "its own text puts them into the body; api-facts D30",
    ("listCalls", "fromDateTime"): "its own text says what holds without it; api-facts C1, D20",
    ("listCalls", "toDateTime"): "its own text says what holds without it; api-facts C1, D20",
}
"""Arguments that the specification calls required, and Gong does not."""

BODY_IN_WORDS = {
    "getCrmObjects": ["string"],
}
"""Bodies that the specification only has in its prose."""

QUERY_IN_WORDS = {
    "uploadCrmData": ("integrationId", "objectType", "clientRequestId"),
}
"""Parameters of a query that the specification only has in its prose; all are required."""

NOT_OFFERED = {
    ("addDigitalInteraction", "trackingId"): "never beside a person",
    ("contentViewed", "trackingId"): "never beside a viewer",
    ("createPermissionProfile", "id"): "Gong gives it",
    ("getCrmObjects", "objectsCrmIds"): "in the body",
    ("listFlows", "mostRecentlyAssigned"): "another listing than the one the method is for",
    ("listMultipleUsersAggregateActivity", "createdFromDateTime"): "undocumented; api-facts C7",
    ("listMultipleUsersAggregateActivity", "createdToDateTime"): "undocumented; api-facts C7",
    ("listMultipleUsersDayByDayActivity", "createdFromDateTime"): "undocumented; api-facts C7",
    ("listMultipleUsersDayByDayActivity", "createdToDateTime"): "undocumented; api-facts C7",
    ("listMultipleUsersAggregateByPeriod", "createdFromDateTime"): "undocumented; api-facts C7",
    ("listMultipleUsersAggregateByPeriod", "createdToDateTime"): "undocumented; api-facts C7",
    ("listInteractionStats", "createdFromDateTime"): "undocumented; api-facts C7",
    ("listInteractionStats", "createdToDateTime"): "undocumented; api-facts C7",
}
"""What the specification has room for, and no argument fills."""


def listed(kind: dict[str, list[str]]) -> set[str]:
    """Read a closed list: some entries of the specification are several values run together."""
    return {value for entry in kind["enum"] for value in re.split(", ?| / ", entry)}
