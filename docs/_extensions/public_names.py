"""
The directive ``public-names``: every name that a package exports from some of its modules.

::

    .. public-names:: gong_async
       :modules: errors, limiter

So a new name is in the reference once it is in ``__all__``; one whose module no page asks for ends
the build.
"""

from __future__ import annotations

import sys
from importlib import import_module
from inspect import isclass, isroutine
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

__all__ = ["PublicNames", "setup"]

_FOREIGN = "object, str, int, tuple, dict, Enum, BaseException"  # not their members, too

PACKAGES = (
    "gong_async",
    "gong_async.frames",
    "gong_async.harvest",
    "gong_async.media",
    "gong_async.sim",
    "gong_async.testing",
    "gong_async.webhooks",
)


class PublicNames(SphinxDirective):
    """Have autodoc describe the names of a package whose homes are among some modules."""

    required_arguments = 1
    option_spec = {"modules": directives.unchanged}  # noqa: RUF012 - docutils wants it so

    def run(self) -> list[nodes.Node]:
        """Return what autodoc makes of them."""
        package = self.arguments[0]
        modules = self.options.get("modules", "").replace(",", " ").split()
        lines = [
            line
            for name in sorted(import_module(package).__all__, key=str.lower)
            if not modules or _is_in(package, name, modules)
            for line in _directive(package, name)
        ]
        return self.parse_text_to_nodes(
            StringList(lines, source=package), allow_section_headings=True
        )


def _is_in(package: str, name: str, modules: list[str]) -> bool:
    return any(name in import_module(f"{package}.{module}").__all__ for module in modules)


def _directive(package: str, name: str) -> list[str]:
    found: Any = getattr(import_module(package), name)
    if isclass(found):
        kind = "autoexception" if issubclass(found, BaseException) else "autoclass"
        members = ["   :members:", f"   :inherited-members: {_FOREIGN}"]
        return [f".. {kind}:: {package}.{name}", *members, ""]
    if isroutine(found):
        return [f".. autofunction:: {package}.{name}", ""]
    value = [f"   :value: {found}"] if isinstance(found, tuple) else []
    return [f".. py:data:: {package}.{name}", *value, "", *_comment(package, name), ""]


def _comment(package: str, name: str) -> list[str]:
    """Find what a module below *package* says of the constant that it makes, indented."""
    for module in [each for each in sys.modules if each.startswith(package)]:
        if found := ModuleAnalyzer.for_module(module).find_attr_docs().get(("", name)):
            return [f"   {line}" for line in found]
    return []


def _check(app: Sphinx, error: Exception | None) -> None:
    """End the build if a public name is nowhere in it."""
    if error is not None or app.builder.format != "html":
        return
    known = {name for name, *_ in app.env.domains.python_domain.get_objects()}
    wanted = {
        f"{package}.{name}" for package in PACKAGES for name in import_module(package).__all__
    }
    if missing := sorted(wanted - known):
        raise ExtensionError(f"not in the reference: {', '.join(missing)}")


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known."""
    app.add_directive("public-names", PublicNames)
    app.connect("build-finished", _check)
    return {"parallel_read_safe": True}
