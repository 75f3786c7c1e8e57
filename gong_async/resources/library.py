"""Calls worth listening to, in folders: ``gong.library``."""

from __future__ import annotations

from gong_async.arguments import needed, query
from gong_async.endpoint import Endpoint, ListEndpoint
from gong_async.models import FolderContent, LibraryFolder

from ._base import Resource

__all__ = ["Library"]

FOLDERS = ListEndpoint(
    operation="getLibraryStructure",
    method="GET",
    path="/v2/library/folders",
    scope="api:library:read",
    returns=LibraryFolder,
    items="folders",
    not_found_is_empty=True,
)

FOLDER_CONTENT = Endpoint(
    operation="getCallsInSpecificFolder",
    method="GET",
    path="/v2/library/folder-content",
    scope="api:library:read",
    returns=FolderContent,
)


class Library(Resource):
    """Calls worth listening to, in public folders; private and archived ones are left out."""

    async def folders(self, *, workspace_id: str | None = None) -> list[LibraryFolder]:
        """
        List the folders, flat; ``parent_folder_id`` makes a tree of them.

        ``GET /v2/library/folders``, scope ``api:library:read``.

        Args:
            workspace_id: The workspace whose folders to list; None for the only one;
                where there are several, Gong answers 400.

        Raises:
            ValueError: If the id is not digits; before any I/O.
        """
        return await self._list(FOLDERS, query=query(workspace_id=workspace_id))

    async def folder_content(self, folder_id: str) -> FolderContent:
        """
        Fetch one folder with its calls.

        ``GET /v2/library/folder-content``, scope ``api:library:read``.

        Raises:
            ValueError: If *folder_id* is not digits; before any I/O.

            NotFoundError: If there is no such folder.
        """
        return await self._one(FOLDER_CONTENT, query=query(**needed(folder_id=folder_id)))
