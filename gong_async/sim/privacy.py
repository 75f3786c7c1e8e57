"""What Gong knows about a person, by e-mail address or by telephone number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from gong_async.sim.calls import SimCall
from gong_async.sim.cast import cast
from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Account, Contact, Json, Office
from gong_async.sim.recordings import ToldCall


def digest(number: str) -> str:
    """What tells two telephone numbers apart: their digits."""
    return "".join(filter(str.isdigit, number))


def references(
    calls: Iterable[SimCall], identity: str, known: tuple[Contact, Account] | None
) -> Json:
    """
    The references to a person that are alike in both look-ups.

    Args:
        calls: To look through.

        identity: An e-mail address in lower case, or the digits of a telephone number.

        known: Whose it is, and at which customer; None where nobody knows.
    """
    met = [call for call in calls if _was_on(call, identity, known)]
    return {
        "emails": [_email(call, known[0], n) for n, call in enumerate(met[::2])] if known else [],
        "calls": [_call(call) for call in met],
        "meetings": [{"id": _meeting(call)} for call in met if call.planned],
        "customerData": [_crm(*known)] if known and known[1].crm else [],
    }


def _was_on(call: SimCall, identity: str, known: tuple[Contact, Account] | None) -> bool:
    if isinstance(call, ToldCall):
        return identity in _identities(call)
    if known is None or call.kind.internal or call.account is not known[1]:
        return False
    return any(one.crm_id == known[0].crm_id for one in cast(call))


def _identities(call: ToldCall) -> set[str]:
    parties = call.told["parties"]
    addresses = {(party.get("emailAddress") or "").lower() for party in parties}
    return (addresses | {digest(party.get("phoneNumber") or "") for party in parties}) - {""}


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
