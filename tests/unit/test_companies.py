"""A file of companies: all that is wrong with it at once, and none of its values."""

from __future__ import annotations

import logging
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend

from gong_async.companies import Company, load_companies
from gong_async.config import GongConfig
from gong_async.errors import ConfigError

SECRET = "S3cretS3cretS3cret"
GOOD = """
[companies.acme]
base_url = "https://us-1.api.gong.io/v2/"
access_key = { env = "ACME_KEY" }
access_key_secret = { env = "ACME_SECRET" }
rate = 6
quota = 20000
quota_share = 0.5
workspaces = ["123", "456", "123"]

[companies."Über-2.eu"]
token = { keyring = "gong/eu/token" }
"""

Write = Callable[[str | bytes], Path]


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 1.0

    def __init__(self, **secrets: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.secrets = secrets
        self.broken = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.broken:
            raise RuntimeError(f"no bus for {SECRET}")
        return self.secrets.get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nothing is written here")


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ring]:
    one, before = Ring(**{"gong/eu/token": f"{SECRET}T\n"}), keyring.get_keyring()
    keyring.set_keyring(one)
    monkeypatch.setenv("ACME_KEY", "KEYKEY")
    monkeypatch.setenv("ACME_SECRET", f" {SECRET}\n")
    monkeypatch.delenv("ABSENT", raising=False)
    yield one
    keyring.set_keyring(before)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(content: str | bytes) -> Path:
        path = tmp_path / "gong.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(0o600)
        return path

    return make


def problems(path: Path) -> list[str]:
    """Return what is told of the file, once it is sure that this shows no secret."""
    with pytest.raises(ConfigError) as caught:
        load_companies(path)
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    frames = [frame for frame in told.stack if "companies" in Path(frame.filename).name]
    ours = [frame for frame in frames if not Path(frame.filename).name.startswith("test_")]
    assert ours
    shown = [str(frame.locals) for frame in ours]
    error = caught.value
    assert error.__cause__ is error.__context__ is None
    for text in (str(error), repr(error), repr(error.args), *shown):
        assert SECRET[:8] not in text
    first, *rest = str(error).split("\n  ")
    assert first == f"{path} cannot be used:"
    return rest


def test_a_good_file_is_read_whole_and_in_order(write: Write) -> None:
    found = load_companies(write(GOOD))
    assert list(found) == ["acme", "Über-2.eu"]
    assert found["acme"] == Company(
        name="acme",
        config=GongConfig(
            access_key="KEYKEY", access_key_secret=SECRET, base_url="https://us-1.api.gong.io"
        ),
        rate=6.0,
        quota=20_000,
        quota_share=0.5,
        workspaces=("123", "456"),
    )
    assert found["Über-2.eu"] == Company(name="Über-2.eu", config=GongConfig(token=f"{SECRET}T"))
    assert load_companies(str(write(GOOD))) == found


def test_a_company_shows_no_secret_and_does_not_travel(write: Write) -> None:
    for company in load_companies(write(GOOD)).values():
        assert SECRET not in f"{company} {company!r}"
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(company)


def credentials(*lines: str) -> str:
    return "\n".join(["[companies.acme]", *lines])


TOKEN = 'token = { env = "ACME_SECRET" }'
LITERAL = f'"{SECRET}"'
WRONG: dict[str, tuple[str, str, str]] = {
    "literal": (credentials(f"token = {LITERAL}"), "acme.token", 'write { env = "ACME_TOKEN" }'),
    "literal, why": (credentials(f"token = {LITERAL}"), "acme.token", "copied and shared"),
    "number": (credentials("token = 7"), "acme.token", "write { env ="),
    "two places": (
        credentials(f'token = {{ env = {LITERAL}, keyring = "a/b" }}'),
        "acme.token",
        "write { env =",
    ),
    "no place": (credentials("token = {}"), "acme.token", "write { env ="),
    "other place": (credentials(f"token = {{ file = {LITERAL} }}"), "acme.token", "write { env ="),
    "list": (credentials(f"token = [{LITERAL}]"), "acme.token", "write { env ="),
    "variable, a number": (credentials("token = { env = 7 }"), "acme.token", "write { env ="),
    "secret for a variable": (
        credentials(f"token = {{ env = {LITERAL} }}"),
        "token.env",
        "nothing",
    ),
    "no variable's name": (credentials('token = { env = "a b" }'), "token.env", "name of an env"),
    "variable not set": (credentials('token = { env = "ABSENT" }'), "token.env", "nothing"),
    "variable not set, told": (
        credentials('token = { env = "ACME_TOKEN_2" }'),
        "token.env",
        "the variable ACME_TOKEN_2 is not set",
    ),
    "not in the ring": (credentials('token = { keyring = "a/b" }'), "token.keyring", "nothing"),
    "no ring's name": (credentials('token = { keyring = "a" }'), "token.keyring", "service/name"),
    "none": (credentials("rate = 3"), "acme:", "access_key and access_key_secret, or token"),
    "half": (credentials('access_key = { env = "ACME_KEY" }'), "acme:", "and access_key_secret"),
    "both": (
        credentials(TOKEN, 'access_key = { env = "ACME_KEY" }'),
        "acme:",
        "or token, and not both",
    ),
    "unknown key": (credentials(TOKEN, "rates = 3"), "acme.rates", "no such key; there are"),
    "url": (credentials(TOKEN, 'base_url = "http://gong.io"'), "acme.base_url", "https"),
    "url, number": (credentials(TOKEN, "base_url = 3"), "acme.base_url", "text"),
    "rate": (credentials(TOKEN, "rate = 0"), "acme.rate", "above 0"),
    "rate, text": (credentials(TOKEN, f"rate = {LITERAL}"), "acme.rate", "above 0"),
    "rate, boolean": (credentials(TOKEN, "rate = true"), "acme.rate", "above 0"),
    "rate, inf": (credentials(TOKEN, "rate = inf"), "acme.rate", "above 0"),
    "rate, nan": (credentials(TOKEN, "rate = nan"), "acme.rate", "above 0"),
    "quota": (credentials(TOKEN, "quota = 0"), "acme.quota", "at least 1"),
    "quota, fraction": (credentials(TOKEN, "quota = 1.5"), "acme.quota", "at least 1"),
    "quota, boolean": (credentials(TOKEN, "quota = true"), "acme.quota", "at least 1"),
    "share": (credentials(TOKEN, "quota_share = 1.01"), "acme.quota_share", "up to 1"),
    "share, 0": (credentials(TOKEN, "quota_share = 0.0"), "acme.quota_share", "up to 1"),
    "no call": (
        credentials(TOKEN, "quota = 3", "quota_share = 0.1"),
        "acme.quota_share",
        "not even one call",
    ),
    "workspaces": (credentials(TOKEN, "workspaces = []"), "acme.workspaces", "leave it out"),
    "workspaces, text": (credentials(TOKEN, 'workspaces = "1"'), "acme.workspaces", "list"),
    "workspaces, numbers": (credentials(TOKEN, "workspaces = [1]"), "acme.workspaces", "quotation"),
    "workspaces, words": (credentials(TOKEN, 'workspaces = ["x"]'), "acme.workspaces", "ids"),
    "name": (f'[companies."a/b"]\n{TOKEN}', "companies.a/b", "1 to 64 letters"),
    "name, empty": (f'[companies.""]\n{TOKEN}', "companies.", "1 to 64 letters"),
    "name, long": (f"[companies.{'a' * 65}]\n{TOKEN}", f"companies.{'a' * 64}", "1 to 64"),
    "name, line": ('[companies."a\\nb"]', "companies.a\N{REPLACEMENT CHARACTER}b", "letters"),
    "no table": (f"companies.acme = {LITERAL}", "companies.acme", "must be a table"),
    "no companies": ("", "companies", "at least one"),
    "companies, list": ("[[companies]]", "companies", "at least one"),
    "other table": (f"{GOOD}[company.x]", "company:", "no such key"),
    "not TOML": (f"companies = {SECRET}", "it is not TOML", "line 1, column 13"),
    "twice": (f"a = {LITERAL}\na = {LITERAL}", "it is not TOML", "document"),
}


@pytest.mark.parametrize(("content", "place", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_place_and_without_its_value(
    write: Write, content: str, place: str, said: str
) -> None:
    (problem,) = problems(write(content))
    assert place in problem
    assert said in problem


def test_all_that_is_wrong_with_all_companies_is_told_at_once(write: Write) -> None:
    content = f"""
    [companies.acme]
    access_key = {LITERAL}
    access_key_secret = {{ env = "ABSENT" }}
    base_url = "ftp://x"
    quota = -1
    rats = 3

    [companies.good]
    {TOKEN}

    ["companies"."b:d"]

    [companies.third]
    {TOKEN}
    rate = "fast"

    [other]
    """
    places = [problem.partition(": ")[0] for problem in problems(write(content))]
    assert places == [
        "other",
        "companies.acme.rats",
        "companies.acme.quota",
        "companies.acme.base_url",
        "companies.acme.access_key",
        "companies.acme.access_key_secret.env",
        "companies.b:d",
        "companies.third.rate",
    ]


@pytest.mark.parametrize("value", [f"{SECRET} {SECRET}", f"{SECRET}é", f"{SECRET}\x7f"])
def test_a_credential_that_no_header_can_carry_is_told_by_its_place(
    write: Write, monkeypatch: pytest.MonkeyPatch, ring: Ring, value: str
) -> None:
    monkeypatch.setenv("ACME_SECRET", value)
    ring.secrets["gong/eu/token"] = value
    first, second = problems(write(GOOD))
    assert "companies.acme.access_key_secret.env: " in first
    assert "companies.Über-2.eu.token.keyring: " in second
    assert "copy it again" in first
    assert "copy it again" in second


def test_an_access_key_with_its_secret_in_it_is_not_shown(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_KEY", f"KEY:{SECRET}")
    (problem,) = problems(write(GOOD))
    assert problem.startswith("companies.acme: access_key holds a colon")


def test_a_keyring_that_fails_is_told_without_what_it_said(write: Write, ring: Ring) -> None:
    ring.broken = True
    (problem,) = problems(write(GOOD))
    assert problem.startswith("companies.Über-2.eu.token.keyring: ")
    assert "cannot be read (RuntimeError)" in problem


def test_without_the_keyring_package_it_says_what_to_install(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    (problem,) = problems(write(GOOD))
    assert "install gong-async[keyring]" in problem
    assert load_companies(write(credentials(TOKEN))), "nobody asked for it here"


def test_a_file_that_everybody_may_write_to_is_refused_unread(write: Write) -> None:
    path = write(GOOD)
    path.chmod(0o666)
    (problem,) = problems(path)
    assert "chmod go-w" in problem
    path.chmod(0o644)
    assert len(load_companies(path)) == 2, "it holds no secret: all may read it"


def test_a_file_that_a_group_may_write_to_is_warned_of(
    write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(GOOD)
    path.chmod(0o660)
    with caplog.at_level(logging.WARNING, "gong_async"):
        assert len(load_companies(path)) == 2
    (record,) = caplog.records
    assert str(path) in record.getMessage()
    assert "chmod g-w" in record.getMessage()


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert problems(tmp_path / "gong.toml") == ["it cannot be read: No such file or directory"]
    assert problems(tmp_path) == ["it cannot be read: Is a directory"]


TABLES = st.recursive(
    st.sampled_from([LITERAL, "7", "0.5", "true", "[]", "2026-01-01", '"ACME_KEY"', '"a/b"', '""']),
    lambda inner: st.lists(
        st.tuples(st.sampled_from(["env", "keyring", "x", '""']), inner), unique_by=lambda p: p[0]
    ).map(lambda pairs: "{" + ", ".join(f"{key} = {value}" for key, value in pairs) + "}"),
    max_leaves=4,
)
KEYS = st.sampled_from(
    ["access_key", "access_key_secret", "token", "base_url", "rate", "quota", "quota_share", "x"]
)
FILES = st.dictionaries(
    st.sampled_from(["acme", "eu", '"a b"', '""']), st.dictionaries(KEYS, TABLES), max_size=3
).map(
    lambda companies: "\n".join(
        line
        for name, table in companies.items()
        for line in (f"[companies.{name}]", *(f"{key} = {value}" for key, value in table.items()))
    )
)


@given((FILES | st.text()).map(str.encode) | st.binary())
@example(b"a = " + b"[" * 5_000)
@example(b"\xff\xfe")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_file_holds_it_is_read_or_refused_without_a_look(
    write: Write, content: bytes
) -> None:
    path = write(content)
    refused = False
    try:
        load_companies(path)
    except ConfigError:
        refused = True
    assert not refused or problems(path)
