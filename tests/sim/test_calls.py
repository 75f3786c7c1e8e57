"""Which calls are found, and which parts of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from caller import Caller, Reply, Serve, iso

from gong_async.sim import World

NO_CALLS = "No calls found corresponding to the provided filters"
EVERYTHING: dict[str, Any] = {
    "context": "Extended",
    "contextTiming": ["Now", "TimeOfCall"],
    "exposedFields": {
        "parties": True,
        "content": dict.fromkeys(
            (
                *("structure", "topics", "trackers", "trackerOccurrences", "pointsOfInterest"),
                *("brief", "outline", "highlights", "callOutcome", "keyPoints"),
            ),
            True,
        ),
        "interaction": dict.fromkeys(
            ("speakers", "video", "personInteractionStats", "questions"), True
        ),
        "collaboration": {"publicComments": True},
        "media": True,
    },
}


def ids(pages: list[Reply], name: str = "calls") -> list[str]:
    return [
        call["metaData"]["id"] if "metaData" in call else call.get("id") or call["callId"]
        for page in pages
        for call in page.body[name]
    ]


async def test_the_calls_of_a_range_are_those_from_its_start_to_before_its_end(
    gong: Caller, world: World
) -> None:
    since, until = world.calls[40].when, world.calls[180].when
    found = ids(await gong.walk("/v2/calls", fromDateTime=iso(since), toDateTime=iso(until)))
    assert found == [call.id for call in world.calls if since <= call.when < until]
    for path in "/v2/calls/extensive", "/v2/calls/transcript":
        gong.sim.publish_transcripts()
        filter_ = {"fromDateTime": iso(since), "toDateTime": iso(until)}
        name = "calls" if path.endswith("extensive") else "callTranscripts"
        silent = {call.id for call in world.calls if call.silent} if name != "calls" else set()
        pages = await gong.walk_post(path, {"filter": filter_})
        assert ids(pages, name) == [id_ for id_ in found if id_ not in silent]


async def test_an_offset_is_an_offset(gong: Caller, world: World) -> None:
    when = world.calls[100].when
    elsewhere = when.astimezone(ZoneInfo("Asia/Kolkata")).isoformat()
    pages = await gong.walk("/v2/calls", fromDateTime=elsewhere)
    assert ids(pages) == [call.id for call in world.calls if call.when >= when]


async def test_without_dates_all_calls_come_oldest_first(gong: Caller, world: World) -> None:
    assert ids(await gong.walk("/v2/calls")) == [call.id for call in world.calls]


async def test_calls_of_one_workspace(gong: Caller, world: World) -> None:
    for space in world.workspaces:
        wanted = [call.id for call in world.calls if call.workspace_id == space["id"]]
        assert ids(await gong.walk("/v2/calls", workspaceId=space["id"])) == wanted
        body = {"filter": {"workspaceId": space["id"]}}
        assert ids(await gong.walk_post("/v2/calls/extensive", body)) == wanted


async def test_ids_and_dates_both_apply(gong: Caller, world: World) -> None:
    early, late = world.calls[10], world.calls[200]
    filter_ = {"callIds": [late.id, early.id, "404"], "toDateTime": iso(late.when)}
    reply = await gong.post("/v2/calls/extensive", {"filter": filter_})
    assert ids([reply]) == [early.id]
    assert reply.body["records"]["totalRecords"] == 1


async def test_calls_of_some_hosts(gong: Caller, world: World) -> None:
    hosts = {world.calls[0].host_id, world.calls[7].host_id}
    pages = await gong.walk_post("/v2/calls/extensive", {"filter": {"primaryUserIds": [*hosts]}})
    assert ids(pages) == [call.id for call in world.calls if call.host_id in hosts]


@pytest.mark.parametrize("path", ["/v2/calls/extensive", "/v2/calls/transcript"])
@pytest.mark.parametrize(
    "filter_", [{"callIds": ["404"]}, {"fromDateTime": "2099-01-01T00:00:00Z"}]
)
async def test_no_calls_is_a_404(gong: Caller, path: str, filter_: dict[str, Any]) -> None:
    reply = await gong.post(path, {"filter": filter_})
    assert (reply.status, reply.error) == (404, NO_CALLS)


async def test_no_calls_in_the_plain_listing_is_a_404_too(gong: Caller) -> None:
    reply = await gong.get("/v2/calls", toDateTime="1999-01-01T00:00:00Z")
    assert (reply.status, reply.error) == (404, NO_CALLS)


async def test_one_call(gong: Caller, world: World) -> None:
    call = world.calls[3]
    assert (await gong.get(f"/v2/calls/{call.id}")).body["call"] == call.basic
    missing = await gong.get("/v2/calls/404")
    assert (missing.status, missing.error) == (404, "Call ID 404 was not found")


async def test_a_filter_in_the_query_of_a_post_is_ignored(gong: Caller, world: World) -> None:
    reply = await gong.post(
        "/v2/calls/extensive", {"filter": {}}, fromDateTime="2099-01-01T00:00:00Z"
    )
    assert reply.body["records"]["totalRecords"] == len(world.calls)


async def test_late_transcripts_appear_later_and_silent_calls_never_have_one(
    gong: Caller, world: World
) -> None:
    def with_transcript(late: bool) -> list[str]:
        return [call.id for call in world.calls if not call.silent and (late or not call.late)]

    before = await gong.walk_post("/v2/calls/transcript", {"filter": {}})
    assert ids(before, "callTranscripts") == with_transcript(late=False)
    assert before[0].body["records"]["totalRecords"] == len(with_transcript(late=False))
    late = next(call for call in world.calls if call.late and not call.silent)
    only = {"filter": {"callIds": [late.id]}}
    assert (await gong.post("/v2/calls/transcript", only)).error == NO_CALLS
    gong.sim.publish_transcripts()
    after = await gong.walk_post("/v2/calls/transcript", {"filter": {}})
    assert ids(after, "callTranscripts") == with_transcript(late=True)
    assert (await gong.post("/v2/calls/transcript", only)).status == 200


async def test_late_transcripts_appear_by_themselves(serve: Serve, world: World) -> None:
    gong = await serve(late_after=0.0)
    reply = await gong.post("/v2/calls/transcript", {"filter": {}})
    assert reply.body["records"]["totalRecords"] == sum(not call.silent for call in world.calls)


async def extensive(gong: Caller, id_: str, selector: dict[str, Any] | None) -> dict[str, Any]:
    body = {"filter": {"callIds": [id_]}, "contentSelector": selector}
    (call,) = (await gong.post("/v2/calls/extensive", body)).body["calls"]
    return call


async def test_without_a_selector_there_is_only_the_metadata(gong: Caller, world: World) -> None:
    for selector in None, {}, {"exposedFields": {"parties": False, "content": {}}}:
        assert list(await extensive(gong, world.calls[0].id, selector)) == ["metaData"]


async def test_the_full_selector_gives_all_there_is(gong: Caller, world: World) -> None:
    for call in world.calls[:20]:
        full = {k: part for k, part in world.extensive(call).items() if part not in (None, {})}
        got = await extensive(gong, call.id, EVERYTHING)
        assert paths(got.pop("media")) == paths(full.pop("media"))
        assert got == full


def paths(links: dict[str, str | None]) -> dict[str, str | None]:
    """Reduce links to their paths: the rest of them is another in every run."""
    return {name: link and urlsplit(link).path for name, link in links.items()}


async def test_each_flag_gives_its_own_part(gong: Caller, world: World) -> None:
    names = {"personInteractionStats": "interactionStats"}
    call = next(call for call in world.calls if "content" in world.extensive(call))
    full = world.extensive(call)
    for block in "content", "interaction", "collaboration":
        for flag in EVERYTHING["exposedFields"][block]:
            got = await extensive(gong, call.id, {"exposedFields": {block: {flag: True}}})
            key = names.get(flag, flag)
            present = {key} & full.get(block, {}).keys()
            assert got.get(block, {}).keys() == present
            assert got.keys() == {"metaData", *([block] if present else [])}
    media = await extensive(gong, call.id, {"exposedFields": {"media": True}})
    assert media.keys() == {"metaData", *({"media"} & full.keys())}
    assert any("media" in world.extensive(call) for call in world.calls)


async def test_occurrences_come_only_with_trackers(gong: Caller, world: World) -> None:
    call = next(c for c in world.calls if world.extensive(c).get("content", {}).get("trackers"))

    async def content(**flags: bool) -> dict[str, Any]:
        got = await extensive(gong, call.id, {"exposedFields": {"content": flags}})
        return got.get("content", {})

    assert await content(trackerOccurrences=True) == {}
    full = (await content(trackers=True, trackerOccurrences=True))["trackers"]
    short = (await content(trackers=True))["trackers"]
    assert full == world.extensive(call)["content"]["trackers"]
    assert any("occurrences" in tracker for tracker in full)
    for whole, tracker in zip(full, short, strict=True):
        assert tracker.keys() == whole.keys() - {"occurrences"}
        assert not any("occurrences" in phrase for phrase in tracker.get("phrases", []))


async def test_the_context_is_none_objects_or_fields(gong: Caller, world: World) -> None:
    def objects(call: dict[str, Any]) -> list[dict[str, Any]]:
        owners = [call, *call.get("parties", [])]
        return [o for owner in owners for s in owner.get("context", []) for o in s["objects"]]

    call = next(call for call in world.calls if objects(world.extensive(call)))
    full = objects(world.extensive(call))
    now = [o for o in full if o.get("timing", "Now") == "Now"]

    async def got(**context: Any) -> list[dict[str, Any]]:
        selector = {"exposedFields": {"parties": True}, **context}
        return objects(await extensive(gong, call.id, selector))

    assert await got() == await got(context="None") == []
    bare = [{key: value for key, value in o.items() if key != "fields"} for o in now]
    assert await got(context="Basic") == bare
    assert await got(context="Extended") == now
    assert await got(context="Extended", contextTiming=["Now", "TimeOfCall"]) == full
    then = await got(context="Extended", contextTiming=["TimeOfCall"])
    assert then == [o for o in full if o.get("timing") == "TimeOfCall"]
