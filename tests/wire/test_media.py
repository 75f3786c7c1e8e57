"""A recording is fetched whole or not at all, whatever its host does (rows 108 to 120, F19)."""

from __future__ import annotations

import asyncio
import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gong_async import (
    MediaError,
    MediaFileError,
    MediaUrls,
    MissingScopeError,
    NoMediaError,
    NotFoundError,
    PermissionDeniedError,
)
from gong_async.sim import MEDIA_KINDS, MediaFault, MediaFaults
from gong_async.sim.media_answers import ELSEWHERE
from tests.wire.recordings import Company, company, digest, names

SLOW = MediaFault("drip", seconds=30.0)


def assert_whole(found: Company, folder: Path, kind: str = "audio") -> None:
    """Assert that the folder has the one file, to the last byte, and nothing besides."""
    suffix = {"audio": "mp3", "video": "mp4"}[kind]
    (name,) = names(folder)
    assert name == f"{found.call_id}-{kind}.{suffix}"
    assert (folder / name).read_bytes() == found.truth(kind)


# Links


async def test_the_links_of_a_call_cost_one_request_and_do_not_show() -> None:
    async with company() as found:
        links = await found.gong.calls.media(found.call_id)
        assert found.sim.requests == 1
        assert found.sim.media.log == []
        assert links.audio_url is not None
        assert links.audio_url.startswith(found.sim.media.url)
        assert links.video_url is not None
        assert "Signature" not in repr(links)
        selector = found.sim.log[0].body["contentSelector"]["exposedFields"]
        assert [name for name, wanted in selector.items() if wanted] == ["media"]


async def test_a_call_without_pictures_has_no_link_to_them(tmp_path: Path) -> None:
    async with company(calls=40) as found:
        heard = next(c.id for c in found.sim.world.calls if c.basic["media"] == "Audio")
        assert (await found.gong.calls.media(heard)).video_url is None
        with pytest.raises(NoMediaError, match=f"the video of call {heard}: Gong has none"):
            await found.gong.calls.download_media(heard, folder=tmp_path, kind="video")
        assert names(tmp_path) == []


async def test_a_call_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    async with company() as found:
        with pytest.raises(NotFoundError, match="there is no call 1 that"):
            await found.gong.calls.media("1")
        with pytest.raises(NotFoundError):
            await found.gong.calls.download_media("1", folder=tmp_path)


async def test_the_scope_that_is_missing_is_named(tmp_path: Path) -> None:
    scope = "api:calls:read:media-url"
    async with company(sim={"denied_scopes": (scope,)}) as found:
        with pytest.raises((MissingScopeError, PermissionDeniedError), match=scope):
            await found.fetch(tmp_path)


@pytest.mark.parametrize("call_id", ["", "../1", "1/2", "CON", "1 ", "１", "1" * 21, 1])
async def test_an_id_that_is_none_is_refused_before_any_io(call_id: Any, tmp_path: Path) -> None:
    async with company() as found:
        with pytest.raises(ValueError, match="call_id must be text of 1 to 20 digits"):
            await found.gong.calls.download_media(call_id, folder=tmp_path)
        with pytest.raises(ValueError, match="kind must be 'audio' or 'video'"):
            await found.fetch(tmp_path, kind="../../x")
        with pytest.raises(MediaFileError, match="is not a folder; make it first"):
            await found.fetch(tmp_path / "nowhere")
        assert found.sim.requests == 0


# Whole files


@pytest.mark.parametrize("kind", ["audio", "video"])
async def test_a_recording_comes_whole(kind: str, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    async with company(size=300_000) as found:
        media = await found.fetch(tmp_path, kind=kind, progress=lambda *now: told.append(now))
        truth = found.truth(kind)
        assert (media.call_id, media.kind, media.bytes) == (found.call_id, kind, len(truth))
        assert (media.sha256, media.path.read_bytes()) == (digest(truth), truth)
        assert_whole(found, tmp_path, kind)
        assert told == sorted(told)
        assert told[-1] == (len(truth), len(truth))
        assert (found.sim.requests, found.asked) == (1, ["bytes=0-"])


async def test_known_links_are_used_and_nothing_is_asked(tmp_path: Path) -> None:
    async with company() as found:
        links = await found.gong.calls.media(found.call_id)
        await found.fetch(tmp_path, links=links)
        assert found.sim.requests == 1
        with pytest.raises(NoMediaError):
            await found.fetch(tmp_path, links=MediaUrls())
        assert found.sim.requests == 1


async def test_a_file_that_is_there_is_replaced_at_once(tmp_path: Path) -> None:
    async with company({1: "cut"}) as found:
        await found.fetch(tmp_path)
        found.sim.media.replace(found.call_id, "audio")
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)


# Faults


@pytest.mark.parametrize("kind", [*MEDIA_KINDS, "chunked", "gzip", "weak"])
async def test_a_fault_at_the_beginning(kind: str, tmp_path: Path) -> None:
    async with company({0: MediaFault(kind, seconds=0.1)}) as found:
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)
        assert found.sim.media.log[0].fault == kind


@pytest.mark.parametrize("kind", [*MEDIA_KINDS, "chunked", "gzip", "weak"])
async def test_a_fault_in_the_middle(kind: str, tmp_path: Path) -> None:
    plan = {0: MediaFault("cut", share=0.6), 1: MediaFault(kind, seconds=0.1)}
    async with company(plan) as found:
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)
        resumed = found.sim.media.log[1]
        assert resumed.range == f"bytes={found.sim.media.log[0].sent}-"
        assert resumed.if_range.startswith('"')


@pytest.mark.parametrize("kind", ["cut", "short"])
async def test_what_came_is_not_asked_for_again(kind: str, tmp_path: Path) -> None:
    plan = {number: MediaFault(kind, share=0.4) for number in range(4)}
    async with company(plan) as found:
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)
        assert len(found.asked) == 5
        assert found.sim.media.bytes_sent == len(found.truth())


@pytest.mark.parametrize("kind", ["expired", "gone"])
async def test_a_link_that_has_expired_is_asked_for_anew(kind: str, tmp_path: Path) -> None:
    async with company({0: "cut", 1: kind}) as found:
        links = await found.gong.calls.media(found.call_id)
        await found.fetch(tmp_path, links=links)
        assert_whole(found, tmp_path)
        assert found.sim.requests == 2
        assert found.asked[1] == found.asked[2] != "bytes=0-"


async def test_old_links_do_no_harm(tmp_path: Path) -> None:
    async with company() as found:
        links = await found.gong.calls.media(found.call_id)
        found.sim.media.expire()
        await found.fetch(tmp_path, links=links)
        assert_whole(found, tmp_path)
        assert [seen.status for seen in found.sim.media.log] == [403, 206]


async def test_links_that_are_refused_for_good_cost_three_requests(tmp_path: Path) -> None:
    faults = MediaFaults(rate=1.0, kinds=("expired",))
    async with company(faults=faults) as found:
        with pytest.raises(MediaError, match="refused the link \\(403\\)") as caught:
            await found.fetch(tmp_path)
        assert (caught.value.status, caught.value.attempts) == (403, 3)
        assert found.sim.requests == 3
        assert names(tmp_path) == []


async def test_trying_again_comes_to_an_end(tmp_path: Path) -> None:
    async with company(
        faults=MediaFaults(rate=1.0, kinds=("500",)), policy={"attempts": 4}
    ) as found:
        with pytest.raises(MediaError, match="its host answered with 500") as caught:
            await found.fetch(tmp_path)
        assert (caught.value.attempts, len(found.asked)) == (4, 4)
        assert found.sim.requests == 1


async def test_a_host_that_gives_a_byte_at_a_time_is_given_up(tmp_path: Path) -> None:
    faults = MediaFaults(rate=1.0, kinds=(MediaFault("short", share=0.0),))
    async with company(faults=faults, policy={"attempts": 3}) as found:
        with pytest.raises(MediaError, match="the answer broke off"):
            await found.fetch(tmp_path)
        assert found.asked == ["bytes=0-", "bytes=1-", "bytes=2-"]


async def test_a_file_that_grows_may_break_more_often(tmp_path: Path) -> None:
    plan = {number: MediaFault("cut", share=0.3, rst=False) for number in range(3)}
    async with company(plan, size=8_000_000, policy={"attempts": 2}) as found:
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)


async def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    async with company({0: "redirect"}) as found:
        with pytest.raises(MediaError, match="sends elsewhere \\(302\\), which is not followed"):
            await found.fetch(tmp_path)
        assert ELSEWHERE not in [seen.path for seen in found.sim.media.log]
        assert len(found.asked) == 1


@pytest.mark.parametrize("fault", [MediaFault("hang"), SLOW], ids=["silence", "drip"])
async def test_neither_silence_nor_a_drip_goes_on_for_ever(
    fault: MediaFault, tmp_path: Path
) -> None:
    async with company({0: fault}, timeout=0.4) as found:
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)
        assert len(found.asked) == 2


async def test_a_drip_that_stays_is_an_error_and_what_came_is_kept(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"timeout": 0.3, "policy": {"attempts": 1}}
    async with company({0: SLOW}, **settings) as found:
        with pytest.raises(MediaError, match="next to nothing came for"):
            await found.fetch(tmp_path)
        assert len(names(tmp_path)) == 2
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)
        assert found.asked[1] != "bytes=0-"


# Going on after an end


async def interrupted(found: Company, folder: Path) -> Path:
    """Cancel a download in its middle; return the file that is left."""
    came = asyncio.Event()
    task = asyncio.create_task(found.fetch(folder, progress=lambda *_: came.set()))
    await came.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (partial, note) = names(folder)
    assert (partial, note) == (f"{found.call_id}-audio.mp3.partial", f"{partial}.json")
    return folder / partial


async def test_a_cancelled_download_is_gone_on_with(tmp_path: Path) -> None:
    async with company({0: SLOW}) as found:
        partial = await interrupted(found, tmp_path)
        size = partial.stat().st_size
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)
        assert found.asked[1] == f"bytes={size}-"


async def test_a_file_that_changed_meanwhile_is_begun_anew(tmp_path: Path) -> None:
    async with company({0: SLOW}) as found:
        await interrupted(found, tmp_path)
        found.sim.media.replace(found.call_id, "audio")
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)
        assert found.sim.media.log[1].status == 200


async def test_a_beginning_that_is_not_what_was_noted_is_not_used(tmp_path: Path) -> None:
    async with company({0: SLOW, 1: SLOW, 2: SLOW}) as found:
        for spoil in (
            lambda partial: partial.write_bytes(b"\0" * partial.stat().st_size),
            lambda partial: partial.write_bytes(b""),
            lambda partial: partial.with_name(f"{partial.name}.json").write_bytes(b"{"),
        ):
            spoil(await interrupted(found, tmp_path))
            await interrupted(found, tmp_path)
            assert found.asked[-1] == "bytes=0-"
            for name in names(tmp_path):
                (tmp_path / name).unlink()
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)


async def test_more_bytes_than_were_noted_do_no_harm(tmp_path: Path) -> None:
    async with company({0: SLOW}) as found:
        partial = await interrupted(found, tmp_path)
        size = partial.stat().st_size
        with partial.open("ab") as file:
            file.write(b"x" * 100_000)
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)
        assert found.asked[1] == f"bytes={size}-"


async def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    async with company({0: SLOW}) as found:
        came = asyncio.Event()
        first = asyncio.create_task(found.fetch(tmp_path, progress=lambda *_: came.set()))
        await came.wait()
        with pytest.raises(MediaFileError, match="another download is writing it"):
            await found.fetch(tmp_path)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)


async def test_what_progress_raises_gets_through(tmp_path: Path) -> None:
    def stop(*_: object) -> None:
        raise OSError(errno.EPIPE, "nobody looks")

    async with company() as found:
        with pytest.raises(BrokenPipeError, match="nobody looks"):
            await found.fetch(tmp_path, progress=stop)
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)


CHILD = """
import asyncio, resource, signal, sys
from gong_async import Gong, MediaFileError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
async def main():
    async with Gong.from_env() as gong:
        await gong.calls.download_media(sys.argv[2], folder=sys.argv[3])
try:
    asyncio.run(main())
except MediaFileError as error:
    print(error)
    sys.exit(5)
"""


async def test_a_disk_that_is_full_is_told_and_what_came_is_kept(tmp_path: Path) -> None:
    async with company(size=400_000) as found:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", CHILD, "150000", found.call_id, str(tmp_path)),
            env={
                **os.environ,
                "GONG_BASE_URL": found.sim.url,
                "GONG_ACCESS_KEY": "sim-key",
                "GONG_ACCESS_KEY_SECRET": "sim-secret",
            },
            stdout=subprocess.PIPE,
        )
        said, _ = await process.communicate()
        assert process.returncode == 5, said
        assert b"file too large; what came so far is kept" in said
        await found.fetch(tmp_path)
        assert_whole(found, tmp_path)
        assert found.asked == ["bytes=0-", "bytes=150000-"]
