"""
The streams that are not walked window by window: lists, and figures by the month.

What belongs to a record but is beside it in Gong's answer, or only in the question, is added to
it, named the way Gong names things: ``workspaceId``, ``fromDate``, ``ownerEmailAddress``, ...
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from attrs import define, field, frozen

from gong_async.client import Gong
from gong_async.endpoint import Endpoint, ListEndpoint
from gong_async.errors import (
    ConfigError,
    MissingScopeError,
    NotFoundError,
    PermissionDeniedError,
)
from gong_async.harvest.values import identifier
from gong_async.models import ReviewMethodFilter
from gong_async.paging import Page
from gong_async.resources.coaching import METRICS
from gong_async.resources.library import FOLDER_CONTENT, FOLDERS
from gong_async.resources.settings import SCORECARDS, TRACKERS
from gong_async.resources.workspaces import LIST as WORKSPACES
from gong_async.shape import is_list, is_object

__all__ = ["STREAMS", "Source", "Stream", "months"]

T = TypeVar("T")
Record: TypeAlias = dict[str, Any]
Records: TypeAlias = AsyncIterator[Sequence[Record]]

_ID = re.compile(r"[0-9]{1,20}", re.ASCII)
_BEHIND = timedelta(hours=12)  # the zone where a day ends last is UTC-12


@define(eq=False)
class Source:
    """
    A company, and what several streams have to know of it: asked for once, in one run.

    Args:
        gong: An open client.

        workspaces: The workspaces whose library and coaching are wanted; None for all.
    """

    gong: Gong
    workspaces: Sequence[str] | None = None
    _daily: bool = field(default=True, init=False)
    _users: list[Sequence[Record]] | None = field(default=None, init=False, repr=False)
    _spaces: Sequence[Record] | None = field(default=None, init=False, repr=False)
    _asking: asyncio.Lock = field(factory=asyncio.Lock, init=False, repr=False)

    async def users(self) -> list[Sequence[Record]]:
        """Return the pages of users."""
        async with self._asking:
            if self._users is None:
                self._users = [page.records async for page in self.gong.users.list().pages()]
            return self._users

    async def spaces(self) -> Sequence[Record]:
        """Return the workspaces."""
        async with self._asking:
            if self._spaces is None:
                self._spaces = await _listed(self, WORKSPACES)
            return self._spaces

    async def expect_workspaces(self) -> None:
        """
        See that the workspaces that are wanted are there.

        Raises:
            ConfigError: If the company has others only.
        """
        there = _ids(each.get("id") for each in await self.spaces())
        strange = [each for each in self.workspaces or () if each not in there]
        if there and strange:
            raise ConfigError(
                f"workspace {', '.join(strange)} is none of this company's;"
                f" it has {', '.join(there)}"
            )

    async def workspace_ids(self) -> list[str]:
        """Return the ids of the workspaces that are wanted, each once."""
        if self.workspaces is not None:
            return list(dict.fromkeys(self.workspaces))
        return _ids(each.get("id") for each in await self.spaces())

    async def first_day_by_day(self, pages: AsyncIterator[Page[T]]) -> Page[T] | None:
        """Return the first of *pages*; None where their scope is lacking, which is asked once."""
        async with self._asking:
            if not self._daily:
                return None
            try:
                return await anext(pages)
            except (MissingScopeError, PermissionDeniedError):
                self._daily = False
                return None


Fetch: TypeAlias = Callable[[Source, date, date], Records]


@frozen
class Stream:
    """
    Something that a company has.

    Args:
        monthly: Whether it is harvested by the calendar month; else it is a list, replaced whole.

        fetch: Yields the raw records, one page or one answer at a time.  It takes the first day
            and the day after the last, which lists do not care about.  It raises what the
            client raises, a missing scope among it.
    """

    name: str
    monthly: bool
    fetch: Fetch


def months(since: datetime, until: datetime, now: datetime) -> list[tuple[date, date]]:
    """
    Return the calendar months that [*since*, *until*) touches, in order, each as a half-open range.

    They are whole, wherever *since* and *until* lie in them, so that a month is the same month
    in every run.  Only the present one ends early: Gong takes no day that is not over, by the
    company's clock, and that clock is unknown; so no day that is not over everywhere.

    Args:
        since, until, now: Aware datetimes, read in UTC.
    """
    first = since.astimezone(UTC).date().replace(day=1)
    end = until.astimezone(UTC)
    today = (now.astimezone(UTC) - _BEHIND).date()
    found: list[tuple[date, date]] = []
    while first < today and datetime(first.year, first.month, 1, tzinfo=UTC) < end:
        following = (first + timedelta(days=31)).replace(day=1)
        found.append((first, min(following, today)))
        first = following
    return found


async def _users(source: Source, _since: date, _until: date) -> Records:
    """Yield all users, a page at a time; GET /v2/users."""
    for page in await source.users():
        yield page


async def _workspaces(source: Source, _since: date, _until: date) -> Records:
    """Yield all workspaces; GET /v2/workspaces, one request."""
    yield await source.spaces()


async def _scorecards(source: Source, _since: date, _until: date) -> Records:
    """Yield the scorecards of all workspaces; GET /v2/settings/scorecards, one request."""
    yield await _listed(source, SCORECARDS)


async def _trackers(source: Source, _since: date, _until: date) -> Records:
    """Yield the keyword trackers of all workspaces; GET /v2/settings/trackers, one request."""
    yield await _listed(source, TRACKERS)


async def _library(source: Source, _since: date, _until: date) -> Records:
    """
    Yield folders, each with its calls.

    GET /v2/library/folders, a request a workspace, and GET /v2/library/folder-content, a
    request a folder.  A folder that is gone before it is asked for is left out.
    """
    for workspace_id in await source.workspace_ids():
        for folder in await _listed(source, FOLDERS, workspaceId=workspace_id):
            about = {**folder, "workspaceId": workspace_id}
            folder_id = identifier(folder.get("id"))
            if folder_id is None:
                yield [about]
                continue
            try:
                content = await _sent(source, FOLDER_CONTENT, folderId=folder_id)
            except NotFoundError as error:
                if not error.from_gong:
                    raise
                continue
            content.pop("requestId", None)
            yield [{**about, **content}]


async def _flows(source: Source, _since: date, _until: date) -> Records:
    """
    Yield the flows of the company and of its active users, each once.

    GET /v2/flows, a request a user: Gong lists the company's flows over and over, beside those
    of the user and those shared with the user.  A personal flow is the user's own.
    """
    seen = set[object]()
    for user in _each(await source.users()):
        address = user.get("emailAddress")
        if user.get("active") is not True or not isinstance(address, str):
            continue
        try:
            pager = source.gong.flows.list(owner_email=address)
        except ValueError:  # not an address that could be asked for
            continue
        async for page in pager.pages():
            fresh = [flow for flow in page.records if identifier(flow.get("id")) not in seen]
            seen |= {identifier(flow.get("id")) for flow in fresh} - {None}
            if fresh:
                yield [_owned(flow, address) for flow in fresh]


def _owned(flow: Record, address: str) -> Record:
    personal = flow.get("visibility") == "Personal"
    return {**flow, "ownerEmailAddress": address} if personal else flow


async def _answered_scorecards(source: Source, since: date, until: date) -> Records:
    """
    Yield the scorecards filled in on these days, by people and by Gong's AI.

    POST /v2/stats/activity/scorecards, 100 a request.
    """
    pager = source.gong.stats.answered_scorecards(
        review_from_date=since, review_to_date=until, review_method=ReviewMethodFilter.BOTH
    )
    async for page in pager.pages():
        yield page.records


async def _user_activity(source: Source, since: date, until: date) -> Records:
    """
    Yield what each user did: a record a day, or one for all the days; its dates tell which.

    POST /v2/stats/activity/day-by-day, 100 users a request.  Without its scope, counts from
    POST /v2/stats/activity/aggregate instead, for those who did anything.
    """
    stats = source.gong.stats
    by_day = stats.activity_day_by_day(from_date=since, to_date=until).pages()
    first = await source.first_day_by_day(by_day)
    if first is None:
        async for whole in stats.activity(from_date=since, to_date=until).pages():
            yield [_dated(_counted(user), since, until) for user in whole.records]
        return
    yield _days(first)
    async for page in by_day:
        yield _days(page)


def _days(page: Page[Any]) -> list[Record]:
    return [day for user in page.records for day in _days_of(user)]


def _days_of(user: Record) -> Iterator[Record]:
    """Yield a record a day; the user's own record if there are no days to be found in it."""
    about = {key: value for key, value in user.items() if key != "userDailyActivityStats"}
    days = user.get("userDailyActivityStats")
    if not is_list(days) or not all(map(is_object, days)):
        yield user
        return
    for day in days:
        yield {**day, **about}


def _counted(user: Record) -> Record:
    """Lift the counts to where those of a day are."""
    counts = user.get("userAggregateActivityStats")
    if not is_object(counts):
        return user
    about = {key: value for key, value in user.items() if key != "userAggregateActivityStats"}
    return {**counts, **about}


async def _user_interaction(source: Source, since: date, until: date) -> Records:
    """Yield how each user talked on these days; POST /v2/stats/interaction, 100 a request."""
    async for page in source.gong.stats.interaction(from_date=since, to_date=until).pages():
        zone = page.envelope.get("timeZone")
        yield [{**_dated(user, since, until), "timeZone": zone} for user in page.records]


async def _coaching(source: Source, since: date, until: date) -> Records:
    """
    Yield how each manager coached on these days, which are in UTC.

    GET /v2/coaching, a request for each manager in each workspace; managers are those whom
    users name as theirs.
    """
    managers = _ids(user.get("managerId") for user in _each(await source.users()))
    for workspace_id in await source.workspace_ids():
        for manager_id in managers:
            found = await _listed(
                source,
                METRICS,
                **{
                    "workspace-id": workspace_id,
                    "manager-id": manager_id,
                    "from": f"{since}T00:00:00Z",
                    "to": f"{until}T00:00:00Z",
                },
            )
            about = {"workspaceId": workspace_id}
            yield [{**_dated(each, since, until), **about} for each in found]


def _dated(record: Record, since: date, until: date) -> Record:
    return {**record, "fromDate": since.isoformat(), "toDate": until.isoformat()}


def _each(pages: Sequence[Sequence[Record]]) -> Iterator[Record]:
    return (record for page in pages for record in page)


def _ids(values: Iterator[object]) -> list[str]:
    """Return ids, each once; what is no id cannot be asked for."""
    found = dict.fromkeys(map(identifier, values))
    return [each for each in found if each is not None and _ID.fullmatch(each)]


async def _listed(source: Source, endpoint: ListEndpoint[Any], **query: str) -> Sequence[Record]:
    try:
        listed: Sequence[Record] = (await _sent(source, endpoint, **query))[endpoint.items]
    except NotFoundError as error:
        if endpoint.not_found_is_empty and error.from_gong:
            return ()
        raise
    return listed


async def _sent(source: Source, endpoint: Endpoint[Any], **query: str) -> Record:
    return await source.gong.send(endpoint.request(query=query))


STREAMS: Mapping[str, Stream] = MappingProxyType(
    {
        each.name: each
        for each in (
            Stream("users", False, _users),
            Stream("workspaces", False, _workspaces),
            Stream("scorecards", False, _scorecards),
            Stream("trackers", False, _trackers),
            Stream("library", False, _library),
            Stream("answered_scorecards", True, _answered_scorecards),
            Stream("user_activity", True, _user_activity),
            Stream("user_interaction", True, _user_interaction),
            Stream("flows", False, _flows),
            Stream("coaching", True, _coaching),
        )
    }
)
"""What can be harvested besides calls and transcripts, by name."""
