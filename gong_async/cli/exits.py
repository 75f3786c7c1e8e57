"""How a command ends: the exit codes, and for each error its code and what to do next."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Coroutine, Iterable
from enum import IntEnum
from typing import Any

from gong_async.errors import (
    AuthenticationError,
    BadRequestError,
    ConfigError,
    CursorError,
    CursorExpiredError,
    GongError,
    HarvestError,
    MissingScopeError,
    NotFoundError,
    OutputLockedError,
    PermissionDeniedError,
    QuotaExhaustedError,
    StateError,
    TransportError,
)

__all__ = ["Exit", "Interrupted", "UsageError", "explain", "until_signal", "worst"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_PATIENCE = 4.0  # seconds between asking for an end and making one


class Exit(IntEnum):
    """What a command returns, beside 128 and the number of the signal that ended it."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    CREDENTIALS = 3
    QUOTA = 4


class UsageError(Exception):
    """The command cannot be carried out as it was given; says what to give instead."""


class Interrupted(Exception):  # noqa: N818 - somebody's wish, not an error
    """The first SIGINT or SIGTERM has arrived, and everything is put away."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.code = 128 + signum


_BESIDE = "is the address that Gong shows beside the key"
_IN_ENVIRONMENT = {
    "credentials": "check GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET (or GONG_ACCESS_TOKEN), and"
    f" that GONG_BASE_URL {_BESIDE}",
    "address": "GONG_BASE_URL",
}
_IN_TOKEN_FILE = {
    "credentials": "gong-async login makes the file of GONG_TOKEN_FILE anew",
    "address": "the address in the file of GONG_TOKEN_FILE",
}
_IN_FILE = {
    "credentials": "check what the file of --config names as access_key and access_key_secret (or"
    f" token), and that its base_url {_BESIDE}",
    "address": "the file's base_url",
}
_AGAIN = "run the same command again"

_ENDINGS: tuple[tuple[type[Exception], Exit, str], ...] = (
    (UsageError, Exit.USAGE, ""),
    (OutputLockedError, Exit.USAGE, ""),
    (StateError, Exit.USAGE, ""),
    (ConfigError, Exit.CREDENTIALS, ""),
    (MissingScopeError, Exit.CREDENTIALS, "then run the same command again"),
    (AuthenticationError, Exit.CREDENTIALS, "{credentials}"),
    (PermissionDeniedError, Exit.CREDENTIALS, "ask a Gong administrator, then run it again"),
    (QuotaExhaustedError, Exit.QUOTA, "run the same command then"),
    (NotFoundError, Exit.FAILED, ""),
    (CursorError, Exit.FAILED, ""),
    (CursorExpiredError, Exit.FAILED, "a cursor is good for an hour: begin without --cursor"),
    (BadRequestError, Exit.FAILED, "check the values that you gave"),
    (TransportError, Exit.FAILED, f"check the network and {{address}}; {_AGAIN}"),
    (HarvestError, Exit.FAILED, ""),
    (GongError, Exit.FAILED, _AGAIN),
)


def explain(error: Exception, *, from_file: bool) -> tuple[Exit, str]:
    """
    Return the exit code that *error* asks for, and what to tell: what it was, what to do.

    Args:
        from_file: Whether a file says who asks, and where; else the environment does.
    """
    for kind, code, hint in _ENDINGS:
        if isinstance(error, kind):
            told = hint.format_map(_IN_FILE if from_file else _environment())
            return code, f"{error}; {told}" if told else str(error)
    raise error


def _environment() -> dict[str, str]:
    return _IN_TOKEN_FILE if os.environ.get("GONG_TOKEN_FILE") else _IN_ENVIRONMENT


def worst(codes: Iterable[Exit]) -> Exit:
    """Return the one code that stands for several: credentials before the rest, quota last."""
    bad = set(codes) - {Exit.DONE}
    if len(bad) <= 1:
        return bad.pop() if bad else Exit.DONE
    return Exit.CREDENTIALS if Exit.CREDENTIALS in bad else Exit.FAILED


async def until_signal(
    work: Coroutine[Any, Any, Exit], stop: Callable[[], object] | None = None
) -> Exit:
    """
    Do *work* and return its exit code, unless a SIGINT or SIGTERM asks for an end.

    The first one calls *stop*, which lets *work* end by itself, and cancels what has not ended
    four seconds later, or at once where there is no *stop*.  From then on a signal does what it
    does to every process: it kills.

    Raises:
        Interrupted: After *work* has put everything away.
    """
    import asyncio

    loop, task, caught = asyncio.get_running_loop(), asyncio.ensure_future(work), list[int]()

    def end(signum: int) -> None:
        caught.append(signum)
        for each in _SIGNALS:
            loop.remove_signal_handler(each)
            signal.signal(each, signal.SIG_DFL)
        if stop is None:
            task.cancel()
        else:
            stop()
            loop.call_later(_PATIENCE, task.cancel)

    for each in _SIGNALS:
        loop.add_signal_handler(each, end, each)
    try:
        code = await task
    except asyncio.CancelledError:
        if not caught:
            raise
    else:
        if not caught:
            return code
    raise Interrupted(caught[0])
