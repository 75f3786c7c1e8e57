"""One harvest at a time on one output."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from attrs import define, field

from gong_async.errors import HarvestError, OutputLockedError, SinkError

__all__ = ["OutputLock"]

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW


@define(eq=False)
class OutputLock:
    """
    The right to write to *output*, held through the file ``<output>.lock`` beside it.

    The kernel holds the lock and frees it when the process dies, whatever way it dies; a
    file that such a process left behind stops nobody.

    Args:
        output: The file or folder that is written to; its folder must exist.
    """

    output: Path
    _file: int | None = field(default=None, init=False, repr=False)

    @property
    def path(self) -> Path:
        """The file that is locked."""
        return self.output.with_name(self.output.name + ".lock")

    def acquire(self) -> None:
        """
        Take the lock, or fail at once.

        Raises:
            OutputLockedError: If another harvest has it; names its process.

            SinkError: If the lock file cannot be made.
        """
        while self._file is None:
            problem: HarvestError | None = None
            try:
                self._file = self._try()
            except BlockingIOError:
                problem = OutputLockedError(self._owner())
            except OSError as error:
                problem = SinkError(f"{self.path} cannot be made: {error.strerror}")
            if problem:  # raised out here, so that it drags no OSError along
                raise problem

    def release(self) -> None:
        """Give the lock back and remove its file; nothing if it is not held."""
        if self._file is None:
            return
        with suppress(OSError):
            self.path.unlink()  # while it is still locked: nobody else's can stand here
        os.close(self._file)
        self._file = None

    def _try(self) -> int | None:
        """Lock the file; None if its last owner removed it meanwhile, and with it the lock."""
        file = os.open(self.path, _FLAGS, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not self._stands_for(file):
                os.close(file)
                return None
            owner = {
                "pid": os.getpid(),
                "host": socket.gethostname(),
                "since": datetime.now(UTC).isoformat(timespec="seconds"),
            }
            os.ftruncate(file, 0)
            os.pwrite(file, json.dumps(owner).encode(), 0)
        except OSError:
            os.close(file)
            raise
        return file

    def _stands_for(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), self.path.stat())
        except FileNotFoundError:
            return False

    def _owner(self) -> str:
        try:
            owner = json.loads(self.path.read_text("utf-8"))
            who = "process {pid} on {host}, since {since}".format(**owner)
        except (OSError, ValueError, LookupError, TypeError):
            who = "a process that does not say which"
        return f"another harvest is writing to {self.output}: {who}; wait for it, or stop it"
