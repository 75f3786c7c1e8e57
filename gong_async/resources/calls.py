"""Calls, and what was said in them: ``gong.calls``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from attrs import evolve

from gong_async.arguments import given, query, whole, wire
from gong_async.conversation import Conversation, Conversations
from gong_async.endpoint import Endpoint, PagedEndpoint
from gong_async.errors import NotFoundError
from gong_async.models import (
    Call,
    CallDetails,
    CallTranscript,
    ContentSelector,
    CreatedCall,
    ExposedFields,
    ExposedInteraction,
    NewCall,
    UploadedMedia,
)
from gong_async.paging import Pager
from gong_async.upload import Progress, Source, Upload

from ._base import between
from ._recordings import Recordings

__all__ = ["Calls"]

_MOST_BYTES = 1_500_000_000

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

CREATE = Endpoint(
    operation="addCall",
    method="POST",
    path="/v2/calls",
    scope="api:calls:create",
    returns=CreatedCall,
    writes=True,
    find_out="look for its client_unique_id among the calls of that time; Gong lists a new call"
    " only after a while",
)

UPLOAD_MEDIA = Endpoint(
    operation="addCallRecording",
    method="PUT",
    path="/v2/calls/{id}/media",
    scope="api:calls:create",
    returns=UploadedMedia,
    writes=True,
    find_out="look in Gong whether the call has its recording before you send it again",
)


_FIGURES = ContentSelector(
    exposed_fields=ExposedFields(
        interaction=ExposedInteraction(speakers=True, person_interaction_stats=True, questions=True)
    )
)


class Calls(Recordings):
    """
    Calls, and what was said in them.

    A web conference counts by the time it was scheduled for, any other call by its start.  Gong
    has no way to ask for what changed: a call, its transcript and each part of its details
    appear minutes to days after the call took place.
    """

    _details = EXTENSIVE

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
        given(ContentSelector | None, content=content)
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

    def conversations(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        workspace_id: str | None = None,
        call_ids: Collection[str] | None = None,
        primary_user_ids: Collection[str] | None = None,
        content: ContentSelector | None = None,
    ) -> Conversations:
        """
        List calls together with who took part and what was said, the speakers by their names.

        Two requests for each hundred calls: ``POST /v2/calls/extensive``, as :meth:`extensive`,
        and one as :meth:`transcripts` for the ids of its page, while the next page is on its way.
        Takes the scopes of both.  A call that is not transcribed (yet) comes without a transcript.

        Args:
            since: The earliest time, aware, in any zone; None reaches back to the first call.

            until: The latest time, itself excluded, aware; None reaches to the last call.

            workspace_id: Only the calls of this workspace; None for those of all.

            call_ids: Only these calls, as far as the range holds them; asked for in hundreds.
                None for all calls; an empty collection lists nothing and sends nothing.

            primary_user_ids: Only calls that one of these users hosted.  None for all hosts;
                an empty collection lists nothing and sends nothing.

            content: Which parts to ask for besides the parties, which always come; None for
                Gong's figures of how people talked.

        Raises:
            ValueError: If a time is naive, the range is upside down, or an id is not digits;
                before any I/O.
        """
        given(ContentSelector | None, content=content)
        calls = self.extensive(
            since=since,
            until=until,
            workspace_id=workspace_id,
            call_ids=call_ids,
            primary_user_ids=primary_user_ids,
            content=_with_parties(content or _FIGURES),
        )
        return Conversations(calls, self.transcripts)

    async def conversation(
        self, call_id: str, *, content: ContentSelector | None = None
    ) -> Conversation:
        """
        Fetch one call together with who took part and what was said.

        Two requests, as of :meth:`conversations`: ``POST /v2/calls/extensive``, then the
        transcript's.

        Args:
            call_id: The call.

            content: Which parts to ask for besides the parties, which always come; None for
                Gong's figures of how people talked.

        Raises:
            ValueError: If *call_id* is not digits; before any I/O.

            NotFoundError: If there is no such call, or Gong has no details of it yet.
        """
        found = await self.conversations(call_ids=[call_id], content=content).first()
        if found is None:
            reason = f"no call {call_id}, or Gong has no details of it yet; ask again later"
            raise NotFoundError(EXTENSIVE.operation, 404, (reason,))
        return found

    async def create(self, call: NewCall) -> CreatedCall:
        """
        Tell Gong of a call that another system recorded.

        ``POST /v2/calls``, scope ``api:calls:create``.  The recording follows with
        :meth:`upload_media`, unless the call says where Gong can fetch it.

        Args:
            call: All that is known of the call.

        Raises:
            ValueError: If a time is naive, an id is not digits, a text is empty that is
                needed, or the primary user or a speaker is none of the parties; before any I/O.

            ConflictError: If Gong has the call already, or must not record its primary user.
        """
        body = whole(NewCall, call=call)
        if all(party.user_id != call.primary_user for party in call.parties):
            raise ValueError("the primary_user must be among the parties, by user_id")
        timeline = call.speakers_timeline
        segments = (timeline and timeline.speech_segments) or ()
        known = {party.party_id for party in call.parties}
        if not all(known.issuperset(segment.party_ids) for segment in segments):
            raise ValueError(
                "each speaker of the speakers_timeline needs a party with its party_id"
            )
        return await self._one(CREATE, body=body)

    async def upload_media(
        self, *, call_id: str, media: Source, progress: Progress | None = None
    ) -> UploadedMedia:
        """
        Upload the recording of a call that :meth:`create` made.

        ``PUT /v2/calls/{id}/media``, scope ``api:calls:create``.

        Args:
            call_id: The call.

            media: The path of the recording, or an async iterable of its bytes: WAV, MP3, MP4,
                MKV or FLAC, 1.5 GB at most.  It is streamed.  A stream is only sent again if
                nothing was read from it yet.

            progress: Called after each piece with the bytes sent and their number in all,
                which is None for a stream.

        Raises:
            ValueError: If the id is not digits, or the recording is empty or too large;
                before any I/O, but for streams.  If the file is written to meanwhile.
        """
        upload = Upload("mediaFile", media, _MOST_BYTES, progress)
        return await self._one(UPLOAD_MEDIA, parts={"id": call_id}, upload=upload)


def _with_parties(content: ContentSelector) -> ContentSelector:
    fields = content.exposed_fields or ExposedFields()
    return evolve(content, exposed_fields=evolve(fields, parties=True))
