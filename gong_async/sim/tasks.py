"""What Gong Engage tells the company's sellers to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from gong_async.sim.crm import STAGES, deal
from gong_async.sim.dice import dice, digits
from gong_async.sim.flows import with_steps
from gong_async.sim.people import Account, Contact, Employee, Json, Office
from gong_async.sim.privacy import Names
from gong_async.sim.world import World

__all__ = ["CRM", "PRIORITIES", "STATUSES", "TYPES", "Tasks"]

CRM = "Salesforce"
"""The CRM that tasks refer to."""

TYPES = ("FLOW", "MANUAL")
STATUSES = ("OPEN", "DONE", "DISMISSED")
PRIORITIES: dict[str, Json] = {
    name: {"id": place, "name": name, "weight": weight}
    for place, (name, weight) in enumerate((("LOW", 10), ("MEDIUM", 50), ("HIGH", 100)), 1)
}

_TITLES = ("Call back about the quote", "Thank for the referral", "Ask for a reference")


class Tasks:
    """The tasks of everybody active, as ReminderDataDto, by their ids."""

    def __init__(self, world: World) -> None:
        office = world.office
        rng = dice(office.seed, "tasks")
        accounts = [account for account in office.accounts if account.crm == CRM]
        self._workspaces: dict[str, str] = {}
        self._tasks: dict[str, Json] = {}
        for user in office.staff:
            workspace_id = office.workspace_ids[user.workspace]
            flows = [
                with_steps(office, flow)
                for flow in world.flows()
                if flow["workspaceId"] == workspace_id and flow["ownerEmail"] is None
            ]
            for _ in range(rng.randrange(1, 7) if user.active and accounts else 0):
                task = _task(rng, office, user, rng.choice(accounts), flows)
                self._tasks[str(task["id"])] = task
                self._workspaces[str(task["id"])] = workspace_id

    def of(self, user_id: int, workspace_id: str | None) -> Iterator[Json]:
        """The tasks of a user, in one workspace or in all."""
        for id_, task in self._tasks.items():
            if task["userId"] == user_id and workspace_id in (None, self._workspaces[id_]):
                yield task

    def get(self, task_id: str, user_id: int) -> Json | None:
        """A task, to be changed; None if this user has none like that."""
        task = self._tasks.get(task_id)
        return task if task and task["userId"] == user_id else None

    def forget(self, person: Names) -> None:
        """Drop the tasks that are about a *person*, and the mentions in others."""
        for id_, task in list(self._tasks.items()):
            if task["contact"]["crmId"] in person:
                del self._tasks[id_]
            others = task["additionalContacts"]
            task["additionalContacts"] = [one for one in others if one["crmId"] not in person]


def _task(
    rng: Random, office: Office, user: Employee, account: Account, flows: Sequence[Json]
) -> Json:
    created = office.start + timedelta(seconds=rng.randrange(10**7))
    in_flow = rng.random() < 0.6
    contact, *others = rng.sample(account.contacts, min(2, len(account.contacts)))
    return {
        "id": int(digits(rng)),
        "userId": int(user.id),
        "created": office.stamp(created),
        "updated": office.stamp(created + timedelta(seconds=rng.randrange(10**6))),
        "status": rng.choices(STATUSES, (70, 20, 10))[0],
        "type": TYPES[0] if in_flow else TYPES[1],
        "actions": ["CALL"],
        "account": _known(account.crm_id, account.name),
        "opportunity": _opportunity(office, account),
        "dueDate": office.stamp(created + timedelta(seconds=rng.randrange(10**6))),
        "flow": _flow(rng.choice(flows)) if in_flow else None,
        "contact": _contact(rng, account, contact),
        "additionalContacts": [_contact(rng, account, one) for one in others],
        "title": None if in_flow else rng.choice(_TITLES),
        "priority": rng.choice(list(PRIORITIES.values())),
    }


def _known(crm_id: str, name: str) -> Json:
    return {"crmId": crm_id, "name": name, "crmUrl": _url(crm_id)}


def _url(crm_id: str) -> str:
    return f"https://crm.example/{crm_id}"


def _opportunity(office: Office, account: Account) -> Json:
    known = deal(office, account)
    return {
        **_known(known.id, known.name),
        "status": "OPEN",
        "stage": STAGES[known.stage],
        "amount": f"{known.amount:.2f}",
        "probability": str(known.stage * 15),
        "closeDate": f"{known.close:%Y-%m-%d}",
    }


def _flow(flow: Json) -> Json:
    step = next(step for step in flow["steps"] if step["action"] == "CALL")
    told = {"id": int(step["id"]), "name": "Make a call", "stepNumber": step["stepOrder"]}
    return {"id": int(flow["id"]), "name": flow["name"], "step": told}


def _contact(rng: Random, account: Account, contact: Contact) -> Json:
    first, _, last = contact.name.partition(" ")
    return {
        "crmId": contact.crm_id,
        "type": "CONTACT" if contact.phone else "LEAD",
        "data": {
            "firstName": first,
            "lastName": last,
            "crmUrl": _url(contact.crm_id),
            "companyName": account.name,
            "affiliation": "Them",
            "emails": [{"email": contact.email}] if contact.email else [],
            "title": contact.title,
            "timezone": None,
            "phoneNumbers": [_phone(contact.phone)] if contact.phone else [],
            "city": account.city,
            "country": None,
            "state": None,
            "zipcode": None,
            "optOutChannels": ["EMAILS"] if rng.random() < 0.1 else [],
            "linkedinProfile": None,
        },
    }


def _phone(raw: str) -> Json:
    return {
        "raw": raw,
        "extension": None,
        "countryCode": 1,
        "normalized": f"+{''.join(filter(str.isdigit, raw))}",
        "label": "work",
        "isVerified": False,
    }
