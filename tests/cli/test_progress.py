from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gong_async import Gong
from gong_async.cli.errands import Errand
from gong_async.cli.progress import progress
from gong_async.cli.tally import Tally
from gong_async.harvest import (
    Event,
    HarvestJob,
    PageWritten,
    QuotaSpent,
    RangePlanned,
    StreamFailed,
    StreamSkipped,
    Throttled,
    Window,
    WindowDone,
    WindowFailed,
    WindowRestarted,
)

SINCE = datetime(2026, 1, 5, tzinfo=UTC)
WINDOWS = [Window(None, SINCE + timedelta(n), SINCE + timedelta(n + 1)) for n in range(4)]
NASTY = "\x1b]0;owned\x07\n"


@pytest.fixture
def gong() -> Gong:
    return Gong(access_key="key", access_key_secret="a-secret")


def planned(window: Window, calls: int) -> Event:
    return RangePlanned(window=window, calls=calls)


def page(window: Window, calls: int) -> Event:
    return PageWritten(window=window, calls=calls, transcripts=calls)


def done(window: Window, calls: int) -> Event:
    return WindowDone(window=window, calls=calls, transcripts=calls, pending=0, short=False)


async def test_a_tally_adds_up(gong: Gong) -> None:
    first, second, third, _ = WINDOWS
    tally = Tally(gong)
    for event in (
        planned(first, 500),
        page(first, 100),
        page(second, 100),
        page(third, 100),
        page(first, 50),
        done(first, 150),
        WindowRestarted(window=second, reason="", calls=40),
        WindowFailed(window=third, reason=""),
        Throttled(times=3),
    ):
        tally.add(event)
    assert (tally.kept, tally.calls, tally.total, tally.windows) == (150, 190, 500, 1)
    assert tally.throttled == 3


async def test_a_tally_counts_anew_after_a_quota(gong: Gong) -> None:
    """What is left is planned again then."""
    tally, retry_at = Tally(gong), SINCE + timedelta(hours=7)
    for event in (planned(WINDOWS[0], 500), page(WINDOWS[0], 100), done(WINDOWS[0], 100)):
        tally.add(event)
    tally.add(page(WINDOWS[1], 100))
    tally.add(QuotaSpent(retry_at=retry_at))
    assert (tally.calls, tally.to_go()) == (100, "waits for 07:00 UTC")
    tally.add(planned(WINDOWS[1], 400))
    assert (tally.calls, tally.total, tally.waits_until) == (100, 500, None)


async def test_nothing_foreign_gets_through(gong: Gong, capsys: pytest.CaptureFixture[str]) -> None:
    errands = {"default": Errand(gong, HarvestJob(), label="acme")}
    async with progress(errands, {"default": Tally(gong)}, None) as hear:
        hear("default", WindowFailed(window=WINDOWS[0], reason=NASTY))
        hear("default", WindowRestarted(window=WINDOWS[0], reason=NASTY, calls=1))
        hear("default", StreamFailed(stream="users", reason=NASTY))
        hear("default", StreamSkipped(stream="users", scope=NASTY))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 4
    for line in lines:
        assert line.startswith("acme: ")
        assert line.isprintable()
        assert "\\x1b]0;owned\\x07\\n" in line


async def test_a_log_stays_short(gong: Gong, capsys: pytest.CaptureFixture[str]) -> None:
    errands = {"default": Errand(gong, HarvestJob())}
    async with progress(errands, {"default": Tally(gong)}, None) as hear:
        for window in WINDOWS:
            hear("default", Throttled(times=1))
            hear("default", page(window, 100))
            hear("default", done(window, 100))
    kept, refused = sorted(capsys.readouterr().err.splitlines(), reverse=True)
    assert kept.startswith("kept 1 window, 100 of 100 calls")
    assert refused.startswith("Gong refused 1 request so far")
