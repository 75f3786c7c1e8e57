"""Answers to the letter of the specification, and answers as Gong gives them."""

from __future__ import annotations

from typing import Any

from caller import Caller, Serve

from gong_async.sim.letter import to_the_letter


def nulls(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(nulls, value.values()))
    if isinstance(value, list):
        return sum(map(nulls, value))
    return value is None


async def test_nulls_are_sent_only_when_asked_for(gong: Caller, serve: Serve) -> None:
    strict = await serve(as_specified=True)
    folder = gong.sim.world.library_folders()[0]["id"]
    path = "/v2/library/folder-content"
    for answer, wanted in (
        (await gong.get("/v2/users"), True),
        (await strict.get("/v2/users"), False),
        (await gong.get(path, folderId=folder), True),
        (await strict.get(path, folderId=folder), False),
    ):
        assert bool(nulls(answer.body)) == wanted


async def test_ids_of_scorecards_are_numbers_in_the_specification(
    gong: Caller, serve: Serve
) -> None:
    strict = await serve(as_specified=True)
    (card, *_), (live, *_) = [
        (await caller.get("/v2/settings/scorecards")).body["scorecards"]
        for caller in (strict, gong)
    ]
    assert str(card["scorecardId"]) == live["scorecardId"]
    assert card["questions"][0]["questionText"] == live["questions"][0]["questionText"]
    assert isinstance(card["questions"][0]["questionId"], int)
    assert isinstance(card["workspaceId"], int)
    body = {"filter": {"reviewMethod": "BOTH"}}
    (row, *_), (live, *_) = [
        (await caller.post("/v2/stats/activity/scorecards", body)).body["answeredScorecards"]
        for caller in (strict, gong)
    ]
    assert str(row["callId"]) == live["callId"]
    assert isinstance(row["answers"][0]["questionId"], int)


async def test_ids_elsewhere_stay_texts(serve: Serve) -> None:
    strict = await serve(as_specified=True)
    (call, *_) = (await strict.get("/v2/calls")).body["calls"]
    assert {call["id"], call["workspaceId"], call["primaryUserId"]} == {
        str(call[name]) for name in ("id", "workspaceId", "primaryUserId")
    }


def test_values_that_are_not_listed_become_the_most_general_one() -> None:
    call = {
        "direction": "Forwarded",
        "system": "Zoom",
        "context": [{"system": "Zoho", "objects": []}],
    }
    assert to_the_letter(call, (), {}) == {
        "direction": "Unknown",
        "system": "Zoom",
        "context": [{"system": "Generic", "objects": []}],
    }
    assert to_the_letter({"direction": "Inbound"}, (), {}) == {"direction": "Inbound"}


def test_numbers_that_are_texts_become_numbers_by_name() -> None:
    value = {"a": "-1", "b": "2", "c": [{"a": "3"}], "d": {"a": None}}
    assert to_the_letter(value, {"a"}, {}) == {"a": -1, "b": "2", "c": [{"a": 3}], "d": {}}


def test_names_that_gong_sends_become_the_specified_ones() -> None:
    value = {"name": "a", "list": [{"name": None}, {"name": "b"}]}
    assert to_the_letter(value, (), {"name": "uniqueName"}) == {
        "uniqueName": "a",
        "list": [{}, {"uniqueName": "b"}],
    }
