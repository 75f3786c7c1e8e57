"""The company's calls: when they happen, what they are about, who hosts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import accumulate
from random import Random
from typing import Any, TypeVar

from attrs import field, frozen

from gong_async.sim.dice import dice, digits
from gong_async.sim.kinds import KINDS, MIX, Kind
from gong_async.sim.people import WORKSPACES, Account, Employee, Json, Office, colleagues

T = TypeVar("T")

_UNPLANNED = 33
"""One web conference in so many starts without having been scheduled."""


@frozen
class SimCall:
    """
    One call, as small as can be: everything else about it is worked out when asked for.

    Attributes:
        id: Decimal, 17 to 19 digits, below 2**63 and above 2**53.

        when: What date filters compare, in UTC: `scheduled` where it is set, else `started`.

        late: Its transcript appears later than the call itself.

        silent: It never gets a transcript.

        account: The customer called; of an internal call the one that is talked about.

        guests: The host's colleagues on the call.

        edits: Metadata that was changed since, by the names of the specification.
    """

    id: str
    when: datetime
    workspace_id: str
    host_id: str
    late: bool
    silent: bool
    kind: Kind = field(eq=False, repr=False)
    account: Account = field(eq=False, repr=False)
    guests: tuple[Employee, ...] = field(eq=False, repr=False)
    office: Office = field(eq=False, repr=False)
    edits: Mapping[str, Any] = field(factory=dict[str, Any], eq=False, repr=False)

    @property
    def lot(self) -> int:
        """A number drawn by the call once and for all; decides its rare features."""
        return _lot(self.id)

    @property
    def host(self) -> Employee:
        """Who hosts it."""
        return self.office.by_id[self.host_id]

    @property
    def planned(self) -> bool:
        """Whether it was in a calendar before it began."""
        return self.kind.web and self.lot % _UNPLANNED != 0

    @property
    def url(self) -> str:
        """Its page in Gong's web application."""
        return f"https://{self.office.host}/call?id={self.id}"

    @property
    def partner(self) -> str:
        """Full name of the person the host talks with, a contact or a colleague."""
        if self.kind.internal:
            return self.guests[0].name
        contacts = self.account.contacts
        return contacts[self.lot % len(contacts)].name

    @property
    def basic(self) -> Json:
        """The call as CallBasicData; a new dict every time."""
        return {**_basic(self), **self.edits}

    @property
    def transcribed(self) -> datetime:
        """When its transcript appears, within hours, or days if late; unless it is silent."""
        hours = 24 + self.lot % 48 if self.late else 0
        return self.when + timedelta(hours=hours, minutes=15 + self.lot % 90)

    def media_url(self, name: str) -> str:
        """Link to the file *name* on a content network: signed, no credentials needed."""
        path = f"/{self.workspace_id}/{self.id}/{name}"
        signature = sha256(f"{self.office.seed}{path}".encode()).hexdigest()
        return f"https://media.example{path}?Key-Pair-Id=SIM&Signature={signature}"


def _lot(call_id: str) -> int:
    return int(call_id[-9:])


def book(office: Office, count: int) -> list[SimCall]:
    """Fill the company's history with *count* calls, sorted by (when, id)."""
    rng = dice(office.seed, "calls")
    teams = [_Team(rng, office, number) for number in range(len(WORKSPACES))]
    shares = list(accumulate(share for _, _, share in WORKSPACES))
    days = _days(rng, office)
    taken: set[str] = set()
    calls: list[SimCall] = []
    for team in rng.choices(teams, cum_weights=shares, k=count):
        call_id = digits(rng, rng.choice((17, 18, 19, 19)))
        while call_id in taken:
            call_id = digits(rng)
        taken.add(call_id)
        calls.append(team.call(call_id, days))
    return sorted(calls, key=lambda call: (call.when, call.id))


class _Team:
    """The hosts of one workspace, and what they spend their days with."""

    def __init__(self, rng: Random, office: Office, number: int) -> None:
        staff = [one for one in office.staff if one.workspace == number]
        self._rng = rng
        self._office = office
        self._workspace_id = office.workspace_ids[number]
        self._host = _urn(rng, staff, [one.share for one in staff])
        self._kind = _urn(rng, [KINDS[name] for name in MIX[number]], [*MIX[number].values()])
        self._guests = {
            one.id: [(guest,) for guest in colleagues(office.staff, one)] for one in staff
        }

    def call(self, call_id: str, day: Callable[[], datetime]) -> SimCall:
        """Book the call *call_id* on some *day*."""
        rng, office = self._rng, self._office
        host, kind = self._host(), self._kind()
        planned = kind.web and _lot(call_id) % _UNPLANNED != 0
        when = day() + _hour(rng, planned)
        while not office.start <= when < office.end:
            when = day() + _hour(rng, planned)
        fate = rng.random()
        accounts = office.accounts
        return SimCall(
            id=call_id,
            when=when,
            workspace_id=self._workspace_id,
            host_id=host.id,
            late=fate < 0.02,
            silent=fate > 0.99,
            kind=kind,
            account=accounts[int(len(accounts) * rng.random() ** 1.6)],
            guests=rng.choice(self._guests[host.id]) if rng.random() < kind.guests else (),
            office=office,
        )


def _urn(rng: Random, items: Sequence[T], weights: Sequence[float]) -> Callable[[], T]:
    sums = list(accumulate(weights))
    return lambda: rng.choices(items, cum_weights=sums)[0]


def _days(rng: Random, office: Office) -> Callable[[], datetime]:
    """Draw the midnight of a business day: few weekends, growth, a rush, one day gone wild."""
    first, last = (moment.astimezone(office.zone).date() for moment in (office.start, office.end))
    dates = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weights = [_load(day) * (1 + 0.6 * n / len(dates)) for n, day in enumerate(dates)]
    weights[rng.randrange(len(weights))] += 4
    midnights = [datetime.combine(day, time(), tzinfo=office.zone).astimezone(UTC) for day in dates]
    return _urn(rng, midnights, weights)


def _load(day: date) -> float:
    if day.weekday() >= 5:
        return 0.04
    last_of_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - day
    rush = 1.7 if day.month % 3 == 0 and last_of_month <= timedelta(days=10) else 1.0
    return rush * (1.0, 1.15, 1.2, 1.1, 0.75)[day.weekday()]


def _hour(rng: Random, planned: bool) -> timedelta:
    if planned:
        minute = rng.choices((0, 30, 15, 45), (60, 30, 6, 4))[0]
        return timedelta(hours=int(rng.triangular(7, 18, 10.5)), minutes=minute)
    fraction = (0, rng.randrange(1000) * 1000, rng.randrange(10**6))[rng.randrange(3)]
    return timedelta(seconds=int(rng.triangular(7, 18.5, 14) * 3600), microseconds=fraction)


def _basic(call: SimCall) -> Json:
    rng = dice(call.office.seed, "basic", call.id)
    office, kind, lot = call.office, call.kind, call.lot
    title = rng.choice(kind.titles).format(
        us=office.name, company=call.account.name, buyer=call.partner
    )
    delay = timedelta(seconds=rng.randrange(-60, 300), microseconds=rng.randrange(10**6))
    low, high, most = kind.seconds
    duration = rng.randrange(3, 20) if call.silent else int(rng.triangular(low, high, most))
    language = rng.choices(("eng", "spa", "und"), (96, 2, 2))[0]
    basic = {
        "id": call.id,
        "url": call.url,
        "title": title,
        "scheduled": office.stamp(call.when) if call.planned else None,
        "started": office.stamp(call.when + delay if call.planned else call.when),
        "duration": duration,
        "primaryUserId": call.host_id,
        "direction": _direction(rng, call),
        "system": rng.choice(_SYSTEMS[kind.web]),
        "scope": "Internal" if kind.internal else "Unknown" if lot % 89 == 0 else "External",
        "media": "Video" if kind.web and rng.random() < 0.93 else "Audio",
        "language": "zxx" if call.silent else language,
        "workspaceId": call.workspace_id,
        **_origin(rng, call),
        "purpose": kind.name if rng.random() < 0.5 else None,
        "isPrivate": rng.random() < 0.02,
    }
    if lot % 151 == 0:
        basic["futureField"] = {"kind": "preview", "values": [1, 2.5, None]}
    return basic


_SYSTEMS = {
    True: ("Zoom", "Zoom", "Google Meet", "Microsoft Teams", "Webex"),
    False: ("Gong Connect", "Outreach", "Aircall"),
}


def _direction(rng: Random, call: SimCall) -> str:
    if call.lot % 211 == 0:
        return "Hybrid"
    if call.kind.web:
        return "Conference"
    return rng.choices(("Outbound", "Inbound", "Unknown"), (80, 18, 2))[0]


def _origin(rng: Random, call: SimCall) -> Json:
    """Where the call came from: a calendar, a telephone system, the public API."""
    token = f"{rng.getrandbits(80):020x}"
    phone = not call.kind.web
    disposed = phone and rng.random() < 0.5
    return {
        "sdrDisposition": rng.choice(_DISPOSITIONS) if disposed else None,
        "clientUniqueId": token.upper() if phone and rng.random() < 0.6 else None,
        "customData": "Imported from the old dialer" if call.lot % 61 == 0 else None,
        "meetingUrl": f"https://meet.example/j/{token[:11]}" if call.kind.web else None,
        "calendarEventId": f"{token}@calendar.example" if call.planned else None,
    }


_DISPOSITIONS = ("Connected", "Got the gatekeeper", "No answer", "Left voicemail", "Call back")
