"""Faults: which requests they meet, and what they look like from the other end."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from attrs import evolve
from caller import BASIC, Caller, Serve

from gong_async.sim import KINDS, Fault, Faults

SCORECARDS = "/v2/stats/activity/scorecards"


async def broken(serve: Serve, fault: Fault, *later: Fault) -> Caller:
    """A simulator whose first requests meet these faults."""
    return await serve(faults=Faults(plan=dict(enumerate((fault, *later)))))


async def raw(gong: Caller, path: str = "/v2/calls", **options: Any) -> tuple[int, Any, bytes]:
    async with gong.session.get(path, **options) as response:
        return response.status, response.headers, await response.read()


@pytest.mark.parametrize(
    "retry_after", ["1", "", "0", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", None]
)
async def test_a_429_has_whatever_retry_after_it_is_told(
    serve: Serve, retry_after: str | None
) -> None:
    gong = await broken(serve, Fault("429", retry_after=retry_after))
    reply = await gong.get("/v2/calls")
    assert (reply.status, reply.error) == (429, "API request limit exceeded")
    assert reply.headers.get("Retry-After") == retry_after
    assert gong.sim.throttled == 0
    assert (await gong.get("/v2/calls")).status == 200


async def test_a_500_is_in_the_envelope(serve: Serve) -> None:
    gong = await broken(serve, Fault("500"))
    reply = await gong.get("/v2/calls")
    assert (reply.status, reply.error) == (500, "Internal server error occurred")
    assert reply.body["requestId"] == reply.headers["x-traceid"]


@pytest.mark.parametrize(
    ("kind", "status", "retry_after"),
    [("502-html", 502, None), ("503-retry-after", 503, "7"), ("garbled", 200, None)],
)
async def test_a_proxy_speaks_html(
    serve: Serve, kind: str, status: int, retry_after: str | None
) -> None:
    gong = await broken(serve, Fault(kind, retry_after="7"))
    got, headers, body = await raw(gong)
    assert got == status
    assert headers.get("Retry-After") == retry_after
    assert headers["Content-Type"].startswith("text/html")
    assert body.startswith(b"<!DOCTYPE html>")


async def test_an_empty_200(serve: Serve) -> None:
    status, headers, body = await raw(await broken(serve, Fault("empty")))
    assert (status, headers["Content-Length"], body) == (200, "0", b"")


async def test_an_error_envelope_with_200(serve: Serve) -> None:
    gong = await broken(serve, Fault("error-envelope"))
    reply = await gong.get("/v2/calls")
    assert reply.status == 200
    assert reply.body.keys() == {"requestId", "errors"}


@pytest.mark.parametrize(
    ("kind", "status", "text"),
    [
        ("stale-cursor", 400, "The cursor has expired"),
        ("false-404", 404, "No calls found corresponding to the provided filters"),
    ],
)
async def test_a_fault_of_later_pages(serve: Serve, kind: str, status: int, text: str) -> None:
    fault = Fault(kind)
    gong = await serve(faults=Faults(plan={0: fault, 2: fault, 4: fault}))
    assert (await gong.get("/v2/calls")).status == 500
    cursor = (await gong.get("/v2/calls")).body["records"]["cursor"]
    reply = await gong.get("/v2/calls", cursor=cursor)
    assert (reply.status, reply.error) == (status, text)
    body = {"filter": {}}
    cursor = (await gong.post("/v2/calls/extensive", body)).body["records"]["cursor"]
    reply = await gong.post("/v2/calls/extensive", {**body, "cursor": cursor})
    assert (reply.status, reply.error) == (status, text)


@pytest.mark.parametrize("kind", ["reset", "disconnect"])
async def test_a_connection_ends_before_any_byte(serve: Serve, kind: str) -> None:
    gong = await broken(serve, Fault(kind))
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", int(gong.sim.url.rpartition(":")[2])
    )
    writer.write(f"GET /v2/calls HTTP/1.1\r\nHost: x\r\nAuthorization: {BASIC}\r\n\r\n".encode())
    if kind == "reset":
        with pytest.raises(ConnectionResetError):
            await reader.read()
    else:
        assert await reader.read() == b""
    writer.close()
    seen = gong.sim.log[0]
    assert (seen.status, seen.fault) == (None, kind)
    assert (await gong.get("/v2/calls")).status == 200


@pytest.mark.parametrize("rst", [True, False])
async def test_a_body_is_cut(serve: Serve, rst: bool) -> None:
    gong = await broken(serve, Fault("cut", rst=rst, share=0.25))
    async with gong.session.get("/v2/calls") as response:
        assert response.status == 200
        with pytest.raises((aiohttp.ClientPayloadError, aiohttp.ClientOSError)):
            await response.read()
    assert gong.sim.log[0].status is None


async def test_half_a_json_comes_as_whole_http(serve: Serve) -> None:
    gong = await broken(serve, Fault("cut-json", share=0.9))
    status, headers, body = await raw(gong, headers={"Accept-Encoding": "identity"})
    assert (status, headers["Content-Length"]) == (200, str(len(body)))
    assert body.startswith(b'{"requestId"')
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)


async def test_a_page_without_records(serve: Serve) -> None:
    gong = await broken(serve, Fault("missing-records"), Fault("missing-records"))
    reply = await gong.get("/v2/calls")
    assert (reply.status, reply.body.keys()) == (200, {"requestId", "calls"})
    assert (await gong.get("/v2/workspaces")).status == 500


async def test_a_list_that_is_null(serve: Serve) -> None:
    gong = await broken(serve, *[Fault("null-list")] * 3)
    reply = await gong.get("/v2/calls")
    assert (reply.status, reply.body["calls"]) == (200, None)
    assert reply.body["records"]["currentPageSize"] == 100
    assert (await gong.get("/v2/workspaces")).body["workspaces"] is None
    assert (await gong.get("/v2/users/404")).status == 500


async def test_a_drip_is_slow_and_whole(serve: Serve) -> None:
    gong = await broken(serve, Fault("drip", seconds=0.3))
    clock = asyncio.get_running_loop().time
    before = clock()
    async with gong.session.get("/v2/calls") as response:
        first = await response.content.readany()
        rest = await response.read()
    assert clock() - before >= 0.25
    assert len(rest) > len(first)
    assert len(json.loads(first + rest)["calls"]) == 100


async def test_a_hang_says_nothing_until_the_simulator_ends(serve: Serve) -> None:
    gong = await broken(serve, Fault("hang"))
    asking = asyncio.create_task(gong.get("/v2/calls"))
    answered, _ = await asyncio.wait({asking}, timeout=0.2)
    assert not answered
    await gong.sim.aclose()
    with pytest.raises(aiohttp.ClientError):
        await asking


async def test_a_hang_can_end_before(serve: Serve) -> None:
    gong = await broken(serve, Fault("hang", seconds=0.0))
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await gong.post("/v2/calls/extensive", {"filter": {}})
    assert gong.sim.requests == 1


async def test_a_fault_can_come_late(serve: Serve) -> None:
    gong = await broken(serve, Fault("500", after=0.05))
    clock = asyncio.get_running_loop().time
    before = clock()
    assert (await gong.get("/v2/calls")).status == 500
    assert clock() - before >= 0.05


async def test_a_broken_request_counts_and_is_logged(serve: Serve) -> None:
    gong = await serve(rate=0.001, faults=Faults(plan={0: Fault("500"), 1: Fault("500")}))
    assert [(await gong.get("/v2/calls")).status for _ in range(3)] == [500, 429, 429]
    assert [seen.fault for seen in gong.sim.log] == ["500", None, None]
    assert [seen.status for seen in gong.sim.log] == [500, 429, 429]


async def test_every_kind_can_be_met_and_the_next_request_is_fine(serve: Serve) -> None:
    for kind in KINDS:
        gong = await broken(serve, Fault(kind, seconds=0.0))
        ended = False
        try:  # a POST, because the client sends a GET again by itself
            async with gong.session.post(SCORECARDS, json={"filter": {}}) as response:
                await response.read()
        except aiohttp.ClientError:
            ended = True
        assert ended == (kind in ("reset", "disconnect", "cut", "hang"))
        assert [seen.fault for seen in gong.sim.log] == [kind]
        assert (await gong.get("/v2/calls")).status == 200


def test_the_same_requests_break_in_every_run() -> None:
    def picks(seed: int) -> list[Fault | None]:
        faults = Faults(rate=0.3, seed=seed)
        return [faults.pick(ordinal) for ordinal in range(2_000)]

    assert picks(1) == picks(1)
    assert picks(1) != picks(2)
    broken_ones = [fault for fault in picks(1) if fault]
    assert 500 < len(broken_ones) < 700
    assert {fault.kind for fault in broken_ones} == set(KINDS)


def test_none_breaks_at_0_and_all_at_1() -> None:
    assert not any(Faults().pick(ordinal) for ordinal in range(100))
    everything = Faults(rate=1, kinds=["500", Fault("429", retry_after="0")])
    picked = {everything.pick(ordinal) for ordinal in range(100)}
    assert picked == {Fault("500"), Fault("429", retry_after="0")}


def test_a_plan_wins_over_the_rate() -> None:
    faults = Faults(rate=1, kinds=["500"], plan={3: Fault("reset")})
    assert [(pick := faults.pick(n)) and pick.kind for n in range(2, 5)] == ["500", "reset", "500"]


def test_a_file_says_all_that_the_arguments_say(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    content = {
        "rate": 0.25,
        "seed": 7,
        "kinds": ["500", {"kind": "429", "retry_after": "soon"}],
        "plan": {"0": "reset", "12": {"kind": "drip", "seconds": 2, "after": 0.5}},
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    assert Faults.from_file(path) == Faults(
        rate=0.25,
        seed=7,
        kinds=["500", Fault("429", retry_after="soon")],
        plan={0: Fault("reset"), 12: Fault("drip", seconds=2, after=0.5)},
    )
    assert Faults.from_dict({}) == Faults()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([], "faults: must be an object"),
        ({"rates": 1}, "faults: unknown key 'rates'"),
        ({"rate": "often"}, "faults: rate: must be a number from 0 to 1"),
        ({"rate": 2}, "faults: rate: must be a number from 0 to 1"),
        ({"seed": "x"}, "faults: seed: must be an integer"),
        ({"kinds": "500"}, "faults.kinds: must be a list"),
        ({"kinds": ["501"]}, "faults.kinds[0]: kind: must be one of 429"),
        ({"kinds": [{"retry_after": "1"}]}, "faults.kinds[0]: kind is missing"),
        ({"plan": []}, "faults.plan: must be an object of ordinals"),
        ({"plan": {"-1": "500"}}, "faults.plan: '-1' is not an ordinal"),
        ({"plan": {"1": 500}}, "faults.plan.1: must be an object"),
        ({"plan": {"1": {"kind": "500", "x": 1}}}, "faults.plan.1: unknown key 'x'"),
        ({"plan": {"1": {"kind": "429", "retry_after": 1}}}, "faults.plan.1: retry_after: must be"),
        (
            {"plan": {"1": {"kind": "429", "retry_after": "1\n"}}},
            "faults.plan.1: retry_after: must",
        ),
        ({"plan": {"1": {"kind": "cut", "rst": 1}}}, "faults.plan.1: rst: must be true or false"),
        ({"plan": {"1": {"kind": "cut", "share": -1}}}, "faults.plan.1: share: must be a number"),
        ({"plan": {"1": {"kind": "drip", "seconds": "1"}}}, "faults.plan.1: seconds: must be"),
    ],
)
def test_a_file_that_does_not_fit_says_where(tmp_path: Path, content: Any, text: str) -> None:
    path = tmp_path / "faults.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        Faults.from_file(path)
    assert str(caught.value).startswith(f"{path}: {text}")


def test_a_file_that_is_no_json_says_so(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match="not JSON"):
        Faults.from_file(path)


CREATED = "/v2/permission-profile"


async def names(gong: Caller) -> list[str]:
    space = gong.sim.world.workspaces[0]["id"]
    reply = await gong.get("/v2/all-permission-profiles", workspaceId=space)
    return [profile["name"] for profile in reply.body["profiles"]]


async def create(gong: Caller, name: str) -> int:
    space = gong.sim.world.workspaces[0]["id"]
    async with gong.session.post(CREATED, params={"workspaceId": space}, json={"name": name}) as r:
        await r.read()
        return r.status


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("kind", ["500", "502-html", "429"])
async def test_a_request_is_carried_out_before_its_answer_is_lost(
    serve: Serve, kind: str, done: bool
) -> None:
    gong = await broken(serve, Fault(kind, done=done))
    assert await create(gong, "Aa") == int(kind[:3])
    assert ("Aa" in await names(gong)) == done


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize(
    "fault", [Fault("reset"), Fault("disconnect"), Fault("hang", seconds=0.01)]
)
async def test_a_connection_ends_after_the_request_was_carried_out(
    serve: Serve, fault: Fault, done: bool
) -> None:
    gong = await broken(serve, evolve(fault, done=done))
    with pytest.raises(aiohttp.ClientConnectionError):
        await create(gong, "Aa")
    assert ("Aa" in await names(gong)) == done


@pytest.mark.parametrize("kind", ["cut-json", "cut", "drip", "null-list"])
async def test_what_is_carried_out_first_is_not_carried_out_again(serve: Serve, kind: str) -> None:
    gong = await broken(serve, Fault(kind, done=True, seconds=0.01))
    answer = create(gong, "Aa")
    if kind == "cut":
        with pytest.raises(aiohttp.ClientError):
            await answer
    else:
        assert await answer == (500 if kind == "null-list" else 200)
    assert (await names(gong)).count("Aa") == 1


async def test_a_request_that_gives_up_waiting_was_carried_out(serve: Serve) -> None:
    gong = await broken(serve, Fault("500", done=True, after=30))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(create(gong, "Aa"), 0.2)
    assert "Aa" in await names(gong)
