"""What the CRM says about the customer of a call and the people on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import frozen

from gong_async.sim.calls import SimCall
from gong_async.sim.cast import Person
from gong_async.sim.dice import dice
from gong_async.sim.people import Account, Json, Office

STAGES = (
    *("Qualification", "Discovery", "Evaluation", "Proposal", "Negotiation", "Closed Won"),
    "Closed Lost",
)
_UNKNOWN_SYSTEM = 307
"""One call in so many is linked to a system that the specification does not know."""


def context(call: SimCall) -> list[Json]:
    """Account and opportunity as CallContextDto, both now and at the time of the call."""
    account = call.account
    if call.kind.internal or account.crm is None:
        return []
    objects: list[Json] = []
    for timing in ("Now", "TimeOfCall"):
        objects.append(_account(call, timing))
        if call.kind.web:
            objects.append(_opportunity(call, timing))
    system = "Pipedrive" if call.lot % _UNKNOWN_SYSTEM == 0 else account.crm
    return [{"system": system, "objects": objects}]


def _account(call: SimCall, timing: str) -> Json:
    account = call.account
    rng = dice(call.office.seed, "crm", account.crm_id)
    return {
        "objectType": "Account",
        "objectId": account.crm_id,
        "fields": _fields(
            {
                "Name": account.name,
                "Website": f"https://www.{account.domain}",
                "Industry": account.industry,
                "NumberOfEmployees": rng.randrange(60, 9_000),
                "Tier__c": rng.choice(("A", "B", None)),
                "Is_Reference__c": rng.choice(("true", "false")),
                "Regions__c": rng.sample(("EMEA", "AMER", "APAC"), 2),
            }
        ),
        "timing": timing,
    }


@frozen
class Deal:
    """
    What the CRM knows of a deal with an account.

    Attributes:
        stage: A place in `STAGES`.

        first_amount: What it was to be at first; None if nobody had said.
    """

    id: str
    name: str
    stage: int
    amount: float
    first_amount: float | None
    close: datetime
    source: str | None
    type: str


def deal(office: Office, account: Account) -> Deal:
    """The one deal with *account*."""
    rng = dice(office.seed, "deal", account.crm_id)
    amount = rng.randrange(20, 240) * 1_000 + rng.choice((0, 0, 500.5))
    return Deal(
        id=f"006{rng.randrange(10**12):012d}AAK",
        name=f"{account.name} - {office.product}",
        stage=rng.randrange(len(STAGES)),
        amount=amount,
        first_amount=rng.choice((None, amount * 1.2)),
        close=office.end + timedelta(days=rng.randrange(90)),
        source=rng.choice(("Web", "Event", "Referral", None)),
        type=rng.choice(("New Business", "Renewal", "Expansion")),
    )


def _opportunity(call: SimCall, timing: str) -> Json:
    known, now = deal(call.office, call.account), timing == "Now"
    stage = known.stage if now else known.stage // 2
    return {
        "objectType": "Opportunity",
        "objectId": known.id,
        "fields": _fields(
            {
                "Name": known.name,
                "StageName": STAGES[stage],
                "Amount": known.amount if now else known.first_amount,
                "Probability": stage * 15,
                "CloseDate": f"{known.close:%Y-%m-%d}",
                "LeadSource": known.source,
                "Type": known.type,
            }
        ),
        "timing": timing,
    }


def person(call: SimCall, one: Person) -> list[Json]:
    """A participant as PartyContextDto; empty inside the company and where nobody is known."""
    if one.crm_id is None or call.account.crm is None or call.lot % 5 == 0:
        return []
    fields = {"Name": one.name, "Title": one.title, "Email": one.email, "DoNotCall": False}
    objects = [
        {
            "objectType": "Lead" if call.kind.name == "Prospecting" else "Contact",
            "objectId": one.crm_id,
            "fields": _fields(fields),
            "timing": timing,
        }
        for timing in ("Now", "TimeOfCall")
    ]
    return [{"system": call.account.crm, "objects": objects}]


def _fields(values: Json) -> list[Json]:
    return [{"name": name, "value": value} for name, value in values.items()]
