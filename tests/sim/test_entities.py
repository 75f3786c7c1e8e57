"""What Gong's AI says of somebody, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from caller import Caller, Serve, iso

from gong_async.sim import SimCall, World
from gong_async.sim.crm import deal
from gong_async.sim.people import Account

ASK, BRIEF = "/v2/entities/ask-entity", "/v2/entities/get-brief"

Json = dict[str, Any]


@pytest.fixture(scope="session")
def call(world: World) -> SimCall:
    """A call with a customer who has had several in the same workspace."""

    def others(call: SimCall) -> int:
        return len(together(world, call))

    external = [call for call in world.calls if call.account.crm and not call.kind.internal]
    return max(external, key=others)


def together(world: World, call: SimCall) -> list[SimCall]:
    """The calls with the same customer in the same workspace, the latest first."""
    return [
        one
        for one in reversed(world.calls)
        if one.account is call.account
        and one.workspace_id == call.workspace_id
        and not one.kind.internal
    ]


def about(call: SimCall, **more: str) -> Json:
    return {
        "workspaceId": call.workspace_id,
        "crmEntityType": "ACCOUNT",
        "crmEntityId": call.account.crm_id,
        "timePeriod": "ALL_CONVERSATIONS",
        "question": "What about pricing and discount?",
        "briefName": "Account summary",
        **more,
    }


def points(world: World, call: SimCall) -> list[str]:
    return [point["text"] for point in world.extensive(call)["content"].get("keyPoints", [])]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.lower()))


def cited(sections: list[Json]) -> set[str]:
    return {finding["call"]["id"] for section in sections for finding in section["callFindings"]}


async def test_an_answer_cites_conversations_with_the_account(
    gong: Caller, world: World, call: SimCall
) -> None:
    reply = await gong.get(ASK, **about(call))
    calls = together(world, call)
    assert reply.status == 200
    assert reply.body["numOfCallsSearched"] == min(60, len(calls)) > 1
    assert reply.body["numOfEmailsSearched"] > 0
    answer = reply.body["answer"]
    assert 1 <= len(answer) <= 5
    assert cited(answer) <= {one.id for one in calls}
    assert all(section["answerItems"] for section in answer)
    told = {text for one in calls for text in points(world, one)}
    assert {text for section in answer for text in section["answerItems"]} <= told
    assert (await gong.get(ASK, **about(call))).body["answer"] == answer


async def test_the_points_that_have_the_words_of_the_question_come_first(
    gong: Caller, world: World, call: SimCall
) -> None:
    text = next(text for one in together(world, call) for text in reversed(points(world, one)))
    answer = (await gong.get(ASK, **about(call, question=text))).body["answer"]
    shared = [len(words(text) & words(section["answerItems"][0])) for section in answer]
    assert shared[0] == len(words(text)) > 0
    assert shared == sorted(shared, reverse=True)


async def test_a_brief_has_sections_of_several_kinds(
    gong: Caller, world: World, call: SimCall
) -> None:
    reply = await gong.get(BRIEF, **about(call))
    sections = {one["briefSectionType"]: one for one in reply.body["briefSections"]}
    assert set(sections) == {"Conversations", "CrmOrGongData", "Web"}
    assert all(one["sectionSummary"] for one in sections.values())
    findings = sections["Conversations"]["conversationFindings"]
    latest = [one.id for one in together(world, call)][:5]
    assert [one["call"]["id"] for one in findings["callFindings"]] == latest
    assert sections["Web"]["webFindings"][0]["domain"] == call.account.domain


async def test_every_kind_of_entity(gong: Caller, world: World, call: SimCall) -> None:
    account: Account = call.account
    everything = (await gong.get(ASK, **about(call))).body["numOfCallsSearched"]
    deal_id = deal(world.office, account).id
    reply = await gong.get(ASK, **about(call, crmEntityType="DEAL", crmEntityId=deal_id))
    assert reply.body["numOfCallsSearched"] == everything
    counted = 0
    for contact in account.contacts:
        kind = "CONTACT" if contact.phone else "LEAD"
        who = {"crmEntityType": kind, "crmEntityId": contact.crm_id}
        counted = max(
            counted, (await gong.get(ASK, **about(call, **who))).body["numOfCallsSearched"]
        )
    assert 0 < counted <= everything


async def test_periods(gong: Caller, world: World, call: SimCall) -> None:
    async def searched(period: str, **more: str) -> Any:
        reply = await gong.get(ASK, **about(call, timePeriod=period, **more))
        assert reply.status == 200
        return reply.body["numOfCallsSearched"]

    calls = together(world, call)
    last = calls[0].when
    near = sum(one.when >= last - timedelta(days=90) for one in calls)
    assert await searched("LAST_90_DAYS_SINCE_LAST_ACTIVITY") == near
    assert await searched("LAST_YEAR_SINCE_LAST_ACTIVITY") == len(calls)
    gong.sim.now = last + timedelta(days=3)
    for period, days in (("LAST_7DAYS", 7), ("LAST_30DAYS", 30), ("LAST_90DAYS", 90)):
        since = gong.sim.now - timedelta(days=days)
        assert await searched(period) == sum(one.when >= since for one in calls)
    assert await searched("LAST_YEAR") == len(calls)
    week, month, quarter, year = [
        await searched(f"THIS_{name}") for name in ("WEEK", "MONTH", "QUARTER", "YEAR")
    ]
    assert week <= month <= quarter <= year == len(calls)
    edge = {"fromDateTime": iso(calls[1].when), "toDateTime": iso(last)}
    assert await searched("CUSTOM_RANGE", **edge) == sum(
        calls[1].when <= one.when < last for one in calls
    )


async def test_credits_are_spent_by_answers_alone(serve: Serve, call: SimCall) -> None:
    gong = await serve(ai_credits=2)
    assert (await gong.get(ASK, **about(call, crmEntityId="404"))).status == 404
    assert (await gong.get(BRIEF, **about(call, briefName="404"))).status == 404
    assert (await gong.get(ASK, **about(call, timePeriod="SOMETIMES"))).status == 400
    assert (await gong.get(ASK, **about(call))).status == 200
    assert (await gong.get(BRIEF, **about(call))).status == 200
    for path in (ASK, BRIEF):
        reply = await gong.get(path, **about(call))
        assert (reply.status, reply.error) == (402, "Payment Required")


@pytest.mark.parametrize("path", [ASK, BRIEF])
async def test_a_post_is_no_way_to_ask(gong: Caller, call: SimCall, path: str) -> None:
    reply = await gong.post(path, about(call))
    assert (reply.status, reply.error) == (405, "Method Not Allowed")


async def test_only_published_briefs_are_written(gong: Caller, world: World, call: SimCall) -> None:
    for brief in world.briefs():
        place = {"briefName": brief["briefName"], "workspaceId": brief["workspaceId"]}
        reply = await gong.get(BRIEF, **about(call, **place))
        assert reply.status == (200 if brief["status"] == "Published" else 404)


@pytest.mark.parametrize(
    ("change", "status", "text"),
    [
        ({"workspaceId": "404"}, 404, "Workspace not found"),
        ({"crmEntityId": "404"}, 404, "Entity not found: 404"),
        ({"crmEntityType": "USER"}, 400, "must be one of ACCOUNT, CONTACT, DEAL, LEAD"),
        ({"timePeriod": "CUSTOM_RANGE"}, 400, "fromDateTime parameter is missing"),
        ({"workspaceId": "x"}, 400, "workspaceId: must be a number"),
    ],
)
async def test_what_is_refused(
    gong: Caller, call: SimCall, change: dict[str, str], status: int, text: str
) -> None:
    reply = await gong.get(ASK, **about(call, **change))
    assert reply.status == status
    assert reply.error.endswith(text)
