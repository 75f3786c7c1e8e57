"""The briefs that the company has its AI write."""

from __future__ import annotations

from datetime import timedelta

from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Json, Office

_BRIEFS = (
    ("Account summary", "What a newcomer has to know", "Published"),
    ("Deal risks", None, "Published"),
    ("Handover to success ✨", "From sales to success", "Not published"),
)


def briefs(office: Office) -> list[Json]:
    """As Brief; every workspace has its own copies."""
    rng = dice(office.seed, "briefs")
    made: list[Json] = []
    for workspace_id in office.workspace_ids:
        for name, description, status in _BRIEFS:
            author = rng.choice(office.staff[:6])
            created = office.start - timedelta(seconds=rng.randrange(10**6, 10**7))
            made.append(
                {
                    "briefId": digits(rng),
                    "briefName": name,
                    "workspaceId": workspace_id,
                    "description": description,
                    "status": status,
                    "creator": author.name,
                    "creatorUserId": author.id,
                    "created": office.stamp(created),
                    "updated": office.stamp(created + timedelta(seconds=rng.randrange(10**6))),
                }
            )
    return made
