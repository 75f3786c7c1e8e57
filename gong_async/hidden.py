"""Credentials as values: checked once, shown nowhere, kept out of pickles."""

from __future__ import annotations

from functools import wraps
from typing import Any, SupportsIndex, TypeVar

from gong_async.errors import ConfigError

__all__ = ["Hidden", "NotPickled", "concealed", "hide", "mask", "required"]

T = TypeVar("T")


class Hidden(str):
    """Text whose repr shows nothing, so that a traceback with locals does not either."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"

    def __getitem__(self, key: SupportsIndex | slice) -> Hidden:
        """Hide the pieces too: rich and others show the beginning of a long text."""
        return Hidden(super().__getitem__(key))


class NotPickled:
    """A base that keeps its instances out of pickles, and so out of files and other machines."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("credentials are not pickled; read them again where they are needed")


def concealed(made: type[T]) -> type[T]:
    """Keep the texts given to the constructor of *made* from showing in a traceback with locals."""
    construct = vars(made)["__init__"]

    @wraps(construct)
    def init(self: T, **given: Any) -> None:
        given = {name: Hidden(v) if isinstance(v, str) else v for name, v in given.items()}
        construct(self, **given)

    type.__setattr__(made, "__init__", init)
    return made


def mask(secret: str | None) -> Hidden | None:
    """Keep *secret* from showing in a traceback with locals."""
    return None if secret is None else Hidden(secret)


def hide(secret: str | None) -> Hidden | None:
    """
    Strip what a copied *secret* drags along; None if nothing is left.

    Raises:
        ConfigError: If it holds what no header can carry.
    """
    text = Hidden((secret or "").strip())
    del secret
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise ConfigError("a credential holds characters that none of Gong's has; copy it again")
    return text or None


def required(secret: str) -> Hidden:
    """
    Do as :func:`hide` does, where something has to be left.

    Raises:
        ConfigError: If nothing is, or it holds what no header can carry.
    """
    hidden = hide(secret)
    if hidden is None:
        raise ConfigError("a credential is empty; copy it again")
    return hidden
