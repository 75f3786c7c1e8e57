"""
What decoding a page costs: from the bytes of the body to models.

    python benchmarks/bench_decode.py [--rounds N]

Read the ratios, not the milliseconds: every contestant takes its turn in every round, in
another order each time.  A ratio is the median of those of the single rounds; behind it, in
brackets, stands that of the least times, which a busy machine spoils less.  The time is that
of the thread's CPU, and what was made is freed before the clock stops.  The garbage collector
is as Python starts it, and once more switched off, with a full collection before each turn.

"let go" frees each record of the page as soon as its model is made, which is open to whoever
takes the items one by one; the other rows hold the whole page until the last model is made.

The contestants are not alike.  ours lets an id come as a number and a count as text, keeps
unknown enum values and refuses what is of the wrong kind; stock cattrs calls ``str`` and
``int`` on what comes; pydantic checks the types and remembers which fields were set.  One
company's harvest waits for the API, not for this: the figures say CPU per page, no more.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from importlib.metadata import version
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, override
from pages import extensive_page, transcript_page

from gong_async.arguments import spelling
from gong_async.converters import decode, parse
from gong_async.models import CallDetails, CallTranscript

Contestant = Callable[[bytes], Any]

_REFERENCE = "json.loads"
_STOCK = "stock cattrs"
_SEED = 1


def ours(key: str, model: type[Any]) -> dict[str, Contestant]:
    return {
        "ours": lambda body: [decode("bench", record, model) for record in parse(body)[key]],
        "ours, let go": lambda body: [
            decode("bench", record, model) for record in let_go(parse(body)[key])
        ],
    }


def let_go(records: list[Any]) -> Iterator[Any]:
    """Take the records out of the list, the first one first."""
    records.reverse()
    while records:
        yield records.pop()


def stock_cattrs(key: str, model: type[Any]) -> dict[str, Contestant]:
    whole, lean = stock(cattrs.Converter()), stock(cattrs.Converter(detailed_validation=False))
    return {
        _STOCK: lambda body: whole.structure(json.loads(body)[key], list[model]),
        "stock, let go": lambda body: [
            whole.structure(record, model) for record in let_go(json.loads(body)[key])
        ],
        "stock, no details": lambda body: lean.structure(json.loads(body)[key], list[model]),
    }


def stock(converter: cattrs.Converter) -> cattrs.Converter:
    """Tell cattrs, otherwise as it comes, the names and the times, which it does not know."""

    def structure(cls: Any) -> Any:
        attrs.resolve_types(cls)
        names = {each.name: override(rename=spelling(each)) for each in attrs.fields(cls)}
        return make_dict_structure_fn(cls, converter, **names)

    converter.register_structure_hook_factory(attrs.has, structure)
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    return converter


def pydantic_models(key: str, model: type[Any]) -> dict[str, Contestant]:
    """Return both ways of pydantic, on models like ours; nothing where it is not installed."""
    try:
        from pydantic import ConfigDict, Field, create_model
    except ImportError:
        return {}

    @cache
    def twin(cls: type[Any]) -> Any:
        attrs.resolve_types(cls)
        fields = {each.name: (kind(each.type), value(each)) for each in attrs.fields(cls)}
        return create_model(cls.__name__, __config__=ConfigDict(protected_namespaces=()), **fields)

    def kind(found: Any) -> Any:
        if attrs.has(found):
            return twin(found)
        inner = [each if each is NoneType else kind(each) for each in get_args(found)]
        if get_origin(found) in (Union, UnionType):
            return Union[tuple(inner)]  # noqa: UP007 - a computed union
        return list[inner[0]] if get_origin(found) is list else found

    def value(each: attrs.Attribute[Any]) -> Any:
        if isinstance(each.default, attrs.Factory):
            return Field(alias=spelling(each), default_factory=each.default.factory)
        default = ... if each.default is attrs.NOTHING else each.default
        return Field(default, alias=spelling(each))

    page = create_model("Page", items=(list[twin(model)], Field(alias=key)))
    return {
        "pydantic, json": page.model_validate_json,
        "json + pydantic": lambda body: page.model_validate(json.loads(body)),
    }


def measure(contestants: dict[str, Contestant], body: bytes, rounds: int) -> dict[str, list[float]]:
    """Return the CPU seconds of every turn, the first of each left out."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    order, rng = list(contestants), random.Random(_SEED)
    for number in range(rounds + 1):
        rng.shuffle(order)
        for name in order:
            gc.collect()
            start = time.thread_time()
            contestants[name](body)  # what it returns is freed here
            taken = time.thread_time() - start
            if number:
                times[name].append(taken)
    return times


def report(title: str, times: dict[str, list[float]]) -> None:
    """Print one row for each contestant."""
    columns = (_REFERENCE, _STOCK)
    print(f"\n{title}\n  {'':18}{'ms':>8}" + "".join(f"{'x ' + name:>22}" for name in columns))
    for name, taken in times.items():
        cells = "".join(f"{ratio(taken, times[column]):>22}" for column in columns)
        print(f"  {name:18}{statistics.median(taken) * 1e3:8.1f}{cells}")


def ratio(taken: list[float], other: list[float]) -> str:
    """Return the median of the ratios, and the ratio of the least times in brackets."""
    median = statistics.median(mine / its for mine, its in zip(taken, other, strict=True))
    return f"{median:.2f} ({min(taken) / min(other):.2f})"


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="What decoding a page costs.")
    parser.add_argument("--rounds", type=int, default=15, help="turns for each contestant")
    rounds = parser.parse_args().rounds
    print(f"{platform.python_implementation()} {platform.python_version()},", end=" ")
    print(f"attrs {version('attrs')}, cattrs {version('cattrs')}; pages of seed {_SEED}")
    print(f"{rounds} interleaved rounds; medians, and in brackets the ratios of the least times;")
    print("CPU time of the thread, freeing included; a full collection before each turn")
    for name, body, key, model in (
        ("transcripts", transcript_page(_SEED), "callTranscripts", CallTranscript),
        ("extensive", extensive_page(_SEED), "calls", CallDetails),
    ):
        contestants = {
            _REFERENCE: json.loads,
            **ours(key, model),
            **stock_cattrs(key, model),
            **(peers := pydantic_models(key, model)),
        }
        if not peers:
            print("pydantic is not installed: its rows are left out")
        title = f"{name}: {len(body) / 1e6:.2f} MB, {body.count(b'{'):,} objects"
        report(f"{title}; collector on", measure(contestants, body, rounds))
        gc.disable()
        report(f"{title}; collector off", measure(contestants, body, rounds))
        gc.enable()


if __name__ == "__main__":
    main()
