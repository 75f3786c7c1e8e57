"""Arrow from models: the types, the values at their edges, and the way on to other libraries."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import duckdb
import pandas
import polars
import pyarrow as pa
import pytest
from attrs import define

from gong_async import (
    Call,
    CallContext,
    CallContextObject,
    CallDetails,
    CallDirection,
    CoachingReport,
    ContextField,
    MissingScopeError,
    Monologue,
    Party,
    Sentence,
)
from gong_async.frames import arrow, batches, schema
from tests.unit.scripted import Scripted, Thing, book, in_turn, listing, page, refusal, things

TEXT = pa.large_string()
NOON = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))


@define(kw_only=True)
class Odd:
    """What no model of Gong's has, and the next may."""

    day: date | None = None
    days: tuple[date, ...] = ()
    nested: dict[str, dict[str, int | None] | None] | None = None


def call(number: int = 1, **more: Any) -> Call:
    return Call(id=str(number), **more)


async def column(items: list[Any], *path: str) -> list[Any]:
    """Return what is found along *path* in the table of *items*."""
    rows = (await arrow(items, type(items[0]))).to_pylist()
    for key in path:
        rows = [row[key] for row in rows]
    return rows


# The schema


def test_each_kind_of_field_has_one_type() -> None:
    found = schema(Call)
    assert found.names[:4] == ["id", "url", "title", "scheduled"]
    assert found.field("id") == pa.field("id", TEXT)
    assert found.field("duration").type == pa.int64()
    assert found.field("is_private").type == pa.bool_()
    assert found.field("started").type == pa.timestamp("us", "UTC")
    assert found.field("direction").type == TEXT
    assert schema(Monologue).field("sentences").type == pa.list_(
        pa.struct([("start", pa.int64()), ("end", pa.int64()), ("text", TEXT)])
    )
    assert schema(ContextField).field("value").type == TEXT
    assert schema(CoachingReport).field("metrics").type == pa.map_(TEXT, pa.list_(TEXT))


def test_what_the_models_do_not_have_yet_has_a_type_as_well() -> None:
    assert schema(Odd) == pa.schema(
        [
            ("day", pa.date32()),
            ("days", pa.list_(pa.date32())),
            ("nested", pa.map_(TEXT, pa.map_(TEXT, pa.int64()))),
        ]
    )


def test_a_type_that_arrow_has_not_got_is_named() -> None:
    @define
    class Strange:
        raw: bytes

    with pytest.raises(TypeError, match="no type of Arrow is known for <class 'bytes'>"):
        schema(Strange)


@pytest.mark.parametrize("use", [schema, lambda model: batches([], model)])
def test_what_is_no_model_is_refused(use: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError, match="is no model; give a class such as"):
        use(dict)


# The values


async def test_values_come_back() -> None:
    one = CallDetails(
        meta_data=call(started=NOON, duration=1800, direction=CallDirection.INBOUND),
        parties=[Party(id="p", name="Zoë 🎧"), Party()],
        context=[CallContext(objects=[CallContextObject(fields=[ContextField(name="a")])])],
    )
    (row,) = (await arrow([one], CallDetails)).to_pylist()
    assert row["meta_data"]["started"] == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert row["meta_data"]["direction"] == "Inbound"
    assert [party["name"] for party in row["parties"]] == ["Zoë 🎧", None]
    assert row["parties"][1]["methods"] == []
    assert row["content"] is None
    assert row["context"][0]["objects"][0]["fields"] == [{"name": "a", "value": None}]


async def test_an_unknown_value_of_an_enum_is_its_text() -> None:
    assert await column([call(direction=CallDirection("Sideways"))], "direction") == ["Sideways"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("7", '"7"'),
        (7, "7"),
        (False, "false"),
        ({"a": [1, None]}, '{"a":[1,null]}'),
        ("\ud83d", '"\ufffd"'),
        ("é", '"é"'),
    ],
)
async def test_what_may_be_anything_is_json(value: Any, text: str | None) -> None:
    assert await column([ContextField(value=value)], "value") == [text]


async def test_half_a_character_is_replaced_wherever_it_is() -> None:
    report = CoachingReport(metrics={"\ude00": ["a\ud83d"]})
    assert await column([call(title="a\ud83d!"), call(title=None)], "title") == ["a\ufffd!", None]
    assert await column([report], "metrics") == [[("\ufffd", ["a\ufffd"])]]
    assert await column([call(direction=CallDirection("\ud83d"))], "direction") == ["\ufffd"]


async def test_whole_numbers_of_more_than_64_bits_are_null() -> None:
    numbers = [2**63 - 1, 2**63, None, -(2**63), -(2**63) - 1]
    items = [call(duration=number) for number in numbers]
    assert await column(items, "duration") == [2**63 - 1, None, None, -(2**63), None]


async def test_times_that_utc_has_no_year_for_are_null() -> None:
    ahead = timezone(timedelta(hours=14))
    items = [
        call(started=datetime(1, 1, 1, tzinfo=ahead)),
        call(started=datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=2)))),
        call(started=datetime(1, 1, 2, tzinfo=ahead)),
    ]
    last = datetime(1, 1, 1, 10, tzinfo=UTC)
    assert await column(items, "started") == [None, None, last]


async def test_maps_lists_and_days_may_be_missing_or_empty() -> None:
    day = date(2026, 2, 28)
    items = [Odd(nested={"a": {"b": 1, "c": None}, "d": None, "e": {}}, days=(day, day), day=day)]
    items += [Odd(), Odd(nested={})]
    assert (await arrow(items, Odd)).to_pylist() == [
        {
            "day": day,
            "days": [day] * 2,
            "nested": [("a", [("b", 1), ("c", None)]), ("d", None), ("e", [])],
        },
        {"day": None, "days": [], "nested": None},
        {"day": None, "days": [], "nested": []},
    ]


# Where the items come from


def pages(*counts: int) -> Scripted:
    """Answer with pages of so many things."""
    return Scripted(book([things(*range(count)) for count in counts]))


async def test_a_pager_tells_its_model() -> None:
    table = await arrow(listing(pages(3, 0, 2)))
    assert table.schema == schema(Thing)
    assert table.column("id").to_pylist() == ["0", "1", "2", "0", "1"]


async def test_a_pager_without_items_makes_a_table_without_rows() -> None:
    table = await arrow(listing(pages(0)))
    assert (table.num_rows, table.schema) == (0, schema(Thing))


async def test_plain_iterables_and_async_ones_do_as_well() -> None:
    async def some() -> AsyncIterator[Call]:
        yield call(1)

    def others() -> Iterator[Call]:
        yield call(2)

    assert (await arrow(some(), Call)).column("id").to_pylist() == ["1"]
    assert (await arrow(others(), Call)).column("id").to_pylist() == ["2"]
    assert (await arrow([], Call)).schema == schema(Call)


async def test_without_a_pager_the_model_must_be_named() -> None:
    with pytest.raises(TypeError, match=r"name the model, as in arrow\(items, Call\)"):
        await arrow([call()])


async def test_an_item_of_another_class_is_refused() -> None:
    with pytest.raises(TypeError, match="every item must be a Call, not a dict"):
        await arrow([{"id": "1"}], Call)


async def test_batches_have_the_size_that_was_asked_for() -> None:
    found = [batch async for batch in batches(listing(pages(3, 4)), size=3)]
    assert [batch.num_rows for batch in found] == [3, 3, 1]
    assert all(batch.schema == schema(Thing) for batch in found)
    assert [batch async for batch in batches([], Call)] == []


async def test_a_batch_is_there_before_the_next_page_is_asked_for() -> None:
    transport = pages(2, 2)
    stream = batches(listing(transport), size=2)
    assert (await anext(stream)).num_rows == 2
    assert transport.cursors == [None]


def test_a_size_below_one_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="size must be 1 or more, not 0"):
        batches([], Call, size=0)


async def test_what_a_pager_raises_comes_through() -> None:
    denied = refusal(403, "Missing permission: api:things:read")
    with pytest.raises(MissingScopeError):
        await arrow(listing(Scripted(in_turn(denied))))


async def test_a_pager_that_fails_in_mid_way_gives_no_table_and_only_whole_batches() -> None:
    answers = page(things(1, 2, 3), "c1"), refusal(403, "Missing permission: api:things:read")
    with pytest.raises(MissingScopeError):
        await arrow(listing(Scripted(in_turn(*answers))))
    stream = batches(listing(Scripted(in_turn(*answers))), size=2)
    assert (await anext(stream)).column("id").to_pylist() == ["1", "2"]
    with pytest.raises(MissingScopeError):
        await anext(stream)
    assert [batch async for batch in stream] == []


async def test_memory_does_not_grow_with_the_number_of_items() -> None:
    alive = most = 0

    @define(slots=False)
    class Counted:
        text: str

        def __attrs_post_init__(self) -> None:
            nonlocal alive, most
            alive += 1
            most = max(most, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    before = pa.total_allocated_bytes()
    held: list[int] = []
    stream = batches((Counted("x" * 1000) for _ in range(5_000)), Counted, size=100)
    async for batch in stream:
        assert batch.num_rows == 100
        del batch
        held.append(pa.total_allocated_bytes() - before)
    assert most <= 500  # of 5,000: a few batches, as threads let go of theirs a little late
    assert max(held) < 500_000


# On to other libraries


def addresses(array: Any) -> list[int]:
    return [buffer.address for buffer in array.buffers() if buffer is not None]


@pytest.fixture
async def table() -> Any:
    sentences = [Sentence(start=0, end=900, text="Hello.")]
    items = [Monologue(speaker_id=str(one), sentences=sentences * one) for one in range(3)]
    return await arrow(items, Monologue)


async def test_pandas_takes_the_columns_as_they_are(table: Any) -> None:
    frame = table.to_pandas(types_mapper=pandas.ArrowDtype)
    assert frame["speaker_id"].tolist() == ["0", "1", "2"]
    assert frame["sentences"].list.len().tolist() == [0, 1, 2]
    taken = frame["speaker_id"].array.__arrow_array__().chunk(0)
    assert addresses(taken) == addresses(table.column("speaker_id").chunk(0))


async def test_polars_takes_the_columns_as_they_are() -> None:
    table = await arrow([call(n, duration=n * 60, started=NOON) for n in range(3)], Call)
    frame = polars.from_arrow(table, rechunk=False)
    assert isinstance(frame, polars.DataFrame)
    assert frame.filter(polars.col("duration") > 30)["id"].to_list() == ["1", "2"]
    assert frame["started"].dtype == polars.Datetime("us", "UTC")
    taken = frame["duration"].to_arrow()
    assert addresses(taken) == addresses(table.column("duration").chunk(0))


async def test_duckdb_asks_the_table_as_it_is(table: Any) -> None:
    with duckdb.connect() as database:
        database.register("said", table)
        found = database.sql(
            "select speaker_id, sentence.text from"
            " (select speaker_id, unnest(sentences) as sentence from said) order by 1"
        )
        assert found.fetchall() == [("1", "Hello."), ("2", "Hello."), ("2", "Hello.")]


@pytest.mark.parametrize("package", ["pandas", "polars", "duckdb"])
async def test_every_type_gets_through(package: str) -> None:
    items = [Odd(nested={"a": {"b": 1}}, day=date(2026, 1, 1)), Odd()]
    table = await arrow(items, Odd)
    if package == "pandas":
        assert table.to_pandas(types_mapper=pandas.ArrowDtype)["day"].isna().tolist() == [
            False,
            True,
        ]
    elif package == "polars":
        assert polars.DataFrame(table)["day"].to_list() == [date(2026, 1, 1), None]
    else:
        with duckdb.connect() as database:
            database.register("odd", table)
            assert database.sql("select nested['a']['b'] from odd").fetchall() == [(1,), (None,)]


# Without pyarrow


def test_without_pyarrow_the_error_says_what_to_install() -> None:
    script = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from gong_async import Call, ConfigError\n"
        "from gong_async.frames import batches, schema\n"
        "for use in (lambda: schema(Call), lambda: batches([], Call)):\n"
        "    try: use()\n"
        "    except ConfigError as error: print(error)\n"
    )
    command = [sys.executable, "-W", "error", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ['Arrow needs pyarrow: pip install "gong-async[arrow]"'] * 2
