"""A token is renewed in time and once, kept before it is used, and never lost (rows 24, 25)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from attrs import define, field

from gong_async.client import Gong
from gong_async.errors import (
    AuthenticationError,
    MissingScopeError,
)
from gong_async.limiter import PacedLimiter
from gong_async.oauth import CallbackTokenStore, OAuth, OAuthToken
from tests.wire.granting import HOUR, QUICK, SCOPES, ask, client, scene
from tests.wire.hostile import refuse
from tests.wire.renewable import renewable
from tests.wire.rig import CREATE, GOOD, FreeLimiter, connect, failure, script

MANY = 200
WRITE = CREATE.request(body={"title": "x"})


@define(eq=False)
class Eager:
    """Credentials of somebody else's making, which can always be had anew."""

    base_url: str
    token: int = 0
    stale: bool = False
    closed: bool = False

    async def authorization(self) -> str:
        return f"Bearer {self.token}"

    async def renew(self, used: object) -> bool:
        self.token += 1
        return True

    async def aclose(self) -> None:
        self.closed = True


async def all_at_once(gong: Gong) -> list[str]:
    return await asyncio.gather(*[ask(gong) for _ in range(MANY)])


# In time, and once


async def test_a_token_that_is_good_for_more_than_a_minute_is_left_alone() -> None:
    async with scene() as one, client(one.oauth()) as gong:
        one.pass_by(24 * HOUR - timedelta(seconds=61))
        await ask(gong)
        assert (one.refreshes, one.statuses) == ([], [200])


async def test_a_token_is_renewed_a_minute_before_it_expires() -> None:
    async with scene() as one:
        oauth = one.oauth()
        async with client(oauth) as gong:
            one.pass_by(24 * HOUR - timedelta(seconds=60))
            await ask(gong)
            await ask(gong)
        assert (one.refreshes, one.statuses) == ([200], [200, 200])
        assert [oauth.token] == one.kept


async def test_many_calls_at_the_moment_a_token_expires_by_our_clock() -> None:
    async with scene() as one:
        oauth = one.oauth()
        async with client(oauth) as gong:
            one.pass_by(24 * HOUR)
            assert len(set(await all_at_once(gong))) == 1
            assert gong.usage.requests == MANY, "nothing was sent with the old one"
        assert (one.refreshes, one.statuses) == ([200], [200] * MANY)
        assert one.kept == [oauth.token]


async def test_many_calls_at_the_moment_a_token_expires_at_gong() -> None:
    async with scene(latency=0.02) as one:
        oauth = one.oauth()
        async with client(oauth) as gong:
            one.expire()
            assert len(set(await all_at_once(gong))) == 1
        assert one.refreshes == [200]
        assert sorted(one.statuses, key=str) == [200] * MANY + [401] * MANY
        assert one.kept == [oauth.token]


async def test_a_late_refusal_of_an_old_token_does_not_spend_the_new_one() -> None:
    async with scene() as one:
        oauth = one.oauth()
        async with client(oauth) as gong:
            old = oauth.token
            one.expire()
            await ask(gong)
            assert await oauth.renew(old) is True
        assert one.refreshes == [200]


async def test_calls_that_waited_for_a_renewal_take_another_turn() -> None:
    """Else all of them would leave at once when it is over, past Gong's limit."""
    async with scene() as one:
        passed: list[None] = []
        waiting = asyncio.Event()

        class Counted(PacedLimiter):
            async def acquire(self) -> None:
                await super().acquire()
                passed.append(None)
                if len(passed) == 6:
                    waiting.set()

        async def keep(token: OAuthToken) -> None:
            await waiting.wait()

        async with client(one.oauth(keep), limiter=Counted(rate=50)) as gong:
            one.pass_by(24 * HOUR)
            await asyncio.gather(*[ask(gong) for _ in range(12)])
            assert gong.usage.requests == 12
        assert one.refreshes == [200]
        times = [seen.time for seen in one.sim.log]
        assert times[-1] - times[0] > 9 / 50  # 6 / 50, if the half that waited left at once


async def test_two_clients_share_one_renewal() -> None:
    async with scene() as one:
        oauth = one.oauth()
        async with client(oauth) as first, client(oauth) as second:
            one.expire()
            await asyncio.gather(ask(first), ask(second))
        assert one.refreshes == [200]


# A 401 is not carried out, so that everything is sent again, once


async def test_a_write_that_was_refused_is_sent_again() -> None:
    refused = refuse(401, "The access token has expired")
    async with renewable(refused, GOOD) as (one, gong):
        await gong.send(WRITE)
        assert one.sent_with == ["access-0", "access-1"]
        assert (gong.usage.requests, gong.usage.retries) == (2, 1)


async def test_a_second_refusal_is_the_last() -> None:
    async with renewable(refuse(401, "Access denied")) as (one, gong):
        error = await failure(gong.calls.get("1"))
        assert isinstance(error, AuthenticationError)
        assert (error.operation, error.attempts) == ("getCall", 2)
        assert one.sent_with == ["access-0", "access-1"]
        assert one.refreshes == 1


async def test_a_token_that_is_refused_while_it_is_new_is_not_renewed_again() -> None:
    async with renewable(refuse(401, "Access denied")) as (one, gong):
        for _ in range(5):
            await failure(gong.calls.get("1"))
        assert one.refreshes == 1
        assert one.sent_with == ["access-0", *["access-1"] * 5]
        one.clock.now += HOUR
        await failure(gong.calls.get("1"))
        assert one.refreshes == 2


async def test_each_request_is_sent_again_once_whoever_renews() -> None:
    async with script(refuse(401, "Access denied")) as server:
        auth = Eager(server.url)
        async with Gong(auth=auth, limiter=FreeLimiter()) as gong:
            error = await failure(gong.calls.get("1"))
        assert isinstance(error, AuthenticationError)
        sent = [seen.header("authorization")[0] for seen in server.requests]
        assert sent == ["Bearer 0", "Bearer 1"]
        assert auth.closed


async def test_a_missing_scope_is_told_at_once() -> None:
    async with scene() as one, client(one.oauth()) as gong:
        error = await failure(gong.users.list().first())
        assert isinstance(error, MissingScopeError)
        assert error.scope == "api:users:read"
        assert (one.refreshes, one.statuses) == ([], [401])
        assert error.scope not in SCOPES


async def test_a_stream_that_was_read_is_not_sent_again() -> None:
    async def media() -> Any:
        yield b"x"

    async with renewable(refuse(401, "The access token has expired")) as (one, gong):
        stream = media()
        error = await failure(gong.calls.upload_media(call_id="1", media=stream))
        await stream.aclose()
        assert isinstance(error, AuthenticationError)
        assert one.sent_with == ["access-0"]


async def test_a_key_and_a_plain_token_are_never_renewed() -> None:
    for credentials in ({}, {"token": "t"}):
        async with script(refuse(401)) as server, connect(server, **credentials) as gong:
            assert isinstance(await failure(gong.calls.get("1")), AuthenticationError)
            assert len(server.requests) == 1


# Kept before it is used


@pytest.mark.parametrize("awaited", [False, True])
async def test_the_new_token_is_kept_before_it_is_used(awaited: bool) -> None:
    async with scene() as one:
        used: list[list[int | None]] = []

        def keep(token: OAuthToken) -> None:
            used.append(one.statuses)

        async def keep_later(token: OAuthToken) -> None:
            await asyncio.sleep(0)
            keep(token)

        async with client(one.oauth(keep_later if awaited else keep)) as gong:
            one.expire()
            await ask(gong)
        assert used == [[401]]
        assert one.statuses == [401, 200]


class DiskFullError(Exception):
    """What somebody's store raises."""


@define(eq=False)
class Failing(CallbackTokenStore):
    """A store that fails as often as *fails* says, before anything is kept."""

    fails: int = 0
    tries: list[OAuthToken] = field(factory=list[OAuthToken])

    async def save(self, token: OAuthToken) -> None:
        self.tries.append(token)
        if len(self.tries) <= self.fails:
            raise DiskFullError(token.to_json())
        await super().save(token)


async def test_a_crash_between_the_answer_and_the_callback_loses_no_call(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with scene() as one:
        store = Failing(one.first, one.kept.append, fails=QUICK.attempts - 1)
        oauth = OAuth(one.app, store)
        async with client(oauth) as gong:
            one.pass_by(24 * HOUR)
            assert len(set(await all_at_once(gong))) == 1
            assert gong.usage.requests == MANY, "nothing was sent before the token was kept"
        assert (one.refreshes, one.statuses) == ([200], [200] * MANY)
        assert one.kept == [oauth.token]
        assert store.tries == [oauth.token] * QUICK.attempts, "the one token that Gong gave"
    told = [record for record in caplog.records if "could not be kept" in record.message]
    assert [record.levelname for record in told] == ["WARNING"] * (QUICK.attempts - 1)
    assert oauth.token.refresh_token not in caplog.text


async def test_a_crash_of_the_program_between_the_answer_and_the_callback() -> None:
    """What is under way is gone with the program, the token is not: it goes on where it was."""
    async with scene() as one:
        answered, go_on = asyncio.Event(), asyncio.Event()

        @define(eq=False)
        class Slow(CallbackTokenStore):
            async def save(self, token: OAuthToken) -> None:
                answered.set()
                await go_on.wait()
                await super().save(token)

        async def crash() -> None:
            await answered.wait()
            asyncio.get_running_loop().call_later(0.01, go_on.set)
            raise ZeroDivisionError

        async def program() -> None:
            auth = OAuth(one.app, Slow(one.first, one.kept.append))
            async with client(auth) as gong, asyncio.TaskGroup() as tasks:
                tasks.create_task(crash())
                for _ in range(MANY):
                    tasks.create_task(ask(gong))

        one.expire()
        with pytest.raises(ExceptionGroup) as crashed:
            await program()
        assert crashed.group_contains(ZeroDivisionError)
        [token] = one.kept
        again = OAuth(one.app, CallbackTokenStore(token, one.kept.append))
        async with client(again) as gong:
            assert len(set(await all_at_once(gong))) == 1
        assert one.refreshes == [200]
        assert one.kept == [token], "which is the last one that was issued"


async def test_a_token_that_could_not_be_kept_is_kept_at_the_next_call() -> None:
    async with scene() as one:
        store = Failing(one.first, one.kept.append, fails=QUICK.attempts)
        oauth = OAuth(one.app, store)
        async with client(oauth) as gong:
            one.pass_by(24 * HOUR)
            failed = await asyncio.gather(*[ask(gong) for _ in range(MANY)], return_exceptions=True)
            assert [type(error) for error in failed] == [DiskFullError] * MANY
            assert (one.refreshes, one.statuses, one.kept) == ([200], [], [])
            assert len(set(await all_at_once(gong))) == 1
        assert one.refreshes == [200], "the refresh token is used once"
        assert one.kept == [oauth.token]
        assert one.statuses == [200] * MANY


async def test_a_token_is_not_used_while_it_cannot_be_kept() -> None:
    async with scene() as one:
        oauth = OAuth(one.app, Failing(one.first, one.kept.append, fails=99))
        async with client(oauth) as gong:
            one.expire()
            for _ in range(3):
                with pytest.raises(DiskFullError) as failed:
                    await ask(gong)
                assert ["is kept at the next call" in note for note in failed.value.__notes__] == [
                    True
                ]
        assert (one.refreshes, one.statuses) == ([200], [401])


async def test_whoever_is_cancelled_does_not_take_the_new_token_along() -> None:
    async with scene() as one:
        keeping, go_on = asyncio.Event(), asyncio.Event()

        async def keep(token: OAuthToken) -> None:
            keeping.set()
            await go_on.wait()
            one.kept.append(token)

        oauth = one.oauth(keep)
        async with client(oauth) as gong:
            one.expire()
            driver, other = asyncio.create_task(ask(gong)), asyncio.create_task(ask(gong))
            await keeping.wait()
            driver.cancel()
            with pytest.raises(asyncio.CancelledError):
                await driver
            go_on.set()
            await other
        assert (one.refreshes, one.kept) == ([200], [oauth.token])


async def test_a_client_that_is_closed_lets_the_renewal_end() -> None:
    async with scene() as one:
        keeping = asyncio.Event()

        async def keep(token: OAuthToken) -> None:
            keeping.set()
            await asyncio.sleep(0.01)
            one.kept.append(token)

        oauth = one.oauth(keep)

        async def interrupted() -> None:
            async with client(oauth) as gong:
                await ask(gong)

        one.expire()
        task = asyncio.create_task(interrupted())
        await keeping.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert one.kept == [oauth.token]


async def test_a_renewal_that_fails_when_nobody_waits_any_more_is_no_complaint(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with scene() as one:
        keeping = asyncio.Event()

        async def keep(token: OAuthToken) -> None:
            keeping.set()
            await asyncio.sleep(0)
            raise DiskFullError

        async with client(one.oauth(keep)) as gong:
            one.expire()
            task = asyncio.create_task(ask(gong))
            await keeping.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
    assert "never retrieved" not in caplog.text
