"""What the methods about flows, permissions, meetings, tasks and the like send, all given."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
from surface import camel

from gong_async.models import (
    Access,
    AggregationPeriod,
    AssignOverrides,
    CallUsers,
    CrmObjectType,
    FolderPermissionLevel,
    ForecastPermissions,
    Invitee,
    LibraryFolderAccess,
    LogType,
    PermissionLevel,
    PermissionProfile,
    PlannedMeeting,
    Prospect,
    StepOverride,
    TaskAction,
    TaskStatus,
    TaskType,
    TimePeriod,
    VariableOverride,
)

WHEN = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
LATER = WHEN + timedelta(days=1)
SPELLED, SPELLED_LATER = "2024-03-01T09:30:00Z", "2024-03-02T09:30:00Z"
UUID = "f47ac10b-58cc-4372-a567-0e02b2c3d479"

Sent = tuple[str, dict[str, str], Any]

ASSIGNMENT: dict[str, Any] = {
    "flow_id": "1",
    "crm_prospects_ids": ["b", "a", "b"],
    "owner_email": "rep@example.com",
    "overrides": AssignOverrides(
        steps=[StepOverride(number=1, subject="Hi", body="<b>\nHi</b>")],
        flow_instance_variables=[VariableOverride(name="first", value="Ann")],
        cool_off_override=True,
    ),
    "description": "After the fair",
}
SPELLED_ASSIGNMENT = {
    "flowId": "1",
    "crmProspectsIds": ["a", "b"],
    "flowInstanceOwnerEmail": "rep@example.com",
    "overrides": {
        "steps": [{"number": 1, "subject": "Hi", "body": "<b>\nHi</b>"}],
        "flowInstanceVariables": [{"name": "first", "value": "Ann"}],
        "coolOffOverride": True,
    },
    "flowInstanceDescription": "After the fair",
}
MEETING = PlannedMeeting(
    start_time=WHEN,
    end_time=LATER,
    title="Kick-off",
    invitees=[Invitee(email="ann@example.com", display_name="Ann", first_name="A", last_name="N")],
    external_id="cal/1",
    provider="zoom",
    organizer_email="rep@example.com",
)
SPELLED_MEETING = {
    "startTime": SPELLED,
    "endTime": SPELLED_LATER,
    "title": "Kick-off",
    "invitees": [
        {"email": "ann@example.com", "displayName": "Ann", "firstName": "A", "lastName": "N"}
    ],
    "externalId": "cal/1",
    "provider": "zoom",
    "organizerEmail": "rep@example.com",
}
TEAM = Access(permission_level=PermissionLevel.MANAGERS_TEAM, team_lead_ids=["3"])
SPELLED_TEAM = {"permissionLevel": "managers-team", "teamLeadIds": ["3"]}
FLAGS = [each for each in attrs.fields(PermissionProfile) if each.type == "bool | None"]
PROFILE = PermissionProfile(
    name="Reps",
    description="Who sell",
    calls_access=TEAM,
    library_folder_access=LibraryFolderAccess(
        permission_level=FolderPermissionLevel.SPECIFIC_FOLDERS,
        library_folder_ids=["4"],
        manage_public_folder=True,
        manage_streams=False,
        manage_folder_calls=True,
        share_folders_and_streams=True,
    ),
    deals_access=TEAM,
    forecast_permissions=ForecastPermissions(
        forecast_access=TEAM, forecast_edit_submissions=TEAM, forecast_edit_targets=TEAM
    ),
    coaching_access=TEAM,
    insights_access=TEAM,
    usage_access=TEAM,
    emails_access=TEAM,
    **{each.name: True for each in FLAGS},
)
SPELLED_PROFILE = {
    "name": "Reps",
    "description": "Who sell",
    "callsAccess": SPELLED_TEAM,
    "libraryFolderAccess": {
        "permissionLevel": "specific-folders",
        "libraryFolderIds": ["4"],
        "managePublicFolder": True,
        "manageStreams": False,
        "manageFolderCalls": True,
        "shareFoldersAndStreams": True,
    },
    "dealsAccess": SPELLED_TEAM,
    "forecastPermissions": {
        "forecastAccess": SPELLED_TEAM,
        "forecastEditSubmissions": SPELLED_TEAM,
        "forecastEditTargets": SPELLED_TEAM,
    },
    "coachingAccess": SPELLED_TEAM,
    "insightsAccess": SPELLED_TEAM,
    "usageAccess": SPELLED_TEAM,
    "emailsAccess": SPELLED_TEAM,
    **{camel(each.name): True for each in FLAGS},
}
ACCESS = [CallUsers(call_id="77", user_ids=["3", "4"])]
SPELLED_ACCESS = {"callAccessList": [{"callId": "77", "userIds": ["3", "4"]}]}
ABOUT: dict[str, Any] = {
    "workspace_id": "7",
    "crm_entity_type": CrmObjectType.DEAL,
    "crm_entity_id": "006-é",
    "time_period": TimePeriod.CUSTOM_RANGE,
    "since": WHEN,
    "until": LATER,
}
SPELLED_ABOUT = {
    "workspaceId": "7",
    "crmEntityType": "DEAL",
    "crmEntityId": "006-é",
    "timePeriod": "CUSTOM_RANGE",
    "fromDateTime": SPELLED,
    "toDateTime": SPELLED_LATER,
}

ENGAGE_AND_ADMIN: dict[str, tuple[dict[str, Any], Sent]] = {
    "users.EXTENSIVE": (
        {
            "created_since": WHEN,
            "created_until": LATER,
            "include_avatars": True,
            "user_ids": ["10", "9"],
        },
        (
            "/v2/users/extensive",
            {},
            {
                "filter": {
                    "createdFromDateTime": SPELLED,
                    "createdToDateTime": SPELLED_LATER,
                    "includeAvatars": True,
                    "userIds": ["9", "10"],
                }
            },
        ),
    ),
    "users.SETTINGS_HISTORY": ({"user_id": "3"}, ("/v2/users/3/settings-history", {}, None)),
    "stats.ACTIVITY_BY_PERIOD": (
        {
            "from_date": date(2024, 3, 1),
            "to_date": date(2024, 3, 8),
            "aggregation_period": AggregationPeriod.WEEK,
            "user_ids": ["3"],
        },
        (
            "/v2/stats/activity/aggregate-by-period",
            {},
            {
                "filter": {"fromDate": "2024-03-01", "toDate": "2024-03-08", "userIds": ["3"]},
                "aggregationPeriod": "WEEK",
            },
        ),
    ),
    "settings.BRIEFS": ({"workspace_id": "7"}, ("/v2/settings/briefs", {"workspaceId": "7"}, None)),
    "flows.FOLDERS": (
        {"owner_email": "ann@example.com", "parent_id": "4", "workspace_id": "7"},
        (
            "/v2/flows/folders",
            {"flowFolderOwnerEmail": "ann@example.com", "parentId": "4", "workspaceId": "7"},
            None,
        ),
    ),
    "flows.STEPS": ({"flow_ids": ["10", "9"]}, ("/v2/flows/steps", {}, {"flowIds": ["9", "10"]})),
    "flows.PROSPECTS": (
        {"crm_prospects_ids": ["b", "a"], "flow_instance_ids": {"3"}},
        (
            "/v2/flows/prospects",
            {},
            {"crmProspectsIds": ["a", "b"], "flowInstanceIds": ["3"]},
        ),
    ),
    "flows.ASSIGN": (ASSIGNMENT, ("/v2/flows/prospects/assign", {}, SPELLED_ASSIGNMENT)),
    "flows.ASSIGN_DESPITE_COOL_OFF": (
        ASSIGNMENT,
        ("/v2/flows/prospects/assign/cool-off-override", {}, SPELLED_ASSIGNMENT),
    ),
    "flows.ASSIGN_IN_BULK": (
        {
            "flow_id": "1",
            "owner_email": "rep@example.com",
            "prospects": [
                Prospect(crm_id="003-1"),
                Prospect(first_name="Bo", last_name="Li", email="bo@example.com"),
            ],
        },
        (
            "/v2/flows/prospects/bulk-assignments",
            {},
            {
                "flowId": "1",
                "flowInstanceOwnerEmail": "rep@example.com",
                "prospects": [
                    {"crmId": "003-1"},
                    {"firstName": "Bo", "lastName": "Li", "email": "bo@example.com"},
                ],
            },
        ),
    ),
    "flows.BULK_ASSIGNMENT": (
        {"assignment_id": UUID},
        (f"/v2/flows/prospects/bulk-assignments/{UUID}", {}, None),
    ),
    "flows.UNASSIGN": (
        {"flow_instance_ids": ["3"], "by_email": "rep@example.com"},
        (
            "/v2/flows/prospects/unassign-flows-by-instance-id",
            {},
            {"flowInstanceIds": ["3"], "unassignedByUserEmail": "rep@example.com"},
        ),
    ),
    "flows.UNASSIGN_PROSPECT": (
        {"crm_prospect_id": "003-1", "flow_id": "1", "by_email": "rep@example.com"},
        (
            "/v2/flows/prospects/unassign-flows-by-crm-id",
            {},
            {
                "crmProspectId": "003-1",
                "flowId": "1",
                "unassignedByUserEmail": "rep@example.com",
            },
        ),
    ),
    "permissions.PROFILES": (
        {"workspace_id": "7"},
        ("/v2/all-permission-profiles", {"workspaceId": "7"}, None),
    ),
    "permissions.PROFILE": (
        {"profile_id": "5"},
        ("/v2/permission-profile", {"profileId": "5"}, None),
    ),
    "permissions.CREATE_PROFILE": (
        {"workspace_id": "7", "profile": PROFILE},
        ("/v2/permission-profile", {"workspaceId": "7"}, SPELLED_PROFILE),
    ),
    "permissions.UPDATE_PROFILE": (
        {"profile_id": "5", "profile": attrs.evolve(PROFILE, id="5")},
        ("/v2/permission-profile", {"profileId": "5"}, {"id": "5", **SPELLED_PROFILE}),
    ),
    "permissions.PROFILE_USERS": (
        {"profile_id": "5"},
        ("/v2/permission-profile/users", {"profileId": "5"}, None),
    ),
    "permissions.CALL_ACCESS": (
        {"call_ids": ["78", "77"]},
        ("/v2/calls/users-access", {}, {"filter": {"callIds": ["77", "78"]}}),
    ),
    "permissions.GRANT_CALL_ACCESS": (
        {"access": ACCESS},
        ("/v2/calls/users-access", {}, SPELLED_ACCESS),
    ),
    "permissions.REVOKE_CALL_ACCESS": (
        {"access": ACCESS},
        ("/v2/calls/users-access", {}, SPELLED_ACCESS),
    ),
    "meetings.CREATE": ({"meeting": MEETING}, ("/v2/meetings", {}, SPELLED_MEETING)),
    "meetings.UPDATE": (
        {"meeting_id": "8", "meeting": MEETING},
        ("/v2/meetings/8", {}, SPELLED_MEETING),
    ),
    "meetings.DELETE": (
        {"meeting_id": "8", "organizer_email": "rep@example.com"},
        ("/v2/meetings/8", {}, {"organizerEmail": "rep@example.com"}),
    ),
    "meetings.INTEGRATION_STATUS": (
        {"emails": ["b@example.com", "a@example.com"]},
        (
            "/v2/meetings/integration/status",
            {},
            {"emails": ["a@example.com", "b@example.com"]},
        ),
    ),
    "privacy.ERASE_EMAIL": (
        {"email_address": "ann@example.com", "confirm": "ann@example.com"},
        (
            "/v2/data-privacy/erase-data-for-email-address",
            {"emailAddress": "ann@example.com"},
            None,
        ),
    ),
    "privacy.ERASE_PHONE": (
        {"phone_number": "+1 425 555 2671", "confirm": "+1 425 555 2671"},
        ("/v2/data-privacy/erase-data-for-phone-number", {"phoneNumber": "+1 425 555 2671"}, None),
    ),
    "tasks.LIST": (
        {
            "user_id": "3",
            "workspace_id": "7",
            "types": [TaskType.MANUAL],
            "task_action": [TaskAction.CALL],
            "status": [TaskStatus.OPEN, TaskStatus.DONE],
        },
        (
            "/v2/tasks",
            {},
            {
                "filter": {
                    "userId": "3",
                    "workspaceId": "7",
                    "types": ["MANUAL"],
                    "taskAction": ["CALL"],
                    "status": ["DONE", "OPEN"],
                }
            },
        ),
    ),
    "tasks.UPDATE": (
        {
            "task_id": "9",
            "user_id": "3",
            "status": TaskStatus.DONE,
            "due_date": WHEN,
            "priority": "MEDIUM",
        },
        (
            "/v2/tasks/9",
            {},
            {"userId": "3", "status": "DONE", "dueDate": SPELLED, "priority": "MEDIUM"},
        ),
    ),
    "auditing.LOGS": (
        {"log_type": LogType.ACCESS_LOG, "since": WHEN, "until": LATER},
        (
            "/v2/logs",
            {"logType": "AccessLog", "fromDateTime": SPELLED, "toDateTime": SPELLED_LATER},
            None,
        ),
    ),
    "outcomes.LIST": ({}, ("/v2/call-outcomes", {}, None)),
    "entities.ASK": (
        {**ABOUT, "question": "What do they want?"},
        ("/v2/entities/ask-entity", {**SPELLED_ABOUT, "question": "What do they want?"}, None),
    ),
    "entities.BRIEF": (
        {**ABOUT, "brief_name": "Account overview"},
        ("/v2/entities/get-brief", {**SPELLED_ABOUT, "briefName": "Account overview"}, None),
    ),
}
