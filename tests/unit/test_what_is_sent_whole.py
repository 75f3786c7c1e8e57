"""Calls, events and fields that cannot be right are refused before any I/O."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from gong_async.errors import GongError
from gong_async.models import (
    Actor,
    CallDirection,
    ContentViewed,
    CrmField,
    CrmFieldType,
    CrmObjectType,
    CrmUploadType,
    DigitalInteraction,
    IntegrationType,
    IntegrationTypeSettings,
    InteractionContent,
    InteractionPerson,
    NewCall,
    NewParty,
    SpeakersTimeline,
    SpeechSegment,
)
from gong_async.resources import Calls, Crm, DigitalInteractions, Engagement, Integrations
from tests.unit.scripted import Scripted, in_turn, reply, session

WHEN = datetime(2026, 1, 1, 8, 30, 1, 5, tzinfo=UTC)
NAIVE = WHEN.replace(tzinfo=None)
CALL = NewCall(
    client_unique_id="pbx/1 é",
    actual_start=WHEN,
    direction=CallDirection.INBOUND,
    primary_user="3",
    parties=[NewParty(user_id="3")],
)
INTERACTION = DigitalInteraction(
    event_id="e 1",
    timestamp=WHEN,
    event_type="seen",
    content=InteractionContent(content_title="A"),
)
VIEWED = ContentViewed(
    reporting_system="docs",
    event_timestamp=WHEN,
    content_id="c/1",
    content_url="https://example.com",
    content_title="A",
)
FIELD = CrmField(unique_name="a", label="A", type=CrmFieldType.STRING)
PLACE: dict[str, Any] = {"integration_id": "5", "object_type": CrmObjectType.DEAL}


def gong() -> Scripted:
    return Scripted(lambda _: reply({"requestId": "r", "callId": "1"}))


BAD_CALLS: dict[str, tuple[dict[str, Any], str]] = {
    "no time": ({"actual_start": None}, "actual_start must be given"),
    "no name": ({"client_unique_id": ""}, "client_unique_id must not be empty"),
    "naive": ({"actual_start": NAIVE}, "actual_start has no time zone"),
    "naive end": ({"scheduled_end": NAIVE}, "scheduled_end has no time zone"),
    "nobody": ({"parties": []}, "primary_user must be among the parties"),
    "stranger": ({"primary_user": "4"}, "primary_user must be among the parties"),
    "no id": (
        {"primary_user": "ann", "parties": [NewParty(user_id="ann")]},
        "must be text of 1 to 20 digits",
    ),
    "workspace": ({"workspace_id": "main"}, "workspace_id must be text of 1 to 20 digits"),
    "address": (
        {"parties": [NewParty(user_id="3", email_address="ann")]},
        "email_address must be one email address",
    ),
    "nobody speaks": (
        {
            "speakers_timeline": SpeakersTimeline(
                speech_segments=[SpeechSegment(from_time=0, to_time=1, party_ids=["nobody"])]
            )
        },
        "party_id",
    ),
}


@pytest.mark.parametrize(("changes", "problem"), BAD_CALLS.values(), ids=BAD_CALLS.keys())
async def test_a_call_that_cannot_be_right(changes: dict[str, Any], problem: str) -> None:
    transport = gong()
    with pytest.raises(ValueError, match=problem):
        await Calls(session(transport)).create(evolve(CALL, **changes))
    assert transport.sent == []


@pytest.mark.parametrize(
    ("name", "longest"), [("client_unique_id", 2048), ("purpose", 255), ("disposition", 255)]
)
def test_texts_have_their_documented_maxima(name: str, longest: int) -> None:
    evolve(CALL, **{name: "x" * longest})
    with pytest.raises(ValueError, match=name):
        evolve(CALL, **{name: "x" * (longest + 1)})


@pytest.mark.parametrize("channel", [-1, 2])
def test_a_recording_has_two_channels_at_most(channel: int) -> None:
    with pytest.raises(ValueError, match="media_channel_id"):
        NewParty(media_channel_id=channel)


def test_a_segment_has_times_and_speakers() -> None:
    for changes in ({"from_time": -1}, {"to_time": -1}, {"party_ids": []}):
        good: dict[str, Any] = {"from_time": 0, "to_time": 1, "party_ids": ["1"]}
        with pytest.raises(ValueError, match=next(iter(changes))):
            SpeechSegment(**{**good, **changes})


def test_where_a_recording_can_be_fetched_is_not_shown() -> None:
    assert "s3cret" not in repr(evolve(CALL, download_media_url="https://a.example/?s3cret"))


async def test_who_did_it_is_said_in_one_way() -> None:
    transport = gong()
    both = evolve(INTERACTION, person=InteractionPerson(name="Ann"), tracking_id="t")
    with pytest.raises(ValueError, match="not both"):
        await DigitalInteractions(session(transport)).create(both)
    seen = evolve(VIEWED, viewer=Actor(name="Ann"), tracking_id="t")
    with pytest.raises(ValueError, match="not both"):
        await Engagement(session(transport)).content_viewed(seen)
    assert transport.sent == []
    await DigitalInteractions(session(transport)).create(evolve(INTERACTION, tracking_id="t"))
    await Engagement(session(transport)).content_viewed(evolve(VIEWED, tracking_id="t"))
    bodies: list[Any] = [request.body for request in transport.sent]
    assert [body["trackingId"] for body in bodies] == ["t", "t"]


BAD_FIELDS: dict[str, tuple[CrmField, str]] = {
    "nameless": (evolve(FIELD, unique_name=None), "unique_name, a label and a type"),
    "no label": (evolve(FIELD, label=None), "unique_name, a label and a type"),
    "no type": (evolve(FIELD, type=None), "unique_name, a label and a type"),
    "reference": (evolve(FIELD, type=CrmFieldType.REFERENCE), "reference_to"),
    "picklist": (evolve(FIELD, type=CrmFieldType.PICKLIST), "ordered_value_list"),
    "naive": (evolve(FIELD, last_modified=NAIVE), "last_modified has no time zone"),
}


@pytest.mark.parametrize(("field", "problem"), BAD_FIELDS.values(), ids=BAD_FIELDS.keys())
async def test_a_field_that_lacks_something(field: CrmField, problem: str) -> None:
    transport = gong()
    with pytest.raises(ValueError, match=problem):
        await Crm(session(transport)).upload_schema(**PLACE, fields=[FIELD, field])
    assert transport.sent == []


async def test_lists_that_must_not_be_empty() -> None:
    transport = gong()
    with pytest.raises(ValueError, match="list of CrmField objects, and not empty"):
        await Crm(session(transport)).upload_schema(**PLACE, fields=[])
    with pytest.raises(ValueError, match="list of IntegrationTypeSettings objects, and not empty"):
        await Integrations(session(transport)).update_settings(integration_type_settings=[])
    nowhere = IntegrationTypeSettings(integration_type=IntegrationType.DIALER, allowed_origin="")
    with pytest.raises(ValueError, match="allowed_origin must not be empty"):
        await Integrations(session(transport)).update_settings(integration_type_settings=[nowhere])
    assert transport.sent == []


class TestObjects:
    async def test_a_hundred_can_be_asked_for(self) -> None:
        transport = gong()
        ids = [f"id-{number}" for number in range(100)]
        await Crm(session(transport)).objects(**PLACE, crm_ids=[*ids, *ids])
        assert transport.sent[0].body == ids

    @pytest.mark.parametrize("ids", [[str(n) for n in range(101)], ["a", ""], ["a", 1], "abc"])
    async def test_more_and_none_cannot(self, ids: Any) -> None:
        transport = gong()
        with pytest.raises(ValueError, match="crm_ids"):
            await Crm(session(transport)).objects(**PLACE, crm_ids=ids)
        assert transport.sent == []

    async def test_nothing_is_sent_for_no_ids(self) -> None:
        transport = gong()
        found = await Crm(session(transport)).objects(**PLACE, crm_ids=())
        assert (found.crm_objects_map, transport.sent) == ({}, [])


async def test_somebody_elses_time_out_is_not_taken_for_the_deadline() -> None:
    transport = Scripted(in_turn(TimeoutError("theirs")))
    with pytest.raises(TimeoutError, match="theirs"):
        await Crm(session(transport)).wait(integration_id="5", client_request_id="a")


@pytest.mark.parametrize("name", ["", "a b", "a/b", "é", "a\n", None, 5])
async def test_a_request_is_named_with_plain_characters(name: Any, tmp_path: Any) -> None:
    transport = gong()
    crm = Crm(session(transport))
    path = tmp_path / "a.ldjson"
    path.write_text("{}")
    named: dict[str, Any] = {"integration_id": "5", "client_request_id": name}
    for made in (
        crm.request_status(**named),
        crm.wait(**named),
        crm.delete_integration(**named),
        crm.upload(**named, object_type=CrmUploadType.LEAD, data=path),
    ):
        with pytest.raises(ValueError, match="client_request_id must be"):
            await made
    assert transport.sent == []


async def test_a_spent_stream_is_told_apart_from_other_failures() -> None:
    async def sound() -> Any:
        yield b"sound"

    class Reading(Scripted):
        async def send(self, request: Any) -> Any:
            assert [piece async for piece in request.upload.pieces()] == [b"sound"]
            return await super().send(request)

    transport = Reading(lambda _: reply({"requestId": "r", "errors": ["slow"]}, 429))
    with pytest.raises(GongError) as caught:
        await Calls(session(transport)).upload_media(call_id="1", media=sound())
    assert len(transport.sent) == 1
    assert "a new stream" in caught.value.__notes__[0]
