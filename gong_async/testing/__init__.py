"""Tests for those who write an output of their own; they run under pytest."""

from __future__ import annotations

import pytest

_RULES = ("record_rules", "state_rules", "window_rules")

# pytest explains failed assertions only of modules that it is told of before they are imported.
pytest.register_assert_rewrite(*(f"{__name__}.{rules}" for rules in _RULES))

from gong_async.testing.sink_contract import SinkContract  # noqa: E402

__all__ = ["SinkContract"]
