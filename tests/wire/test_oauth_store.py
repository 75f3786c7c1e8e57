"""A token in a file: private, whole, renewed by one process at a time, whoever dies when (118)."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import stat
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve

from gong_async.errors import AuthenticationError, ConfigError, GongError, StateError
from gong_async.oauth import FileTokenStore, OAuth, OAuthToken
from tests.clock import now, run, virtual_time
from tests.wire.granting import HOUR, ask, authorize, client, stored
from tests.wire.hostile import hang
from tests.wire.rig import failure, script

ROOT = Path(__file__).parents[2]
RENEWER = Path(__file__).with_name("renewer.py")
TOKEN = OAuthToken(
    access_token="access-0",
    refresh_token="refresh-0",
    expires_at=datetime(2026, 5, 5, 12, tzinfo=UTC),
    scope="api:users:read",
    api_base_url="https://us-1.api.gong.io",
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def store(tmp_path: Path) -> FileTokenStore:
    return FileTokenStore(tmp_path / "acme.token")


# The file


@pytest.mark.parametrize("umask", [0o000, 0o077])
async def test_a_token_is_kept_for_its_owner_alone(store: FileTokenStore, umask: int) -> None:
    before = os.umask(umask)
    try:
        await store.save(TOKEN)
        async with store.renewing() as kept:
            assert kept == TOKEN
    finally:
        os.umask(before)
    assert {path.name: mode(path) for path in store.path.parent.iterdir()} == {
        "acme.token": 0o600,
        "acme.token.lock": 0o600,
    }
    assert store.load() == TOKEN


@pytest.mark.parametrize("wide", [0o640, 0o604, 0o620, 0o644, 0o660, 0o666, 0o610])
async def test_a_file_that_others_may_use_is_refused(store: FileTokenStore, wide: int) -> None:
    await store.save(TOKEN)
    store.path.chmod(wide)
    with pytest.raises(ConfigError, match="chmod 600") as caught:
        store.load()
    assert "access-0" not in str(caught.value)
    await store.save(TOKEN)
    assert store.load() == TOKEN, "a new token is in a new file"


def test_a_file_that_is_not_there_says_to_authorize(store: FileTokenStore) -> None:
    with pytest.raises(ConfigError, match="authorize the app"):
        store.load()


@pytest.mark.parametrize("content", ["", "{}", "access-0", "\0" * 500, "{" * 100_000])
def test_a_file_without_a_token_is_not_shown(store: FileTokenStore, content: str) -> None:
    store.path.write_text(content)
    store.path.chmod(0o600)
    with pytest.raises(StateError, match="authorize the app again") as caught:
        store.load()
    assert "access-0" not in str(caught.value)


@pytest.mark.parametrize("make", ["link", "folder", "pipe"])
async def test_what_is_no_plain_file_is_refused(store: FileTokenStore, make: str) -> None:
    elsewhere = FileTokenStore(store.path.with_name("other.token"))
    await elsewhere.save(TOKEN)
    match make:
        case "link":
            store.path.symlink_to(elsewhere.path)
        case "folder":
            store.path.mkdir(0o700)
        case _:
            os.mkfifo(store.path, 0o600)
    with pytest.raises(ConfigError, match=store.path.name):
        store.load()


async def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    nowhere = FileTokenStore(tmp_path / "none" / "acme.token")
    error = await failure(nowhere.save(TOKEN))
    assert isinstance(error, ConfigError)
    with pytest.raises(ConfigError, match="No such file"):
        async with nowhere.renewing():
            pass


async def test_a_token_that_cannot_be_written_leaves_the_one_before(store: FileTokenStore) -> None:
    await store.save(TOKEN)
    with full_disk():
        error = await failure(store.save(evolve(TOKEN, access_token="access-1")))
    assert isinstance(error, ConfigError)
    assert store.load() == TOKEN
    assert names(store.path.parent) == {"acme.token"}, "no half-written token is left"


# Renewal


async def test_the_file_holds_the_last_token_that_gong_gave(tmp_path: Path) -> None:
    async with stored(tmp_path) as (one, store):
        oauth = OAuth(one.app, store)
        async with client(oauth) as gong:
            for _ in range(3):
                one.pass_by(24 * HOUR)
                await asyncio.gather(*[ask(gong) for _ in range(20)])
        assert one.refreshes == [200] * 3
        assert store.load() == oauth.token
        async with client(OAuth(one.app, store)) as gong:
            await ask(gong)
        assert one.refreshes == [200] * 3


async def test_two_that_share_a_file_renew_once(tmp_path: Path) -> None:
    async with stored(tmp_path) as (one, store):
        first, second = OAuth(one.app, store), OAuth(one.app, FileTokenStore(store.path))
        async with client(first) as gong, client(second) as other:
            one.expire()
            await asyncio.gather(*[ask(each) for each in (gong, other) * 50])
            assert one.refreshes == [200]
            assert first.token == second.token == store.load()
            one.sim.oauth.revoke()
            one.clock.now += HOUR
            error = await failure(ask(gong))
        assert "authorize the app again" in str(error)
        assert "cut off" not in str(error), "whoever took the token over noted nothing down"


async def test_a_token_that_another_renewed_long_ago_is_renewed_in_turn(tmp_path: Path) -> None:
    async with stored(tmp_path) as (one, store):
        idle, busy = OAuth(one.app, store), OAuth(one.app, store)
        one.pass_by(24 * HOUR)
        async with client(busy) as gong:
            await ask(gong)
        one.pass_by(24 * HOUR)
        async with client(idle) as gong:
            await ask(gong)
        assert one.refreshes == [200, 200]
        assert one.statuses == [200, 200]


async def test_an_app_that_is_authorized_again_goes_on_without_a_restart(tmp_path: Path) -> None:
    async with stored(tmp_path) as (one, store), client(OAuth(one.app, store)) as gong:
        one.sim.oauth.revoke()
        assert isinstance(await failure(ask(gong)), AuthenticationError)
        assert isinstance(await failure(ask(gong)), AuthenticationError)
        await store.save(await authorize(one.app))
        await ask(gong)
        assert one.refreshes == [400]


async def test_nothing_is_asked_for_what_could_not_be_stored(tmp_path: Path) -> None:
    async with stored(tmp_path) as (one, store):
        oauth = OAuth(one.app, store)
        with full_disk():
            error = await failure(oauth.renew(oauth.token))
        assert isinstance(error, ConfigError)
        assert "Gong was not asked" in str(error)
        assert one.refreshes == []
        await oauth.renew(oauth.token)
        assert one.refreshes == [200]
        assert store.load() == oauth.token


# Processes


@asynccontextmanager
async def process(*arguments: object) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a renewer and wait until it is ready."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", str(RENEWER), *map(str, arguments)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert running.stdout is not None
    try:
        assert await running.stdout.readline() == b"ready\n"
        yield running
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()


async def go(running: asyncio.subprocess.Process) -> list[str]:
    said, _ = await running.communicate(b"\n")
    return said.decode().splitlines()


async def test_two_processes_renew_once_and_lose_no_call(tmp_path: Path) -> None:
    async with (
        stored(tmp_path, latency=0.02) as (one, store),
        process(store.path, one.sim.url, 20) as first,
        process(store.path, one.sim.url, 20) as second,
    ):
        one.expire()
        said = await asyncio.gather(go(first), go(second))
        (workspace,) = {line for lines in said for line in lines}
        assert workspace.isdigit()
        assert [len(lines) for lines in said] == [20] * 2
        assert one.refreshes == [200]
        assert one.statuses.count(200) == 40
        async with client(OAuth(one.app, store)) as gong:
            await ask(gong)
        assert one.refreshes == [200], "the file has the token that is good"


async def test_a_death_between_the_answer_and_the_file_is_told_exactly(tmp_path: Path) -> None:
    async with stored(tmp_path) as (one, store):
        async with process(store.path, one.sim.url, 200, "die") as dying:
            one.expire()
            assert await go(dying) == []
            assert dying.returncode == -signal.SIGKILL
        assert one.refreshes == [200]
        assert store.load() == one.first, "whole, and the last one that was stored"
        assert names(tmp_path) == {"acme.token", "acme.token.lock"}
        async with client(OAuth(one.app, store)) as gong:
            for _ in range(2):
                error = await failure(ask(gong))
                assert isinstance(error, AuthenticationError)
                assert "authorize the app again" in str(error)
                assert str(error).count("was cut off before its answer was stored") == 1
        assert one.refreshes == [200, 400], "asked once more, since nothing can be lost by that"
        await store.save(await authorize(one.app))
        async with client(OAuth(one.app, store)) as gong:
            await ask(gong)


async def test_a_death_before_gong_has_the_request_costs_nothing(tmp_path: Path) -> None:
    async with stored(tmp_path) as (one, store):
        async with script(hang()) as deaf, process(store.path, deaf.url, 200) as dying:
            one.expire()
            assert dying.stdin is not None
            dying.stdin.write(b"\n")
            await deaf.until(arrived=1)
            dying.kill()
            await dying.wait()
        assert store.path.with_name("acme.token.lock").stat().st_size > 0
        async with client(OAuth(one.app, store)) as gong:
            await ask(gong)
            await ask(gong)
        assert one.refreshes == [200]
        assert store.load() != one.first


async def test_what_was_cut_off_long_ago_is_not_told_of_another_token(tmp_path: Path) -> None:
    async with stored(tmp_path) as (one, store):
        async with process(store.path, one.sim.url, 1, "die") as dying:
            one.expire()
            await go(dying)
        await store.save(await authorize(one.app))
        async with client(OAuth(one.app, store)) as gong:
            one.sim.oauth.revoke()
            error = await failure(ask(gong))
        assert "authorize the app again" in str(error)
        assert "cut off" not in str(error)


@virtual_time
async def take_turns(store: FileTokenStore) -> list[str]:
    """Hold the lock for a minute while another waits for it."""
    order: list[str] = []

    async def other() -> None:
        async with store.renewing():
            order.append("second")

    async with store.renewing():
        waiting = asyncio.create_task(other())
        await asyncio.sleep(60)
        order.append("first")
    await waiting
    return order


@virtual_time
async def wait_for_nothing(store: FileTokenStore) -> tuple[GongError, float]:
    """Wait for a lock that is never given back."""
    async with store.renewing():
        began = now()
        return await failure(store.renewing().__aenter__()), now() - began


async def give_up_waiting(store: FileTokenStore) -> None:
    async with store.renewing():
        for _ in range(10):
            waiting = asyncio.create_task(store.renewing().__aenter__())
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting


def test_a_lock_that_somebody_holds_is_waited_for_but_not_for_ever(store: FileTokenStore) -> None:
    run(store.save(TOKEN))
    assert take_turns(store) == ["first", "second"]
    error, waited = wait_for_nothing(store)
    assert "end what renews it" in str(error)
    assert waited == pytest.approx(300, rel=0.01)


def test_whoever_gives_up_waiting_for_the_lock_leaves_no_file_open(store: FileTokenStore) -> None:
    run(store.save(TOKEN))
    before = open_files()
    run(give_up_waiting(store))
    assert open_files() == before


def open_files() -> int:
    return sum(1 for number in range(256) if is_open(number))


def is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
