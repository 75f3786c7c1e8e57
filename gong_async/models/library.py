"""The library: folders of calls worth listening to."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._base import schema

__all__ = ["FolderContent", "LibraryCall", "LibraryFolder", "Snippet"]


@schema("LibraryFolder")
@define(kw_only=True)
class LibraryFolder:
    """
    A public folder of the library.

    Attributes:
        id: The folder's id.

        parent_folder_id: The folder that it lies in; None for the root.

        created_by: The user who made it; None for the folders that Gong comes with.

        updated: Aware, in the company's offset.
    """

    id: str
    name: str | None = None
    parent_folder_id: str | None = None
    created_by: str | None = None
    updated: datetime | None = None


@schema("Snippet")
@define(kw_only=True)
class Snippet:
    """
    A part of a call.

    Attributes:
        from_sec: Seconds from the start of the call.

        to_sec: Seconds from the start of the call.
    """

    from_sec: int | None = None
    to_sec: int | None = None


@schema("LibraryCall")
@define(kw_only=True)
class LibraryCall:
    """
    A call in a folder.

    Attributes:
        id: The call's id.

        note: What was written beside it; None where nothing was.

        added_by: The user who put it there.

        created: When it was put there; aware, in the company's offset.

        snippet: The part that is meant; None for the whole call.
    """

    id: str | None = None
    title: str | None = None
    note: str | None = None
    added_by: str | None = None
    created: datetime | None = None
    url: str | None = None
    snippet: Snippet | None = None


@schema("LibraryFolderListOfCallsResponse")
@define(kw_only=True)
class FolderContent:
    """
    A folder of the library with its calls.

    Attributes:
        id: The folder's id.

        created_by: The user who made the folder; None for those that Gong comes with.

        updated: Aware, in the company's offset.

        request_id: Gong's name for the request.
    """

    id: str
    name: str | None = None
    created_by: str | None = None
    updated: datetime | None = None
    calls: list[LibraryCall] = field(factory=list[LibraryCall])
    request_id: str | None = None
