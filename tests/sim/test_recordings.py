"""Calls that other systems tell of, and what is to be seen of them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

import aiohttp
import pytest
from caller import Caller, Reply, Serve, iso
from test_calls import EVERYTHING
from yarl import URL

from gong_async.sim import World

Json = dict[str, Any]
LATER = timedelta(days=3)


def hosts(world: World) -> list[str]:
    return [user["id"] for user in world.users if user["active"]]


def told(world: World, **more: Any) -> Json:
    host, guest = hosts(world)[:2]
    return {
        "clientUniqueId": "pbx/1",
        "actualStart": iso(world.start + LATER),
        "direction": "Outbound",
        "primaryUser": host,
        "parties": [
            {"userId": host},
            {"userId": guest, "name": "The new one"},
            {
                "name": "Ann",
                "emailAddress": "Ann@new.example",
                "phoneNumber": "+1 (212) 555-0199",
                "context": [
                    {
                        "system": "Salesforce",
                        "objects": [{"objectType": "Lead", "objectId": "00Q1"}],
                    }
                ],
            },
        ],
        **more,
    }


async def add(gong: Caller, **more: Any) -> str:
    reply = await gong.post("/v2/calls", told(gong.sim.world, **more))
    assert reply.status == 200
    return reply.body["callId"]


async def upload(gong: Caller, call_id: str, filename: str, content: bytes = b"RIFF") -> Reply:
    form = aiohttp.FormData()
    form.add_field("mediaFile", BytesIO(content), filename=filename)
    return await gong.send("PUT", f"/v2/calls/{call_id}/media", data=form)


async def download(url: str, **headers: str) -> tuple[int, bytes, str | None]:
    """The status, the body and the entity tag of what a link leads to."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(URL(url, encoded=True), headers=headers) as answer,
    ):
        return answer.status, await answer.read(), answer.headers.get("ETag")


async def details(gong: Caller, call_id: str) -> Json:
    body = {"filter": {"callIds": [call_id]}, "contentSelector": EVERYTHING}
    (call,) = (await gong.post("/v2/calls/extensive", body)).body["calls"]
    return call


async def test_a_call_is_there_at_once_in_all_listings(gong: Caller, world: World) -> None:
    more = {"title": "Hello", "duration": 125.8, "disposition": "No answer", "purpose": "Demo"}
    call_id = await add(gong, **more, callProviderCode="pbx", customData="x")
    assert call_id not in world.call_by_id
    call = (await gong.get(f"/v2/calls/{call_id}")).body["call"]
    expected = {
        "id": call_id,
        "title": "Hello",
        "scheduled": None,
        "started": world.office.stamp(world.start + LATER),
        "duration": 126,
        "primaryUserId": hosts(world)[0],
        "direction": "Outbound",
        "system": "pbx",
        "scope": "External",
        "media": None,
        "sdrDisposition": "No answer",
        "clientUniqueId": "pbx/1",
        "customData": "x",
        "purpose": "Demo",
    }
    assert expected.items() <= call.items()
    listed = [one for page in await gong.walk("/v2/calls") for one in page.body["calls"]]
    assert len(listed) == len(world.calls) + 1
    assert call in listed
    at_that_time = {
        "fromDateTime": iso(world.start + LATER),
        "toDateTime": iso(world.start + LATER + timedelta(microseconds=1)),
    }
    assert (await gong.get("/v2/calls", **at_that_time)).body["calls"] == [call]
    assert (await details(gong, call_id))["metaData"] == call


async def test_its_parties_are_those_that_were_told(gong: Caller, world: World) -> None:
    account = {"objectType": "Account", "objectId": "001", "fields": [{"name": "a", "value": 1}]}
    context = [{"system": "HubSpot", "objects": [account, {"objectType": "User", "objectId": "5"}]}]
    call = await details(gong, await add(gong, context=context))
    host, guest, ann = call["parties"]
    users = {user["id"]: user for user in world.users}
    assert (host["userId"], guest["userId"], ann["userId"]) == (*hosts(world)[:2], None)
    assert host["emailAddress"] == users[host["userId"]]["emailAddress"]
    assert (guest["name"], ann["name"]) == ("The new one", "Ann")
    assert [one["affiliation"] for one in call["parties"]] == ["Internal", "Internal", "External"]
    assert (ann["emailAddress"], ann["phoneNumber"]) == ("Ann@new.example", "+1 (212) 555-0199")
    lead = {"objectType": "Lead", "objectId": "00Q1", "fields": [], "timing": "Now"}
    assert ann["context"] == [{"system": "Salesforce", "objects": [lead]}]
    assert call["context"] == [{"system": "HubSpot", "objects": [{**account, "timing": "Now"}]}]
    assert len({one["id"] for one in call["parties"]}) == 3


async def test_a_web_conference_counts_by_its_scheduled_time(gong: Caller, world: World) -> None:
    scheduled = world.start + 2 * LATER
    call_id = await add(gong, scheduledStart=iso(scheduled), direction="Conference")
    listed = await gong.get("/v2/calls", fromDateTime=iso(scheduled))
    assert listed.body["calls"][0]["id"] == call_id
    assert listed.body["calls"][0]["scheduled"] == world.office.stamp(scheduled)


async def test_it_has_no_transcript_and_nothing_that_is_made_of_one(gong: Caller) -> None:
    call_id = await add(gong)
    reply = await gong.post("/v2/calls/transcript", {"filter": {"callIds": [call_id]}})
    assert reply.status == 404
    call = await details(gong, call_id)
    assert call.keys() == {"metaData", "context", "parties", "collaboration", "media"}
    assert gong.sim.truth().calls[call_id]["parties"] == call["parties"]


@pytest.mark.parametrize(
    ("filename", "media"), [("talk.wav", "Audio"), ("talk.MP4", "Video"), ("talk", "Audio")]
)
async def test_the_recording_follows(gong: Caller, filename: str, media: str) -> None:
    call_id = await add(gong)
    assert (await details(gong, call_id))["media"] == {"audioUrl": None, "videoUrl": None}
    reply = await upload(gong, call_id, filename)
    assert (reply.status, reply.body["callId"]) == (201, call_id)
    call = await details(gong, call_id)
    assert reply.body["url"] == call["metaData"]["url"]
    assert call["metaData"]["media"] == media
    assert call["media"]["audioUrl"]
    assert (call["media"]["videoUrl"] is not None) == (media == "Video")


@pytest.mark.parametrize("size", [0, 50_000, 1_500_000])
async def test_what_was_uploaded_is_what_is_downloaded(gong: Caller, size: int) -> None:
    content = Random(size).randbytes(size)
    call_id, other = await add(gong), await add(gong, clientUniqueId="2")
    await upload(gong, call_id, "talk.mp4", content)
    await upload(gong, other, "talk.mp3", b"ID3")
    for url in (await details(gong, call_id))["media"].values():
        status, body, etag = await download(url)
        assert (status, body == content) == (200, True)
        assert etag
        if size:
            end = {"Range": f"bytes={size - 9}-", "If-Range": etag}
            assert await download(url, **end) == (206, content[-9:], etag)
    assert (await download((await details(gong, other))["media"]["audioUrl"]))[1] == b"ID3"
    assert gong.sim.media.truth(call_id, "audio") == content
    gong.sim.media.replace(call_id, "video")
    url = (await details(gong, call_id))["media"]["videoUrl"]
    status, body, new_etag = await download(url, **{"Range": "bytes=9-", "If-Range": etag or ""})
    assert (status, body) == (200, gong.sim.media.truth(call_id, "video"))
    assert new_etag != etag


async def test_one_recording_is_enough(gong: Caller) -> None:
    first = await add(gong)
    second = await add(gong, clientUniqueId="2", downloadMediaUrl="https://a.example/b.mkv?c=d")
    assert (await details(gong, second))["metaData"]["media"] == "Video"
    await upload(gong, first, "a.mp3")
    for call_id in first, second:
        reply = await upload(gong, call_id, "a.mp3")
        assert (reply.status, reply.error) == (400, f"Call ID {call_id} has its media already")


async def test_only_a_call_that_was_told_of_gets_a_recording(gong: Caller, world: World) -> None:
    for call_id in "404", world.calls[0].id:
        reply = await upload(gong, call_id, "a.mp3")
        assert (reply.status, reply.error) == (400, f"Call ID {call_id} was not found")


async def test_no_recording_is_taken_twice(gong: Caller, world: World) -> None:
    await add(gong)
    from_a_dialer = next(filter(None, (call.basic["clientUniqueId"] for call in world.calls)))
    for unique_id in "pbx/1", from_a_dialer:
        reply = await gong.post("/v2/calls", told(world, clientUniqueId=unique_id))
        assert (reply.status, reply.error) == (
            409,
            f"Call with clientUniqueId {unique_id} already exists",
        )
    assert len(gong.sim.truth().calls) == len(world.calls) + 1


async def test_who_left_is_not_recorded(serve: Serve) -> None:
    world = World(seed=1, calls=900)
    gong = await serve(world=world)
    left = next(user["id"] for user in world.users if not user["active"])
    body = told(world, primaryUser=left, parties=[{"userId": left}])
    reply = await gong.post("/v2/calls", body)
    assert (reply.status, reply.error) == (409, "Recording is not enabled for the primary user")


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"clientUniqueId": None}, "clientUniqueId: may not be null"),
        ({"clientUniqueId": "x" * 2_049}, "clientUniqueId: size must be between 0 and 2048"),
        ({"actualStart": None}, "actualStart: may not be null"),
        (
            {"actualStart": "2026-01-01"},
            "actualStart: must be a date-time in ISO-8601 format with an offset",
        ),
        ({"direction": None}, "direction: may not be null"),
        ({"direction": "Up"}, "direction: must be one of Inbound, Outbound, Conference, Unknown"),
        ({"parties": None}, "parties: may not be null"),
        ({"parties": []}, "parties: a party must be provided for the primaryUser"),
        ({"parties": [{"name": "Ann"}]}, "parties: a party must be provided for the primaryUser"),
        ({"parties": ["Ann"]}, "parties: must be a list of objects"),
        ({"parties": [{"userId": "404"}]}, "parties[0].userId: no such user"),
        ({"parties": [{"mediaChannelId": 2}]}, "parties[0].mediaChannelId: must be 0 or 1"),
        ({"primaryUser": None}, "primaryUser: may not be null"),
        ({"purpose": "x" * 256}, "purpose: size must be between 0 and 255"),
        ({"disposition": "x" * 256}, "disposition: size must be between 0 and 255"),
        ({"duration": -1}, "duration: must be a number greater than or equal to 0"),
        ({"duration": "1"}, "duration: must be a number greater than or equal to 0"),
        ({"title": 1}, "title: must be a string"),
        ({"workspaceId": "404"}, "workspaceId: no such workspace"),
        ({"context": [{}]}, "context[0].system: may not be null"),
        (
            {"context": [{"system": "Generic", "objects": [{"objectType": "Account"}]}]},
            "context[0].objects[0].objectId: may not be null",
        ),
        (
            {"speakersTimeline": {"speechSegments": [{"fromTime": 0}]}},
            "speakersTimeline.speechSegments[0].toTime: may not be null",
        ),
        (
            {
                "speakersTimeline": {
                    "speechSegments": [{"fromTime": 0, "toTime": 9, "partyIds": ["x"]}]
                }
            },
            "speakersTimeline.speechSegments[0].partyIds:"
            " each must have a correlating partyId within parties",
        ),
    ],
)
async def test_what_is_wrong_with_a_call_is_told(
    gong: Caller, world: World, more: Json, text: str
) -> None:
    reply = await gong.post("/v2/calls", told(world, **more))
    assert (reply.status, reply.error) == (400, text)
    assert len(gong.sim.truth().calls) == len(world.calls)


async def test_a_call_of_tomorrow_is_not_there_today(gong: Caller, world: World) -> None:
    gong.sim.now = world.start + LATER - timedelta(hours=1)
    call_id = await add(gong)
    assert (await gong.get(f"/v2/calls/{call_id}")).status == 404
    gong.sim.now += timedelta(hours=2)
    assert (await gong.get(f"/v2/calls/{call_id}")).status == 200
    gong.sim.edit(call_id, title="Renamed")
    assert (await gong.get(f"/v2/calls/{call_id}")).body["call"]["title"] == "Renamed"
    gong.sim.delete(call_id)
    assert (await gong.get(f"/v2/calls/{call_id}")).status == 404


async def test_it_counts_for_its_host_and_its_guests(serve: Serve, world: World) -> None:
    gong = await serve(world=World(seed=1, calls=0))
    await add(gong)
    day = (gong.sim.world.start + LATER).date()
    filter_ = {"fromDate": f"{day - timedelta(days=1)}", "toDate": f"{day + timedelta(days=1)}"}
    reply = await gong.post("/v2/stats/activity/aggregate", {"filter": filter_})
    counted = {
        one["userId"]: {k: v for k, v in one["userAggregateActivityStats"].items() if v}
        for one in reply.body["usersAggregateActivityStats"]
    }
    host, guest = hosts(gong.sim.world)[:2]
    assert counted == {host: {"callsAsHost": 1}, guest: {"callsAttended": 1}}
    for nothing in "activity/scorecards", "interaction":
        reply = await gong.post(f"/v2/stats/{nothing}", {"filter": filter_})
        assert reply.status == 404


async def test_a_call_fits_the_specification_where_that_is_asked_for(serve: Serve) -> None:
    gong = await serve(as_specified=True)
    call = await details(gong, await add(gong))
    assert None not in call["metaData"].values()
    assert call["media"] == {}
