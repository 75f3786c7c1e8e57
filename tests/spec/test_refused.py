"""What Gong would not take, or nobody can have meant, is refused before a byte leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from engage_and_admin import ENGAGE_AND_ADMIN
from recorder import Recorder, call, sent
from surface import Verb, verbs
from writes import WRITES

from gong_async.endpoint import Endpoint
from gong_async.models import Prospect, TimePeriod

VERBS = {str(verb): verb for verb in verbs()}
FULLY = {**WRITES, **ENGAGE_AND_ADMIN}
DEFAULT = attrs.fields_dict(Endpoint)["find_out"].default

SINCE, UNTIL = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 3, 2, tzinfo=UTC)
RANGE = {"since": SINCE, "until": UNTIL}
TEXTS = [str(number) for number in range(1000)]
EMAILS = [f"{number}@example.com" for number in range(1000)]
PROSPECTS = [Prospect(crm_id=text) for text in TEXTS]

MOST: dict[str, tuple[str, list[Any], int]] = {
    "flows.ASSIGN": ("crm_prospects_ids", TEXTS, 100),
    "flows.ASSIGN_DESPITE_COOL_OFF": ("crm_prospects_ids", TEXTS, 100),
    "flows.ASSIGN_IN_BULK": ("prospects", PROSPECTS, 50),
    "flows.STEPS": ("flow_ids", TEXTS, 20),
    "flows.UNASSIGN": ("flow_instance_ids", TEXTS, 200),
    "meetings.INTEGRATION_STATUS": ("emails", EMAILS, 100),
    "crm.OBJECTS": ("crm_ids", TEXTS, 100),
}


@pytest.mark.parametrize("name", MOST)
def test_as_many_as_gong_takes_and_not_one_more(name: str) -> None:
    argument, values, most = MOST[name]
    arguments, _ = FULLY[name]
    (request,) = sent(VERBS[name], {**arguments, argument: values[:most]})
    body: Any = request.body
    parts = [body] if isinstance(body, list) else body.values()
    assert most in [len(part) for part in parts if isinstance(part, list)]
    recorder = Recorder()
    with pytest.raises(ValueError, match=str(most)):
        call(VERBS[name], {**arguments, argument: values[: most + 1]}, recorder)
    assert recorder.requests == []


@pytest.mark.parametrize(
    ("name", "argument", "most"),
    [("calls.UPLOAD_MEDIA", "media", 1_500_000_000), ("crm.UPLOAD", "data", 200_000_000)],
)
def test_a_file_as_large_as_gong_takes_and_not_a_byte_more(
    name: str, argument: str, most: int, tmp_path: Path
) -> None:
    path, recorder = tmp_path / "file", Recorder()
    for size, refused in ((most, False), (most + 1, True)):
        with path.open("wb") as file:
            file.truncate(size)
        arguments = {**FULLY[name][0], argument: path}
        if not refused:
            call(VERBS[name], arguments, recorder)
            continue
        with pytest.raises(ValueError, match=f"{most:,} bytes"):
            call(VERBS[name], arguments, recorder)
    assert len(recorder.requests) == 1


@pytest.mark.parametrize(
    ("name", "argument", "value", "other"),
    [
        ("privacy.ERASE_EMAIL", "email_address", "ann@example.com", "Ann@example.com"),
        ("privacy.ERASE_EMAIL", "email_address", "ann@example.com", "bo@example.com"),
        ("privacy.ERASE_EMAIL", "email_address", "ann@example.com", ""),
        ("privacy.ERASE_EMAIL", "email_address", "", ""),
        ("privacy.ERASE_PHONE", "phone_number", "+14255552671", "+1 425 555 2671"),
        ("privacy.ERASE_PHONE", "phone_number", "+14255552671", "+14255552672"),
    ],
)
def test_nothing_is_erased_that_was_not_said_twice_alike(
    name: str, argument: str, value: str, other: str
) -> None:
    recorder = Recorder()
    with pytest.raises(ValueError):
        call(VERBS[name], {argument: value, "confirm": other}, recorder)
    assert recorder.requests == []


@pytest.mark.parametrize("name", ["entities.ASK", "entities.BRIEF"])
@pytest.mark.parametrize("period", TimePeriod)
@pytest.mark.parametrize("span", [{}, {"since": SINCE}, {"until": UNTIL}, RANGE], ids=list)
def test_a_range_goes_with_one_of_the_periods_alone(
    name: str, period: TimePeriod, span: dict[str, Any]
) -> None:
    arguments = {key: value for key, value in FULLY[name][0].items() if key not in RANGE}
    asked, recorder = {**arguments, "time_period": period, **span}, Recorder()
    if ("since" in span) if period == TimePeriod.CUSTOM_RANGE else not span:
        call(VERBS[name], asked, recorder)
        assert len(recorder.requests) == 1
    else:
        with pytest.raises(ValueError, match="CUSTOM_RANGE"):
            call(VERBS[name], asked, recorder)
        assert recorder.requests == []


def test_a_profile_that_gong_has_is_not_created_again() -> None:
    arguments, recorder = FULLY["permissions.CREATE_PROFILE"][0], Recorder()
    profile = attrs.evolve(arguments["profile"], id="5")
    with pytest.raises(ValueError, match="has an id already"):
        call(VERBS["permissions.CREATE_PROFILE"], {**arguments, "profile": profile}, recorder)
    assert recorder.requests == []


@pytest.mark.parametrize("verb", [verb for verb in verbs() if verb.endpoint.has_effect], ids=str)
def test_all_that_has_an_effect_has_a_way_of_its_own_to_find_out(verb: Verb) -> None:
    assert verb.endpoint.find_out != DEFAULT
