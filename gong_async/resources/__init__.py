"""The API's verbs: one file for each tag of Gong's specification."""

from __future__ import annotations

from .calls import Calls
from .coaching import Coaching
from .crm import Crm
from .digital_interactions import DigitalInteractions
from .engagement import Engagement
from .flows import Flows
from .integrations import Integrations
from .library import Library
from .privacy import Privacy
from .settings import Settings
from .stats import Stats
from .users import Users
from .workspaces import Workspaces

__all__ = [
    "Calls",
    "Coaching",
    "Crm",
    "DigitalInteractions",
    "Engagement",
    "Flows",
    "Integrations",
    "Library",
    "Privacy",
    "Settings",
    "Stats",
    "Users",
    "Workspaces",
]
