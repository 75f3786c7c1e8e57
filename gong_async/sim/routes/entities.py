"""What Gong's AI makes of the conversations with somebody; each answer costs a credit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gong_async.sim.analyst import Analyst, Evidence, Subject, answer, brief
from gong_async.sim.answers import RefusedError
from gong_async.sim.arguments import Arguments
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.own_crm import OBJECT_TYPES
from gong_async.sim.periods import PERIODS, since
from gong_async.sim.route import route

__all__ = ["ROUTES"]

_MOST_CALLS, _MOST_EMAILS = 60, 500

Json = dict[str, Any]


async def ask(backend: Backend, asked: Asked) -> Json:
    """GET /v2/entities/ask-entity"""
    question = asked.query.required_text("question")
    evidence = _evidence(backend, asked.query)
    backend.spend_credit()
    return await answer(question, evidence)


async def write_brief(backend: Backend, asked: Asked) -> Json:
    """GET /v2/entities/get-brief, of the published ones"""
    name = asked.query.required_text("briefName")
    evidence = _evidence(backend, asked.query)
    workspace_id = asked.query.int64("workspaceId")
    known = ("briefName", "workspaceId", "status")
    there = [tuple(one[key] for key in known) for one in backend.world.briefs()]
    if (name, workspace_id, "Published") not in there:
        raise RefusedError(404, f"Brief not found: {name}")
    backend.spend_credit()
    return await brief(evidence)


def _evidence(backend: Backend, query: Arguments) -> Evidence:
    query.require("crmEntityType", "timePeriod")
    workspace_id = query.int64("workspaceId")
    kind, crm_id = query.choice("crmEntityType", OBJECT_TYPES), query.required_text("crmEntityId")
    period = query.choice("timePeriod", PERIODS)
    start, end = query.moments("fromDateTime", "toDateTime")
    if period == "CUSTOM_RANGE":
        query.require("fromDateTime")
    if workspace_id not in backend.world.office.workspace_ids:
        raise RefusedError(404, "Workspace not found")
    subject = backend.state(Analyst).find(kind, crm_id)
    if subject is None:
        raise RefusedError(404, f"Entity not found: {crm_id}")
    met = subject.met(backend.calls(None, None, workspace_id=workspace_id))
    if period != "CUSTOM_RANGE":
        now = backend.now.astimezone(backend.zone)
        start, end = since(period, now, met[-1].when if met else now), None
    calls = [call for call in met if _is_within(call.when, start, end)]
    return Evidence(
        backend.world,
        subject,
        calls[: -_MOST_CALLS - 1 : -1],
        _emails(backend, subject, start, end),
    )


def _emails(
    backend: Backend, subject: Subject, start: datetime | None, end: datetime | None
) -> list[Json]:
    sent = [one for one in subject.emails(backend.world) if _is_within(one[0], start, end)]
    latest = sorted(sent, key=lambda one: one[0], reverse=True)
    return [told for _, told in latest[:_MOST_EMAILS]]


def _is_within(moment: datetime, start: datetime | None, end: datetime | None) -> bool:
    return (start is None or start <= moment) and (end is None or moment < end)


ROUTES = (
    route("GET entities/ask-entity", "ai-ask:read", ask),
    route("GET entities/get-brief", "ai-briefer:read", write_brief),
)
