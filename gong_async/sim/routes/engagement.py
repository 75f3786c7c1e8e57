"""What prospects did with what was sent to them."""

from __future__ import annotations

from gong_async.sim.route import Route

__all__ = ["ROUTES"]

ROUTES: tuple[Route, ...] = ()
