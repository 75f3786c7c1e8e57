"""What tests anywhere are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.told import Told


@pytest.fixture
def told() -> Told:
    """What OpenTelemetry is told from now on."""
    from tests.told import telling  # it takes a while to import

    told = telling()
    told.forget()
    return told
