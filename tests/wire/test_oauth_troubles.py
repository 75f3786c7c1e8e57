"""Renewing a token while clocks, stores, loops and proxies do what they should not."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import anyio
import pytest
from attrs import define, field

from gong_async.oauth import CallbackTokenStore, OAuth, OAuthToken
from tests.clock import now, run
from tests.wire.granting import HOUR, QUICK, Clock, ask, client, make_app, scene
from tests.wire.hostile import Step, answer
from tests.wire.renewable import after, granted, renewable
from tests.wire.rig import GOOD, failure

TOKEN = OAuthToken(
    access_token="access-0",
    refresh_token="refresh-0",
    expires_at=Clock().now + 24 * HOUR,
    api_base_url="https://us-1.api.gong.io",
)


def page(status: int) -> Step:
    return answer("<html>", kind="text/html", status=status)


# What keeps the token


async def test_a_callback_that_was_cancelled_is_called_again() -> None:
    """Else each task that waited would end as if somebody had cancelled it: without a word."""
    async with scene() as one:
        tries: list[OAuthToken] = []

        async def keep(token: OAuthToken) -> None:
            tries.append(token)
            if len(tries) < QUICK.attempts:
                raise asyncio.CancelledError("the pool was shut down")
            one.kept.append(token)

        async with client(one.oauth(keep)) as gong:
            one.expire()
            async with asyncio.TaskGroup() as group:
                asked = [group.create_task(ask(gong)) for _ in range(20)]
            assert len({task.result() for task in asked}) == 1
        assert one.refreshes == [200]
        assert tries == one.kept * QUICK.attempts


async def test_a_callback_that_is_always_cancelled_is_an_error() -> None:
    def keep(_: OAuthToken) -> None:
        raise asyncio.CancelledError

    async with scene() as one, client(one.oauth(keep)) as gong:
        one.expire()
        assert "was cancelled" in str(await failure(ask(gong)))


@pytest.mark.parametrize("aside", [False, True])
async def test_a_callback_that_calls_gong_is_an_error_and_no_deadlock(aside: bool) -> None:
    async with scene() as one:

        async def keep(_: OAuthToken) -> None:
            call = ask(gong)
            await (asyncio.create_task(call) if aside else call)

        async with client(one.oauth(keep)) as gong:
            one.pass_by(24 * HOUR)
            assert "keep it first" in str(await failure(ask(gong)))
        assert one.refreshes == [200]


async def test_a_future_of_another_thread_is_waited_for() -> None:
    async with scene() as one:
        outcomes = [ConnectionError("gone"), None]

        def keep(_: OAuthToken) -> Future[None]:
            kept: Future[None] = Future()
            if (error := outcomes.pop(0)) is not None:
                kept.set_exception(error)
            else:
                kept.set_result(None)
            return kept

        async with client(one.oauth(keep)) as gong:
            one.expire()
            await ask(gong)
        assert outcomes == [], "it was called again after it had failed"


@pytest.mark.parametrize("awaited", [False, True])
async def test_a_callback_that_yields_kept_nothing(awaited: bool) -> None:
    async def keep_later(token: OAuthToken) -> AsyncIterator[OAuthToken]:
        yield token

    def keep(token: OAuthToken) -> Iterator[OAuthToken]:
        yield token

    yields = keep_later if awaited else keep
    async with scene() as one, client(one.oauth(yields)) as gong:
        one.expire()
        assert "must not yield" in str(await failure(ask(gong)))
        assert one.statuses == [401]


async def test_where_the_token_is_is_said_once_however_often_it_fails() -> None:
    broken = ConnectionError("gone")

    def keep(_: OAuthToken) -> None:
        raise broken

    async with scene() as one, client(one.oauth(keep)) as gong:
        one.expire()
        for _ in range(3):
            with pytest.raises(ConnectionError):
                await ask(gong)
    assert len(broken.__notes__) == 1


async def test_an_error_that_takes_no_note_is_raised_all_the_same() -> None:
    class FrozenError(Exception):
        def add_note(self, note: str, /) -> None:
            raise AttributeError("frozen")

    def keep(_: OAuthToken) -> None:
        raise FrozenError

    async with scene() as one, client(one.oauth(keep)) as gong:
        one.expire()
        with pytest.raises(FrozenError):
            await ask(gong)


# Clocks


async def test_a_clock_that_is_set_back_does_not_make_a_token_new_for_ever() -> None:
    async with scene() as one, client(one.oauth()) as gong:
        one.pass_by(24 * HOUR)
        await ask(gong)
        one.clock.now -= 48 * HOUR
        one.expire()
        await ask(gong)
        assert one.refreshes == [200, 200]


async def test_a_token_of_a_minute_is_not_renewed_for_each_call() -> None:
    granting = [granted(expires_in=60), granted(expires_in=60)]
    async with renewable(GOOD, granting=granting) as (one, gong):
        one.clock.now += 24 * HOUR
        for _ in range(5):
            await gong.calls.get("1")
        assert one.refreshes == 1
        one.clock.now += timedelta(seconds=30)
        for _ in range(5):
            await gong.calls.get("1")
        assert one.refreshes == 2


def test_a_clock_without_a_zone_is_refused_before_a_code_is_spent_on_it() -> None:
    with pytest.raises(ValueError, match=r"datetime\.now\(UTC\)"):
        make_app("http://127.0.0.1:9", now=datetime.now)


# What is on the way, and loops


@pytest.mark.parametrize("status", [400, 401])
async def test_a_page_that_is_not_gongs_is_not_the_end_of_the_token(status: int) -> None:
    async with renewable(GOOD, granting=[page(status)]) as (one, gong):
        one.clock.now += 24 * HOUR
        error = await failure(gong.calls.get("1"))
        assert "check base_url" in str(error)
        assert "authorize the app again" not in str(error)
        await gong.calls.get("1")
        assert one.refreshes == 2


async def test_a_state_that_is_half_a_character_is_another_state() -> None:
    app = make_app("http://127.0.0.1:9")
    address = "http://127.0.0.1:8400/callback?code=c0de&state=st\ud800"
    error = await failure(app.exchange(address, state="st", verifier="veri"))
    assert "its state is another one" in str(error)


@define(eq=False)
class Stuck(CallbackTokenStore):
    """A store whose lock is held elsewhere for as long as *held* is there."""

    held: list[None] = field(factory=lambda: [None])

    @asynccontextmanager
    async def renewing(self) -> AsyncIterator[OAuthToken]:
        if self.held:
            await asyncio.get_running_loop().create_future()
        yield self.token


def test_a_loop_that_is_gone_does_not_hold_the_renewal() -> None:
    async def begin() -> None:
        task = asyncio.create_task(oauth.renew(oauth.token))
        await asyncio.sleep(0)
        task.cancel()

    store = Stuck(TOKEN, print)
    oauth = OAuth(make_app("http://127.0.0.1:9", now=Clock()), store)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(begin())
    loop.close()
    store.held.clear()
    anew = OAuthToken.from_json(TOKEN.to_json().replace("access-0", "access-1"))
    store.token = anew
    assert asyncio.run(oauth.renew(oauth.token))
    assert oauth.token == anew
    gc.collect()  # of the task that never ended, which asyncio complains about here


@pytest.mark.parametrize("awaited", [False, True])
def test_a_renewal_that_does_not_end_holds_a_program_for_five_seconds_at_most(
    awaited: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> float:
        oauth = OAuth(make_app("http://127.0.0.1:9"), Stuck(TOKEN, print))
        waiting = asyncio.create_task(oauth.renew(oauth.token))
        await asyncio.sleep(0)
        if not awaited:
            waiting.cancel()
        began = now()
        await oauth.aclose()
        took = now() - began
        left = [task for task in asyncio.all_tasks() if "OAuth._renew" in repr(task)]
        assert len(left) == awaited, "it goes on for another client that waits for it"
        return took

    assert run(scenario()) == pytest.approx(5.0)
    assert ("was cut off since the program ends" in caplog.text) is not awaited


@pytest.mark.parametrize("scope", [anyio.move_on_after, asyncio.timeout], ids=["anyio", "asyncio"])
async def test_a_program_that_is_cancelled_keeps_the_token_first(scope: Callable[..., Any]) -> None:
    """anyio cancels again at each await, unlike asyncio."""
    slow = asyncio.Event()
    async with renewable(granting=[after(slow, granted())]) as (one, _):
        one.clock.now += 24 * HOUR
        asyncio.get_running_loop().call_later(0.2, slow.set)

        async def program() -> None:
            async with client(one.oauth) as gong:
                await gong.calls.get("1")

        with suppress(TimeoutError):
            if scope is anyio.move_on_after:
                with scope(0.1):
                    await program()
            else:
                async with scope(0.1):
                    await program()
        assert one.kept == [one.oauth.token]
        assert one.sent_with == []
