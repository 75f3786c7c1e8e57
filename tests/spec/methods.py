"""The README's table of methods, made from the code: ``python tests/spec/methods.py`` writes it."""

from __future__ import annotations

import inspect
from pathlib import Path

from surface import Verb, declared

README = Path(__file__).parents[2] / "README.md"
HEAD = "| method | Gong's endpoint | gives |\n| --- | --- | --- |\n"


def table() -> str:
    """Return the table: a line for each operation, in the order of the resources."""
    return HEAD + "".join(map(_line, declared()))


def _line(verb: Verb) -> str:
    name = verb.constant.lower()
    signature = inspect.signature(getattr(verb.resource, name))
    _, *arguments = signature.parameters
    gives = str(signature.return_annotation).removeprefix("builtins.")
    method = f"gong.{verb.module}.{name}({', '.join(arguments)})"
    return f"| `{method}` | `{verb.endpoint.method} {verb.endpoint.path}` | `{gives}` |\n"


def within(text: str) -> str:
    """Return the table as it stands in *text*."""
    start = text.index(HEAD)
    return text[start : text.index("\n\n", start) + 1]


if __name__ == "__main__":
    text = README.read_text("utf-8")
    README.write_text(text.replace(within(text), table()), "utf-8")
