"""The flows of the company's sellers: what they do with a prospect, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Employee, Json, Office

_NONE = "null"
"""What Gong writes in a folder for an id that is missing."""

_SHARED = "100"
"""The folder that Gong makes up of whatever is shared with somebody."""

_COMPANY_FOLDERS = {
    "Company flows": None,
    "Outbound": "Company flows",
    "Renewals": "Company flows",
}
"""Name to name of the parent; every workspace has them."""

_FLOWS = (
    ("Inbound trial, 7 touches", "Company", "Company flows", 7),
    ("Cold outbound: planners", "Company", "Outbound", 5),
    ("No-show rescue", "Company", "Outbound", 3),
    ("Renewal in 120 days", "Company", "Renewals", 4),
    ("After the trade show 🎪", "Shared", None, 4),
    ("Lost deals, one year on", "Shared", None, 2),
    ("My top accounts", "Personal", None, 6),
    ("Quiet champions", "Personal", None, 3),
)
"""Name, visibility, folder of the company, and number of steps."""

_MAILS = ("AUTO_SEND_EMAIL", "SEND_EMAIL")
_STEPS = (
    ("AUTO_SEND_EMAIL", "Who plans at {{account_name}}?", "Hello {{recipient.first_name}},"),
    ("CALL", None, "Ask who plans today, and with what."),
    ("LINKEDIN_CONNECT", None, "Mention the e-mail."),
    ("SEND_EMAIL", "Re: Who plans at {{account_name}}?", "Did this get lost?"),
    ("CALL", None, "Second try, another time of the day."),
    ("LINKEDIN_MESSAGE", None, "Send the two-minute video."),
    ("CUSTOM", None, "Decide: next quarter, or never."),
)
"""Action, subject and body; each flow has as many of the first as its number says."""


def flows(office: Office) -> list[Json]:
    """As PublicApiFlow, with `workspaceId` and `ownerEmail` (None for the company's own)."""
    rng = dice(office.seed, "flows")
    listed: list[Json] = []
    for name, visibility, folder, _ in _FLOWS:
        for owner in (None,) * len(office.workspace_ids) if folder else _owners(office):
            if owner and rng.random() < 0.4:
                continue
            place = owner.workspace if owner else len(listed) % len(office.workspace_ids)
            created = office.start - timedelta(seconds=rng.randrange(10**7))
            listed.append(
                {
                    "id": digits(rng),
                    "name": name,
                    **_shelf(office, visibility, owner, folder, place),
                    "visibility": visibility,
                    "creationDate": office.stamp(created),
                    "exclusive": rng.random() < 0.3,
                    "workspaceId": office.workspace_ids[place],
                    "ownerEmail": owner.email if owner else None,
                }
            )
    return listed


def _owners(office: Office) -> list[Employee]:
    return [one for one in office.staff if one.active and one.workspace != 1][:40]


def _shelf(
    office: Office, visibility: str, owner: Employee | None, folder: str | None, place: int
) -> Json:
    if owner is None or folder:
        return {"folderId": _folder_id(office, folder, place), "folderName": folder}
    if visibility == "Shared":
        return {"folderId": _SHARED, "folderName": "Shared With You"}
    return {"folderId": _folder_id(office, owner.id), "folderName": owner.name}


def _folder_id(office: Office, *owner: object) -> str:
    return digits(dice(office.seed, "flow folder", *owner))


def with_steps(office: Office, flow: Json) -> Json:
    """One of `flows` as PublicApiFlowWithSteps."""
    rng = dice(office.seed, "steps", flow["id"])
    (touches,) = (touches for name, _, _, touches in _FLOWS if name == flow["name"])
    told = ("id", "name", "folderId", "visibility", "creationDate", "exclusive")
    return {
        **{name: flow[name] for name in told},
        "description": f"{touches} touches" if rng.random() < 0.5 else None,
        "steps": list(_steps(rng, touches)),
    }


def _steps(rng: Random, touches: int) -> Iterator[Json]:
    for number, (action, subject, body) in enumerate(_STEPS[:touches], 1):
        yield {
            "id": digits(rng),
            "stepOrder": number,
            "action": action,
            "subject": subject,
            "body": f"<div>{body}</div>" if action in _MAILS else body,
            "isReply": subject is not None and subject.startswith("Re: "),
        }


def folders(office: Office) -> list[Json]:
    """As Gong sends folders of flows, with `workspaceId` and `ownerEmail` (None for all)."""
    company = [
        _folder(
            _folder_id(office, name, place),
            name,
            "Company",
            parent=_folder_id(office, parent, place) if parent else _NONE,
            workspace_id=workspace_id,
        )
        for place, workspace_id in enumerate(office.workspace_ids)
        for name, parent in _COMPANY_FOLDERS.items()
    ]
    personal = [
        _folder(
            _folder_id(office, owner.id),
            owner.name,
            "Personal",
            workspace_id=office.workspace_ids[owner.workspace],
            owner=owner,
        )
        for owner in _owners(office)
    ]
    return [_folder(_SHARED, "Shared With You", "Shared"), *company, *personal]


def _folder(
    folder_id: str,
    name: str,
    visibility: str,
    *,
    parent: str = _NONE,
    workspace_id: str | None = None,
    owner: Employee | None = None,
) -> Json:
    return {
        "id": folder_id,
        "name": name,
        "parentFolderId": parent,
        "createdById": owner.id if owner else _NONE,
        "visibility": visibility,
        "workspaceId": workspace_id,
        "ownerEmail": owner.email if owner else None,
    }
