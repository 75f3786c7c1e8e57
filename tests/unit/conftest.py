"""Hypothesis without a clock and without chance: the same examples on every machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=80)
settings.load_profile("steady")
