"""Which requests go wrong, and how: values only; `gong_async.sim.breakage` acts on them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, ClassVar, TypeVar

from attrs import Attribute, field, fields, frozen

from gong_async.sim.shapes import is_list, is_object

__all__ = ["KINDS", "Fault", "Faults"]

KINDS = (
    "429",  # with the envelope, and any Retry-After
    "500",  # with the envelope
    "502-html",  # as a proxy says it
    "503-retry-after",  # as a proxy says it
    "reset",  # RST before any byte
    "disconnect",  # FIN before any byte
    "cut",  # the connection ends in the middle of the body
    "cut-json",  # whole HTTP, half the JSON
    "garbled",  # 200 with a page of HTML
    "empty",  # 200 without a body
    "error-envelope",  # 200 with errors in it
    "stale-cursor",  # 400, the cursor has expired
    "false-404",  # 404, nothing found, in the middle of a listing
    "missing-records",  # a page that does not say whether there are more
    "null-list",  # a page whose list is null
    "drip",  # the body in small pieces
    "hang",  # nothing at all
)
"""Every kind of fault.  One that a request has no room for, as a stale cursor without a cursor
or a null list in an answer without lists, is a 500 instead."""

T = TypeVar("T")


def _must(be: str, holds: Callable[[Any], bool]) -> Callable[[Any, Attribute[Any], Any], None]:
    """A validator that tells what a value must be."""

    def check(_instance: Any, attribute: Attribute[Any], value: Any) -> None:
        if not holds(value):
            raise ValueError(f"{attribute.name}: must be {be}")

    return check


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and value >= 0


def _text(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable()


_share = _must("a number from 0 to 1", lambda value: _number(value) and value <= 1)
_seconds = _must("a number of seconds", _number)
_seconds_or_none = _must(
    "a number of seconds or null", lambda value: value is None or _number(value)
)
_text_or_none = _must("a text on one line or null", lambda value: value is None or _text(value))
_flag = _must("true or false", lambda value: isinstance(value, bool))
_integer = _must("an integer", lambda value: isinstance(value, int))


def _kind(fault: Fault, attribute: Attribute[Any], value: Any) -> None:
    if value not in fault.KNOWN:
        raise ValueError(f"{attribute.name}: must be one of {', '.join(fault.KNOWN)}")


@frozen
class Fault:
    """
    One thing that goes wrong.

    Attributes:
        kind: One of `KINDS`.

        after: Seconds of silence before it shows.

        retry_after: The header of a ``429`` or a ``503-retry-after``, to the letter; None for no
            header.

        share: The part of the body that a ``cut`` or a ``cut-json`` lets through, from 0 to 1.

        rst: Whether a ``cut`` is an RST; else it is a FIN.

        seconds: How long a ``drip`` takes in all; how long a ``hang`` is silent before the
            connection ends.  None is 1 for a ``drip``, and for ever for a ``hang``.

        done: Whether the request is carried out first, so that only its answer is lost.  What
            shows a part of the true answer, as a ``cut`` does, carries it out anyway.
    """

    KNOWN: ClassVar[Sequence[str]] = KINDS

    kind: str = field(validator=_kind)
    after: float = field(default=0.0, validator=_seconds)
    retry_after: str | None = field(default="1", validator=_text_or_none)
    share: float = field(default=0.5, validator=_share)
    rst: bool = field(default=True, validator=_flag)
    seconds: float | None = field(default=None, validator=_seconds_or_none)
    done: bool = field(default=False, validator=_flag)


def _faults(kinds: Iterable[str | Fault]) -> tuple[Fault, ...]:
    return tuple(Fault(kind) if isinstance(kind, str) else kind for kind in kinds)


@frozen
class Faults:
    """
    Which requests go wrong: the same ones in every run.

    Args:
        rate: The share of the requests to break, from 0 to 1.

        kinds: What to break them with, each as likely as the next: names, or `Fault` values.

        seed: Decides, with a request's ordinal, whether and how it breaks.

        plan: Exact faults by the ordinal of the request, from 0; they win over *rate*.
    """

    rate: float = field(default=0.0, validator=_share)
    kinds: tuple[Fault, ...] = field(default=tuple(map(Fault, KINDS)), converter=_faults)
    seed: int = field(default=1, validator=_integer)
    plan: Mapping[int, Fault] = field(factory=dict[int, Fault])

    def pick(self, ordinal: int) -> Fault | None:
        """What goes wrong with the request number *ordinal*, if anything does."""
        if planned := self.plan.get(ordinal):
            return planned
        random = Random(f"{self.seed}/{ordinal}")
        if self.kinds and random.random() < self.rate:
            return random.choice(self.kinds)
        return None

    @classmethod
    def from_dict(cls, content: Any) -> Faults:
        """
        Read what a JSON file holds.

        Keys as the arguments above; a fault is a kind, or an object of the attributes of `Fault`;
        ordinals are texts, as JSON has it: ``{"rate": 0.1, "kinds": ["500"], "plan": {"3":
        {"kind": "drip", "seconds": 2}}}``.

        Raises:
            ValueError: It does not fit; the message says where.
        """
        given = _members(content, Faults, "faults")
        if "kinds" in given:
            kinds = given["kinds"]
            if not is_list(kinds):
                raise ValueError("faults.kinds: must be a list")
            given["kinds"] = [_fault(kind, f"kinds[{n}]") for n, kind in enumerate(kinds)]
        if "plan" in given:
            given["plan"] = _plan(given["plan"])
        return _made(cls, given, "faults")

    @classmethod
    def from_file(cls, path: str | Path) -> Faults:
        """
        Read a JSON file, see `from_dict`.

        Raises:
            ValueError: It is not JSON, or does not fit.

            OSError: It cannot be read.
        """
        try:
            content = json.loads(Path(path).read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{path}: not JSON: {error}") from None
        try:
            return cls.from_dict(content)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None


def _plan(content: Any) -> dict[int, Fault]:
    if not is_object(content):
        raise ValueError("faults.plan: must be an object of ordinals")
    plan: dict[int, Fault] = {}
    for ordinal, fault in content.items():
        if not (ordinal.isascii() and ordinal.isdigit()):
            raise ValueError(f"faults.plan: {ordinal!r} is not an ordinal (0, 1, 2, ...)")
        plan[int(ordinal)] = _fault(fault, f"plan.{ordinal}")
    return plan


def _fault(content: Any, where: str) -> Fault:
    where = f"faults.{where}"
    given = {"kind": content} if isinstance(content, str) else _members(content, Fault, where)
    if "kind" not in given:
        raise ValueError(f"{where}: kind is missing")
    return _made(Fault, given, where)


def _members(content: Any, cls: type[Fault] | type[Faults], where: str) -> dict[str, Any]:
    """*content* if it is an object with no keys but those of *cls*."""
    if not is_object(content):
        raise ValueError(f"{where}: must be an object")
    known = [attribute.name for attribute in fields(cls)]
    if unknown := sorted(set(content) - set(known)):
        raise ValueError(f"{where}: unknown key {unknown[0]!r}; there are {', '.join(known)}")
    return dict(content)


def _made(cls: Callable[..., T], given: dict[str, Any], where: str) -> T:
    try:
        return cls(**given)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
