"""What a job will take, before it is done."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from attrs import frozen

from gong_async.client import Gong
from gong_async.harvest.memory import months_to_do, ranges
from gong_async.harvest.pace import Pace
from gong_async.harvest.plan import HarvestJob, to_do
from gong_async.harvest.planner import count_windows
from gong_async.harvest.sinks import Sink
from gong_async.harvest.state import Window
from gong_async.harvest.streams import STREAMS, Source, months

__all__ = ["HarvestPlan", "forecast"]

_PAGE = 100
_SLACK = 1.05  # of the gap between two requests
_WITHOUT_USERS = {"workspaces", "scorecards", "trackers", "library", "answered_scorecards"}
_OF_USERS = {"users", "user_activity", "user_interaction"}
_NEED_USERS = {"flows", "coaching"}
_BY_WORKSPACE = {"library", "coaching"}


@frozen(kw_only=True)
class HarvestPlan:
    """
    What a job is going to take, as far as a few requests can tell.

    Attributes:
        calls: Calls to be asked for.

        requests: Requests to be sent; each counts against the company's daily quota.

        seconds: How long that takes at the pace of the client.

        quota_share: The part of what Gong grants the company each day.

        spent: Requests that the estimate itself took.
    """

    calls: int
    requests: int
    seconds: float
    quota_share: float
    spent: int


@frozen
class _ToDo:
    """What an output lacks: ranges of calls, and how many months of each stream that has them."""

    ranges: list[Window]
    months: dict[str, int]


async def forecast(job: HarvestJob, gong: Gong, sink: Sink | None, quota: int) -> HarvestPlan:
    """Estimate what *job* takes; see :meth:`HarvestJob.plan`."""
    now, sent, pace = datetime.now(UTC), gong.usage.requests, Pace(gong)
    todo = await asyncio.to_thread(_to_do, job, sink, now)
    counts = [await _calls(job, gong, place, todo.ranges) for place in job.places]
    pace.look()
    requests = sum(_pages(job, pace, count) for count in counts)
    if len(job.dated) == 2:
        requests += math.ceil(sum(counts) / _PAGE)
    requests += await _lists(job, gong, todo.months)
    return HarvestPlan(
        calls=sum(counts),
        requests=requests,
        seconds=requests * _SLACK / gong.limiter.rate + pace.latency,
        quota_share=requests / quota,
        spent=gong.usage.requests - sent,
    )


def _to_do(job: HarvestJob, sink: Sink | None, now: datetime) -> _ToDo:
    """Return what is still to be asked for; all of it where there is no output yet."""
    monthly = [name for name in job.streams if name in STREAMS and STREAMS[name].monthly]
    if sink is None:
        spans = to_do(job, None, (), {}, now)
        windows = [Window(place, *span) for place in job.places for span in spans]
        whole = sum(len(months(*span, now)) for span in spans)
        return _ToDo(windows if job.dated else [], dict.fromkeys(monthly, whole))
    sink.open()
    try:
        spent = {name: len(months_to_do(job, sink, name, now)) for name in monthly}
        return _ToDo(ranges(job, sink, now), spent)
    finally:
        sink.close()


async def _calls(job: HarvestJob, gong: Gong, place: str | None, todo: Sequence[Window]) -> int:
    """Count the calls of a workspace, as if those of its ranges lay evenly between its ends."""
    mine = [each for each in todo if each.workspace == place]
    if not mine:
        return 0
    since, until = mine[0].since, mine[-1].until
    list_ = gong.calls.list if "calls" in job.streams else gong.calls.transcripts
    total = await list_(since=since, until=until, workspace_id=place).total()
    share = sum((each.until - each.since for each in mine), timedelta(0)) / (until - since)
    return round(total * share)


def _pages(job: HarvestJob, pace: Pace, calls: int) -> int:
    """Count the requests that list so many calls: each window has half a page too many."""
    if not calls or (calls <= job.calls_per_window and pace.one_walk_is_enough(calls)):
        return math.ceil(calls / _PAGE)
    windows = count_windows(calls, pace.walks, pace.smallest, job.calls_per_window)
    return math.ceil(calls / _PAGE + windows / 2)


async def _lists(job: HarvestJob, gong: Gong, spans: Mapping[str, int]) -> int:
    """Estimate the requests for what is not walked window by window."""
    wanted = {name for name in job.streams if name in STREAMS}
    users = managers = active = folders = places = 0
    if wanted - _WITHOUT_USERS:
        page = await anext(gong.users.list().pages())
        users = page.total or len(page.records)
        share = users / max(len(page.records), 1)
        active = round(share * sum(each.get("active") is True for each in page.records))
        managers = round(share * len({each.get("managerId") for each in page.records} - {None}))
    if wanted & _BY_WORKSPACE:
        ids = await Source(gong, job.workspaces).workspace_ids()
        places = len(ids)
        if "library" in wanted:
            folders = sum([len(await gong.library.folders(workspace_id=each)) for each in ids])
    of_users = math.ceil(users / _PAGE)
    requests = {
        "library": places + folders,
        "flows": active,
        "coaching": managers * places * spans.get("coaching", 0),
    }
    asked_on_the_way = 0
    if wanted & _NEED_USERS and "users" not in wanted:
        asked_on_the_way += of_users
    if places and job.workspaces is None and "workspaces" not in wanted:
        asked_on_the_way += 1
    return asked_on_the_way + sum(
        requests.get(name, spans.get(name, 1) * (of_users if name in _OF_USERS else 1))
        for name in wanted
    )
