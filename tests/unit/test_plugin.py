"""The fixtures for other people's tests, in a project that is not ours."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

STRICT = "--strict-markers -p no:cacheprovider"
SLOW = "-p no:hypothesispytest -p no:schemathesis -p no:xdist"
"""Plugins that take long to load and have nothing to do with it."""
LOOP = "asyncio_default_fixture_loop_scope = function"

Run = Callable[..., list[str]]

TESTS = """
    import pytest

    from gong_async.sim import Fault, Faults, World

    pytestmark = [pytest.mark.gong_sim(calls=30, seed=5), {mark}]


    @pytest.fixture
    def anyio_backend():
        return "asyncio"


    async def test_a_client_is_open(gong, gong_sim):
        assert len(await gong.calls.list().collect()) == 30
        assert gong_sim.requests == 1


    @pytest.mark.gong_sim(calls=7, faults=Faults(plan={{0: Fault("500")}}))
    async def test_the_closest_marker_wins(gong, gong_sim):
        assert len(await gong.calls.list().collect()) == 7
        assert [seen.status for seen in gong_sim.log] == [500, 200]
        assert gong_sim.world.calls[0].id == World(5, 7).calls[0].id, "as the module says"
"""

PLAIN = """
    import asyncio

    from gong_async import Gong


    def test_nothing_but_the_simulator(gong_sim):
        async def count():
            async with Gong(token="sim-token", base_url=gong_sim.url) as gong:
                return len(await gong.users.list().collect())

        assert asyncio.run(count()) == len(gong_sim.world.users)


    def test_each_test_has_its_own(gong_sim):
        assert (gong_sim.requests, len(gong_sim.world.calls)) == (0, 100)
"""

UNUSED = """
    import sys


    def test_nothing_of_the_client_is_there():
        ours = {name for name in sys.modules if name.startswith("gong_async")}
        assert ours == {"gong_async", "gong_async.testing", "gong_async.testing.plugin"}
        assert not {"aiohttp", "attrs", "cattrs"} & set(sys.modules)
"""

MISTAKEN = """
    import pytest


    @pytest.mark.gong_sim(50)
    def test_a_number_of_what(gong_sim):
        raise AssertionError("never reached")


    @pytest.mark.gong_sim(cals=50)
    def test_no_such_option(gong_sim):
        raise AssertionError("never reached")
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run pytest in a project with these tests and settings, in a process of its own."""

    def run(tests: str, *settings: str, options: str = "") -> list[str]:
        lines = [
            "[pytest]",
            "filterwarnings = error",
            f"addopts = {STRICT} {SLOW} {options}",
            *settings,
        ]
        (tmp_path / "pytest.ini").write_text("\n".join(lines))
        (tmp_path / "test_it.py").write_text(dedent(tests))
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--no-header"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return (done.stdout + done.stderr).splitlines()

    return run


@pytest.mark.parametrize(
    ("mark", "options", "settings"),
    [
        ("pytest.mark.asyncio", "", ("asyncio_mode = strict", LOOP)),
        ("pytest.mark.filterwarnings", "", ("asyncio_mode = auto", LOOP)),
        ("pytest.mark.anyio", "", ("asyncio_mode = strict", LOOP)),
        ("pytest.mark.anyio", "-p no:asyncio", ()),
    ],
    ids=["strict", "auto", "anyio beside strict", "anyio alone"],
)
def test_async_tests_get_an_open_client(
    run: Run, mark: str, options: str, settings: tuple[str, ...]
) -> None:
    assert "2 passed" in run(TESTS.format(mark=mark), *settings, options=options)[-1]


def test_tests_that_are_not_async_get_a_simulator(run: Run) -> None:
    assert "2 passed" in run(PLAIN, options="-p no:asyncio -p no:anyio")[-1]


def test_who_uses_none_of_it_pays_nothing(run: Run) -> None:
    assert "1 passed" in run(UNUSED, LOOP)[-1]


def test_a_mistaken_marker_is_told(run: Run) -> None:
    lines = run(MISTAKEN, LOOP)
    assert "2 errors" in lines[-1]
    assert any("the marker gong_sim takes keywords only, such as calls=50" in one for one in lines)
    assert any("unexpected keyword argument 'cals'" in one for one in lines)


def test_the_marker_is_listed(run: Run) -> None:
    assert any(
        line.startswith("@pytest.mark.gong_sim(**options):")
        for line in run("", LOOP, options="--markers")
    )


def test_without_pytest_it_says_what_to_install() -> None:
    code = "import sys; sys.modules['pytest'] = None; import gong_async.testing"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    said = "ModuleNotFoundError: gong_async.testing needs pytest: pip install pytest"
    assert ended.stderr.splitlines()[-1] == said
