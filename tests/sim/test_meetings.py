"""Meetings that other systems make, and for whom they can be made."""

from __future__ import annotations

from typing import Any

import pytest
from caller import Caller

from gong_async.sim import World
from gong_async.sim.meetings import Meetings

PATH, STATUS = "/v2/meetings", "/v2/meetings/integration/status"

Json = dict[str, Any]


@pytest.fixture(scope="session")
def connected(world: World) -> str:
    return next(email for email in world.office.by_email if Meetings(world).trouble(email) is None)


@pytest.fixture(scope="session")
def disconnected(world: World) -> str:
    return next(email for email in world.office.by_email if Meetings(world).trouble(email))


def meeting(organizer: str, **more: Any) -> Json:
    return {
        "startTime": "2026-03-01T10:00:00Z",
        "endTime": "2026-03-01T11:00:00+00:00",
        "invitees": [{"email": "dana@customer.example", "displayName": "Dana"}],
        "organizerEmail": organizer,
        **more,
    }


async def made(gong: Caller, organizer: str) -> str:
    reply = await gong.post(PATH, meeting(organizer))
    assert reply.status == 200
    return str(reply.body["meetingId"])


async def test_a_meeting_is_made_changed_and_deleted(gong: Caller, connected: str) -> None:
    reply = await gong.post(PATH, meeting(connected, title="Kick-off", provider="zoom"))
    assert set(reply.body) == {"requestId", "meetingId", "meetingUrl", "additionalInvitees"}
    assert reply.body["meetingUrl"].startswith("https://")
    id_ = reply.body["meetingId"]
    assert await made(gong, connected) != id_
    reply = await gong.send("PUT", f"{PATH}/{id_}", json=meeting(connected, title="Moved"))
    assert (reply.status, reply.body["meetingId"]) == (200, id_)
    reply = await gong.send("DELETE", f"{PATH}/{id_}", json={"organizerEmail": connected})
    assert (reply.status, reply.body["organizerEmail"]) == (200, connected)
    for method, body in (("PUT", meeting(connected)), ("DELETE", {"organizerEmail": connected})):
        reply = await gong.send(method, f"{PATH}/{id_}", json=body)
        assert (reply.status, reply.error) == (404, "The given meeting ID was not found.")


async def invited(gong: Caller, email: str) -> list[str]:
    reply = await gong.get("/v2/data-privacy/data-for-email-address", emailAddress=email)
    return [meeting["id"] for meeting in reply.body["meetings"]]


async def test_a_meeting_is_found_by_its_invitees(gong: Caller, connected: str) -> None:
    dana, bo = "dana@customer.example", "Bo@customer.example"
    first, second = await made(gong, connected), await made(gong, connected)
    assert await invited(gong, dana) == [first, second]
    moved = meeting(connected, invitees=[{"email": bo}])
    await gong.send("PUT", f"{PATH}/{first}", json=moved)
    assert (await invited(gong, dana), await invited(gong, bo)) == ([second], [first])
    await gong.send("DELETE", f"{PATH}/{second}", json={"organizerEmail": connected})
    assert (await invited(gong, dana), await invited(gong, bo)) == ([], [first])


async def test_who_is_erased_is_invited_no_more(gong: Caller, connected: str) -> None:
    dana, bo = {"email": "dana@customer.example"}, {"email": "bo@customer.example"}
    id_ = (await gong.post(PATH, meeting(connected, invitees=[dana, bo]))).body["meetingId"]
    path = "/v2/data-privacy/erase-data-for-email-address"
    await gong.post(path, None, emailAddress=dana["email"].upper())
    assert (await invited(gong, dana["email"]), await invited(gong, bo["email"])) == ([], [id_])
    reply = await gong.send("DELETE", f"{PATH}/{id_}", json={"organizerEmail": connected})
    assert reply.status == 200


async def test_a_meeting_is_its_organizers(gong: Caller, connected: str) -> None:
    id_ = await made(gong, connected)
    other = {"organizerEmail": "nobody@nowhere.example"}
    reply = await gong.send("DELETE", f"{PATH}/{id_}", json=other)
    text = "No Gong meeting found corresponding to the provided organizer email"
    assert (reply.status, reply.error) == (404, text)
    reply = await gong.send("DELETE", f"{PATH}/{id_}", json={})
    assert (reply.status, reply.error) == (400, "organizerEmail: may not be null")
    reply = await gong.send("DELETE", f"{PATH}/{id_}")
    assert (reply.status, reply.error) == (400, "Json parse error")


async def test_a_user_whose_provider_is_disconnected(gong: Caller, disconnected: str) -> None:
    reply = await gong.post(PATH, meeting(disconnected))
    assert (reply.status, reply.error) == (409, "Provider disconnected")
    assert reply.body["userFacingError"].endswith("Contact your Gong Admin.")
    assert reply.body["fixUrl"].startswith("https://")
    assert reply.body["helpUrl"].startswith("https://")


async def test_for_whom_meetings_can_be_made(
    gong: Caller, world: World, connected: str, disconnected: str
) -> None:
    emails = [connected, disconnected, "nobody@nowhere.example"]
    users = (await gong.post(STATUS, {"emails": emails})).body["users"]
    assert [(one["email"], one["exists"], one["valid"]) for one in users] == [
        (connected, True, True),
        (disconnected, True, False),
        ("nobody@nowhere.example", False, False),
    ]
    assert ["userFacingError" in one for one in users] == [False, True, False]
    left = [user["emailAddress"] for user in world.users if not user["active"]]
    users = (await gong.post(STATUS, {"emails": left})).body["users"]
    assert {(one["exists"], one["valid"]) for one in users} == {(True, False)}


@pytest.mark.parametrize(
    ("change", "status", "text"),
    [
        (
            {"organizerEmail": "nobody@nowhere.example"},
            404,
            "No Gong user found corresponding to the provided organizer email",
        ),
        ({"invitees": None}, 400, "invitees: may not be null"),
        ({"invitees": [{}]}, 400, "invitees[0].email: may not be null"),
        ({"endTime": "2026-03-01T10:00:00Z"}, 400, "startTime: must be before endTime"),
        (
            {"startTime": "2026-03-01"},
            400,
            "startTime: must be a date-time in ISO-8601 format with an offset",
        ),
    ],
)
async def test_meetings_that_are_refused(
    gong: Caller, connected: str, change: Json, status: int, text: str
) -> None:
    reply = await gong.post(PATH, meeting(connected, **change))
    assert (reply.status, reply.error) == (status, text)


async def test_status_of_too_many(gong: Caller) -> None:
    emails = [f"{n}@nowhere.example" for n in range(101)]
    reply = await gong.post(STATUS, {"emails": emails})
    assert (reply.status, reply.error) == (400, "emails: size must be between 0 and 100")
