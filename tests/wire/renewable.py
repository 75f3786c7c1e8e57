"""A Gong to the byte that also grants tokens: access-1, access-2, and so on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from attrs import define, field

from gong_async.client import Gong
from gong_async.oauth import CallbackTokenStore, OAuth, OAuthApp, OAuthToken
from tests.wire.granting import HOUR, Clock, client, make_app
from tests.wire.hostile import Hostile, Line, Seen, Step, answer


@define(eq=False)
class Renewable:
    """
    What a test looks at.

    Attributes:
        sent_with: The access tokens of the requests to the API, in order.

        refreshes: How many requests for a token arrived.

        kept: The tokens that were kept.
    """

    server: Hostile
    clock: Clock
    app: OAuthApp
    oauth: OAuth
    kept: list[OAuthToken]

    @property
    def sent_with(self) -> list[str]:
        return [
            seen.header("authorization")[0].removeprefix("Bearer ")
            for seen in self.server.requests
            if not is_grant(seen)
        ]

    @property
    def refreshes(self) -> int:
        return sum(map(is_grant, self.server.requests))


def is_grant(seen: Seen) -> bool:
    return seen.target.startswith("/oauth2/")


@define
class _Script:
    """The steps for the API, the last one for all that follow, and those for a token."""

    steps: list[Step]
    granting: list[Step]
    home: str
    granted: int = field(default=0)

    def route(self, seen: Seen) -> Step:
        if not is_grant(seen):
            return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if self.granting:
            return self.granting.pop(0)
        self.granted += 1
        return granted(self.granted, api_base_url_for_customer=self.home)


def granted(number: int = 1, **more: Any) -> Step:
    """Grant the token access-*number*."""
    token = {"access_token": f"access-{number}", "refresh_token": f"refresh-{number}"}
    return answer(json.dumps({"expires_in": 86_400, **token, **more}))


def after(event: asyncio.Event, step: Step) -> Step:
    """Do *step* once *event* has happened."""

    async def later(line: Line) -> None:
        await event.wait()
        await step(line)

    return later


@asynccontextmanager
async def renewable(
    *steps: Step, granting: list[Step] | None = None, home: str = "", **settings: Any
) -> AsyncIterator[tuple[Renewable, Gong]]:
    """Open a client with the token access-0; *granting* answers the first requests for another."""
    script = _Script(list(steps), granting or [], home)
    async with Hostile([], route=script.route) as server:
        script.home = home or server.url
        clock = Clock()
        app = make_app(server.url, now=clock, **settings)
        first = OAuthToken(
            access_token="access-0",
            refresh_token="refresh-0",
            expires_at=clock.now + 24 * HOUR,
            api_base_url=server.url,
        )
        kept: list[OAuthToken] = []
        oauth = OAuth(app, CallbackTokenStore(first, kept.append))
        async with client(oauth) as gong:
            yield Renewable(server, clock, app, oauth, kept), gong
