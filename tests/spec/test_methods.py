"""The README's table of methods is the code's."""

from __future__ import annotations

from methods import README, table, within


def test_the_table_of_methods_is_the_codes() -> None:
    assert within(README.read_text("utf-8")) == table(), "run: python tests/spec/methods.py"
