"""
From JSON to models.  The only module that knows cattrs.

Gong answers more loosely than it documents: any field may be missing or null, ids come as
text and as numbers, counts as numbers and as text, enums grow.  What can be read without
a guess is read; everything else is an error that says where, and never a wrong value.

cattrs finds the hook for a type; the hooks are ours.  That of a model is generated, once:
what is known about its fields is settled then, so that a record costs little more than
the lookups and the ``__init__`` it consists of.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar, cast, get_args, get_origin

import attrs
from attrs import define, field

from gong_async.arguments import query, wire
from gong_async.enums import OpenEnum
from gong_async.errors import DecodeError
from gong_async.fields import fields_of, present, spelling, wire_name

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = ["decode", "fields_of", "parse", "present", "query", "wire", "wire_name"]

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]

_MOST_PROBLEMS = 100
_EXACT = (str, int, float, bool)
_KINDS: dict[type[Any], str] = {
    NoneType: "null",
    bool: "a boolean",
    str: "text",
    list: "a list",
    dict: "an object",
}
_LIMIT = 10**308  # a little less than the largest float
_WHOLE = re.compile(r"-?[0-9]{1,20}", re.ASCII)
_REAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", re.ASCII)


def parse(body: bytes) -> Any:
    """
    Read JSON: UTF-8 with or without a byte order mark, else Latin-1.

    Raises:
        ValueError: If it is not JSON, or JSON that cannot be held: too deep, or a number
            with thousands of digits.  The message says where, and shows nothing of it.
    """
    try:
        return json.loads(_characters(body))
    except json.JSONDecodeError as error:
        problem = f"{error.msg} at line {error.lineno}, column {error.colno}"
    except RecursionError:
        problem = "lists or objects nested too deep"
    except ValueError:
        problem = "a number with too many digits"
    raise ValueError(problem)  # not in an except clause: the error in hand holds the whole text


def _characters(body: bytes) -> str:
    body = body.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def decode(operation: str, data: Any, model: type[T]) -> T:
    """
    Make *model* of *data*, which is what :func:`parse` returned or a part of it.

    A field that is missing or null gets its default, keys that the model does not know are
    passed over.  So is null in a list; in a map of lists it is an empty one.  Times without an
    offset are taken to be UTC; text that is no time is None.

    Args:
        operation: The operation's name in Gong's specification, for the error.

    Raises:
        DecodeError: If a required field is not there, or a value is of the wrong kind.
    """
    try:
        return _converter().structure(data, model)
    except (_MisfitError, AttributeError):  # the latter where a model's record has no ``get``
        problems = tuple(islice(_problems(data, model, "$"), _MOST_PROBLEMS))
        if not problems:
            raise
    del data  # a traceback with locals would show it
    raise DecodeError(operation, problems)


class _MisfitError(ValueError):
    """A value is of the wrong kind; where it is, :func:`_problems` finds out."""


def _misfit(expected: str, value: Any) -> _MisfitError:
    return _MisfitError(f"expected {expected}, got {_kind(value)}")


def _kind(value: object) -> str:
    """Name the JSON type of *value*, without showing it."""
    return _KINDS.get(type(value), "a number")


def _problems(value: Any, kind: Any, path: str) -> Iterator[str]:
    """Say what keeps *value* from being a *kind*, and where."""
    if attrs.has(kind) and _is_object(value):
        for attribute, wanted in fields_of(kind):
            name = spelling(attribute)
            found = value.get(name)
            if found is not None:
                yield from _problems(found, wanted, f"{path}.{name}")
            elif attribute.default is attrs.NOTHING:
                yield f"required field missing @ {path}.{name}"
    elif get_origin(kind) is list and _is_array(value):
        (inner,) = get_args(kind)
        for index, item in enumerate(value):
            if item is not None or _may_be_null(inner):
                yield from _problems(item, inner, f"{path}[{index}]")
    elif get_origin(kind) is dict and _is_object(value):
        _, inner = get_args(kind)
        for key, item in value.items():
            if item is not None or not _is_many(inner):
                yield from _problems(item, inner, f"{path}[{key!r:.40}]")
    elif attrs.has(kind):
        yield f"{_misfit('an object', value)} @ {path}"
    else:
        try:
            _converter().structure(value, kind)
        except _MisfitError as misfit:
            yield f"{misfit} @ {path}"


def _is_array(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _may_be_null(kind: Any) -> bool:
    return kind is Any or present(kind) is not kind


def _anything(value: Any, _: Any) -> Any:
    return value


def _text(value: Any, _: Any) -> str:
    """Take text; take a number in full, since some ids come as numbers."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _misfit("text", value)


def _whole(value: Any, _: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    raise _misfit("a whole number", value)


def _real(value: Any, _: Any) -> float:
    if isinstance(value, float):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LIMIT:
        return float(value)
    if isinstance(value, str) and _REAL.fullmatch(value):
        return float(value)
    raise _misfit("a number", value)


def _truth(value: Any, _: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _misfit("a boolean", value)


def _moment(value: Any, _: Any) -> datetime | None:
    """Read a time; None if it is none, since a bad time is no reason to lose a record."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class _Members(dict[str, OpenEnum]):
    """The members of an enum by their values: looking one up is faster than calling the enum."""

    def __init__(self, kind: type[OpenEnum]) -> None:
        super().__init__((member.value, member) for member in kind)
        self._kind = kind

    def __missing__(self, value: str) -> OpenEnum:
        return self._kind(value)


def _member(value: Any, kind: type[OpenEnum]) -> OpenEnum:
    if isinstance(value, str):
        return kind(value)
    raise _misfit("text", value)


def _list_hook(kind: Any) -> Hook:
    (inner,) = get_args(kind)
    hook, keep = _converter().get_structure_hook(inner), _may_be_null(inner)

    def structure(value: Any, _: Any) -> list[Any]:
        if _is_array(value):
            return [hook(item, inner) for item in value if item is not None or keep]
        raise _misfit("a list", value)

    return structure


def _map_hook(kind: Any) -> Hook:
    _, inner = get_args(kind)
    hook, empty = _converter().get_structure_hook(inner), get_origin(inner)

    def structure(value: Any, _: Any) -> dict[str, Any]:
        if _is_object(value):
            return {
                key: empty() if item is None and _is_many(inner) else hook(item, inner)
                for key, item in value.items()
            }
        raise _misfit("an object", value)

    return structure


def _missing() -> Any:
    raise _MisfitError("required field missing")


def _model_hook(model: type[Any]) -> Hook:
    """Generate the function that makes a *model* of a dict."""
    source = _Source()
    source.write(0, "def structure(record, _):")
    made = source.model(1, model, "record")
    source.write(1, f"return {made}")
    exec("\n".join(source.lines), source.names)  # noqa: S102 - the text is all our own
    return cast("Hook", source.names["structure"])


@define
class _Source:
    """
    The text of a structuring function, and the objects that it refers to.

    A good value is let through by one exact check in line; only what fails it goes to a
    hook, which reads it or refuses it.  Lists and models are built in line, too.
    """

    lines: list[str] = field(factory=list[str])
    names: dict[str, Any] = field(factory=dict[str, Any])

    def write(self, depth: int, line: str) -> None:
        self.lines.append("    " * depth + line)

    def name(self, value: Any = None) -> str:
        """Make a new name, for *value* or for a variable."""
        name = f"x{len(self.names)}"
        self.names[name] = value
        return name

    def model(self, depth: int, model: Any, record: str) -> str:
        """Write how to make a *model* of *record*; return the name of what is made."""
        arguments: list[str] = []
        for attribute, kind in fields_of(model):
            sent, absent = f"{record}.get({spelling(attribute)!r})", self.absent(attribute)
            if attrs.has(kind) or _is_list(kind):
                value = self.built(depth, kind, sent, absent)
            else:
                value = self.read(kind, sent, absent)
            arguments.append(f"{attribute.alias}={value}")
        made, new, init = self.name(), self.name(model.__new__), self.name(model.__init__)
        # The two steps of calling the class, without the call: that packs its keywords into
        # a dict, which takes several times as long as the ``__init__`` they are for.
        self.write(depth, f"{made} = {new}({self.name(model)})")
        self.write(depth, f"{init}({made}, {', '.join(arguments)})")
        return made

    def absent(self, attribute: attrs.Attribute[Any]) -> str:
        """Return the expression for a field that is missing or null."""
        default: Any = attribute.default
        if default is None:
            return "None"
        if default is attrs.NOTHING:
            return f"{self.name(_missing)}()"
        factory = getattr(default, "factory", None)
        if factory is None:
            return self.name(default)
        return f"{self.name(get_origin(factory) or factory)}()"

    def built(self, depth: int, kind: Any, sent: str, absent: str) -> str:
        """Write how to make a model, or a list, of what was *sent*; return its name."""
        value, build = self.name(), self.model if attrs.has(kind) else self.items
        self.write(depth, f"{value} = {sent}")
        self.write(depth, f"if type({value}) is {'dict' if attrs.has(kind) else 'list'}:")
        self.write(depth + 1, f"{value} = {build(depth + 1, kind, value)}")
        self.write(depth, "else:")
        # Its own hook is hardly ever needed: it is left to be generated when it is.
        hook = f"{self.name(_converter().structure)}({value}, {self.name(kind)})"
        self.write(depth + 1, f"{value} = {absent} if {value} is None else {hook}")
        return value

    def items(self, depth: int, kind: Any, value: str) -> str:
        """Write how to make a *kind* of the list in *value*; return the name of what is made."""
        (inner,) = get_args(kind)
        made, item = self.name(), self.name()
        self.write(depth, f"{made} = []")
        self.write(depth, f"for {item} in {value}:")
        if not _may_be_null(inner):
            self.write(depth + 1, f"if {item} is None: continue")
        each = self.model(depth + 1, inner, item) if attrs.has(inner) else self.read(inner, item)
        self.write(depth + 1, f"{made}.append({each})")
        return made

    def read(self, kind: Any, sent: str, absent: str = "") -> str:
        """Return the expression that makes a *kind* of what was *sent*, and *absent* of null."""
        structure = _converter().get_structure_hook(kind)
        if structure is _anything and absent in ("None", ""):
            return sent
        hook = f"{self.name(structure)}(v, {self.name(kind)})"
        otherwise = f"{absent} if v is None else {hook}" if absent else hook
        if isinstance(kind, type) and issubclass(kind, OpenEnum):
            return f"{self.name(_Members(kind))}[v] if type(v := {sent}) is str else {otherwise}"
        if kind in _EXACT:
            return f"v if type(v := {sent}) is {kind.__name__} else {otherwise}"
        return f"{absent or hook} if (v := {sent}) is None else {hook}"


@cache
def _converter() -> Converter:
    from cattrs import Converter  # takes as long to import as all of the models

    converter = Converter()
    converter.register_structure_hook(Any, _anything)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(int, _whole)
    converter.register_structure_hook(float, _real)
    converter.register_structure_hook(bool, _truth)
    converter.register_structure_hook(datetime, _moment)
    converter.register_structure_hook(OpenEnum, _member)
    converter.register_structure_hook_factory(_is_list, _list_hook)
    converter.register_structure_hook_factory(_is_map, _map_hook)
    converter.register_structure_hook_factory(attrs.has, _model_hook)
    return converter


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is list


def _is_map(kind: Any) -> bool:
    return get_origin(kind) is dict


def _is_many(kind: Any) -> bool:
    return _is_list(kind) or _is_map(kind)
