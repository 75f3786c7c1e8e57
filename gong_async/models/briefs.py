"""The briefs that the company has set up."""

from __future__ import annotations

from datetime import datetime

from attrs import define

from ._base import schema

__all__ = [
    "BriefSettings",
]


@schema("Brief")
@define(kw_only=True)
class BriefSettings:
    """
    A brief that can be asked for.

    Attributes:
        brief_id: The brief's id.

        brief_name: Its name: what asking for it takes.

        status: ``Published`` or ``Not published``; only the former can be asked for.

        creator: The name of whoever made it.

        created: Aware, in the company's offset.

        updated: Aware, in the company's offset.
    """

    brief_id: str
    brief_name: str | None = None
    workspace_id: str | None = None
    description: str | None = None
    status: str | None = None
    creator: str | None = None
    creator_user_id: str | None = None
    created: datetime | None = None
    updated: datetime | None = None
