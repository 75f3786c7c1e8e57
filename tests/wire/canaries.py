"""The canaries: one of each kind of secret, and all the ways in which an exception shows."""

from __future__ import annotations

import pickle
import traceback
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.traceback import Traceback

KEY = "CANARYKEY5XK3QZ7V2M4W6T8R1P0N9LJ"
SECRET = "canary-secret-eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjIwNDE1MjQ2.kFh3Qm9y0Zb7"
TOKEN = "canarytoken.eyJzdWIiOiJnb25nIiwiZXhwIjoyMDQxNTI0NjAwfQ.Q2FuYXJ5VG9rZW4"
CURSOR = "canarycursoreyJhbGciOiJIUzI1NiJ9eyJjYWxsSWQiOiI3NzgyMzQyMjc0MDI1OTM3ODk1In0tail"
SIGNATURE = "canarymedia7c1f0b9e5d2a8c4f6b3e0d1c2b3a49586f7e"
MEDIA = f"https://media.example/1/2/audio.mp3?Signature={SIGNATURE}"
PAIR = b64encode(f"{KEY}:{SECRET}".encode()).decode()
CANARIES = {
    "access key": KEY,
    "secret": SECRET,
    "base64": PAIR,
    "token": TOKEN,
    "cursor": CURSOR,
    "media": SIGNATURE,
}

HERE = Path(__file__).parent
_BLOCK = 12  # characters: twice as many of a canary, and one block of it is whole

Found = dict[str, str]


def leaks(surfaces: Found, canaries: dict[str, str] = CANARIES) -> list[str]:
    """Name what shows which canary: a good piece of one is as bad as all of it."""
    blocks = {
        name: [canary[start : start + _BLOCK] for start in range(0, len(canary), _BLOCK)]
        for name, canary in canaries.items()
    }
    return [
        f"{surface}: {name}"
        for surface, text in surfaces.items()
        for name in canaries
        if any(block in text for block in blocks[name] if len(block) == _BLOCK)
    ]


def assert_clean(surfaces: Found, canaries: dict[str, str] = CANARIES) -> None:
    if found := leaks(surfaces, canaries):
        pytest.fail("\n".join(found))


def surfaces(error: BaseException) -> Found:
    """Collect all the ways in which an exception shows."""
    pickled = pickle.dumps(error)
    found = {"pickle": repr(pickled), "unpickled": str(pickle.loads(pickled))}
    for depth, link in enumerate(chain(error)):
        found[f"str {depth}"] = str(link)
        found[f"repr {depth}"] = repr(link)
        found[f"args {depth}"] = repr(link.args)
        found[f"vars {depth}"] = repr(vars(link))
        found[f"notes {depth}"] = repr(getattr(link, "__notes__", ()))
    found["traceback"] = "".join(traceback.format_exception(error))
    return found | with_locals(error)


def with_locals(error: BaseException) -> Found:
    """Collect the variables of every frame that an exception came through, as a log shows them."""
    found: Found = {}
    told = [traceback.TracebackException.from_exception(error, capture_locals=True)]
    for one in told:
        told += [*(one.exceptions or ()), *filter(None, (one.__cause__, one.__context__))]
        for frame in one.stack:
            found |= _named("local", frame.filename, frame.name, frame.locals)
    for link in chain(error):
        pretty = Traceback.extract(
            type(link), link, link.__traceback__, show_locals=True, locals_max_string=30
        )
        for stack in pretty.stacks:
            for shown in stack.frames:
                found |= _named("pretty local", shown.filename, shown.name, shown.locals)
    return found


def _named(kind: str, file: str, function: str, variables: Mapping[str, Any] | None) -> Found:
    if Path(file).parent == HERE:  # what a test holds is its own affair
        return {}
    place = f"{function} in {file.rpartition('/')[2]}"
    return {f"{kind} {name} of {place}": str(value) for name, value in (variables or {}).items()}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Walk an exception and all that it hangs together with, each once."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        link = waiting.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [link.__cause__, link.__context__, *getattr(link, "exceptions", ())]
