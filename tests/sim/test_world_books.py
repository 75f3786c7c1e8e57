"""What the simulated company keeps beside its calls, all in agreement with them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gong_async.sim.world import SimCall, World
from tests.sim.company import (
    EVER,
    Detail,
    Json,
    company,
    sample,
)


@pytest.fixture
def world() -> World:
    return company()


@pytest.fixture
def details() -> list[Detail]:
    return sample()


# Scorecards, figures, coaching


def test_answered_scorecards_agree_with_calls_and_cards(world: World) -> None:
    calls = {call.id: call for call in world.calls}
    cards = {card["scorecardId"]: card for card in world.scorecards()}
    answered = world.answered_scorecards()
    assert len(calls) * 0.07 < len(answered) < len(calls) * 0.13
    for one in answered:
        call, card = calls[one["callId"]], cards[one["scorecardId"]]
        assert one["callStartTime"] == call.basic["started"]
        assert one["reviewedUserId"] == call.host_id
        assert card["workspaceId"] == call.workspace_id
        assert (one["reviewerUserId"] is None) == (one["reviewMethod"] == "AUTOMATIC")
        for answer, question in zip(one["answers"], card["questions"], strict=True):
            assert answer["questionId"] == question["questionId"]
            if answer["score"] is not None:
                assert int(question["minRange"]) <= answer["score"] <= int(question["maxRange"])
            options = {option["id"] for option in question["answerOptions"] or ()}
            assert set(answer["selectedOptions"] or ()) <= options
    assert {one["reviewMethod"] for one in answered} == {"MANUAL", "AUTOMATIC"}
    assert {one["editorUserId"] is None for one in answered} == {True, False}
    answers = [answer for one in answered for answer in one["answers"]]
    assert any(answer["notApplicable"] for answer in answers)
    assert any(answer["selectedOptions"] for answer in answers)


def test_scorecard_numbers_are_strings(world: World) -> None:
    for card in world.scorecards():
        numbers = [card["scorecardId"], card["workspaceId"], card["updaterUserId"]]
        for question in card["questions"]:
            numbers += [question["questionId"], question["updaterUserId"]]
            numbers += [question["minRange"] or "1", question["maxRange"] or "1"]
            assert question["created"] <= question["updated"] or question["updated"]
        assert all(isinstance(one, str) and int(one) for one in numbers)
    assert "-1" in json.dumps(world.scorecards())


def on_days(world: World, first: date, end: date) -> list[SimCall]:
    zone = ZoneInfo(world.time_zone)
    return [call for call in world.calls if first <= call.when.astimezone(zone).date() < end]


@pytest.mark.parametrize("length", [1, 4])
def test_activity_counts_the_calls_of_the_range(world: World, length: int) -> None:
    first = date(2026, 3, 3)
    end = first + timedelta(days=length)
    calls = on_days(world, first, end)
    told = {
        one["userId"]: one["userAggregateActivityStats"] for one in world.activity(first, end, None)
    }
    hosted = Counter(call.host_id for call in calls)
    assert {who: one["callsAsHost"] for who, one in told.items() if one["callsAsHost"]} == hosted
    assert all(any(one.values()) for one in told.values())
    attended = Counter(
        party["userId"]
        for call in calls
        for party in world.extensive(call)["parties"]
        if party["userId"] not in (None, call.host_id)
    )
    assert all(told[who]["callsAttended"] >= count for who, count in attended.items())


def test_activity_agrees_with_scorecards_and_comments() -> None:
    world = World(2, 200)
    stats = [one["userAggregateActivityStats"] for one in world.activity(*EVER, None)]
    totals = {name: sum(one[name] for one in stats) for name in stats[0]}
    answered = world.answered_scorecards()
    assert totals["callsScorecardsReceived"] == len(answered)
    manual = [one for one in answered if one["reviewMethod"] == "MANUAL"]
    assert totals["callsScorecardsFilled"] == len(manual)
    commented = [
        call for call in world.calls if world.extensive(call)["collaboration"]["publicComments"]
    ]
    assert totals["callsCommentsReceived"] == totals["callsCommentsGiven"] == len(commented)


def test_activity_by_day_adds_up_to_the_activity_of_the_range(world: World) -> None:
    first, end = date(2026, 3, 3), date(2026, 3, 10)
    hosts = {call.id: call.host_id for call in world.calls}
    told = {one["userId"]: one for one in world.activity(first, end, None)}
    by_day = world.activity_by_day(first, end, None)
    assert [one["userId"] for one in by_day] == list(told)
    for one in by_day:
        days = one["userDailyActivityStats"]
        starts = [datetime.fromisoformat(day["fromDate"]) for day in days]
        assert [start.date() for start in starts] == [first + timedelta(days=n) for n in range(7)]
        zone = ZoneInfo(world.time_zone)
        assert all(start.utcoffset() == start.astimezone(zone).utcoffset() for start in starts)
        assert [day["toDate"] for day in days[:-1]] == [day["fromDate"] for day in days[1:]]
        for name, count in told[one["userId"]]["userAggregateActivityStats"].items():
            ids = [call_id for day in days for call_id in day[name]]
            assert len(set(ids)) == len(ids) == count
            assert set(ids) <= set(hosts)
        hosted = {call_id for day in days for call_id in day["callsAsHost"]}
        assert {hosts[call_id] for call_id in hosted} <= {one["userId"]}
    idle = world.activity_by_day(date(2020, 1, 1), date(2020, 2, 1), None)
    assert idle == []


def test_activity_of_named_users_tells_of_the_idle_too(world: World) -> None:
    user_ids = [user["id"] for user in world.users]
    nobody = world.activity(date(2020, 1, 1), date(2020, 2, 1), None)
    assert nobody == []
    told = world.activity(date(2020, 1, 1), date(2020, 2, 1), [*user_ids[:3], "42"])
    assert [one["userId"] for one in told] == user_ids[:3]
    assert not any(any(one["userAggregateActivityStats"].values()) for one in told)


def test_interaction_tells_of_hosts_in_the_range(world: World) -> None:
    first, end = date(2026, 2, 2), date(2026, 2, 4)
    hosts = {call.host_id for call in on_days(world, first, end)}
    assert {one["userId"] for one in world.interaction(first, end, None)} == hosts
    some = sorted(hosts)[:2]
    assert {one["userId"] for one in world.interaction(first, end, some)} == set(some)
    assert world.interaction(first, first, None) == []


def test_coaching_tells_of_the_direct_reports(world: World) -> None:
    workspace_id = world.workspaces[0]["id"]
    bosses = {user["managerId"] for user in world.users} - {None}
    calls = {call.id: call for call in world.calls}
    since, until = world.start + timedelta(days=30), world.start + timedelta(days=90)
    hosted = 0
    for user in world.users:
        data = world.coaching(user["id"], workspace_id, since, until)
        assert bool(data) == (user["id"] in bosses)
        for one in data:
            assert one["manager"]["id"] == user["id"]
            for report in one["directReportsMetrics"]:
                for call in (calls[one] for ids in report["metrics"].values() for one in ids):
                    assert call.host_id == report["report"]["id"]
                    assert call.workspace_id == workspace_id
                    assert since <= call.when < until
                hosted += len(report["metrics"]["callsAsHost"])
    assert hosted > 0


# Library, flows, privacy


def test_folders_form_a_tree_and_hold_calls_of_their_workspace(world: World) -> None:
    folders = {folder["id"]: folder for folder in world.library_folders()}
    calls = {call.id: call for call in world.calls}
    for folder in folders.values():
        parent = folders.get(folder["parentFolderId"])
        assert (parent is None) == (folder["parentFolderId"] is None)
        assert parent is None or parent["workspaceId"] == folder["workspaceId"]
        content = world.folder_content(folder["id"])
        assert content is not None
        for entry in content["calls"]:
            call = calls[entry["id"]]
            assert call.workspace_id == folder["workspaceId"]
            assert entry["title"] == call.basic["title"]
            if (cut := entry["snippet"]) is not None:
                assert 0 <= cut["fromSec"] < cut["toSec"] <= call.basic["duration"]
    assert {folder["createdBy"] is None for folder in folders.values()} == {True, False}
    assert world.folder_content("1") is None


def test_flows_belong_to_users_or_to_the_company(world: World) -> None:
    addresses = {user["emailAddress"] for user in world.users}
    for flow in world.flows():
        assert (flow["ownerEmail"] is None) == (flow["visibility"] == "Company")
        assert flow["ownerEmail"] is None or flow["ownerEmail"] in addresses
    assert {flow["visibility"] for flow in world.flows()} == {"Company", "Personal", "Shared"}
    assert len({flow["id"] for flow in world.flows()}) == len(world.flows())


def customers(details: list[Detail]) -> Iterator[Json]:
    return (
        party for _, record, _ in details for party in record["parties"] if party["userId"] is None
    )


def test_a_customer_s_address_leads_to_their_calls(world: World, details: list[Detail]) -> None:
    address = next(party["emailAddress"] for party in customers(details) if party["emailAddress"])
    on_parties = {
        call.id
        for call, record, _ in details
        if any(one["emailAddress"] == address for one in record["parties"])
    }
    references = world.email_references(address.upper())
    assert references is not None
    assert on_parties <= {one["id"] for one in references["calls"]}
    assert on_parties


def test_unknown_and_own_addresses(world: World) -> None:
    references = world.email_references("nobody@nowhere.example")
    assert references is not None
    assert set(references) == {"emails", "calls", "meetings", "customerData", "customerEngagement"}
    assert not any(references.values())
    own = [a for user in world.users for a in (user["emailAddress"], *user["emailAliases"])]
    assert [world.email_references(address) for address in own] == [None] * len(own)


def test_telephone_numbers_match_whatever_is_between(world: World, details: list[Detail]) -> None:
    party = next(p for p in customers(details) if p["phoneNumber"] and p["emailAddress"])
    digits = re.sub(r"\D", "", party["phoneNumber"])
    for supplied in (party["phoneNumber"], f"+{digits}", f"+{digits[0]} ({digits[1:]})"):
        found = world.phone_references(supplied)
        assert found["suppliedPhoneNumber"] == supplied
        assert found["matchingPhoneNumbers"] == [party["phoneNumber"]]
        assert found["emailAddresses"] == [party["emailAddress"]]
        assert found["calls"]
    unknown = world.phone_references("+99 1")
    assert unknown.pop("suppliedPhoneNumber") == "+99 1"
    assert not any(unknown.values())
