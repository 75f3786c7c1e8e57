"""Each promise names a test that is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import gong_async

from .blocks import ROOT

_INSTALLED = Path(gong_async.__file__).parents[1]  # the checkout, or where a wheel went

_ROW = re.compile(r"^\| (?P<promise>[^|]+) \| `(?P<path>[\w/]+\.py)::(?P<test>test_\w+)` \|$")
_LINES = (ROOT / "docs" / "guarantees.md").read_text("utf-8").splitlines()
PROMISES = [found.groups() for found in map(_ROW.match, _LINES) if found]


def test_every_row_is_a_promise_with_a_test() -> None:
    rows = [line for line in _LINES if line.startswith("|") and "| held by |" not in line]
    assert len(PROMISES) == len([line for line in rows if not line.startswith("| ---")])
    assert len(PROMISES) > 40


@pytest.mark.parametrize(("promise", "path", "test"), PROMISES, ids=[test for *_, test in PROMISES])
def test_the_test_of_a_promise_is_there(promise: str, path: str, test: str) -> None:
    place = _INSTALLED if path.startswith("gong_async/") else ROOT
    tree = ast.parse((place / path).read_text("utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, functions)}
