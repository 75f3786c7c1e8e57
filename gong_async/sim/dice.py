"""The one source of chance in the simulator: seeded by words, the same on every machine."""

from __future__ import annotations

from random import Random


def dice(*labels: object) -> Random:
    """A random generator of its own for *labels*, independent of all others."""
    return Random("/".join(map(str, labels)))


def digits(rng: Random, length: int = 19) -> str:
    """An id as Gong writes them: *length* decimal digits, below 2**63."""
    return str(rng.randrange(10 ** (length - 1), min(10**length, 9_200_000_000_000_000_000)))
