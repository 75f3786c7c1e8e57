"""``gong-async login``: let an administrator authorize an app, and keep the token."""

from __future__ import annotations

import asyncio
import os
import webbrowser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shlex import quote
from time import monotonic
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qs

from cyclopts import Parameter

from gong_async.cli.exits import Exit, UsageError
from gong_async.cli.text import say
from gong_async.errors import ConfigError, GongError, StateError
from gong_async.hidden import Hidden

if TYPE_CHECKING:
    from gong_async.oauth import FileTokenStore

__all__ = ["login"]

_PATH = "/callback"
_SCOPES = (
    *("api:calls:read:basic", "api:calls:read:extensive", "api:calls:read:transcript"),
    *("api:users:read", "api:workspaces:read"),
)
_LANDED = (
    b"<!doctype html><title>gong-async</title><p>That is all; this page can be closed, and the"
    b" terminal tells the rest.</p>"
)


def login(
    token_file: Path = Path("gong.token"),
    /,
    *,
    scope: Annotated[list[str] | None, Parameter(negative="")] = None,
    port: int = 8400,
    patience: Annotated[float, Parameter(name="--patience")] = 300.0,
    browser: bool = True,
) -> Exit:
    """
    Let a technical administrator authorize an app in a browser, and keep the token in a file.

    The app is registered with Gong, with the redirect http://localhost:PORT/callback; its
    GONG_CLIENT_ID and GONG_CLIENT_SECRET are in the environment.  With GONG_TOKEN_FILE set to
    the file every other command uses the token, and renews it when it is about to expire.

    Args:
        token_file: Where to keep the token; only its owner can read it.

        scope: A scope to ask for; again for more.  What a harvest of calls, transcripts and
            people takes, if not given.

        port: The port of the redirect, on this machine alone.

        patience: Seconds to wait for the browser.

        browser: Whether to open the browser, or only print the address.
    """
    from gong_async.oauth import FileTokenStore, OAuthApp

    if not 0 < port < 65_536:
        raise UsageError("--port must be from 1 to 65535")
    app = OAuthApp.from_env(redirect_uri=f"http://localhost:{port}{_PATH}")
    try:
        request = app.authorize_url(scope or _SCOPES)
    except ValueError as error:
        raise UsageError(f"--scope: {error}") from None
    _check(FileTokenStore(token_file))
    with _listening(port, request.state) as landing:
        say("authorize the app at this address:", "", f"  {request.url}", "")
        if browser:
            webbrowser.open(request.url)
        address = landing.wait(patience)

    async def keep() -> str:
        token = await app.exchange(address, state=request.state, verifier=request.verifier)
        await FileTokenStore(token_file).save(token)
        return token.api_base_url

    where = asyncio.run(keep())
    say(f"the token for {where} is in {token_file}; to use it:", "")
    say(f"  export GONG_TOKEN_FILE={quote(str(token_file.resolve()))}")
    return Exit.DONE


def _check(store: FileTokenStore) -> None:
    """Refuse a file that cannot be written or holds something else, before a code is spent."""
    path = store.path
    folder = path.absolute().parent
    if not path.name:
        raise UsageError("name a file for the token")
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{folder} cannot be written to; name a file elsewhere")
    if os.path.lexists(path) and not (path.is_file() and path.stat().st_size == 0):
        try:
            store.load()
        except StateError:
            raise UsageError(
                f"{path} holds something else than a token: remove it, or name another file"
            ) from None
        except ConfigError as error:
            raise UsageError(f"{error}; or name another file") from None


def _listening(port: int, state: str) -> _Landing:
    try:
        return _Landing(port, state)
    except OSError:
        raise UsageError(
            f"--port: {port} cannot be listened on; register and give another one"
        ) from None


class _Landing(HTTPServer):
    """Where the browser comes back to; on this machine alone."""

    address: Hidden | None = None

    def __init__(self, port: int, state: str) -> None:
        super().__init__(("127.0.0.1", port), _Arrival)
        self.state = state

    def wait(self, patience: float) -> Hidden:
        """Return the address that the browser came back to."""
        until = monotonic() + patience
        while self.address is None:
            self.timeout = until - monotonic()
            if self.timeout <= 0:
                raise GongError(f"nobody authorized the app within {patience:g} s")
            self.handle_request()
        return self.address


class _Arrival(BaseHTTPRequestHandler):
    timeout = 5.0  # seconds; some browsers connect ahead and say nothing

    def do_GET(self) -> None:
        assert isinstance(self.server, _Landing)
        path, _, query = self.path.partition("?")
        # Any page that is open in a browser of this machine can call this address.
        landed = path == _PATH and self.server.state in parse_qs(query).get("state", ())
        if landed:
            self.server.address = Hidden(self.path)
        self.send_response(200 if landed else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(_LANDED if landed else b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the code is in the address."""
