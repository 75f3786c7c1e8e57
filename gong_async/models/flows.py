"""Engage flows: the steps that sellers take with a prospect."""

from __future__ import annotations

from attrs import define

from ._base import OpenEnum, schema

__all__ = ["Flow", "FlowVisibility"]


class FlowVisibility(OpenEnum):
    """Who may use a flow."""

    COMPANY = "Company"
    PERSONAL = "Personal"
    SHARED = "Shared"


@schema("PublicApiFlow")
@define(kw_only=True)
class Flow:
    """
    A flow.

    Attributes:
        id: The flow's id.

        creation_date: ISO 8601 with an offset, as Gong sent it.

        exclusive: Gong's flag for whether a prospect in this flow can be added to others;
            by its name, True says no.
    """

    id: str
    name: str | None = None
    folder_id: str | None = None
    folder_name: str | None = None
    visibility: FlowVisibility | None = None
    creation_date: str | None = None
    exclusive: bool | None = None
