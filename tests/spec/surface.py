"""What the package has, found by looking: endpoints, their methods, models and their fields."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import attrs
from differences import LIVE_ONLY_OPERATIONS

import gong_async.models
import gong_async.resources
from gong_async.endpoint import Endpoint
from gong_async.models import OpenEnum
from gong_async.models._base import SCHEMAS
from gong_async.resources._base import Resource


@attrs.frozen
class Verb:
    """An endpoint, where it is declared, and the method beside it; None where there is none."""

    endpoint: Endpoint[Any]
    module: str
    constant: str
    resource: type[Resource] | None
    method: Callable[..., Any] | None

    def __str__(self) -> str:
        return f"{self.module}.{self.constant}"


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


def resources() -> list[type[Resource]]:
    """Find the groups of endpoints, each in the module that declares it."""
    return [
        value
        for module in _modules(gong_async.resources)
        for value in vars(module).values()
        if inspect.isclass(value)
        and issubclass(value, Resource)
        and value is not Resource
        and value.__module__ == module.__name__
    ]


def methods(resource: type[Resource]) -> dict[str, Callable[..., Any]]:
    """Find the public methods of a group."""
    return {
        name: value
        for name, value in vars(resource).items()
        if inspect.isfunction(value) and not name.startswith("_")
    }


def verbs() -> list[Verb]:
    """Find every endpoint of the specification, with its method."""
    return [verb for verb in declared() if verb.endpoint.operation not in LIVE_ONLY_OPERATIONS]


def declared() -> list[Verb]:
    """Find every endpoint, and the method whose name in capitals is the constant's."""
    found = []
    for module in _modules(gong_async.resources):
        here = [group for group in resources() if group.__module__ == module.__name__]
        beside = {
            name: (group, method) for group in here for name, method in methods(group).items()
        }
        for constant, value in vars(module).items():
            if isinstance(value, Endpoint):
                group, method = beside.get(constant.lower(), (None, None))
                found.append(
                    Verb(value, module.__name__.rpartition(".")[2], constant, group, method)
                )
    return found


def models() -> list[type[Any]]:
    """Find every model that the package exports."""
    exported = (getattr(gong_async.models, name) for name in gong_async.models.__all__)
    return [value for value in exported if inspect.isclass(value) and attrs.has(value)]


def enums() -> list[type[OpenEnum]]:
    """Find every enum that the package exports."""
    exported = (getattr(gong_async.models, name) for name in gong_async.models.__all__)
    return [value for value in exported if inspect.isclass(value) and issubclass(value, OpenEnum)]


def camel(name: str) -> str:
    """Spell a Python name the way JSON has it."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def wire_fields(model: type[Any]) -> dict[str, attrs.Attribute[Any]]:
    """Find a model's fields by the names that they have in JSON."""
    return {item.metadata.get("wire", camel(item.name)): item for item in attrs.fields(model)}


def field_types(model: type[Any]) -> dict[str, Any]:
    """Find the types of a model's fields by their names in JSON, None left aside."""
    hints = typing.get_type_hints(model)
    return {name: without_none(hints[item.name]) for name, item in wire_fields(model).items()}


def without_none(hint: Any) -> Any:
    """Take None out of a union."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        (inner,) = (item for item in typing.get_args(hint) if item is not type(None))
        return inner
    return hint


def required(model: type[Any]) -> list[str]:
    """Find the fields, by their Python names, that a model cannot be without."""
    return [item.name for item in attrs.fields(model) if item.default is attrs.NOTHING]


def schema_of(model: type[Any]) -> list[str]:
    """Find the schemas that a model stands for, by itself or in the form of another model."""
    return [name for name, found in SCHEMAS.items() if issubclass(model, found)]
