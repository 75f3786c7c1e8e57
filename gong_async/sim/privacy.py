"""What Gong knows about a person, by e-mail address or by telephone number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from typing import TypeAlias

from gong_async.sim.calls import SimCall
from gong_async.sim.cast import cast
from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Account, Contact, Json, Office
from gong_async.sim.recordings import ToldCall

Names: TypeAlias = frozenset[str]
"""What somebody is known by: addresses in lower case, numbers as ``+`` and digits, ids in a CRM."""


def digest(number: str) -> str:
    """What tells two telephone numbers apart: their digits; empty if there are none."""
    digits = "".join(filter(str.isdigit, number))
    return digits and f"+{digits}"


def names(email: object, phone: object, *crm_ids: object) -> Names:
    """The names in a record of somebody, who may lack some of them."""
    known = str(email or "").lower(), digest(str(phone or "")), *map(str, filter(None, crm_ids))
    return frozenset(filter(None, known))


def known_as(given: str, records: Collection[Names]) -> Names:
    """All the names of whom *given* names, by the *records* of people."""
    person = frozenset((given,)).union(*(one for one in records if given in one))
    while (more := person.union(*(one for one in records if is_theirs(one, person)))) != person:
        person = more
    return person


def is_theirs(record: Names, person: Names) -> bool:
    """Whether a record is of the *person*; a number, which others may share, if it has no more."""
    shared = record & person
    if all(_is_number(one) for one in shared):
        return bool(shared) and not any("@" in one for one in record)
    return True


def _is_number(name: str) -> bool:
    return name.startswith("+") and "@" not in name


def parties(call: SimCall) -> Iterator[Names]:
    """Those on a call that was told of, but for the company's own people."""
    for party in call.told["parties"] if isinstance(call, ToldCall) else ():
        if not party.get("userId"):
            yield names(party.get("emailAddress"), party.get("phoneNumber"), *_crm_ids(party))


def _crm_ids(party: Json) -> Iterator[str]:
    for system in party.get("context") or ():
        for linked in system.get("objects") or ():
            if linked["objectType"] in ("Contact", "Lead"):
                yield linked["objectId"]


def references(
    calls: Iterable[SimCall], person: Names, known: Collection[tuple[Contact, Account]]
) -> Json:
    """
    The references to a *person* that are alike in both look-ups.

    Args:
        calls: To look through.

        known: As whom the customers have them.
    """
    met = [call for call in calls if _was_on(call, person, known)]
    return {
        "emails": [_email(call, one, n) for one, _ in known for n, call in enumerate(met[::2])],
        "calls": [_call(call) for call in met],
        "meetings": [{"id": _meeting(call)} for call in met if call.planned],
        "customerData": [_crm(one, account) for one, account in known if account.crm],
    }


def _was_on(call: SimCall, person: Names, known: Iterable[tuple[Contact, Account]]) -> bool:
    if any(is_theirs(party, person) for party in parties(call)):
        return True
    if call.kind.internal or all(call.account is not account for _, account in known):
        return False
    return any(one.crm_id in person for one in cast(call))


def engagement(office: Office, contact: Contact, account: Account) -> list[Json]:
    """What *contact* did with what was sent to them, as CustomerEngagement."""
    rng = dice(office.seed, "engagement", contact.crm_id)
    return [
        {
            "eventType": rng.choice(_EVENTS),
            "timestamp": office.stamp(office.start + timedelta(seconds=rng.randrange(10**7))),
            "contentId": digits(rng),
            "contentUrl": f"https://{office.host}/e/c-share/tkn={rng.getrandbits(100):025x}",
            "reportingSystem": "Docsender",
            "eventName": f"{office.product} for {account.name}",
            "sourceEventId": f"{rng.getrandbits(64):016x}",
        }
        for _ in range(rng.randrange(3))
    ]


_EVENTS = ("contentShared", "contentViewed", "customEvent", "digitalInteraction")


def _email(call: SimCall, contact: Contact, number: int) -> Json:
    rng = dice(call.office.seed, "email", call.id, contact.crm_id)
    mailbox = call.host.email
    answered = contact.email is not None and number % 2 == 0
    return {
        "from": contact.email if answered else mailbox,
        "id": f"{rng.getrandbits(128):032x}",
        "sentTime": call.office.stamp(
            call.when + timedelta(seconds=rng.randrange(-80_000, 80_000))
        ),
        "mailbox": mailbox,
        "messageHash": f"{rng.getrandbits(128):032x}",
    }


def _call(call: SimCall) -> Json:
    crm = call.account.crm
    task = {"objectType": "Task", "externalId": f"00T{call.lot:012d}AAM"}
    return {
        "id": call.id,
        "status": "COMPLETED",
        "externalSystems": [{"system": crm, "objects": [task]}] if crm else [],
    }


def _meeting(call: SimCall) -> str:
    start = f"{call.when:%Y-%m-%dT%H:%M:%SZ}"
    return f"{call.host_id}.{call.lot:x}@calendar.example_{start}"


def _crm(contact: Contact, account: Account) -> Json:
    kind = "Lead" if contact.phone is None else "Contact"
    return {
        "system": account.crm,
        "objects": [
            {
                "id": str(int(contact.crm_id[3:15]) + 10**17),
                "objectType": kind,
                "externalId": contact.crm_id,
                "mirrorId": f'{{"crmObjectType":"{kind.upper()}","crmId":"{contact.crm_id}"}}',
                "fields": [
                    {"name": "Name", "value": contact.name},
                    {"name": "Title", "value": contact.title},
                    {"name": "Email", "value": contact.email},
                ],
            }
        ],
    }
