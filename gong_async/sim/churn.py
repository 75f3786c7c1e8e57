"""A company that changes while nights pass: calls come, are edited, and go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from attrs import define, evolve, field

from gong_async.sim.calls import SimCall
from gong_async.sim.privacy import Names
from gong_async.sim.recordings import ToldCall
from gong_async.sim.world import World

__all__ = ["Churn"]

_SETTLED = frozenset(("duration", "id", "primaryUserId"))
"""What was said, and by whom, follows from these."""


@define
class Churn:
    """
    What has happened to a company since it was founded.

    Args:
        founded: The company as its seed invents it; it stays as it is.
    """

    founded: World
    _now: datetime | None = field(default=None, init=False)
    _edited: dict[str, SimCall] = field(factory=dict[str, SimCall], init=False)
    _told: dict[str, ToldCall] = field(factory=dict[str, ToldCall], init=False)
    _deleted: set[str] = field(factory=set[str], init=False)
    _erased: set[str] = field(factory=set[str], init=False)
    _arrivals: dict[str, datetime] = field(factory=dict[str, datetime], init=False)
    _world: World | None = field(default=None, init=False)

    @property
    def world(self) -> World:
        """The company as it is now."""
        if self._world is None:
            self._world = self._changed()
        return self._world

    @property
    def now(self) -> datetime | None:
        """The company's clock; None where all that it will ever have is there already."""
        return self._now

    @now.setter
    def now(self, moment: datetime | None) -> None:
        if moment is not None:
            _check_aware(moment)
        self._now, self._world = moment, None

    def edit(self, call_id: str, changes: Mapping[str, Any]) -> None:
        """Change a call's metadata; with `scheduled` or `started` when it is, or was."""
        if refused := sorted(_SETTLED & changes.keys()):
            raise ValueError(f"{refused[0]} of a call never changes")
        call = self._call(call_id)
        edited = evolve(call, edits={**call.edits, **changes})
        basic = edited.basic
        when = datetime.fromisoformat(basic["scheduled"] or basic["started"])
        _check_aware(when)
        space = basic["workspaceId"]
        self._edited[call_id] = evolve(edited, when=when.astimezone(UTC), workspace_id=space)
        self._world = None

    def delete(self, call_id: str) -> None:
        """Take a call away for good."""
        self._deleted.add(self._call(call_id).id)
        self._world = None

    def tell(self, call: ToldCall) -> None:
        """Add a call, or put it in the place of what it was before."""
        self._edited.pop(call.id, None)
        self._told[call.id] = call
        self._world = None

    def erase(self, person: Names) -> list[str]:
        """Forget a person for good, and the calls that they are on, those of later too: the ids."""
        calls = [*self.founded.calls, *self._told.values()]
        found = self.founded.showing(calls, frozenset(self._erased)).references(person)
        gone = [call["id"] for call in found["calls"]]
        self._deleted.update(gone)
        self._erased.update(person)
        self._world = None
        return gone

    def delay(self, call_id: str, until: datetime) -> None:
        """Let a call show up no sooner than *until*."""
        _check_aware(until)
        self._arrivals[self._call(call_id).id] = until
        self._world = None

    def _call(self, call_id: str) -> SimCall:
        first = self._told.get(call_id) or self.founded.call_by_id.get(call_id)
        found = self._edited.get(call_id, first)
        if found is None:
            raise ValueError(f"there is no call {call_id!r}")
        return found

    def _changed(self) -> World:
        if self._now is None and not (self._edited or self._told or self._deleted or self._erased):
            return self.founded
        made = chain(self.founded.calls, self._told.values())
        calls = (self._edited.get(call.id, call) for call in made)
        there = sorted(filter(self._is_there, calls), key=lambda call: (call.when, call.id))
        return self.founded.showing(there, frozenset(self._erased))

    def _is_there(self, call: SimCall) -> bool:
        if call.id in self._deleted:
            return False
        if self._now is None:
            return True
        return max(call.when, self._arrivals.get(call.id, call.when)) <= self._now


def _check_aware(moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} needs an offset from UTC")
