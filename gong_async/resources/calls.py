"""Calls, and what was said in them: ``gong.calls``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from gong_async.converters import query, wire
from gong_async.endpoint import Endpoint, PagedEndpoint
from gong_async.models import Call, CallDetails, CallTranscript, ContentSelector
from gong_async.paging import Pager

from ._base import Resource, between

__all__ = ["Calls"]

LIST = PagedEndpoint(
    operation="listCalls",
    method="GET",
    path="/v2/calls",
    scope="api:calls:read:basic",
    returns=Call,
    items="calls",
    not_found_is_empty=True,
)

GET = Endpoint(
    operation="getCall",
    method="GET",
    path="/v2/calls/{id}",
    scope="api:calls:read:basic",
    returns=Call,
    unwrap="call",
)

EXTENSIVE = PagedEndpoint(
    operation="listCallsExtensive",
    method="POST",
    path="/v2/calls/extensive",
    scope="api:calls:read:extensive",
    returns=CallDetails,
    items="calls",
    not_found_is_empty=True,
)

TRANSCRIPTS = PagedEndpoint(
    operation="getCallTranscripts",
    method="POST",
    path="/v2/calls/transcript",
    scope="api:calls:read:transcript",
    returns=CallTranscript,
    items="callTranscripts",
    not_found_is_empty=True,
)


class Calls(Resource):
    """
    Calls, and what was said in them.

    A web conference counts by the time it was scheduled for, any other call by its start.  Gong
    has no way to ask for what changed: a call, its transcript and each part of its details
    appear minutes to days after the call took place.
    """

    def list(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        workspace_id: str | None = None,
    ) -> Pager[Call]:
        """
        List the calls in ``[since, until)``, without their content.

        ``GET /v2/calls``, scope ``api:calls:read:basic``, 100 calls a page.  A range without
        calls, or without any that the credentials may see, is empty.

        Args:
            since: The earliest time, aware, in any zone; None reaches back to the first call.

            until: The latest time, itself excluded, aware; None reaches to the last call.

            workspace_id: Only the calls of this workspace; None for those of all.

        Raises:
            ValueError: If a time is naive, the range is upside down, or the id is not digits;
                before any I/O.
        """
        return self._pager(LIST, query=query(**between(since, until), workspace_id=workspace_id))

    async def get(self, call_id: str) -> Call:
        """
        Fetch one call, without its content.

        ``GET /v2/calls/{id}``, scope ``api:calls:read:basic``.

        Raises:
            ValueError: If *call_id* is not digits; before any I/O.

            NotFoundError: If there is no such call.
        """
        return await self._one(GET, parts={"id": call_id})

    def extensive(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        workspace_id: str | None = None,
        call_ids: Collection[str] | None = None,
        primary_user_ids: Collection[str] | None = None,
        content: ContentSelector | None = None,
    ) -> Pager[CallDetails]:
        """
        List calls with their participants, CRM objects, content, figures and comments.

        ``POST /v2/calls/extensive``, scope ``api:calls:read:extensive``, and
        ``api:calls:read:media-url`` for media URLs, which are good for eight hours.  100 calls
        a page, which with all content weighs about a megabyte.

        Args:
            since: The earliest time, aware, in any zone; None reaches back to the first call.

            until: The latest time, itself excluded, aware; None reaches to the last call.

            workspace_id: Only the calls of this workspace; None for those of all.

            call_ids: Only these calls, as far as the range holds them; asked for in hundreds.
                None for all calls; an empty collection lists nothing and sends nothing.

            primary_user_ids: Only calls that one of these users hosted.  None for all hosts;
                an empty collection lists nothing and sends nothing.

            content: Which parts to ask for; None for the metadata alone.

        Raises:
            ValueError: If a time is naive, the range is upside down, or an id is not digits;
                before any I/O.
        """
        return self._filtered(
            EXTENSIVE,
            wire(
                **between(since, until),
                workspace_id=workspace_id,
                call_ids=call_ids,
                primary_user_ids=primary_user_ids,
            ),
            **wire(content_selector=content),
        )

    def transcripts(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        workspace_id: str | None = None,
        call_ids: Collection[str] | None = None,
    ) -> Pager[CallTranscript]:
        """
        List the transcripts of calls.

        ``POST /v2/calls/transcript``, scope ``api:calls:read:transcript``, 100 calls a page.
        Calls that are not transcribed (yet) are left out.  Speakers are named by an id alone:
        the ``parties`` of :meth:`extensive` say who they are.

        Args:
            since: The earliest time, aware, in any zone; None reaches back to the first call.

            until: The latest time, itself excluded, aware; None reaches to the last call.

            workspace_id: Only the calls of this workspace; None for those of all.

            call_ids: Only these calls, as far as the range holds them; asked for in hundreds.
                None for all calls; an empty collection lists nothing and sends nothing.

        Raises:
            ValueError: If a time is naive, the range is upside down, or an id is not digits;
                before any I/O.
        """
        return self._filtered(
            TRANSCRIPTS,
            wire(
                **between(since, until),
                workspace_id=workspace_id,
                call_ids=call_ids,
            ),
        )
