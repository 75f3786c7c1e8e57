"""Engage flows: the steps that sellers take with a prospect."""

from __future__ import annotations

from attrs import define

from ._base import OpenEnum, schema

__all__ = ["Flow", "FlowFolder", "FlowVisibility"]


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


@define(kw_only=True)
class FlowFolder(Flow):
    """
    A folder of flows, which Gong's specification has in the form of a flow.

    Attributes:
        id: The folder's id.

        folder_id: The same as *parent_folder_id*: so the specification calls it.

        parent_folder_id: The folder that this one is in; None at the top.

        created_by_id: The user who made it; None for Gong itself, or where Gong does not say.
    """

    parent_folder_id: str | None = None
    created_by_id: str | None = None

    def __attrs_post_init__(self) -> None:
        """Gong has been seen to write the text ``null`` for no id."""
        parent = _id(self.parent_folder_id) or _id(self.folder_id)
        self.parent_folder_id = self.folder_id = parent
        self.created_by_id = _id(self.created_by_id)


def _id(text: str | None) -> str | None:
    return None if text == "null" else text
