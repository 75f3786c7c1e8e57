"""``gong-async media``: the recordings of harvested calls."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gong_async.sim import GongSim, MediaFault, MediaFaults, MediaHost
from tests.cli.command import Command, Ended, eventually, simulator, stop

CALLS = 60
FAST = ("--rate", "1000")


@pytest.fixture
def acme(harvested: Path, tmp_path: Path) -> Path:
    """A harvest of sixty calls, to write beside."""
    return Path(shutil.copy(harvested, tmp_path))


@pytest.fixture
async def sim() -> AsyncIterator[GongSim]:
    async with company() as running:
        yield running


def company(faults: MediaFaults | None = None, size: int = 3_000) -> GongSim:
    return simulator(calls=CALLS, media=MediaHost(size=size, faults=faults))


async def media(folder: Path, sim: GongSim, *more: str) -> Ended:
    return await Command(folder, sim).run("media", "acme.db", *FAST, *more)


def assert_all(folder: Path, sim: GongSim, kind: str = "audio") -> None:
    """Assert that there is every recording, to the last byte, and nothing that is not whole."""
    calls = [c for c in sim.world.calls if kind == "audio" or c.basic["media"] == "Video"]
    suffix = {"audio": "mp3", "video": "mp4"}[kind]
    truth = {f"{c.id}-{kind}.{suffix}": sim.media.truth(c.id, kind) for c in calls}
    lines = map(json.loads, (folder / "manifest.jsonl").read_text().splitlines())
    listed = {line["file"]: line["sha256"] for line in lines if line["kind"] == kind}
    assert listed == {name: hashlib.sha256(content).hexdigest() for name, content in truth.items()}
    files = {path.name: path.read_bytes() for path in folder.iterdir() if kind in path.name}
    assert files == truth


async def test_it_follows_a_harvest_and_says_so(acme: Path, sim: GongSim) -> None:
    folder = acme.parent
    done = await media(folder, sim)
    assert (done.code, done.out) == (0, "")
    assert f"fetching the audio of {CALLS} calls into acme-media" in done.err
    assert f"done: {CALLS} recordings fetched in 0:" in done.err
    assert "\x1b" not in done.err
    assert_all(folder / "acme-media", sim)
    assert sim.media.secrets_seen == 0
    requests, files = sim.requests, len(sim.media.log)
    again = await media(folder, sim)
    assert (again.code, sim.requests, len(sim.media.log)) == (0, requests, files)
    assert f"done: 0 recordings fetched in 0:00, {CALLS} were there before" in again.err


async def test_pictures_go_where_they_are_wanted(acme: Path, sim: GongSim) -> None:
    done = await media(acme.parent, sim, "--kind", "video", "--folder", "pictures")
    assert done.code == 0
    assert "calls without video, or not yet" in done.err
    assert_all(acme.parent / "pictures", sim, "video")


async def test_only_the_calls_of_a_range(acme: Path, sim: GongSim) -> None:
    since, until = (sim.world.calls[number].when for number in (20, 40))
    wanted = {call.id for call in sim.world.calls if since <= call.when < until}
    done = await media(acme.parent, sim, "--since", since.isoformat(), "--until", until.isoformat())
    assert f"the audio of {len(wanted)} calls" in done.err
    found = {path.name.split("-")[0] for path in (acme.parent / "acme-media").glob("*.mp3")}
    assert found == wanted


async def test_a_terminal_gets_a_bar(acme: Path, sim: GongSim) -> None:
    code, shown = await Command(acme.parent, sim).run_on_terminal("media", "acme.db", *FAST)
    assert code == 0
    assert f"of {CALLS} calls · " in shown
    assert "a second" in shown
    assert "━" in shown


async def test_what_fails_is_told_and_comes_with_the_next_run(acme: Path) -> None:
    plan = {number: MediaFault("redirect") for number in range(7)}
    async with company(MediaFaults(plan=plan)) as sim:
        done = await media(acme.parent, sim, "--at-once", "1")
        assert done.code == 1
        assert done.err.count("sends elsewhere (302), which is not followed") == 5
        assert "and 2 more like that" in done.err
        assert "7 recordings failed; run the same command again" in done.err
        assert (await media(acme.parent, sim)).code == 0
        assert_all(acme.parent / "acme-media", sim)


async def test_the_scope_that_is_missing_is_named(acme: Path) -> None:
    scope = "api:calls:read:media-url"
    async with simulator(calls=CALLS, denied_scopes=(scope,)) as sim:
        done = await media(acme.parent, sim)
        assert (done.code, sim.requests) == (3, 1)
        assert scope in done.err


async def test_the_quota_that_is_spent_is_told(acme: Path, sim: GongSim) -> None:
    await media(acme.parent, sim, "--quota", "1")
    done = await media(acme.parent, sim, "--quota", "1", "--kind", "video")
    assert (done.code, sim.requests) == (4, 1)


async def test_a_company_that_is_not_in_the_file_is_told(acme: Path, sim: GongSim) -> None:
    done = await media(acme.parent, sim, "--company", "other")
    assert (done.code, sim.requests) == (2, 0)
    assert "acme.db has no 'other'; it has default" in done.err
    assert [path.name for path in acme.parent.iterdir()] == ["acme.db"]


@pytest.mark.parametrize(
    ("folder", "told"),
    [
        ("notes.txt", "notes.txt is not a folder; name a folder"),
        ("notes.txt/audio", "notes.txt is not a folder; make it first"),
    ],
)
async def test_what_can_be_no_folder_is_refused_first(
    folder: str, told: str, acme: Path, sim: GongSim
) -> None:
    acme.with_name("notes.txt").write_text("mine")
    done = await media(acme.parent, sim, "--folder", folder)
    assert (done.code, done.err, sim.requests) == (2, f"gong-async: {told}\n", 0)
    assert {path.name for path in acme.parent.iterdir()} == {"acme.db", "notes.txt"}


async def test_an_interruption_keeps_what_came(acme: Path) -> None:
    faults = MediaFaults(plan={20: MediaFault("drip", seconds=60)})
    async with company(faults) as sim:
        process = await Command(acme.parent, sim).start("media", "acme.db", *FAST, "--at-once", "1")
        await eventually(lambda: len(sim.media.log) == 21)
        done = await stop(process)
        assert done.code == 128 + signal.SIGTERM
        assert "interrupted; 20 recordings fetched" in done.err
        assert "run the same command again to go on" in done.err
        again = await media(acme.parent, sim)
        assert "40 recordings fetched" in again.err
        assert_all(acme.parent / "acme-media", sim)


async def test_it_goes_on_after_any_kill(acme: Path) -> None:
    """Killed three times, with every fourth request failing: each file once, and whole."""
    async with company(MediaFaults(rate=0.25, seed=3), size=100_000) as sim:
        command = Command(acme.parent, sim)
        for _ in range(3):
            before = len(sim.media.log)
            process = await command.start("media", "acme.db", *FAST)
            await eventually(lambda before=before: len(sim.media.log) >= before + 12)
            process.kill()
            await process.wait()
        assert (await media(acme.parent, sim)).code == 0
        assert_all(acme.parent / "acme-media", sim)
        whole = sum(len(sim.media.truth(call.id, "audio")) for call in sim.world.calls)
        assert sim.media.bytes_sent <= 1.6 * whole
        finished = [s.path for s in sim.media.log if s.status in (200, 206)]
        assert len(finished) < 2 * CALLS
