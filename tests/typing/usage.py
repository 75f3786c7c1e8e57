"""
How the package is used, for a type checker: nothing here runs.

``assert_type`` says what an expression has to be; a ``type: ignore`` says that the line has to
be refused, since one that is not needed is an error itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, assert_type

import aiohttp

from gong_async import (
    AcceptedRequest,
    AnsweredScorecard,
    APIError,
    AuthorizationRequest,
    Call,
    CallbackTokenStore,
    CallDetails,
    CallSpeaker,
    CallTranscript,
    CoachingData,
    ContentSelector,
    Conversation,
    Conversations,
    CrmUploadType,
    Cursor,
    DownloadedMedia,
    EmailReferences,
    FileTokenStore,
    Flow,
    FolderContent,
    Gong,
    GongConfig,
    GongError,
    LibraryFolder,
    Limiter,
    Measure,
    NewCall,
    OAuth,
    OAuthApp,
    OAuthToken,
    PacedLimiter,
    Page,
    Pager,
    PhoneReferences,
    QuotaExhaustedError,
    RenewableAuth,
    RequestStatus,
    RetryPolicy,
    Scorecard,
    TokenStore,
    Tracker,
    TransportError,
    Usage,
    User,
    UserActivity,
    UserInteraction,
    Workspace,
)


async def clients(session: aiohttp.ClientSession, limiter: Limiter) -> None:
    async with Gong(access_key="k", access_key_secret="s", base_url="https://x.gong.io") as gong:
        assert_type(gong, Gong)
        assert_type(gong.usage, Usage)
        assert_type(gong.usage.requests, int)
        assert_type(gong.base_url, str)
    async with Gong.from_env(limiter=PacedLimiter(rate=3.0), retry=RetryPolicy(attempts=2)) as gong:
        assert_type(gong, Gong)
    assert_type(Gong.from_config(GongConfig.from_env()), Gong)
    Gong(token="t", session=session, limiter=limiter, timeout=5.0, trace_configs=[])
    Gong("k", "s")  # type: ignore[call-arg]
    Gong(acess_key="k")  # type: ignore[call-arg]
    Gong(token=1)  # type: ignore[arg-type]
    PacedLimiter(3.0, 1.0)  # type: ignore[call-arg]


async def authorized(app: OAuthApp, saved: list[OAuthToken]) -> None:
    request = app.authorize_url(["api:calls:read:basic"])
    assert_type(request, AuthorizationRequest)
    token = await app.exchange(request.url, state=request.state, verifier=request.verifier)
    assert_type(token, OAuthToken)
    assert_type(token.expires_at, datetime)
    assert_type(OAuthToken.from_json(token.to_json()), OAuthToken)
    assert_type(await app.refresh(token), OAuthToken)
    stores: list[TokenStore] = [FileTokenStore("f"), CallbackTokenStore(token, saved.append)]
    auth: RenewableAuth = OAuth(app, stores[0])
    assert_type(Gong(auth=auth), Gong)
    await app.exchange(request.url)  # type: ignore[call-arg]
    OAuth(app, saved.append)  # type: ignore[arg-type]


async def pagers(gong: Gong, since: datetime, until: datetime, day: date) -> None:
    assert_type(gong.calls.list(since=since, until=until, workspace_id="1"), Pager[Call])
    assert_type(
        gong.calls.extensive(call_ids=["1"], content=ContentSelector.everything()),
        Pager[CallDetails],
    )
    assert_type(gong.calls.transcripts(since=since, until=until), Pager[CallTranscript])
    assert_type(gong.calls.conversations(since=since, until=until), Conversations)
    assert_type(await gong.calls.conversation("1"), Conversation)
    async for conversation in gong.calls.conversations(call_ids=["1"]):
        assert_type(conversation, Conversation)
        assert_type(conversation.turns(max_chars=500, overlap=50)[0].speaker, CallSpeaker)
        assert_type(conversation.patience(), Measure | None)
    assert_type(await gong.calls.conversations().collect(limit=5), list[Conversation])
    assert_type(gong.users.list(include_avatars=True), Pager[User])
    assert_type(gong.stats.activity(from_date=day, to_date=day), Pager[UserActivity])
    assert_type(gong.stats.interaction(from_date=day, to_date=day), Pager[UserInteraction])
    assert_type(gong.stats.answered_scorecards(call_from_date=day), Pager[AnsweredScorecard])
    assert_type(gong.flows.list(owner_email="a@b.example"), Pager[Flow])
    gong.calls.list(since="2026-01-01")  # type: ignore[arg-type]
    gong.calls.list(since, until)  # type: ignore[call-arg]
    gong.stats.activity(from_date=day)  # type: ignore[call-arg]


async def answers(gong: Gong, since: datetime, until: datetime) -> None:
    assert_type(await gong.calls.get("1"), Call)
    assert_type(await gong.users.get("1"), User)
    assert_type(await gong.library.folders(workspace_id="1"), list[LibraryFolder])
    assert_type(await gong.library.folder_content("1"), FolderContent)
    assert_type(await gong.settings.scorecards(), list[Scorecard])
    assert_type(await gong.settings.trackers(), list[Tracker])
    assert_type(await gong.workspaces.list(), list[Workspace])
    assert_type(
        await gong.coaching.metrics(manager_id="1", workspace_id="2", since=since, until=until),
        list[CoachingData],
    )
    assert_type(await gong.privacy.find_email("a@b.example"), EmailReferences)
    assert_type(await gong.privacy.find_phone("+14155550100"), PhoneReferences)


async def walking(gong: Gong, saved: str) -> None:
    pager = gong.calls.list()
    async for call in pager:
        assert_type(call, Call)
        assert_type(call.id, str)
        assert_type(call.title, str | None)
        assert_type(call.started, datetime | None)
        call.tittle.upper()  # type: ignore[attr-defined]
    assert_type(pager.pages(), AsyncIterator[Page[Call]])
    async for page in pager.pages(cursor=saved):
        assert_type(page, Page[Call])
        assert_type(page.items, list[Call])
        assert_type(page.next, Cursor | None)
        assert_type(page.number, int)
        assert_type(page.total, int | None)
        assert_type(page.request_id, str | None)
        assert_type(page.records[0], dict[str, Any])
        assert_type(len(page), int)
        for item in page:
            assert_type(item, Call)
        pager.pages(cursor=page.next)
    assert_type(await pager.first(), Call | None)
    assert_type(await pager.collect(limit=3), list[Call])
    assert_type(await pager.total(), int)
    await pager  # type: ignore[misc]
    len(pager)  # type: ignore[arg-type]
    for _ in pager:  # type: ignore[attr-defined]
        pass


async def depths(gong: Gong) -> None:
    async for transcript in gong.calls.transcripts():
        for monologue in transcript.transcript:
            assert_type(monologue.speaker_id, str | None)
            for sentence in monologue.sentences:
                assert_type(sentence.text, str | None)
                assert_type(sentence.start, int | None)
    async for details in gong.calls.extensive():
        assert_type(details.meta_data, Call)
        for party in details.parties:
            assert_type(party.name, str | None)
    links = await gong.calls.media("7782342274025937895")
    assert_type(links.audio_url, str | None)
    media = await gong.calls.download_media("1", folder="here", kind="video", links=links)
    assert_type(media, DownloadedMedia)
    assert_type(media.path, Path)
    await gong.calls.download_media("1", folder=".", kind="text")  # type: ignore[arg-type]


async def writes(gong: Gong, call: NewCall, path: Path, stream: AsyncIterator[bytes]) -> None:
    created = await gong.calls.create(call)
    assert_type(created.call_id, str)
    await gong.calls.upload_media(call_id=created.call_id, media=path, progress=print)
    await gong.calls.upload_media(call_id=created.call_id, media="call.mp3")
    deal = CrmUploadType.DEAL
    taken = await gong.crm.upload(
        integration_id="5", object_type=deal, client_request_id="a", data=stream
    )
    assert_type(taken, AcceptedRequest)
    status = await gong.crm.wait(integration_id="5", client_request_id="a", within=3600)
    assert_type(status, RequestStatus)
    assert_type(status.is_over, bool)
    NewCall(client_unique_id="a")  # type: ignore[call-arg]
    await gong.calls.upload_media(call_id="1", media=b"sound")  # type: ignore[arg-type]
    await gong.crm.upload(integration_id="5", object_type=deal, data=path)  # type: ignore[call-arg]


def errors(error: GongError) -> None:
    assert_type(error.attempts, int)
    assert_type(error.elapsed, float)
    assert_type(error.maybe_done, bool)
    assert_type(error.find_out, str)
    match error:
        case QuotaExhaustedError():
            assert_type(error.retry_at, datetime | None)
            assert_type(error.retry_after, float | None)
        case APIError():
            assert_type(error.messages, tuple[str, ...])
            assert_type(error.request_id, str | None)
        case TransportError():
            assert_type(error.reason, str)
        case _:
            pass
