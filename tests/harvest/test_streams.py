"""What a company has besides calls and transcripts comes whole, in few requests."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gong_async.errors import MissingScopeError, PermissionDeniedError
from gong_async.harvest.plan import STREAMS as NAMES
from gong_async.harvest.streams import STREAMS, Source, months
from gong_async.harvest.tables import ROWS
from gong_async.sim import World

from .conftest import Company, Serve
from .records import HARVESTED

Json = dict[str, Any]

FEBRUARY = date(2026, 2, 1), date(2026, 3, 1)
DETAILED = "api:stats:user-actions:detailed"


async def fetched(
    source: Source, stream: str, since: date = FEBRUARY[0], until: date = FEBRUARY[1]
) -> list[Json]:
    pages = STREAMS[stream].fetch(source, since, until)
    return [record async for page in pages for record in page]


async def over(source: Source, stream: str, world: World) -> list[Json]:
    """All months of the company."""
    spans = months(world.start, world.end, world.end + timedelta(days=2))
    return [each for span in spans for each in await fetched(source, stream, *span)]


def rows(stream: str, records: list[Json]) -> dict[str, list[tuple[Any, ...]]]:
    """Rows by table, the company aside; none is set aside."""
    made = ROWS[stream]("acme", records, HARVESTED)
    assert made.pop("quarantine") == []
    assert all(row[0] == "acme" for listed in made.values() for row in listed)
    return {table: [row[1:] for row in listed] for table, listed in made.items()}


def by(key: str) -> Callable[[Json], str]:
    return lambda record: str(record[key])


def asked(company: Company) -> Counter[str]:
    return Counter(seen.path for seen in company.sim.log)


def test_everything_but_calls_and_transcripts_is_here() -> None:
    assert (
        set(STREAMS)
        == set(NAMES) - {"calls", "transcripts"}
        == set(ROWS)
        - {
            "calls",
            "transcripts",
        }
    )
    assert {name for name, stream in STREAMS.items() if stream.monthly} == {
        "answered_scorecards",
        "user_activity",
        "user_interaction",
        "coaching",
    }
    assert all(stream.name == name for name, stream in STREAMS.items())


async def test_people_places_and_settings_are_as_gong_has_them(company: Company) -> None:
    world, source = company.sim.world, Source(company.gong)
    wanted = {
        "users": (world.users, "id"),
        "workspaces": (world.workspaces, "id"),
        "scorecards": (world.scorecards(), "scorecardId"),
        "trackers": (world.trackers(), "trackerId"),
    }
    for stream, (records, key) in wanted.items():
        found = await fetched(source, stream)
        assert sorted(found, key=by(key)) == sorted(records, key=by(key))
        head, *_ = rows(stream, found).values()
        assert sorted(row[0] for row in head) == sorted(str(each[key]) for each in records)
        assert [json.loads(row[-1]) for row in head] == found
    assert company.sim.requests == 4
    questions = rows("scorecards", world.scorecards())["scorecard_questions"]
    assert len(questions) == sum(len(card["questions"]) for card in world.scorecards())


def shelves(world: World, workspace_ids: list[str]) -> list[Json]:
    return [
        {**folder, **(world.folder_content(folder["id"]) or {})}
        for folder in world.library_folders()
        if folder["workspaceId"] in workspace_ids
    ]


async def test_the_library_is_a_record_a_folder_with_its_calls(company: Company) -> None:
    world = company.sim.world
    spaces = [space["id"] for space in world.workspaces]
    wanted = shelves(world, spaces)
    found = await fetched(Source(company.gong), "library")
    assert sorted(found, key=by("id")) == sorted(wanted, key=by("id"))
    made = rows("library", found)
    assert {row[0]: row[1] for row in made["library_folders"]} == {
        folder["id"]: folder["workspaceId"] for folder in world.library_folders()
    }
    assert sorted((row[0], row[2]) for row in made["library_calls"]) == sorted(
        (folder["id"], call["id"]) for folder in wanted for call in folder["calls"]
    )
    assert len(made["library_calls"]) > len(spaces)
    assert asked(company) == {
        "/v2/workspaces": 1,
        "/v2/library/folders": len(spaces),
        "/v2/library/folder-content": len(wanted),
    }


async def test_the_library_of_some_workspaces_needs_no_list_of_them(company: Company) -> None:
    world = company.sim.world
    one, other, *_ = [space["id"] for space in world.workspaces]
    found = await fetched(Source(company.gong, (other, one, other)), "library")
    assert sorted(found, key=by("id")) == sorted(shelves(world, [one, other]), key=by("id"))
    assert "/v2/workspaces" not in asked(company)


class Clearing(World):
    """A company where a folder is cleared away after it was listed."""

    def folder_content(self, folder_id: str) -> Json | None:
        gone = self.library_folders()[1]["id"]
        return None if folder_id == gone else super().folder_content(folder_id)


async def test_a_folder_that_is_gone_by_now_is_left_out(serve: Serve) -> None:
    company = await serve(world=Clearing(seed=3, calls=60))
    folders = [folder["id"] for folder in company.sim.world.library_folders()]
    found = await fetched(Source(company.gong), "library")
    assert sorted(each["id"] for each in found) == sorted({*folders} - {folders[1]})


async def test_flows_come_once_each_and_the_personal_ones_with_their_owner(
    company: Company,
) -> None:
    world = company.sim.world
    active = {user["emailAddress"] for user in world.users if user["active"]}
    wanted = {
        flow["id"]: flow["ownerEmail"] if flow["visibility"] == "Personal" else None
        for flow in world.flows()
        if flow["visibility"] == "Company" or flow["ownerEmail"] in active
    }
    assert {*wanted.values()} > {None}
    found = await fetched(Source(company.gong), "flows")
    assert len(found) == len(wanted)
    assert {row[0]: row[-2] for row in rows("flows", found)["flows"]} == wanted
    assert asked(company) == {"/v2/users": 1, "/v2/flows": len(active)}


async def test_answered_scorecards_are_those_reviewed_in_the_month_by_whomever(
    company: Company,
) -> None:
    world, source = company.sim.world, Source(company.gong)
    zone, reviewed = ZoneInfo(world.time_zone), world.answered_scorecards()
    found = await fetched(source, "answered_scorecards")
    wanted = [
        each
        for each in reviewed
        if FEBRUARY[0]
        <= datetime.fromisoformat(each["reviewTime"]).astimezone(zone).date()
        < FEBRUARY[1]
    ]
    assert {each["reviewMethod"] for each in reviewed} == {"MANUAL", "AUTOMATIC"}
    key = by("answeredScorecardId")
    assert sorted(found, key=key) == sorted(wanted, key=key)
    everything = await over(source, "answered_scorecards", world)
    late = {key(each) for each in reviewed if each["reviewTime"] >= world.end.isoformat()}
    assert {*map(key, everything)} >= {*map(key, reviewed)} - late
    answers = rows("answered_scorecards", found)["scorecard_answers"]
    assert len(answers) == sum(len(each["answers"]) for each in found) > 0


async def test_activity_is_there_day_by_day(company: Company) -> None:
    world = company.sim.world
    found = await fetched(Source(company.gong), "user_activity")
    by_day = {
        (user["userId"], day["fromDate"][:10]): len(day["callsAsHost"])
        for user in world.activity_by_day(*FEBRUARY, None)
        for day in user["userDailyActivityStats"]
    }
    made = rows("user_activity", found)["user_activity"]
    assert {(row[0], row[1]): row[4] for row in made} == by_day
    assert len(made) == len(by_day) > 28
    assert all(
        date.fromisoformat(row[2]) - date.fromisoformat(row[1]) == timedelta(1) for row in made
    )
    hosted: Counter[str] = Counter()
    for row in made:
        hosted[row[0]] += row[4]
    assert hosted == {
        user["userId"]: user["userAggregateActivityStats"]["callsAsHost"]
        for user in world.activity(*FEBRUARY, None)
    }
    assert asked(company) == {"/v2/stats/activity/day-by-day": 1}


async def test_activity_of_more_users_than_a_page_holds_comes_whole(serve: Serve) -> None:
    company = await serve(world=World(seed=4, calls=6_600))
    since, until = date(2026, 3, 2), date(2026, 3, 9)
    found = await fetched(Source(company.gong), "user_activity", since, until)
    wanted = company.sim.world.activity_by_day(since, until, None)
    assert len(wanted) > 100
    assert sorted(each["userId"] for each in found) == sorted(7 * [u["userId"] for u in wanted])


async def test_activity_is_counted_by_the_month_where_the_scope_is_too_narrow(
    serve: Serve,
) -> None:
    company = await serve(denied_scopes=[DETAILED])
    world, source = company.sim.world, Source(company.gong)
    spans = [FEBRUARY, (date(2026, 3, 1), date(2026, 4, 1)), (date(2026, 4, 1), date(2026, 4, 9))]
    found = await asyncio.gather(*(fetched(source, "user_activity", *span) for span in spans))
    for (since, until), records in zip(spans, found, strict=True):
        made = rows("user_activity", records)["user_activity"]
        assert {row[1:3] for row in made} == {(since.isoformat(), until.isoformat())}
        wanted = {
            user["userId"]: user["userAggregateActivityStats"]
            for user in world.activity(since, until, None)
        }
        assert {row[0]: (row[4], row[5]) for row in made} == {
            user: (stats["callsAsHost"], stats["callsAttended"]) for user, stats in wanted.items()
        }
    assert asked(company) == {
        "/v2/stats/activity/day-by-day": 1,
        "/v2/stats/activity/aggregate": len(spans),
    }


async def test_a_month_that_is_asked_for_again_has_the_same_subjects(serve: Serve) -> None:
    company = await serve(denied_scopes=[DETAILED])
    source, half = Source(company.gong), date(2026, 2, 15)
    for stream in ("user_activity", "user_interaction", "coaching"):
        heads = [
            next(iter(rows(stream, await fetched(source, stream, FEBRUARY[0], end)).values()))
            for end in (half, FEBRUARY[1])
        ]
        earlier, later = ({row[:2] for row in head} for head in heads)
        assert earlier
        assert earlier <= later


class Wordless(World):
    """A company whose days are no list."""

    def activity_by_day(self, from_date: date, to_date: date, user_ids: Any) -> list[Json]:
        told = super().activity_by_day(from_date, to_date, user_ids)
        return [{**user, "userDailyActivityStats": "many"} for user in told]


async def test_days_that_are_no_list_are_set_aside_whole(serve: Serve) -> None:
    company = await serve(world=Wordless(seed=3, calls=60))
    found = await fetched(Source(company.gong), "user_activity")
    made = ROWS["user_activity"]("acme", found, HARVESTED)
    assert made["user_activity"] == []
    assert len(made["quarantine"]) == len(found) > 0


async def test_interaction_is_a_record_a_user_and_month(company: Company) -> None:
    world = company.sim.world
    found = await fetched(Source(company.gong), "user_interaction")
    wanted = {user["userId"]: user for user in world.interaction(*FEBRUARY, None)}
    made = rows("user_interaction", found)
    span = tuple(day.isoformat() for day in FEBRUARY)
    assert {row[0]: row[1:5] for row in made["user_interaction"]} == {
        user_id: (*span, user["userEmailAddress"], world.time_zone)
        for user_id, user in wanted.items()
    }
    stats = {(row[0], row[-2]): row[-1] for row in made["user_interaction_stats"]}
    assert stats == {
        (user_id, stat["name"]): stat["value"]
        for user_id, user in wanted.items()
        for stat in user["personInteractionStats"]
    }
    assert company.sim.requests == 1


@pytest.mark.parametrize("chosen", [None, 1])
async def test_coaching_is_asked_of_each_manager_in_each_workspace(
    company: Company, chosen: int | None
) -> None:
    world = company.sim.world
    spaces = [space["id"] for space in world.workspaces][:chosen]
    source = Source(company.gong, None if chosen is None else tuple(spaces))
    managers = {user["managerId"] for user in world.users if user.get("managerId")}
    since, until = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in FEBRUARY)
    wanted = {
        (manager, space): data["directReportsMetrics"]
        for manager in managers
        for space in spaces
        for data in world.coaching(manager, space, since, until)
    }
    made = rows("coaching", await fetched(source, "coaching"))
    assert {row[:2] for row in made["coaching"]} == set(wanted)
    reports = {(row[:2], row[4]): json.loads(row[-1]) for row in made["coaching_reports"]}
    assert reports == {
        (about, each["report"]["id"]): each["metrics"]
        for about, listed in wanted.items()
        for each in listed
    }
    paths = asked(company)
    assert paths["/v2/coaching"] == len(managers) * len(spaces)
    await fetched(source, "coaching", date(2026, 3, 1), date(2026, 4, 1))
    assert asked(company) == {**paths, "/v2/coaching": 2 * paths["/v2/coaching"]}


async def test_what_several_streams_need_is_asked_for_once(company: Company) -> None:
    source = Source(company.gong)
    await asyncio.gather(*(fetched(source, stream) for stream in STREAMS))
    paths = asked(company)
    assert (paths["/v2/users"], paths["/v2/workspaces"]) == (1, 1)
    assert "/v2/stats/activity/aggregate" not in paths


async def test_a_company_without_calls_has_people_and_settings_only(serve: Serve) -> None:
    company = await serve(world=World(seed=3, calls=0))
    source = Source(company.gong)
    found = {stream: rows(stream, await fetched(source, stream)) for stream in STREAMS}
    for stream in ("answered_scorecards", "user_activity", "user_interaction"):
        assert not any(found[stream].values())
    assert found["library"]["library_calls"] == []
    assert len(found["users"]["users"]) == len(company.sim.world.users)
    metrics = [json.loads(row[-1]) for row in found["coaching"]["coaching_reports"]]
    assert not any(any(each.values()) for each in metrics)


@pytest.mark.parametrize("stream", ["flows", "coaching", "user_interaction", "library"])
async def test_a_missing_scope_is_the_callers_to_know(serve: Serve, stream: str) -> None:
    scope = {
        "flows": "flows:read",
        "coaching": "coaching:read",
        "user_interaction": "stats:interaction",
        "library": "library:read",
    }[stream]
    company = await serve(denied_scopes=[f"api:{scope}"])
    with pytest.raises((PermissionDeniedError, MissingScopeError)):
        await fetched(Source(company.gong), stream)


async def test_activity_without_any_scope_is_an_error(serve: Serve) -> None:
    company = await serve(denied_scopes=[DETAILED, "api:stats:user-actions"])
    with pytest.raises((PermissionDeniedError, MissingScopeError)):
        await fetched(Source(company.gong), "user_activity")


# Months
