"""The API's verbs: one file for each tag of Gong's specification."""

from __future__ import annotations

from .auditing import Auditing
from .calls import Calls
from .coaching import Coaching
from .crm import Crm
from .digital_interactions import DigitalInteractions
from .engagement import Engagement
from .entities import Entities
from .flows import Flows
from .integrations import Integrations
from .library import Library
from .meetings import Meetings
from .outcomes import Outcomes
from .permissions import Permissions
from .privacy import Privacy
from .settings import Settings
from .stats import Stats
from .tasks import UserTasks
from .users import Users
from .workspaces import Workspaces

__all__ = [
    "Auditing",
    "Calls",
    "Coaching",
    "Crm",
    "DigitalInteractions",
    "Engagement",
    "Entities",
    "Flows",
    "Integrations",
    "Library",
    "Meetings",
    "Outcomes",
    "Permissions",
    "Privacy",
    "Settings",
    "Stats",
    "UserTasks",
    "Users",
    "Workspaces",
]
