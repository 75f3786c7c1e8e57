"""What the processes of one machine share of a company's limits: one small file."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any, Literal

from attrs import asdict, define, field, fields_dict, frozen
from attrs.validators import ge, gt, instance_of, le

from gong_async.errors import ConfigError, QuotaExhaustedError, StateError
from gong_async.shape import is_object

__all__ = ["QuotaLedger"]

_FORMAT, _VERSION = "gong_async quota ledger", 1
_SIZE = 512  # one write of less than a page: whoever is killed leaves the old text or the new
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_MOMENT, _MOMENTS = 0.001, 100  # seconds until a busy file is looked at again, and how often

_DAY = 86_400.0
_LONGEST_GAP = 3_600.0
_LARGEST = 1e12
_WIDEST = 1.3  # of a gap: so wide do refusals make it
_PATIENCE = 0.25  # of a gap: so late may the one whose turn it is come


@define
class _Entry:
    """What the file says; times are seconds of the machine's monotonic clock, 0 for never."""

    left: float = 0.0
    """When the last call left."""
    gap: float = 0.0
    """How long none may follow it."""
    paused: float = 0.0
    """When Gong asked for a pause."""
    pause: float = 0.0
    """How long a pause."""
    heir: str = ""
    """Who is next."""
    since: float = 0.0
    """Since when it waits."""
    exhausted: float = 0.0
    """Until when Gong said that the quota is spent: UTC, seconds since 1970."""
    spent: dict[str, int] = field(factory=dict[str, int])
    """Calls of the days around today, in UTC."""

    def forget_the_impossible(self, clock: float, now: datetime) -> None:
        """Drop what was written before the machine, or its calendar, was set anew."""
        if self.left > clock or self.gap > _LONGEST_GAP:
            self.left = self.gap = 0.0
        if self.paused > clock or self.pause > _DAY:
            self.paused = self.pause = 0.0
        if self.since > clock:
            self.heir = ""
        if self.exhausted > now.timestamp() + _DAY:
            self.exhausted = 0.0
        near = {(now.date() + timedelta(days=days)).isoformat() for days in range(-2, 3)}
        self.spent = {day: calls for day, calls in self.spent.items() if day in near}


def _utc() -> datetime:
    return datetime.now(UTC)


@frozen
class QuotaLedger:
    """
    A company's file, through which all processes of this machine share its limits.

    It holds when the last call left, the pauses that Gong asked for, the calls of each UTC day,
    and until when Gong said that the quota is spent; no credentials.  The kernel locks it for
    some microseconds a call and frees it when its holder dies.  Nothing waits for the disk: a
    power cut may forget the last calls.  It needs a POSIX system and a disk of this machine.

    Args:
        path: The file, which is made if it is not there; its folder must exist.

        quota: Calls that Gong grants the company a day, midnight to midnight UTC.

        share: How much of that these processes may spend in all, above 0 and up to 1.

        clock: The seconds of a clock that all these processes share and nobody sets.

        now: The time of day, an aware datetime.
    """

    path: Path = field(converter=Path)
    quota: int = field(default=10_000, validator=[instance_of(int), ge(1)])
    share: float = field(default=1.0, validator=[gt(0), le(1)])
    clock: Callable[[], float] = field(default=time.monotonic, kw_only=True, repr=False)
    now: Callable[[], datetime] = field(default=_utc, kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.allowed:
            raise ConfigError(f"{self.share:g} of {self.quota} calls a day is not even one call")

    @property
    def allowed(self) -> int:
        """Calls that these processes may make a day."""
        return int(self.quota * self.share + 1e-6)  # 0.29 * 100 is a little less than 29

    def spent(self) -> int:
        """
        Return how many calls left today, in UTC; those that Gong refused count too.

        Raises:
            ConfigError, StateError: As :meth:`ask` does.
        """
        with self._opened(self._lock_soon()) as entry:
            return entry.spent.get(self._today(), 0)

    def left(self) -> int:
        """
        Return how many calls these processes may still make today, in UTC; 0 if Gong said so.

        Raises:
            ConfigError, StateError: As :meth:`ask` does.
        """
        with self._opened(self._lock_soon()) as entry:
            if entry.exhausted > self.now().timestamp():
                return 0
            return max(0, self.allowed - entry.spent.get(self._today(), 0))

    def ask(self, waiter: str, since: float, gap: float) -> float:
        """
        Let a call leave now, or say how many seconds to wait before asking again.

        Args:
            waiter: Who asks: 1 to 16 ASCII letters and digits.

            since: The *clock* when it began to wait; the longest waiter goes first.

            gap: Seconds in which no other call may follow it, or 1.3 gaps of that one's, if less.

        Returns:
            0 if the call may leave; it is counted then.

        Raises:
            QuotaExhaustedError: If none may leave before tomorrow, or before Gong said.

            ConfigError: If the file cannot be opened.

            StateError: If it is damaged, a newer version's, or no ledger at all.
        """
        file = self._lock()
        if file is None:
            return _MOMENT
        with self._opened(file) as entry:
            self._refuse_if_spent(entry)
            if not entry.heir or since < entry.since:
                entry.heir, entry.since = waiter, since
            held = min(entry.gap, gap * _WIDEST)  # no longer by a slow one, which may have ended
            due = max(entry.left + held, entry.paused + entry.pause)
            if entry.heir != waiter:
                due += gap * _PATIENCE
            clock = self.clock()
            if clock < due:
                return due - clock
            today = self._today()
            entry.left, entry.gap, entry.heir = clock, min(gap, _LONGEST_GAP), ""
            entry.spent[today] = entry.spent.get(today, 0) + 1
            return 0.0

    def pause(self, seconds: float) -> None:
        """
        Let nothing leave for *seconds*, at most a day; a longer pause stays as it is.

        Raises:
            ConfigError, StateError: As :meth:`ask` does.
        """
        with self._opened(self._lock_soon()) as entry:
            clock, seconds = self.clock(), min(max(seconds, 0.0), _DAY)
            if entry.paused + entry.pause < clock + seconds:
                entry.paused, entry.pause = clock, seconds

    def exhaust(self, until: datetime | None) -> None:
        """
        Let nothing leave before *until*, an aware datetime, nor for longer than a day.

        Quotas are daily: None, and whatever lies further ahead, means a day.

        Raises:
            ConfigError, StateError: As :meth:`ask` does.
        """
        with self._opened(self._lock_soon()) as entry:
            latest = self.now().timestamp() + _DAY
            told = latest if until is None else min(until.timestamp(), latest)
            entry.exhausted = max(entry.exhausted, told)

    def _today(self) -> str:
        return self.now().astimezone(UTC).date().isoformat()

    def _refuse_if_spent(self, entry: _Entry) -> None:
        now = self.now().astimezone(UTC)
        until, said = now, "Gong said so"
        if entry.exhausted > now.timestamp():
            until = datetime.fromtimestamp(entry.exhausted, UTC)
        if entry.spent.get(self._today(), 0) >= self.allowed:
            midnight = datetime.combine(now.date() + timedelta(days=1), time_of_day(), UTC)
            until, said = max(until, midnight), f"{self.allowed} calls were made"
        if until > now:
            message = f"today's share of the company's quota is spent: {said}; nothing was sent"
            wait = (until - now).total_seconds()
            raise QuotaExhaustedError("call", 429, (message,), retry_after=wait, retry_at=until)

    def _lock(self) -> int | None:
        """Open the file and lock it; None if another process has it just now."""
        import fcntl  # not everywhere: whoever shares nothing does without

        try:
            file = os.open(self.path, _FLAGS, 0o600)
        except (OSError, ValueError) as error:
            raise self._unusable("opened", error) from None
        if not stat.S_ISREG(os.fstat(file).st_mode):
            os.close(file)
            raise ConfigError(f"the ledger {self.path} is no plain file; name another one")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            if isinstance(error, BlockingIOError):
                return None
            raise self._unusable("locked", error) from None
        return file

    def _lock_soon(self) -> int:
        """Lock the file; others have it for microseconds, so the event loop may wait for them."""
        for _ in range(_MOMENTS):
            if (file := self._lock()) is not None:
                return file
            time.sleep(_MOMENT)
        raise ConfigError(f"the ledger {self.path} is locked by a process that stands still")

    @contextmanager
    def _opened(self, file: int) -> Generator[_Entry, None, None]:
        """Read the entry of a locked *file*; write it back if it was changed, and unlock it."""
        try:
            entry = self._read(file)
            before = asdict(entry)
            entry.forget_the_impossible(self.clock(), self.now().astimezone(UTC))
            yield entry
            after = asdict(entry)
            if after != before:
                content = {"format": _FORMAT, "version": _VERSION, **after}
                os.pwrite(file, json.dumps(content).encode().ljust(_SIZE - 1) + b"\n", 0)
        except OSError as error:
            raise self._unusable("used", error) from None
        finally:
            os.close(file)

    def _read(self, file: int) -> _Entry:
        read = _parsed(os.pread(file, _SIZE + 1, 0))
        if isinstance(read, str):
            raise StateError(read.format(path=self.path))
        return read

    def _unusable(self, done: Literal["opened", "locked", "used"], error: Exception) -> ConfigError:
        why = error.strerror if isinstance(error, OSError) else error
        return ConfigError(f"the ledger {self.path} cannot be {done}: {why}")


def _parsed(content: bytes) -> _Entry | str:
    """
    Read an entry, or say why not.

    Nothing is raised here: it may be another file, and a traceback with locals would show it.
    """
    if not content.strip(b"\0 \n"):  # just made, or all that a power cut left of it
        return _Entry()
    try:
        found = json.loads(content) if len(content) <= _SIZE else None
    except (ValueError, RecursionError):
        found = None
    if not is_object(found) or found.pop("format", None) != _FORMAT:
        return "{path} is no quota ledger of gong_async; name another file"
    version = found.pop("version", None)
    if type(version) is int and version > _VERSION:
        return (
            f"{{path}} is a ledger of version {version}, and this gong_async knows {_VERSION};"
            " upgrade gong_async, or name another file"
        )
    if version != _VERSION or not _fits(found):
        return "the ledger {path} is damaged; remove it, and it counts anew"
    return _Entry(**found)


def _fits(found: dict[str, Any]) -> bool:
    """Tell whether *found* has the fields of an entry, each with something it can hold."""
    found = dict(found)
    if found.keys() != fields_dict(_Entry).keys():
        return False
    heir, spent = found.pop("heir"), found.pop("spent")
    return (
        isinstance(heir, str)
        and len(heir) <= 16
        and (not heir or (heir.isascii() and heir.isalnum()))
        and is_object(spent)
        and all(_is_day(day) and _is_amount(calls, int) for day, calls in spent.items())
        and all(_is_amount(value, int, float) for value in found.values())
    )


def _is_amount(value: object, *kinds: type) -> bool:
    return type(value) in kinds and isinstance(value, int | float) and 0 <= value <= _LARGEST


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
