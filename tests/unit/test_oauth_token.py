"""A token as a value, and as the text that a store keeps."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async import ConfigError, OAuthToken

ACCESS, REFRESH = "accessS3cretS3cretS3cret", "refreshS3cretS3cretS3cret"
NOON = datetime(2026, 5, 5, 12, 0, 0, 250, tzinfo=UTC)
PARTS: dict[str, Any] = {
    "access_token": ACCESS,
    "refresh_token": REFRESH,
    "expires_at": NOON,
    "scope": "api:calls:read:basic api:users:read",
    "api_base_url": "https://us-1.api.gong.io",
}
TOKEN = OAuthToken(**PARTS)
SECRETS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=200)

MOMENTS = st.datetimes(timezones=st.timezones()).filter(lambda moment: 1 < moment.year < 9999)


@given(SECRETS, SECRETS, MOMENTS, st.text())
def test_what_is_written_down_is_read_again(
    access: str, refresh: str, expires: datetime, scope: str
) -> None:
    token = OAuthToken(
        access_token=access,
        refresh_token=refresh,
        expires_at=expires,
        scope=scope,
        api_base_url="https://us-1.api.gong.io",
    )
    assert OAuthToken.from_json(token.to_json()) == token
    assert OAuthToken.from_json(token.to_json().encode()) == token


def test_the_end_is_in_utc_and_the_address_an_origin() -> None:
    zone = timezone(timedelta(hours=2))
    moved = {"expires_at": NOON.astimezone(zone), "api_base_url": "https://US-1.api.gong.io/v2/"}
    token = OAuthToken(**{**PARTS, **moved})
    assert token == TOKEN
    assert token.expires_at.tzinfo is UTC


@pytest.mark.parametrize(
    "wrong",
    [
        {"access_token": ""},
        {"refresh_token": " "},
        {"access_token": f"{ACCESS}\r\nX-Evil: 1"},
        {"api_base_url": "http://api.gong.io"},
        {"api_base_url": f"https://u:{ACCESS}@api.gong.io"},
    ],
    ids=str,
)
def test_a_token_that_cannot_be_one_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as caught:
        OAuthToken(**{**PARTS, **wrong})
    assert ACCESS not in str(caught.value)


def test_an_end_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        OAuthToken(**{**PARTS, "expires_at": NOON.replace(tzinfo=None)})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "null",
        "[" * 100_000,
        b"\xff",
        *(
            json.dumps({**json.loads(TOKEN.to_json()), **wrong})
            for wrong in (
                {"access_token": 5},
                {"refresh_token": None},
                {"expires_at": "soon"},
                {"expires_at": "2026-05-05T12:00:00"},
                {"expires_at": 3},
                {"scope": []},
                {"api_base_url": "http://evil.example"},
            )
        ),
        json.dumps({"access_token": ACCESS}),
    ],
)
def test_other_text_is_no_token_and_is_not_shown(text: str | bytes) -> None:
    with pytest.raises(ValueError, match="no OAuth token") as caught:
        OAuthToken.from_json(text)
    assert "S3cret" not in f"{caught.value!r}"


def test_what_a_later_version_adds_is_passed_over() -> None:
    more = json.dumps({**json.loads(TOKEN.to_json()), "added": 1})
    assert OAuthToken.from_json(more) == TOKEN


def test_a_token_neither_shows_nor_travels() -> None:
    assert "S3cret" not in f"{TOKEN!r} {TOKEN!s} {[TOKEN]} {TOKEN.to_json()!r}"
    assert "us-1.api.gong.io" in repr(TOKEN)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(TOKEN, protocol)
    with pytest.raises(AttributeError):
        TOKEN.access_token = "other"  # type: ignore[misc]
