"""Many recordings: each once, whole, and listed, whatever goes wrong (F19, small)."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from gong_async import MissingScopeError, OutputLockedError, SinkError
from gong_async.media import MediaHarvester, MediaReport
from gong_async.sim import MediaFault, MediaFaults
from tests.cli.command import eventually
from tests.wire.recordings import Company, company, digest, names

QUARTER = MediaFaults(rate=0.25, seed=7)


def call_ids(found: Company) -> list[str]:
    return [call.id for call in found.sim.world.calls]


async def harvest(found: Company, folder: Path, **more: Any) -> MediaReport:
    return await MediaHarvester(found.gong, folder, **more).run(call_ids(found))


def truth(found: Company, kind: str = "audio") -> dict[str, str]:
    """The digest of each recording that there is, by the call's id."""
    calls = [
        call for call in found.sim.world.calls if kind == "audio" or call.basic["media"] == "Video"
    ]
    return {call.id: digest(found.sim.media.truth(call.id, kind)) for call in calls}


def listed(folder: Path, kind: str = "audio") -> dict[str, str]:
    """What the manifest says, each of it checked against the file."""
    lines = map(json.loads, (folder / "manifest.jsonl").read_text().splitlines())
    entries = {line["file"]: line for line in lines if line["kind"] == kind}
    for name, entry in entries.items():
        content = (folder / name).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(content), digest(content))
    return {entry["call_id"]: entry["sha256"] for entry in entries.values()}


async def test_a_quarter_of_the_requests_fail_and_every_file_is_whole(tmp_path: Path) -> None:
    async with company(faults=QUARTER, size=100_000, calls=60) as found:
        report = await harvest(found, tmp_path)
        assert (report.fetched, report.complete) == (60, True)
        assert listed(tmp_path) == truth(found)
        assert len(names(tmp_path)) == 61
        whole = sum(len(found.sim.media.truth(id_, "audio")) for id_ in call_ids(found))
        assert report.bytes == whole
        assert found.sim.media.bytes_sent <= 1.4 * whole
        broken = [seen for seen in found.sim.media.log if seen.fault]
        assert len(broken) >= 0.15 * len(found.sim.media.log)


async def test_links_are_asked_for_in_hundreds(tmp_path: Path) -> None:
    async with company(calls=104, size=500) as found:
        await harvest(found, tmp_path, at_once=8)
        asked = [len(seen.body["filter"]["callIds"]) for seen in found.sim.log]
        assert asked == [100, 4]
        assert len(found.sim.media.log) == 104


async def test_what_is_there_is_not_asked_for_again(tmp_path: Path) -> None:
    async with company(calls=20, size=500) as found:
        await harvest(found, tmp_path)
        before = (found.sim.requests, len(found.sim.media.log))
        report = await harvest(found, tmp_path)
        assert (report.present, report.fetched, report.complete) == (20, 0, True)
        assert (found.sim.requests, len(found.sim.media.log)) == before


async def test_what_was_lost_or_cut_since_is_fetched_again(tmp_path: Path) -> None:
    async with company(calls=6, size=500) as found:
        await harvest(found, tmp_path)
        lost, cut, *_ = [tmp_path / name for name in names(tmp_path)]
        lost.unlink()
        cut.write_bytes(b"cut")
        assert (await harvest(found, tmp_path)).fetched == 2
        assert listed(tmp_path) == truth(found)


async def test_calls_without_pictures_are_counted_and_asked_about_again(tmp_path: Path) -> None:
    async with company(calls=40, size=500) as found:
        for _ in range(2):
            report = await harvest(found, tmp_path, kind="video")
            assert report.complete
            assert report.missing == 40 - len(truth(found, "video")) > 0
        assert listed(tmp_path, "video") == truth(found, "video")


async def test_a_call_that_gong_does_not_know_is_missing(tmp_path: Path) -> None:
    async with company(calls=3) as found:
        report = await MediaHarvester(found.gong, tmp_path).run([*call_ids(found), "1"])
        assert (report.fetched, report.missing, report.complete) == (3, 1, True)


async def test_a_file_that_fails_stands_alone(tmp_path: Path) -> None:
    plan = dict.fromkeys((0, 2, 4), "500")
    async with company(plan, calls=10, policy={"attempts": 1}) as found:
        report = await harvest(found, tmp_path, at_once=1)
        assert (report.fetched, len(report.failed), report.complete) == (7, 3, False)
        assert all("answered with 500" in why for why in report.failed.values())
        assert (await harvest(found, tmp_path)).fetched == 3
        assert listed(tmp_path) == truth(found)


async def test_old_links_are_asked_for_anew_one_by_one(tmp_path: Path) -> None:
    async with company(calls=6, size=500) as found:
        harvester = MediaHarvester(found.gong, tmp_path, at_once=1)
        task = asyncio.create_task(harvester.run(call_ids(found)))
        await eventually(lambda: harvester.report.fetched > 0)
        found.sim.media.expire()
        assert (await task).complete
        assert listed(tmp_path) == truth(found)
        assert 1 < found.sim.requests <= 6


async def test_an_odd_record_fails_alone(tmp_path: Path) -> None:
    async with company(calls=5, size=500) as found:
        odd, *others = call_ids(found)
        found.sim.edit(odd, title=["a", "list"])
        report = await harvest(found, tmp_path)
        assert (report.fetched, report.failed.keys()) == (4, {odd})
        assert "title" in report.failed[odd]
        assert listed(tmp_path).keys() == set(others)


async def test_a_missing_scope_ends_it(tmp_path: Path) -> None:
    scopes = {"denied_scopes": ("api:calls:read:media-url",)}
    async with company(calls=300, sim=scopes) as found:
        with pytest.raises(MissingScopeError):
            await harvest(found, tmp_path)
        assert found.sim.requests == 1


async def test_a_line_that_a_crash_has_cut_is_no_loss(tmp_path: Path) -> None:
    async with company(calls=6, size=500) as found:
        await harvest(found, tmp_path)
        manifest = tmp_path / "manifest.jsonl"
        content = manifest.read_bytes()
        for spoilt in (content[:-9], b"", content.replace(b"{", b"[", 1), b"\xff\n" + content[:40]):
            manifest.write_bytes(spoilt)
            report = await harvest(found, tmp_path)
            assert (report.present, report.fetched) == (6, 0)
            assert listed(tmp_path) == truth(found)
        assert len(found.sim.media.log) == 6


async def test_one_process_at_a_time(tmp_path: Path) -> None:
    async with company({0: MediaFault("hang")}, calls=2) as found:
        first = asyncio.create_task(harvest(found, tmp_path))
        await eventually(lambda: len(found.sim.media.log) > 0)
        with pytest.raises(OutputLockedError, match=str(tmp_path)):
            await harvest(found, tmp_path)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert (await harvest(found, tmp_path)).complete


async def test_a_place_that_cannot_be_written_to_is_told_before_any_io(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with company() as found:
        for folder in (tmp_path / "file", tmp_path / "nowhere" / "folder"):
            with pytest.raises(SinkError):
                await harvest(found, folder)
        with pytest.raises(ValueError, match="call_id must be"):
            await MediaHarvester(found.gong, tmp_path).run(["../1"])
        assert found.sim.requests == 0
