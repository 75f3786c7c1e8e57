"""Meetings that other systems make, for those whose conferencing service is connected."""

from __future__ import annotations

from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Json
from gong_async.sim.privacy import Names, names
from gong_async.sim.world import World

__all__ = ["Meetings"]

_CONNECTED = 0.7
_HELP = "https://help.gong.io/hc/en-us/articles/360043528331"


class Meetings:
    """The meetings that were made, as what was sent, by their ids."""

    def __init__(self, world: World) -> None:
        self._office = world.office
        self._rng = dice(self._office.seed, "meetings")
        self._meetings: dict[str, Json] = {}

    def trouble(self, email: str) -> Json | None:
        """Why no meeting can be made for this user, as Gong tells it; None if one can."""
        user = self._office.by_email[email]
        if user.active and dice(self._office.seed, "provider", user.id).random() < _CONNECTED:
            return None
        return {
            "userFacingError": "Gong was not able to create a Gong meeting link since Zoom is"
            " disconnected from Gong. Contact your Gong Admin.",
            "fixUrl": f"https://{self._office.host}/settings/web-conferencing",
            "helpUrl": _HELP,
        }

    def add(self, meeting: Json) -> Json:
        """Make a meeting; gives it as NewMeetingResponse."""
        id_ = digits(self._rng)
        self._meetings[id_] = meeting
        handle = meeting["organizerEmail"].partition("@")[0]
        coordinator = {"email": f"coordinator@{self._office.domain}", "displayName": "Gong"}
        return {
            "meetingId": id_,
            "meetingUrl": f"https://join.gong.example/{handle}?tkn={self._rng.getrandbits(80):020x}",
            "additionalInvitees": [coordinator],
        }

    def get(self, id_: str) -> Json | None:
        """The meeting as it was sent last; None if there is none."""
        return self._meetings.get(id_)

    def replace(self, id_: str, meeting: Json) -> None:
        """Change a meeting."""
        self._meetings[id_] = meeting

    def remove(self, id_: str) -> None:
        """Delete a meeting."""
        del self._meetings[id_]

    def of(self, person: Names) -> list[str]:
        """The ids of the meetings that a *person* is invited to."""
        return [
            id_
            for id_, meeting in self._meetings.items()
            if any(_names(one) & person for one in meeting["invitees"])
        ]

    def forget(self, person: Names) -> None:
        """Take a *person* off the invitations."""
        for id_ in self.of(person):
            meeting = self._meetings[id_]
            others = [one for one in meeting["invitees"] if not _names(one) & person]
            self._meetings[id_] = {**meeting, "invitees": others}


def _names(invitee: Json) -> Names:
    return names(invitee["email"], None)
