"""The handler for aiohttp, over real sockets: what it answers, and what it says where."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from attrs import define

from gong_async.errors import WebhookError
from gong_async.webhooks import Delivery, Receiver
from tests.unit.signing import call, payload, shown, token

from .canaries import MEDIA, assert_clean, surfaces

PUBLIC = "https://hooks.example.com/gong"
BODY = json.dumps(payload()).encode()
Headers = dict[str, str]


class BrokenError(Exception):
    """What the application's own code raises."""


@define
class Site:
    """A web application with a webhook, and a client that posts to it."""

    http: aiohttp.ClientSession
    url: str
    taken: list[Delivery]

    async def post(self, body: bytes = BODY, headers: Headers | None = None) -> tuple[int, str]:
        sent = signed(body) if headers is None else headers
        async with self.http.post(self.url, data=io.BytesIO(body), headers=sent) as reply:
            return reply.status, await reply.text()


def signed(body: bytes, **changed: Any) -> Headers:
    return {"Authorization": f"Bearer {token(body, webhook_url=PUBLIC, **changed)}"}


@web.middleware
async def read_first(request: web.Request, handler: Any) -> web.StreamResponse:
    await request.read()
    reply: web.StreamResponse = await handler(request)
    return reply


@asynccontextmanager
async def site(
    failing: bool = False, waiting: bool = True, middlewares: Any = (), **settings: Any
) -> AsyncIterator[Site]:
    taken: list[Delivery] = []

    def note(delivery: Delivery) -> None:
        taken.append(delivery)
        if failing:
            raise BrokenError("the database with s3cret is down")

    async def on_call(delivery: Delivery) -> None:
        note(delivery)

    receiver = Receiver(**{"keys": shown("rule"), "public_url": PUBLIC, **settings})
    app = web.Application(middlewares=middlewares)
    app.router.add_post("/internal/gong", receiver.handler(on_call if waiting else note))
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession() as http:
            port = runner.addresses[0][1]
            yield Site(http, f"http://127.0.0.1:{port}/internal/gong?from=proxy", taken)
    finally:
        await runner.cleanup()


async def test_a_signed_call_is_taken_behind_a_proxy_that_calls_another_address() -> None:
    async with site() as one:
        assert await one.post() == (204, "")
    assert [delivery.dedupe_key for delivery in one.taken] == ["gong:5599332235511222779"]


@pytest.mark.parametrize("failing", [False, True])
async def test_a_plain_function_is_called_as_well(failing: bool) -> None:
    async with site(failing, waiting=False) as one:
        assert await one.post() == (500 if failing else 204, "")
        assert len(one.taken) == 1


@pytest.mark.parametrize("body", [BODY, b""], ids=["call", "empty"])
async def test_a_middleware_may_read_the_body_first(body: bytes) -> None:
    async with site() as plain, site(middlewares=[read_first]) as read:
        assert await read.post(body) == await plain.post(body)
        assert len(read.taken) == len(plain.taken) == (body == BODY)


async def test_each_of_several_rules_has_its_key() -> None:
    async with site(keys=[shown("rule"), shown("another")]) as one:
        for key in ("rule", "another", "eve"):
            await one.post(BODY, signed(BODY, key=key))
    assert len(one.taken) == 2


REFUSED: dict[str, tuple[bytes, Headers, int]] = {
    "no-token": (BODY, {}, 401),
    "garbage": (BODY, {"Authorization": "Bearer \xff\xfe.a.b"}, 401),
    "another-scheme": (BODY, {"Authorization": "Basic a2V5OnNlY3JldA=="}, 401),
    "another-body": (BODY + b" ", signed(BODY), 401),
    "another-key": (BODY, signed(BODY, key="eve"), 401),
    "expired": (BODY, signed(BODY, exp=1), 401),
    "the-inner-address": (BODY, {"Authorization": token(BODY, webhook_url="http://10.0.0.7")}, 401),
    "not-json": (b"s3cret", signed(b"s3cret"), 400),
    "no-call": (b'{"s3cret": 1}', signed(b'{"s3cret": 1}'), 400),
    "too-large": (b"s3cret" * 100_000, signed(b"s3cret" * 100_000), 413),
    "too-large-and-unsigned": (b"s3cret" * 100_000, {}, 413),
}


@pytest.mark.parametrize(("body", "headers", "status"), REFUSED.values(), ids=REFUSED)
async def test_a_refusal_is_a_bare_status_and_the_log_says_why(
    body: bytes, headers: Headers, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with site(max_body=500_000) as one:
        assert await one.post(body, headers) == (status, "")
        assert await one.post() == (204, ""), "and the next delivery is taken"
    assert len(one.taken) == 1
    (record,) = [record for record in caplog.records if record.name == "gong_async"]
    assert record.levelno == logging.WARNING
    assert "a delivery to a webhook was refused: " in record.getMessage()
    assert "s3cret" not in caplog.text
    for sent in headers.values():
        assert sent[10:40] not in caplog.text


@pytest.mark.parametrize("debug", [False, True])
async def test_a_callback_that_raises_makes_gong_try_again(
    debug: bool, caplog: pytest.LogCaptureFixture
) -> None:
    asyncio.get_running_loop().set_debug(debug)
    async with site(failing=True) as one:
        assert await one.post() == (500, "")
        assert await one.post() == (500, "")
    assert len(one.taken) == 2
    failed = [record for record in caplog.records if record.exc_info]
    assert [type(record.exc_info[1]) for record in failed if record.exc_info] == [BrokenError] * 2


@pytest.mark.parametrize("changed", [{"exp": 1}, {"webhook_url": PUBLIC}], ids=["old", "no-call"])
def test_a_refusal_drags_neither_the_token_nor_the_body_along(changed: dict[str, Any]) -> None:
    body = json.dumps({"metaData": {}, "media": {"audioUrl": MEDIA}}).encode()
    made = token(body, **{"webhook_url": PUBLIC, **changed})
    with pytest.raises(WebhookError) as caught:
        Receiver(keys=shown("rule"), public_url=PUBLIC).receive(body, f"Bearer {made}")
    assert_clean(surfaces(caught.value), {"token": made, "body": body.decode()})


async def test_the_limit_is_the_receiver_s_and_not_the_application_s() -> None:
    body = json.dumps(payload(callData=call(somethingNew="x" * (2 << 20)))).encode()
    async with site() as one:
        assert await one.post(body) == (204, "")


async def test_a_small_body_that_unpacks_to_a_large_one_is_too_large() -> None:
    body = bytes(50 << 20)
    packed = gzip.compress(body)
    async with site() as one:
        status, _ = await one.post(packed, signed(body) | {"Content-Encoding": "gzip"})
    assert status == 413
    assert one.taken == []


async def test_a_body_that_is_not_what_it_is_said_to_be_packed_with_is_refused() -> None:
    async with site() as one:
        assert await one.post(BODY, signed(BODY) | {"Content-Encoding": "gzip"}) == (400, "")
    assert one.taken == []
