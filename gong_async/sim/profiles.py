"""Permission profiles: who may see and do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gong_async.sim.answers import RefusedError
from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Employee, Json

if TYPE_CHECKING:
    from gong_async.sim.world import World

__all__ = ["ACCESSES", "FLAGS", "FORECASTS", "Profiles"]

ACCESSES = (
    *("callsAccess", "dealsAccess", "coachingAccess", "insightsAccess", "usageAccess"),
    "emailsAccess",
)
FORECASTS = ("forecastAccess", "forecastEditSubmissions", "forecastEditTargets")
FLAGS = (
    *("scoreCalls", "overrideScore", "downloadCallMedia", "shareCallsWithCustomers"),
    *("manuallyScheduleAndUploadCalls", "privateCalls", "deleteCalls", "trimCalls"),
    *("listenInCalls", "deleteEmails", "callsAndSearch", "library", "deals"),
    *("createEditAndDeleteDealsBoards", "dealsInlineEditing", "account", "coaching", "usage"),
    *("teamStats", "initiatives", "market", "activity", "forecast", "forecastManage"),
    *("engageManageCompanyTemplates", "engageManageCompanySequences"),
    *("engageCreateAndManageRulesets", "engageSnoozeFlowToDosForOthers"),
    *("engageAllowCrmFieldsViewChange", "viewEngageAnalyticsActivity"),
    *("viewEngageAnalyticsPerformance", "viewEngageAnalyticsFlows"),
    *("manageGeneralBusinessSettings", "manageScorecards", "exportCallsAndCoachingDataToCSV"),
    *("crmDataInlineEditing", "crmDataImport", "viewRevenueAnalytics"),
    *("manageRevenueAnalytics", "engageReassignFlowToDosToOthers"),
    *("engageAssignFlowToDosToOthers", "dealsDataExport", "aiBuilder"),
    "orchestrateCreateAndManagePlays",
)

_MANAGER, _SELLER = "Manager", "Seller"
_FIRST = {_MANAGER: ("report-to-them", True), _SELLER: ("own", False)}
"""Whose things each first profile shows, and whether it allows all else."""


class Profiles:
    """
    The permission profiles of a company.

    Args:
        world: The company.
    """

    def __init__(self, world: World) -> None:
        self._rng = dice(world.office.seed, "profiles")
        self._by_id: dict[str, Json] = {}
        self._workspaces: dict[str, str] = {}
        self._users: dict[str, list[Employee]] = {}
        staff = world.office.staff
        bosses = {one.manager_id for one in staff}
        for number, space in enumerate(world.workspaces):
            for name, (level, allowed) in _FIRST.items():
                profile = self.create(space["id"], {"name": name, **_whole(level, allowed)})
                self._users[profile["id"]] = [
                    one
                    for one in staff
                    if one.workspace == number and (one.id in bosses) == (name == _MANAGER)
                ]

    def of(self, workspace_id: str) -> list[Json]:
        """PermissionProfileDTO of a workspace, by name."""
        found = (
            self._by_id[id_] for id_, space in self._workspaces.items() if space == workspace_id
        )
        return sorted(found, key=lambda profile: profile["name"])

    def get(self, profile_id: str) -> Json:
        """One PermissionProfileDTO."""
        if profile_id not in self._by_id:
            raise RefusedError(400, "Bad request")
        return self._by_id[profile_id]

    def users(self, profile_id: str) -> list[Json]:
        """UserSimpleMetadata of those whom a profile governs."""
        self.get(profile_id)
        return [
            {"id": one.id, "fullName": one.name, "emailAddress": one.email}
            for one in self._users.get(profile_id, ())
        ]

    def create(self, workspace_id: str, profile: Json) -> Json:
        """Add a profile to a workspace; its name has to be new there."""
        self._check_name(workspace_id, profile.get("name"), None)
        created = {**_whole("none", False), **profile, "id": digits(self._rng)}
        self._by_id[created["id"]] = created
        self._workspaces[created["id"]] = workspace_id
        return created

    def update(self, profile_id: str, changes: Json) -> Json:
        """Change a profile as far as *changes* go."""
        changed = {**self.get(profile_id), **changes, "id": profile_id}
        self._check_name(self._workspaces[profile_id], changed["name"], profile_id)
        self._by_id[profile_id] = changed
        return changed

    def _check_name(self, workspace_id: str, name: str | None, profile_id: str | None) -> None:
        status = 422 if profile_id is None else 400
        if not name:
            raise RefusedError(status, "name: may not be empty")
        if any(one["name"] == name and one["id"] != profile_id for one in self.of(workspace_id)):
            raise RefusedError(status, f"name: there is a profile {name} already")


def _whole(level: str, allowed: bool) -> Json:
    """All that a profile says, but for its name and id."""
    access: Json = {"permissionLevel": level, "teamLeadIds": []}
    return {
        "description": None,
        **dict.fromkeys(ACCESSES, access),
        "libraryFolderAccess": {"permissionLevel": "none" if level == "none" else "all"},
        "forecastPermissions": dict.fromkeys(FORECASTS, access),
        **dict.fromkeys(FLAGS, allowed),
    }
