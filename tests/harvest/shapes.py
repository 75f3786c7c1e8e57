"""JSON of any shape, and records in which only something is wrong."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        return found + [p for key, each in value.items() for p in _places(each, (*path, key))]
    if isinstance(value, list):
        return found + [p for key, each in enumerate(value) for p in _places(each, (*path, key))]
    return found


def _spoil(sound: Any, changes: dict[tuple[Any, ...], Any]) -> Any:
    record = copy.deepcopy(sound)
    for path in sorted(changes, key=len, reverse=True):  # inner ones first, while they are there
        parent = record
        for key in path[:-1]:
            parent = parent[key]
        parent[path[-1]] = changes[path]
    return record


def spoiled(sound: Any) -> st.SearchStrategy[Any]:
    """A sound record in which up to three values, of whatever depth, are something else."""
    changes = st.dictionaries(st.sampled_from(_places(sound)), anything, max_size=3)
    return changes.map(lambda chosen: _spoil(sound, chosen))
