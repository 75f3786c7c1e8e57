"""What logs, spans and instruments tell of requests: what went wrong, and nothing private."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind, StatusCode

from gong_async import (
    BadRequestError,
    Gong,
    PacedLimiter,
    QuotaExhaustedError,
    QuotaLedger,
    ServerError,
    SharedLimiter,
    TransportError,
)
from gong_async.harvest import Harvester, HarvestJob, open_sink
from gong_async.sim import Fault, Faults, GongSim
from tests.told import Told
from tests.wire.hostile import answer, hang, refuse
from tests.wire.rig import FreeLimiter, connect, page, talk

KEYS: dict[str, Any] = {"token": "sim-token"}
FIELDS = ("operation", "attempt", "status", "elapsed", "wait", "request_id", "company")
KEY, SECRET = "CANARYKEY5XK3QZ7V2M4W6T8", "canarysecret0Zb7eyJhbGciOi"
MAIL, PHONE, TITLE, CALL = "canary@person.test", "+15550100", "Canary <> Person", "7782342274025937"
CURSOR = "canarycursoreyJhbGciOiJIUzI1NiJ9"
CANARIES = (KEY, SECRET, MAIL, PHONE, TITLE, CALL, CURSOR, "person.test", "Canary", "127.0.0.1")


def meeting(*faults: Fault | None) -> pytest.MarkDecorator:
    """Let the first requests of a test meet *faults*."""
    plan = {ordinal: fault for ordinal, fault in enumerate(faults) if fault is not None}
    return pytest.mark.gong_sim(faults=Faults(plan=plan))


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def steady(span: ReadableSpan) -> dict[str, Any]:
    """Return the attributes that do not depend on the clock."""
    return {name: value for name, value in attributes(span).items() if "gong.wait" not in name}


BASICS = {
    "gong.operation": "listWorkspaces",
    "http.request.method": "GET",
    "url.template": "/v2/workspaces",
}


class TestSpans:
    async def test_a_request_is_a_span(self, gong: Gong, told: Told) -> None:
        await gong.workspaces.list()
        assert told.span.name == "GET /v2/workspaces"
        assert told.span.kind is SpanKind.CLIENT
        assert told.span.status.status_code is StatusCode.UNSET
        assert told.span.events == ()
        expected = {**BASICS, "http.response.status_code": 200, "gong.attempts": 1}
        assert steady(told.span) == expected

    async def test_each_page_is_one_and_ids_stay_out_of_the_template(
        self, gong: Gong, told: Told
    ) -> None:
        (first, *_) = await gong.users.list().collect()
        await gong.users.get(first.id)
        assert [span.name for span in told.spans] == ["GET /v2/users", "GET /v2/users/{id}"]

    @meeting(Fault("500"), Fault("reset"))
    async def test_a_retry_is_an_event_of_the_same_span(self, gong: Gong, told: Told) -> None:
        await gong.workspaces.list()
        assert told.span.status.status_code is StatusCode.UNSET
        assert steady(told.span) == {
            **BASICS,
            "http.response.status_code": 200,
            "http.request.resend_count": 2,
            "gong.attempts": 3,
        }
        first, second = (dict[str, Any](event.attributes or {}) for event in told.span.events)
        assert {event.name for event in told.span.events} == {"retry"}
        waits = first.pop("gong.wait"), second.pop("gong.wait")
        assert first == {
            "http.response.status_code": 500,
            "error.type": "500",
            "gong.attempt": 1,
        }
        assert second == {"error.type": "read", "gong.attempt": 2}
        assert attributes(told.span)["gong.wait.retry"] == pytest.approx(sum(waits))

    @meeting(Fault("429", retry_after="1"))
    async def test_a_wait_that_gong_asks_for_is_told(self, gong: Gong, told: Told) -> None:
        await gong.workspaces.list()
        (event,) = told.span.events
        assert event.attributes is not None
        assert event.attributes["gong.wait"] == 1.0
        assert event.attributes["error.type"] == "429"

    @meeting(*[Fault("500")] * 6)
    async def test_a_failure_ends_the_span_as_an_error(self, gong: Gong, told: Told) -> None:
        with pytest.raises(ServerError):
            await gong.workspaces.list()
        assert told.span.status.status_code is StatusCode.ERROR
        assert told.span.status.description is None
        assert attributes(told.span)["error.type"] == "500"
        assert attributes(told.span)["gong.attempts"] == 6
        assert [event.name for event in told.span.events] == ["retry"] * 5

    async def test_a_refused_connection_is_told_by_its_phase(self, told: Told) -> None:
        async with GongSim(calls=1) as sim:
            url = sim.url
        async with connect(url, policy={"attempts": 1}) as gong:
            with pytest.raises(TransportError):
                await gong.workspaces.list()
        assert steady(told.span) == {**BASICS, "error.type": "connect", "gong.attempts": 1}

    @meeting(Fault("429", retry_after="7200"))
    async def test_a_spent_quota_ends_the_span_and_the_next_has_no_attempt(
        self, told: Told, gong: Gong
    ) -> None:
        for _ in range(2):
            with pytest.raises(QuotaExhaustedError):
                await gong.workspaces.list()
        assert [attributes(span)["gong.attempts"] for span in told.spans] == [1, 0]
        assert {attributes(span)["error.type"] for span in told.spans} == {"429"}

    async def test_a_cancelled_request_ends_its_span_too(self, told: Told) -> None:
        async with talk(hang()) as (server, gong):
            task = asyncio.create_task(gong.workspaces.list())
            await server.until(arrived=1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        expected = {**BASICS, "error.type": "CancelledError", "gong.attempts": 1}
        assert steady(told.span) == expected
        assert told.span.status.status_code is StatusCode.ERROR

    async def test_it_is_the_child_of_the_applications_own_span(
        self, gong: Gong, told: Told
    ) -> None:
        with trace.get_tracer("application").start_as_current_span("ours"):
            await asyncio.gather(gong.workspaces.list(), gong.workspaces.list())
        await gong.workspaces.list()
        (ours,) = (span for span in told.spans if span.name == "ours")
        assert ours.context is not None
        parents = [span.parent for span in told.spans if span is not ours]
        assert [parent and parent.span_id for parent in parents] == [
            *[ours.context.span_id] * 2,
            None,
        ]


class TestInstruments:
    @meeting(Fault("500"), Fault("reset"))
    async def test_attempts_and_waits_are_counted(self, gong: Gong, told: Told) -> None:
        await gong.workspaces.list()
        await gong.workspaces.list()
        operation = {"gong.operation": "listWorkspaces"}
        found = told.points()
        counts = [(labels, count) for labels, count in found["gong.requests"]]
        assert counts == [
            ({**operation, "http.response.status_code": 500, "error.type": "500"}, 1),
            ({**operation, "error.type": "read"}, 1),
            ({**operation, "http.response.status_code": 200}, 2),
        ]
        reasons = [labels["gong.wait.reason"] for labels, _ in found["gong.waits"]]
        assert sorted(reasons) == ["limiter", "retry"]

    async def test_the_limiters_wait_is_measured(self, gong_sim: GongSim, told: Told) -> None:
        async with connect(gong_sim.url, **KEYS, limiter=PacedLimiter(rate=20)) as gong:
            await gong.workspaces.list()
            await gong.workspaces.list()
        ((_, seconds),) = told.points()["gong.waits"]
        assert 0.03 < seconds < 5

    @meeting(None, None, Fault("429", retry_after="7200"))
    async def test_the_quota_that_is_left_is_that_of_the_ledger(
        self, gong_sim: GongSim, told: Told, tmp_path: Path
    ) -> None:
        ledger = QuotaLedger(tmp_path / "acme.ledger", quota=100, share=0.5)
        limiter = SharedLimiter(1000, ledger=ledger)
        async with connect(gong_sim.url, **KEYS, limiter=limiter) as gong:
            await gong.workspaces.list()
            await gong.workspaces.list()
            assert left_of_nobody(told) == [48]
            with pytest.raises(QuotaExhaustedError):
                await gong.workspaces.list()
            assert left_of_nobody(told) == [0]


def left_of_nobody(told: Told) -> list[int]:
    """Return the gauge without a company's name: it remembers those of other tests."""
    return [left for labels, left in told.points()["gong.quota.left"] if not labels]


class TestLogs:
    @meeting(Fault("503-retry-after", retry_after="1"))
    async def test_each_attempt_is_told_to_who_listens_closely(
        self, gong: Gong, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG, "gong_async")
        await gong.workspaces.list()
        first, again, second = caplog.records
        levels = [record.levelno for record in caplog.records]
        assert levels == [logging.DEBUG, logging.WARNING, logging.DEBUG]
        assert {record.name for record in caplog.records} == {"gong_async"}
        assert first.getMessage().startswith("listWorkspaces: attempt 1: HTTP 503 after 0.")
        assert again.getMessage() == "listWorkspaces: HTTP 503; trying again in 1.0 s"
        told = vars(second)
        assert {name: told[name] for name in ("operation", "attempt", "status", "wait")} == {
            "operation": "listWorkspaces",
            "attempt": 2,
            "status": 200,
            "wait": None,
        }
        assert len(told["request_id"]) == 19
        assert 0 < told["elapsed"] < 30
        assert (vars(again)["wait"], vars(again)["status"], vars(again)["attempt"]) == (1.0, 503, 1)

    @meeting(Fault("reset"), Fault("cut-json"), Fault("429"))
    async def test_every_record_has_every_field(
        self, caplog: pytest.LogCaptureFixture, gong: Gong
    ) -> None:
        caplog.set_level(logging.DEBUG, "gong_async")
        await gong.workspaces.list()
        assert len(caplog.records) == 7
        for record in caplog.records:
            assert set(FIELDS) <= vars(record).keys()

    @meeting(Fault("reset"))
    async def test_a_failed_connection_is_told_in_words(
        self, caplog: pytest.LogCaptureFixture, gong: Gong
    ) -> None:
        await gong.workspaces.list()
        (record,) = caplog.records
        assert "(read); trying again in 0.0 s" in record.getMessage()

    async def test_the_company_of_a_harvest_is_told(
        self, caplog: pytest.LogCaptureFixture, tmp_path: Path, gong: Gong
    ) -> None:
        caplog.set_level(logging.DEBUG, "gong_async")
        job = HarvestJob(streams=("workspaces",), company="acme")
        await Harvester(gong, open_sink(tmp_path / "acme.db")).run(job)
        await gong.workspaces.list()
        assert [vars(record)["company"] for record in caplog.records] == ["acme", None]


async def test_nothing_private_is_told(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "gong_async")
    said = f"{MAIL} {PHONE} {TITLE} {CALL} {KEY}:{SECRET} {CURSOR}"
    listed = page(CALL, cursor=CURSOR, title=TITLE)
    broken = answer('{"requestId": "r", "calls": 7, "' + MAIL + '": 1, "errors": ["' + MAIL + '"]}')
    steps = [refuse(500, said), broken, refuse(429, said, headers=(("Retry-After", "1"),))]
    keys = {"access_key": KEY, "access_key_secret": SECRET, "limiter": FreeLimiter()}
    async with talk(*steps, answer(listed), refuse(400, said), **keys) as (_, gong):
        with pytest.raises(BadRequestError):
            await gong.calls.list().collect()
        for made in (gong.privacy.find_email(MAIL), gong.privacy.find_phone(PHONE)):
            with pytest.raises(BadRequestError):
                await made
        with pytest.raises(BadRequestError):
            await gong.calls.get(CALL)
    assert len(caplog.records) == 11
    shown = [repr(sorted(vars(record).items(), key=str)) for record in caplog.records]
    shown += [record.getMessage() for record in caplog.records]
    shown += [span.to_json() for span in told.spans]
    shown.append(repr(told.points()))
    assert len(told.spans) == 5
    for text in shown:
        assert len(text) > 50
        assert [canary for canary in CANARIES if canary in text] == []


WITHOUT = """
import asyncio, sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "opentelemetry":
            raise ImportError(name)

sys.meta_path.insert(0, Blocker())
from gong_async import Gong
from gong_async.harvest import Harvester, HarvestJob, open_sink
from gong_async.sim import GongSim

async def main():
    async with GongSim(calls=5, rate=None) as sim:
        job = HarvestJob(since=sim.world.start, until=sim.world.end, streams=("calls",))
        async with Gong(token="sim-token", base_url=sim.url) as gong:
            report = await Harvester(gong, open_sink(sys.argv[1])).run(job)
        print(report.complete, report.rows["calls"])

asyncio.run(main())
assert not any(name.startswith("opentelemetry") for name in sys.modules)
"""


def test_without_opentelemetry_all_works_as_ever(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", WITHOUT, str(tmp_path / "acme.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("True 5\n", "")
