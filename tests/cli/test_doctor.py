"""``gong-async doctor``, against a simulator."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest

from gong_async import resources
from gong_async.cli.doctor import probes
from gong_async.endpoint import Endpoint
from gong_async.sim import GongSim
from tests.cli.command import SECRET, run_here
from tests.cli.conftest import Fast

pytestmark = pytest.mark.gong_sim(calls=20, access_key_secret=SECRET)

MISSING = ["api:coaching:read", "api:calls:read:media-url"]


@pytest.mark.parametrize("width", ["40", "80"])
def test_what_works_is_told(width: str, fast: Fast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    done = run_here(*fast("doctor"))
    assert done.code == 0
    assert "the clock is right" in done.err
    assert len(re.findall(r"\bworks\b", done.out)) == len(probes())
    if width == "80":
        lines = [line.split() for line in done.out.splitlines()]
        assert [line for line in lines if "works" in line] == [[each, "works"] for each in probes()]


@pytest.mark.gong_sim(denied_scopes=MISSING)
def test_a_missing_scope_is_named_with_whom_to_ask(fast: Fast) -> None:
    done = run_here(*fast("doctor"))
    assert done.code == 3
    assert "ask a Gong administrator to grant: " in done.err
    assert set(done.err.splitlines()[-1].split(": ")[1].split()) == set(MISSING)
    assert done.out.count("missing") == 2


def test_refused_credentials_end_it_at_once(
    gong_sim: GongSim, fast: Fast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONG_ACCESS_KEY_SECRET", "wrong")
    done = run_here(*fast("doctor"))
    assert gong_sim.requests == 1
    assert (done.code, done.out) == (3, "")
    assert "check what the file of --config names as access_key and" in done.err
    assert "its base_url is the address that Gong shows beside the key" in done.err
    assert "GONG_" not in done.err


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
