"""Who is in the simulated company, and who is at its customers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from attrs import define, frozen

from gong_async.sim.dice import dice, digits
from gong_async.sim.names import (
    BUYER_TITLES,
    CITIES,
    COMPANY_FIRST,
    COMPETITORS,
    FAMILY,
    GIVEN,
    INDUSTRIES,
    SELLERS,
)

Json = dict[str, Any]

WORKSPACES = (
    ("Sales", "New business, all regions", 0.6),
    ("Customer Success", "Onboarding, adoption and renewals", 0.3),
    ("Sales Development", None, 0.1),
)

_TITLES = (
    ("VP Sales", "Sales Manager", ("Account Executive", "Sales Engineer", "Account Executive")),
    (
        "VP Customer Success",
        "Customer Success Manager Lead",
        ("Customer Success Manager", "Implementation Consultant", "Renewals Manager"),
    ),
    ("Director Sales Development", "SDR Team Lead", ("Sales Development Representative",)),
)


@frozen
class Contact:
    """A person at a customer; *email* and *phone* are None where nobody knows them."""

    first: str
    name: str
    title: str | None
    email: str | None
    phone: str | None
    crm_id: str


@frozen
class Account:
    """A customer, or somebody who may become one."""

    name: str
    domain: str
    industry: str
    goods: str
    city: str
    crm: str | None
    crm_id: str
    contacts: tuple[Contact, ...]


@frozen
class Employee:
    """A user of Gong: one of the company's own people; *share* weighs how much they host."""

    id: str
    first: str
    name: str
    title: str
    email: str
    workspace: int
    manager_id: str | None
    active: bool
    share: float


@define
class Office:
    """
    The company itself, before anybody has called anybody.

    Attributes:
        host: Of the company's pages in Gong's web application.

        workspace_ids: In the order of `WORKSPACES`.

        staff: The chief first, every manager before their reports.
    """

    seed: int
    name: str
    product: str
    domain: str
    host: str
    time_zone: str
    start: datetime
    end: datetime
    workspace_ids: tuple[str, ...]
    competitors: tuple[str, ...]
    staff: tuple[Employee, ...]
    accounts: tuple[Account, ...]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def by_id(self) -> dict[str, Employee]:
        """The staff by user id."""
        return {one.id: one for one in self.staff}

    @cached_property
    def by_email(self) -> dict[str, Employee]:
        """The staff by e-mail address."""
        return {one.email: one for one in self.staff}

    def stamp(self, moment: datetime) -> str:
        """*moment* in ISO 8601 with the company's offset and no more fraction than it has."""
        spent = moment.microsecond
        spec = "seconds" if not spent else "microseconds" if spent % 1000 else "milliseconds"
        return moment.astimezone(self.zone).isoformat(timespec=spec)


def found(seed: int, calls: int, start: datetime, end: datetime) -> Office:
    """Found the company of *seed*, sized for *calls* calls from *start* up to *end*."""
    rng = dice(seed, "office")
    name, product = SELLERS[rng.randrange(len(SELLERS))]
    domain = f"{_ascii(name)}.example"
    return Office(
        seed=seed,
        name=name,
        product=product,
        domain=domain,
        host=f"us-{rng.randrange(10_000, 99_999)}.app.gong.io",
        time_zone="America/Los_Angeles",
        start=start,
        end=end,
        workspace_ids=tuple(digits(rng, length) for length in (18, 19, 18)),
        competitors=tuple(rng.sample(COMPETITORS, 5)),
        staff=_hire(dice(seed, "staff"), min(250, max(12, calls // 60)), domain),
        accounts=_accounts(dice(seed, "accounts"), min(3_000, max(20, calls // 12))),
    )


def users(office: Office) -> list[Json]:
    """The company's people as UserMetadata, with the nulls that real companies have."""
    rng = dice(office.seed, "users")
    return [_user(rng, office, one) for one in office.staff]


def _names(rng: Random) -> Iterator[tuple[str, str]]:
    met: set[tuple[str, str]] = set()
    while True:
        pair = rng.choice(GIVEN), rng.choice(FAMILY)
        if pair not in met:
            met.add(pair)
            yield pair


def _ascii(text: str) -> str:
    plain = text.translate(str.maketrans("øØłŁıß", "oOlLis"))
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain.lower() if letter.isalnum())


def _posts(count: int) -> Iterator[tuple[str, int, int | None, float]]:
    """Title, workspace, place of the manager in the list, and share of the calls hosted."""
    yield "Chief Revenue Officer", 0, None, 0.02
    yield from ((head, number, 0, 0.05) for number, (head, _, _) in enumerate(_TITLES))
    others = [max(1, round((count - 4) * share)) for _, _, share in WORKSPACES[1:]]
    place = 4
    for number, size in enumerate((count - 4 - sum(others), *others)):
        _, lead, reps = _TITLES[number]
        leads = range(place, place + size // 9)
        bosses = leads or range(1 + number, 2 + number)
        yield from ((lead, number, 1 + number, 0.2) for _ in leads)
        for rep in range(size - len(leads)):
            title = reps[rep % len(reps)]
            share = 0.3 if title == "Sales Engineer" else 0.5 + (rep * 7 % 10) / 8
            yield title, number, bosses[rep % len(bosses)], share
        place += size


def _hire(rng: Random, count: int, domain: str) -> tuple[Employee, ...]:
    names = _names(rng)
    staff: list[Employee] = []
    for place, (title, workspace, boss, share) in enumerate(_posts(count)):
        first, last = next(names)
        left = share > 0.2 and place % 14 == 9
        staff.append(
            Employee(
                id=digits(rng, rng.choice((16, 18, 19))),
                first=first,
                name=f"{first} {last}",
                title=title,
                email=f"{_ascii(first)}.{_ascii(last)}@{domain}",
                workspace=workspace,
                manager_id=None if boss is None else staff[boss].id,
                active=not left,
                share=share / 4 if left else share,
            )
        )
    return tuple(staff)


def _user(rng: Random, office: Office, one: Employee) -> Json:
    first, _, last = one.name.partition(" ")
    handle = one.email.partition("@")[0]
    joined = office.start - timedelta(days=rng.randrange(20, 1500), seconds=rng.randrange(86_400))
    phoned = rng.random() < 0.6
    page = f"https://join.gong.example/{_ascii(office.name)}/{handle}"
    alias = f"{handle[0]}.{handle.rpartition('.')[2]}@{office.domain}"
    return {
        "id": one.id,
        "emailAddress": one.email,
        "created": office.stamp(joined.replace(microsecond=rng.choice((0, 428_000, 816_562)))),
        "active": one.active,
        "emailAliases": [alias] if rng.random() < 0.12 else [],
        "trustedEmailAddress": None,
        "firstName": first,
        "lastName": last,
        "title": one.title if rng.random() < 0.9 else None,
        "phoneNumber": phone(rng) if phoned else None,
        "extension": str(rng.randrange(100, 999)) if phoned and rng.random() < 0.3 else None,
        "personalMeetingUrls": [f"https://meet.example/{handle}"] if rng.random() < 0.5 else [],
        "settings": _settings(rng, one, phoned),
        "managerId": one.manager_id,
        "meetingConsentPageUrl": page if rng.random() < 0.4 else None,
        "conferencingProviders": _providers() if rng.random() < 0.3 else None,
        "spokenLanguages": _languages(rng),
    }


def _settings(rng: Random, one: Employee, phoned: bool) -> Json:
    return {
        "webConferencesRecorded": one.active,
        "preventWebConferenceRecording": False,
        "telephonyCallsImported": one.active and phoned,
        "emailsImported": rng.random() < 0.8,
        "preventEmailImport": False,
        "nonRecordedMeetingsImported": rng.random() < 0.5,
        "gongConnectEnabled": one.workspace == 2,
    }


def settings_history(office: Office, user: Json) -> list[Json]:
    """What was switched on and off for *user*, as UserSettingsHistory, oldest first."""
    rng = dice(office.seed, "settings", user["id"])
    joined = datetime.fromisoformat(user["created"])
    settings: Json = {**user["settings"], "active": user["active"]}
    settings["callsImported"] = settings.pop("telephonyCallsImported")
    history = [
        {"setting": name, "value": True, "time": office.stamp(joined)}
        for name, value in settings.items()
        if value or name == "active"
    ]
    if not user["active"]:
        left = office.start + timedelta(seconds=rng.randrange(10**6))
        history.append({"setting": "active", "value": False, "time": office.stamp(left)})
    return history


def _providers() -> list[Json]:
    return [
        {"provider": "zoom", "isDefault": True},
        {"provider": "google_meet", "isDefault": False},
    ]


def _languages(rng: Random) -> list[Json]:
    spoken = [{"language": "en-US", "primary": True}]
    return [*spoken, {"language": "es-ES", "primary": False}] if rng.random() < 0.1 else spoken


def phone(rng: Random) -> str:
    """A number nobody has: the 555 range reserved for fiction, punctuated at random."""
    area, line = rng.randrange(201, 989), rng.randrange(100, 200)
    return rng.choice(("+1 {}-555-0{}", "+1 ({}) 555-0{}", "+1{}5550{}")).format(area, line)


def _accounts(rng: Random, count: int) -> tuple[Account, ...]:
    accounts: list[Account] = []
    taken: set[str] = set()
    phones: set[str] = set()
    while len(accounts) < count:
        suffix, industry, goods = rng.choice(INDUSTRIES)
        style = rng.random()
        first = rng.choice(COMPANY_FIRST if style < 0.75 else FAMILY)
        name = f"{first} {suffix}" if style < 0.95 else f"{first} & {rng.choice(FAMILY)} {suffix}"
        city = rng.choice(CITIES)
        if _ascii(name) in taken:
            name = f"{name} {city}"
        domain = f"{_ascii(name)}.example"
        if _ascii(name) in taken:
            continue
        taken.add(_ascii(name))
        accounts.append(
            Account(
                name=name,
                domain=domain,
                industry=industry,
                goods=goods,
                city=city,
                crm=rng.choices(("Salesforce", "HubSpot", None), (70, 20, 10))[0],
                crm_id=f"001{digits(rng, 12)}AAC",
                contacts=_contacts(rng, domain, phones),
            )
        )
    return tuple(accounts)


def _contacts(rng: Random, domain: str, phones: set[str]) -> tuple[Contact, ...]:
    contacts: list[Contact] = []
    names = _names(rng)
    for _ in range(rng.choices((2, 3, 4, 6), (30, 40, 20, 10))[0]):
        first, last = next(names)
        number = phone(rng)
        digest = "".join(filter(str.isdigit, number))
        known = rng.random() < 0.6 and digest not in phones
        phones.add(digest)
        contacts.append(
            Contact(
                first=first,
                name=f"{first} {last}",
                title=rng.choice(BUYER_TITLES) if rng.random() < 0.9 else None,
                email=f"{_ascii(first)}.{_ascii(last)}@{domain}" if rng.random() < 0.92 else None,
                phone=number if known else None,
                crm_id=f"003{digits(rng, 12)}AAE",
            )
        )
    return tuple(contacts)


def colleagues(staff: Sequence[Employee], host: Employee) -> tuple[Employee, ...]:
    """Who may join *host* on a call: active people of the same workspace, else the manager."""
    near = tuple(
        one for one in staff if one.workspace == host.workspace and one.active and one != host
    )
    return near or tuple(one for one in staff if one != host)[:1]
