"""A company that changes while nights pass, over sockets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from caller import Caller, Serve, iso
from test_calls import EVERYTHING, NO_CALLS

from gong_async.sim import SimCall, World

HOUR = timedelta(hours=1)
SELECTOR = {**EVERYTHING, "exposedFields": {**EVERYTHING["exposedFields"], "media": False}}


@pytest.fixture(scope="module")
def world() -> World:
    return World(seed=4, calls=140)


async def listed(gong: Caller, path: str, name: str, **filter_: Any) -> dict[str, Any]:
    """All records of a POST by call id; the total that it tells must be true."""
    body = {"filter": filter_, "contentSelector": {} if filter_ else SELECTOR}
    pages = [await gong.post(f"/v2/calls/{path}", body)]
    if pages[0].status == 404:
        assert pages[0].error == NO_CALLS
        return {}
    while cursor := pages[-1].body["records"].get("cursor"):
        pages.append(await gong.post(f"/v2/calls/{path}", {**body, "cursor": cursor}))
    records = [record for page in pages for record in page.body[name]]
    assert {page.body["records"]["totalRecords"] for page in pages} == {len(records)}
    by_id = {(r["metaData"]["id"] if name == "calls" else r["callId"]): r for r in records}
    assert len(by_id) == len(records)
    return by_id


async def listed_by_get(gong: Caller, **filter_: str) -> dict[str, Any]:
    """All calls of GET /v2/calls by id."""
    if (reply := await gong.get("/v2/calls", **filter_)).status == 404:
        assert reply.error == NO_CALLS
        return {}
    pages = await gong.walk("/v2/calls", **filter_)
    return {call["id"]: call for page in pages for call in page.body["calls"]}


async def extensive(gong: Caller, **filter_: Any) -> dict[str, Any]:
    return await listed(gong, "extensive", "calls", **filter_)


async def transcripts(gong: Caller, **filter_: Any) -> dict[str, Any]:
    return await listed(gong, "transcript", "callTranscripts", **filter_)


async def agree(gong: Caller, world: World) -> set[str]:
    """Every way to ask shows the same calls: those of the truth, whose ids are returned."""
    truth = gong.sim.truth()
    assert await extensive(gong) == truth.calls
    assert await transcripts(gong) == truth.transcripts
    assert truth.transcripts.keys() <= truth.calls.keys()

    basics = await listed_by_get(gong)
    assert basics == {call_id: call["metaData"] for call_id, call in truth.calls.items()}
    for space in (workspace["id"] for workspace in world.workspaces):
        of_it = {i for i, basic in basics.items() if basic["workspaceId"] == space}
        assert (await listed_by_get(gong, workspaceId=space)).keys() == of_it
        of_it &= truth.transcripts.keys()
        assert (await transcripts(gong, workspaceId=space)).keys() == of_it

    some = [call.id for call in world.calls[::7]]
    assert (await extensive(gong, callIds=some)).keys() == truth.calls.keys() & set(some)
    for call_id in some:
        status = (await gong.get(f"/v2/calls/{call_id}")).status
        assert status == (200 if call_id in truth.calls else 404)
    return set(truth.calls)


async def one(gong: Caller, call_id: str) -> Any:
    return (await gong.get(f"/v2/calls/{call_id}")).body["call"]


def planned(world: World) -> SimCall:
    return next(call for call in world.calls[50:] if call.planned)


def unplanned(world: World) -> SimCall:
    return next(call for call in world.calls[50:] if not call.planned)


async def test_without_a_clock_everything_is_there(gong: Caller, world: World) -> None:
    assert gong.sim.now is None
    assert await agree(gong, world) == {call.id for call in world.calls}


async def test_a_call_is_there_from_its_time_on(gong: Caller, world: World) -> None:
    for moment in world.start - HOUR, world.calls[70].when:
        gong.sim.now = moment
        assert await agree(gong, world) == {c.id for c in world.calls if c.when <= moment}
    gong.sim.now = world.end
    assert len(await listed_by_get(gong)) == len(world.calls)
    gong.sim.now = None
    assert len(await listed_by_get(gong)) == len(world.calls)


async def test_a_transcript_appears_in_its_time(gong: Caller, world: World) -> None:
    late = next(call for call in world.calls if call.late)
    usual = next(call for call in world.calls if not (call.late or call.silent))
    for call, hours in (late, 24 * 4), (usual, 2):
        gong.sim.now = call.when
        assert call.id in gong.sim.truth().calls
        assert await transcripts(gong, callIds=[call.id]) == {}
        gong.sim.now = call.transcribed - timedelta(microseconds=1)
        assert await transcripts(gong, callIds=[call.id]) == {}
        gong.sim.now = call.transcribed
        assert (await transcripts(gong, callIds=[call.id])).keys() == {call.id}
        assert call.transcribed - call.when < hours * HOUR
    assert late.transcribed - late.when >= 24 * HOUR


async def test_a_silent_call_never_gets_a_transcript(gong: Caller, world: World) -> None:
    silent = next(call for call in world.calls if call.silent)
    gong.sim.now = world.end + timedelta(days=365)
    gong.sim.publish_transcripts()
    assert await transcripts(gong, callIds=[silent.id]) == {}
    assert len(gong.sim.truth().transcripts) == sum(not call.silent for call in world.calls)


async def test_a_delayed_call_shows_up_late(gong: Caller, world: World) -> None:
    call = world.calls[60]
    arrival = call.when + timedelta(days=30)
    gong.sim.delay(call.id, arrival)
    gong.sim.now = arrival - timedelta(seconds=1)
    assert call.id not in await agree(gong, world)
    gong.sim.now = arrival
    assert call.id in await listed_by_get(gong)
    assert call.id in await transcripts(gong)


async def test_a_deleted_call_is_gone_everywhere(gong: Caller, world: World) -> None:
    gone = {call.id for call in world.calls[10:60:7]}
    for call_id in gone:
        gong.sim.delete(call_id)
    assert await agree(gong, world) == {call.id for call in world.calls} - gone
    (call_id, *_) = gone
    reply = await gong.get(f"/v2/calls/{call_id}")
    assert (reply.status, reply.error) == (404, f"Call ID {call_id} was not found")


async def test_an_edit_shows_wherever_the_call_does(gong: Caller, world: World) -> None:
    call = planned(world)
    before = await one(gong, call.id)
    gong.sim.edit(call.id, title="Renamed", purpose=None)
    gong.sim.edit(call.id, language="fra")
    after = {**before, "title": "Renamed", "purpose": None, "language": "fra"}
    assert await one(gong, call.id) == after
    assert (await extensive(gong, callIds=[call.id]))[call.id]["metaData"] == after
    assert (await listed_by_get(gong))[call.id] == after
    assert world.calls[world.calls.index(call)].basic == before


async def test_what_was_said_survives_an_edit(gong: Caller, world: World) -> None:
    call = planned(world)
    said = await transcripts(gong, callIds=[call.id])
    gong.sim.edit(call.id, title="Renamed", scheduled=iso(call.when + HOUR))
    assert await transcripts(gong, callIds=[call.id]) == said != {}


@pytest.mark.parametrize("clocked", [False, True])
async def test_a_call_that_is_moved_is_found_at_its_new_time(
    gong: Caller, world: World, clocked: bool
) -> None:
    if clocked:
        gong.sim.now = world.end
    for call, field in (planned(world), "scheduled"), (unplanned(world), "started"):
        moved = world.start + timedelta(seconds=call.lot % 10_000)
        gong.sim.edit(call.id, **{field: iso(moved)})
        new = {"fromDateTime": iso(moved), "toDateTime": iso(moved + timedelta(seconds=1))}
        old = {"fromDateTime": iso(call.when), "toDateTime": iso(call.when + HOUR / 3600)}
        assert call.id in await extensive(gong, **new)
        assert call.id not in await extensive(gong, **old)
        assert datetime.fromisoformat((await one(gong, call.id))[field]) == moved
    await agree(gong, world)


async def test_the_start_of_a_planned_call_does_not_move_it(gong: Caller, world: World) -> None:
    call = planned(world)
    gong.sim.edit(call.id, started=iso(call.when + 3 * HOUR))
    window = {"fromDateTime": iso(call.when), "toDateTime": iso(call.when + HOUR)}
    assert call.id in await extensive(gong, **window)
    gong.sim.edit(call.id, scheduled=None)
    assert call.id not in await extensive(gong, **window)
    assert len(await listed_by_get(gong)) == len(world.calls)


async def test_a_call_moves_to_another_workspace(gong: Caller, world: World) -> None:
    call = world.calls[5]
    target = next(s["id"] for s in world.workspaces if s["id"] != call.workspace_id)
    gong.sim.edit(call.id, workspaceId=target)
    assert call.id in await transcripts(gong, workspaceId=target, callIds=[call.id])
    assert await transcripts(gong, workspaceId=call.workspace_id, callIds=[call.id]) == {}
    await agree(gong, world)


async def test_a_walk_over_a_changing_company_shows_what_was_there_all_along(
    gong: Caller, world: World
) -> None:
    gong.sim.now = world.calls[119].when
    first = (await gong.get("/v2/calls")).body
    seen = [call["id"] for call in first["calls"]]
    gone, new = {world.calls[3].id, world.calls[110].id}, world.calls[130]
    for call_id in gone:
        gong.sim.delete(call_id)
    gong.sim.now = new.when
    cursor = first["records"]["cursor"]
    while cursor:
        page = (await gong.get("/v2/calls", cursor=cursor)).body
        assert page["records"]["totalRecords"] == first["records"]["totalRecords"]
        seen += [call["id"] for call in page["calls"]]
        cursor = page["records"].get("cursor")
    assert len(set(seen)) == len(seen)
    assert set(seen) >= {call.id for call in world.calls[:120]} - gone
    assert {world.calls[3].id, new.id} <= set(seen)
    assert world.calls[110].id not in seen


async def test_the_library_follows_its_calls(gong: Caller, world: World) -> None:
    folder_id, entries = next(
        (folder["id"], content["calls"])
        for folder in world.library_folders()
        if (content := world.folder_content(folder["id"])) and len(content["calls"]) > 2
    )
    gone, renamed, *others = entries
    gong.sim.delete(gone["id"])
    gong.sim.edit(renamed["id"], title="Renamed")
    content = await gong.get("/v2/library/folder-content", folderId=folder_id)
    assert content.body["calls"] == [{**renamed, "title": "Renamed"}, *others]


async def test_answered_scorecards_go_with_their_call(gong: Caller, world: World) -> None:
    async def scored() -> set[str]:
        pages = await gong.walk_post("/v2/stats/activity/scorecards", body)
        return {str(row["callId"]) for page in pages for row in page.body["answeredScorecards"]}

    body = {"filter": {"reviewMethod": "BOTH"}}
    before = await scored()
    gong.sim.delete(min(before))
    assert await scored() == before - {min(before)}


async def test_look_ups_pass_over_calls_that_are_gone(gong: Caller, world: World) -> None:
    async def mentioned() -> list[Any]:
        found = await gong.get("/v2/data-privacy/data-for-email-address", emailAddress=address)
        return [call["id"] for call in found.body["calls"]]

    address, calls = next(
        (contact.email, references["calls"])
        for call in world.calls
        for contact in call.account.contacts
        if contact.email
        and (references := world.email_references(contact.email))
        and references["calls"]
    )
    first, *others = [call["id"] for call in calls]
    assert await mentioned() == [first, *others]
    gong.sim.delete(first)
    assert await mentioned() == others


async def test_statistics_follow_the_clock(gong: Caller, world: World) -> None:
    gong.sim.now = world.start + timedelta(days=30, hours=12)
    day = timedelta(days=1)
    today = gong.sim.now.date()
    body = {"filter": {"fromDate": str(today - 20 * day), "toDate": str(today)}}
    assert (await gong.post("/v2/stats/interaction", body)).status == 200
    body["filter"]["toDate"] = str(today + 2 * day)
    assert (await gong.post("/v2/stats/interaction", body)).status == 400


async def test_what_cannot_be_is_refused(serve: Serve, world: World) -> None:
    sim = (await serve()).sim
    call_id = world.calls[0].id
    naive = datetime(2026, 2, 1)  # noqa: DTZ001 - what is refused
    for nonsense in (
        lambda: sim.edit("1", title="x"),
        lambda: sim.delete("1"),
        lambda: sim.delay("1", datetime(2026, 2, 1, tzinfo=UTC)),
        lambda: sim.delay(call_id, naive),
        lambda: sim.edit(call_id, id="2"),
        lambda: sim.edit(call_id, duration=1),
        lambda: sim.edit(call_id, started="2026-02-01T00:00:00", scheduled=None),
        lambda: setattr(sim, "now", naive),
    ):
        with pytest.raises(ValueError):
            nonsense()
    assert len(sim.truth().calls) == len(world.calls)
