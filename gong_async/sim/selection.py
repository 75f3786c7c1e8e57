"""Which parts of a call the content selector exposes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from attrs import frozen

from gong_async.sim.arguments import Arguments

__all__ = ["Selection"]

_CONTENT = (
    *("structure", "topics", "trackers", "brief"),
    *("outline", "highlights", "callOutcome", "keyPoints"),
)
_DEPRECATED = "pointsOfInterest"  # the flag is still taken, the answer has no such field
_INTERACTION = {
    "speakers": "speakers",
    "video": "video",
    "personInteractionStats": "interactionStats",
    "questions": "questions",
}
_MEDIA = ("audioUrl", "videoUrl")
_TIMINGS = ("Now", "TimeOfCall")

Json = dict[str, Any]


@frozen
class Selection:
    """
    What a content selector asks for; without one it is the metadata only.

    Attributes:
        context: ``None``, ``Basic`` (objects) or ``Extended`` (objects with their fields).

        timings: Which context objects, by their timing.

        parties: Whether to tell who took part.

        blocks: The keys to keep of each other top-level block.

        occurrences: Whether the trackers tell where they occur.
    """

    context: str
    timings: Collection[str]
    parties: bool
    blocks: Mapping[str, Collection[str]]
    occurrences: bool

    @classmethod
    def everything(cls) -> Selection:
        """All that there is, but for the media URLs, which expire."""
        return cls(
            context="Extended",
            timings=_TIMINGS,
            parties=True,
            blocks={
                "content": _CONTENT,
                "interaction": tuple(_INTERACTION.values()),
                "collaboration": ("publicComments",),
                "media": (),
            },
            occurrences=True,
        )

    @property
    def media(self) -> bool:
        """Whether the media URLs are asked for, which need a scope of their own."""
        return bool(self.blocks["media"])

    @classmethod
    def read(cls, selector: Arguments) -> Selection:
        """Read the body's ``contentSelector``."""
        context = selector.choice("context", ("None", "Basic", "Extended"))
        exposed = selector.section("exposedFields")
        content, interaction = exposed.section("content"), exposed.section("interaction")
        content.flag(_DEPRECATED)
        comments = exposed.section("collaboration").flag("publicComments")
        return cls(
            context=context,
            timings=_timings(selector, context),
            parties=exposed.flag("parties"),
            blocks={
                "content": [key for key in _CONTENT if content.flag(key)],
                "interaction": [
                    key for flag, key in _INTERACTION.items() if interaction.flag(flag)
                ],
                "collaboration": ["publicComments"] if comments else [],
                "media": _MEDIA if exposed.flag("media") else [],
            },
            occurrences=content.flag("trackerOccurrences"),
        )

    def prune(self, call: Json) -> Json:
        """What is left of a whole ``CallData``; parts that are empty then are left out."""
        parts: Json = {"metaData": call["metaData"]}
        parts.update(self._context(call))
        if self.parties:
            parts["parties"] = [self._party(party) for party in _list(call, "parties")]
        for name, keys in self.blocks.items():
            whole: Json = call.get(name) or {}
            if kept := {key: value for key, value in whole.items() if key in keys}:
                parts[name] = kept
        content: Json = parts.get("content", {})
        if not self.occurrences and content.get("trackers"):
            content["trackers"] = [_counted(tracker) for tracker in content["trackers"]]
        return parts

    def _context(self, owner: Json) -> Json:
        """The member ``context`` of a call or of a party, if it has one and it is asked for."""
        if self.context == "None" or "context" not in owner:
            return {}
        systems: list[Json] = []
        for system in _list(owner, "context"):
            objects = [
                object_ if self.context == "Extended" else _without(object_, "fields")
                for object_ in _list(system, "objects")
                if object_.get("timing", "Now") in self.timings
            ]
            if objects:
                systems.append({**system, "objects": objects})
        return {"context": systems}

    def _party(self, party: Json) -> Json:
        return {**_without(party, "context"), **self._context(party)}


def _timings(selector: Arguments, context: str) -> Collection[str]:
    timings = selector.choices("contextTiming", _TIMINGS)
    if timings and context != "Extended":
        raise selector.wrong("contextTiming", "can be provided only when context is Extended")
    return timings or _TIMINGS[:1]


def _counted(tracker: Json) -> Json:
    """*tracker* without the places where it occurs."""
    phrases = [_without(phrase, "occurrences") for phrase in _list(tracker, "phrases")]
    return {**_without(tracker, "occurrences"), **({"phrases": phrases} if phrases else {})}


def _list(whole: Json, key: str) -> list[Json]:
    """What is under *key*; nothing where that is missing or null."""
    items: list[Json] | None = whole.get(key)
    return items or []


def _without(whole: Json, key: str) -> Json:
    return {name: value for name, value in whole.items() if name != key}
