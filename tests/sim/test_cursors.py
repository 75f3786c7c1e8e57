"""Cursors: signed, bound to their listing, expiring, in the right place."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from caller import Caller, Reply, Serve
from hypothesis import given, settings
from hypothesis import strategies as st

from gong_async.sim import World
from gong_async.sim.answers import RefusedError
from gong_async.sim.cursors import Cursors, digest

EXTENSIVE = "/v2/calls/extensive"
VERIFY = "Failed to verify cursor"


def cursor_of(reply: Reply) -> str:
    return reply.body["records"]["cursor"]


def claims(cursor: str) -> dict[str, Any]:
    payload = cursor.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


async def test_pages_of_a_hundred_number_and_count_themselves(gong: Caller, world: World) -> None:
    pages = [page.body["records"] for page in await gong.walk("/v2/calls")]
    assert [page["currentPageNumber"] for page in pages] == [0, 1, 2]
    assert [page["currentPageSize"] for page in pages] == [100, 100, len(world.calls) - 200]
    assert {page["totalRecords"] for page in pages} == {len(world.calls)}
    assert ["cursor" in page for page in pages] == [True, True, False]


async def test_a_page_that_is_just_full_is_the_last(gong: Caller, world: World) -> None:
    ids = [call.id for call in world.calls[:100]]
    reply = await gong.post(EXTENSIVE, {"filter": {"callIds": ids}})
    assert reply.body["records"] == {
        "totalRecords": 100,
        "currentPageSize": 100,
        "currentPageNumber": 0,
    }


async def test_each_page_has_a_new_cursor_and_the_first_ones_expiry(serve: Serve) -> None:
    gong = await serve(cursor_ttl=1800.0)
    before = time.time()
    first, second, _ = [page.body["records"].get("cursor") for page in await gong.walk("/v2/calls")]
    assert first != second
    assert claims(first)["exp"] == claims(second)["exp"] == pytest.approx(before + 1800, abs=60)


async def test_a_cursor_in_the_query_of_a_post_is_ignored(gong: Caller) -> None:
    first = await gong.post(EXTENSIVE, {"filter": {}})
    again = await gong.post(EXTENSIVE, {"filter": {}}, cursor=cursor_of(first))
    assert again.body["records"]["currentPageNumber"] == 0
    assert again.body["calls"] == first.body["calls"]


async def test_a_cursor_inside_the_filter_is_ignored_too(gong: Caller) -> None:
    first = await gong.post(EXTENSIVE, {"filter": {}})
    body = {"filter": {"cursor": cursor_of(first)}}
    assert (await gong.post(EXTENSIVE, body)).body["records"]["currentPageNumber"] == 0


async def test_an_expired_cursor_is_a_400(serve: Serve) -> None:
    gong = await serve(cursor_ttl=0.0)
    for first, again in (
        (await gong.get("/v2/calls"), lambda cursor: gong.get("/v2/calls", cursor=cursor)),
        (
            await gong.post(EXTENSIVE, {"filter": {}}),
            lambda cursor: gong.post(EXTENSIVE, {"filter": {}, "cursor": cursor}),
        ),
    ):
        reply = await again(cursor_of(first))
        assert (reply.status, reply.error) == (400, "The cursor has expired")


@pytest.mark.parametrize("cursor", ["", "x", "a.b.c", "é", "..", "eyJhbGciOiJub25lIn0.e30."])
async def test_a_garbled_cursor_is_a_400(gong: Caller, cursor: str) -> None:
    for reply in (
        await gong.get("/v2/users", cursor=cursor),
        await gong.post(EXTENSIVE, {"filter": {}, "cursor": cursor}),
    ):
        assert (reply.status, reply.error) == (400, VERIFY)


async def test_a_cursor_that_was_touched_is_a_400(gong: Caller) -> None:
    header, payload, signature = cursor_of(await gong.get("/v2/calls")).split(".")
    more = {**claims(f".{payload}."), "exp": time.time() + 1e6}
    forged = base64.urlsafe_b64encode(json.dumps(more).encode()).rstrip(b"=").decode()
    reply = await gong.get("/v2/calls", cursor=f"{header}.{forged}.{signature}")
    assert (reply.status, reply.error) == (400, VERIFY)


async def test_a_cursor_serves_no_other_listing(gong: Caller, world: World) -> None:
    space = world.workspaces[0]["id"]
    plain = cursor_of(await gong.get("/v2/calls"))
    posted = cursor_of(await gong.post(EXTENSIVE, {"filter": {}}))
    gong.sim.publish_transcripts()
    for reply in (
        await gong.get("/v2/calls", cursor=plain, workspaceId=space),
        await gong.get("/v2/users", cursor=plain),
        await gong.post(EXTENSIVE, {"filter": {}, "cursor": plain}),
        await gong.post("/v2/calls/transcript", {"filter": {}, "cursor": posted}),
        await gong.post(EXTENSIVE, {"filter": {"workspaceId": space}, "cursor": posted}),
        await gong.post(
            EXTENSIVE, {"filter": {}, "cursor": posted, "contentSelector": {"context": "Basic"}}
        ),
    ):
        assert (reply.status, reply.error) == (400, VERIFY)


async def test_a_cursor_of_another_simulator_is_a_400(gong: Caller, serve: Serve) -> None:
    other = await serve(seed=2)
    reply = await gong.get("/v2/calls", cursor=cursor_of(await other.get("/v2/calls")))
    assert (reply.status, reply.error) == (400, VERIFY)


async def test_transcripts_that_appear_in_mid_walk_move_no_page(gong: Caller, world: World) -> None:
    path, body = "/v2/calls/transcript", {"filter": {}}
    first = await gong.post(path, body)
    gong.sim.publish_transcripts()
    second = await gong.post(path, {**body, "cursor": cursor_of(first)})
    last = first.body["callTranscripts"][-1]["callId"]
    order = [call.id for call in world.calls if not call.silent]
    after = order[order.index(last) + 1 :]
    assert [t["callId"] for t in second.body["callTranscripts"]] == after[:100]
    total = first.body["records"]["totalRecords"]
    assert second.body["records"]["totalRecords"] == total


@settings(deadline=None, derandomize=True)
@given(st.text())
def test_no_text_is_a_cursor_by_chance(text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        Cursors(b"secret", 60).read(text, "listing")
    assert caught.value.status == 400


def test_a_listing_is_the_operation_with_all_its_arguments() -> None:
    one = digest("GET /v2/calls", {"a": 1, "b": [1, 2]})
    assert one == digest("GET /v2/calls", {"b": [1, 2], "a": 1})
    others = [
        digest("GET /v2/users", {"a": 1, "b": [1, 2]}),
        digest("GET /v2/calls", {"a": 1}),
        digest("GET /v2/calls", {"a": 1, "b": [2, 1]}),
    ]
    assert len({one, *others}) == 4
