"""Settings: only an origin that credentials may go to, only secrets that a header can carry."""

from __future__ import annotations

import copy
import pickle
import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from yarl import URL

from gong_async.config import DEFAULT_BASE_URL, GongConfig, normalize_base_url
from gong_async.errors import ConfigError, GongError

SECRET = "S3cretS3cretS3cret"
KEYS = {"access_key": "KEY", "access_key_secret": SECRET}

ACCEPTED = {
    "https://api.gong.io": "https://api.gong.io",
    "https://api.gong.io/": "https://api.gong.io",
    "https://api.gong.io/v2": "https://api.gong.io",
    "https://api.gong.io/v2/": "https://api.gong.io",
    "  https://us-12100.api.gong.io\n": "https://us-12100.api.gong.io",
    "HTTPS://US-1.API.GONG.IO": "https://us-1.api.gong.io",
    "https://gateway.example:8443": "https://gateway.example:8443",
    "http://127.0.0.1:8099": "http://127.0.0.1:8099",
    "http://127.9.9.9": "http://127.9.9.9",
    "http://localhost:8099/": "http://localhost:8099",
    "http://[::1]:8099": "http://[::1]:8099",
}

REFUSED = {
    "empty": "",
    "blank": "   ",
    "no scheme": "api.gong.io",
    "no scheme, slashes": "//api.gong.io",
    "no host": "https://",
    "no host, path": "https:///v2",
    "one slash": "https:/api.gong.io",
    "no slash": "https:api.gong.io",
    "http": "http://api.gong.io",
    "http, private address": "http://10.0.0.1",
    "http, any address": "http://0.0.0.0:8099",
    "http, a host that starts like loopback": "http://127.0.0.1.evil.example",
    "http, a host that starts like localhost": "http://localhost.evil.example",
    "http, loopback as one number": "http://2130706433",
    "file": "file:///etc/passwd",
    "ftp": "ftp://api.gong.io",
    "javascript": "javascript:alert(1)",
    "user": "https://user@api.gong.io",
    "user and password": "https://user:pass@api.gong.io",
    "empty user": "https://@api.gong.io",
    "host as user": "https://api.gong.io@evil.example",
    "query": "https://api.gong.io?x=1",
    "empty query": "https://api.gong.io?",
    "fragment": "https://api.gong.io#x",
    "empty fragment": "https://api.gong.io/#",
    "path": "https://api.gong.io/v3",
    "path in capitals": "https://api.gong.io/V2",
    "path below": "https://api.gong.io/v2/calls",
    "path upwards": "https://api.gong.io/v2/..",
    "path to here": "https://api.gong.io/.",
    "path, escaped": "https://api.gong.io/%2e%2e",
    "path parameters": "https://api.gong.io/v2;x",
    "backslash": "https://api.gong.io\\",
    "backslash before a host": "https://evil.example\\.gong.io",
    "backslash before an at": "https://api.gong.io\\@evil.example",
    "backslashes for slashes": "https:\\\\api.gong.io",
    "tab within": "https://api.go\tng.io",
    "newline within": "https://api.gong.io\n.evil.example",
    "carriage return within": "https://api\r.gong.io",
    "newline in the scheme": "ht\ntps://api.gong.io",
    "NUL before": "\0https://api.gong.io",
    "NUL within": "https://api.gong.io\0.evil.example",
    "escape character": "https://api.gong.io\x1b",
    "space within": "https://api gong.io",
    "escaped host": "https://api%2egong.io",
    "Cyrillic letter": "https://\N{CYRILLIC SMALL LETTER A}pi.gong.io",
    "full-width letter": "https://\N{FULLWIDTH LATIN SMALL LETTER A}pi.gong.io",
    "ideographic full stop": "https://api\N{IDEOGRAPHIC FULL STOP}gong.io",
    "soft hyphen": "https://api\N{SOFT HYPHEN}.gong.io",
    "port too large": "https://api.gong.io:65536",
    "port negative": "https://api.gong.io:-1",
    "port signed": "https://api.gong.io:+443",
    "port a word": "https://api.gong.io:https",
    "port in Arabic digits": "https://api.gong.io:\N{ARABIC-INDIC DIGIT FOUR}",
    "port none listens on": "https://api.gong.io:0",
    "two ports": "https://api.gong.io:443:443",
    "open bracket": "https://[::1",
    "host after brackets": "http://[::1]evil.example",
    "zone": "http://[fe80::1%25eth0]",
    "no address in brackets": "https://[...]",
    "only colons in brackets": "https://[:::]",
    "IPv4 in brackets": "https://[1.2.3.4]",
    "only dots": "https://...",
    "empty label": "https://api..gong.io",
    "leading dot": "https://.gong.io",
    "only a hyphen": "https://-",
    "label too long": f"https://{'a' * 64}.example",
    "host too long": f"https://{'a.' * 127}example",
}


@pytest.mark.parametrize(("url", "origin"), ACCEPTED.items())
def test_a_base_url_is_reduced_to_its_origin(url: str, origin: str) -> None:
    assert normalize_base_url(url) == origin


@pytest.mark.parametrize("url", REFUSED.values(), ids=REFUSED.keys())
def test_a_base_url_that_credentials_must_not_be_sent_to_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="base URL"):
        normalize_base_url(url)


@pytest.mark.parametrize("url", [None, 3, b"https://api.gong.io"])
def test_a_base_url_that_is_not_text_is_refused(url: object) -> None:
    with pytest.raises(ConfigError, match="base URL"):
        normalize_base_url(url)  # type: ignore[arg-type]


TRICKY = st.text(
    st.sampled_from("/\\@:?#;%.[]-_ \t\n\r\0\x1b0aZ\xad\xe0\uff0e\u0430\u3002"), max_size=4
)
NEARLY = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(
            ["https://", "http://", "HTTPS://", "https:/", "//", "file://", " https://"]
        ),
        TRICKY,
        st.sampled_from(["", "user@", "api.gong.io@", "user:pass@"]),
        st.sampled_from(
            [
                "api.gong.io",
                "localhost",
                "127.0.0.1",
                "[::1]",
                "evil.example",
                "127.0.0.1.evil.example",
            ]
        ),
        TRICKY,
        st.sampled_from(["", ":443", ":", ":99999", ":٤"]),
        st.sampled_from(["", "/", "/v2", "/v2/", "/v2/..", "/x", "//evil.example"]),
        TRICKY,
    ),
)


@given(NEARLY | st.text())
@example("https://api.go\tng.io")
@example("http://[::1]evil.example")
@example("https://\u0430pi.gong.io")
def test_whatever_is_accepted_is_the_origin_that_was_written(url: str) -> None:
    try:
        origin = normalize_base_url(url)
    except ConfigError:
        return
    written = url.strip().rstrip("/").removesuffix("/v2").rstrip("/").removesuffix(":").lower()
    assert origin == written
    assert re.fullmatch(
        r"https://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]+)?"
        r"|http://(localhost|127(\.[0-9]+){3}|\[::1\])(:[0-9]+)?",
        origin,
    )
    seen = URL(origin + "/v2/calls")  # the eyes of the library that connects
    assert (seen.user, seen.password, seen.path) == (None, None, "/v2/calls")
    host = origin.partition("://")[2]
    assert host.startswith((seen.raw_host or "?", f"[{seen.raw_host}]"))
    assert normalize_base_url(origin) == origin


@given(NEARLY)
def test_a_refused_base_url_is_not_echoed(url: str) -> None:
    url = url.replace("user:pass", f"user:{SECRET}")
    refusal: ConfigError | None = None
    try:
        normalize_base_url(url)
    except ConfigError as error:
        refusal = error
    if refusal is not None:
        assert SECRET not in f"{refusal!s}{refusal!r}{refusal.__cause__!r}{refusal.args}"


PRINTABLE = st.text(string.ascii_letters + string.digits + "+/=_.-~!$%&", min_size=1, max_size=60)
BLANK = st.text(" \t\r\n", max_size=3)


@given(PRINTABLE, PRINTABLE, BLANK, BLANK)
def test_secrets_lose_the_white_space_that_copying_drags_along(
    key: str, secret: str, before: str, after: str
) -> None:
    config = GongConfig(access_key=before + key + after, access_key_secret=before + secret + after)
    assert (config.access_key, config.access_key_secret, config.token) == (key, secret, None)
    assert GongConfig(token=before + secret + after).token == secret


@pytest.mark.parametrize("bad", [" ", "\t", "\r\nX-Evil: 1", "\0", "\x7f", "é", "\u200b", "\ud83d"])
@pytest.mark.parametrize("name", ["access_key", "access_key_secret", "token"])
def test_a_secret_that_no_header_can_carry_is_refused_without_a_look(name: str, bad: str) -> None:
    with pytest.raises(ConfigError, match="characters") as caught:
        GongConfig(**{**(KEYS if name != "token" else {}), name: SECRET + bad + SECRET})
    shown = f"{caught.value!s}{caught.value!r}{caught.value.args!r}{caught.value.__cause__!r}"
    assert SECRET not in shown
    assert "copy it again" in shown


@pytest.mark.parametrize(
    "half",
    [
        {},
        {"access_key": "KEY"},
        {"access_key_secret": SECRET},
        {"access_key": "KEY", "access_key_secret": " \n"},
        {"access_key": "", "access_key_secret": SECRET},
        {"token": "  "},
    ],
    ids=["none", "key", "secret", "blank secret", "empty key", "blank token"],
)
def test_half_credentials_are_refused_and_the_message_says_what_is_wanted(
    half: dict[str, str],
) -> None:
    with pytest.raises(ConfigError, match="access_key and access_key_secret, or token") as caught:
        GongConfig(**half)
    assert "GONG_ACCESS_KEY_SECRET" in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "both", [{**KEYS, "token": SECRET}, {"access_key": "K", "token": SECRET}], ids=["all", "some"]
)
def test_both_kinds_of_credentials_are_refused(both: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="not both") as caught:
        GongConfig(**both)
    assert SECRET not in str(caught.value)


def test_a_colon_would_move_from_the_key_into_the_secret() -> None:
    with pytest.raises(ConfigError, match="colon") as caught:
        GongConfig(access_key=f"KEY:{SECRET}", access_key_secret="x")
    assert SECRET not in str(caught.value)
    assert GongConfig(access_key="KEY", access_key_secret="a:b").access_key_secret == "a:b"


def test_a_config_error_is_a_gong_error_and_a_value_error() -> None:
    with pytest.raises(ConfigError) as caught:
        GongConfig()
    assert isinstance(caught.value, GongError)
    assert isinstance(caught.value, ValueError)
    assert caught.value.attempts == 0


def test_no_base_url_means_the_general_one() -> None:
    assert GongConfig(**KEYS).base_url == DEFAULT_BASE_URL == "https://api.gong.io"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GONG_ACCESS_KEY", "GONG_ACCESS_KEY_SECRET", "GONG_ACCESS_TOKEN", "GONG_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigError, match="GONG_ACCESS_TOKEN"):
        GongConfig.from_env()
    monkeypatch.setenv("GONG_ACCESS_KEY", "KEY\n")
    monkeypatch.setenv("GONG_ACCESS_KEY_SECRET", SECRET)
    monkeypatch.setenv("GONG_BASE_URL", "https://us-7.api.gong.io/")
    assert GongConfig.from_env() == GongConfig(**KEYS, base_url="https://us-7.api.gong.io")


def test_a_mapping_can_stand_in_for_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONG_ACCESS_KEY", "not looked at")
    given_ = {"GONG_ACCESS_TOKEN": SECRET, "GONG_BASE_URL": ""}
    config = GongConfig.from_env(given_)
    assert (config.token, config.access_key, config.base_url) == (SECRET, None, DEFAULT_BASE_URL)
    with pytest.raises(ConfigError, match="not both"):
        GongConfig.from_env({**given_, "GONG_ACCESS_KEY": "KEY", "GONG_ACCESS_KEY_SECRET": "x"})
    with pytest.raises(ConfigError, match="no credentials"):
        GongConfig.from_env({})


@pytest.mark.parametrize(
    "config", [GongConfig(**KEYS), GongConfig(token=SECRET)], ids=["key", "token"]
)
def test_a_config_shows_no_secret_and_does_not_travel(config: GongConfig) -> None:
    assert SECRET not in f"{config} {config!r} {[config]}"
    assert "KEY" not in repr(config)
    assert "https://api.gong.io" in repr(config)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(config, protocol)
    with pytest.raises(TypeError, match="not pickled"):
        copy.deepcopy(config)


def test_settings_are_keyword_only_and_frozen() -> None:
    with pytest.raises(TypeError):
        GongConfig("KEY", SECRET)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        GongConfig(**KEYS).base_url = "https://evil.example"  # type: ignore[misc]
