"""How an output is to refuse."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gong_async.errors import HarvestError, SinkError


def refused(action: Callable[[], object], words: str, kind: type[HarvestError] = SinkError) -> str:
    """Assert that *action* fails in our own words, and with no other exception in tow."""
    with pytest.raises(kind, match=words) as caught:
        action()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return str(caught.value)
