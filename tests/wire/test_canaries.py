"""No object that a user may hold shows a secret, nor takes a credential along in a pickle."""

from __future__ import annotations

import copy
import json
import pickle
import pprint
from collections.abc import Awaitable, Callable
from typing import Any

import attrs
import pytest
from rich.pretty import pretty_repr

from gong_async import (
    AccessKey,
    BearerToken,
    Cursor,
    GongConfig,
    QuotaLedger,
    Response,
    SharedLimiter,
    load_companies,
)
from gong_async.harvest import Event, Fleet, Harvester, Member, open_sink
from gong_async.resources.calls import EXTENSIVE, LIST
from gong_async.sim import Faults
from gong_async.webhooks import Receiver
from tests.unit.signing import URL, payload, shown, token

from .canaries import MEDIA, PAIR, SECRET, TOKEN, Found, assert_clean
from .canary_site import BASIC, EVERYTHING, TOML, Site

# Objects: what their repr starts with, and how to come by them.


async def walk(site: Site) -> object:
    pages = site.gong.calls.extensive(content=EVERYTHING).pages()
    await anext(pages)
    return pages


async def items(site: Site) -> object:
    found = aiter(site.gong.calls.extensive(content=EVERYTHING))
    await anext(found)
    return found


async def events(site: Site) -> object:
    told: list[Event] = []
    assert (await site.harvested(told)).rows["calls"] == 120
    return told


async def company(site: Site) -> object:
    file = site.folder / "gong.toml"
    file.write_text(TOML)
    file.chmod(0o600)
    return load_companies(file)


async def delivery(site: Site) -> object:
    body = json.dumps(payload(callData={"metaData": {"id": "1"}, "media": {"audioUrl": MEDIA}}))
    receiver = Receiver(keys=shown("rule"), public_url=URL)
    return receiver.receive(body.encode(), token(body.encode()))


def at_cursor(site: Site, endpoint: Any) -> object:
    return endpoint.at_cursor(endpoint.request(), site.canaries["cursor of a page"])


def answered(site: Site) -> Response:
    headers = (("set-cookie", SECRET), ("x-echo", PAIR))
    return Response(status=200, headers=headers, body=site.canaries["cursor of a page"].encode())


async def report_of_a_broken_company(site: Site) -> object:
    broken = await site.client(Faults(rate=1.0, kinds=("stale-cursor", "502-html", "reset")))
    report = await Harvester(broken, open_sink(site.folder / "broken.db")).run(site.job)
    assert report.failed
    return report


def ledger(site: Site) -> QuotaLedger:
    return QuotaLedger(site.folder / "ledger.json")


OBJECTS: dict[str, tuple[str, Callable[[Site], Any]]] = {
    "client": ("Gong(base_url=", lambda site: site.gong),
    "client with a token": ("Gong(base_url=", lambda site: site.bearer),
    "access key": ("AccessKey(", lambda site: AccessKey(**BASIC)),
    "bearer token": ("BearerToken(", lambda site: BearerToken(token=TOKEN)),
    "basic header": ("'***'", lambda site: AccessKey(**BASIC).authorization()),
    "bearer header": ("'***'", lambda site: BearerToken(token=TOKEN).authorization()),
    "settings": ("GongConfig(base_url=", lambda site: GongConfig(**BASIC)),
    "settings with a token": ("GongConfig(base_url=", lambda site: GongConfig(token=TOKEN)),
    "companies": ("{'acme': Company(", company),
    "session": ("Session(", lambda site: site.gong._session),
    "transport": ("AiohttpTransport(", lambda site: site.gong._session.transport),
    "resource": ("Calls(", lambda site: site.gong.calls),
    "limiter": ("PacedLimiter(", lambda site: site.gong.limiter),
    "shared limiter": ("SharedLimiter(", lambda site: SharedLimiter(ledger=ledger(site))),
    "usage": ("Usage(requests=", lambda site: site.gong.usage),
    "pager": ("Pager(", lambda site: site.bearer.calls.list()),
    "walk": ("_Pages(", walk),
    "items of a walk": ("Items(", items),
    "page": ("Page(next=Cursor(", lambda site: site.page),
    "cursor": ("Cursor(fingerprint=", lambda site: site.page.next),
    "kept cursor": ("Cursor(fingerprint=", lambda site: Cursor.parse(str(site.page.next))),
    "GET of a later page": ("Request(", lambda site: at_cursor(site, LIST)),
    "POST of a later page": ("Request(", lambda site: at_cursor(site, EXTENSIVE)),
    "answer": ("Response(status=200", answered),
    "call": ("CallDetails(", lambda site: site.page.items[0]),
    "media links": ("MediaUrls(", lambda site: site.page.items[0].media),
    "job": ("HarvestJob(", lambda site: site.job),
    "sink": ("SqliteSink(", lambda site: open_sink(site.folder / "acme.db")),
    "harvester": ("Harvester(", lambda site: Harvester(site.gong, open_sink(site.folder / "x.db"))),
    "member": ("Member(", lambda site: Member(site.bearer, site.job)),
    "fleet": ("Fleet(", lambda site: Fleet([Member(site.gong, site.job)], open_sink("x.db"))),
    "events": ("[RangePlanned(", events),
    "report": ("HarvestReport(", lambda site: site.harvested()),
    "report of a broken company": ("HarvestReport(", report_of_a_broken_company),
    "delivery": ("Delivery(", delivery),
}
MEANT_TO_BE_KEPT = {
    *("cursor", "kept cursor", "page", "items of a walk", "call", "media links", "delivery"),
}
MEANT_TO_BE_SENT = {
    *("basic header", "bearer header", "GET of a later page", "POST of a later page", "answer"),
}
HOLD_CREDENTIALS = {name for name in OBJECTS if name.startswith(("client", "settings"))} | {
    *("access key", "bearer token", "companies", "session", "transport", "resource"),
    *("pager", "harvester", "member", "fleet"),
}


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.asyncio(loop_scope="module")
async def test_no_object_shows_a_secret(site: Site, name: str) -> None:
    begins, make = OBJECTS[name]
    made = make(site)
    one = await made if isinstance(made, Awaitable) else made
    assert repr(one).startswith(begins)
    found = {
        "repr": repr(one),
        "format": f"{[one]} {(one,)!s}",
        "pprint": pprint.pformat(one),
        "rich": pretty_repr(one, max_string=30),
        "copy": repr(copied(one)),
    }
    if name not in MEANT_TO_BE_KEPT | MEANT_TO_BE_SENT:
        found["vars"] = f"{getattr(one, '__dict__', '')}"
        found["pickle"] = repr(pickled(one))
        assert (found["pickle"] == "None") >= (name in HOLD_CREDENTIALS)
        if attrs.has(type(one)):
            fields = [each.name for each in attrs.fields(type(one))]
            found["fields"] = f"{[getattr(one, name, None) for name in fields]}"
    assert_clean(found, site.canaries)


def copied(one: object) -> object:
    """Copy *one*, if it lets itself be copied."""
    try:
        return copy.copy(one)
    except (TypeError, AttributeError) as error:
        return error


def pickled(one: object) -> bytes | None:
    """Pickle *one*; None if it does not travel."""
    try:
        return pickle.dumps(one)
    except (TypeError, AttributeError, pickle.PicklingError):
        return None


def test_a_secret_that_is_shown_is_found() -> None:
    found: Found = {"repr": f"Page(next={TOKEN[5:40]}...)", "log": f"sent {PAIR}"}
    with pytest.raises(pytest.fail.Exception, match="repr: token\nlog: base64"):
        assert_clean(found)
