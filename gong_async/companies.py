"""
Many companies from one TOML file, which says where the credentials are and holds none.

::

    [companies.acme]
    base_url = "https://us-1.api.gong.io"
    access_key = { env = "ACME_KEY" }              # or { keyring = "service/name" }
    access_key_secret = { env = "ACME_SECRET" }    # or, instead of both, a token
    rate = 3.0
    quota = 10000
    quota_share = 0.5
    workspaces = ["123"]
"""

from __future__ import annotations

import logging
import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from gong_async.config import DEFAULT_BASE_URL, GongConfig, normalize_base_url
from gong_async.errors import ConfigError
from gong_async.hidden import Hidden, NotPickled, hide, mask
from gong_async.shape import is_list, is_object, printable

__all__ = ["Company", "load_companies"]

_log = logging.getLogger("gong_async")

_NAME = re.compile(r"[\w.-]{1,64}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NO_SECRET = re.compile(r"[A-Z]+(_[A-Z0-9]+)+")  # as variables are called, and no key of Gong's is
_WORKSPACE = re.compile(r"[0-9]{1,20}")
_PLACE = re.compile(r"\(at (line \d+, column \d+|end of document)\)")
_CREDENTIALS = ("access_key", "access_key_secret", "token")
_KINDS = ({"access_key", "access_key_secret"}, {"token"})
_LARGEST = 1e12


@frozen(kw_only=True)
class Company(NotPickled):
    """
    One company of the file.

    Attributes:
        name: Its name there, and so in an output.

        config: Its address and credentials; :meth:`Gong.from_config` takes them.

        rate: Calls a second that Gong grants it.

        quota: Calls a UTC day that Gong grants it.

        quota_share: How much of that may be spent here, above 0 and up to 1.

        workspaces: Ids of the workspaces that are wanted; None for all of them.
    """

    name: str
    config: GongConfig
    rate: float = 3.0
    quota: int = 10_000
    quota_share: float = 1.0
    workspaces: tuple[str, ...] | None = None


def load_companies(path: str | os.PathLike[str]) -> dict[str, Company]:
    """
    Read all companies of the file at *path*, in its order; find their credentials.

    Raises:
        ConfigError: If anything is wrong with any of them: tells all of it at once, with
            table and key, and never shows a value.
    """
    # Nothing of the file is bound to a name here: a traceback with locals would show it.
    reader = _Reader()
    reader.read(Path(path))
    if reader.problems:
        raise ConfigError("\n  ".join([f"{path} cannot be used:", *reader.problems]))
    return reader.companies


@define(repr=False)
class _Reader:
    """What was found so far, and what was wrong with it; only a frame below holds the file."""

    companies: dict[str, Company] = field(factory=dict[str, Company])
    problems: list[str] = field(factory=list[str])

    def read(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                if not self._is_trusted(path, os.fstat(file.fileno()).st_mode):
                    return
                found = tomllib.load(file)
        except OSError as error:
            self.problems.append(f"it cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            self.problems.append("it is not UTF-8")
        except (ValueError, RecursionError) as error:
            place = _PLACE.search(str(error))
            self.problems.append(f"it is not TOML{f': {place[1]}' if place else ''}")
        else:
            self._read_all(found)

    def _is_trusted(self, path: Path, mode: int) -> bool:
        """Whoever may write to the file decides where the credentials are sent."""
        if os.name == "posix" and mode & stat.S_IWOTH:
            self.problems.append("everybody may write to it: run chmod go-w on it")
            return False
        if os.name == "posix" and mode & stat.S_IWGRP:
            _log.warning("%s: its group may write to it; run chmod g-w on it", path)
        return True

    def _read_all(self, found: dict[str, Any]) -> None:
        for key in sorted(found.keys() - {"companies"}):
            self.problems.append(f"{_shown(key)}: there is no such key; companies is the only one")
        companies = found.get("companies")
        if not is_object(companies) or not companies:
            self.problems.append("companies: name at least one, as in [companies.acme]")
            return
        for name, table in companies.items():
            where = f"companies.{_shown(name)}"
            if not _NAME.fullmatch(name):
                say = "a name is 1 to 64 letters, digits, dots, dashes, underscores"
                self.problems.append(f"{where}: {say}")
            elif not is_object(table):
                self.problems.append(f"{where}: this must be a table, as in [{where}]")
            else:
                _Table(name, where, table, self.problems).read_into(self.companies)


@define(repr=False)
class _Table:
    """One company as the file has it."""

    name: str
    where: str
    table: Mapping[str, Any]
    problems: list[str]

    def read_into(self, companies: dict[str, Company]) -> None:
        before = len(self.problems)
        known = {*_CREDENTIALS, "base_url", *_SETTINGS}
        for key in sorted(self.table.keys() - known):
            self._blame(_shown(key), f"there is no such key; there are {', '.join(sorted(known))}")
        settings = {key: self._setting(key) for key in _SETTINGS if key in self.table}
        if len(self.problems) == before and _allowed(**settings) < 1:
            self._blame("quota_share", "of such a quota this is not even one call a day")
        config = self._config()
        if config is not None and len(self.problems) == before:
            companies[self.name] = Company(name=self.name, config=config, **settings)

    def _setting(self, key: str) -> Any:
        make, wanted = _SETTINGS[key]
        made = make(self.table[key])
        if made is None:
            self._blame(key, f"this must be {wanted}")
        return made

    def _config(self) -> GongConfig | None:
        origin = self._origin()
        given = self.table.keys() & set(_CREDENTIALS)
        found = {key: self._credential(key) for key in _CREDENTIALS if key in given}
        if given not in _KINDS:
            self._blame(None, "give access_key and access_key_secret, or token, and not both")
        elif origin is not None and None not in found.values():
            try:
                return GongConfig(base_url=origin, **found)
            except ConfigError as error:
                self._blame(None, str(error))
        return None

    def _origin(self) -> str | None:
        url = self.table.get("base_url", DEFAULT_BASE_URL)
        if not isinstance(url, str):
            self._blame("base_url", "this must be text")
            return None
        try:
            return normalize_base_url(url)
        except ConfigError as error:
            self._blame("base_url", str(error))
            return None

    def _credential(self, key: str) -> Hidden | None:
        """Follow ``{ env = ... }`` or ``{ keyring = ... }``; None if that leads nowhere."""
        written = self.table[key]
        kind = "".join(written) if is_object(written) and len(written) == 1 else ""
        if kind not in _SOURCES or not isinstance(written[kind], str):
            variable = re.sub(r"\W", "_", f"{self.name}_{key}", flags=re.ASCII).upper()
            reason = "a file gets copied and shared, so no credential belongs into it: "
            self._blame(
                key,
                f'{reason if isinstance(written, str) else ""}write {{ env = "{variable}" }}'
                ' and set that variable, or write { keyring = "service/name" }',
            )
            return None
        try:
            found = _SOURCES[kind](written[kind])
        except ConfigError as error:
            self._blame(f"{key}.{kind}", str(error))
            return None
        if found is None:
            self._blame(f"{key}.{kind}", "there is nothing under that name")
        return found

    def _blame(self, key: str | None, problem: str) -> None:
        self.problems.append(f"{self.where}{f'.{key}' if key else ''}: {problem}")


def _shown(key: str) -> str:
    return printable(key, 64)


# Where credentials are.  Neither what is there is ever shown, nor its name unless that cannot be
# a secret: whoever mistakes one for the other would find it in the message.


def _from_environment(name: str) -> Hidden | None:
    if not _VARIABLE.fullmatch(name):
        raise ConfigError("this must be the name of an environment variable")
    found = hide(os.environ.get(name))
    if found is None and _NO_SECRET.fullmatch(name):
        raise ConfigError(f"the variable {name} is not set")
    return found


def _from_keyring(place: str) -> Hidden | None:
    service, _, name = place.rpartition("/")
    if not service or not name:
        raise ConfigError("this must be a service and a name in the keyring: service/name")
    try:
        import keyring
    except ImportError:
        raise ConfigError("install gong-async[keyring] for this") from None
    problem = ""
    try:
        found = mask(keyring.get_password(service, name))
    except Exception as error:  # a keyring's backend may be anybody's
        found, problem = None, type(error).__name__
    if problem:
        raise ConfigError(f"the keyring cannot be read ({problem})")
    return hide(found)


_SOURCES: dict[str, Callable[[str], Hidden | None]] = {
    "env": _from_environment,
    "keyring": _from_keyring,
}

# What else a company may say: how to read it (None if it is not that), and what it must be.


def _rate(value: object) -> float | None:
    number = _number(value)
    return number if number is not None and number > 0 else None


def _quota(value: object) -> int | None:
    return value if type(value) is int and value >= 1 else None


def _share(value: object) -> float | None:
    number = _number(value)
    return number if number is not None and 0 < number <= 1 else None


def _allowed(quota: int = 10_000, quota_share: float = 1.0, **_: object) -> float:
    return quota * quota_share


def _workspaces(value: object) -> tuple[str, ...] | None:
    if not is_list(value) or not value:
        return None
    if not all(isinstance(each, str) and _WORKSPACE.fullmatch(each) for each in value):
        return None
    return tuple(dict.fromkeys(value))


def _number(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if abs(value) < _LARGEST else None


_SETTINGS: dict[str, tuple[Callable[[object], Any], str]] = {
    "rate": (_rate, "a number of calls a second above 0"),
    "quota": (_quota, "a whole number of calls a day, at least 1"),
    "quota_share": (_share, "a number above 0 and up to 1"),
    "workspaces": (_workspaces, 'a list of ids in quotation marks, as in ["123"]; or leave it out'),
}
