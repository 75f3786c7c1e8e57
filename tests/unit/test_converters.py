"""What is read from Gong's JSON, what is refused, and what an error says of it."""

from __future__ import annotations

import json
import math
import pickle
from datetime import datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from attrs import Factory, define, field
from hypothesis import given
from hypothesis import strategies as st

from gong_async.converters import decode, parse
from gong_async.errors import DecodeError
from gong_async.fields import spelling
from gong_async.models import OpenEnum


class Mood(OpenEnum):
    GOOD = "Good"
    BAD = "Bad"


@define(kw_only=True)
class Leaf:
    id: str
    size: float | None = None
    odd: str | None = field(default=None, metadata={"wire": "Odd-Name"})


@define(kw_only=True)
class Everything:
    id: str
    some_text: str | None = None
    count: int | None = None
    share: float | None = None
    is_on: bool | None = None
    started: datetime | None = None
    mood: Mood | None = None
    anything: Any = None
    inner: Leaf | None = None
    leaves: list[Leaf] = field(factory=list[Leaf])
    texts: list[str] = field(factory=list[str])
    numbers: list[float] = field(factory=list[float])
    moods: list[Mood] = field(factory=list[Mood])
    metrics: dict[str, list[str]] = field(factory=dict[str, list[str]])
    grid: list[list[int]] = field(factory=list[list[int]])
    tries: int = 3
    tags: list[str] = field(default=Factory(lambda: ["new"]))


WIRE = [spelling(each) for each in attrs.fields(Everything)]

NUMBERS = st.integers() | st.floats() | st.sampled_from([10**19, 10**400, -(2**63), 1e308])
LEAVES = st.none() | st.booleans() | NUMBERS | st.text(max_size=8) | st.text("0123456789-.eE")
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "size", *WIRE]) | st.text(), inner, max_size=5)
    ),
    max_leaves=15,
)
ODD_RECORDS = st.fixed_dictionaries({"id": JSON}, optional=dict.fromkeys(WIRE[1:], JSON))

ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
FLOATS = st.floats(allow_nan=False)
MOODS = st.sampled_from(Mood) | st.text().map(Mood)
LEAF = st.builds(Leaf, id=st.text(), size=st.none() | FLOATS, odd=st.none() | st.text())
EVERYTHING = st.builds(
    Everything,
    id=st.text(),
    some_text=st.none() | st.text(),
    count=st.none() | st.integers(),
    share=st.none() | FLOATS,
    is_on=st.none() | st.booleans(),
    started=st.none() | st.datetimes(timezones=ZONES).map(lambda moment: moment.replace(fold=0)),
    mood=st.none() | MOODS,
    anything=JSON.filter(lambda value: "nan" not in repr(value)),
    inner=st.none() | LEAF,
    leaves=st.lists(LEAF, max_size=3),
    texts=st.lists(st.text()),
    numbers=st.lists(FLOATS),
    moods=st.lists(MOODS),
    metrics=st.dictionaries(st.text(), st.lists(st.text())),
    grid=st.lists(st.lists(st.integers(), max_size=3), max_size=3),
    tries=st.integers(),
    tags=st.lists(st.text(), min_size=1),
)


def sent(value: Any) -> Any:
    """Turn a model into what Gong would send for it."""
    if attrs.has(type(value)):
        return {
            spelling(each): sent(getattr(value, each.name)) for each in attrs.fields(type(value))
        }
    if isinstance(value, list):
        return [sent(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value


def read(**fields: Any) -> Everything:
    return decode("anOperation", {"id": "1", **fields}, Everything)


def problems(data: Any, model: type[Any] = Everything) -> tuple[str, ...]:
    """Return what is said against *data*."""
    with pytest.raises(DecodeError) as caught:
        decode("anOperation", data, model)
    assert caught.value.operation == "anOperation"
    assert caught.value.problems
    return caught.value.problems


@given(model=EVERYTHING)
def test_what_a_model_was_made_of_makes_it_again(model: Everything) -> None:
    body = json.dumps(sent(model)).encode()
    again = decode("anOperation", parse(body), Everything)
    assert again == model
    assert repr(again) == repr(model)  # 1 == 1.0 == True, but they are not the same


@given(data=JSON | ODD_RECORDS)
def test_any_json_is_a_model_or_a_decode_error(data: Any) -> None:
    made = attempt(data)
    if isinstance(made, Everything):
        assert_types(made)
    else:
        assert made.problems
        assert made.__context__ is None
        assert all(" @ $" in problem for problem in made.problems)


def attempt(data: Any) -> Everything | DecodeError:
    try:
        return decode("anOperation", data, Everything)
    except DecodeError as error:
        return error


def assert_types(model: Everything) -> None:
    """Check that each field holds what its annotation says."""
    kinds = {
        "id": str,
        "some_text": str,
        "count": int,
        "share": float,
        "is_on": bool,
        "started": datetime,
        "mood": Mood,
        "inner": Leaf,
        "tries": int,
    }
    for name, kind in kinds.items():
        assert type(getattr(model, name)) in (kind, type(None)), name
    items = {"leaves": Leaf, "texts": str, "numbers": float, "moods": Mood, "tags": str}
    for name, kind in items.items():
        assert {type(item) for item in getattr(model, name)} <= {kind}, name
    assert model.started is None or model.started.tzinfo is not None


@pytest.mark.parametrize("nothing", [{}, dict.fromkeys(WIRE[1:])])
def test_what_is_missing_or_null_gets_its_default(nothing: dict[str, None]) -> None:
    assert read(**nothing) == Everything(id="1")


def test_every_record_gets_its_own_lists() -> None:
    one, other = read(), read(leaves=None, metrics=None)
    assert one.leaves is not other.leaves
    assert one.metrics is not other.metrics
    one.tags.append("x")
    assert read().tags == ["new"]


def test_null_for_what_may_be_anything_is_its_default_too() -> None:
    @define
    class Loose:
        value: Any = "none"
        values: list[Any] = field(factory=list[Any])

    assert decode("anOperation", {"value": None}, Loose) == Loose()
    assert decode("anOperation", {"value": 0, "values": [None, {}]}, Loose) == Loose(0, [None, {}])


@define
class Middle:
    leaf: Leaf | None = None
    moods: list[Mood] = field(factory=list[Mood])


@define
class Outer:
    middle: Middle
    other: Middle | None = None


def test_a_model_within_a_model_gets_its_own_defaults() -> None:
    made = decode("anOperation", {"middle": {"leaf": {"id": 7}}, "other": {"moods": None}}, Outer)
    assert made == Outer(Middle(Leaf(id="7")), Middle())
    assert problems({"middle": {"leaf": {"id": []}}}, Outer) == (
        "expected text, got a list @ $.middle.leaf.id",
    )


def test_kinds_of_dict_and_list_are_read_like_them() -> None:
    class Found(dict[str, Any]): ...

    class Many(list[Any]): ...

    made = read(inner=Found(id="2"), leaves=Many([Found(id="3")]), texts=Many(["x"]))
    assert made == Everything(id="1", inner=Leaf(id="2"), leaves=[Leaf(id="3")], texts=["x"])


def test_unknown_keys_are_passed_over() -> None:
    assert read(brandNew={"a": [1]}, leaves=[{"id": "2", "new": 1}]).leaves == [Leaf(id="2")]


def test_names_are_those_of_the_wire_an_own_one_first() -> None:
    made = read(someText="a", some_text="b", inner={"id": "2", "Odd-Name": "c", "odd": "d"})
    assert made.some_text == "a"
    assert made.inner == Leaf(id="2", odd="c")


@pytest.mark.parametrize("value", [None, "absent"])
def test_a_required_field_must_be_there(value: str | None) -> None:
    data = {} if value else {"id": None}
    assert problems(data) == ("required field missing @ $.id",)
    assert problems({"id": "1", "leaves": [{"id": "2"}, data]}) == (
        "required field missing @ $.leaves[1].id",
    )


@given(number=st.integers(-(10**20), 10**20))
def test_a_number_for_text_is_its_exact_digits(number: int) -> None:
    assert decode("anOperation", parse(b'{"id": %d}' % number), Everything).id == str(number)
    assert read(texts=[number, "x"]).texts == [str(number), "x"]


@pytest.mark.parametrize("value", ["", "null", "٣", "a\x00\u202e\ud83d\u2028", "x" * 70_000])
def test_text_is_taken_as_it_is(value: str) -> None:
    assert read(someText=value).some_text == value


GOOD = [
    ("count", 7, 7),
    ("count", 1800.0, 1800),
    ("count", "1", 1),
    ("count", "-1", -1),
    ("count", -(2**70), -(2**70)),
    ("share", 7, 7.0),
    ("share", "0.25", 0.25),
    ("share", "-1", -1.0),
    ("share", "1.5e3", 1500.0),
    ("share", math.inf, math.inf),
    ("isOn", True, True),
    ("isOn", False, False),
    ("mood", "Good", Mood.GOOD),
    ("numbers", [1, "2", 0.5], [1.0, 2.0, 0.5]),
    ("moods", ["Bad", "Worse"], [Mood.BAD, Mood("Worse")]),
    ("grid", [[1.0], [], ["2", 3]], [[1], [], [2, 3]]),
    ("metrics", {"a": [], "b": ["x", 7]}, {"a": [], "b": ["x", "7"]}),
    ("anything", {"any": [None, 1.5, {}]}, {"any": [None, 1.5, {}]}),
    ("tries", "4", 4),
]


@pytest.mark.parametrize(("name", "value", "wanted"), GOOD)
def test_what_can_be_read_without_a_guess_is_read(name: str, value: Any, wanted: Any) -> None:
    fields = {spelling(each): each.name for each in attrs.fields(Everything)}
    found = getattr(read(**{name: value}), fields[name])
    assert found == wanted
    assert repr(found) == repr(wanted)


BAD = [
    ("someText", 1.5, "expected text, got a number @ $.someText"),
    ("someText", True, "expected text, got a boolean @ $.someText"),
    ("someText", {}, "expected text, got an object @ $.someText"),
    ("someText", [], "expected text, got a list @ $.someText"),
    ("count", True, "expected a whole number, got a boolean @ $.count"),
    ("count", 0.5, "expected a whole number, got a number @ $.count"),
    ("count", math.inf, "expected a whole number, got a number @ $.count"),
    ("count", math.nan, "expected a whole number, got a number @ $.count"),
    ("count", "", "expected a whole number, got text @ $.count"),
    ("count", "1.0", "expected a whole number, got text @ $.count"),
    ("count", "1_0", "expected a whole number, got text @ $.count"),
    ("count", "٣", "expected a whole number, got text @ $.count"),
    ("count", " 1", "expected a whole number, got text @ $.count"),
    ("count", "1\n", "expected a whole number, got text @ $.count"),
    ("count", "7" * 5_000, "expected a whole number, got text @ $.count"),
    ("share", False, "expected a number, got a boolean @ $.share"),
    ("share", "nan", "expected a number, got text @ $.share"),
    ("share", "1_0", "expected a number, got text @ $.share"),
    ("share", "٣", "expected a number, got text @ $.share"),
    ("share", "", "expected a number, got text @ $.share"),
    ("share", 10**400, "expected a number, got a number @ $.share"),
    ("isOn", "false", "expected a boolean, got text @ $.isOn"),
    ("isOn", 0, "expected a boolean, got a number @ $.isOn"),
    ("mood", 1, "expected text, got a number @ $.mood"),
    ("mood", ["Good"], "expected text, got a list @ $.mood"),
    ("inner", [], "expected an object, got a list @ $.inner"),
    ("inner", "x", "expected an object, got text @ $.inner"),
    ("leaves", {}, "expected a list, got an object @ $.leaves"),
    ("leaves", "abc", "expected a list, got text @ $.leaves"),
    ("leaves", [{"id": "1"}, None, 2], "expected an object, got a number @ $.leaves[2]"),
    ("leaves", [{"id": "1", "size": {}}], "expected a number, got an object @ $.leaves[0].size"),
    ("texts", "abc", "expected a list, got text @ $.texts"),
    ("texts", [None, "a", {}], "expected text, got an object @ $.texts[2]"),
    ("moods", ["Good", 1], "expected text, got a number @ $.moods[1]"),
    ("grid", [[1], [2, True]], "expected a whole number, got a boolean @ $.grid[1][1]"),
    ("metrics", [], "expected an object, got a list @ $.metrics"),
    ("metrics", {"b": None, "c": 1}, "expected a list, got a number @ $.metrics['c']"),
    ("metrics", {"a b": ["x", False]}, "expected text, got a boolean @ $.metrics['a b'][1]"),
]


@pytest.mark.parametrize(("name", "value", "problem"), BAD)
def test_what_would_be_a_guess_is_an_error_that_says_where(
    name: str, value: Any, problem: str
) -> None:
    assert problems({"id": "1", name: value}) == (problem,)


@pytest.mark.parametrize("data", [None, [], "text", 7, True, 1.5])
def test_what_is_no_object_is_no_model(data: Any) -> None:
    (problem,) = problems(data)
    assert problem.startswith("expected an object, got")
    assert problem.endswith(" @ $")


def test_all_problems_are_named_up_to_a_hundred() -> None:
    assert problems({"count": "x", "leaves": [{"id": {}}], "isOn": 1}) == (
        "required field missing @ $.id",
        "expected a whole number, got text @ $.count",
        "expected a boolean, got a number @ $.isOn",
        "expected text, got an object @ $.leaves[0].id",
    )
    assert len(problems({"id": "1", "texts": [True] * 1_000})) == 100


def test_an_error_shows_nothing_of_the_record() -> None:
    record = {"id": "SECRET", "someText": ["SECRET"], "metrics": {"k" * 500: [{}]}}
    with pytest.raises(DecodeError) as caught:
        decode("anOperation", record, Everything)
    error = caught.value
    assert error.__context__ is None
    assert error.__cause__ is None
    assert "SECRET" not in str(error) + repr(error)
    assert max(map(len, error.problems)) < 100
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


@given(text=st.text())
def test_an_unknown_member_is_carried_along(text: str) -> None:
    made = read(mood=text, moods=[text])
    assert made.mood == text
    assert type(made.mood) is Mood
    assert json.dumps(made.moods) == json.dumps([text])


def test_a_known_member_is_the_member() -> None:
    assert read(mood="Bad").mood is Mood.BAD
    assert decode("anOperation", "Bad", Mood) is Mood.BAD
    assert decode("anOperation", ["Bad", "Odd"], list[Mood]) == [Mood.BAD, Mood("Odd")]


@define(kw_only=True)
class Careful:
    size: int = field(default=1, converter=abs)
    seen: list[int] = field(factory=list[int])

    def __attrs_post_init__(self) -> None:
        self.seen.append(self.size)


def test_a_model_is_made_by_its_init() -> None:
    assert decode("anOperation", {"size": -2, "seen": [1]}, Careful).seen == [1, 2]
    assert decode("anOperation", {}, Careful).seen == [1]


def test_a_fault_in_a_model_is_not_blamed_on_the_record() -> None:
    @define
    class Faulty:
        def __attrs_post_init__(self) -> None:
            raise AttributeError("a fault of its own")

    with pytest.raises(AttributeError, match="a fault of its own"):
        decode("anOperation", {}, Faulty)
