"""The simulated company: repeatable, consistent with itself, uneven as real ones are."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gong_async.sim.world import World
from tests.sim.company import (
    EVER,
    Detail,
    Json,
    assert_in_time,
    company,
    everything,
    fingerprint,
    sample,
)


@pytest.fixture
def world() -> World:
    return company()


@pytest.fixture
def details() -> list[Detail]:
    return sample()


# Repeatable


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "from gong_async.sim.world import World\n"
        "from tests.sim.company import fingerprint\n"
        "print(fingerprint(World(5, 20)))"
    )
    root = Path(__file__).parents[2]
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": salt},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for salt in ("1", "2")
    }
    assert printed == {fingerprint(World(5, 20))}


def test_another_seed_gives_another_company() -> None:
    one, other = World(1, 60), World(2, 60)
    assert not {call.id for call in one.calls} & {call.id for call in other.calls}
    assert not {user["id"] for user in one.users} & {user["id"] for user in other.users}


def test_a_call_is_the_same_whenever_it_is_asked_for(world: World) -> None:
    call = next(call for call in world.calls if not call.silent)
    before = json.dumps([call.basic, world.extensive(call), world.transcript(call)])
    for other in world.calls[-300:]:
        world.transcript(other)
    assert json.dumps([call.basic, world.extensive(call), world.transcript(call)]) == before


def test_what_the_server_prunes_is_its_own(world: World) -> None:
    call = world.calls[0]
    world.extensive(call).clear()
    call.basic.clear()
    world.transcript(call)["transcript"].clear()
    assert world.extensive(call)["metaData"] == call.basic != {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": datetime(2026, 1, 5)},  # noqa: DTZ001
        {"calls": -1},
        {"days": 0},
    ],
)
def test_impossible_companies_are_refused(wrong: Json) -> None:
    with pytest.raises(ValueError):
        World(**wrong)


def test_a_company_may_have_no_calls_at_all() -> None:
    empty = World(calls=0)
    assert list(empty.calls) == empty.activity(*EVER, None) == empty.answered_scorecards() == []
    contents = [empty.folder_content(folder["id"]) for folder in empty.library_folders()]
    assert all(content and content["calls"] == [] for content in contents)


# Calls


def test_calls_are_sorted_unique_and_within_the_history(world: World) -> None:
    keys = [(call.when, call.id) for call in world.calls]
    assert keys == sorted(keys)
    assert len({call.id for call in world.calls}) == len(keys) == 1_500
    assert all(world.start <= call.when < world.end for call in world.calls)
    assert all(2**53 < int(call.id) < 2**63 for call in world.calls)
    assert {len(call.id) for call in world.calls} == {17, 18, 19}


def test_the_shortest_history_holds_all_its_calls() -> None:
    short = World(1, 50, start=datetime(2026, 3, 7, 12, tzinfo=UTC), days=1)
    assert len(short.calls) == 50
    assert all(short.start <= call.when < short.end for call in short.calls)


def test_when_is_the_scheduled_time_else_the_start(world: World) -> None:
    unplanned = 0
    for call in world.calls:
        basic = call.basic
        unplanned += basic["scheduled"] is None and basic["direction"] == "Conference"
        assert datetime.fromisoformat(basic["scheduled"] or basic["started"]) == call.when
        assert (basic["id"], basic["workspaceId"]) == (call.id, call.workspace_id)
        assert basic["primaryUserId"] == call.host_id
    assert unplanned > 0


def test_times_carry_the_company_s_offset_and_mixed_fractions(world: World) -> None:
    zone = ZoneInfo(world.time_zone)
    fractions: Counter[int] = Counter()
    offsets = set()
    for call in world.calls:
        started = call.basic["started"]
        moment = datetime.fromisoformat(started)
        assert moment.utcoffset() == moment.astimezone(zone).utcoffset()
        fractions[len(re.sub(r"[^.]*\.?(\d*)[+-]\d\d:\d\d$", r"\1", started))] += 1
        offsets.add(started[-6:])
    assert set(fractions) == {0, 3, 6}
    assert offsets == {"-08:00", "-07:00"}


def test_days_are_uneven(world: World) -> None:
    zone = ZoneInfo(world.time_zone)
    days = Counter(call.when.astimezone(zone).date() for call in world.calls)
    weekend = sum(count for day, count in days.items() if day.weekday() >= 5)
    assert 0 < weekend < len(world.calls) / 20
    by_count = sorted(days.values())
    assert by_count[-1] > 2.5 * by_count[len(by_count) // 2]
    half = world.start + (world.end - world.start) / 2
    assert sum(call.when >= half for call in world.calls) > len(world.calls) * 0.52


def test_some_calls_share_their_very_second(world: World) -> None:
    assert max(Counter(call.when for call in world.calls).values()) > 2


def test_workspaces_hosts_and_rarities_have_their_shares(world: World) -> None:
    count = len(world.calls)
    shares = Counter(call.workspace_id for call in world.calls)
    expected = zip(world.workspaces, (0.6, 0.3, 0.1), strict=True)
    assert all(abs(shares[one["id"]] / count - share) < 0.05 for one, share in expected)
    assert {call.host_id for call in world.calls} <= {user["id"] for user in world.users}
    assert 0.01 < sum(call.late for call in world.calls) / count < 0.035
    assert 0.003 < sum(call.silent for call in world.calls) / count < 0.02
    assert not any(call.late and call.silent for call in world.calls)
    private = sum(call.basic["isPrivate"] for call in world.calls)
    assert 0 < private < count * 0.05


def test_the_unexpected_is_there_now_and_then(world: World) -> None:
    basics = [call.basic for call in world.calls]
    assert 0 < sum(basic["direction"] == "Hybrid" for basic in basics) < 50
    assert 0 < sum("futureField" in basic for basic in basics) < 50
    assert {basic["language"] for basic in basics} == {"eng", "spa", "und", "zxx"}
    assert any(not basic["title"].isascii() for basic in basics)
    for name in ("sdrDisposition", "clientUniqueId", "customData", "purpose", "meetingUrl"):
        assert {basic[name] is None for basic in basics} == {True, False}, name


def test_urls_have_the_company_s_own_host(world: World) -> None:
    hosts = {call.basic["url"].partition("/call?id=")[0] for call in world.calls}
    assert len(hosts) == 1
    assert re.fullmatch(r"https://us-\d+\.app\.gong\.io", hosts.pop())


# People


def test_managers_form_one_tree(world: World) -> None:
    bosses = {user["id"]: user["managerId"] for user in world.users}
    assert list(bosses.values()).count(None) == 1
    for user_id in bosses:
        path = [user_id]
        while (boss := bosses[path[-1]]) is not None:
            assert boss not in path
            path.append(boss)
    assert len(set(bosses.values())) > 4


@pytest.mark.parametrize(("calls", "users"), [(0, 12), (1_200, 20), (15_000, 250)])
def test_users_grow_with_the_calls(calls: int, users: int) -> None:
    company = World(3, calls)
    assert len(company.users) == users
    assert len({user["emailAddress"] for user in company.users}) == users
    assert any(not user["active"] for user in company.users)


def test_users_have_the_nulls_of_real_ones(world: World) -> None:
    for name in ("title", "phoneNumber", "extension", "managerId", "conferencingProviders"):
        assert {user[name] is None for user in world.users} == {True, False}, name


@given(seed=st.integers(0, 10**9), calls=st.integers(1, 25), days=st.integers(1, 400))
@settings(max_examples=15, deadline=None)
def test_any_company_is_sound(seed: int, calls: int, days: int) -> None:
    company = World(seed, calls, days=days)
    for call in company.calls:
        assert company.start <= call.when < company.end
        assert_in_time(call.basic["duration"], company.transcript(call)["transcript"])
    json.dumps(everything(company), allow_nan=False)
