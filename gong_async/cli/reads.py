"""
The commands that read: one for each method of the client that only asks.

They are made from the methods: their arguments, and what their documentation says.  So an
operation of the API is declared in one place, and ``gong-async library folders`` is
``gong.library.folders()``.
"""

from __future__ import annotations

import asyncio
import inspect
import re
import types
import typing
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

from attrs import define
from cyclopts import App, Parameter

from gong_async.cli.company import Asked
from gong_async.cli.documentation import for_commands, in_options, summary
from gong_async.cli.exits import Exit, UsageError, until_signal
from gong_async.cli.listing import Part, Shown
from gong_async.cli.moments import parse_moment
from gong_async.endpoint import Endpoint, ListEndpoint, PagedEndpoint
from gong_async.errors import GongError
from gong_async.models import ContentSelector
from gong_async.resources._base import Resource

if TYPE_CHECKING:
    from cyclopts import Token

    from gong_async.client import Gong
    from gong_async.endpoint import Request

__all__ = ["command", "group"]

_ALONE = {
    "ask": ("entities", "ask"),
    "audit": ("auditing", "logs"),
    "brief": ("entities", "brief"),
}
"""Commands that are in no group, and where their methods are."""


def __getattr__(name: str) -> Any:
    """Make what the command line asks for by its name: a group of commands, or one of its own."""
    if name.startswith("_"):
        raise AttributeError(name)
    if name not in _ALONE:
        return group(name)
    home, method = _ALONE[name]
    return next(command(*found) for found in _methods(home) if found[1] == method)


def group(name: str) -> App:
    """Return the commands of one of the client's resources."""
    found = list(_methods(name))
    app = App(name=name, help=summary(found[0][0]), help_format="markdown")
    for each in found:
        app.command(command(*each), name=each[1].replace("_", "-"))
    if len(found) == 1:
        app.default(command(*found[0]))
    return app


def command(resource: type[Resource], name: str, endpoint: Endpoint[Any]) -> Callable[..., Exit]:
    """Return the command for a method of *resource* that asks *endpoint*."""
    method = getattr(resource, name)
    form = Part if isinstance(endpoint, PagedEndpoint) else Shown
    options = _options(method)
    parameters = [*_parameters(method), _beside("asked", Asked), _beside("shown", form)]
    signature = inspect.Signature(parameters)

    def run(*args: Any, **kwargs: Any) -> Exit:
        given = signature.bind(*args, **kwargs).arguments
        asked, shown = given.pop("asked", Asked()), given.pop("shown", form())
        if "content" in inspect.signature(method).parameters:
            given["content"] = ContentSelector.everything()
        ask = partial(_call, resource, name, given, options)
        return asyncio.run(until_signal(_answer(asked, ask, endpoint, shown)))

    run.__name__, run.__doc__ = name, for_commands(method, options)
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    vars(run)["__signature__"] = signature
    return run


@define
class _Heard:
    """A client that remembers what Gong said last, word for word."""

    gong: Gong
    data: dict[str, Any] | None = None

    async def send(self, request: Request) -> dict[str, Any]:
        self.data = await self.gong.send(request)
        return self.data


async def _call(
    resource: type[Resource],
    name: str,
    arguments: dict[str, Any],
    options: Mapping[str, str],
    heard: _Heard,
) -> Any:
    try:
        found: Any = getattr(resource(heard), name)(**arguments)
        return await found if inspect.isawaitable(found) else found
    except ValueError as error:
        if isinstance(error, GongError):
            raise
        raise UsageError(in_options(str(error), options)) from None


async def _answer(
    asked: Asked, ask: Callable[[_Heard], Any], endpoint: Endpoint[Any], shown: Shown
) -> Exit:
    async with asked.gong() as gong:
        heard = _Heard(gong)
        found = await ask(heard)
        if isinstance(shown, Part):
            await shown.print_pages(found)
        elif isinstance(endpoint, ListEndpoint):
            shown.print_all(endpoint.listed(heard.data) if heard.data else [])
        elif heard.data:
            shown.print_one(heard.data[endpoint.unwrap] if endpoint.unwrap else heard.data)
        return Exit.DONE


def _methods(name: str) -> Iterator[tuple[type[Resource], str, Endpoint[Any]]]:
    """Find what only asks: the resource, the name of the method, and its endpoint."""
    module = import_module(f"gong_async.resources.{name}")
    (resource,) = (getattr(module, each) for each in module.__all__)
    for constant, endpoint in vars(module).items():
        if isinstance(endpoint, Endpoint) and not endpoint.writes:
            yield resource, constant.lower(), endpoint


def _options(method: Callable[..., Any]) -> dict[str, str]:
    """Name the option of each argument of *method*: one of several is given at a time."""
    hints = typing.get_type_hints(method)
    options = dict[str, str]()
    for name in inspect.signature(method).parameters:
        said = re.sub(r"(?<![us])s$", "", name) if _is_several(hints.get(name)) else name
        options[name] = f"--{said.replace('_', '-')}"
    return options


def _parameters(method: Callable[..., Any]) -> Iterator[inspect.Parameter]:
    """Turn the arguments of *method* into what a command line can give."""
    hints, options = typing.get_type_hints(method), _options(method)
    _, *parameters = inspect.signature(method).parameters.values()
    for each in parameters:
        hint: Any = hints[each.name]
        if ContentSelector in _kinds(hint):
            continue
        if each.kind is each.KEYWORD_ONLY:
            yield each.replace(annotation=_annotated(options[each.name], hint))
        else:
            what = each.name.removesuffix("_id").replace("_", " ")
            told = Annotated[hint, Parameter(help=f"The id of the {what}.")]
            yield each.replace(kind=each.POSITIONAL_ONLY, annotation=told)


def _annotated(option: str, hint: Any) -> Any:
    """Say how an option is read, where its type alone does not."""
    kinds = _kinds(hint)
    if datetime in kinds:
        return Annotated[hint, Parameter(converter=_moment)]
    if _is_several(hint):
        several: Any = types.GenericAlias(list, typing.get_args(kinds[0]))
        return Annotated[several | None, Parameter(name=option, negative="")]
    if bool in kinds:
        return Annotated[hint, Parameter(negative="")]
    return hint


def _is_several(hint: Any) -> bool:
    return typing.get_origin(_kinds(hint)[0]) is Collection


def _kinds(hint: Any) -> tuple[Any, ...]:
    """Return the members of a union; a type that is none by itself."""
    is_union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    return typing.get_args(hint) if is_union else (hint,)


def _moment(_: Any, tokens: Sequence[Token]) -> datetime:
    return parse_moment(tokens[0].keyword or "the time", tokens[0].value)


def _beside(name: str, kind: type[Asked | Shown]) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=kind(), annotation=kind)
