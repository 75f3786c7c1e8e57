"""
Models as Arrow, and from there in pandas, polars and DuckDB.

::

    table = await arrow(gong.calls.list(since=..., until=...))

    table.to_pandas(types_mapper=pandas.ArrowDtype)  # none of the three copies the columns
    polars.from_arrow(table, rechunk=False)
    duckdb.sql("select title, duration from table where duration > 1800")

    async for batch in batches(gong.calls.extensive(...), size=500):  # no more than that in memory
        writer.write_batch(batch)

Each field of a model is a column of its name.  The type of a column follows from the class
alone, so that it is the same whatever the data, and without any:

================================ ==============================================================
in the model                     in Arrow; everything may be null
================================ ==============================================================
``str``, ids, and open enums     ``large_string``: as a column, calls can be more than 2 GB long
``int``, ``float``, ``bool``     ``int64``, ``double``, ``bool``
``datetime``                     ``timestamp('us', 'UTC')``
``date``                         ``date32``
``list[X]``, ``tuple[X, ...]``   ``list`` of what X is; an empty list stays one
``dict[str, X]``                 ``map`` from ``large_string`` to what X is
another model                    ``struct`` of its fields; None is a struct that is null
``Any``: what a CRM may hold     ``large_string``, the value as compact JSON: ``7``, ``"7"``
================================ ==============================================================

Half a character, which UTF-8 cannot hold, is U+FFFD, as it is in a harvest.  Null stands for
whole numbers of more than 64 bits, times before the year 1 or after 9999 in UTC, and JSON that is
nested too deeply to be written.  Models do not know the fields that Gong has added since: those
are in the records of a page, not here.  No model contains itself; one that did would have no type.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from itertools import accumulate
from typing import Any, TypeVar, get_args, get_origin

import attrs

from gong_async.errors import ConfigError
from gong_async.fields import fields_of, present
from gong_async.paging import Pager
from gong_async.shape import encodable, raw

__all__ = ["arrow", "batches", "schema"]

T = TypeVar("T")

_AT_ONCE = 1_000
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


def schema(model: type[Any]) -> Any:
    """
    Return the ``pyarrow.Schema`` of *model*, which every table and batch of it has.

    Raises:
        ConfigError: If pyarrow is not installed.

        TypeError: If *model* is no model.
    """
    return _batch(_checked(model), ()).schema


async def arrow(items: AsyncIterable[T] | Iterable[T], model: type[T] | None = None) -> Any:
    """
    Return all *items* as a ``pyarrow.Table``; without any it has the same columns, and no rows.

    Args:
        items: A pager, or anything else that yields models.

        model: Their class; only a pager tells it by itself.

    Raises:
        ConfigError: If pyarrow is not installed.

        TypeError: If *model* is missing or no model, before any I/O; or if an item is none of it.

        GongError: As iterating a pager does.
    """
    kind = _model(items, model)
    found = [batch async for batch in batches(items, kind)]
    return _pyarrow().Table.from_batches(found, schema(kind))


def batches(
    items: AsyncIterable[T] | Iterable[T], model: type[T] | None = None, *, size: int = _AT_ONCE
) -> AsyncIterator[Any]:
    """
    Yield *items* as ``pyarrow.RecordBatch``, each of *size* rows but the last; none without items.

    Args and errors as for :func:`arrow`; a *size* below 1 is a ValueError.  Only the items of a
    batch are held at a time, and they are converted in a thread: other tasks go on meanwhile.
    """
    if size < 1:
        raise ValueError(f"size must be 1 or more, not {size}")
    return _batches(items, _model(items, model), size)


async def _batches(
    items: AsyncIterable[T] | Iterable[T], model: type[T], size: int
) -> AsyncIterator[Any]:
    held: list[T] = []
    async for item in _each(items):
        held.append(item)
        if len(held) == size:
            batch, held = await to_thread(_batch, model, held), []
            yield batch
            del batch  # not to be kept while the next one is gathered
    if held:
        yield await to_thread(_batch, model, held)


async def _each(items: AsyncIterable[T] | Iterable[T]) -> AsyncIterator[T]:
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
    else:
        for item in items:
            yield item


def _model(items: AsyncIterable[T] | Iterable[T], model: type[T] | None) -> type[T]:
    if model is None and isinstance(items, Pager):
        model = items.model
    if model is None:
        raise TypeError("name the model, as in arrow(items, Call): only a pager tells by itself")
    return _checked(model)


def _checked(model: type[T]) -> type[T]:
    _pyarrow()
    if not _is_model(model):
        raise TypeError(f"{model!r} is no model; give a class such as gong_async.Call")
    return model


@cache
def _pyarrow() -> Any:
    """Return the module, which brings no types."""
    try:
        return import_module("pyarrow")
    except ImportError:
        pass
    raise ConfigError('Arrow needs pyarrow: pip install "gong-async[arrow]"')


def _batch(model: type[Any], items: Sequence[Any]) -> Any:
    for item in items:
        if not isinstance(item, model):
            raise TypeError(f"every item must be a {model.__name__}, not a {type(item).__name__}")
    columns = _columns(model, items)
    return _pyarrow().RecordBatch.from_arrays(list(columns.values()), list(columns))


# A column is built from the values of a field, and its type is never left to be guessed from
# them.  So the type of a field is that of its column over no values at all.


def _columns(model: Any, items: Sequence[Any]) -> dict[str, Any]:
    return {
        attribute.name: _column(
            kind, [None if item is None else getattr(item, attribute.name) for item in items]
        )
        for attribute, kind in fields_of(model)
    }


def _column(kind: Any, values: Sequence[Any]) -> Any:
    """Return the ``pyarrow.Array`` of *values*, which are of *kind* or None."""
    pa, kind = _pyarrow(), present(kind)
    if _is_model(kind):
        columns, absent = _columns(kind, values), pa.array([v is None for v in values], pa.bool_())
        return pa.StructArray.from_arrays(list(columns.values()), list(columns), mask=absent)
    if get_origin(kind) in (list, tuple):
        inner = [item for value in values for item in value or ()]
        return pa.ListArray.from_arrays(_offsets(values), _column(get_args(kind)[0], inner))
    if get_origin(kind) is dict:
        maps: list[dict[str, Any]] = [value or {} for value in values]
        keys = _texts([key for each in maps for key in each])
        held = _column(get_args(kind)[1], [item for each in maps for item in each.values()])
        return pa.MapArray.from_arrays(_offsets(values), keys, held)
    leaf: Any = str if _is_text(kind) else kind
    if leaf not in _LEAVES:
        raise TypeError(f"no type of Arrow is known for {kind!r}")
    return _LEAVES[leaf](values)


def _is_model(kind: Any) -> bool:
    return attrs.has(kind)


def _is_text(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, str)


def _offsets(values: Sequence[Any]) -> Any:
    """Return where in all of the inner values those of each of *values* begin; null for None."""
    pa = _pyarrow()
    ends = list(accumulate((len(value or ()) for value in values), initial=0))
    begins = [None if v is None else at for v, at in zip(values, ends, strict=False)]
    return pa.array([*begins, ends[-1]], pa.int32())


def _texts(values: Sequence[Any]) -> Any:
    pa = _pyarrow()
    try:
        return pa.array(values, pa.large_string())
    except UnicodeEncodeError:
        return pa.array([None if v is None else encodable(v) for v in values], pa.large_string())


def _whole_numbers(values: Sequence[Any]) -> Any:
    pa = _pyarrow()
    try:
        return pa.array(values, pa.int64())
    except OverflowError:
        fitting = [None if v is None or not _SMALLEST <= v <= _LARGEST else v for v in values]
        return pa.array(fitting, pa.int64())


def _moments(values: Sequence[Any]) -> Any:
    pa = _pyarrow()
    return pa.array([_moment(value) for value in values], pa.timestamp("us", "UTC"))


def _moment(value: datetime | None) -> datetime | None:
    try:
        return value and value.astimezone(UTC)
    except OverflowError:
        return None


_LEAVES: dict[Any, Callable[[Sequence[Any]], Any]] = {
    Any: lambda values: _texts([None if value is None else raw(value) for value in values]),
    bool: lambda values: _pyarrow().array(values, _pyarrow().bool_()),
    date: lambda values: _pyarrow().array(values, _pyarrow().date32()),
    datetime: _moments,
    float: lambda values: _pyarrow().array(values, _pyarrow().float64()),
    int: _whole_numbers,
    str: _texts,
}
