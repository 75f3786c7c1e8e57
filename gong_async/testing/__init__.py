"""
For other people's tests, which run under pytest.

Whoever uses Gong finds the fixtures of :mod:`gong_async.testing.plugin` there without importing
anything; whoever writes an output of their own holds it to :class:`SinkContract`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

try:
    import pytest
except ImportError:
    raise ModuleNotFoundError(
        "gong_async.testing needs pytest: pip install pytest", name="pytest"
    ) from None

if TYPE_CHECKING:
    from .sink_contract import SinkContract

_RULES = ("record_rules", "state_rules", "window_rules")

# pytest explains failed assertions only of modules that it is told of before they are imported.
pytest.register_assert_rewrite(*(f"{__name__}.{rules}" for rules in _RULES))

__all__ = ["SinkContract"]


def __getattr__(name: str) -> Any:
    """Import the contract when it is asked for: pytest imports the fixtures' module in each run."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import sink_contract

    return sink_contract.SinkContract
