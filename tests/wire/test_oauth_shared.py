"""One store for several clients, processes and logins: one renewal, and the last word is kept."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from attrs import define, evolve, field

from gong_async.errors import AuthenticationError
from gong_async.oauth import CallbackTokenStore, FileTokenStore, OAuth, OAuthToken
from tests.wire.granting import HOUR, QUICK, ask, authorize, client, scene, stored
from tests.wire.hostile import refuse
from tests.wire.renewable import after, granted, renewable
from tests.wire.rig import GOOD, failure
from tests.wire.test_oauth_troubles import TOKEN


async def test_two_that_share_a_callback_renew_once() -> None:
    async with scene() as one:
        store = CallbackTokenStore(one.first, one.kept.append)
        first, second = OAuth(one.app, store), OAuth(one.app, store)
        async with client(first) as gong, client(second) as other:
            one.expire()
            await asyncio.gather(*[ask(each) for each in (gong, other) * 10])
        assert one.refreshes == [200]
        assert one.kept == [first.token] == [second.token]


async def test_two_event_loops_with_one_store_renew_once() -> None:
    slow = asyncio.Event()
    async with renewable(GOOD, granting=[after(slow, granted())]) as (one, gong):
        other = OAuth(one.app, one.oauth.store)
        one.clock.now += 24 * HOUR
        task = asyncio.create_task(gong.calls.get("1"))
        await one.server.until(arrived=1)
        elsewhere = asyncio.create_task(
            asyncio.to_thread(lambda: asyncio.run(other.renew(other.token)))
        )
        slow.set()
        await asyncio.gather(task, elsewhere)
        assert one.refreshes == 1
        assert one.kept == [one.oauth.token] == [other.token]


async def test_a_token_that_was_authorized_a_moment_ago_is_used(tmp_path: Path) -> None:
    """Though the one before was new as well, so that its refusal would be the last word."""
    async with stored(tmp_path) as (one, store), client(OAuth(one.app, store)) as gong:
        one.expire()
        await ask(gong)
        one.sim.oauth.revoke()
        await store.save(await authorize(one.app))
        await ask(gong)
        assert one.refreshes == [200]


async def test_a_new_authorization_is_not_overwritten_by_a_renewal(tmp_path: Path) -> None:
    slow = asyncio.Event()
    async with renewable(GOOD, granting=[after(slow, granted())]) as (one, _):
        store = FileTokenStore(tmp_path / "acme.token")
        await store.save(one.oauth.token)
        async with client(OAuth(one.app, store)) as gong:
            one.clock.now += 24 * HOUR
            task = asyncio.create_task(gong.calls.get("1"))
            await one.server.until(arrived=1)
            anew = OAuthToken(
                access_token="anew",
                refresh_token="refresh-anew",
                expires_at=one.clock.now + 24 * HOUR,
                api_base_url=one.server.url,
            )
            await store.save(anew)
            slow.set()
            await task
        assert store.load() == anew
        assert one.sent_with == ["anew"]


@define(eq=False)
class Rows(CallbackTokenStore):
    """A store as the protocol has it: what is kept is known only while a renewal is begun."""

    rows: list[OAuthToken] = field(factory=list[OAuthToken])

    @asynccontextmanager
    async def renewing(self) -> AsyncIterator[OAuthToken]:
        self.token = self.rows[-1]
        yield self.token


async def test_an_app_that_is_authorized_again_goes_on_with_any_store() -> None:
    async with scene() as one:
        store = Rows(one.first, one.kept.append, rows=[one.first])
        async with client(OAuth(one.app, store)) as gong:
            one.sim.oauth.revoke()
            for _ in range(3):
                assert isinstance(await failure(ask(gong)), AuthenticationError)
            assert one.refreshes == [400]
            store.rows.append(await authorize(one.app))
            await ask(gong)
        assert one.refreshes == [400]


async def test_a_plain_refusal_is_not_said_to_be_cut_off(tmp_path: Path) -> None:
    async with stored(tmp_path) as (one, store):
        one.sim.oauth.revoke()
        for _ in range(2):  # one process after the other
            async with client(OAuth(one.app, FileTokenStore(store.path))) as gong:
                error = await failure(ask(gong))
            assert "authorize the app again" in str(error)
            assert "cut off" not in str(error)


async def test_a_forked_child_does_not_keep_the_lock(tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "acme.token")
    await store.save(TOKEN)
    async with store.renewing():
        locked = (tmp_path / "acme.token.lock").stat()
        copy = os.dup(next(n for n in range(3, 256) if is_file(n, locked)))  # as a child has one
    try:
        async with asyncio.timeout(5), store.renewing() as kept:
            assert kept == TOKEN
    finally:
        os.close(copy)


def is_file(number: int, file: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.fstat(number), file)
    except OSError:
        return False


async def test_clients_that_are_refused_for_another_reason_do_not_renew_in_turn() -> None:
    async with renewable(refuse(401, "Access denied")) as (one, _):
        store = CallbackTokenStore(one.oauth.token, one.kept.append)
        both = [OAuth(one.app, store), OAuth(one.app, store)]
        async with client(both[0]) as first, client(both[1]) as second:
            for gong in (first, second) * 5:
                assert isinstance(await failure(gong.calls.get("1")), AuthenticationError)
        assert one.refreshes <= 2


@define(eq=False)
class Locked(CallbackTokenStore):
    """A store that cannot be read while a renewal has it."""

    held: bool = False

    def load(self) -> OAuthToken:
        if self.held:
            raise OSError("the database is locked")
        return super().load()

    @asynccontextmanager
    async def renewing(self) -> AsyncIterator[OAuthToken]:
        async with super().renewing() as kept:
            self.held = True
            try:
                yield kept
            finally:
                self.held = False


async def test_a_store_that_cannot_be_read_just_now_can_be_written() -> None:
    async with scene() as one:
        async with client(OAuth(one.app, Locked(one.first, one.kept.append))) as gong:
            one.expire()
            await ask(gong)
        assert (one.refreshes, len(one.kept)) == ([200], 1)


@pytest.mark.parametrize("fails", [1, QUICK.attempts], ids=["once", "to-the-end"])
async def test_a_token_that_was_written_but_not_made_safe_is_saved_again(fails: int) -> None:
    """As a file that is replaced before the folder it is in is on the disk."""
    async with scene() as one:

        @define(eq=False)
        class Half(CallbackTokenStore):
            tries: int = 0

            async def save(self, token: OAuthToken) -> None:
                await super().save(token)
                self.tries += 1
                if self.tries <= fails:
                    raise OSError("the folder cannot be synced")

        store = Half(one.first, one.kept.append)
        async with client(OAuth(one.app, store)) as gong:
            one.expire()
            for _ in range(fails // QUICK.attempts):
                with pytest.raises(OSError, match="cannot be synced"):
                    await ask(gong)
            await ask(gong)
        assert (one.refreshes, store.tries) == ([200], fails + 1)
        assert one.kept == [store.token] * (fails + 1)


async def test_a_login_between_two_tries_to_save_is_not_overwritten() -> None:
    async with scene() as one:
        anew = evolve(one.first, access_token="anew")
        tries: list[OAuthToken] = []

        def keep(token: OAuthToken) -> None:
            tries.append(token)
            store.token = anew
            raise ConnectionError

        store = CallbackTokenStore(one.first, keep)
        oauth = OAuth(one.app, store)
        one.expire()
        await oauth.renew(oauth.token)
        assert oauth.token == store.token == anew
        assert (one.refreshes, len(tries)) == ([200], 1)
        assert QUICK.attempts > 1
