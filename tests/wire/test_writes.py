"""Calls that change something: never twice, and never in silence where that is uncertain."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from gong_async import (
    CallDirection,
    CallUsers,
    ContentShared,
    ContentViewed,
    CreatedCall,
    CrmField,
    CrmFieldType,
    CrmObjectType,
    CustomAction,
    DigitalInteraction,
    Gong,
    IntegrationType,
    IntegrationTypeSettings,
    InteractionContent,
    NewCall,
    NewParty,
    Prospect,
    RetryPolicy,
    TimePeriod,
)
from gong_async.errors import DecodeError, GongError, RateLimitError
from tests.wire.hostile import Hostile, Seen, Step, answer, hang, raw, refuse
from tests.wire.rig import CREDENTIALS, GOOD, FreeLimiter, failure, talk

START = datetime(2026, 1, 1, tzinfo=UTC)


def call(name: str) -> NewCall:
    """Make a call whose name in the other system is *name*."""
    return NewCall(
        client_unique_id=name,
        actual_start=START,
        direction=CallDirection.INBOUND,
        primary_user="3",
        parties=[NewParty(user_id="3")],
    )


def taken(id_: str = "77") -> Step:
    return answer(json.dumps({"requestId": "r", "callId": id_}))


EVENT: dict[str, Any] = {"reporting_system": "docs", "event_timestamp": START}
CONTENT = {"content_id": "c", "content_url": "https://example.com", "content_title": "A"}
ACTION = CustomAction(**EVENT)
VIEWED, SHARED = ContentViewed(**EVENT, **CONTENT), ContentShared(**EVENT, **CONTENT)
ACCESS = [CallUsers(call_id="1", user_ids=["3"])]
ORIGINS = [
    IntegrationTypeSettings(
        integration_type=IntegrationType.DIALER, allowed_origin="https://example.com"
    )
]
ABOUT: dict[str, Any] = {
    "workspace_id": "7",
    "crm_entity_type": CrmObjectType.DEAL,
    "crm_entity_id": "d",
    "time_period": TimePeriod.THIS_YEAR,
}

Write = Callable[[Gong], Awaitable[Any]]
WRITES: dict[str, tuple[Write, str]] = {
    "create": (lambda gong: gong.calls.create(call("a")), "client_unique_id"),
    "register": (
        lambda gong: gong.crm.register_integration(owner_email="ann@example.com", name="A"),
        "crm.integrations()",
    ),
    "delete": (
        lambda gong: gong.crm.delete_integration(integration_id="5", client_request_id="a"),
        "crm.request_status()",
    ),
    "schema": (
        lambda gong: gong.crm.upload_schema(
            integration_id="5",
            object_type=CrmObjectType.DEAL,
            fields=[CrmField(unique_name="a", label="A", type=CrmFieldType.STRING)],
        ),
        "crm.schema()",
    ),
    "interaction": (
        lambda gong: gong.digital_interactions.create(
            DigitalInteraction(
                event_id="a",
                timestamp=START,
                event_type="seen",
                content=InteractionContent(content_title="A"),
            )
        ),
        "same event_id",
    ),
}
UNCERTAIN: dict[str, Step] = {
    "reset": raw(then="rst"),
    "closed": raw(then="fin"),
    "500": refuse(500),
    "502-html": answer("<html>", status=502, kind="text/html"),
    "503-with-time": refuse(503, headers=(("Retry-After", "0"),)),
    "408": refuse(408),
    "cut": answer('{"requestId":'),
}
CERTAIN: dict[str, Step] = {
    "400": refuse(400),
    "401": refuse(401),
    "403": refuse(403),
    "404": refuse(404),
    "409": refuse(409),
    "redirect": answer(status=307),
}


def each(table: dict[str, Any], name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(name, table.values(), ids=table.keys())


@each(WRITES, "write")
@each(UNCERTAIN, "step")
async def test_what_is_uncertain_is_said_and_how_to_find_out(
    write: tuple[Write, str], step: Step
) -> None:
    async with talk(step, taken()) as (server, gong):
        error = await failure(write[0](gong))
    assert (error.maybe_done, error.attempts, len(server.requests)) == (True, 1, 1)
    assert write[1] in error.find_out
    assert f"it may have been carried out all the same: {error.find_out}" in str(error)


@each(WRITES, "write")
@each(CERTAIN, "step")
async def test_what_is_certain_raises_no_doubt(write: tuple[Write, str], step: Step) -> None:
    async with talk(step, taken()) as (server, gong):
        error = await failure(write[0](gong))
    assert (error.maybe_done, error.find_out, len(server.requests)) == (False, "", 1)
    assert "all the same" not in str(error)


@each(WRITES, "write")
async def test_a_refusal_for_pace_is_no_attempt(write: tuple[Write, str]) -> None:
    steps = refuse(429), refuse(429), taken()
    async with talk(*steps, limiter=FreeLimiter()) as (server, gong):
        await write[0](gong)
    assert len(server.requests) == 3
    assert len({seen.body for seen in server.requests}) == 1


async def test_a_read_is_never_in_doubt() -> None:
    async with talk(refuse(500), policy={"attempts": 2}) as (_, gong):
        error = await failure(gong.crm.integrations())
    assert (error.maybe_done, error.find_out) == (False, "")


RECEIPTS: dict[str, Write] = {
    "schema": WRITES["schema"][0],
    "interaction": WRITES["interaction"][0],
    "action": lambda gong: gong.engagement.custom_action(ACTION),
    "viewed": lambda gong: gong.engagement.content_viewed(VIEWED),
    "shared": lambda gong: gong.engagement.content_shared(SHARED),
    "settings": lambda gong: gong.integrations.update_settings(integration_type_settings=ORIGINS),
    "grant": lambda gong: gong.permissions.grant_call_access(access=ACCESS),
    "revoke": lambda gong: gong.permissions.revoke_call_access(access=ACCESS),
    "erase": lambda gong: gong.privacy.erase_email(email_address="a@b.c", confirm="a@b.c"),
    "forget": lambda gong: gong.privacy.erase_phone(phone_number="+12345", confirm="+12345"),
    "cancel": lambda gong: gong.meetings.delete(meeting_id="1", organizer_email="a@b.c"),
}


@each(RECEIPTS, "write")
@pytest.mark.parametrize(
    ("status", "body"), [(200, b""), (200, b"\r\n"), (201, b""), (202, b""), (204, b"")]
)
async def test_a_success_that_has_nothing_to_say_is_one(
    write: Write, status: int, body: bytes
) -> None:
    async with talk(answer(body, status=status, kind=None)) as (server, gong):
        done = await write(gong)
    assert (done, len(server.requests)) == (type(done)(), 1)


@each({name: WRITES[name] for name in ("create", "register", "delete")}, "write")
@pytest.mark.parametrize("status", [200, 201, 204])
async def test_a_success_without_the_answer_that_is_needed_is_uncertain(
    write: tuple[Write, str], status: int
) -> None:
    async with talk(answer(b"", status=status)) as (server, gong):
        error = await failure(write[0](gong))
    assert isinstance(error, DecodeError)
    assert (error.maybe_done, error.attempts, len(server.requests)) == (True, 1, 1)
    assert write[1] in error.find_out


async def test_a_call_without_an_id_may_be_there() -> None:
    steps = refuse(429), answer('{"requestId": "r"}')
    async with talk(*steps, limiter=FreeLimiter()) as (_, gong):
        error = await failure(gong.calls.create(call("a")))
    assert isinstance(error, DecodeError)
    assert (error.maybe_done, error.attempts) == (True, 2)
    assert error.elapsed > 0
    assert "client_unique_id" in str(error)
    assert error.problems == ("required field missing @ $.callId",)


@pytest.mark.parametrize("method", ["ask", "brief"])
@each({**UNCERTAIN, "misfit": answer('{"answer": {}, "briefSections": 1}')}, "step")
async def test_what_costs_credits_is_never_sent_again_and_may_have_cost_them(
    method: str, step: Step
) -> None:
    about = {"ask": {"question": "Why?"}, "brief": {"brief_name": "A"}}[method]
    async with talk(step, GOOD) as (server, gong):
        error = await failure(getattr(gong.entities, method)(**ABOUT, **about))
    assert (error.maybe_done, error.attempts, len(server.requests)) == (True, 1, 1)
    assert "credits may have been spent" in str(error)


@each(CERTAIN, "step")
async def test_a_refused_question_cost_nothing(step: Step) -> None:
    async with talk(step, GOOD) as (server, gong):
        error = await failure(gong.entities.ask(**ABOUT, question="Why?"))
    assert (error.maybe_done, error.find_out, len(server.requests)) == (False, "", 1)


async def test_who_has_no_id_is_not_looked_for_by_one() -> None:
    async with talk(raw(then="rst")) as (_, gong):
        error = await failure(
            gong.flows.assign_in_bulk(
                flow_id="1",
                owner_email="a@b.c",
                prospects=[Prospect(first_name="Ann", last_name="Lee")],
            )
        )
        untold = await failure(gong.engagement.custom_action(ACTION))
    assert error.find_out.startswith("look into the flow in Gong")
    assert "else look into the activity" in untold.find_out


class Fate:
    """A Gong that takes calls, and loses half of its answers after the fact."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.calls: Counter[str] = Counter()
        self.refused = 0

    def __call__(self, seen: Seen) -> Step:
        if self.dice.random() < 0.1:
            self.refused += 1
            return refuse(429)
        name = json.loads(seen.body)["clientUniqueId"]
        self.calls[name] += 1
        faults = (raw(then="rst"), refuse(500), hang())
        return self.dice.choice(faults) if self.dice.random() < 0.5 else taken(name)


async def test_of_a_thousand_creates_none_is_made_twice_and_none_is_lost_in_silence() -> None:
    fate, names = Fate(7), [str(number) for number in range(1000)]
    turns = asyncio.Semaphore(100)
    made: dict[str, CreatedCall | GongError] = {}

    async def create(gong: Gong, name: str) -> None:
        async with turns:
            try:
                made[name] = await gong.calls.create(call(name))
            except GongError as error:
                made[name] = error

    policy = RetryPolicy(first_wait=0.001, budget=1e6)
    async with Hostile([], route=fate) as server:
        settings = {**CREDENTIALS, "limiter": FreeLimiter(), "retry": policy, "timeout": 1.0}
        async with Gong(base_url=server.url, **settings) as gong:
            await asyncio.gather(*(create(gong, name) for name in names))
    assert fate.refused > 50
    assert max(fate.calls.values()) == 1
    certain = {name for name, result in made.items() if isinstance(result, CreatedCall)}
    doubtful = {
        name for name, result in made.items() if isinstance(result, GongError) and result.maybe_done
    }
    refused = {name for name, result in made.items() if isinstance(result, RateLimitError)}
    assert certain | doubtful | refused == set(names)
    assert certain <= set(fate.calls)
    assert refused.isdisjoint(fate.calls)
    assert 300 < len(doubtful) < 700
