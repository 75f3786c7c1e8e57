from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async import errors
from gong_async.cli.exits import Exit, UsageError, explain, worst
from gong_async.cli.moments import parse_length, parse_moment, write_length
from gong_async.cli.text import clock, visible

NASTY = st.characters(categories=("Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"))


@given(st.text(NASTY | st.characters()))
def test_nothing_that_a_terminal_obeys_gets_through(text: str) -> None:
    shown = visible(text)
    assert shown.replace("\u200d", "").replace("\u200c", "").isprintable()


@given(st.text().filter(str.isprintable))
def test_what_only_shows_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
        ("two\nlines\r", "two\\nlines\\r"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("half \ud83d", "half \\ud83d"),
        ("non\u00a0breaking", "non breaking"),
        ("\N{MAN}\u200d\N{WOMAN} שלום", "\N{MAN}\u200d\N{WOMAN} שלום"),
    ],
)
def test_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_year_has_four_digits(capsys: pytest.CaptureFixture[str]) -> None:
    parse_moment("--since", "0001-01-01")
    assert capsys.readouterr().err == "--since 0001-01-01 is taken as 0001-01-01T00:00:00Z\n"


def test_lengths_of_time() -> None:
    assert [clock(0), clock(65.4), clock(3599.7), clock(7209)] == [
        "0:00",
        "1:05",
        "1:00:00",
        "2:00:09",
    ]


OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=OFFSETS).filter(lambda when: 1 < when.year < 9999))
def test_a_time_with_an_offset_is_that_moment(when: datetime) -> None:
    assert parse_moment("--since", when.isoformat()) == when.astimezone(UTC)


@given(st.datetimes())
def test_a_time_without_an_offset_is_refused(when: datetime) -> None:
    with pytest.raises(UsageError, match="has no offset"):
        parse_moment("--since", when.isoformat())


@given(st.text())
def test_anything_else_is_refused_or_a_time(text: str) -> None:
    try:
        when = parse_moment("--since", text)
    except UsageError:
        return
    assert when.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("7d", timedelta(days=7)),
        ("12h", timedelta(hours=12)),
        ("1.5 h", timedelta(minutes=90)),
        ("30m", timedelta(minutes=30)),
        ("90s", timedelta(seconds=90)),
        ("0d", timedelta(0)),
    ],
)
def test_a_length_of_time(text: str, length: timedelta) -> None:
    assert parse_length("--look-back", text) == length


@given(st.text())
def test_no_other_text_is_a_length_of_time(text: str) -> None:
    try:
        length = parse_length("--look-back", text)
    except UsageError:
        return
    assert text[0] in "0123456789"
    assert text[-1] in "smhd"
    assert timedelta(0) <= length <= timedelta(days=36_525)


def test_lengths_in_words() -> None:
    lengths = {"days": 7, "hours": 36, "minutes": 1, "seconds": 90}
    assert [write_length(timedelta(**{unit: number})) for unit, number in lengths.items()] == [
        "7 days",
        "36 hours",
        "1 minute",
        "90 seconds",
    ]


def test_one_code_stands_for_all() -> None:
    done, failed, usage, credentials, quota = Exit
    assert worst([]) == worst([done, done]) == done
    assert worst([done, quota, quota]) == quota
    assert worst([usage, done]) == usage
    assert worst([quota, failed]) == worst([usage, quota]) == failed
    assert worst([quota, failed, credentials]) == credentials


CODES: dict[type[Exception], Exit] = {
    errors.AuthenticationError: Exit.CREDENTIALS,
    errors.ConfigError: Exit.CREDENTIALS,
    errors.MissingScopeError: Exit.CREDENTIALS,
    errors.PermissionDeniedError: Exit.CREDENTIALS,
    errors.OutputLockedError: Exit.USAGE,
    errors.StateError: Exit.USAGE,
    errors.QuotaExhaustedError: Exit.QUOTA,
}


ARGUMENTS: dict[type[Exception], tuple[object, ...]] = {
    errors.APIError: ("getCalls", 500),
    errors.MediaError: ("1", "audio", "cut off"),
    errors.TransportError: ("getCalls", "dns", "no such host"),
    errors.MediaError: ("7", "audio", "it broke"),
    errors.GongError: ("a reason",),
}


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error_has_its_exit_code(name: str) -> None:
    kind = getattr(errors, name)
    error = kind(*next(given for base, given in ARGUMENTS.items() if issubclass(kind, base)))
    code, told = explain(error, from_file=False)
    assert code == CODES.get(kind, Exit.FAILED)
    assert str(error) in told


def test_a_mistake_of_ours_is_not_explained_away() -> None:
    with pytest.raises(ZeroDivisionError):
        explain(ZeroDivisionError(), from_file=False)
