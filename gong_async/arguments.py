"""
How arguments are spelled for the wire, and which are refused.  Pure: no I/O here.

What an argument may be follows from its name, so that one kind of thing is checked and
spelled in one way wherever it turns up:

===================== =================================== =====================================
name                  value                               spelled
===================== =================================== =====================================
``*_id``              text of 1 to 20 digits              as it is
``*_ids``             a collection of such texts          a list, in the order given
``*_date_time``       an aware ``datetime``               ISO 8601 in UTC: ``...T08:30:00Z``
``*_date``            a ``date`` that is no ``datetime``  ``YYYY-MM-DD``
``last_modified``     an aware ``datetime``               ISO 8601 in UTC, whole seconds
``*email``            an email address                    as it is
``*email_address``    an email address                    as it is
``emails``            a collection of such addresses      a list
``phone_number``      a plus and at least five digits     as it is
``client_request_id`` letters, digits, dashes, ``_``      as it is
``crm_*_id``          text, another system's id           as it is
``crm_*_ids``         a collection of such texts          a list, in the order given
``due_date``          an aware ``datetime``               ISO 8601 in UTC: ``...T08:30:00Z``
``question``          text, of several lines if need be   as it is
``*description``      text, of several lines if need be   as it is
``context_timing``    a collection of texts               a list, in the order given
``include_avatars``   True or False                       as it is
``name`` and such     one text                            as it is
===================== =================================== =====================================

Under any other name a value is spelled after its type, and text is a single line.  A field of a
model holds what the model says, where that is a time, a list or another model.  One that is
marked as ``FOREIGN`` may be any text: what other systems call a thing, or what people wrote.  An
argument must not be empty text, and neither must a field that has to be given.  No message shows
a value: an address or a number is somebody's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType
from typing import Any, TypeGuard, TypeVar, get_args, get_origin

import attrs

from gong_async.fields import fields_of, present, spelling, wire_name
from gong_async.shape import HALF

__all__ = ["given", "needed", "query", "several", "whole", "wire"]

T = TypeVar("T")

_IDENTIFIER = re.compile(r"[0-9]{1,20}", re.ASCII)
_ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f-\x9f]+@[^@\s\x00-\x1f\x7f-\x9f]+")
_LONGEST_ADDRESS = 320
_PHONE = re.compile(r"\+[ .()-]*(?:[0-9][ .()-]*){5,}", re.ASCII)
_BREAKS = re.compile(r"[\r\n\x00]")
_REQUEST_NAME = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def wire(**arguments: Any) -> dict[str, Any]:
    """
    Spell *arguments* for a JSON body: names in camelCase, those that are None left out.

    Besides what the names ask for, an enum becomes its value, an attrs object an object
    without the fields that are None, a collection a list.

    Raises:
        ValueError: If a value is not what its name, or the wire, can take.
    """
    return {
        wire_name(name): _filled(name, _spelled(name, value))
        for name, value in arguments.items()
        if value is not None
    }


def whole(model: type[Any], **argument: Any) -> dict[str, Any]:
    """
    Spell the one *argument*, a *model*, for a JSON body that is nothing else.

    Raises:
        ValueError: If it is none, or what it holds is not what its name, or the wire, can take.
    """
    return _object(*given(model, **argument).values())


def query(**arguments: Any) -> dict[str, str]:
    """
    Spell *arguments* for a query: as :func:`wire` does, and every value as text.

    Raises:
        ValueError: If a value is not what its name, or a query, can take.
    """
    return {name: _queried(name, value) for name, value in wire(**arguments).items()}


def needed(**arguments: Any) -> dict[str, Any]:
    """
    Return *arguments*, none of which may be left out.

    Raises:
        ValueError: If one is None.
    """
    for name, value in arguments.items():
        if value is None:
            raise ValueError(f"{name} must be given")
    return arguments


def given(kind: Any, **arguments: Any) -> dict[str, Any]:
    """
    Return *arguments*, each of which is of a *kind*: a model, a list of them, or of anything.

    A list may be any collection but text and mappings, and no iterator, which is used up by the
    first look at it.

    Raises:
        ValueError: If one is not; if *kind* says so, it may be None.
    """
    for name, value in arguments.items():
        if value is not None or present(kind) is kind:
            _check(name, present(kind), value)
    return arguments


def _check(name: str, kind: Any, value: Any) -> None:
    """Check *value* as far as *kind* is a time, a model, or a list."""
    if get_origin(kind) in (list, tuple):
        if not _is_many(value):
            raise ValueError(f"{name} must be a list; not {_kind(value)}")
        for each in value:
            _check(f"each of {name}", get_args(kind)[0], each)
    elif kind is datetime:
        _moment(name, value)
    elif attrs.has(kind) and not isinstance(value, kind):
        raise ValueError(f"{name} must be a {kind.__name__}; not {_kind(value)}")


def several(kind: type[T], **argument: Collection[T]) -> list[T]:
    """
    Return what *argument* holds: one *kind* or more.

    Raises:
        ValueError: If it is no collection, or holds nothing, anything else, or empty text.
    """
    ((name, values),) = argument.items()
    if _is_many(values) and len(values) and all(isinstance(each, kind) and each for each in values):
        return list(values)
    things = "texts" if kind is str else f"{kind.__name__} objects"
    raise ValueError(f"{name} must be a list of {things}, and not empty")


def _queried(name: str, value: Any) -> str:
    if isinstance(value, str) and HALF.search(value):  # it would be left out without a word
        raise ValueError(f"{name} holds half a character, which no query can: take it out")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError(f"{name} cannot go into a query: give text, a number or a boolean")


def _spelled(name: str, value: Any) -> Any:
    """Spell *value*, which is not None, after its name, else after its type."""
    for names, spell in _BY_NAME:
        if names.fullmatch(name):
            return spell(name, value)
    return _after_type(name, value)


def _filled(name: str, spelled: Any) -> Any:
    if spelled == "":
        raise ValueError(f"{name} must not be empty")
    return spelled


def _after_type(name: str, value: object) -> Any:
    for kinds, spell in _BY_TYPE:
        if isinstance(value, kinds):
            return spell(name, value)
    if attrs.has(type(value)):
        return _object(value)
    if _is_many(value):
        return _list(name, value)
    raise ValueError(f"{name} cannot be sent: there is no JSON for {_kind(value)}")


def _identifier(name: str, value: Any) -> str:
    if isinstance(value, str) and _IDENTIFIER.fullmatch(value):
        return value
    hint = "" if isinstance(value, str) else f"; not {_kind(value)}"
    raise ValueError(f"{name} must be text of 1 to 20 digits, such as '123'{hint}")


def _identifiers(name: str, value: object) -> list[str]:
    if not _is_many(value):
        raise ValueError(f"{name} must be a list of ids, such as ['123']; not {_kind(value)}")
    ids = [_identifier(f"each of {name}", each) for each in value]
    # A set has another order in every process, a cursor is good for one spelling only.
    return sorted(ids) if isinstance(value, set | frozenset) else ids


def _is_many(value: object) -> TypeGuard[Collection[Any]]:
    is_whole = isinstance(value, str | bytes | bytearray | memoryview | Mapping)
    return isinstance(value, Collection) and not is_whole


def _request_name(name: str, value: Any) -> str:
    if isinstance(value, str) and _REQUEST_NAME.fullmatch(value):
        return value
    raise ValueError(f"{name} must be text of letters, digits, dashes and underscores")


def _moment(name: str, value: Any) -> str:
    if not isinstance(value, datetime):
        raise ValueError(f"{name} must be a datetime with a time zone; not {_kind(value)}")
    if value.utcoffset() is None:
        raise ValueError(f"{name} has no time zone: give it one, such as tzinfo=UTC")
    try:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    except OverflowError:
        raise ValueError(f"{name} is off the calendar in UTC: give another time") from None


def _second(name: str, value: Any) -> str:
    whole = value.replace(microsecond=0) if isinstance(value, datetime) else value
    return _moment(name, whole)


def _day(name: str, value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    hint = ", which has a time too: give its .date()" if isinstance(value, datetime) else ""
    raise ValueError(f"{name} must be a date; not {_kind(value)}{hint}")


def _address(name: str, value: Any) -> str:
    if isinstance(value, str) and len(value) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(value):
        return value
    raise ValueError(
        f"{name} must be one email address, such as 'ann@example.com',"
        f" of at most {_LONGEST_ADDRESS} characters"
    )


def _addresses(name: str, value: Any) -> list[str]:
    return [_address(f"each of {name}", each) for each in value]


def _name(name: str, value: Any) -> str:
    if isinstance(value, str) and value:
        return _text(name, value)
    raise ValueError(f"{name} must be text, such as '0015g00000aBcDe'; not {_kind(value)}")


def _lines(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{name} must be text; not {_kind(value)}")


def _names(name: str, value: Any) -> list[str]:
    if not _is_many(value):
        raise ValueError(f"{name} must be a list of ids; not {_kind(value)}")
    ids = [_name(f"each of {name}", each) for each in value]
    return sorted(ids) if isinstance(value, set | frozenset) else ids


def _phone(name: str, value: Any) -> str:
    if isinstance(value, str) and _PHONE.fullmatch(value):
        return value
    raise ValueError(
        f"{name} must be text that starts with a plus and the country's code, such as"
        " '+1 415 555 0100': digits, blanks, dots, dashes and brackets"
    )


def _text(name: str, value: str) -> str:
    if _BREAKS.search(value):
        raise ValueError(f"{name} must be text without line breaks and NUL: take them out")
    return value


def _one_text(name: str, value: object) -> str:
    if isinstance(value, str | Enum):
        return str(_after_type(name, value))
    raise ValueError(f"{name} must be one text; not {_kind(value)}")


def _texts(name: str, value: Any) -> list[str]:
    return [_one_text(name, each) for each in several(str, **{name: value})]


def _flag(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"{name} must be True or False; not {_kind(value)}")


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{name} must be a finite number: there is no JSON for {value}")
    return value


def _list(name: str, values: Collection[Any]) -> list[Any]:
    return [_after_type(name, each) for each in values]


def _mapping(_: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Spell the values of what has wire names already."""
    return {key: _after_type(key, each) for key, each in values.items()}


def _object(value: Any) -> dict[str, Any]:
    model: Any = value.__class__
    try:
        fields = fields_of(model)
    except NameError:  # a subclass of somebody's, whose types have no meaning out here
        fields = tuple((each, Any) for each in attrs.fields(model))
    found = ((each, kind, getattr(value, each.name)) for each, kind in fields)
    return {
        spelling(each): _part(each, kind, part)
        for each, kind, part in found
        if part is not None or each.default is attrs.NOTHING
    }


def _part(attribute: attrs.Attribute[Any], kind: Any, value: Any) -> Any:
    name = attribute.name
    is_needed = attribute.default is attrs.NOTHING
    if is_needed:
        needed(**{name: value})
    _check(name, kind, value)
    spelled = (_foreign if attribute.metadata.get("foreign") else _spelled)(name, value)
    return _filled(name, spelled) if is_needed else spelled


def _foreign(name: str, value: Any) -> Any:
    if type(value) is str:
        return value
    if _is_many(value):
        return [_foreign(name, each) for each in value]
    return _after_type(name, value)


def _kind(value: object) -> str:
    """Name the type of *value*, without showing it."""
    return f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")


_Spell = Callable[[str, Any], Any]
_BY_NAME: tuple[tuple[re.Pattern[str], _Spell], ...] = (
    (re.compile(r"client_request_id"), _request_name),
    (re.compile(r"last_modified"), _second),
    (re.compile(r"crm_.*_id"), _name),
    (re.compile(r"crm_.*_ids"), _names),
    (re.compile(r"due_date"), _moment),
    (re.compile(r"emails"), _addresses),
    (re.compile(r".*_id"), _identifier),
    (re.compile(r".*_ids"), _identifiers),
    (re.compile(r".*_date_time"), _moment),
    (re.compile(r".*_date"), _day),
    (re.compile(r"(?:.*_)?email(?:_address)?"), _address),
    (re.compile(r"phone_number"), _phone),
    (re.compile(r"question|(?:.*_)?description"), _lines),
    (re.compile(r"context_timing"), _texts),
    (re.compile(r"include_avatars"), _flag),
    (re.compile(r"name|aggregation_period|priority|review_method|status"), _one_text),
)
_BY_TYPE: tuple[tuple[type | tuple[type, ...], _Spell], ...] = (
    (Enum, lambda name, value: _after_type(name, value.value)),
    (str, _text),
    ((bool, int, float, NoneType), _plain),
    (datetime, _moment),
    (date, _day),
    (Mapping, _mapping),
)
