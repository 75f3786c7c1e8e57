"""What Gong knows about a person, by e-mail address or by telephone number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from gong_async.sim.calls import SimCall
from gong_async.sim.cast import cast
from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Account, Contact, Json, Office


def digest(number: str) -> str:
    """What tells two telephone numbers apart: their digits."""
    return "".join(filter(str.isdigit, number))


def nothing() -> Json:
    """The references to somebody nobody has met, alike in both look-ups."""
    return {"emails": [], "calls": [], "meetings": [], "customerData": []}


def references(contact: Contact, account: Account, calls: Iterable[SimCall]) -> Json:
    """
    The references to *contact* that are alike in both look-ups.

    Args:
        calls: Those about *account*; the ones that *contact* was on are told.
    """
    met = [call for call in calls if any(one.crm_id == contact.crm_id for one in cast(call))]
    return {
        "emails": [_email(call, contact, n) for n, call in enumerate(met) if n % 2 == 0],
        "calls": [_call(call) for call in met],
        "meetings": [{"id": _meeting(call)} for call in met if call.planned],
        "customerData": [_crm(contact, account)] if account.crm else [],
    }


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
    answered = contact.email is not None and number % 4 == 0
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
