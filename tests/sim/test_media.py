"""The media host of the simulator, asked as by a plain HTTP client."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from yarl import URL

from gong_async.sim import MEDIA_KINDS, GongSim, MediaFault, MediaFaults, MediaHost

PLAIN = {"Accept-Encoding": "identity"}
AUTH = {"Authorization": "Bearer sim-token"}

RESET = MediaFault("reset")


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(auto_decompress=False, headers=PLAIN) as session:
        yield session


async def links(http: aiohttp.ClientSession, sim: GongSim) -> dict[str, dict[str, str | None]]:
    """Ask for the links of all calls, by the call's id."""
    body = {"filter": {}, "contentSelector": {"exposedFields": {"media": True}}}
    async with http.post(f"{sim.url}/v2/calls/extensive", json=body, headers=AUTH) as answer:
        calls = (await answer.json())["calls"]
    return {call["metaData"]["id"]: call["media"] for call in calls}


async def audio(http: aiohttp.ClientSession, sim: GongSim) -> tuple[str, str]:
    call_id = sim.world.calls[0].id
    return call_id, str((await links(http, sim))[call_id]["audioUrl"])


async def ask(http: aiohttp.ClientSession, url: str, **headers: str) -> tuple[int, Any, bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with http.get(URL(url, encoded=True), headers=named, allow_redirects=False) as answer:
        return answer.status, answer.headers, await answer.read()


async def test_the_links_lead_to_another_origin_and_to_the_files(
    http: aiohttp.ClientSession,
) -> None:
    async with GongSim(calls=30) as sim:
        found = await links(http, sim)
        assert len(found) == 30
        assert sim.media.url != sim.url
        for call in sim.world.calls:
            pictures = call.basic["media"] == "Video"
            urls = {"audio": found[call.id]["audioUrl"], "video": found[call.id]["videoUrl"]}
            assert [kind for kind, url in urls.items() if url] == ["audio", "video"][: 1 + pictures]
            for kind, url in urls.items():
                if url:
                    assert url.startswith(f"{sim.media.url}/")
                    assert (await ask(http, url))[::2] == (200, sim.media.truth(call.id, kind))
        assert sim.media.secrets_seen == 0


async def test_the_same_seed_has_the_same_files(http: aiohttp.ClientSession) -> None:
    def made(seed: int) -> list[bytes]:
        return [MediaHost(seed=seed).truth("1", "audio"), MediaHost(seed=seed).truth("1", "video")]

    assert made(1) == made(1)
    assert len({*made(1), *made(2)}) == 4
    assert all(30_000 <= len(content) <= 90_000 for content in made(1))


async def test_ranges_are_as_http_has_them(http: aiohttp.ClientSession) -> None:
    async with GongSim(calls=1) as sim:
        call_id, url = await audio(http, sim)
        truth = sim.media.truth(call_id, "audio")
        _, headers, _ = await ask(http, url)
        etag, size = headers["ETag"], len(truth)
        status, headers, body = await ask(http, url, Range="bytes=10-19", If_Range=etag)
        assert (status, headers["Content-Range"], body) == (
            206,
            f"bytes 10-19/{size}",
            truth[10:20],
        )
        assert headers["ETag"] == etag
        status, headers, body = await ask(http, url, Range=f"bytes={size - 5}-")
        assert (status, body) == (206, truth[-5:])
        assert (await ask(http, url, Range=f"bytes={size}-"))[0] == 416
        assert (await ask(http, url, Range="bytes=10-", If_Range='"x"'))[::2] == (200, truth)
        assert (await ask(http, url, Range="lines=1-2"))[::2] == (200, truth)
        sim.media.replace(call_id, "audio")
        status, headers, body = await ask(http, url, Range="bytes=10-", If_Range=etag)
        assert (status, body) == (200, sim.media.truth(call_id, "audio"))
        assert body != truth
        assert headers["ETag"] != etag


async def test_only_signed_links_are_good_and_not_for_ever(http: aiohttp.ClientSession) -> None:
    async with GongSim(calls=1) as sim:
        _, url = await audio(http, sim)
        assert (await ask(http, url))[0] == 200
        for spoilt in (
            url.split("?")[0],
            url[:-1] + ("0" if url[-1] != "0" else "1"),
            url.replace("Expires=", "Expires=9"),
            url.replace("audio.mp3", "video.mp4"),
            f"{sim.media.url}/",
        ):
            assert (await ask(http, spoilt))[0] == 403
        sim.media.expire()
        assert (await ask(http, url))[0] == 403
        assert (await ask(http, (await audio(http, sim))[1]))[0] == 200
    async with GongSim(calls=1, media=MediaHost(ttl=timedelta(0))) as sim:
        assert (await ask(http, (await audio(http, sim))[1]))[0] == 403


async def test_secrets_that_come_are_written_down(http: aiohttp.ClientSession) -> None:
    async with GongSim(calls=1) as sim:
        _, url = await audio(http, sim)
        await ask(http, url, Authorization="Bearer x")
        await ask(http, url, Cookie="a=b")
        await ask(http, url)
        assert [seen.secrets for seen in sim.media.log] == [("Authorization",), ("Cookie",), ()]
        assert sim.media.secrets_seen == 2


async def test_what_is_sent_is_counted(http: aiohttp.ClientSession) -> None:
    async with GongSim(calls=1) as sim:
        _, url = await audio(http, sim)
        bodies = [(await ask(http, url, Range=f"bytes={start}-"))[2] for start in (0, 1000, 30_000)]
        assert sim.media.bytes_sent == sum(map(len, bodies))


SHOWN: dict[str, dict[str, Any]] = {
    "expired": {"status": 403},
    "gone": {"status": 404},
    "500": {"status": 500},
    "416": {"status": 416},
    "redirect": {"status": 302},
    "ignored-range": {"status": 200, "length": "all"},
    "wrong-range": {"status": 206, "range": "bytes 101-"},
    "short": {"status": 206, "range": "bytes 100-"},
    "long": {"status": 206, "range": "bytes 100-"},
    "drip": {"status": 206, "range": "bytes 100-"},
    "gzip": {"status": 206, "range": "bytes 100-"},
    "chunked": {"status": 200, "length": "all"},
}


@pytest.mark.parametrize(("kind", "shown"), SHOWN.items())
async def test_a_fault_shows_as_it_says(
    kind: str, shown: dict[str, Any], http: aiohttp.ClientSession
) -> None:
    host = MediaHost(faults=MediaFaults(plan={0: MediaFault(kind, seconds=0.1)}))
    async with GongSim(calls=1, media=host) as sim:
        call_id, url = await audio(http, sim)
        truth = sim.media.truth(call_id, "audio")
        status, headers, body = await ask(http, url, Range="bytes=100-")
        assert status == shown["status"]
        assert headers.get("Content-Range", "").startswith(shown.get("range", ""))
        whole = {"all": truth, None: truth[100:]}[shown.get("length")]
        assert (body == whole) is (kind in ("ignored-range", "chunked", "drip"))
        assert ("Content-Encoding" in headers) is (kind == "gzip")
        if kind in ("short", "wrong-range", "long"):
            assert int(headers.get("Content-Length", len(body))) == len(body)
        assert (await ask(http, url, Range="bytes=100-"))[::2] == (206, truth[100:])
        assert [seen.fault for seen in host.log] == [kind, None]


async def test_a_reset_comes_before_any_byte(http: aiohttp.ClientSession) -> None:
    """aiohttp's client sends it again by itself."""
    async with GongSim(calls=1, media=MediaHost(faults=MediaFaults(plan={0: RESET}))) as sim:
        _, url = await audio(http, sim)
        assert (await ask(http, url, Range="bytes=0-"))[0] == 206
        assert [(seen.status, seen.sent > 0) for seen in sim.media.log] == [
            (None, False),
            (206, True),
        ]


@pytest.mark.parametrize("kind", ["cut", "changed", "weak"])
async def test_a_connection_that_ends_is_no_answer(kind: str, http: aiohttp.ClientSession) -> None:
    host = MediaHost(faults=MediaFaults(plan={0: MediaFault(kind)}))
    async with GongSim(calls=1, media=host) as sim:
        call_id, url = await audio(http, sim)
        before = hashlib.sha256(sim.media.truth(call_id, "audio")).digest()
        with pytest.raises(aiohttp.ClientError):
            await ask(http, url, Range="bytes=0-")
        now = hashlib.sha256(sim.media.truth(call_id, "audio")).digest()
        assert (now != before) is (kind == "changed")
        assert host.log[0].status is None


def test_a_fault_of_no_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kind: must be one of reset, cut"):
        MediaFault("429")
    with pytest.raises(ValueError, match="kind"):
        MediaFaults(kinds=("nonsense",))
    assert {fault.kind for fault in MediaFaults(rate=1).kinds} == set(MEDIA_KINDS)
