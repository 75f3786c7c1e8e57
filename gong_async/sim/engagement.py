"""What other systems report that people did with content, or elsewhere in the digital world."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from gong_async.sim.people import Json
from gong_async.sim.world import World

__all__ = ["Engagement"]


class Engagement:
    """The events that were reported, as CustomerEngagement, by whom they name."""

    def __init__(self, _world: World) -> None:
        self._known: set[tuple[str, str]] = set()
        self._by_name: dict[str, list[Json]] = {}

    def knows(self, system: str, event_id: str | None) -> bool:
        """Whether a system has reported that event; those without an id are always new."""
        return event_id is not None and (system, event_id) in self._known

    def add(self, event: Json, names: Iterable[str]) -> None:
        """Keep an event that names people by these addresses, numbers and ids in the CRM."""
        if event["sourceEventId"] is not None:
            self._known.add((event["reportingSystem"], event["sourceEventId"]))
        for name in {name.lower() for name in names}:
            self._by_name.setdefault(name, []).append(event)

    def of(self, names: Collection[str]) -> list[Json]:
        """The events that name somebody by one of *names*, each once."""
        found = (event for name in sorted(names) for event in self._by_name.get(name.lower(), []))
        return list({id(event): event for event in found}.values())

    def forget(self, names: Collection[str]) -> None:
        """Erase what names somebody by one of *names*."""
        for name in names:
            self._by_name.pop(name.lower(), None)
