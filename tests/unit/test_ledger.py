"""The file that processes share: its arithmetic, its days, and whatever may be found in it."""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gong_async.errors import ConfigError, GongError, QuotaExhaustedError, StateError
from gong_async.ledger import QuotaLedger

GAP = 0.35
NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 5, 6, tzinfo=UTC)
EMPTY: dict[str, Any] = {
    "format": "gong_async quota ledger",
    "version": 1,
    "left": 0.0,
    "gap": 0.0,
    "paused": 0.0,
    "pause": 0.0,
    "heir": "",
    "since": 0.0,
    "exhausted": 0.0,
    "spent": {},
}


class Clocks:
    """A monotonic clock and a calendar that the test sets; a ledger that reads both."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seconds = 1_000.0
        self.now = NOON

    def ledger(self, quota: int = 10_000, share: float = 1.0) -> QuotaLedger:
        return QuotaLedger(
            self.path, quota, share, clock=lambda: self.seconds, now=lambda: self.now
        )

    def ask(self, waiter: str = "a", since: float | None = None) -> float:
        return self.ledger().ask(waiter, self.seconds if since is None else since, GAP)

    def write(self, **fields: Any) -> None:
        self.path.write_text(json.dumps(EMPTY | fields))


@pytest.fixture
def clocks(tmp_path: Path) -> Clocks:
    return Clocks(tmp_path / "acme.ledger")


@contextmanager
def fresh() -> Iterator[Clocks]:
    """What the fixture gives, for each example of a property."""
    with tempfile.TemporaryDirectory() as folder:
        yield Clocks(Path(folder) / "acme.ledger")


# Slots


def test_calls_keep_their_distance(clocks: Clocks) -> None:
    assert clocks.ask() == 0
    assert clocks.ask() == pytest.approx(GAP)
    clocks.seconds += GAP - 0.01
    assert clocks.ask() == pytest.approx(0.01)
    clocks.seconds += 0.01
    assert clocks.ask() == 0
    assert clocks.ledger().spent() == 2, "asking costs nothing"


def test_the_longest_waiter_goes_first(clocks: Clocks) -> None:
    assert clocks.ask("a") == 0
    assert clocks.ask("b", since=1_000.2) == pytest.approx(GAP)
    assert clocks.ask("c", since=1_000.1) == pytest.approx(GAP)
    clocks.seconds += GAP
    assert clocks.ask("b", since=1_000.2) > 0
    assert clocks.ask("c", since=1_000.1) == 0


def test_one_who_does_not_come_in_its_turn_costs_the_others_little_and_once(
    clocks: Clocks,
) -> None:
    assert clocks.ask("a") == 0
    assert clocks.ask("dead", since=1_000.0) > 0
    clocks.seconds += GAP
    wait = clocks.ask("b")
    assert 0 < wait < GAP / 2
    clocks.seconds += wait
    assert clocks.ask("b") == 0
    clocks.seconds += GAP
    assert clocks.ask("b") == 0


def test_the_gap_is_that_of_the_call_that_left_as_far_as_refusals_widen_it(clocks: Clocks) -> None:
    """Else a slow process would starve behind a quick one, or hold it up long after its end."""
    assert clocks.ledger().ask("slow", 1_000.0, 60.0) == 0
    assert clocks.ledger().ask("quick", 1_000.0, GAP) == pytest.approx(1.3 * GAP)
    clocks.seconds += 2 * GAP
    assert clocks.ledger().ask("quick", 1_000.0, 1.2 * GAP) == 0
    assert clocks.ledger().ask("other", 1_000.0, GAP) == pytest.approx(1.2 * GAP)


def test_a_pause_stops_everyone_and_a_shorter_one_does_not_shorten_it(clocks: Clocks) -> None:
    clocks.ledger().pause(30.0)
    clocks.ledger().pause(1.0)
    assert clocks.ask("b") == pytest.approx(30.0)
    clocks.seconds += 30.0
    assert clocks.ask("b") == 0


def test_a_file_that_is_locked_just_now_is_looked_at_again_in_a_moment(clocks: Clocks) -> None:
    clocks.ask()
    clocks.seconds += 60
    with clocks.path.open("r+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert 0 < clocks.ask() <= 0.01
        for do in (lambda: clocks.ledger().pause(1.0), lambda: clocks.ledger().exhaust(None)):
            with pytest.raises(ConfigError, match="stands still"):
                do()
    assert clocks.ask() == 0


# Days


def refusal(clocks: Clocks, **ledger: Any) -> QuotaExhaustedError:
    with pytest.raises(QuotaExhaustedError) as caught:
        clocks.ledger(**ledger).ask("a", clocks.seconds, GAP)
    return caught.value


def spend(clocks: Clocks, calls: int, **ledger: Any) -> None:
    for _ in range(calls):
        clocks.seconds += GAP
        assert clocks.ledger(**ledger).ask("a", clocks.seconds, GAP) == 0


@pytest.mark.parametrize(
    ("quota", "share", "allowed"), [(10, 1.0, 10), (10, 0.5, 5), (100, 0.29, 29), (7, 0.5, 3)]
)
def test_the_share_of_a_day_is_kept_until_midnight(
    clocks: Clocks, quota: int, share: float, allowed: int
) -> None:
    limits: dict[str, Any] = {"quota": quota, "share": share}
    assert clocks.ledger(**limits).allowed == allowed
    spend(clocks, allowed, **limits)
    error = refusal(clocks, **limits)
    assert (error.retry_at, error.retry_after, error.status) == (MIDNIGHT, 12 * 3600.0, 429)
    assert str(allowed) in str(error)
    assert "come back at 2026-05-06 00:00:00 UTC" in str(error)
    clocks.now = MIDNIGHT - timedelta(seconds=1)
    refusal(clocks, **limits)
    clocks.now = MIDNIGHT
    spend(clocks, allowed, **limits)
    assert refusal(clocks, **limits).retry_at == MIDNIGHT + timedelta(days=1)


def test_it_is_the_day_of_utc_wherever_the_machine_stands(clocks: Clocks) -> None:
    spend(clocks, 2, quota=2)
    clocks.now = NOON.astimezone(timezone(timedelta(hours=14)))  # it is tomorrow there
    assert refusal(clocks, quota=2).retry_at == MIDNIGHT
    assert clocks.ledger().spent() == 2


def test_a_calendar_that_is_set_forth_and_back_forgets_nothing(clocks: Clocks) -> None:
    spend(clocks, 3)
    clocks.now += timedelta(days=1)
    spend(clocks, 1)
    clocks.now -= timedelta(days=1)
    assert clocks.ledger().spent() == 3
    clocks.now += timedelta(days=1)
    assert clocks.ledger().spent() == 1


def test_the_file_does_not_grow(clocks: Clocks) -> None:
    sizes = set()
    for _ in range(30):
        spend(clocks, 1)
        clocks.now += timedelta(days=1)
        sizes.add(clocks.path.stat().st_size)
    assert len(sizes) == 1
    assert len(json.loads(clocks.path.read_bytes())["spent"]) <= 5


@pytest.mark.parametrize(
    ("until", "kept"),
    [
        (NOON + timedelta(hours=3), NOON + timedelta(hours=3)),
        (NOON + timedelta(days=9_999), NOON + timedelta(days=1)),
        (None, NOON + timedelta(days=1)),
    ],
    ids=["hours", "years", "for ever"],
)
def test_what_gong_said_is_kept_but_for_no_longer_than_a_day(
    clocks: Clocks, until: datetime | None, kept: datetime
) -> None:
    clocks.ledger().exhaust(until)
    clocks.ledger().exhaust(NOON + timedelta(minutes=5))
    error = refusal(clocks)
    assert error.retry_at == kept
    assert "Gong said" in str(error)
    clocks.now = kept
    assert clocks.ask() == 0


def test_of_two_reasons_the_longer_counts(clocks: Clocks) -> None:
    spend(clocks, 1, quota=1)
    clocks.ledger().exhaust(NOON + timedelta(hours=1))
    assert refusal(clocks, quota=1).retry_at == MIDNIGHT
    clocks.ledger().exhaust(NOON + timedelta(hours=20))
    assert refusal(clocks, quota=1).retry_at == NOON + timedelta(hours=20)


# What may be found there


def test_the_file_is_for_its_owner_alone(clocks: Clocks) -> None:
    before = os.umask(0)
    try:
        clocks.ask()
    finally:
        os.umask(before)
    assert stat.S_IMODE(clocks.path.stat().st_mode) == 0o600


def test_after_a_restart_of_the_machine_nothing_waits_for_times_of_before(clocks: Clocks) -> None:
    clocks.ask()
    clocks.ledger().pause(60.0)
    assert clocks.ask("dead") > 0
    clocks.seconds = 3.0
    assert clocks.ask("b") == 0
    assert clocks.ledger().spent() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"left": 1e9, "gap": GAP},
        {"left": 999.9, "gap": 1e9},
        {"paused": 1e9, "pause": 5.0},
        {"paused": 999.9, "pause": 1e9},
        {"heir": "x", "since": 1e9},
        {"exhausted": NOON.timestamp() + 86_401},
        {"spent": {"2999-01-01": 10_000, "2026-05-07": 10_000, "2026-05-04": 10_000}},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_times_that_cannot_be_count_as_absent(clocks: Clocks, fields: dict[str, Any]) -> None:
    clocks.write(**fields)
    assert clocks.ask() == 0


@pytest.mark.parametrize("content", [b"", b"\0" * 512, b"\n"], ids=["empty", "zeros", "blank"])
def test_what_a_power_cut_leaves_is_a_new_ledger(clocks: Clocks, content: bytes) -> None:
    clocks.path.write_bytes(content)
    assert clocks.ask() == 0
    assert clocks.ledger().spent() == 1


WHOLE = json.dumps(EMPTY).encode()
FIELD = st.sampled_from(sorted(EMPTY))
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner),
)
NEARLY = st.builds(
    lambda fields: json.dumps(EMPTY | fields).encode(), st.dictionaries(FIELD, VALUE, max_size=4)
)
SPENT = st.builds(
    lambda spent: json.dumps(EMPTY | {"spent": spent}).encode(),
    st.dictionaries(st.dates().map(str) | st.just("2026-05-05"), st.integers(-5, 10**14)),
)
CUT = st.builds(lambda whole, at: whole[:at], NEARLY, st.integers(0, 400))


@given(st.binary(max_size=600) | NEARLY | CUT | SPENT)
@example(b"[" * 512)
@example(b"1" * 512)
@example(b"\xff\xfe{\0}\0")
@example(WHOLE + b" " * 512)
@example(json.dumps(EMPTY | {"version": 2**63}).encode())
@example(json.dumps(EMPTY | {"spent": {"20260505": 1, "2026-W19-2": 10_000}}).encode())
@example(json.dumps(EMPTY | {"version": True}).encode())
@example(WHOLE.replace(b'"left": 0.0', b'"left": NaN'))
@example(WHOLE.replace(b'"left": 0.0', b'"left": 1' + b"0" * 100))
def test_whatever_is_in_the_file_heals_or_is_refused_as_it_is(content: bytes) -> None:
    with fresh() as clocks:
        clocks.path.write_bytes(content)
        refused: GongError | None = None
        wait = 0.0
        try:
            wait = clocks.ask()
        except (StateError, QuotaExhaustedError) as error:
            refused = error
        if isinstance(refused, QuotaExhaustedError):
            assert refused.retry_at is not None
            assert NOON < refused.retry_at <= NOON + timedelta(days=1)
            return
        if refused:
            assert str(clocks.path) in str(refused)
            assert clocks.path.read_bytes() == content
            return
        assert 0 <= wait <= 86_400.0
        clocks.seconds += wait
        assert clocks.ask() <= GAP + 1e-9
        assert clocks.path.stat().st_size == 512
        json.loads(clocks.path.read_bytes())


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0.0, 1.0)), max_size=40))
def test_whoever_asks_and_whenever_three_leave_in_a_second_and_all_are_counted(
    steps: list[tuple[str, float]],
) -> None:
    with fresh() as clocks:
        left: list[float] = []
        for waiter, passed in steps:
            clocks.seconds += passed
            if clocks.ask(waiter) == 0:
                left.append(clocks.seconds)
        assert all(then - first > 1.0 for first, then in zip(left, left[3:], strict=False))
        assert clocks.ledger().spent() == len(left)
        assert not steps or left, "somebody could leave"


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "no folder", "NUL"])
def test_a_path_that_is_no_file_is_refused_without_waiting(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "ledger"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(tmp_path / "elsewhere")
    elif kind == "no folder":
        path = path / "deeper"
    else:
        path = Path(f"{path}\0")
    for do in (lambda ledger: ledger.spent(), lambda ledger: ledger.ask("a", 0.0, GAP)):
        with pytest.raises(ConfigError, match="ledger"):
            do(QuotaLedger(path))
    assert {each.name for each in tmp_path.iterdir()} <= {"ledger"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to everything")
def test_a_file_that_may_only_be_read_is_refused(clocks: Clocks) -> None:
    clocks.ask()
    clocks.path.chmod(0o400)
    with pytest.raises(ConfigError, match="cannot be opened"):
        clocks.ask()


@pytest.mark.parametrize(
    "limits",
    [{"quota": 0}, {"quota": -1}, {"share": 0.0}, {"share": 1.5}, {"share": float("nan")}],
    ids=str,
)
def test_limits_that_are_none_are_refused(tmp_path: Path, limits: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        QuotaLedger(tmp_path / "ledger", **limits)


def test_a_share_of_less_than_a_call_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not even one call"):
        QuotaLedger(tmp_path / "ledger", 3, 0.3)


def test_a_ledger_is_a_value_and_its_errors_travel(clocks: Clocks) -> None:
    ledger = QuotaLedger(clocks.path, 5, 0.5)
    assert pickle.loads(pickle.dumps(ledger)) == ledger
    assert not clocks.path.exists(), "not before it is used"
    assert f"{clocks.path}" in repr(ledger)
    spend(clocks, 1, quota=1)
    error: GongError = pickle.loads(pickle.dumps(refusal(clocks, quota=1)))
    assert isinstance(error, QuotaExhaustedError)
    assert error.retry_at == MIDNIGHT


def test_what_is_left_is_counted_down_and_nothing_once_gong_said_so(clocks: Clocks) -> None:
    ledger = clocks.ledger(quota=4, share=0.5)
    assert ledger.left() == 2
    assert ledger.ask("a", clocks.seconds, GAP) == 0
    assert (ledger.left(), clocks.ledger(quota=1).left()) == (1, 0)
    ledger.exhaust(MIDNIGHT)
    assert ledger.left() == 0
