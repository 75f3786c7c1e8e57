"""``gong-async doctor``, against a simulator."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

from gong_async import resources
from gong_async.cli.doctor import probes
from gong_async.endpoint import Endpoint
from tests.cli.command import Command, simulator


async def test_what_works_is_told(tmp_path: Path) -> None:
    async with simulator(calls=20) as sim:
        done = await Command(tmp_path, sim).run("doctor")
    assert done.code == 0
    assert "the clock is right" in done.err
    told = [line.split() for line in done.out.splitlines() if line.strip().startswith("api:")]
    assert told == [[scope, "works"] for scope in probes()]


async def test_a_missing_scope_is_named_with_whom_to_ask(tmp_path: Path) -> None:
    missing = ["api:coaching:read", "api:calls:read:media-url"]
    async with simulator(calls=20, denied_scopes=missing) as sim:
        done = await Command(tmp_path, sim).run("doctor")
    assert done.code == 3
    assert "ask a Gong administrator to grant: " in done.err
    assert set(done.err.splitlines()[-1].split(": ")[1].split()) == set(missing)
    assert done.out.count("missing") == 2


async def test_refused_credentials_end_it_at_once(tmp_path: Path) -> None:
    async with simulator(calls=20) as sim:
        done = await Command(tmp_path, sim, secret="wrong").run("doctor")
        assert sim.requests == 1
    assert (done.code, done.out) == (3, "")


def test_every_scope_is_tried_whose_requests_neither_write_nor_cost_credits() -> None:
    of_an_integration = {"api:crm:get-objects", "api:crm:schema", "api:crm:upload"}
    reading = {
        endpoint.scope
        for module in pkgutil.iter_modules(resources.__path__)
        for endpoint in vars(import_module(f"{resources.__name__}.{module.name}")).values()
        if isinstance(endpoint, Endpoint) and not endpoint.writes and not endpoint.costs_credits
    }
    expected = reading - of_an_integration - {None} | {"api:calls:read:media-url"}
    assert set(probes()) == expected
