"""What the library logs, told to the person at the terminal."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager

from gong_async.cli.text import say

__all__ = ["hearing"]


class _Hearing(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if getattr(record, "status", None) != 429:  # those are counted
            say(record.getMessage())


@contextmanager
def hearing() -> Generator[None]:
    """Tell what is logged meanwhile: a failure that is tried again should not be silent."""
    log, handler = logging.getLogger("gong_async"), _Hearing(logging.WARNING)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
