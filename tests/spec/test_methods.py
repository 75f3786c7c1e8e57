"""The README's table of methods is the code's."""

from __future__ import annotations

import pytest
from methods import README, table, within
from surface import Verb, declared

from gong_async import Gong


def test_the_table_of_methods_is_the_codes() -> None:
    assert within(README.read_text("utf-8")) == table(), "run: python tests/spec/methods.py"


@pytest.mark.parametrize("verb", declared(), ids=str)
def test_a_client_has_the_method_where_the_table_says(verb: Verb) -> None:
    gong = Gong(token="a-token", base_url="https://api.gong.io")
    method = getattr(getattr(gong, verb.module), verb.constant.lower())
    assert method.__func__ is verb.method
