"""
A process that calls Gong with the token in a file; killed when and as a test wants it.

``renewer.py FILE TOKEN_URL COUNT [die]`` says "ready", waits for a line, makes its calls, and
prints what came of each.  With "die" it is killed when it is about to store a new token.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from gong_async import FileTokenStore, Gong, GongError, OAuth, OAuthToken
from tests.wire.granting import ask, make_app
from tests.wire.rig import FreeLimiter


class Dying(FileTokenStore):
    """A store whose process is killed between Gong's answer and the file."""

    async def save(self, token: OAuthToken) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


async def outcome(gong: Gong) -> str:
    try:
        return await ask(gong)
    except GongError as error:
        return f"{type(error).__name__}: {error}"


async def main(file: str, token_url: str, count: str, *die: str) -> None:
    store = Dying(file) if die else FileTokenStore(file)
    async with Gong(auth=OAuth(make_app(token_url), store), limiter=FreeLimiter()) as gong:
        print("ready", flush=True)
        sys.stdin.readline()
        for said in await asyncio.gather(*[outcome(gong) for _ in range(int(count))]):
            print(said)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
