"""A token in a file that only its owner can read, shared by the processes of one machine."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from attrs import field, frozen

from gong_async.errors import AuthenticationError, ConfigError, StateError
from gong_async.oauth.store import taken
from gong_async.oauth.token import OAuthToken

__all__ = ["FileTokenStore"]

_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_LARGEST = 1 << 16
_WIDE = stat.S_IRWXG | stat.S_IRWXO


@frozen
class FileTokenStore:
    """
    A file of mode 0600, replaced as a whole and on the disk before the new token is used.

    One process renews at a time, and the others take over what it got: the kernel holds the lock
    on ``<path>.lock`` beside it and frees it when its holder dies.  Before Gong is asked, a
    note that says so goes there.  Should the process die between Gong's answer and the file, the
    next one tries the old token once more, since nothing can be lost by that; if Gong refuses
    it then, the error says what happened.  It needs a POSIX system and a disk of this machine.

    Args:
        path: The file; its folder must exist.
    """

    path: Path = field(converter=Path)

    def load(self) -> OAuthToken:
        """
        Read the token.

        Raises:
            ConfigError: If there is no file, or others than its owner may use it.

            StateError: If it holds no token.
        """
        try:
            return OAuthToken.from_json(self._content())
        except ConfigError:
            raise
        except FileNotFoundError:
            problem = f"{self.path} is not there: authorize the app, and save the token to it"
        except OSError as error:
            problem = f"{self.path} cannot be read: {error.strerror}"
        except ValueError:
            raise StateError(f"{self.path} holds no token: authorize the app again") from None
        raise ConfigError(problem)

    async def save(self, token: OAuthToken) -> None:
        """
        Write the token, so that after a crash the file has this one or the one before, whole.

        Raises:
            ConfigError: If it cannot be written.
        """
        try:
            self._write(token)
        except OSError as error:
            problem = f"the token cannot be written to {self.path}: {error.strerror}"
        else:
            return
        raise ConfigError(problem)

    @asynccontextmanager
    async def renewing(self) -> AsyncGenerator[OAuthToken]:
        """
        Hold the lock, with a note that the token is being renewed, and give the token.

        Raises:
            ConfigError, StateError: As :meth:`load` does; or the lock cannot be had.
        """
        lock, token, cut_off = await self._begun()
        answered = False
        try:
            yield token
            answered = True
        except AuthenticationError as error:
            answered = True
            if cut_off:
                error.messages = (*error.messages, cut_off)
            raise
        finally:
            if answered and not cut_off:
                os.ftruncate(lock, 0)
            _release(lock)

    async def _begun(self) -> tuple[int, OAuthToken, str]:
        """Take the lock and note down that a renewal begins."""
        path = self.path.with_name(self.path.name + ".lock")
        lock = None
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT | _PLAIN, 0o600)
            await taken(partial(_lock, lock))
            token = self.load()
            return lock, token, _noted(lock, token)
        except BaseException as error:
            if lock is not None:
                _release(lock)
            if not isinstance(error, OSError):
                raise
            problem = f"{path} cannot be used: {error.strerror}; Gong was not asked for a token"
        raise ConfigError(problem)

    def _content(self) -> bytes:
        file = os.open(self.path, os.O_RDONLY | _PLAIN)
        try:
            mode = os.fstat(file).st_mode
            if not stat.S_ISREG(mode):
                raise ConfigError(f"{self.path} is no plain file; name another one")
            if mode & _WIDE:
                raise ConfigError(
                    f"others may use {self.path}, which holds a token (mode {mode & 0o777:o}): run"
                    " chmod 600 on it, and authorize the app again if others have an account here"
                )
            return os.read(file, _LARGEST)
        finally:
            os.close(file)

    def _write(self, token: OAuthToken) -> None:
        file, temporary = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:
            with os.fdopen(file, "wb") as written:  # of mode 0600, whatever the umask
                written.write(token.to_json().encode() + b"\n")
                written.flush()
                os.fsync(written.fileno())
            Path(temporary).replace(self.path)
        except BaseException:
            with suppress(OSError):
                Path(temporary).unlink()
            raise
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _lock(file: int) -> bool:
    import fcntl  # not everywhere: whoever keeps tokens elsewhere does without

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _release(file: int) -> None:
    """Unlock and close *file*; closing is not enough while a forked child has it, too."""
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_UN)
    finally:
        os.close(file)


def _noted(lock: int, token: OAuthToken) -> str:
    """Note down that *token* is being renewed; if that was noted before, say what it means."""
    name = hashlib.sha256(token.refresh_token.encode()).hexdigest()
    with suppress(ValueError, LookupError, TypeError):
        earlier = json.loads(os.pread(lock, _LARGEST, 0))
        if earlier["token"] == name:
            return (
                f"a renewal that began at {datetime.fromisoformat(earlier['began'])} was cut off"
                " before its answer was stored, and may have used the refresh token up"
            )
    began = datetime.now(UTC).isoformat(" ", "seconds")
    os.pwrite(lock, json.dumps({"token": name, "began": began}).encode(), 0)
    os.fsync(lock)
    return ""
