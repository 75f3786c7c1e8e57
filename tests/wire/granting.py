"""What the tests of OAuth share: a clock that can be set, an app, and a browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from attrs import define, field

from gong_async.client import Gong
from gong_async.oauth import CallbackTokenStore, FileTokenStore, OAuth, OAuthApp, OAuthToken
from gong_async.retry import RetryPolicy
from gong_async.sim import GongSim, World
from tests.wire.rig import FreeLimiter

REDIRECT = "http://127.0.0.1:8400/callback"
SCOPES = ("api:workspaces:read", "api:calls:read:basic")
WORLD = World(seed=1, calls=3)
QUICK = RetryPolicy(attempts=3, first_wait=0.001)
ONCE = RetryPolicy(attempts=1, told_waits=0)
HOUR = timedelta(hours=1)


@define
class Clock:
    """The time of day, which passes only when it is told to."""

    now: datetime = datetime(2026, 5, 5, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def make_app(url: str, **more: Any) -> OAuthApp:
    settings = {"client_id": "sim-client", "client_secret": "sim-client-secret"}
    return OAuthApp(
        **{**settings, "redirect_uri": REDIRECT, "base_url": url, "retry": QUICK, **more}
    )


async def visit(url: str) -> str:
    """Open a page as a browser does, and tell where it leads."""
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(url, allow_redirects=False) as page,
    ):
        assert page.status == 302, await page.text()
        return page.headers["Location"]


async def authorize(app: OAuthApp, *scopes: str) -> OAuthToken:
    request = app.authorize_url(scopes or SCOPES)
    address = await visit(request.url)
    return await app.exchange(address, state=request.state, verifier=request.verifier)


@define(eq=False)
class Scene:
    """A simulated Gong, an app that it authorized, and what becomes of the app's token."""

    sim: GongSim
    app: OAuthApp
    clock: Clock
    first: OAuthToken
    kept: list[OAuthToken] = field(factory=list[OAuthToken])

    def oauth(self, keep: Callable[[OAuthToken], object] | None = None) -> OAuth:
        """Vouch with the first token; keep the next ones in :attr:`kept` unless told otherwise."""
        return OAuth(self.app, CallbackTokenStore(self.first, keep or self.kept.append))

    def pass_by(self, time: timedelta) -> None:
        """Let time go by, for both sides."""
        self.clock.now += time
        self.sim.oauth.pass_by(time.total_seconds())

    def expire(self) -> None:
        """Let the tokens end at Gong, though they should be good by our clock."""
        self.sim.oauth.pass_by(25 * 3600)

    @property
    def refreshes(self) -> list[int]:
        """The statuses of the answers to the refreshes so far."""
        return [status for kind, status in self.sim.oauth.grants if kind == "refresh_token"]

    @property
    def statuses(self) -> list[int | None]:
        """The statuses of the answers of the API so far."""
        return [seen.status for seen in self.sim.log]


@asynccontextmanager
async def scene(**settings: Any) -> AsyncIterator[Scene]:
    async with GongSim(world=WORLD, rate=None, quota=None, **settings) as sim:
        clock = Clock()
        app = make_app(sim.url, now=clock)
        yield Scene(sim, app, clock, await authorize(app))


@asynccontextmanager
async def stored(path: Path, **settings: Any) -> AsyncIterator[tuple[Scene, FileTokenStore]]:
    """A scene whose first token is in a file."""
    async with scene(**settings) as one:
        store = FileTokenStore(path / "acme.token")
        await store.save(one.first)
        yield one, store


@asynccontextmanager
async def client(auth: OAuth, **settings: Any) -> AsyncIterator[Gong]:
    """Open a quick client; afterwards no renewal may be under way."""
    async with asyncio.timeout(30):
        async with Gong(
            **{"auth": auth, "limiter": FreeLimiter(), "retry": QUICK, **settings}
        ) as gong:
            yield gong
    assert [task for task in asyncio.all_tasks() if "OAuth._renew" in repr(task)] == []


async def ask(gong: Gong) -> str:
    """Ask for something small."""
    return (await gong.workspaces.list())[0].id
