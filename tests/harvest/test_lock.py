"""One harvest at a time on one output, whatever becomes of the others."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gong_async.errors import OutputLockedError, SinkError
from gong_async.harvest.lock import OutputLock

HOLD = """
import sys
from pathlib import Path
from gong_async.harvest.lock import OutputLock
OutputLock(Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""

CONTEND = """
import os, sys
from pathlib import Path
from gong_async.errors import OutputLockedError
from gong_async.harvest.lock import OutputLock
output, won = Path(sys.argv[1]), 0
while won < 100:
    lock = OutputLock(output)
    try:
        lock.acquire()
    except OutputLockedError:
        continue
    os.close(os.open(f"{output}.inside", os.O_CREAT | os.O_EXCL))
    os.unlink(f"{output}.inside")
    lock.release()
    won += 1
"""


def test_a_second_harvest_is_refused_and_told_who_is_there(tmp_path: Path) -> None:
    first, second = (OutputLock(tmp_path / "acme.db") for _ in range(2))
    first.acquire()
    with pytest.raises(OutputLockedError) as caught:
        second.acquire()
    for word in (str(tmp_path / "acme.db"), str(os.getpid()), socket.gethostname(), "since 20"):
        assert word in str(caught.value)
    assert caught.value.__context__ is None
    second.release()
    with pytest.raises(OutputLockedError):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_nothing_stays_behind(tmp_path: Path) -> None:
    lock = OutputLock(tmp_path / "acme.db")
    lock.release()
    lock.acquire()
    lock.acquire()
    assert [path.name for path in tmp_path.iterdir()] == ["acme.db.lock"]
    lock.release()
    lock.release()
    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    output = tmp_path / "acme.db"
    command = [sys.executable, "-c", HOLD, str(output)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(OutputLockedError, match=f"process {holder.pid} "):
            OutputLock(output).acquire()
        holder.kill()
        holder.wait()
    assert (tmp_path / "acme.db.lock").exists()
    lock = OutputLock(output)
    lock.acquire()
    lock.release()


@pytest.mark.parametrize("left", [b"", b"\xff", b"[]", b'{"pid": 1}', b'{"pid": "' * 999])
def test_what_a_lock_file_holds_does_not_matter(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "acme.db.lock").write_bytes(left)
    first, second = (OutputLock(tmp_path / "acme.db") for _ in range(2))
    first.acquire()
    (tmp_path / "acme.db.lock").write_bytes(left)
    with pytest.raises(OutputLockedError, match="does not say"):
        second.acquire()
    first.release()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("data")
    (tmp_path / "acme.db.lock").symlink_to(tmp_path / "precious")
    with pytest.raises(SinkError, match=r"acme\.db\.lock"):
        OutputLock(tmp_path / "acme.db").acquire()
    assert (tmp_path / "precious").read_text() == "data"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="cannot be made") as caught:
        OutputLock(tmp_path / "nowhere" / "acme.db").acquire()
    assert caught.value.__context__ is None


def test_a_lock_on_a_file_that_was_just_removed_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = fcntl.flock

    def take_late(file: int, how: int) -> None:
        monkeypatch.undo()
        (tmp_path / "acme.db.lock").unlink()  # its owner lets go after we opened it
        take(file, how)

    monkeypatch.setattr(fcntl, "flock", take_late)
    first, second = (OutputLock(tmp_path / "acme.db") for _ in range(2))
    first.acquire()
    with pytest.raises(OutputLockedError):
        second.acquire()
    first.release()


def test_no_two_hold_it_at_once_while_many_take_and_remove_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CONTEND, str(tmp_path / "acme.db")]
    contenders = [subprocess.Popen(command) for _ in range(3)]
    assert [contender.wait(timeout=60) for contender in contenders] == [0, 0, 0]
