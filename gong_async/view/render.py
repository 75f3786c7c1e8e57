"""The templates: what they may show, what they look like, and what a browser lets them do."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from gong_async.errors import ConfigError
from gong_async.wording import clock, counted, visible

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["MARK", "harmless", "render", "shortened"]

MARK = b'<!doctype html>\n<meta name="generator" content="gong-async view">'
"""How every page begins; nobody else's does."""

_LONGEST = 300


def harmless(value: object) -> object:
    """Show control characters and the like as ``\\x1b``; line breaks stay, they are but space."""
    return "\n".join(map(visible, value.splitlines())) if type(value) is str else value


def shortened(text: str) -> str:
    """Cut a name or a title that nobody would read to its end."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def render(template: str, scripts: tuple[str, ...], values: Mapping[str, Any]) -> str:
    """
    Return a page: all that it needs is in it, and its policy lets the browser ask for nothing.

    Args:
        scripts: The names of those that it runs, joined into one.

    Raises:
        ConfigError: If Jinja is not installed.
    """
    style, script = _asset("style.css"), "\n".join(map(_asset, scripts))
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)};"
        " base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template(template)
    return page.render(values, mark=MARK.decode(), policy=policy, style=style, script=script)


def _asset(name: str) -> str:
    return (files("gong_async.view") / "templates" / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise ConfigError("pages need jinja2: pip install 'gong-async[cli]'") from None
    environment = Environment(
        loader=PackageLoader("gong_async.view"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = environment.filters
    filters |= {
        "clock": _clock,
        "counted": counted,
        "day": _day,
        "short": shortened,
    }
    return environment


def _clock(ms: int) -> str:
    """Write the second that a millisecond is in."""
    return clock(ms // 1_000)


def _day(utc: str) -> str:
    """Write UTC text as people do: ``Tue 5 May 2026, 17:00 UTC``."""
    try:
        when = datetime.fromisoformat(utc)
    except ValueError:
        return utc
    return f"{when:%a} {when.day} {when:%b %Y, %H:%M} UTC"
