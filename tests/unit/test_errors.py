"""Errors travel between processes, say what to do, and form the tree that their docstring draws."""

from __future__ import annotations

import copy
import inspect
import pickle
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from gong_async import errors
from gong_async.errors import (
    APIError,
    AuthenticationError,
    BadRequestError,
    ConfigError,
    ConflictError,
    CreditsExhaustedError,
    CursorError,
    CursorExpiredError,
    DecodeError,
    GongError,
    HarvestError,
    MediaAddressError,
    MediaError,
    MediaFileError,
    MissingScopeError,
    NoMediaError,
    NotFoundError,
    OutputLockedError,
    PermissionDeniedError,
    QuotaExhaustedError,
    RateLimitError,
    ServerError,
    SinkError,
    StateError,
    TransportError,
    WebhookBodyError,
    WebhookError,
    WebhookSignatureError,
    WebhookTooLargeError,
)

SAID = ("listCalls", 418, ("one", "two"), "4al018gzaztcr8nbukw", 12.5, True)
WHEN = datetime(2026, 3, 8, 23, 59, 59, tzinfo=UTC)

EXAMPLES: list[GongError] = [
    *(
        kind("what went wrong")
        for kind in (
            *(GongError, ConfigError, CursorError, HarvestError),
            *(SinkError, OutputLockedError, StateError),
            *(WebhookError, WebhookSignatureError, WebhookBodyError, WebhookTooLargeError),
        )
    ),
    *(
        kind(*SAID)
        for kind in (
            *(APIError, BadRequestError, CursorExpiredError, AuthenticationError),
            *(NotFoundError, ConflictError, CreditsExhaustedError),
            *(RateLimitError, ServerError),
        )
    ),
    MissingScopeError(*SAID, scope="api:coaching:read"),
    PermissionDeniedError(*SAID, scope="api:users:read"),
    PermissionDeniedError(*SAID),
    ConflictError(*SAID, user_facing_error="no", fix_url="https://a.b/c", help_url="https://d.e"),
    QuotaExhaustedError(*SAID, retry_at=WHEN),
    QuotaExhaustedError(*SAID),
    TransportError("addCall", "read", "the answer broke off", True),
    TransportError("listCalls", "dns", "the host name does not resolve"),
    DecodeError("listCalls", ("required field missing @ $.id", "another"), True),
    DecodeError("listCalls"),
    MediaError("123", "audio", "its host answered with 500", True, 500),
    NoMediaError("123", "video", "Gong has none, or not yet"),
    MediaAddressError("123", "audio", "the link is not https"),
    MediaFileError("123", "audio", "the disk is full"),
]
CLASSES = [vars(errors)[name] for name in errors.__all__]


def name_of(value: Any) -> str:
    return str(type(value).__name__)


def test_every_error_has_an_example_here() -> None:
    assert {type(error) for error in EXAMPLES} == set(CLASSES)


@pytest.mark.parametrize("error", EXAMPLES, ids=name_of)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_errors_survive_pickling_whole(error: GongError, protocol: int) -> None:
    error = copy.copy(error)
    error.attempts, error.elapsed = 6, 12.75
    error.maybe_done, error.find_out = True, "look there"
    error.add_note("a note")
    twin = pickle.loads(pickle.dumps(error, protocol))
    assert type(twin) is type(error)
    assert vars(twin) == vars(error)
    assert (twin.attempts, twin.elapsed, twin.args) == (6, 12.75, error.args)
    assert str(twin) == str(error)
    assert repr(twin) == repr(error)


@pytest.mark.parametrize("error", EXAMPLES, ids=name_of)
def test_errors_are_counted_from_nothing_and_can_be_told_apart(error: GongError) -> None:
    assert (error.attempts, error.elapsed) == (0, 0.0)
    assert error != copy.copy(error)
    assert len({error, error, copy.copy(error)}) == 2
    assert str(error)


def drawn() -> dict[str, str]:
    """Read the tree in the docstring: each class and the one it hangs from."""
    parents: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"((?:│   |    )*)(├── |└── |)([A-Z]\w*Error)\b", line)
        if not found:
            continue
        depth = len(found[1]) // 4 + bool(found[2])
        del above[depth:]
        if above:
            parents[found[3]] = above[-1]
        above.append(found[3])
    return parents


def test_the_tree_is_as_the_docstring_draws_it() -> None:
    real = {
        cls.__name__: base.__name__
        for cls in CLASSES
        for base in cls.__bases__
        if issubclass(base, GongError)
    }
    assert drawn() == real
    assert set(real) | {"GongError"} == set(errors.__all__)
    assert ConfigError.__mro__[1:3] == (GongError, ValueError)
    assert GongError.__bases__ == (Exception,)


def test_every_error_class_of_the_module_is_public() -> None:
    found = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, Exception)
    }
    assert found == set(errors.__all__)
    assert errors.__all__ == sorted(errors.__all__)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            APIError(*SAID),
            "listCalls: HTTP 418: one; two (request 4al018gzaztcr8nbukw)",
        ),
        (APIError("listCalls", 999), "listCalls: HTTP 999: no message"),
        (
            MissingScopeError("x", 401, ("no",), scope="api:coaching:read"),
            "x: HTTP 401: no; ask a Gong administrator to grant the scope api:coaching:read",
        ),
        (
            PermissionDeniedError("x", 403, ("no",), scope="api:users:read"),
            "x: HTTP 403: no; the operation needs the scope api:users:read",
        ),
        (PermissionDeniedError("x", 403, ("no",)), "x: HTTP 403: no"),
        (ConflictError("x", 409, ("no",)), "x: HTTP 409: no"),
        (
            ConflictError("x", 409, ("no",), user_facing_error="Connect Zoom."),
            "x: HTTP 409: no; Connect Zoom.",
        ),
        (
            QuotaExhaustedError("x", 429, ("slow",), retry_at=WHEN),
            "x: HTTP 429: slow; come back at 2026-03-08 23:59:59 UTC",
        ),
        (QuotaExhaustedError("x", 429, ("slow",)), "x: HTTP 429: slow; come back much later"),
        (
            TransportError("addCall", "read", "the answer broke off", True),
            "addCall: the answer broke off (read); it may have been carried out all the same",
        ),
        (TransportError("x", "tls", "expired"), "x: expired (tls)"),
        (DecodeError("x", ("a @ $.b", "c @ $.d")), "x: a @ $.b; c @ $.d"),
        (DecodeError("x", tuple("abcdefg")), "x: a; b; c; d; e; and 2 more"),
    ],
    ids=lambda value: name_of(value) if isinstance(value, GongError) else "",
)
def test_messages_say_what_happened_and_what_to_do(error: GongError, text: str) -> None:
    assert str(error) == text


def test_an_error_is_caught_as_every_kind_above_it() -> None:
    for kind in (CursorExpiredError, BadRequestError, APIError, GongError, Exception):
        with pytest.raises(kind):
            raise CursorExpiredError(*SAID)
    with pytest.raises(RateLimitError):
        raise QuotaExhaustedError(*SAID)
    with pytest.raises(AuthenticationError):
        raise MissingScopeError(*SAID)


@pytest.mark.parametrize(
    "error",
    [
        TransportError("addCall", "read", "the answer broke off"),
        ServerError("addCall", 500, ("no",), "r1"),
        DecodeError("addCall", ("required field missing @ $.callId",)),
    ],
    ids=name_of,
)
def test_doubt_is_the_end_of_the_message(error: GongError) -> None:
    plain = str(error)
    error.maybe_done, error.find_out = True, "look there"
    assert str(error) == f"{plain}; it may have been carried out all the same: look there"
    error.find_out = ""
    assert str(error) == f"{plain}; it may have been carried out all the same"
