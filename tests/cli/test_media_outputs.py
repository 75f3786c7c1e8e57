"""``gong-async media`` follows every output that a harvest writes; what it reads stays as it is."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import duckdb
import pytest
from attrs import frozen

from gong_async.cli.outputs import harvested_calls
from gong_async.harvest import Sink, open_sink
from gong_async.harvest.sinks.sqlite_schema import APPLICATION_ID as OF_A_FILE
from gong_async.sim import GongSim
from gong_async.testing.batches import call, calls_of
from tests.cli.command import SECRET, Ended, run_here

CALLS = 20
FAST = ("--rate", "1000")
OPEN_ELSEWHERE = "import duckdb, sys; db = duckdb.connect(sys.argv[1]); print(flush=True); input()"

Contents: TypeAlias = dict[str, bytes]

pytestmark = [
    pytest.mark.gong_sim(calls=CALLS, access_key_secret=SECRET),
    pytest.mark.usefixtures("in_environment"),
]


@frozen
class Output:
    """A kind of output, in the current folder."""

    name: str
    format: str

    def harvest(self, *more: str) -> None:
        done = run_here("harvest", self.name, "--format", self.format, *FAST, *more)
        assert done.code == 0, done.err

    def sink(self) -> Sink:
        return open_sink(self.name, self.format)

    def media(self, *more: str) -> Ended:
        return run_here("media", self.name, *FAST, *more)


def contents(out: str) -> Contents:
    """Return all files of an output, and those that belong to it beside it."""
    found = [*Path().glob(f"{out}*"), *Path(out).rglob("*")]
    return {str(path): path.read_bytes() for path in found if path.is_file()}


SQLITE = Output("acme.db", "sqlite")
DUCKDB = Output("acme.duckdb", "duckdb")
FOLDERS = [Output("acme", "parquet"), Output("acme.raw", "jsonl")]


def name_of(kind: Output) -> str:
    return kind.format


@pytest.fixture(params=[SQLITE, DUCKDB, *FOLDERS], ids=name_of)
def output(request: pytest.FixtureRequest) -> Output:
    kind: Output = request.param
    return kind


@pytest.fixture(params=FOLDERS, ids=name_of)
def folder(request: pytest.FixtureRequest, gong_sim: GongSim) -> Output:
    """One that is harvested."""
    kind: Output = request.param
    kind.harvest(*halves(gong_sim)[0])
    return kind


def halves(sim: GongSim) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the options for all calls, in two ranges."""
    first, middle, last = sim.world.start, sim.world.calls[CALLS // 2].when, sim.world.end
    ranges = [(first, middle), (middle, last)]
    one, other = (("--since", f"{a:%FT%TZ}", "--until", f"{b:%FT%TZ}") for a, b in ranges)
    return one, other


def fetched(place: str, ids: Iterable[str], sim: GongSim) -> bool:
    """Assert that a folder has the recordings of these calls and of no others, and lists them."""
    truth = {f"{call_id}-audio.mp3": sim.media.truth(call_id, "audio") for call_id in ids}
    found = {path.name: path.read_bytes() for path in Path(place).glob("*.mp3")}
    lines = Path(place, "manifest.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["file"] for line in lines) == sorted(truth)
    return found == truth


def test_every_output_is_followed_and_left_as_it_is(output: Output, gong_sim: GongSim) -> None:
    ids = [call.id for call in gong_sim.world.calls]
    for half in halves(gong_sim):
        output.harvest(*half)
    before = contents(output.name)
    done = output.media()
    assert done.code == 0
    stem = output.name if Path(output.name).is_dir() else "acme"
    assert f"fetching the audio of {CALLS} calls into {stem}-media" in done.err
    assert fetched(f"{stem}-media", ids, gong_sim)
    assert contents(output.name) == before
    assert [call_id for _, call_id in harvested_calls(Path(output.name))["default"]] == ids
    since, until = gong_sim.world.calls[5].when, gong_sim.world.calls[15].when
    edges = ("--since", since.isoformat(), "--until", until.isoformat())
    assert output.media("--folder", "some", *edges).code == 0
    assert fetched("some", ids[5:15], gong_sim)


def test_calls_that_left_or_moved_are_followed(output: Output, gong_sim: GongSim) -> None:
    """Files of folders are written again then, and a call moves from one to another."""
    calls = list(gong_sim.world.calls)
    for half in halves(gong_sim):
        output.harvest(*half)
    for gone in (calls[3], calls[12]):
        gong_sim.delete(gone.id)
    later = (calls[-1].when - timedelta(minutes=1)).isoformat()
    gong_sim.edit(calls[1].id, scheduled=later, started=later)
    gong_sim.edit(calls[2].id, title="another title")
    output.harvest("--until", f"{gong_sim.world.end:%FT%TZ}", "--look-back", "400d")
    left = gong_sim.truth().calls
    assert len(left) == CALLS - 2
    ids = [call_id for _, call_id in harvested_calls(Path(output.name))["default"]]
    assert sorted(ids) == sorted(left)
    assert ids[-2] == calls[1].id
    assert "the audio of 18 calls" in output.media("--folder", "media").err
    assert fetched("media", left, gong_sim)


@pytest.mark.parametrize("kind", [SQLITE, *FOLDERS], ids=name_of)
def test_a_harvest_goes_on_meanwhile(kind: Output, gong_sim: GongSim) -> None:
    """What it has staged is in no file that counts; and its lock is left alone."""
    first, _ = halves(gong_sim)
    kind.harvest(*first)
    sink = kind.sink()
    sink.open()
    sink.stage(1, calls_of(call("77"), company="default"))
    before = contents(kind.name)
    assert kind.media("--folder", "media").code == 0
    assert contents(kind.name) == before
    sink.close()
    assert fetched("media", [c.id for c in gong_sim.world.calls[: CALLS // 2]], gong_sim)


def test_duckdb_has_to_wait_for_a_harvest_to_end(gong_sim: GongSim) -> None:
    DUCKDB.harvest(*halves(gong_sim)[0])
    command = [sys.executable, "-c", OPEN_ELSEWHERE, DUCKDB.name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        done = DUCKDB.media()
        other.communicate(b"\n")
    assert done.code == 2
    assert "acme.duckdb: another program has it open; wait for it, or close it there" in done.err
    assert DUCKDB.media().code == 0


def test_what_duckdb_needs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb.connect("acme.duckdb").close()
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert 'pip install "gong-async[duckdb]"' in run_here("media", "acme.duckdb").err


def test_a_folder_needs_nothing_to_be_installed(
    folder: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert folder.media().code == 0


def test_the_folder_that_one_is_in_can_be_named(
    gong_sim: GongSim, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    FOLDERS[0].harvest(*halves(gong_sim)[0])
    monkeypatch.chdir("acme")
    assert run_here("media", ".", *FAST).code == 0
    assert (tmp_path / "acme-media" / "manifest.jsonl").is_file()


def empty_duckdb(_: Path) -> None:
    duckdb.connect("acme.duckdb").close()


def another_duckdb(_: Path) -> None:
    with duckdb.connect("acme.duckdb") as db:
        db.execute("CREATE TABLE calls (id INTEGER)")


def newer_duckdb(_: Path) -> None:
    sink = open_sink("acme.duckdb")
    sink.open()
    sink.close()
    with duckdb.connect("acme.duckdb") as db:
        db.execute("UPDATE gong_state_version SET version = 7")


def other_things(folder: Path) -> None:
    folder.mkdir()
    (folder / "calls.parquet").touch()


def with_catalog(*statements: str) -> Callable[[Path], None]:
    """Return what makes a folder with a catalog, and then changes that."""

    def make(folder: Path) -> None:
        sink = open_sink(folder)
        sink.open()
        sink.close()
        with closing(sqlite3.connect(folder / "_gong" / "state.sqlite")) as db, db:
            for statement in statements:
                db.execute(statement)

    return make


def with_overwritten_catalog(folder: Path) -> None:
    with_catalog()(folder)
    (folder / "_gong" / "state.sqlite").write_bytes(b"notes, not a database" * 1_000)


@pytest.mark.parametrize(
    ("out", "make", "told"),
    [
        (
            "acme.duckdb",
            empty_duckdb,
            "acme.duckdb is empty; fill it with: gong-async harvest acme.duckdb",
        ),
        ("acme.duckdb", another_duckdb, "is another program's"),
        ("acme.duckdb", newer_duckdb, "update gong-async"),
        ("acme", other_things, "acme is not a harvest's folder; make one with"),
        ("acme", with_catalog("PRAGMA user_version = 7"), "update gong-async"),
        ("acme", with_catalog(f"PRAGMA application_id = {OF_A_FILE}"), "damaged or missing"),
        ("acme", with_overwritten_catalog, "state.prev.sqlite, the state before the last run"),
    ],
)
def test_what_is_no_harvest_is_told(
    out: str, make: Callable[[Path], None], told: str, gong_sim: GongSim
) -> None:
    make(Path(out))
    before = contents(out)
    done = run_here("media", out)
    assert (done.code, gong_sim.requests) == (2, 0)
    assert told in done.err
    assert contents(out) == before


def test_a_harvest_that_was_cut_off_while_it_wrote_has_to_go_first(
    folder: Output, gong_sim: GongSim
) -> None:
    """Only who may write can undo what it had begun."""
    with closing(sqlite3.connect(Path(folder.name, "_gong", "state.sqlite"))) as db:
        db.execute("PRAGMA cache_size = 1")
        db.execute("UPDATE gong_subjects SET company = 'half done'")
        db.execute("CREATE TABLE much AS SELECT randomblob(9000) FROM gong_subjects")
        shutil.copytree(folder.name, "cut")
        db.rollback()
    cut = Output("cut", folder.format)
    before = contents(cut.name)
    done = cut.media()
    assert done.code == 2
    assert "a harvest was cut off while it wrote; run that again first" in done.err
    assert contents(cut.name) == before
    cut.harvest(*halves(gong_sim)[0])
    assert cut.media().code == 0
