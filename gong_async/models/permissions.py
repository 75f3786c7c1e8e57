"""Who may see and do what: permission profiles, and access to single calls."""

from __future__ import annotations

from attrs import define, field

from ._base import OpenEnum, schema

__all__ = [
    "Access",
    "CallAccess",
    "CallUsers",
    "FolderPermissionLevel",
    "ForecastPermissions",
    "LibraryFolderAccess",
    "PermissionLevel",
    "PermissionProfile",
    "ProfileUser",
    "UserAccess",
]


class PermissionLevel(OpenEnum):
    """Whose things a profile lets its users see."""

    ALL = "all"
    MANAGERS_TEAM = "managers-team"
    REPORT_TO_THEM = "report-to-them"
    OWN = "own"
    NONE = "none"


class FolderPermissionLevel(OpenEnum):
    """Which folders of the library a profile lets its users see."""

    ALL = "all"
    SPECIFIC_FOLDERS = "specific-folders"
    NONE = "none"


@schema("CallAccessWithPermissionLevel")
@schema("CoachingAccessWithPermissionLevel")
@schema("DealsAccessWithPermissionLevel")
@schema("EmailsAccessWithPermissionLevel")
@schema("ForecastAccess")
@schema("ForecastEditSubmissions")
@schema("ForecastEditTargets")
@schema("InsightsAccessWithPermissionLevel")
@schema("UsageAccessWithPermissionLevel")
@define(kw_only=True)
class Access:
    """
    How far a permission reaches.

    Args:
        permission_level: Whose things it covers.

        team_lead_ids: The users whose teams it covers, with ``managers-team``.
    """

    permission_level: PermissionLevel | None = None
    team_lead_ids: list[str] | None = None


@schema("LibraryFolderAccess")
@define(kw_only=True)
class LibraryFolderAccess:
    """
    What a profile lets its users do in the library; nothing goes with the level ``none``.

    Args:
        permission_level: Which folders; Gong wants it wherever the rest is given.

        library_folder_ids: The folders, with ``specific-folders``.

        manage_public_folder: Whether they may manage public folders.

        manage_streams: Whether they may manage streams.

        manage_folder_calls: Whether they may add calls to folders and archive them.

        share_folders_and_streams: Whether they may share folders and streams with others.
    """

    permission_level: FolderPermissionLevel | None = None
    library_folder_ids: list[str] | None = None
    manage_public_folder: bool | None = None
    manage_streams: bool | None = None
    manage_folder_calls: bool | None = None
    share_folders_and_streams: bool | None = None


@schema("ForecastPermissions")
@define(kw_only=True)
class ForecastPermissions:
    """
    What a profile lets its users do with forecasts: see them, change what is submitted, change
    the targets.
    """

    forecast_access: Access | None = None
    forecast_edit_submissions: Access | None = None
    forecast_edit_targets: Access | None = None


@schema("PermissionProfileDTO")
@define(kw_only=True)
class PermissionProfile:
    """
    What its users may see and do. As an answer it is whole; as a change, whatever is None is
    left as it is.

    Args:
        id: The id of the profile; None for a new one.

        name: What it is called, once in a workspace.
    """

    id: str | None = None
    name: str | None = None
    description: str | None = None
    calls_access: Access | None = None
    library_folder_access: LibraryFolderAccess | None = None
    deals_access: Access | None = None
    forecast_permissions: ForecastPermissions | None = None
    coaching_access: Access | None = None
    insights_access: Access | None = None
    usage_access: Access | None = None
    emails_access: Access | None = None
    score_calls: bool | None = None
    override_score: bool | None = None
    download_call_media: bool | None = None
    share_calls_with_customers: bool | None = None
    manually_schedule_and_upload_calls: bool | None = None
    private_calls: bool | None = None
    delete_calls: bool | None = None
    trim_calls: bool | None = None
    listen_in_calls: bool | None = None
    delete_emails: bool | None = None
    calls_and_search: bool | None = None
    library: bool | None = None
    deals: bool | None = None
    create_edit_and_delete_deals_boards: bool | None = None
    deals_inline_editing: bool | None = None
    account: bool | None = None
    coaching: bool | None = None
    usage: bool | None = None
    team_stats: bool | None = None
    initiatives: bool | None = None
    market: bool | None = None
    activity: bool | None = None
    forecast: bool | None = None
    forecast_manage: bool | None = None
    engage_manage_company_templates: bool | None = None
    engage_manage_company_sequences: bool | None = None
    engage_create_and_manage_rulesets: bool | None = None
    engage_snooze_flow_to_dos_for_others: bool | None = None
    engage_allow_crm_fields_view_change: bool | None = None
    view_engage_analytics_activity: bool | None = None
    view_engage_analytics_performance: bool | None = None
    view_engage_analytics_flows: bool | None = None
    manage_general_business_settings: bool | None = None
    manage_scorecards: bool | None = None
    export_calls_and_coaching_data_to_c_s_v: bool | None = None
    crm_data_inline_editing: bool | None = None
    crm_data_import: bool | None = None
    view_revenue_analytics: bool | None = None
    manage_revenue_analytics: bool | None = None
    engage_reassign_flow_to_dos_to_others: bool | None = None
    engage_assign_flow_to_dos_to_others: bool | None = None
    deals_data_export: bool | None = None
    ai_builder: bool | None = None
    orchestrate_create_and_manage_plays: bool | None = None


@schema("UserSimpleMetadata")
@define(kw_only=True)
class ProfileUser:
    """
    A user whose access a profile governs.

    Attributes:
        id: The user's id.
    """

    id: str
    full_name: str | None = None
    email_address: str | None = None


@schema("UserAccessDetails")
@define(kw_only=True)
class UserAccess:
    """A user who was given access to a call."""

    user_id: str | None = None


@schema("CallAccessDetails")
@define(kw_only=True)
class CallAccess:
    """
    Who was given access to a call, one by one, by way of the API.

    Attributes:
        call_id: The call.

        users: The users; not those who may see it for another reason.
    """

    call_id: str
    users: list[UserAccess] = field(factory=list[UserAccess])


@schema("CallUsersAccessDto")
@define(kw_only=True)
class CallUsers:
    """
    A call, and the users who are to have access to it, or no longer.

    Args:
        call_id: The call.

        user_ids: The users.
    """

    call_id: str
    user_ids: list[str]
