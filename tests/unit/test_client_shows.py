"""What a client shows of itself and of its credentials, when all is well and when it is not."""

from __future__ import annotations

import pickle
import traceback
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import web

from gong_async import Gong
from gong_async.errors import ConfigError, GongError
from tests.unit.loopback import KEYS, SECRET, Server, Vouching, client, list_calls


@pytest.mark.parametrize(
    "settings",
    [KEYS, {"token": SECRET}, {"auth": Vouching()}],
    ids=["key", "token", "auth"],
)
def test_a_client_shows_where_it_asks_and_no_more(settings: dict[str, Any]) -> None:
    gong = Gong(**settings, base_url="https://us-1.api.gong.io")
    assert repr(gong) == str(gong) == "Gong(base_url='https://us-1.api.gong.io')"
    parts = list(vars(gong).values())
    shown = f"{parts!r} {gong.calls!r} {gong.calls.list()!r}"
    assert SECRET not in shown
    assert "KEYKEY" not in shown


@pytest.mark.parametrize("settings", [KEYS, {"token": SECRET}], ids=["key", "token"])
def test_a_client_does_not_travel(settings: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Gong(**settings))


def with_locals(error: BaseException) -> str:
    """The variables of every frame that *error* came through, but for those of these tests."""
    shown: list[str] = []
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == __file__:
            continue
        for value in frame.f_locals.values():
            with suppress(AttributeError):  # an object in the making cannot be shown
                shown.append(repr(value))
    assert shown
    return "\n".join(shown)


@pytest.mark.parametrize("settings", [KEYS, {"token": SECRET}], ids=["key", "token"])
async def test_a_failure_shows_no_credentials(server: Server, settings: dict[str, Any]) -> None:
    server.answers = [web.Response(status=401, text=f"bad: {SECRET}")]
    bare = {"access_key": None, "access_key_secret": None}
    async with client(server, **{**bare, **settings}) as gong:
        with pytest.raises(GongError) as caught:
            await list_calls(gong)
    error = caught.value
    assert SECRET not in f"{error!s}{error!r}{error.args}{vars(error)}"
    assert error.__cause__ is None
    assert error.__context__ is None
    assert SECRET not in with_locals(error)


@pytest.mark.parametrize(
    "more",
    [{"GONG_BASE_URL": "http://api.gong.io"}, {"GONG_ACCESS_TOKEN": SECRET}],
    ids=["base URL", "both kinds"],
)
def test_settings_from_the_environment_do_not_show_in_a_traceback_with_locals(
    monkeypatch: pytest.MonkeyPatch, more: dict[str, str]
) -> None:
    settings = {"GONG_ACCESS_KEY": "KEYKEY", "GONG_ACCESS_KEY_SECRET": SECRET, **more}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        Gong.from_env()
    assert SECRET not in with_locals(caught.value)
