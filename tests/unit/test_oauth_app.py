"""What an app sends a browser to, and what it makes of the address that comes back; no I/O."""

from __future__ import annotations

import base64
import hashlib
import pickle
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gong_async import AuthorizationRequest, ConfigError, GongError, OAuthApp
from tests.clock import run

SECRET = "S3cretS3cretS3cretS3cretS3cret"
BACK = "https://app.example/back"
APP: dict[str, Any] = {"client_id": "app", "client_secret": SECRET, "redirect_uri": BACK}
# Nothing listens there: whoever is refused after a request has a TransportError, not this one.
NOWHERE = OAuthApp(**APP, base_url="http://127.0.0.1:9")

SCOPES = st.lists(
    st.text(
        st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"\\'), min_size=1
    ),
    min_size=1,
    max_size=5,
)
PLAIN = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=80)


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, strict_parsing=True))


# The page to send a browser to


@given(SCOPES)
def test_the_page_is_asked_for_all_that_it_takes(scopes: list[str]) -> None:
    request = OAuthApp(**APP).authorize_url(scopes)
    assert request.url.startswith("https://app.gong.io/oauth2/authorize?")
    assert "+" not in request.url.replace("%2B", ""), "a space is %20, which all servers read"
    digest = hashlib.sha256(request.verifier.encode()).digest()
    assert query_of(request.url) == {
        "client_id": "app",
        "response_type": "code",
        "scope": " ".join(scopes),
        "redirect_uri": BACK,
        "state": request.state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    assert 43 <= len(request.verifier) <= 128, "as RFC 7636 has it"
    assert request.verifier not in request.url


def test_no_two_requests_share_a_state_or_a_verifier() -> None:
    requests = [NOWHERE.authorize_url(["api:users:read"]) for _ in range(200)]
    assert len({one.state for one in requests} | {one.verifier for one in requests}) == 400
    assert min(len(one.state) for one in requests) >= 43, "256 bits"


@pytest.mark.parametrize(
    "scopes",
    [(), [""], "api:users:read", ["api:users:read api:calls:read:basic"], ["é"], ['"']],
    ids=["none", "empty", "text", "two in one", "no ASCII", "a quote"],
)
def test_scopes_that_are_none_are_refused(scopes: Any) -> None:
    with pytest.raises(ValueError, match="api:calls:read:basic"):
        NOWHERE.authorize_url(scopes)


def test_scopes_may_come_one_by_one() -> None:
    assert "scope=a%20b" in NOWHERE.authorize_url(iter(["a", "b"])).url


# The address that comes back


def refusal(address: str, state: str = "s" * 43) -> str:
    with pytest.raises(GongError) as caught:
        run(NOWHERE.exchange(address, state=state, verifier="v" * 43))
    assert type(caught.value) is GongError
    return str(caught.value)


@given(PLAIN, PLAIN)
def test_an_address_with_another_state_is_refused_before_anything_is_sent(
    state: str, given: str
) -> None:
    assume(state != given)
    code = "c0de-c0de-c0de"
    for address in (
        f"{BACK}?{urlencode({'code': code, 'state': given})}",
        f"{BACK}?{urlencode({'code': code, 'state': [state, given]}, doseq=True)}",
        f"{BACK}?{urlencode({'code': code})}",
        f"{BACK}?{urlencode({'error': 'access_denied', 'state': given})}",
        f"{BACK}#?{urlencode({'code': code, 'state': state})}",
    ):
        said = refusal(address, state)
        assert "its state is another one" in said
        assert "begin again" in said
        assert code not in said


@given(st.text())
def test_no_text_at_all_is_taken_for_an_answer(text: str) -> None:
    assert "state" in refusal(text)


def test_more_parts_than_any_answer_has_are_refused() -> None:
    many = "&".join(f"a{n}=1" for n in range(500))
    assert "state" in refusal(f"{BACK}?state={'s' * 43}&code=x&{many}")


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("access_denied", "access_denied"),
        (SECRET, "no reason that can be shown"),
        ("<b>x</b>", "no reason that can be shown"),
    ],
)
def test_a_refusal_is_told(error: str, shown: str) -> None:
    more = {"error": error, "error_description": SECRET, "state": "s" * 43, "code": "x"}
    said = refusal(f"{BACK}?{urlencode(more)}")
    assert shown in said
    assert SECRET not in said


@pytest.mark.parametrize("code", ["", "&code=", "&code=a&code=b", "&code=a%20b", "&code=a%0Ab"])
def test_an_address_without_one_code_is_refused(code: str) -> None:
    with pytest.raises(GongError, match="copy"):
        run(NOWHERE.exchange(f"{BACK}?state={'s' * 43}{code}", state="s" * 43, verifier="v"))


# Settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": " "},
        {"client_id": "a:b"},
        {"client_secret": ""},
        {"client_secret": f"{SECRET}\x7f"},
        {"base_url": "http://app.gong.io"},
        {"base_url": "https://app.gong.io/oauth2"},
        {"redirect_uri": "http://app.example/back"},
        {"redirect_uri": "https://app.example/back#there"},
        {"redirect_uri": f"https://user:{SECRET}@app.example/back"},
        {"redirect_uri": "app.example/back"},
        {"redirect_uri": "https://app.example/b ack"},
        {"redirect_uri": ""},
    ],
    ids=str,
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as caught:
        OAuthApp(**{**APP, **wrong})
    assert SECRET not in f"{caught.value!s}{caught.value!r}"


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost",
        "http://127.0.0.1:8400/cb",
        "http://[::1]:1/cb",
        "https://a.example/b?c=d",
    ],
)
def test_a_redirect_may_lead_to_this_machine(address: str) -> None:
    assert OAuthApp(**{**APP, "redirect_uri": address}).redirect_uri == address


@pytest.mark.parametrize("timeout", [0, -1.0, float("nan"), float("inf")])
def test_a_timeout_that_is_none_is_refused(timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout"):
        OAuthApp(**APP, timeout=timeout)


@pytest.mark.parametrize(
    "value",
    [NOWHERE, AuthorizationRequest(url=f"https://x/?{SECRET}", state=SECRET, verifier=SECRET)],
    ids=lambda value: type(value).__name__,
)
def test_nothing_of_it_shows_or_is_pickled(value: object) -> None:
    assert SECRET not in f"{value!r} {value!s} {[value]}"
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(value, protocol)
