"""A token that is renewed no more, or only somewhere else: what each call is told."""

from __future__ import annotations

import asyncio

from gong_async.client import Gong
from gong_async.errors import AuthenticationError, ConfigError, GongError, TransportError
from gong_async.oauth import CallbackTokenStore, OAuth
from tests.wire.granting import HOUR, ask, client, scene
from tests.wire.hostile import hang, refuse
from tests.wire.renewable import renewable
from tests.wire.rig import CREATE, GOOD, FreeLimiter, failure

MANY = 200
WRITE = CREATE.request(body={"title": "x"})


# When Gong renews it no more


async def test_a_refused_renewal_says_to_authorize_again_and_is_not_tried_again() -> None:
    async with scene() as one, client(one.oauth()) as gong:
        one.sim.oauth.revoke()
        told = await asyncio.gather(
            *[failure(ask(gong)) for _ in range(MANY)],
        )
        told.append(await failure(ask(gong)))
        for error in told:
            assert isinstance(error, AuthenticationError)
            assert "authorize the app again" in str(error)
        assert one.refreshes == [400]
        assert one.kept == []


async def test_a_renewal_that_fails_otherwise_is_tried_by_itself_and_at_the_next_call() -> None:
    async with renewable(GOOD, granting=[refuse(503)] * 6) as (one, gong):
        one.clock.now += 24 * HOUR
        error = await failure(gong.send(WRITE))
        assert (error.operation, error.attempts) == ("generateCustomerToken", 3)  # type: ignore[attr-defined]
        assert (one.refreshes, one.sent_with) == (3, [])
        assert error.maybe_done is False, "of the call itself nothing was sent"
        await failure(gong.calls.get("1"))
        assert one.refreshes == 6, "nor does a call that reads try what was tried enough"
        await gong.send(WRITE)
        assert (one.refreshes, one.sent_with) == (7, ["access-1"])


async def test_what_a_lost_answer_does_to_a_call_is_nothing() -> None:
    async with renewable(GOOD, granting=[hang()] * 3, timeout=0.05) as (one, gong):
        one.clock.now += 24 * HOUR
        error = await failure(gong.send(WRITE))
        assert isinstance(error, TransportError)
        assert (error.operation, error.maybe_done) == ("generateCustomerToken", False)
        assert one.sent_with == []


# Where the company is


async def test_the_client_goes_where_the_token_is_good() -> None:
    async with scene() as one:
        assert Gong(auth=one.oauth()).base_url == one.sim.url
        assert Gong(auth=one.oauth(), base_url="https://x.gong.io").base_url == "https://x.gong.io"
        async with Gong(auth=one.oauth(), limiter=FreeLimiter()) as gong:
            await ask(gong)


async def test_a_company_that_has_moved_is_not_asked_at_its_old_address() -> None:
    home = "https://us-2.api.gong.io"
    async with renewable(GOOD, home=home) as (one, gong):
        one.clock.now += 24 * HOUR
        for _ in range(2):
            error = await failure(gong.calls.get("1"))
            assert isinstance(error, ConfigError)
            assert home in str(error)
        assert one.sent_with == []
        assert [token.api_base_url for token in one.kept] == [home]
        assert OAuth(one.app, CallbackTokenStore(one.kept[0], one.kept.append)).base_url == home


async def test_two_event_loops_do_not_share_a_renewal() -> None:
    async with renewable(GOOD, granting=[hang()], timeout=0.5) as (one, gong):
        one.clock.now += 24 * HOUR
        task = asyncio.create_task(gong.calls.get("1"))
        await one.server.until(arrived=1)

        def elsewhere() -> GongError:
            return asyncio.run(failure(one.oauth.renew(one.oauth.token)))

        error = await asyncio.to_thread(elsewhere)
        assert "event loop" in str(error)
        assert (await task).id == "1", "the next attempt got a token"
