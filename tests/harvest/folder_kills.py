"""
Kill a harvest into a folder at each call of the operating system that its commits make.

``python -m tests.harvest.folder_kills FOLDER FORMAT`` takes each of :data:`STEPS` again and
again, in a process that kills itself without warning: at its first such call, at its second, and
so on until it comes through.  Some processes that open the folder after that are killed as well.
Then the folder must be as the step found it or as it leaves it, and take it or go on.

A kill takes nothing from what the system was told to write: nothing waits for the disk here.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from gong_async.harvest.sinks import Sink, catalog, open_sink

from .folders import STEPS, rows, state

WATCHED = ("fsync", "mkdir", "rename", "replace", "truncate", "unlink")
OPENING = 9
"""Calls that opening a folder makes where little is to be done; some more than that or fewer."""

# Python 3.12 and later warn of threads, such as pyarrow has; no child waits for them.
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)

IMPORTED = {
    "jsonl": ["gong_async.harvest.sinks.jsonl"],
    "parquet": ["gong_async.harvest.sinks.parquet", "pyarrow.parquet"],
}
"""What each process would have to import for itself otherwise."""


def opened(folder: Path, form: str) -> Sink:
    sink = open_sink(folder, form)
    sink.open()
    return sink


def look(folder: Path, form: str) -> str:
    sink = opened(folder, form)
    found = [rows(folder), list(map(str, state(sink)))]
    assert list((folder / "_gong" / "staging").iterdir()) == []
    sink.close()
    return json.dumps(found)


def kill_at(call: int) -> None:
    """Have this process killed before its *call*-th call from now on."""
    left = call

    def watched(original: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*args, **kwargs)

        return counting

    for name in WATCHED:
        setattr(os, name, watched(getattr(os, name)))


def in_a_child(work: Callable[..., None], *args: object) -> bool:
    """Run *work* in a process; return whether it was killed."""
    child = os.fork()
    if not child:
        try:
            work(*args)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), status
    return status == signal.SIGKILL


def step(folder: Path, form: str, number: int, call: int) -> None:
    """Take a step, and be killed at a call of it; at one of opening the folder for the first."""
    if not number:
        kill_at(call)
    sink = opened(folder, form)
    if number:
        kill_at(call)
    STEPS[number](sink)
    sink.close()


def reopen(folder: Path, form: str, call: int) -> None:
    kill_at(call)
    opened(folder, form).close()


def take(folder: Path, form: str, number: int, looked: Path) -> None:
    """Take a step undisturbed, and write down what it changes."""
    before = look(folder, form)
    step(folder, form, number, 0)
    after = look(folder, form)
    assert before != after
    looked.write_text(json.dumps([before, after]))


def check(folder: Path, form: str, number: int, looked: Path) -> None:
    """Assert that a step was taken as a whole or not at all, and that it can be taken then."""
    before, after = json.loads(looked.read_text())
    found = look(folder, form)
    if found == before:
        step(folder, form, number, 0)
        found = look(folder, form)
    assert found == after, found


def kill_throughout(path: Path, form: str, number: int) -> int:
    """Kill a step at each of its calls; return how many there are."""
    before, after, folder = path / str(number), path / str(number + 1), path / "killed"
    if not number:
        before.mkdir()
    shutil.copytree(before, after)
    looked = path / f"{number}.json"
    in_a_child(take, after, form, number, looked)
    call, killed = 0, True
    while killed:
        call += 1
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before, folder)
        killed = in_a_child(step, folder, form, number, call)
        if call % 3 == 1:
            in_a_child(reopen, folder, form, 1 + call // 3 % (2 * OPENING))
        in_a_child(check, folder, form, number, looked)
    return call - 1


def main(path: Path, form: str) -> None:
    for module in IMPORTED[form]:
        import_module(module)
    gc.freeze()
    os.fsync = lambda _: None
    catalog._PRAGMAS = (*catalog._PRAGMAS, "synchronous = OFF")
    print(*(kill_throughout(path, form, number) for number in range(len(STEPS))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
