"""The workspaces that a company divides its calls into."""

from __future__ import annotations

from attrs import define

from ._base import schema

__all__ = ["Workspace"]


@schema("WorkspaceMetadata")
@define(kw_only=True)
class Workspace:
    """
    A workspace.

    Attributes:
        id: The workspace's id.
    """

    id: str
    name: str | None = None
    description: str | None = None
