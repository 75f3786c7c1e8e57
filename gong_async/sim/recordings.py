"""Calls that other systems recorded and told Gong of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from gong_async.sim.answers import RefusedError
from gong_async.sim.calls import SimCall
from gong_async.sim.dice import dice, digits
from gong_async.sim.kinds import Kind
from gong_async.sim.people import Account, Json

if TYPE_CHECKING:
    from gong_async.sim.world import World

__all__ = ["Recordings", "ToldCall"]

_PHONE, _WEB = (Kind("Recorded", (), web, (0, 0, 0), (), (), ()) for web in (False, True))
_NOBODY = Account("", "", "", "", "", None, "", ())
_OF_CALLS, _OF_PARTIES = ("Account", "Opportunity"), ("Contact", "Lead", "User")
_VIDEO = (".mp4", ".mkv")


@frozen
class ToldCall(SimCall):
    """
    A call of which there is what was told of it, and no more: nobody listened to it yet.

    Attributes:
        told: The NewCallAddingRequest, its users known to the company.

        media: ``Audio`` or ``Video``; None until there is a recording.
    """

    told: Json = field(kw_only=True, eq=False, repr=False)
    media: str | None = field(kw_only=True)

    @property
    def lot(self) -> int:
        """The one that has no rare features, and that nobody commented on, shared or scored."""
        return 0

    @property
    def basic(self) -> Json:
        """The call as CallBasicData; a new dict every time."""
        told, scheduled = self.told, self.told.get("scheduledStart")
        outside = any(party["affiliation"] == "External" for party in self.parties)
        return {
            "id": self.id,
            "url": self.url,
            "title": told.get("title"),
            "scheduled": self._stamp(scheduled) if scheduled else None,
            "started": self._stamp(told["actualStart"]),
            "duration": round(told.get("duration") or 0),
            "primaryUserId": self.host_id,
            "direction": told["direction"],
            "system": told.get("callProviderCode"),
            "scope": "External" if outside else "Internal",
            "media": self.media,
            "language": "und",
            "workspaceId": self.workspace_id,
            "sdrDisposition": told.get("disposition"),
            "clientUniqueId": told["clientUniqueId"],
            "customData": told.get("customData"),
            "purpose": told.get("purpose"),
            "meetingUrl": told.get("meetingUrl"),
            "isPrivate": False,
            "calendarEventId": None,
            **self.edits,
        }

    @property
    def extensive(self) -> Json:
        """The call as CallData; without the parts that are made of a transcript."""
        return {
            "metaData": self.basic,
            "context": _linked(self.told, _OF_CALLS),
            "parties": self.parties,
            "collaboration": {"publicComments": []},
            "media": {
                "audioUrl": self.media_url("audio.mp3") if self.media else None,
                "videoUrl": self.media_url("video.mp4") if self.media == "Video" else None,
            },
        }

    @property
    def parties(self) -> list[Json]:
        """Who took part, as Party."""
        rng = dice(self.office.seed, "parties", self.id)
        return [self._party(digits(rng, 18), party) for party in self.told["parties"]]

    def with_media(self, filename: str) -> ToldCall:
        """The call once the recording *filename* is there."""
        return evolve(self, media=_media(filename))

    def _party(self, party_id: str, told: Json) -> Json:
        user = self.office.by_id.get(told.get("userId") or "")
        return {
            "id": party_id,
            "emailAddress": told.get("emailAddress") or (user and user.email),
            "name": told.get("name") or (user and user.name),
            "title": user and user.title,
            "userId": user and user.id,
            "speakerId": None,
            "context": _linked(told, _OF_PARTIES),
            "affiliation": "Internal" if user else "External",
            "phoneNumber": told.get("phoneNumber"),
            "methods": ["Attendee"],
        }

    def _stamp(self, moment: str) -> str:
        return self.office.stamp(datetime.fromisoformat(moment))


class Recordings:
    """
    Which recordings of other systems the company has: it takes none twice.

    Args:
        world: The company.
    """

    def __init__(self, world: World) -> None:
        self._office = world.office
        self._call_ids = {call.id for call in world.calls}
        self._known = {call.basic["clientUniqueId"] for call in world.calls}

    def tell(self, told: Json) -> ToldCall:
        """Make a call of *told*, a NewCallAddingRequest."""
        unique_id = told["clientUniqueId"]
        if unique_id in self._known:
            raise RefusedError(409, f"Call with clientUniqueId {unique_id} already exists")
        host = self._office.by_id[told["primaryUser"]]
        guests = {party.get("userId") for party in told["parties"]} - {host.id}
        url, scheduled = told.get("downloadMediaUrl"), told.get("scheduledStart")
        call = ToldCall(
            id=self._new_id(unique_id),
            when=datetime.fromisoformat(scheduled or told["actualStart"]).astimezone(UTC),
            workspace_id=told.get("workspaceId") or self._office.workspace_ids[host.workspace],
            host_id=host.id,
            late=False,
            silent=True,
            kind=_WEB if scheduled else _PHONE,
            account=_NOBODY,
            guests=tuple(one for one in self._office.staff if one.id in guests),
            office=self._office,
            told=told,
            media=_media(url) if url else None,
        )
        self._known.add(unique_id)
        self._call_ids.add(call.id)
        return call

    def _new_id(self, unique_id: str) -> str:
        rng = dice(self._office.seed, "recording", unique_id)
        while (call_id := digits(rng, 18)) in self._call_ids:
            pass
        return call_id


def _media(name: str) -> str:
    return "Video" if name.partition("?")[0].lower().endswith(_VIDEO) else "Audio"


def _linked(told: Json, types: tuple[str, ...]) -> list[Json]:
    """The context of *told* as Gong shows it: objects of *types* alone, as they are now."""
    return [
        {
            "system": system["system"],
            "objects": [
                {"fields": [], **linked, "timing": "Now"}
                for linked in system.get("objects") or ()
                if linked["objectType"] in types
            ],
        }
        for system in told.get("context") or ()
    ]
