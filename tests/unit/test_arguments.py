"""How arguments are spelled for the wire, and which never get there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any

import pytest
from attrs import define, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from gong_async.arguments import needed, query, wire
from gong_async.fields import wire_name
from gong_async.models import CallDirection, ContentSelector, ExposedFields, OpenEnum

NOON = datetime(2025, 3, 9, 12, tzinfo=UTC)
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(
    min_value=datetime(1, 1, 3),  # noqa: DTZ001 - hypothesis adds the time zone
    max_value=datetime(9999, 12, 29),  # noqa: DTZ001
    timezones=OFFSETS,
)
TEXTS = st.text() | st.text("0123456789", max_size=22) | st.from_regex(r"[0-9]{1,20}\n?")
SPELLERS = pytest.mark.parametrize("spell", [wire, query])
Spell = Callable[..., dict[str, Any]]


class Nowhere(tzinfo):
    """A time zone that does not know its offset: a time in it is naive all the same."""

    def utcoffset(self, dt: datetime | None) -> None:
        return None


def refusal(spell: Spell, **arguments: Any) -> str:
    """Return what is said against *arguments*."""
    with pytest.raises(ValueError) as caught:
        spell(**arguments)
    assert type(caught.value) is ValueError
    return str(caught.value)


# Names


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("id", "id"),
        ("primary_user_id", "primaryUserId"),
        ("from_", "from"),
        ("call_from_day", "callFromDay"),
        ("is_private", "isPrivate"),
        ("already", "already"),
    ],
)
def test_names_are_spelled_as_gong_spells_them(name: str, spelled: str) -> None:
    assert wire_name(name) == spelled
    assert wire(**{name: "1"}) == {spelled: "1"} == query(**{name: "1"})


@SPELLERS
def test_what_is_none_is_left_out_and_what_is_false_is_not(spell: Spell) -> None:
    assert spell(workspace_id=None, from_date_time=None, call_ids=None) == {}
    assert set(spell(count=0, include_avatars=False)) == {"count", "includeAvatars"}


# Ids


@SPELLERS
@given(text=TEXTS)
def test_an_id_is_one_to_twenty_ascii_digits_and_nothing_else(spell: Spell, text: str) -> None:
    if 1 <= len(text) <= 20 and set(text) <= set("0123456789"):
        assert spell(call_id=text) == {"callId": text}
        assert wire(call_ids=[text]) == {"callIds": [text]}
    else:
        assert "call_id must be text of 1 to 20 digits" in refusal(spell, call_id=text)
        assert "each of call_ids must be" in refusal(wire, call_ids=["1", text])


@pytest.mark.parametrize("value", [7, 7.0, True, b"7", ["7"], "٣", "7\n", " 7", "-7", "../users"])
@SPELLERS
def test_what_only_looks_like_an_id_is_refused(spell: Spell, value: Any) -> None:
    assert "workspace_id must be text of 1 to 20 digits" in refusal(spell, workspace_id=value)


@pytest.mark.parametrize("value", [("2", "10", "2"), ["2", "10", "2"], dict.fromkeys("21").keys()])
def test_ids_keep_their_order_and_come_as_a_list(value: Any) -> None:
    found = wire(call_ids=value)["callIds"]
    assert type(found) is list
    assert found == list(value)


def test_a_set_of_ids_is_spelled_in_the_same_order_every_time() -> None:
    ids = {str(number) for number in range(50)}
    assert wire(user_ids=ids) == {"userIds": sorted(ids)} == wire(user_ids=frozenset(ids))


@pytest.mark.parametrize("value", ["123", b"123", 123, {"1": "2"}, iter(["1"]), object()])
def test_ids_that_are_no_collection_are_refused(value: Any) -> None:
    assert "call_ids must be a list of ids" in refusal(wire, call_ids=value)


# Times


@given(moment=MOMENTS)
def test_any_aware_time_is_spelled_as_the_same_instant(moment: datetime) -> None:
    spelled = wire(from_date_time=moment)["fromDateTime"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", spelled)
    assert ("." in spelled) == bool(moment.microsecond)
    assert datetime.fromisoformat(spelled) == moment
    assert query(from_date_time=moment) == {"fromDateTime": spelled}


def test_a_time_is_brought_to_utc() -> None:
    west = datetime(2025, 11, 2, 22, 30, tzinfo=timezone(timedelta(hours=-7)))
    assert wire(a_date_time=west) == {"aDateTime": "2025-11-03T05:30:00Z"}
    assert wire(a_date_time=NOON.replace(microsecond=5)) == {
        "aDateTime": "2025-03-09T12:00:00.000005Z"
    }


@pytest.mark.parametrize("value", [date(2025, 3, 9), "2025-03-09T12:00:00Z", 1741521600, []])
@SPELLERS
def test_what_is_no_time_is_refused(spell: Spell, value: Any) -> None:
    said = refusal(spell, to_date_time=value)
    assert "to_date_time must be a datetime with a time zone" in said


@pytest.mark.parametrize("zone", [None, Nowhere()])
@pytest.mark.parametrize("name", ["from_date_time", "since"])
@SPELLERS
def test_a_time_without_an_offset_is_refused(spell: Spell, name: str, zone: Any) -> None:
    said = refusal(spell, **{name: datetime(2025, 3, 9, tzinfo=zone)})
    assert f"{name} has no time zone" in said


@pytest.mark.parametrize(
    "value",
    [
        datetime.min.replace(tzinfo=timezone(timedelta(hours=1))),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))),
    ],
)
def test_a_time_that_utc_has_no_date_for_is_refused(value: datetime) -> None:
    assert "from_date_time is off the calendar" in refusal(wire, from_date_time=value)


@given(day=st.dates())
def test_a_date_is_spelled_as_a_date(day: date) -> None:
    assert query(from_date=day) == {"fromDate": f"{day.year:04}-{day.month:02}-{day.day:02}"}


@pytest.mark.parametrize("value", ["2025-03-09", 20250309, NOON, NOON.replace(tzinfo=None)])
@SPELLERS
def test_what_is_no_date_is_refused_a_time_above_all(spell: Spell, value: Any) -> None:
    said = refusal(spell, call_from_date=value)
    assert "call_from_date must be a date" in said
    assert ("give its .date()" in said) == isinstance(value, datetime)


def test_times_and_dates_are_spelled_under_any_name() -> None:
    assert wire(from_=NOON, to=NOON.date()) == {"from": "2025-03-09T12:00:00Z", "to": "2025-03-09"}


# Addresses and numbers


@pytest.mark.parametrize("name", ["email_address", "flow_owner_email", "email"])
@pytest.mark.parametrize(
    "value", ["ann@example.com", "a+b.c@x", "ünï@exämple.de", "'@" + "x" * 318]
)
def test_an_address_goes_as_it_is(name: str, value: str) -> None:
    assert query(**{name: value}) == {wire_name(name): value}


@pytest.mark.parametrize(
    "value",
    [
        "",
        "ann",
        "@example.com",
        "ann@",
        "a@b@c",
        "ann @example.com",
        "ann@example.com\n",
        "ann@exam\u2028ple.com",
        "an\x00n@example.com",
        "an\x85n@example.com",
        "an\x7fn@example.com",
        "ann@example.com\x7f",
        "x" * 320 + "@",
        "x@" + "y" * 319,
        ["ann@example.com"],
        7,
    ],
)
@SPELLERS
def test_what_is_no_address_is_refused_and_not_shown(spell: Spell, value: Any) -> None:
    said = refusal(spell, owner_email=value)
    assert "owner_email must be one email address" in said
    assert "xxxx" not in said
    assert "ann@exam\u2028" not in said


@pytest.mark.parametrize("value", ["+14155550100", "+1 (415) 555-01.00", "+12345", "+ 1 2 3 4 5 "])
def test_a_number_goes_as_it_is(value: str) -> None:
    assert query(phone_number=value) == {"phoneNumber": value}


@pytest.mark.parametrize(
    "value",
    [
        "",
        "+",
        "+1234",
        "14155550100",
        "+1415555x100",
        "+1415\n5550100",
        "+١٢٣٤٥٦",
        "++12345",
        12345,
    ],
)
@SPELLERS
def test_what_is_no_number_is_refused_and_not_shown(spell: Spell, value: Any) -> None:
    said = refusal(spell, phone_number=value)
    assert "phone_number must be text that starts with a plus" in said
    assert "1415" not in said


# Everything else


@pytest.mark.parametrize("text", ["a\rb", "a\nb", "a\x00b"])
@pytest.mark.parametrize("under", [lambda x: x, lambda x: [x], lambda x: {"key": x}])
def test_text_that_could_break_a_line_is_refused(text: str, under: Any) -> None:
    assert "without line breaks and NUL" in refusal(wire, title=under(text))


@pytest.mark.parametrize("name", ["question", "description", "flow_instance_description"])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_what_people_write_may_have_lines(name: str, text: str) -> None:
    text = f"{text}\r\n{text}"
    assert wire(**{name: text}) == query(**{name: text}) == {wire_name(name): text}


@SPELLERS
@pytest.mark.parametrize("value", [5, ["a"], b"a", object()])
def test_what_people_write_is_text(spell: Spell, value: Any) -> None:
    assert "question must be text; not" in refusal(spell, question=value)


@SPELLERS
def test_enums_are_spelled_as_their_values_those_of_tomorrow_too(spell: Spell) -> None:
    found = spell(direction=CallDirection.INBOUND, other=CallDirection("Sideways"))
    assert found == {"direction": "Inbound", "other": "Sideways"}
    assert not any(isinstance(value, OpenEnum) for value in found.values())


def test_an_enum_is_no_way_around_the_rule_for_text() -> None:
    assert "without line breaks" in refusal(wire, direction=CallDirection("a\r\nb"))


def test_a_query_is_all_text() -> None:
    assert query(yes=True, no=False, count=3, share=0.5) == {
        "yes": "true",
        "no": "false",
        "count": "3",
        "share": "0.5",
    }


@pytest.mark.parametrize("value", [["1"], {"a": 1}, ContentSelector()])
def test_a_query_takes_no_structure(value: Any) -> None:
    assert "cannot go into a query" in refusal(query, content=value)


@pytest.mark.parametrize("name", ["question", "email_address", "crm_entity_id"])
def test_half_a_character_is_refused_where_it_would_be_left_out(name: str) -> None:
    """What is left of such an address is somebody else's."""
    said = refusal(query, **{name: "a\ud83d@example.com"})
    assert "half a character" in said
    assert "example" not in said


@SPELLERS
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_has_not_got_is_refused(spell: Spell, value: float) -> None:
    assert "duration must be a finite number" in refusal(spell, duration=value)


@frozen(kw_only=True)
class Inner:
    some_name: str | None = None
    odd: str | None = field(default=None, metadata={"wire": "Odd-Name"})
    flags: tuple[CallDirection, ...] = ()


@frozen(kw_only=True)
class Outer:
    call_id: str
    is_on: bool = False
    started: datetime | None = None
    inner: Inner | None = None
    parts: tuple[Inner, ...] = ()


def test_an_object_is_spelled_field_by_field_without_what_is_none() -> None:
    outer = Outer(
        call_id="7",
        started=NOON,
        inner=Inner(odd="x", flags=(CallDirection.INBOUND,)),
        parts=(Inner(some_name="y"),),
    )
    assert wire(the_filter=outer) == {
        "theFilter": {
            "callId": "7",
            "isOn": False,
            "started": "2025-03-09T12:00:00Z",
            "inner": {"Odd-Name": "x", "flags": ["Inbound"]},
            "parts": [{"someName": "y", "flags": []}],
        }
    }
    assert "call_id must be" in refusal(wire, the_filter=Outer(call_id="x"))


def test_a_selector_is_json() -> None:
    found = wire(content_selector=ContentSelector(exposed_fields=ExposedFields(parties=True)))
    assert json.loads(json.dumps(found)) == found
    assert found["contentSelector"]["exposedFields"] == {"parties": True, "media": False}
    assert "contextTiming" not in found["contentSelector"]


def test_what_is_spelled_already_keeps_its_names() -> None:
    made = wire(filter=wire(from_date_time=NOON, call_ids=["1"]), nothing={"empty": None})
    assert made == {
        "filter": {"fromDateTime": "2025-03-09T12:00:00Z", "callIds": ["1"]},
        "nothing": {"empty": None},
    }


@pytest.mark.parametrize("value", [object(), b"bytes", 1j, Outer, lambda: None])
@SPELLERS
def test_what_has_no_json_is_refused(spell: Spell, value: Any) -> None:
    assert "there is no JSON for" in refusal(spell, thing=value)


# What is of other systems' making, and what has to be there


@define(kw_only=True)
class Told:
    """A model with a field that must be given, and two that may be any text."""

    name: str
    object_id: str | None = field(default=None, metadata={"foreign": True})
    labels: list[str] | None = field(default=None, metadata={"foreign": True})
    user_id: str | None = None


@given(text=st.text(min_size=1))
def test_foreign_text_is_sent_as_it_is(text: str) -> None:
    told = Told(name="a", object_id=text, labels=[text, ""])
    assert wire(told=told) == {"told": {"name": "a", "objectId": text, "labels": [text, ""]}}


def test_what_is_not_foreign_is_still_checked() -> None:
    assert "user_id must be text of 1 to 20 digits" in refusal(
        wire, told=Told(name="a", user_id="x")
    )
    assert "there is no JSON for" in refusal(wire, told=Told(name="a", object_id=b"x"))


@pytest.mark.parametrize(("name", "problem"), [("", "not be empty"), (None, "be given")])
def test_a_field_that_must_be_there_is(name: str, problem: str) -> None:
    assert f"name must {problem}" in refusal(wire, told=Told(name=name))


@SPELLERS
def test_an_argument_is_not_empty_text(spell: Spell) -> None:
    assert refusal(spell, question="") == "question must not be empty"


def test_what_is_needed_is_not_left_out() -> None:
    assert needed(name="a", count=0) == {"name": "a", "count": 0}
    with pytest.raises(ValueError, match="name must be given"):
        needed(count=0, name=None)


@given(moment=MOMENTS)
def test_a_field_of_a_crm_was_changed_at_a_whole_second(moment: datetime) -> None:
    assert wire(last_modified=moment) == wire(last_modified=moment.replace(microsecond=0))
    assert "." not in wire(last_modified=moment)["lastModified"]
