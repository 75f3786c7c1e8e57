"""What ``gong_async`` exports, what importing it costs, and the table of its methods."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import gong_async
from gong_async import Gong, conversation, errors, frames, models, testing
from gong_async.testing import plugin

NAMED = {
    *("Gong", "GongConfig", "ContentSelector", "PacedLimiter", "RetryPolicy"),
    *("Pager", "Page", "Cursor"),
    *("Conversation", "Conversations", "CallSpeaker", "Utterance", "Turn"),
    *("OAuth", "OAuthApp", "OAuthToken", "AuthorizationRequest", "RenewableAuth"),
    *("TokenStore", "FileTokenStore", "CallbackTokenStore"),
}
NOT_IMPORTED = {
    *("rich", "cyclopts", "sqlite3", "pydantic", "duckdb", "pyarrow", "numpy", "pandas"),
    *("opentelemetry", "polars", "gong_async.frames", "gong_async.resources"),
    *("pytest", "gong_async.sim", "gong_async.cli", "gong_async.harvest", "gong_async.testing"),
}

# The method, its parameters in order, and what it returns: as published.
METHODS = {
    "calls.list": ("since until workspace_id", "Pager[Call]"),
    "calls.get": ("call_id", "Call"),
    "calls.extensive": (
        "since until workspace_id call_ids primary_user_ids content",
        "Pager[CallDetails]",
    ),
    "calls.transcripts": ("since until workspace_id call_ids", "Pager[CallTranscript]"),
    "calls.conversations": (
        "since until workspace_id call_ids primary_user_ids content",
        "Conversations",
    ),
    "calls.conversation": ("call_id content", "Conversation"),
    "calls.create": ("call", "CreatedCall"),
    "calls.upload_media": ("call_id media progress", "UploadedMedia"),
    "calls.media": ("call_id", "MediaUrls"),
    "calls.download_media": ("call_id folder kind links progress", "DownloadedMedia"),
    "crm.integrations": ("", "list[CrmIntegration]"),
    "crm.register_integration": ("owner_email name", "Registration"),
    "crm.delete_integration": ("integration_id client_request_id", "AcceptedRequest"),
    "crm.schema": ("integration_id object_type", "CrmSchema"),
    "crm.upload_schema": ("integration_id object_type fields", "Receipt"),
    "crm.objects": ("integration_id object_type crm_ids", "CrmObjects"),
    "crm.upload": (
        "integration_id object_type client_request_id data progress",
        "AcceptedRequest",
    ),
    "crm.request_status": ("integration_id client_request_id", "RequestStatus"),
    "crm.wait": ("integration_id client_request_id within", "RequestStatus"),
    "digital_interactions.create": ("interaction", "Receipt"),
    "engagement.content_shared": ("event", "Registration"),
    "engagement.content_viewed": ("event", "Registration"),
    "engagement.custom_action": ("event", "Registration"),
    "integrations.settings": ("", "dict[str, Any]"),
    "integrations.update_settings": ("integration_type_settings", "Registration"),
    "users.list": ("include_avatars", "Pager[User]"),
    "users.get": ("user_id", "User"),
    "stats.activity": ("from_date to_date user_ids", "Pager[UserActivity]"),
    "stats.activity_day_by_day": ("from_date to_date user_ids", "Pager[UserDailyActivity]"),
    "stats.interaction": ("from_date to_date user_ids", "Pager[UserInteraction]"),
    "stats.answered_scorecards": (
        "call_from_date call_to_date review_from_date review_to_date review_method"
        " scorecard_ids reviewed_user_ids",
        "Pager[AnsweredScorecard]",
    ),
    "library.folders": ("workspace_id", "list[LibraryFolder]"),
    "library.folder_content": ("folder_id", "FolderContent"),
    "settings.scorecards": ("", "list[Scorecard]"),
    "settings.trackers": ("workspace_id", "list[Tracker]"),
    "workspaces.list": ("", "list[Workspace]"),
    "flows.list": ("owner_email workspace_id folder_id", "Pager[Flow]"),
    "coaching.metrics": ("manager_id workspace_id since until", "list[CoachingData]"),
    "privacy.find_email": ("email_address", "EmailReferences"),
    "privacy.find_phone": ("phone_number", "PhoneReferences"),
    "users.extensive": ("created_since created_until include_avatars user_ids", "Pager[User]"),
    "users.settings_history": ("user_id", "list[SettingsChange]"),
    "stats.activity_by_period": (
        "from_date to_date aggregation_period user_ids",
        "Pager[UserPeriodicActivity]",
    ),
    "settings.briefs": ("workspace_id", "list[BriefSettings]"),
    "flows.folders": ("owner_email parent_id workspace_id", "Pager[FlowFolder]"),
    "flows.steps": ("flow_ids", "list[FlowWithSteps]"),
    "flows.prospects": ("crm_prospects_ids flow_instance_ids", "list[FlowInstance]"),
    "flows.assign": (
        "flow_id crm_prospects_ids owner_email overrides description",
        "FlowAssignment",
    ),
    "flows.assign_despite_cool_off": (
        "flow_id crm_prospects_ids owner_email overrides description",
        "FlowAssignment",
    ),
    "flows.assign_in_bulk": ("flow_id owner_email prospects", "BulkAssignment"),
    "flows.bulk_assignment": ("assignment_id", "BulkAssignment"),
    "flows.wait": ("assignment_id within", "BulkAssignment"),
    "flows.unassign": ("flow_instance_ids by_email", "UnassignedFlows"),
    "flows.unassign_prospect": ("crm_prospect_id flow_id by_email", "UnassignedFlows"),
    "privacy.erase_email": ("email_address confirm", "Receipt"),
    "privacy.erase_phone": ("phone_number confirm", "Receipt"),
    "permissions.profiles": ("workspace_id", "list[PermissionProfile]"),
    "permissions.profile": ("profile_id", "PermissionProfile"),
    "permissions.create_profile": ("workspace_id profile", "PermissionProfile"),
    "permissions.update_profile": ("profile_id profile", "PermissionProfile"),
    "permissions.profile_users": ("profile_id", "list[ProfileUser]"),
    "permissions.call_access": ("call_ids", "list[CallAccess]"),
    "permissions.grant_call_access": ("access", "Receipt"),
    "permissions.revoke_call_access": ("access", "Receipt"),
    "meetings.create": ("meeting", "CreatedMeeting"),
    "meetings.update": ("meeting_id meeting", "UpdatedMeeting"),
    "meetings.delete": ("meeting_id organizer_email", "DeletedMeeting"),
    "meetings.integration_status": ("emails", "list[MeetingIntegration]"),
    "tasks.list": ("user_id workspace_id types task_action status", "Tasks"),
    "tasks.update": ("task_id user_id status due_date priority", "Tasks"),
    "auditing.logs": ("log_type since until", "Pager[LogEntry]"),
    "outcomes.list": ("", "list[DefinedOutcome]"),
    "entities.ask": (
        "workspace_id crm_entity_type crm_entity_id question time_period since until",
        "EntityAnswer",
    ),
    "entities.brief": (
        "workspace_id brief_name crm_entity_type crm_entity_id time_period since until",
        "EntityBrief",
    ),
}


def test_the_public_names_are_sorted_and_each_is_there_once() -> None:
    assert gong_async.__all__ == sorted(set(gong_async.__all__))
    assert models.__all__ == sorted(set(models.__all__))


def test_every_public_name_can_be_imported_and_is_documented() -> None:
    values = {name: getattr(gong_async, name) for name in gong_async.__all__}
    assert {name for name, value in values.items() if not inspect.getdoc(value)} == set()
    homes = {name: value.__module__ for name, value in values.items()}
    assert {name for name, home in homes.items() if not home.startswith("gong_async.")} == set()


def test_all_that_is_promised_is_public() -> None:
    public = set(gong_async.__all__)
    assert public >= NAMED
    assert public >= set(errors.__all__)
    assert public >= set(models.__all__)
    assert public >= set(conversation.__all__)


def test_every_model_is_public() -> None:
    found = {cls.__name__ for cls in models._base.SCHEMAS.values()}
    assert found <= set(models.__all__)
    assert len(found) > 50


def test_a_star_import_brings_the_public_names_and_no_others() -> None:
    brought: dict[str, object] = {}
    exec("from gong_async import *", brought)
    assert set(brought) - {"__builtins__"} == set(gong_async.__all__)


def test_the_package_says_that_it_is_typed() -> None:
    assert Path(gong_async.__file__).with_name("py.typed").is_file()


def test_importing_the_client_imports_neither_the_tools_nor_what_they_need() -> None:
    loaded = modules_after("from gong_async import Gong")
    assert "gong_async.client" in loaded
    assert loaded & NOT_IMPORTED == set()


def test_importing_the_package_alone_costs_next_to_nothing() -> None:
    loaded = modules_after("import gong_async")
    assert {name for name in loaded if name.startswith("gong_async")} == {"gong_async"}
    assert loaded & {"aiohttp", "asyncio", "attrs", "cattrs"} == set()


def modules_after(statement: str) -> set[str]:
    """Carry out *statement* in a fresh process; return what that has imported."""
    script = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_names_of_the_other_modules_are_the_published_ones() -> None:
    assert frames.__all__ == ["arrow", "batches", "schema"]
    assert plugin.__all__ == ["gong", "gong_sim"]
    assert testing.__all__ == ["SinkContract"]
    assert testing.SinkContract.__module__ == "gong_async.testing.sink_contract"


def test_the_methods_are_the_published_ones() -> None:
    gong = Gong(token="x")
    resources = [name for name in vars(gong) if not name.startswith("_") and name != "base_url"]
    found = {
        f"{resource}.{name}"
        for resource in resources
        for name, _ in inspect.getmembers(getattr(gong, resource), inspect.ismethod)
        if not name.startswith("_")
    }
    assert found == set(METHODS)


@pytest.mark.parametrize(("path", "published"), METHODS.items(), ids=METHODS.keys())
def test_a_method_is_as_published(path: str, published: tuple[str, str]) -> None:
    resource, name = path.split(".")
    method = getattr(getattr(Gong(token="x"), resource), name)
    parameters, returns = published
    signature = inspect.signature(method)
    assert set(signature.parameters) == set(parameters.split())
    assert str(signature.return_annotation).removeprefix("builtins.") == returns
    assert inspect.iscoroutinefunction(method) is not returns.startswith(("Pager", "Conversations"))
    assert (inspect.getdoc(method) or "").count("/v2/") == 1, "names its endpoint"


@pytest.mark.parametrize(
    "statement",
    [
        "from gong_async import *; Call, Gong, ContentSelector",
        "from gong_async import Call; import gong_async; assert gong_async.Call is Call",
        "from gong_async import Conversation; Conversation.turns",
        "import gong_async; gong_async.Party; gong_async.Gong",
        "import gong_async; 'Call' in dir(gong_async) or exit(1)",
    ],
)
def test_a_fresh_process_finds_every_name(statement: str) -> None:
    subprocess.run([sys.executable, "-c", statement], check=True, timeout=60)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Calls'"):
        gong_async.Calls  # noqa: B018
