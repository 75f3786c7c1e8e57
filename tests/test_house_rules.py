"""What the design asks of every file, checked in the source."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import gong_async

PACKAGE = Path(gong_async.__file__).parent
ROOT = Path(__file__).parents[1]
MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {place: ast.parse(path.read_text("utf-8")) for place, path in MODULES.items()}

LONGEST_FILE, LONGEST_FUNCTION = 400, 40
DRAWERS = {"util", "utils", "helper", "helpers", "core", "common", "misc"}

# Each third-party package, and the only modules that may import it at run time.
HOMES = {
    "aiohttp": r"(?:download/)?transport\.py|webhooks/receiver\.py|sim/.*",
    "aiolimiter": r"limiter\.py",
    "attr": r".*",
    "attrs": r".*",
    "backoff": r"session\.py|oauth/renewal\.py",
    "cattrs": r"converters\.py",
    "cryptography": r"webhooks/signature\.py",
    "cyclopts": r"cli/.*",
    "duckdb": r"harvest/sinks/.*",
    "jinja2": r"view/render\.py",
    "jwt": r"webhooks/signature\.py",
    "keyring": r"companies\.py",
    "pyarrow": r"frames\.py|harvest/sinks/.*",
    "pytest": r"testing/.*",
    "pytest_asyncio": r"testing/plugin\.py",
    "rich": r"cli/.*",
    "yarl": r"download/transport\.py",
}
COMMANDS = (
    "python3 -m venv .venv && .venv/bin/pip install '.[cli]' && .venv/bin/gong-async demo",
    "python3 -m venv .venv && .venv/bin/pip install nox && .venv/bin/nox -s tests",
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_there_is_something_to_check() -> None:
    assert len(MODULES) > 50
    assert {"client.py", "sim/server.py", "harvest/engine.py", "cli/app.py"} <= set(MODULES)


# Size and names


def test_no_file_is_too_long() -> None:
    written = [*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    lengths = {path.as_posix(): len(path.read_text("utf-8").splitlines()) for path in written}
    assert {place: lines for place, lines in lengths.items() if lines > LONGEST_FILE} == {}


def lines_of(function: Function) -> int:
    """Count the lines of a function, decorators and all, but not what its docstring takes."""
    first = min([function.lineno, *(one.lineno for one in function.decorator_list)])
    length = (function.end_lineno or 0) - first + 1
    if ast.get_docstring(function) is not None:
        docstring = function.body[0]
        length -= (docstring.end_lineno or 0) - docstring.lineno + 1
    return length


def test_no_function_is_too_long() -> None:
    lengths = {
        f"{place}: {node.name}": lines_of(node)
        for place, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, Function)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_no_module_is_a_drawer() -> None:
    parts = {part.removesuffix(".py").strip("_") for place in MODULES for part in place.split("/")}
    assert parts & DRAWERS == set()


def test_annotations_are_never_evaluated() -> None:
    def has_code(tree: ast.Module) -> bool:
        return any(isinstance(node, Function | ast.ClassDef) for node in ast.walk(tree))

    future = {place for place in TREES if "__future__.annotations" in imported(place)}
    assert {place for place, tree in TREES.items() if has_code(tree)} - future == set()


# Imports


def at_run_time(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Find the imports below *node*, but for those that only a type checker sees."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from at_run_time(other)
        else:
            yield from at_run_time(child)


@cache
def imported(place: str) -> frozenset[str]:
    """Name what *place* imports at run time, in full: ``aiohttp``, ``aiohttp.web``."""
    package = ["gong_async", *place.split("/")[:-1]]
    found: set[str] = set()
    for node in at_run_time(TREES[place]):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
            continue
        above = package[: len(package) - node.level + 1] if node.level else []
        module = ".".join([*above, *([node.module] if node.module else [])])
        found.update(f"{module}.{alias.name}" for alias in node.names)
    return frozenset(found)


def imports() -> Iterator[tuple[str, str]]:
    """Yield each module with each thing that it imports."""
    return ((place, name) for place in MODULES for name in imported(place))


def test_each_library_has_one_home() -> None:
    known = {*sys.stdlib_module_names, "gong_async"}
    strays = {
        (place, name)
        for place, name in imports()
        if (library := name.partition(".")[0]) not in known
        and not re.fullmatch(HOMES.get(library, "nowhere"), place)
    }
    assert strays == set()


def test_each_home_is_lived_in() -> None:
    used = {name.partition(".")[0] for _, name in imports()}
    assert {"aiohttp", "aiolimiter", "attrs", "backoff", "cattrs", "cyclopts", "rich"} <= used


def test_the_simulator_serves_with_aiohttp_and_does_not_ask_with_it() -> None:
    used = {
        (place, name)
        for place, name in imports()
        if place.startswith("sim/") and name.startswith("aiohttp")
    }
    assert used
    assert {(place, name) for place, name in used if not name.startswith("aiohttp.web")} == set()


def part(name: str) -> str | None:
    """Name the first-level part of gong_async that an import reaches; None for anything else."""
    package, _, rest = name.partition(".")
    return rest.partition(".")[0] if package == "gong_async" else None


def test_the_simulator_knows_nothing_of_the_rest() -> None:
    found = {
        (place, name)
        for place, name in imports()
        if place.startswith("sim/") and part(name) not in (None, "sim")
    }
    assert found == set()


def test_nothing_below_knows_what_is_above() -> None:
    everything = {"cli", "harvest", "media", "sim", "testing"}
    above = {
        "cli": {"testing"},
        "__main__.py": {"testing"},
        "testing": {"cli"},
        "harvest": everything - {"harvest"},
        "media": everything - {"harvest", "media"},
    }
    found = {
        (place, name)
        for place, name in imports()
        if not place.startswith("sim/")
        and part(name) in above.get(place.partition("/")[0], everything)
    }
    assert found == set()


# Words


@cache
def promised() -> frozenset[str]:
    """Name the methods that a Protocol documents for all who have them."""
    return frozenset(
        member.name
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and "Protocol" in map(ast.unparse, node.bases)
        for member in node.body
        if isinstance(member, Function) and ast.get_docstring(member)
    )


def exported() -> set[str]:
    """Name what the packages that users import from have in their ``__all__``."""
    parts = ("frames", "harvest", "sim", "testing", "webhooks")
    names = ("gong_async", *(f"gong_async.{part}" for part in parts))
    return {name for package in names for name in importlib.import_module(package).__all__}


def bare(node: ast.AST) -> Iterator[str]:
    """Name what *node* makes public without a docstring."""
    if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
        return
    if not ast.get_docstring(node):
        yield node.name
    if isinstance(node, ast.ClassDef) and node.name in exported():
        for member in node.body:
            if isinstance(member, Function) and member.name not in promised():
                yield from (f"{node.name}.{name}" for name in bare(member))


def test_what_is_public_is_documented() -> None:
    assert {"acquire", "pause", "authorization", "send"} <= promised()
    assert [place for place, tree in TREES.items() if not ast.get_docstring(tree)] == []
    missing = {
        (place, name) for place, tree in TREES.items() for one in tree.body for name in bare(one)
    }
    assert missing == set()


def test_nothing_is_left_to_be_done() -> None:
    words = ("TODO", "FIXME", "XXX", "HACK", "pragma:")
    marks = re.compile(rf"\b(?:{'|'.join(words)})")
    found = {place: marks.findall(path.read_text("utf-8")) for place, path in MODULES.items()}
    assert {place: marks for place, marks in found.items() if marks} == {}


def test_only_the_command_line_talks() -> None:
    calls = {
        (place, node.func.id)
        for place, tree in TREES.items()
        if not place.startswith("cli/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert {
        (place, name) for place, name in calls if name in ("print", "input", "breakpoint")
    } == set()


def texts() -> Iterator[Path]:
    """Find every file of the project, but not what tools leave behind."""
    for folder in (PACKAGE, ROOT / "tests", ROOT / "docs", ROOT / "benchmarks", ROOT / ".ci"):
        for path in folder.rglob("*"):
            inside = path.relative_to(folder).parts
            if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in inside):
                yield path
    yield from (path for path in ROOT.glob("*.*") if path.suffix in (".md", ".toml", ".py"))


def test_no_path_of_any_machine_is_in_the_tree() -> None:
    roots = "work|opt|tmp|home|root|Users|mnt"
    machine = re.compile(rf"(?<![\w.:/*-])/(?:{roots})(?:/|\b)")
    found = {
        (path.name, match.group())
        for path in texts()
        for match in machine.finditer(path.read_text("utf-8", errors="replace"))
    }
    assert found == set()


# The README


@pytest.mark.parametrize("command", COMMANDS, ids=["demo", "tests"])
def test_the_readme_has_the_command_on_a_line_of_its_own(command: str) -> None:
    assert command in (ROOT / "README.md").read_text("utf-8").splitlines()
