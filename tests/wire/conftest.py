"""What the tests on the wire are given."""

from __future__ import annotations

import pytest

from tests.wire.certificates import Certificate, make


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Certificate]:
    """Certificates nobody trusts unasked: a good one, an expired one, one for another host."""
    kinds = {"good": ("localhost", 2), "expired": ("localhost", -1), "other": ("other.test", 2)}
    return {
        kind: make(tmp_path_factory.mktemp(kind), host, days)
        for kind, (host, days) in kinds.items()
    }
