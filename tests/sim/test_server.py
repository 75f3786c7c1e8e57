"""The door, the limits, the routes, the log: what every request meets."""

from __future__ import annotations

import asyncio
import gzip
import json
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from caller import BASIC, Caller, Serve

from gong_async.sim import GongSim, SimCall, World
from gong_async.sim.routes import ROUTES

LISTING = "/v2/workspaces"
BEARER = {"Authorization": "Bearer sim-token"}


async def test_every_answer_has_a_request_id_and_the_trace_header(gong: Caller) -> None:
    good, bad = await gong.get(LISTING), await gong.get("/v2/users/1")
    assert [good.status, bad.status] == [200, 404]
    for reply in good, bad:
        assert reply.body["requestId"] == reply.headers["x-traceid"]
        assert reply.headers["Content-Type"].startswith("application/json")
    assert good.body["requestId"] != bad.body["requestId"]


@pytest.mark.parametrize(
    "authorization", [BASIC, BASIC.replace("Basic", "basic"), "Bearer sim-token"]
)
async def test_the_key_and_the_token_are_taken(gong: Caller, authorization: str) -> None:
    reply = await gong.send("GET", LISTING, headers={"Authorization": authorization})
    assert reply.status == 200


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic", "Basic bm9ib2R5Om5vdGhpbmc=", "Bearer sim-key", "Digest x", "Bearer é"],
)
async def test_other_credentials_are_a_401(gong: Caller, authorization: str) -> None:
    reply = await gong.send("GET", LISTING, headers={"Authorization": authorization})
    assert (reply.status, reply.error) == (401, "Access denied")


async def test_a_missing_scope_is_a_401_for_a_token_and_a_403_for_a_key(serve: Serve) -> None:
    gong = await serve(denied_scopes=("api:workspaces:read",))
    by_key, by_token = await gong.get(LISTING), await gong.send("GET", LISTING, headers=BEARER)
    assert [by_key.status, by_token.status] == [403, 401]
    wanted = "You don't have permission to use 'api:workspaces:read' in your app."
    assert by_key.error == by_token.error == wanted
    assert (await gong.get("/v2/users")).status == 200


async def test_the_media_scope_is_asked_for_only_with_media(serve: Serve) -> None:
    gong = await serve(denied_scopes=("api:calls:read:media-url",))
    body = {"filter": {}, "contentSelector": {"exposedFields": {"media": True}}}
    assert (await gong.post("/v2/calls/extensive", body)).status == 403
    assert (await gong.post("/v2/calls/extensive", {"filter": {}})).status == 200


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v2/calls", "GET, POST"),
        ("DELETE", "/v2/users/123", "GET"),
        ("GET", "/v2/calls/123/media", "PUT"),
        ("PATCH", "/v2/calls/users-access", "POST, PUT, DELETE"),
        ("GET", "/v2/calls/extensive", "POST"),
        ("GET", "/v2/calls/transcript", "POST"),
    ],
)
async def test_a_wrong_method_is_a_405(gong: Caller, method: str, path: str, allowed: str) -> None:
    reply = await gong.send(method, path)
    assert (reply.status, reply.error) == (405, "Method Not Allowed")
    assert reply.headers["Allow"] == allowed


@pytest.mark.parametrize(
    "path", ["/v2/nothing", "/v2/users/1/2", "/v2/calls/", "/", "/v1/calls", "/v2/calls//media"]
)
async def test_an_unknown_path_is_a_404_in_the_envelope(gong: Caller, path: str) -> None:
    reply = await gong.get(path)
    assert (reply.status, reply.error) == (404, "Not Found")


def test_there_are_all_operations_of_the_specification_and_one_more() -> None:
    served = {route.operation for route in ROUTES}
    assert len(served) == len(ROUTES) == 68
    assert "GET /v2/integration-settings" in served


async def test_the_fourth_call_of_a_second_is_refused(serve: Serve) -> None:
    gong = await serve(rate=3.0)
    replies = await asyncio.gather(*[gong.get(LISTING) for _ in range(5)])
    refused = [reply for reply in replies if reply.status == 429]
    over = gong.sim.arrivals_in_any_second() - 3
    assert gong.sim.throttled == len(refused)
    assert (over > 0) == bool(refused)
    for reply in refused:
        assert reply.headers["Retry-After"] == "1"
        assert reply.error == "API request limit exceeded"
    assert gong.sim.requests == 5
    assert sorted(seen.status or 0 for seen in gong.sim.log) == sorted(r.status for r in replies)


async def test_a_rate_below_one_refuses_whatever_comes_too_soon(serve: Serve) -> None:
    gong = await serve(rate=0.001)
    assert [(await gong.get(LISTING)).status for _ in range(3)] == [200, 429, 429]
    assert gong.sim.throttled == 2


async def test_a_spent_quota_says_when_the_next_day_begins(serve: Serve) -> None:
    gong = await serve(quota=0)  # a quota above would be fresh again if midnight passed here
    before = datetime.now(UTC)
    reply = await gong.get(LISTING)
    wait = int(reply.headers["Retry-After"])
    assert reply.status == 429
    assert 0 < wait <= 86_400
    left = 86_400 - (before - before.replace(hour=0, minute=0, second=0)).total_seconds()
    assert wait == pytest.approx(left, abs=5) or left < 5


async def test_the_log_tells_what_arrived(gong: Caller) -> None:
    await gong.get("/v2/calls", workspaceId="1")
    await gong.post("/v2/calls/transcript", {"filter": {"callIds": []}}, cursor="x")
    await gong.send("POST", "/v2/calls/transcript", data=b"{")
    first, second, third = gong.sim.log
    assert (first.method, first.path, first.query) == ("GET", "/v2/calls", {"workspaceId": "1"})
    assert (first.body, first.status, first.fault) == (None, 404, None)
    assert (second.query, second.body) == ({"cursor": "x"}, {"filter": {"callIds": []}})
    assert (third.body, third.status) == (None, 400)
    assert 0 <= first.time <= second.time <= third.time


async def test_the_most_arrivals_of_any_second(gong: Caller) -> None:
    assert gong.sim.arrivals_in_any_second() == 0
    await asyncio.gather(*[gong.get(LISTING) for _ in range(3)])
    for seen, time in zip(gong.sim.log, (0.0, 0.5, 1.0), strict=True):
        seen.time = time
    assert gong.sim.arrivals_in_any_second() == 2


async def test_latency_comes_before_the_answer(serve: Serve) -> None:
    gong = await serve(latency=0.05)
    clock = asyncio.get_running_loop().time
    before = clock()
    await gong.get(LISTING)
    assert clock() - before >= 0.05


async def test_gzip_goes_only_to_those_who_take_it(gong: Caller) -> None:
    wanted = {"gzip": "gzip", "deflate, gzip;q=0.5": "gzip", "identity": None, "gzip;q=0": None}
    async with aiohttp.ClientSession(auto_decompress=False) as raw:
        for accepted, packed in wanted.items():
            headers = {"Authorization": BASIC, "Accept-Encoding": accepted}
            async with raw.get(f"{gong.sim.url}/v2/calls", headers=headers) as response:
                body = await response.read()
                assert response.headers.get("Content-Encoding") == packed
                assert json.loads(gzip.decompress(body) if packed else body)["calls"]


async def test_the_same_seed_gives_the_same_answers_and_another_gives_others() -> None:
    async def first_page(seed: int) -> bytes:
        async with (
            GongSim(seed=seed, calls=20, rate=None) as sim,
            aiohttp.ClientSession() as session,
            session.get(f"{sim.url}/v2/calls", headers=BEARER) as response,
        ):
            return await response.read()

    first, again, other = [await first_page(seed) for seed in (1, 1, 2)]
    assert first == again
    assert first != other


async def test_a_page_of_transcripts_lets_other_requests_through(serve: Serve) -> None:
    begun = asyncio.Event()

    class Watched(World):
        def transcript(self, call: SimCall) -> dict[str, Any]:
            begun.set()
            return super().transcript(call)

    gong = await serve(world=Watched(seed=1, calls=250))
    page = asyncio.create_task(gong.post("/v2/calls/transcript", {"filter": {}}))
    await begun.wait()
    small = await gong.get(LISTING)
    assert small.status == 200
    assert not page.done()
    assert len((await page).body["callTranscripts"]) == 100


async def test_the_address_is_there_only_while_it_runs(world: World) -> None:
    sim = GongSim(world=world)
    with pytest.raises(RuntimeError):
        _ = sim.url
    await sim.start()
    url = sim.url
    await sim.aclose()
    await sim.aclose()
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(url)
