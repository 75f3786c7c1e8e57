"""No error shows a secret: not in its words, nor in the variables of a frame it came through."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from gong_async import (
    AccessKey,
    BearerToken,
    Cursor,
    Gong,
    GongConfig,
    GongError,
    QuotaLedger,
    SharedLimiter,
    load_companies,
)
from gong_async.harvest import Event, Harvester, open_sink
from gong_async.sim import Fault, Faults, GongSim
from gong_async.webhooks import Receiver
from tests.unit.signing import URL, shown, token

from .canaries import KEY, MEDIA, SECRET, TOKEN, assert_clean, surfaces
from .canary_site import BASIC, EVERYTHING, TOML, Site, client

# Errors: how to come by them.  All that each shows is looked at, and every frame it came through.


def once(kind: str, **more: Any) -> Faults:
    """Let that happen from the second request on: the first brings the cursor."""
    return Faults(plan={number: Fault(kind, **more) for number in range(1, 9)})


def broken(kind: str, credentials: dict[str, Any] | None = None, **more: Any) -> Any:
    async def provoke(site: Site) -> None:
        gong = await site.client(once(kind, **more), **(credentials or {}))
        async for page in gong.calls.extensive(content=EVERYTHING).pages():
            _ = page.items

    return provoke


def with_records(change: Callable[[dict[str, Any]], object], one_by_one: bool) -> Any:
    """Read calls that do not fit their model, all with their media links."""

    async def provoke(site: Site) -> None:
        records = copy.deepcopy([*site.page.records])
        change(records[0])
        page = evolve(site.page, records=records)
        if not one_by_one:
            _ = page.items
        found: Any = aiter(site.gong.calls.extensive(content=EVERYTHING))
        found._records.extend(records)
        async for _ in found:
            pass

    return provoke


async def other_listing(site: Site) -> None:
    site.gong.calls.list().pages(cursor=str(site.page.next))


async def dead_cursor(site: Site) -> None:
    async with (
        GongSim(world=site.sim.world, rate=None, cursor_ttl=0, **BASIC) as sim,
        client(sim.url) as gong,
    ):
        await gong.calls.extensive(content=EVERYTHING).collect()


async def wrong_credentials(site: Site) -> None:
    async with GongSim(world=site.sim.world, rate=None) as sim, client(sim.url) as gong:
        await gong.users.list().collect()


async def wrong_token(site: Site) -> None:
    async with (
        GongSim(world=site.sim.world, rate=None) as sim,
        client(sim.url, token=TOKEN) as gong,
    ):
        await gong.users.list().collect()


async def nobody_there(site: Site) -> None:
    async with client("http://127.0.0.1:9") as gong:
        await gong.calls.list().first()


async def side_by_side(site: Site) -> None:
    async def group() -> None:
        broke = await site.client(Faults(rate=1.0, kinds=("reset",)))
        async with asyncio.TaskGroup() as tasks:
            for listing in (broke.calls.list(), broke.calls.extensive(content=EVERYTHING)):
                tasks.create_task(listing.collect())

    await group()


async def harvest_into_nowhere(site: Site) -> None:
    await Harvester(site.gong, open_sink(site.folder / "no" / "acme.db")).run(site.job)


async def harvest_that_cannot_write(site: Site) -> None:
    sink: Any = open_sink(site.folder / "acme.db")

    def fill_up(event: Event) -> None:
        sink._db.execute("PRAGMA max_page_count = 1")

    await Harvester(site.gong, sink, on_event=fill_up).run(evolve(site.job, calls_per_window=1))


async def cancelled(site: Site) -> None:
    gong = await site.client(once("hang"))
    task = asyncio.create_task(gong.calls.extensive(content=EVERYTHING).collect())
    while gong.usage.requests < 2:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0)
    task.cancel()
    await task


async def bad_ledger(site: Site) -> None:
    file = site.folder / "ledger.json"
    file.write_text(json.dumps({"access_token": TOKEN}))
    async with client(site.sim.url, limiter=SharedLimiter(ledger=QuotaLedger(file))) as gong:
        await gong.calls.list().first()


def bad_toml(text: str) -> Any:
    def provoke(site: Site) -> None:
        file = site.folder / "gong.toml"
        file.write_text(text)
        file.chmod(0o600)
        load_companies(file)

    return provoke


def bad_delivery(write: Callable[[bytes], str], data: object) -> Any:
    def provoke(site: Site) -> None:
        body = json.dumps(data).encode()
        Receiver(keys=shown("rule"), public_url=URL).receive(body, write(body))

    return provoke


def hour(value: int) -> datetime:
    return datetime(2025, 1, 1, value, tzinfo=UTC)


WITH_MEDIA = {"metaData": {}, "media": {"audioUrl": MEDIA}}
PASTED = TOML.replace('{ env = "CANARY_KEY" }', f'"{KEY}"')
PASTED = PASTED.replace('{ env = "CANARY_SECRET" }', f'{{ env = "{SECRET}" }}')
TOKEN_ONLY: dict[str, Any] = {"token": TOKEN}
ENVIRON = {"GONG_ACCESS_KEY": KEY, "GONG_ACCESS_KEY_SECRET": SECRET}

ERRORS: dict[str, Callable[[Site], Any]] = {
    "wrong credentials": wrong_credentials,
    "wrong token": wrong_token,
    "throttled": broken("429", retry_after="0"),
    "quota spent": broken("429", retry_after="9999"),
    "server failed": broken("500", TOKEN_ONLY),
    "proxy's page": broken("502-html"),
    "reset": broken("reset", TOKEN_ONLY),
    "cut off": broken("cut"),
    "half the JSON": broken("cut-json", TOKEN_ONLY),
    "not JSON": broken("garbled"),
    "errors in a success": broken("error-envelope"),
    "expired cursor": broken("stale-cursor", TOKEN_ONLY),
    "false 404": broken("false-404"),
    "no records": broken("missing-records"),
    "no list": broken("null-list", TOKEN_ONLY),
    "too late": broken("hang", {"timeout": 0.2}),
    "dead cursor": dead_cursor,
    "cursor of another listing": other_listing,
    "cursor without its listing": lambda site: site.gong.calls.list().pages(
        cursor=site.canaries["cursor of a page"]
    ),
    "cursor that is none": lambda site: Cursor.parse("?:" + site.canaries["cursor of a page"]),
    "record without id": with_records(lambda each: each["metaData"].pop("id"), False),
    "record without id, one by one": with_records(lambda each: each["metaData"].pop("id"), True),
    "record that is text": with_records(lambda each: each.update(metaData=MEDIA), False),
    "record of the wrong kind": with_records(lambda each: each.update(parties=MEDIA), True),
    "id that is none": lambda site: site.gong.calls.get("x"),
    "times in the wrong order": lambda site: site.gong.calls.list(since=hour(2), until=hour(1)),
    "nobody there": nobody_there,
    "closed client": lambda site: Gong(token=TOKEN).calls.get("1"),
    "opened twice": lambda site: site.gong.__aenter__(),
    "exception group": side_by_side,
    "cancelled": cancelled,
    "output that cannot be": harvest_into_nowhere,
    "output that is full": harvest_that_cannot_write,
    "ledger that is none": bad_ledger,
    "key with a colon": lambda site: GongConfig(access_key=KEY + ":", access_key_secret=SECRET),
    "key without its secret": lambda site: GongConfig(access_key=KEY),
    "secret without its key": lambda site: Gong(access_key_secret=SECRET),
    "key with a space": lambda site: AccessKey(access_key=KEY + " x", access_key_secret=SECRET),
    "token on two lines": lambda site: BearerToken(token=TOKEN + "\nx"),
    "two kinds of credentials": lambda site: GongConfig(**BASIC, token=TOKEN),
    "credentials and auth": lambda site: Gong(**BASIC, auth=BearerToken(token=TOKEN)),
    "credentials in the address": lambda site: Gong(
        token=TOKEN, base_url=f"https://{KEY}:{SECRET}@api.gong.io"
    ),
    "the same in settings": lambda site: GongConfig(
        token=TOKEN, base_url=f"https://{KEY}:{SECRET}@api.gong.io"
    ),
    "bad time-out": lambda site: Gong(**BASIC, timeout=-1),
    "variables of both kinds": lambda site: GongConfig.from_env(
        {**ENVIRON, "GONG_ACCESS_TOKEN": TOKEN}
    ),
    "variable with a space": lambda site: GongConfig.from_env(
        {**ENVIRON, "GONG_ACCESS_KEY_SECRET": SECRET + " x"}
    ),
    "credentials in the file": bad_toml(PASTED),
    "file that is no TOML": bad_toml(f"[companies.acme]\naccess_key = {KEY}\n"),
    "delivery without a token": bad_delivery(lambda body: TOKEN, WITH_MEDIA),
    "delivery of another": bad_delivery(lambda body: token(body, key="eve"), WITH_MEDIA),
    "delivery that is no call": bad_delivery(token, WITH_MEDIA),
}


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.asyncio(loop_scope="module")
async def test_no_error_shows_a_secret(site: Site, name: str) -> None:
    with pytest.raises((GongError, ValueError, ExceptionGroup, asyncio.CancelledError)) as caught:
        await provoked(ERRORS[name](site))
    assert_clean(surfaces(caught.value), site.canaries)


async def provoked(made: object) -> None:
    if isinstance(made, Awaitable):
        await made
