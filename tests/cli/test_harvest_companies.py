"""Several companies at once, from a file."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gong_async.sim import GongSim
from tests.cli.command import SECRET, Command, simulator
from tests.cli.harvests import call_ids, events, everything, span

CREDENTIALS = {"KEY": "sim-key", "SECRET_OF_ACME": SECRET, "SECRET_OF_GLOBEX": SECRET}


@pytest.fixture
async def sims() -> AsyncIterator[tuple[GongSim, GongSim]]:
    async with simulator(calls=30) as acme, simulator(calls=20, seed=2) as globex:
        yield acme, globex


def harvest(folder: Path, sims: tuple[GongSim, GongSim], *more: str, extra: str = "") -> list[str]:
    """Write the file of both companies, *extra* to the second; return the command."""
    tables = [
        f'''[companies.{name}]
        base_url = "{sim.url}"
        access_key = {{ env = "KEY" }}
        access_key_secret = {{ env = "SECRET_OF_{name.upper()}" }}
        rate = 1000
        '''
        for name, sim in zip(("acme", "globex"), sims, strict=True)
    ]
    (folder / "gong.toml").write_text("".join([*tables, extra]))
    return ["harvest", "all.db", *span(sims[0]), "--config", "gong.toml", *more]


async def test_all_companies_of_the_file_are_harvested(
    sims: tuple[GongSim, GongSim], tmp_path: Path
) -> None:
    done = await Command(tmp_path).run(*harvest(tmp_path, sims), **CREDENTIALS)
    assert (done.code, done.out) == (0, "")
    for name, sim in zip(("acme", "globex"), sims, strict=True):
        assert call_ids(tmp_path / "all.db", name) == everything(sim)
        assert re.search(rf"^ {name} +{len(sim.world.calls)} .*done", done.err, re.MULTILINE)
        assert f"{name}: found {len(sim.world.calls)} calls" in done.err
        assert (tmp_path / f".gong-ledger-{name}.json").exists()


async def test_events_say_which_company(sims: tuple[GongSim, GongSim], tmp_path: Path) -> None:
    command = harvest(tmp_path, sims, "--events", "json")
    told = events(await Command(tmp_path).run(*command, **CREDENTIALS))
    reports = {each["company"]: each for each in told if each["event"] == "HarvestReport"}
    assert told[-2:] == [reports["acme"], reports["globex"]]
    assert all(each["complete"] for each in reports.values())
    assert {each["company"] for each in told} == {"acme", "globex"}


@pytest.mark.parametrize(
    ("extra", "environment", "code", "ending"),
    [
        ("", {"SECRET_OF_GLOBEX": "not-the-secret"}, 3, "refused"),
        ("quota = 2", {}, 4, "quota spent"),
        ('workspaces = ["999"]', {}, 2, "failed"),
    ],
)
async def test_one_company_fails_alone(
    extra: str,
    environment: dict[str, str],
    code: int,
    ending: str,
    sims: tuple[GongSim, GongSim],
    tmp_path: Path,
) -> None:
    command = harvest(tmp_path, sims, extra=extra)
    done = await Command(tmp_path).run(*command, **(CREDENTIALS | environment))
    assert done.code == code
    assert call_ids(tmp_path / "all.db", "acme") == everything(sims[0])
    assert re.search(r"^ acme .*done", done.err, re.MULTILINE)
    assert re.search(rf"^ globex .*{ending}", done.err, re.MULTILINE)
    assert "globex: stopped; 0 windows with 0 calls kept" in done.err
    assert "not-the-secret" not in done.err


@pytest.mark.parametrize("plan", [(), ("--plan",)])
async def test_a_refused_key_is_looked_for_where_the_file_says(
    plan: tuple[str, ...], sims: tuple[GongSim, GongSim], tmp_path: Path
) -> None:
    command = harvest(tmp_path, sims, *plan)
    wrong = CREDENTIALS | {"SECRET_OF_GLOBEX": "not-the-secret"}
    done = await Command(tmp_path).run(*command, **wrong)
    assert done.code == 3
    assert "check what the file of --config names as access_key and" in done.err
    assert "GONG_" not in done.err


async def test_a_terminal_gets_a_line_for_each(
    sims: tuple[GongSim, GongSim], tmp_path: Path
) -> None:
    command = Command(tmp_path)
    code, shown = await command.run_on_terminal(*harvest(tmp_path, sims), **CREDENTIALS)
    assert code == 0
    plain = re.sub(r"\x1b\[[?0-9;]*[A-Za-z]|\r", "", shown)
    assert re.search(r"company +calls +windows +requests +a second +left +to go", plain)
    assert re.search(r"acme +━+ +30 of 30 .* of 1000.0 .*\s+globex +━+ +20 of 20 ", plain)
    assert "\x1b[?25h" in shown[shown.rindex("\x1b[?25l") :]


async def test_some_companies_may_be_chosen(sims: tuple[GongSim, GongSim], tmp_path: Path) -> None:
    command = harvest(tmp_path, sims, "--company", "globex", "--stream", "users")
    done = await Command(tmp_path).run(*command, **CREDENTIALS)
    assert (done.code, sims[0].requests, sims[1].requests) == (0, 0, 1)


async def test_a_plan_has_a_line_for_each(sims: tuple[GongSim, GongSim], tmp_path: Path) -> None:
    done = await Command(tmp_path).run(*harvest(tmp_path, sims, "--plan"), **CREDENTIALS)
    assert done.code == 0
    assert re.search(r"acme +30 .*\n globex +20 ", done.out)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--company", "initech"), "'initech' is not in gong.toml; there are acme, globex"),
        (("--rate", "2"), "--rate: with --config, write it into the file"),
        (("--workspace", "1"), "--workspace is of one company"),
        (("--ledger", "one.json"), "--ledger is of one company"),
    ],
)
async def test_options_that_do_not_fit_a_file(
    more: tuple[str, ...], told: str, sims: tuple[GongSim, GongSim], tmp_path: Path
) -> None:
    done = await Command(tmp_path).run(*harvest(tmp_path, sims, *more), **CREDENTIALS)
    assert (done.code, sims[0].requests) == (2, 0)
    assert told in done.err


async def test_all_that_is_wrong_with_the_file_is_told_in_lines(
    sims: tuple[GongSim, GongSim], tmp_path: Path
) -> None:
    command = harvest(tmp_path, sims, extra='speed = 1\nquota = "many"')
    done = await Command(tmp_path).run(*command, **CREDENTIALS)
    assert done.code == 3
    assert "\n  companies.globex.quota: this must be a whole number" in done.err
    assert "\n  companies.globex.speed: there is no such key" in done.err
